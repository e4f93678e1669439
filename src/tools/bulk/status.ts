import { ToolError } from "../../errors.ts";
import {
  type BulkJob,
  findJob,
  isOver,
  type JobKind,
  kindOf,
  refreshed,
  setState,
} from "../../salesforce/bulk/jobs.ts";
import { type OwnWork, ownWork } from "../../salesforce/bulk/registry.ts";
import type { Salesforce } from "../../salesforce/rest/client.ts";
import { PageTrail } from "../../salesforce/rest/page-trail.ts";
import { Rows } from "../../tool/results.ts";
import type { ToolContext } from "../../tool/tool.ts";
import { Pauses } from "../../waiting/pauses.ts";
import { watchedBy } from "../../waiting/signals.ts";
import { exportAnswer, jobFacts, loadAnswer, queryAnswer } from "./answers.ts";
import type { ListBulkJobsArguments } from "./arguments.ts";
import { beatMilliseconds, usualWaitSeconds } from "./arguments.ts";

/** Waits for what this process does itself for a job: an upload or an export. */
async function waitForOwn(own: OwnWork | undefined, until: number, context: ToolContext): Promise<void> {
  if (!own) return;
  const done = "load" in own ? own.load.uploaded : own.exported.done;
  let steps = 0;
  const beat = () => context.progress({ progress: ++steps });
  const { signal } = context;
  // How it ended shows in the job and in what is known of the work.
  const ended = done.catch(() => undefined);
  await watchedBy(ended, until, { signal, milliseconds: beatMilliseconds(context), beat });
}

/** An open job without an upload here waits for somebody else's; nobody need wait with it. */
function goesOn(job: BulkJob, own: OwnWork | undefined): boolean {
  return !isOver(job) && (job.state !== "Open" || (own !== undefined && "load" in own && !own.load.finished));
}

/** getBulkJob: a job's state, its counts and failures, and how far an upload or export of this process is. */
export async function getBulkJob(
  { jobId, waitSeconds = usualWaitSeconds }: { jobId: string; waitSeconds?: number | undefined },
  context: ToolContext,
): Promise<unknown> {
  const { salesforce, signal } = context;
  const until = Date.now() + waitSeconds * 1_000;
  const own = ownWork(salesforce, jobId);
  await waitForOwn(own, until, context);
  let job = await findJob(salesforce, jobId);
  let polls = 0;
  for (const pauses = new Pauses(context.timeoutMilliseconds); goesOn(job, own) && Date.now() < until; ) {
    await pauses.wait(signal, until);
    job = await refreshed(salesforce, job);
    const message = `${job.state}, ${job.numberRecordsProcessed ?? 0} records processed`;
    context.progress({ progress: ++polls, message });
  }
  if (kindOf(job) === "query")
    return own && "exported" in own ? exportAnswer(own.exported, context, job) : queryAnswer(job, context);
  const { load, piece } = own && "load" in own ? own : { load: undefined, piece: undefined };
  return loadAnswer([{ job, load, piece }], load, context);
}

/** When an error leaves open whether the job was aborted, the job itself says. */
async function aborted(salesforce: Salesforce, found: BulkJob): Promise<BulkJob> {
  try {
    await setState(salesforce, found, "Aborted");
  } catch (error) {
    const now = await refreshed(salesforce, found).catch(() => found);
    if (found.state !== "Aborted" && now.state === "Aborted") return now;
    throw error;
  }
  return refreshed(salesforce, found);
}

/** abortBulkJob: an upload of this process is stopped with all its jobs that are not closed. */
export async function abortBulkJob(
  { jobId }: { jobId: string },
  { salesforce }: ToolContext,
): Promise<unknown> {
  const own = ownWork(salesforce, jobId);
  const reason = new ToolError("CANCELLED", "abortBulkJob asked for it.");
  const also: string[] = [];
  let stopped = false;
  if (own && "load" in own && !own.load.finished) {
    own.load.cancel(reason);
    await own.load.uploaded.catch(() => undefined);
    const stoppedToo = own.load.pieces.filter(
      ({ state, job }) => state === "aborted" && job?.id !== own.piece.job?.id,
    );
    stopped = true;
    also.push(...stoppedToo.flatMap(({ job }) => job?.id ?? []));
  }
  if (own && "exported" in own && !own.exported.finished) {
    own.exported.cancel(reason);
    await own.exported.done.catch(() => undefined);
    stopped = true;
  }
  const found = await findJob(salesforce, jobId);
  const job =
    stopped && found.state === "Aborted"
      ? await refreshed(salesforce, found)
      : await aborted(salesforce, found);
  const processed = job.numberRecordsProcessed ?? 0;
  return {
    summary: `aborted${processed > 0 && kindOf(job) === "ingest" ? `; the ${processed} records processed before stay` : ""}`,
    ...jobFacts({ job }),
    ...(also.length > 0 && { alsoAborted: also }),
  };
}

