import { ToolError } from "../../errors.ts";
import { announcedOtherwise, countedOtherwise, countedRows } from "../../salesforce/bulk/counts.ts";
import { abandon, Export } from "../../salesforce/bulk/export.ts";
import {
  type BulkJob,
  createQueryJob,
  findJob,
  isOver,
  kindOf,
  type ResultKind,
  refreshed,
} from "../../salesforce/bulk/jobs.ts";
import { remember, rememberStatement } from "../../salesforce/bulk/registry.ts";
import { type Place, readResults } from "../../salesforce/bulk/results.ts";
import { ResultFile } from "../../salesforce/bulk/save.ts";
import { withNote } from "../../salesforce/rest/errors.ts";
import { Failed, Rows } from "../../tool/results.ts";
import type { ToolContext } from "../../tool/tool.ts";
import { Pauses } from "../../waiting/pauses.ts";
import { watchedBy } from "../../waiting/signals.ts";
import { exportAnswer, queryAnswer } from "./answers.ts";
import type { CreateBulkQueryArguments, GetBulkJobResultsArguments } from "./arguments.ts";
import { beatMilliseconds, usualWaitSeconds } from "./arguments.ts";

const usualRows = 200;
const cursorKind = "getBulkJobResults";

/** What a cursor of results stands for. */
interface Rest {
  job: BulkJob;
  kind: ResultKind;
  from: Place;
  pageRows: number;
  maxRecords: number;
  /** Rows that were shown before. */
  shown: number;
}

async function shownRows(rest: Rest, { salesforce, cursors, signal }: ToolContext): Promise<Rows | Failed> {
  const { job, kind, from, pageRows, maxRecords, shown: before } = rest;
  const found = await readResults(salesforce, job, kind, { from, most: maxRecords, pageRows, signal });
  const totalSize = countedRows(job, kind);
  const rows = new Rows({
    records: found.records,
    columns: found.columns,
    format: "csv",
    ...(totalSize !== undefined && { totalSize }),
    notes: { jobId: job.id, state: job.state },
    more: found.more,
    // A cursor into results holds no rows.
    rest: (shown) => {
      const further: Rest = { ...rest, from: found.after(shown), shown: before + shown };
      return cursors.save(cursorKind, further);
    },
  });
  const all = before + found.records.length;
  const problem =
    announcedOtherwise(found.rows) ?? (found.more ? undefined : countedOtherwise(job, kind, all));
  return problem === undefined ? rows : new Failed(rows, "UNEXPECTED_RESPONSE", problem);
}

function firstRows(job: BulkJob, kind: ResultKind, maxRecords: number, context: ToolContext) {
  const from = { locator: undefined, skip: 0 };
  return shownRows({ job, kind, from, pageRows: maxRecords, maxRecords, shown: 0 }, context);
}

/** What a failed or cancelled export leaves behind; nothing to throw when the job itself tells how it ended. */
async function throwFailure(error: unknown, exported: Export, signal: AbortSignal): Promise<void> {
  if (signal.aborted) {
    exported.cancel(signal.reason);
    await exported.done.catch(() => undefined);
    throw signal.reason;
  }
  const { id, state } = exported.job;
  if (state === "JobComplete")
    throw withNote(error, `The rows of ${id} can still be saved by getBulkJobResults.`);
  if (!isOver(exported.job))
    throw withNote(error, `The job ${id} goes on; getBulkJobResults saves its rows.`);
}

/** A query whose rows go into a file; what outlasts the wait goes on in the background. */
async function saved(
  args: CreateBulkQueryArguments & { saveTo: string },
  context: ToolContext,
  until: number,
): Promise<unknown> {
  const { salesforce, background, signal, files } = context;
  const file = await ResultFile.create(files, args.saveTo);
  const job = await createQueryJob(salesforce, args.soql, args.includeDeleted ?? false).catch(
    async (error) => {
      await file.discard();
      throw error;
    },
  );
  rememberStatement(salesforce, job.id, args.soql);
  const exported = new Export(salesforce, background, job, file);
  remember(salesforce, exported);
  let steps = 0;
  const beat = () => {
    const { job, rows } = exported;
    context.progress({ progress: ++steps, message: isOver(job) ? `${rows} rows saved` : job.state });
  };
  try {
    await watchedBy(exported.done, until, { signal, milliseconds: beatMilliseconds(context), beat });
  } catch (error) {
    await throwFailure(error, exported, signal);
  }
  return exportAnswer(exported, context);
}

