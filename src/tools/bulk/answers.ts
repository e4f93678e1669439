import { callOf } from "../../errors.ts";
import { sentOtherwise } from "../../salesforce/bulk/counts.ts";
import type { Export } from "../../salesforce/bulk/export.ts";
import {
  type FailureGroup,
  type Failures,
  failuresOf,
  mergedFailures,
} from "../../salesforce/bulk/failures.ts";
import { type BulkJob, isOver } from "../../salesforce/bulk/jobs.ts";
import type { Load, Piece } from "../../salesforce/bulk/load.ts";
import { Failed } from "../../tool/results.ts";
import type { ToolContext } from "../../tool/tool.ts";

/** A job that loads, and what this process knows of it. */
export interface LoadedJob {
  job: BulkJob;
  load?: Load | undefined;
  piece?: Piece | undefined;
}

const seconds = (milliseconds: number) => Math.round(milliseconds / 100) / 10;

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** What a job's rows have become. */
const done = new Map([
  ["insert", "inserted"],
  ["update", "updated"],
  ["upsert", "upserted"],
  ["delete", "deleted"],
  ["hardDelete", "deleted for good"],
]);

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
  if (counts) return `${counts}, although every job is JobComplete`;
  const happened = done.get(jobs[0]?.job.operation ?? "") ?? "processed";
  return processed === all
    ? `${plural(processed, "record")} ${happened}`
    : `${processed} of ${plural(all, "record")} ${happened}; what became of the others is not known`;
}

/** What is left of a load whose first rows failed. */
function stoppedText(load: Load | undefined): string {
  if (!load?.stopped) return "";
  const rows = load.pieces.filter(({ job }) => !job).reduce((sum, { part }) => sum + part.rows, 0);
  return `; most of the first ${load.pieces[0]?.part.rows} failed, so the other ${plural(rows, "record")} were NOT touched`;
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
  jobs: readonly LoadedJob[],
  { salesforce, signal }: ToolContext,
): Promise<Failures | undefined> {
  const failing = jobs.filter(({ job }) => isOver(job) && (job.numberRecordsFailed ?? 0) > 0);
  const all: Failures[] = [];
  for (const { job, load, piece } of failing)
    all.push(await failuresOf(salesforce, job, signal, load && piece && { source: load.source, piece }));
  return all.length > 0 ? mergedFailures(all) : undefined;
}

/** A kind of failure with its way out. A single one keeps its values, which say what was wrong. */
async function shownGroup(
  { alike, reason, error, count, rows, ids, examples }: FailureGroup,
  { object, operation }: BulkJob,
  { hint }: ToolContext,
): Promise<Record<string, unknown>> {
  const advice = await hint(error, { object, operation });
  return {
    reason: count === 1 ? reason : alike,
    count,
    ...(rows.length > 0 && { rows }),
    ...(ids.length > 0 && { ids }),
    ...(advice && { hint: advice }),
    examples,
  };
}

function nextOf(jobs: readonly LoadedJob[], uploading: boolean, { files }: ToolContext): string | undefined {
  const waiting = jobs.find(({ job }) => !isOver(job));
  if (waiting ?? uploading) {
    const jobId = (waiting ?? jobs[0])?.job.id;
    return `${callOf("getBulkJob", { jobId, waitSeconds: 60 })} waits on`;
  }
  const failing = jobs.find(({ job }) => (job.numberRecordsFailed ?? 0) > 0);
  if (failing) {
    // Mended rows may fail again, and no file is overwritten.
    const { id: jobId } = failing.job;
    const args = { jobId, kind: "failed" };
    if (!files.given)
      return `${callOf("getBulkJobResults", args)} shows the failed rows with their reasons; mended, they can be loaded again`;
    const saving = { ...args, saveTo: `failed-${jobId}.csv` };
    return `${callOf("getBulkJobResults", saving)} saves the failed rows with their reasons; mended, that file can be loaded as it is`;
  }
  const broken = jobs.find(({ job }) => job.state !== "JobComplete");
  if (!broken) return undefined;
  return `${callOf("getBulkJobResults", { jobId: broken.job.id, kind: "unprocessed" })} shows the rows that were not processed`;
}

