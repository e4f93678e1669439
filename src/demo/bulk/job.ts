import { ApiError } from "../errors.ts";
import type { Org } from "../handler.ts";
import { dateTimeText } from "../rows/values.ts";
import { numberedId } from "../store/ids.ts";
import type { ObjectSchema } from "../store/schema.ts";
import type { BatchOutcome } from "./outcome.ts";
import type { Upload } from "./upload.ts";

export type JobState = "Open" | "UploadComplete" | "InProgress" | "JobComplete" | "Failed" | "Aborted";

export const delimiters = {
  COMMA: ",",
  TAB: "\t",
  PIPE: "|",
  SEMICOLON: ";",
  CARET: "^",
  BACKQUOTE: "`",
} as const;
export const lineEndings = { LF: "\n", CRLF: "\r\n" } as const;

export interface CsvFormat {
  columnDelimiter: keyof typeof delimiters;
  lineEnding: keyof typeof lineEndings;
}

export const ingestOperations = ["insert", "update", "upsert", "delete", "hardDelete"] as const;
export const queryOperations = ["query", "queryAll"] as const;

interface JobOf extends CsvFormat {
  id: string;
  object: ObjectSchema;
  userId: string;
  /** Milliseconds since the epoch, as the other times here. */
  created: number;
  modified: number;
  started: number | undefined;
  /** Milliseconds that the processing took. */
  took: number;
  /** 68 for v68.0. */
  version: number;
  state: JobState;
  processed: number;
  failed: number;
  errorMessage: string | undefined;
}

export interface IngestJob extends JobOf {
  kind: "ingest";
  operation: (typeof ingestOperations)[number];
  externalIdFieldName: string | undefined;
  assignmentRuleId: string | undefined;
  upload: Upload | undefined;
  /** A PUT is being read. */
  uploading: boolean;
  outcomes: BatchOutcome[];
}

/** Rows of a query's result, compressed. */
interface ResultSegment {
  lines: Buffer;
  /** Where each line begins; one more than there are lines. */
  starts: Uint32Array;
}

export interface QueryJob extends JobOf {
  kind: "query";
  operation: (typeof queryOperations)[number];
  query: string;
  columns: readonly string[];
  segments: ResultSegment[];
}

export type Job = IngestJob | QueryJob;

interface Jobs {
  ingest: Map<string, IngestJob>;
  query: Map<string, QueryJob>;
  made: number;
  stopped: boolean;
}

const jobsOfOrg = new WeakMap<Org, Jobs>();

export function jobsOf(org: Org): Jobs {
  const known = jobsOfOrg.get(org) ?? { ingest: new Map(), query: new Map(), made: 0, stopped: false };
  jobsOfOrg.set(org, known);
  return known;
}

/** No job of this org goes on: its database is about to be closed. */
export function stopJobs(org: Org): void {
  jobsOf(org).stopped = true;
}

/** What every new job begins with. */
export function newJob(
  org: Org,
  { userId, version }: { userId: string; version: number },
  object: ObjectSchema,
  format: CsvFormat,
): Omit<JobOf, "state"> {
  const jobs = jobsOf(org);
  const now = wholeSeconds(org.now());
  return {
    id: numberedId("750", ++jobs.made),
    object,
    userId,
    created: now,
    modified: now,
    started: undefined,
    took: 0,
    version,
    processed: 0,
    failed: 0,
    errorMessage: undefined,
    ...format,
  };
}

function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1_000) * 1_000;
}

export function isTerminal({ state }: Job): boolean {
  return state === "JobComplete" || state === "Failed" || state === "Aborted";
}

export function moveTo(org: Org, job: Job, state: JobState): void {
  job.state = state;
  job.modified = wholeSeconds(org.now());
  if (state === "InProgress") job.started = org.now();
  else if (job.started !== undefined) job.took = org.now() - job.started;
}

