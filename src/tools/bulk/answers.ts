import { callOf } from "../../errors.ts";
import type { Export } from "../../salesforce/bulk/export.ts";
import { type Failures, failuresOf, mergedFailures } from "../../salesforce/bulk/failures.ts";
import { type BulkJob, isOver } from "../../salesforce/bulk/jobs.ts";
import type { Load, Piece } from "../../salesforce/bulk/load.ts";
import type { Salesforce } from "../../salesforce/rest/client.ts";
import { Failed } from "../../tool/results.ts";

/** A job that loads, and what this process knows of it. */
export interface LoadedJob {
  job: BulkJob;
  load?: Load | undefined;
  piece?: Piece | undefined;
}

const seconds = (milliseconds: number) => Math.round(milliseconds / 100) / 10;

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** `InvalidBatch : Field name not found` begins with its code. */
function jobErrorCode({ errorMessage, state }: BulkJob): string {
  return /^\w+(?=\s*:)/.exec(errorMessage ?? "")?.[0] ?? state;
}

/** How far an upload is. */
function uploadOf(load: Load): Record<string, unknown> {
  const { sent, all } = load.bytes;
  return {
    sentBytes: sent,
    ofBytes: all,
    percent: Math.floor((100 * sent) / all),
    seconds: seconds(Date.now() - load.started),
  };
}

/** A job's state and counts, without what says nothing. */
export function jobFacts({ job, piece }: LoadedJob): Record<string, unknown> {
  const {
    id,
    state,
    numberRecordsProcessed: processed,
    numberRecordsFailed: failed,
    totalProcessingTime,
  } = job;
  return {
    id,
    state,
    ...(piece && { rows: piece.part.rows }),
    ...(processed !== undefined && { processed }),
    ...(failed !== undefined && { failed }),
    ...(totalProcessingTime !== undefined && { seconds: seconds(totalProcessingTime) }),
    ...(job.errorMessage && { error: job.errorMessage }),
  };
}

interface Totals {
  rows: number | undefined;
  processed: number;
  failed: number;
  broken: BulkJob[];
  over: boolean;
}

function totalsOf(jobs: readonly LoadedJob[]): Totals {
  const sum = (count: (loaded: LoadedJob) => number | undefined) =>
    jobs.reduce((total, loaded) => total + (count(loaded) ?? 0), 0);
  return {
    rows: jobs.every(({ piece }) => piece) ? sum(({ piece }) => piece?.part.rows) : undefined,
    processed: sum(({ job }) => job.numberRecordsProcessed),
    failed: sum(({ job }) => job.numberRecordsFailed),
    broken: jobs.map(({ job }) => job).filter(({ state }) => state === "Failed" || state === "Aborted"),
    over: jobs.every(({ job }) => isOver(job)),
  };
}

function summaryOf(jobs: readonly LoadedJob[], uploading: boolean): string {
  const { rows, processed, failed, broken, over } = totalsOf(jobs);
  const all = rows ?? processed;
  const counts = failed > 0 ? `${failed} of ${all} records FAILED, ${processed - failed} succeeded` : "";
  if (broken.length > 0)
    return [
      ...broken.map(
        (job) => `job ${job.id} is ${job.state}${job.errorMessage ? ` (${job.errorMessage})` : ""}`,
      ),
      `${processed} of ${all} records were processed${failed > 0 ? `, ${failed} of them FAILED` : ""}; what was processed stays`,
    ].join("; ");
  if (uploading) return `the upload goes on in the background${counts ? `; so far ${counts}` : ""}`;
  if (jobs.every(({ job }) => job.state === "Open"))
    return "open: its rows have not been uploaded, and nothing is uploading them here; abortBulkJob ends it";
  if (!over)
    return `not finished: ${processed} of ${all} records processed${counts ? `, ${failed} of them FAILED so far` : ""}; Salesforce goes on`;
  return counts
    ? `${counts}, although every job is JobComplete`
    : `all ${plural(processed, "record")} succeeded`;
}

function totalOf(jobs: readonly LoadedJob[], load: Load | undefined): Record<string, unknown> {
  const { processed, failed } = totalsOf(jobs);
  return {
    jobs: jobs.length,
    processed,
    failed,
    ...(load && { seconds: seconds(Date.now() - load.started) }),
  };
}