interface JobPage {
  done: boolean;
  records: BulkJob[];
  nextRecordsUrl?: string | null;
}

/** Pages hold up to 1,000 jobs. */
const mostPages = 20;

/** A plus sign stays one, as in a path: locators may be base64. */
function locatorIn(nextRecordsUrl: string | null | undefined): string | undefined {
  const locator = /[?&]queryLocator=([^&]+)/.exec(nextRecordsUrl ?? "")?.[1];
  try {
    return locator && decodeURIComponent(locator);
  } catch {
    return locator;
  }
}

/** All jobs of a kind. The locator alone is taken from an answer, since its path may be of the other kind. */
async function jobsOf(salesforce: Salesforce, kind: JobKind): Promise<{ jobs: BulkJob[]; cut: boolean }> {
  const jobs: BulkJob[] = [];
  const trail = new PageTrail();
  let queryLocator: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const { done, records, nextRecordsUrl }: JobPage = await salesforce.get(`/jobs/${kind}`, {
      query: { queryLocator },
    });
    jobs.push(...records);
    queryLocator = trail.follow(locatorIn(nextRecordsUrl));
    if (done || queryLocator === undefined) return { jobs, cut: false };
  }
  return { jobs, cut: true };
}

const columns = ["id", "kind", "object", "operation", "state", "createdDate", "jobType"] as const;

/** What is said beside a list's jobs. */
interface ListFacts {
  total: number;
  maxRecords: number;
  notes: Record<string, string>;
}

type JobRow = Record<string, unknown>;

function shownJobs(rows: readonly JobRow[], facts: ListFacts, { cursors }: ToolContext): Rows {
  const { total, maxRecords, notes } = facts;
  return new Rows({
    records: rows.slice(0, maxRecords),
    columns,
    format: "csv",
    totalSize: total,
    notes,
    more: rows.length > maxRecords,
    rest: (shown) => cursors.save("listBulkJobs", facts, rows.slice(shown)),
  });
}

/** listBulkJobs: newest first, which takes all of them, since Salesforce lists them in no order. */
export async function listBulkJobs(args: ListBulkJobsArguments, context: ToolContext): Promise<unknown> {
  const maxRecords = args.maxRecords ?? 200;
  if (args.cursor !== undefined) {
    const { place, rows } = context.cursors.load<ListFacts, JobRow>("listBulkJobs", args.cursor);
    return shownJobs(rows, { ...place, ...(args.maxRecords && { maxRecords }) }, context);
  }
  const kinds: JobKind[] = args.kind ? [args.kind] : ["ingest", "query"];
  const lists = await Promise.all(kinds.map((kind) => jobsOf(context.salesforce, kind)));
  const objects = args.objects?.map((name) => name.toLowerCase());
  const rows = lists
    .flatMap(({ jobs }, index) => jobs.map((job) => ({ kind: kinds[index], ...job })))
    // Of the others, not even that there are jobs is told.
    .filter(({ object }) => context.allows(object))
    .filter(({ object }) => !objects || objects.includes(object.toLowerCase()))
    .filter(({ state }) => !args.states || args.states.some((wanted) => wanted === state))
    .sort((a, b) => b.createdDate.localeCompare(a.createdDate) || b.id.localeCompare(a.id))
    .map((job) => Object.fromEntries(columns.map((name) => [name, job[name] ?? null])));
  const cut = lists.some((list) => list.cut);
  const notes: Record<string, string> = cut
    ? { note: `only ${mostPages * 1_000} jobs of a kind were looked at` }
    : {};
  return shownJobs(rows, { total: rows.length, maxRecords, notes }, context);
}
