import { checkColumns, checkExternalId } from "../../salesforce/bulk/columns.ts";
import {
  type BulkSource,
  type Bytes,
  bytesInMemory,
  csvSource,
  located,
  type SourceOptions,
} from "../../salesforce/bulk/csv-source.ts";
import { isOver, refreshed } from "../../salesforce/bulk/jobs.ts";
import { jsonSource, recordsCsv } from "../../salesforce/bulk/json-source.ts";
import { Load, type LoadPlan } from "../../salesforce/bulk/load.ts";
import { remember } from "../../salesforce/bulk/registry.ts";
import { withNote } from "../../salesforce/rest/errors.ts";
import type { ToolContext } from "../../tool/tool.ts";
import { Pauses } from "../../waiting/pauses.ts";
import { watchedBy } from "../../waiting/signals.ts";
import { type LoadedJob, loadAnswer } from "./answers.ts";
import type { CreateBulkJobArguments } from "./arguments.ts";
import { beatMilliseconds, usualWaitSeconds } from "./arguments.ts";

/** 100 MB, well below the 150 MB that Salesforce takes after its own encoding. */
export const mostJobBytes = 100_000_000;
const progressMilliseconds = 200;
const longestOpeningMilliseconds = 3_600_000;
/** Shares of the work, for the progress that is shown. */
const uploadShare = 50;

/** Progress for the client, from 0 to 100; often called, seldom sent. */
class Steps {
  readonly #context: ToolContext;
  #sent = 0;
  #last = 0;

  constructor(context: ToolContext) {
    this.#context = context;
  }

