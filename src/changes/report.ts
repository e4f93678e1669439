import type { JsonObject } from "../json-object.ts";
import type { Change } from "./journal.ts";
import type { Step } from "./steps.ts";
import { mostNamed, type Tally } from "./tally.ts";
import type { FailedStep } from "./undo.ts";

const planned = ["put back", "delete", "undelete"] as const;

const verbs = { "put back": "put back", delete: "deleted", undelete: "undeleted" } as const;

function counted(tally: Tally): string[] {
  return planned.flatMap((action) => {
    const count = tally.count(action);
    return count === 0 ? [] : [`${count} ${verbs[action]}`];
  });
}

/** A record that was not taken back, and why. */
function leftRecord({ net, why, differs, lastModifiedBy, lastModifiedDate }: Step): JsonObject {
  return {
    object: net.object,
    id: net.id,
    reason: why ?? "",
    ...(differs && { fields: differs }),
    ...(lastModifiedBy !== undefined && { lastModifiedBy }),
    ...(lastModifiedDate !== undefined && { lastModifiedDate }),
  };
}

/** The first of a list under its name, and how many more there are. */
function named(list: readonly JsonObject[], name: string, all = list.length): JsonObject {
  if (list.length === 0) return {};
  const more = all - Math.min(list.length, mostNamed);
  return {
    [name]: list.slice(0, mostNamed),
    ...(more > 0 && { [`more${name[0]?.toUpperCase()}${name.slice(1)}`]: more }),
  };
}

function failedRecord({ step: { net, action }, code, message }: FailedStep): JsonObject {
  return { object: net.object, id: net.id, asked: action, code, message };
}

/** What an undo is about, and what is known of it. */
export interface Reported {
  /** Oldest first. */
  changes: readonly Change[];
  /** As they were decided in the end. */
  steps: Tally;
  /** Why some changes cannot be taken back as things are, by their ids. */
  hindrances: ReadonlyMap<string, string>;
}

/** What was done of an undo. */
export interface Done {
  done: Tally;
  failed: { count: number; first: readonly FailedStep[] };
}

/** What stands in the answer of an undo beside its steps: the changes, and what of them no record tells. */
function heading({ changes, steps, hindrances }: Reported): JsonObject {
  const whole = changes.filter(({ id, records }) => records.length === 0 && !steps.changes.has(id));
  const cannot = whole.flatMap(({ id, tool, reason = hindrances.get(id) }) =>
    reason === undefined ? [] : [{ change: id, tool, reason }],
  );
  return { changes: changes.map(({ id }) => id), ...named(cannot, "cannotTakeBack") };
}

function leftOf(steps: Tally): JsonObject {
  const left = (action: "left alone" | "cannot", name: string) =>
    named(steps.first(action).map(leftRecord), name, steps.count(action));
  return { ...left("left alone", "leftAlone"), ...left("cannot", "cannot") };
}

function restOf(steps: Tally): string[] {
  const count = (action: Step["action"], words: string) => {
    const found = steps.count(action);
    return found === 0 ? [] : [`${found} ${words}`];
  };
  return [
    ...count("left alone", "left alone (force: true overwrites what others changed)"),
    ...count("cannot", "cannot be taken back"),
    ...count("nothing", "already as before"),
  ];
}

function summaryOf(parts: readonly string[]): string {
  return parts.length === 0 ? "there is nothing to take back" : parts.join(", ");
}

/** What an undo would do, record by record. */
export function previewOf(reported: Reported): JsonObject {
  const { steps } = reported;
  const rows = steps.first(...planned).map(({ net, action, values }) => ({
    object: net.object,
    id: net.id,
    would: action,
    ...(Object.keys(values).length > 0 && { fields: values }),
  }));
  return {
    summary: `nothing was changed; it would be: ${summaryOf([...counted(steps), ...restOf(steps)])}`,
    ...heading(reported),
    ...named(rows, "records", steps.count(...planned)),
    ...leftOf(steps),
  };
}

/** What an undo did, failures first. */
export function reportOf(reported: Reported, { done, failed }: Done): JsonObject {
  const { steps } = reported;
  const failures = failed.count === 0 ? [] : [`${failed.count} failed`];
  return {
    summary: summaryOf([...failures, ...counted(done), ...restOf(steps)]),
    ...named(failed.first.map(failedRecord), "failed", failed.count),
    ...heading(reported),
    ...leftOf(steps),
  };
}
