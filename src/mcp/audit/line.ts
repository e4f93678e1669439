import type { Action, Effect } from "../../guard/action.ts";
import { jsonText } from "../../json-numbers.ts";
import { isRecordId } from "../../salesforce/records/identity.ts";
import { Failed } from "../../tool/results.ts";
import { visible } from "../answers/visible.ts";
import type { Call, CallResult } from "../call.ts";
import { outcomeOf } from "../outcome.ts";
import { objectsOfAction, objectsOfReports } from "./stated-objects.ts";

const gravity: readonly Effect[] = ["read", "create", "update", "delete"];

/** The gravest thing that a call would do, undefined when it would do nothing. */
export function gravestEffect(actions: readonly Action[] = []): Effect | undefined {
  const most = Math.max(-1, ...actions.map(({ effect }) => gravity.indexOf(effect)));
  return gravity[most];
}

/** What a call runs, each by the first of its names. */
function runOf({ actions }: Call): string | undefined {
  const names = (actions ?? []).flatMap(({ runs }) => runs?.[0] ?? []);
  return names.length === 0 ? undefined : [...new Set(names)].join(",").slice(0, 1_000);
}

const idKeys = new Set(["id", "ids", "jobId", "jobIds"]);
/** Results are shallow: jobs in a list, parts by name. */
const deepest = 4;

/** What an action gives has names of its own: whatever can only be an id. */
function idsInOutputs(outputs: unknown): string[] {
  const values = typeof outputs === "object" && outputs !== null ? Object.values(outputs).flat() : [];
  return values.filter((value) => typeof value === "string" && isRecordId(value) && /^\w*\d\w*$/.test(value));
}

function idsIn(value: unknown, depth = 0): string[] {
  if (typeof value !== "object" || value === null || depth > deepest) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === "outputs") return idsInOutputs(inner);
    const ids = idKeys.has(key) ? [inner].flat().filter((id) => typeof id === "string") : [];
    return ids.length > 0 ? ids.filter(isRecordId) : idsIn(inner, depth + 1);
  });
}

function idsOfAction({ ids = [], mentions = [], job, report }: Action): string[] {
  return [...ids, ...mentions, ...(job ? [job.id] : []), ...(report === undefined ? [] : [report])];
}

/** The ids that the arguments name, those of jobs that were begun, and of a write those that the answer names. */
function idsOf({ actions, args, trace }: Call, value: unknown): string[] {
  const named = actions?.flatMap(idsOfAction);
  const answered =
    gravestEffect(actions) === "read" ? [] : idsIn(value instanceof Failed ? value.value : value);
  const given = named ?? idsIn(args);
  return [...new Set([...given, ...(trace.jobIds ?? []), ...answered])];
}

function objectsOf({ actions, args, trace }: Call): string | undefined {
  const known = actions && [
    ...actions.flatMap(objectsOfAction),
    trace.jobObject,
    ...objectsOfReports(trace.reportTypes ?? []),
  ];
  const given = known ?? [args["object"]];
  const names = new Set(given.filter((name) => typeof name === "string"));
  return names.size === 0 ? undefined : [...names].join(",").slice(0, 1_000);
}

/** How many rows a load has handed to its jobs. */
function rowsLoaded(value: unknown): number | undefined {
  const { jobs } = (value ?? {}) as { jobs?: unknown };
  const rows = (Array.isArray(jobs) ? jobs : []).flatMap((job: { rows?: unknown } | null) =>
    typeof job?.rows === "number" ? [job.rows] : [],
  );
  return rows.length === 0 ? undefined : rows.reduce((sum, count) => sum + count, 0);
}

/** How many records a call writes whose ids are not known. */
function recordsOf({ actions }: Call, value: unknown): number | undefined {
  const loaded = rowsLoaded(value instanceof Failed ? value.value : value);
  if (loaded !== undefined) return loaded;
  const counts = (actions ?? []).flatMap(({ effect, count }) =>
    effect === "read" || count === undefined ? [] : [count],
  );
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
}

/** Everything of a line that is known before the call is run. */
function beginning(call: Call, started: number, value?: unknown) {
  const ids = idsOf(call, value);
  const object = objectsOf(call);
  const records = recordsOf(call, value);
  const action = runOf(call);
  return {
    time: new Date(started).toISOString(),
    tool: call.name.slice(0, 200),
    effect: gravestEffect(call.actions) ?? call.tool.effect,
    ...(object !== undefined && { object }),
    ...(action !== undefined && { action }),
    ...(ids.length > 0 && { ids }),
    ...(records !== undefined && { records }),
    ...(call.dryRun && { dryRun: true }),
    ...(call.confirmed && { confirmed: true }),
  };
}

/** Who did it: the user and the stored sign-in, once a sign-in told them, and the client that called. */
function whoOf({ trace, client }: Call) {
  const { user, profile } = trace;
  return {
    ...(user !== undefined && { user }),
    ...(profile !== undefined && { profile }),
    client: client.slice(0, 200),
  };
}

/** One line of JSON without secrets and with nothing in it that a terminal would not show. */
function lineOf(call: Call, value: object): string {
  return `${visible(call.runtime.secrets.redacted(jsonText(value)))}\n`;
}

/** The line of a write whose end nobody lived to record. */
export function unfinishedLine(call: Call, started: number): string {
  const full = call.runtime.config.auditDetail === "full";
  return lineOf(call, {
    ...beginning(call, started),
    outcome: "unknown",
    ...whoOf(call),
    ...(full && { arguments: call.args }),
  });
}

/** The line of a call that has ended. */
export function finishedLine(call: Call, started: number, result: CallResult): string {
  const { trace, runtime } = call;
  const { errorCode, text } = result;
  return lineOf(call, {
    ...beginning(call, started, result.value),
    outcome: outcomeOf(result, trace),
    ...(errorCode !== undefined && { errorCode }),
    milliseconds: Date.now() - started,
    ...whoOf(call),
    ...(trace.instanceUrl && { org: new URL(trace.instanceUrl).host }),
    requestIds: trace.requestIds,
    apiCalls: trace.apiCalls,
    ...(trace.bytes !== undefined && { bytes: trace.bytes }),
    ...(runtime.config.auditDetail === "full" && { arguments: call.args, result: text }),
  });
}