/**
 * Asks for a query job until it is over, or until `until`. One whose call is ended is aborted, since nobody has
 * learnt its id; as work in the background, so that a process that ends waits for that too.
 */
function followed(job: BulkJob, context: ToolContext, until: number): Promise<BulkJob> {
  const { salesforce, background, signal } = context;
  const run = background.start("The query", async ({ progress }) => {
    let now = job;
    let polls = 0;
    try {
      for (const pauses = new Pauses(context.timeoutMilliseconds); !isOver(now) && Date.now() < until; ) {
        await pauses.wait(signal, until);
        now = await refreshed(salesforce, now);
        progress();
        const message = `${now.state}, ${now.numberRecordsProcessed ?? 0} rows`;
        context.progress({ progress: ++polls, message });
      }
      return now;
    } catch (error) {
      if (signal.aborted) await abandon(salesforce, now);
      throw error;
    }
  });
  return run.done;
}

/** createBulkQuery: the first rows, or all of them in a file. */
export async function createBulkQuery(
  args: CreateBulkQueryArguments,
  context: ToolContext,
): Promise<unknown> {
  const { salesforce, signal } = context;
  const { soql, includeDeleted = false, saveTo, waitSeconds = usualWaitSeconds } = args;
  const until = Date.now() + waitSeconds * 1_000;
  if (saveTo !== undefined) return saved({ ...args, saveTo }, context, until);
  let job = await createQueryJob(salesforce, soql, includeDeleted);
  rememberStatement(salesforce, job.id, soql);
  try {
    job = await followed(job, context, until);
    return job.state === "JobComplete"
      ? await firstRows(job, "query", usualRows, context)
      : queryAnswer(job, context);
  } catch (error) {
    const over = isOver(job) ? "is complete" : signal.aborted ? "was aborted" : "goes on";
    throw withNote(error, `The query job ${job.id} ${over}.`);
  }
}

function checkKind(job: BulkJob, kind: ResultKind): void {
  const query = kindOf(job) === "query";
  if (query === (kind === "query")) return;
  const fitting = query ? "query" : "successful, failed or unprocessed";
  throw new ToolError(
    "BAD_ARGUMENT",
    `kind: ${job.id} is a job of the operation ${job.operation}; its results are ${fitting}.`,
  );
}

/** getBulkJobResults: rows to show, or all of them in a file. */
export async function getBulkJobResults(
  args: GetBulkJobResultsArguments,
  context: ToolContext,
): Promise<unknown> {
  const { salesforce, cursors, files, signal } = context;
  const { jobId = "", kind = "query", maxRecords, cursor, saveTo } = args;
  if (cursor !== undefined) {
    const { place: rest } = cursors.load<Rest>(cursorKind, cursor);
    salesforce.trace.jobObject = rest.job.object;
    return shownRows({ ...rest, ...(maxRecords && { maxRecords }) }, context);
  }
  const job = await findJob(salesforce, jobId);
  checkKind(job, kind);
  if (!isOver(job)) {
    const hint = `getBulkJob {"jobId":"${job.id}"} waits for its end.`;
    throw new ToolError(
      "BAD_ARGUMENT",
      `jobId: ${job.id} is ${job.state}; results come when it has ended.`,
      hint,
    );
  }
  if (saveTo === undefined) return firstRows(job, kind, maxRecords ?? usualRows, context);
  const file = await ResultFile.create(files, saveTo);
  let steps = 0;
  const progress = () => context.progress({ progress: ++steps, message: `${file.rows} rows saved` });
  try {
    const saved = await file.fill({ salesforce, job, kind, signal, progress });
    return file.problem === undefined ? saved : new Failed(saved, "UNEXPECTED_RESPONSE", file.problem);
  } catch (error) {
    await file.discard();
    throw error;
  }
}
