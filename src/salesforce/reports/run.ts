import { ToolError } from "../../errors.ts";
import { onePer } from "../../one-per.ts";
import { Pauses } from "../../waiting/pauses.ts";
import type { CallScope, Salesforce, Trace } from "../rest/client.ts";
import { SalesforceError } from "../rest/errors.ts";
import { path } from "../rest/paths.ts";
import type {
  DashboardResult,
  DashboardStatus,
  ReportDescribe,
  ReportInstance,
  ReportMetadata,
  ReportResult,
} from "./answers.ts";

/** What a long run needs of its call. */
export interface Waiting {
  signal: AbortSignal;
  timeoutMilliseconds: number;
  progress(progress: { progress: number; message: string }): void;
}

export interface ReportRun {
  includeDetails: boolean;
  /** What differs from the saved report; nothing is saved. */
  reportMetadata: Partial<ReportMetadata> | undefined;
}

/**
 * Salesforce ends a synchronous run after two minutes, and lets fewer of them run at once than of instances;
 * one this slow is better off as an instance.
 */
const synchronousMilliseconds = 15_000;
/** Of an instance or a refresh; what takes longer than this is not coming. */
const longestWaitMilliseconds = 30 * 60_000;

/** For the audit, which tells by the types what was read. */
function noteTypes(
  { trace }: Salesforce,
  reports: readonly (ReportDescribe | ReportResult | null | undefined)[],
): void {
  const types = reports.flatMap((report) => report?.reportMetadata?.reportType?.type ?? []);
  if (types.length > 0) trace.reportTypes = [...(trace.reportTypes ?? []), ...types];
}

/** By call: what it was told of reports, so that it runs by what its guards have looked at, and asks once. */
const describedIn = onePer((_: Trace) => new Map<string, Promise<ReportDescribe>>());
/** By connection: whether a report was tabular when it was last described. */
const tabularReports = onePer((_: object) => new Map<string, boolean>());

export function describeReport(salesforce: Salesforce, reportId: string): Promise<ReportDescribe> {
  const described = describedIn(salesforce.trace);
  const describe = described.get(reportId) ?? describeAnew(salesforce, reportId);
  described.set(reportId, describe);
  return describe;
}

async function describeAnew(salesforce: Salesforce, reportId: string): Promise<ReportDescribe> {
  const describe = await salesforce.get<ReportDescribe>(path`/analytics/reports/${reportId}/describe`);
  noteTypes(salesforce, [describe]);
  tabularReports(salesforce.connection).set(reportId, isTabular(describe));
  return describe;
}

/** Whether its rows are the report. */
export function isTabular({ reportMetadata }: ReportDescribe): boolean {
  return reportMetadata?.reportFormat === "TABULAR";
}

/** The same as an earlier call has seen it, which may have changed since; undefined where none has. */
export function wasTabular(salesforce: Salesforce, reportId: string): boolean | undefined {
  return tabularReports(salesforce.connection).get(reportId);
}

/**
 * Runs a report: synchronously first, since most are quick, and as an instance that is polled until it is
 * done when that takes longer than 15 seconds (or half the call's limit), when Salesforce ends it as too
 * long, or when the hour's 500 synchronous runs are used up.
 * Throws SalesforceError when Salesforce refuses it, UNEXPECTED_RESPONSE when an instance ends in an error.
 */
export function runReport(
  salesforce: Salesforce,
  reportId: string,
  run: ReportRun,
  waiting: Waiting,
): Promise<ReportResult> {
  return startReport(salesforce, reportId, run, waiting)();
}

/**
 * Sends what `runReport` sends first, and gives what waits for the result. Where nobody asks for that, nothing more
 * is sent and no failure is told.
 */
export function startReport(
  salesforce: Salesforce,
  reportId: string,
  run: ReportRun,
  waiting: Waiting,
): () => Promise<ReportResult> {
  const quick = runAtOnce(salesforce, reportId, run, waiting);
  quick.catch(() => undefined);
  return async () => {
    const report = (await quick) ?? (await runAsInstance(salesforce, reportId, run, waiting));
    noteTypes(salesforce, [report]);
    return report;
  };
}

function body({ reportMetadata }: ReportRun): { reportMetadata: Partial<ReportMetadata> } | undefined {
  return reportMetadata && { reportMetadata };
}