/** What ends the call as an error: a job that broke, else counts that do not add up. */
function errorOf(
  jobs: readonly LoadedJob[],
  failures: Failures | undefined,
  summary: string,
): { code: string; message: string } | undefined {
  const [broken] = totalsOf(jobs).broken;
  if (broken) return { code: jobErrorCode(broken), message: summary };
  const problems = jobs.flatMap(({ job, piece }) => (piece && sentOtherwise(job, piece.part.rows)) ?? []);
  const [problem] = [...problems, ...(failures?.problem ? [failures.problem] : [])];
  return problem === undefined ? undefined : { code: "UNEXPECTED_RESPONSE", message: problem };
}

/**
 * The answer about jobs that load: what failed comes first. `isError` when one is Failed or Aborted, or counts
 * other rows than were sent.
 */
export async function loadAnswer(
  jobs: readonly LoadedJob[],
  load: Load | undefined,
  context: ToolContext,
): Promise<unknown> {
  const uploading = load !== undefined && !load.finished;
  let unread: string | undefined;
  const failures = await failuresIn(jobs, context).catch((error: unknown) => {
    context.signal.throwIfAborted();
    // What became of the jobs is known all the same.
    unread = error instanceof Error ? error.message : String(error);
    return undefined;
  });
  const groups = failures?.groups.map((group) => jobs[0] && shownGroup(group, jobs[0].job, context)) ?? [];
  const { failed } = totalsOf(jobs);
  const next = nextOf(jobs, uploading, context);
  const toCome = load?.stopped ? 0 : (load?.pieces.filter(({ job }) => !job).length ?? 0);
  const summary = summaryOf(jobs, uploading) + stoppedText(load);
  const error = errorOf(jobs, failures, summary);
  const value = {
    summary,
    ...(failures && { failures: await Promise.all(groups) }),
    ...(failures && failures.otherReasons > 0 && { otherReasons: failures.otherReasons }),
    ...(failures && failures.seen < failed && { failuresSeen: failures.seen }),
    ...(unread !== undefined && { failuresUnread: unread }),
    ...(uploading && { upload: uploadOf(load) }),
    ...(load?.failure instanceof Error && { uploadError: load.failure.message }),
    jobs: jobs.map(jobFacts),
    ...(toCome > 0 && { jobsToCome: toCome }),
    ...(jobs.length > 1 && { total: totalOf(jobs, load) }),
    ...(load?.backup && { backup: { savedTo: load.backup.path, rows: load.backup.rows } }),
    ...(load && load.source.ignored.length > 0 && { ignoredColumns: load.source.ignored }),
    ...(next && { next }),
  };
  return error ? new Failed(value, error.code, error.message) : value;
}

/** The answer about a query job that has no rows to show: it is not finished, or it broke. */
export function queryAnswer(
  job: BulkJob,
  { files }: Pick<ToolContext, "files">,
  more: Record<string, unknown> = {},
): unknown {
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
      ? `${callOf("getBulkJobResults", { jobId: id, kind: "query" })} shows the rows${files.given ? "; with saveTo it writes all to a file" : ""}`
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
  return broken ? new Failed(value, jobErrorCode(job), summary) : value;
}

/** The answer about an export of this process; `isError` when its file holds other rows than it should. */
export function exportAnswer(
  exported: Export,
  context: Pick<ToolContext, "files">,
  job: BulkJob = exported.job,
): unknown {
  const answer = queryAnswer(job, context, exportFacts(exported));
  const { problem } = exported;
  if (problem === undefined || answer instanceof Failed) return answer;
  return new Failed(answer, "UNEXPECTED_RESPONSE", problem);
}

/** What an export of this process has come to. */
function exportFacts(exported: Export): Record<string, unknown> {
  const { saved, failure, rows } = exported;
  if (saved) return { ...saved };
  if (failure instanceof Error) return { saveError: failure.message };
  return { saving: { rowsWritten: rows } };
}
