import type { CsvFormat } from "../../files/csv-format.ts";
import { onePer } from "../../one-per.ts";
import type { BackupFile, Salesforce } from "../rest/client.ts";
import { SalesforceError } from "../rest/errors.ts";
import { path } from "../rest/paths.ts";
import type { IngestTarget } from "./columns.ts";

export type JobKind = "ingest" | "query";

/** What rows a job leaves behind; a query job those of `query` alone. */
export type ResultKind = "successful" | "failed" | "unprocessed" | "query";

/** A job of Bulk API 2.0, as `GET` answers it; the counts are not in the answer to its creation. */
export interface BulkJob {
  id: string;
  operation: string;
  object: string;
  createdDate: string;
  state: "Open" | "UploadComplete" | "InProgress" | "JobComplete" | "Failed" | "Aborted";
  /** A number: 66.0. */
  apiVersion: number;
  jobType?: string;
  externalIdFieldName?: string;
  numberRecordsProcessed?: number;
  numberRecordsFailed?: number;
  /** Milliseconds. */
  totalProcessingTime?: number;
  errorMessage?: string;
}

export function isOver({ state }: BulkJob): boolean {
  return state === "JobComplete" || state === "Failed" || state === "Aborted";
}

export function kindOf({ operation }: BulkJob): JobKind {
  return /^query/i.test(operation) ? "query" : "ingest";
}

/** Below a job that exists, in the version that made it: results asked for in another one are refused (409). */
export function jobPath(job: BulkJob, ...rest: string[]): string {
  const start = `/services/data/v${job.apiVersion.toFixed(1)}/jobs/${kindOf(job)}`;
  return [start + path`/${job.id}`, ...rest].join("/");
}

/** Jobs whose kind is remembered; the oldest are forgotten. */
const mostKinds = 1_000;
/** By connection: of which kind the jobs are that were made or found, by their ids. An id itself does not tell. */
const kindsOf = onePer((_: object) => new Map<string, JobKind>());

/** Ids have 15 letters and digits, or 18 of which the last three only repeat their case. */
const keyOf = (id: string) => id.slice(0, 15);

function noteKind(salesforce: Salesforce, job: BulkJob): void {
  const kinds = kindsOf(salesforce.connection);
  kinds.set(keyOf(job.id), kindOf(job));
  const [oldest] = kinds.keys();
  if (kinds.size > mostKinds && oldest !== undefined) kinds.delete(oldest);
}

async function begun(salesforce: Salesforce, creating: Promise<BulkJob>): Promise<BulkJob> {
  const job = await creating;
  noteKind(salesforce, job);
  salesforce.trace.jobIds = [...(salesforce.trace.jobIds ?? []), job.id];
  return job;
}

/** An open job that waits for its rows. */
export function createIngestJob(
  salesforce: Salesforce,
  { object, operation, externalIdField }: IngestTarget,
  format: CsvFormat,
  backup?: BackupFile,
): Promise<BulkJob> {
  const body = {
    object,
    operation,
    ...(operation === "upsert" && { externalIdFieldName: externalIdField }),
    contentType: "CSV",
    ...format,
  };
  return begun(salesforce, salesforce.post("/jobs/ingest", body, { backup }));
}

/** It changes nothing, so it is repeated like any read; at worst a job runs that nobody asks about. */
export function createQueryJob(
  salesforce: Salesforce,
  query: string,
  includeDeleted: boolean,
): Promise<BulkJob> {
  const body = { operation: includeDeleted ? "queryAll" : "query", query };
  return begun(salesforce, salesforce.post("/jobs/query", body, { idempotent: true }));
}

/** Repeating it does no harm: a job that is in that state already answers INVALIDJOBSTATE. */
export function setState(
  salesforce: Salesforce,
  job: BulkJob,
  state: "UploadComplete" | "Aborted",
): Promise<BulkJob> {
  return salesforce.patch(jobPath(job), { state }, { idempotent: true });
}

export function refreshed(salesforce: Salesforce, job: BulkJob): Promise<BulkJob> {
  return salesforce.get(jobPath(job));
}

/** A job by its id alone, which does not tell whether it loads or queries. Throws NOT_FOUND. */
export async function findJob(salesforce: Salesforce, id: string): Promise<BulkJob> {
  const job = await eitherJob(salesforce, id);
  noteKind(salesforce, job);
  salesforce.trace.jobObject = job.object;
  return job;
}

async function eitherJob(salesforce: Salesforce, id: string): Promise<BulkJob> {
  const likely = kindsOf(salesforce.connection).get(keyOf(id)) ?? "ingest";
  const other = likely === "ingest" ? "query" : "ingest";
  try {
    return await salesforce.get<BulkJob>(path`/jobs/${likely}/${id}`);
  } catch (error) {
    if (!(error instanceof SalesforceError) || error.status >= 500 || error.status === 401) throw error;
    return await salesforce.get<BulkJob>(path`/jobs/${other}/${id}`).catch(() => {
      throw error;
    });
  }
}