/** Undefined when it must be run as an instance. A run changes nothing, so its POST may be repeated. */
async function runAtOnce(
  salesforce: Salesforce,
  reportId: string,
  run: ReportRun,
  { signal, timeoutMilliseconds }: Waiting,
): Promise<ReportResult | undefined> {
  const tooSlow = new AbortController();
  const forward = () => tooSlow.abort(signal.reason);
  signal.addEventListener("abort", forward, { once: true });
  const limit = Math.min(synchronousMilliseconds, timeoutMilliseconds / 2);
  const timer = setTimeout(() => tooSlow.abort(), limit);
  const scope: CallScope = { signal: tooSlow.signal, trace: salesforce.trace };
  const query = { includeDetails: run.includeDetails };
  const at = path`/analytics/reports/${reportId}`;
  try {
    const bound = salesforce.withScope(scope);
    return run.reportMetadata === undefined
      ? await bound.get<ReportResult>(at, { query })
      : await bound.post<ReportResult>(at, body(run), { query, idempotent: true });
  } catch (error) {
    signal.throwIfAborted();
    if (tooSlow.signal.aborted || needsInstance(error)) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", forward);
  }
}

/** A run that Salesforce ended as too long, or "You can't run more than 500 reports synchronously every 60 minutes." */
function needsInstance(error: unknown): boolean {
  if (!(error instanceof SalesforceError)) return false;
  return /time(?:d )?[ _]?out|run more than \d+ reports/i.test(`${error.code} ${error.message}`);
}

async function runAsInstance(
  salesforce: Salesforce,
  reportId: string,
  run: ReportRun,
  waiting: Waiting,
): Promise<ReportResult> {
  waiting.progress({ progress: 0, message: "The report takes long, so it runs in the background" });
  const instances = path`/analytics/reports/${reportId}/instances`;
  const options = { query: { includeDetails: run.includeDetails }, idempotent: true };
  const { id } = await salesforce.post<ReportInstance>(instances, body(run) ?? {}, options);
  const at = path`/analytics/reports/${reportId}/instances/${id}`;
  return poll(waiting, "The report is running", async () => {
    const result = await salesforce.get<ReportResult>(at);
    const status = result.attributes?.status;
    if (status === "Error")
      throw new ToolError(
        "UNEXPECTED_RESPONSE",
        `Salesforce could not run the report (instance ${id}).`,
        narrow,
      );
    return status === "Success" ? result : undefined;
  });
}

const narrow = "Narrow it with filters or dateFilter, or run it in Salesforce to see its error.";

/** Asks again until there is an answer, at growing intervals, telling the client that it goes on. */
async function poll<T>(waiting: Waiting, message: string, ask: () => Promise<T | undefined>): Promise<T> {
  const until = Date.now() + longestWaitMilliseconds;
  const pauses = new Pauses(waiting.timeoutMilliseconds);
  for (let turn = 1; Date.now() < until; turn++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    waiting.progress({ progress: turn, message: `${message} (${turn})` });
    await pauses.wait(waiting.signal);
  }
  throw new ToolError("TIMEOUT", `${message}, even after 30 minutes.`, narrow);
}

/** The figures of a dashboard as of its last refresh; `filters` are option ids, in the filters' order. */
export async function readDashboard(
  salesforce: Salesforce,
  dashboardId: string,
  filters: readonly (string | undefined)[] = [],
): Promise<DashboardResult> {
  const query = Object.fromEntries(filters.map((id, index) => [`filter${index + 1}`, id]));
  const dashboard = await salesforce.get<DashboardResult>(path`/analytics/dashboards/${dashboardId}`, {
    query,
  });
  const parts = dashboard?.componentData;
  noteTypes(salesforce, Array.isArray(parts) ? parts.map((part) => part?.reportResult) : []);
  return dashboard;
}

/** Refreshes a dashboard and waits until no component is running. One that runs already is waited for. */
export async function refreshDashboard(
  salesforce: Salesforce,
  dashboardId: string,
  filters: readonly (string | undefined)[],
  waiting: Waiting,
): Promise<void> {
  const query = Object.fromEntries(filters.map((id, index) => [`filter${index + 1}`, id]));
  const at = path`/analytics/dashboards/${dashboardId}`;
  await salesforce.put(at, undefined, { query }).catch(unlessRunning);
  await poll(waiting, "The dashboard is refreshing", async () => {
    const status = await salesforce.get<DashboardStatus>(path`/analytics/dashboards/${dashboardId}/status`, {
      query,
    });
    return status.componentStatus.every(({ refreshStatus }) => refreshStatus !== "RUNNING")
      ? true
      : undefined;
  });
}

function unlessRunning(error: unknown): void {
  if (error instanceof SalesforceError && /already|in progress|running/i.test(error.message)) return;
  throw error;
}
