import type { CsvFormat } from "../../files/csv-format.ts";
import type { BackupFile, Salesforce } from "../rest/client.ts";
import { SalesforceError } from "../rest/errors.ts";
import { path } from "../rest/paths.ts";
import type { IngestTarget } from "./columns.ts";
import { JobMemory } from "./job-memory.ts";

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

/** Of which kind the jobs are that were made or found; an id itself does not tell. */
const kinds = new JobMemory<JobKind>(1_000);

async function begun(salesforce: Salesforce, creating: Promise<BulkJob>): Promise<BulkJob> {
  const job = await creating;
  kinds.set(salesforce, job.id, kindOf(job));
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
  kinds.set(salesforce, job.id, kindOf(job));
  salesforce.trace.jobObject = job.object;
  return job;
}

async function eitherJob(salesforce: Salesforce, id: string): Promise<BulkJob> {
  const likely = kinds.get(salesforce, id) ?? "ingest";
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