async function failuresIn(
  salesforce: Salesforce,
  jobs: readonly LoadedJob[],
  signal: AbortSignal,
): Promise<Failures | undefined> {
  const failing = jobs.filter(({ job }) => isOver(job) && (job.numberRecordsFailed ?? 0) > 0);
  const all: Failures[] = [];
  for (const { job, load, piece } of failing)
    all.push(await failuresOf(salesforce, job, signal, load && piece && { source: load.source, piece }));
  return all.length > 0 ? mergedFailures(all) : undefined;
}

function nextOf(jobs: readonly LoadedJob[], uploading: boolean): string | undefined {
  const waiting = jobs.find(({ job }) => !isOver(job));
  if (waiting ?? uploading) {
    const jobId = (waiting ?? jobs[0])?.job.id;
    return `${callOf("getBulkJob", { jobId, waitSeconds: 60 })} waits on`;
  }
  const failing = jobs.find(({ job }) => (job.numberRecordsFailed ?? 0) > 0);
  if (failing) {
    // Mended rows may fail again, and no file is overwritten.
    const { id: jobId } = failing.job;
    const args = { jobId, kind: "failed", saveTo: `failed-${jobId}.csv` };
    return `${callOf("getBulkJobResults", args)} saves the failed rows with their reasons; mended, that file can be loaded as it is`;
  }
  const broken = jobs.find(({ job }) => job.state !== "JobComplete");
  if (!broken) return undefined;
  return `${callOf("getBulkJobResults", { jobId: broken.job.id, kind: "unprocessed" })} shows the rows that were not processed`;
}

/** The answer about jobs that load: what failed comes first. `isError` when one is Failed or Aborted. */
export async function loadAnswer(
  salesforce: Salesforce,
  jobs: readonly LoadedJob[],
  { signal, load }: { signal: AbortSignal; load: Load | undefined },
): Promise<unknown> {
  const uploading = load !== undefined && !load.finished;
  const failures = await failuresIn(salesforce, jobs, signal);
  const { failed, broken } = totalsOf(jobs);
  const next = nextOf(jobs, uploading);
  const toCome = load?.pieces.filter(({ job }) => !job).length ?? 0;
  const value = {
    summary: summaryOf(jobs, uploading),
    ...(failures && { failures: failures.groups }),
    ...(failures && failures.otherReasons > 0 && { otherReasons: failures.otherReasons }),
    ...(failures && failures.seen < failed && { failuresSeen: failures.seen }),
    ...(uploading && { upload: uploadOf(load) }),
    ...(load?.failure instanceof Error && { uploadError: load.failure.message }),
    jobs: jobs.map(jobFacts),
    ...(toCome > 0 && { jobsToCome: toCome }),
    ...(jobs.length > 1 && { total: totalOf(jobs, load) }),
    ...(load && load.source.ignored.length > 0 && { ignoredColumns: load.source.ignored }),
    ...(next && { next }),
  };
  const [first] = broken;
  return first ? new Failed(value, jobErrorCode(first)) : value;
}

/** The answer about a query job that has no rows to show: it is not finished, or it broke. */
export function queryAnswer(job: BulkJob, more: Record<string, unknown> = {}): unknown {
  const { id, state, object, numberRecordsProcessed: rows, totalProcessingTime } = job;
  const broken = state === "Failed" || state === "Aborted";
  const summary = broken
    ? `query job ${id} is ${state}${job.errorMessage ? ` (${job.errorMessage})` : ""}`
    : isOver(job)
      ? `the query is complete: ${plural(rows ?? 0, "row")}`
      : "not finished; Salesforce goes on";
  const next = broken
    ? undefined
    : isOver(job)
      ? `${callOf("getBulkJobResults", { jobId: id, kind: "query" })} shows the rows; with saveTo it writes all to a file`
      : `${callOf("getBulkJob", { jobId: id, waitSeconds: 60 })} waits on`;
  const value = {
    summary,
    ...more,
    id,
    state,
    object,
    ...(rows !== undefined && { rows }),
    ...(totalProcessingTime !== undefined && { seconds: seconds(totalProcessingTime) }),
    ...(next && !("savedTo" in more) && { next }),
  };
  return broken ? new Failed(value, jobErrorCode(job)) : value;
}

/** What an export of this process has come to. */
export function exportFacts(exported: Export): Record<string, unknown> {
  const { saved, failure, rows } = exported;
  if (saved) return { ...saved };
  if (failure instanceof Error) return { saveError: failure.message };
  return { saving: { rowsWritten: rows } };
}