export function fail(org: Org, job: Job, errorMessage: string): void {
  job.errorMessage = errorMessage;
  moveTo(org, job, "Failed");
}

/** A job by its id. Throws NOT_FOUND. */
export function jobWith<Kind extends "ingest" | "query">(
  org: Org,
  kind: Kind,
  id: string,
): Kind extends "ingest" ? IngestJob : QueryJob;
export function jobWith(org: Org, kind: "ingest" | "query", id: string): Job {
  const job = [...jobsOf(org)[kind].values()].find((candidate) => candidate.id.startsWith(id.slice(0, 15)));
  if (job && (id.length === 15 || id === job.id)) return job;
  throw new ApiError(404, "NOT_FOUND", "The requested resource does not exist");
}

const pastTense: Partial<Record<JobState, string>> = {
  JobComplete: "Completed",
  Failed: "Failed",
  Aborted: "Aborted",
  UploadComplete: "Closed",
  InProgress: "Closed",
};

/** Ends a job that still runs or waits. Throws INVALIDJOBSTATE for one that has ended. */
export function abort(org: Org, job: Job): void {
  if (isTerminal(job)) throw wrongState("Aborting", job);
  moveTo(org, job, "Aborted");
}

export function wrongState(action: string, { state }: Job): ApiError {
  return new ApiError(400, "INVALIDJOBSTATE", `${action} already ${pastTense[state]} Job not allowed`);
}

/** Forgets a job and its results. Throws API_ERROR for one that may still change. */
export function remove(org: Org, job: Job): void {
  if (job.state === "Open" || job.state === "InProgress")
    throw new ApiError(400, "API_ERROR", `Unable to delete job ${job.id}: the job is not terminated`);
  // A job that waits for its turn finds itself aborted.
  if (!isTerminal(job)) moveTo(org, job, "Aborted");
  jobsOf(org)[job.kind].delete(job.id);
}

/** A job as every answer begins. */
function jobJson(job: Job): Record<string, unknown> {
  return {
    id: job.id,
    operation: job.operation,
    object: job.object.name,
    createdById: job.userId,
    createdDate: dateTimeText(job.created),
    systemModstamp: dateTimeText(job.modified),
    state: job.state,
    ...(job.kind === "ingest" && job.externalIdFieldName && { externalIdFieldName: job.externalIdFieldName }),
    concurrencyMode: "Parallel",
    contentType: "CSV",
    apiVersion: job.version,
    ...(job.kind === "ingest" && job.assignmentRuleId && { assignmentRuleId: job.assignmentRuleId }),
  };
}

function contentUrl({ id, version }: Job): string {
  return `services/data/v${version}.0/jobs/ingest/${id}/batches`;
}

/** A job as `GET` answers it, with its counts. */
export function jobStatus(job: Job): Record<string, unknown> {
  const times = { retries: 0, totalProcessingTime: job.took };
  return {
    ...jobJson(job),
    jobType: job.kind === "ingest" ? "V2Ingest" : "V2Query",
    ...(job.kind === "ingest" && job.state === "Open" && { contentUrl: contentUrl(job) }),
    lineEnding: job.lineEnding,
    columnDelimiter: job.columnDelimiter,
    numberRecordsProcessed: job.processed,
    ...(job.kind === "ingest" && { numberRecordsFailed: job.failed }),
    ...times,
    ...(job.kind === "ingest"
      ? { apiActiveProcessingTime: job.took, apexProcessingTime: 0 }
      : { isPkChunkingSupported: true }),
    ...(job.errorMessage && { errorMessage: job.errorMessage }),
  };
}

/** A job as the answer to its creation shows it. */
export function newJobJson(job: Job): Record<string, unknown> {
  return {
    ...jobJson(job),
    ...(job.kind === "ingest" && { contentUrl: contentUrl(job) }),
    lineEnding: job.lineEnding,
    columnDelimiter: job.columnDelimiter,
  };
}
