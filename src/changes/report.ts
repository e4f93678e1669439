import type { JsonObject } from "../json-object.ts";
import type { Hindrances } from "./job-records.ts";
import type { Change } from "./journal.ts";
import type { Step } from "./steps.ts";
import type { FailedStep, Undone } from "./undo.ts";

/** As many records as are named one by one; the rest is counted. */
const mostNamed = 50;

const verbs = { "put back": "put back", delete: "deleted", undelete: "undeleted" } as const;

function counted(steps: readonly Step[], action: keyof typeof verbs): string[] {
  const count = steps.filter((step) => step.action === action).length;
  return count === 0 ? [] : [`${count} ${verbs[action]}`];
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

function named(list: readonly JsonObject[], name: string): JsonObject {
  if (list.length === 0) return {};
  const more = list.length - mostNamed;
  return {
    [name]: list.slice(0, mostNamed),
    ...(more > 0 && { [`more${name[0]?.toUpperCase()}${name.slice(1)}`]: more }),
  };
}

function failedRecord({ step: { net, action }, code, message }: FailedStep): JsonObject {
  return { object: net.object, id: net.id, asked: action, code, message };
}

const names = (changes: readonly Change[]) => changes.map(({ id }) => id);

/** What stands in the answer of an undo beside its steps: the changes, and what of them no record tells. */
function heading(changes: readonly Change[], steps: readonly Step[], hindrances: Hindrances): JsonObject {
  const covered = new Set(steps.flatMap(({ net }) => net.taken.map(({ change }) => change.id)));
  const whole = changes.filter(({ id, records }) => records.length === 0 && !covered.has(id));
  const cannot = whole.flatMap(({ id, tool, reason = hindrances.get(id) }) =>
    reason === undefined ? [] : [{ change: id, tool, reason }],
  );
  return { changes: names(changes), ...named(cannot, "cannotTakeBack") };
}

function leftOf(steps: readonly Step[]): JsonObject {
  const left = steps.filter(({ action }) => action === "left alone");
  const cannot = steps.filter(({ action }) => action === "cannot");
  return { ...named(left.map(leftRecord), "leftAlone"), ...named(cannot.map(leftRecord), "cannot") };
}

function restOf(steps: readonly Step[]): string[] {
  const count = (action: Step["action"], words: string) => {
    const found = steps.filter((step) => step.action === action).length;
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
export function previewOf(
  changes: readonly Change[],
  steps: readonly Step[],
  hindrances: Hindrances,
): JsonObject {
  const planned = steps.filter(({ action }) => action in verbs);
  const would = (["put back", "delete", "undelete"] as const).flatMap((action) => counted(planned, action));
  const rows = planned.map(({ net, action, values }) => ({
    object: net.object,
    id: net.id,
    would: action,
    ...(Object.keys(values).length > 0 && { fields: values }),
  }));
  return {
    summary: `nothing was changed; it would be: ${summaryOf([...would, ...restOf(steps)])}`,
    ...heading(changes, steps, hindrances),
    ...named(rows, "records"),
    ...leftOf(steps),
  };
}

/** What an undo did, failures first. */
export function reportOf(
  changes: readonly Change[],
  { steps, done, failed }: Undone,
  hindrances: Hindrances,
): JsonObject {
  const did = (["put back", "delete", "undelete"] as const).flatMap((action) => counted(done, action));
  const failures = failed.length === 0 ? [] : [`${failed.length} failed`];
  return {
    summary: summaryOf([...failures, ...did, ...restOf(steps)]),
    ...named(failed.map(failedRecord), "failed"),
    ...heading(changes, steps, hindrances),
    ...leftOf(steps),
  };
}