  /** It grows even when nothing can be measured, so that the client sees that something happens. */
  report(percent: number, message: string): void {
    if (Date.now() - this.#sent < progressMilliseconds) return;
    this.#sent = Date.now();
    this.#last = Math.min(Math.max(percent, this.#last + 0.001), 99.999);
    this.#context.progress({ progress: this.#last, total: 100, message });
  }
}

interface Given {
  source: BulkSource;
  unchanged: () => Promise<boolean>;
}

async function fileSource(name: string, { files }: ToolContext, options: SourceOptions): Promise<Given> {
  const file = await files.read(name);
  const json = /\.(?:json|jsonl|ndjson)$/i.test(name);
  const source = await (json ? jsonSource : csvSource)(file, options);
  const unchanged = async () => {
    const now = await files.read(name);
    return now.size === file.size && now.modified === file.modified;
  };
  return { source, unchanged };
}

/** Looks through what is to be loaded. Throws before anything is asked of Salesforce but describes. */
async function given(
  args: CreateBulkJobArguments,
  context: ToolContext,
  steps: Steps,
  mostBytes: number,
): Promise<Given> {
  const { records, csv, file, columnDelimiter, lineEnding } = args;
  await checkExternalId(context.salesforce, args);
  const place = records ? "records" : csv === undefined ? `file: ${file}` : "csv";
  let looked = 0;
  const options: SourceOptions = {
    place,
    mostJobBytes: mostBytes,
    columnDelimiter,
    lineEnding,
    signal: context.signal,
    looked: (bytes) => {
      looked += bytes;
      steps.report(0, `${Math.round(looked / 1e6)} MB looked through`);
    },
    check: (columns) => checkColumns(context, args, columns, place),
  };
  if (file !== undefined) return fileSource(file, context, options);
  const bytes: Bytes = await located(place, async () =>
    bytesInMemory(records ? recordsCsv(records) : Buffer.from(csv ?? "")),
  );
  return { source: await csvSource(bytes, options), unchanged: async () => true };
}

function jobsOf(load: Load): LoadedJob[] {
  return load.pieces.flatMap((piece) => (piece.job ? [{ job: piece.job, load, piece }] : []));
}

async function refresh(load: Load, { salesforce }: ToolContext): Promise<void> {
  const running = load.pieces.filter(({ job, state }) => job && state === "closed" && !isOver(job));
  await Promise.all(
    running.map(async (piece) => {
      if (piece.job) piece.job = await refreshed(salesforce, piece.job);
    }),
  );
}

function reportUpload(load: Load, steps: Steps): void {
  const { sent, all } = load.bytes;
  steps.report(
    (uploadShare * sent) / all,
    `${Math.round(sent / 1e6)} of ${Math.round(all / 1e6)} MB uploaded`,
  );
}

function reportJobs(load: Load, steps: Steps): void {
  const { rows } = load.source;
  const processed = jobsOf(load).reduce((sum, { job }) => sum + (job.numberRecordsProcessed ?? 0), 0);
  const share = uploadShare + ((100 - uploadShare) * processed) / rows;
  steps.report(share, `${processed} of ${rows} records processed`);
}

/** Waits for the upload and then for the jobs, at most until `until`. */
async function follow(load: Load, context: ToolContext, steps: Steps, until: number): Promise<void> {
  const { signal } = context;
  const beat = () => reportUpload(load, steps);
  const watching = { signal, milliseconds: beatMilliseconds(context), beat };
  // An answer without a job's id is of no use, so it is waited for, as long as the upload itself lives.
  await watchedBy(load.opened, Date.now() + longestOpeningMilliseconds, watching);
  if (!(await watchedBy(load.uploaded, until, watching))) return refresh(load, context);
  for (
    const pauses = new Pauses(context.timeoutMilliseconds);
    jobsOf(load).some(({ job }) => !isOver(job)) && Date.now() < until;
  ) {
    await pauses.wait(signal, until);
    await refresh(load, context);
    reportJobs(load, steps);
  }
}

/** A call that was cancelled: what is not closed is aborted, and the error says what goes on. */
async function cancelled(load: Load, reason: unknown): Promise<never> {
  load.cancel(reason);
  await load.uploaded;
  const ids = jobsOf(load).map(({ job }) => job.id);
  throw withNote(reason, `Everything had been uploaded; Salesforce goes on with ${ids.join(", ")}.`);
}

/** What writes the rows as they are to the file that was asked for, which must not be there yet. */
async function backupFor(
  { backupTo }: Pick<CreateBulkJobArguments, "backupTo">,
  plan: LoadPlan,
  { files, salesforce }: ToolContext,
): Promise<LoadPlan["backup"]> {
  if (backupTo === undefined) return undefined;
  const file = await files.create(backupTo);
  return async ({ signal, progress }) => {
    try {
      const { writeBackup } = await import("../../salesforce/bulk/backup.ts");
      const bound = salesforce.withScope({ signal, trace: salesforce.trace });
      return await writeBackup(bound, plan, file, progress);
    } catch (error) {
      await file.discard();
      throw error;
    }
  };
}

/** Uploads what was looked through, and waits for its jobs. */
export async function loaded(
  plan: LoadPlan,
  args: Pick<CreateBulkJobArguments, "waitSeconds" | "backupTo">,
  context: ToolContext,
  steps = new Steps(context),
): Promise<unknown> {
  const { salesforce, background, signal } = context;
  const until = Date.now() + (args.waitSeconds ?? usualWaitSeconds) * 1_000;
  const backup = await backupFor(args, plan, context);
  signal.throwIfAborted();
  const load = new Load(salesforce, background, { ...plan, backup });
  remember(salesforce, load);
  try {
    await follow(load, context, steps, until);
    return await loadAnswer(jobsOf(load), load, context);
  } catch (error) {
    if (signal.aborted) return await cancelled(load, signal.reason);
    if (load.failure !== undefined) throw error;
    const ids = jobsOf(load).map(({ job }) => job.id);
    throw withNote(error, `Salesforce goes on with ${ids.join(", ")}; ask getBulkJob.`);
  }
}

/** createBulkJob: what is given becomes jobs, uploaded one after the other. */
export async function createBulkJob(
  args: CreateBulkJobArguments,
  context: ToolContext,
  mostBytes: number = mostJobBytes,
): Promise<unknown> {
  const steps = new Steps(context);
  const { source, unchanged } = await given(args, context, steps, mostBytes);
  return loaded({ source, target: args, unchanged }, args, context, steps);
}
