import { isDeepStrictEqual } from "node:util";
import type { Permitted } from "./ask-file.ts";
import type { Snapshot } from "./org-under-test.ts";
import { everyOf, type Row, type Values } from "./values.ts";

export interface Difference {
  did: "created" | "changed" | "deleted";
  object: string;
  id: string;
  /** Of what was changed. */
  fields: readonly string[];
}

/** Who wrote when, what was looked at, and what the org works out from activities and dates: it follows from the rest. */
const aside = new Set([
  "CreatedDate",
  "CreatedById",
  "LastModifiedDate",
  "LastModifiedById",
  "SystemModstamp",
  "LastViewedDate",
  "LastReferencedDate",
  "LastRunDate",
  "LastActivityDate",
  "LastActivityInDays",
  "HasOpenActivity",
  "HasOverdueTask",
  "LastStageChangeDate",
  "LastStageChangeInDays",
  "Fiscal",
  "FiscalQuarter",
  "FiscalYear",
]);

const isHistory = (object: string) => /History$/.test(object);

/** Bytes are compared by what they hold. */
const same = (one: unknown, other: unknown) =>
  one === other || (typeof one === "object" && isDeepStrictEqual(one, other));

function fieldsThatDiffer(one: Row, other: Row): string[] {
  return Object.keys(one).filter((field) => !same(one[field], other[field]) && !aside.has(field));
}

/** What stands otherwise in the second, audit fields, activity dates and histories aside. */
export function differences(before: Snapshot, after: Snapshot): Difference[] {
  const found: Difference[] = [];
  for (const [object, rows] of after) {
    if (isHistory(object)) continue;
    const earlier = before.get(object) ?? new Map<string, Row>();
    for (const [id, row] of rows) {
      const old = earlier.get(id);
      const fields = old ? fieldsThatDiffer(old, row) : [];
      if (old === undefined) found.push({ did: "created", object, id, fields: [] });
      else if (fields.length > 0) found.push({ did: "changed", object, id, fields });
    }
    for (const id of earlier.keys())
      if (!rows.has(id)) found.push({ did: "deleted", object, id, fields: [] });
  }
  return found;
}

/** The snapshot with what came to stand otherwise between two others, by somebody else's hand. */
export function withChanges(snapshot: Snapshot, from: Snapshot, to: Snapshot): Snapshot {
  const changed: Snapshot = new Map([...snapshot].map(([object, rows]) => [object, new Map(rows)]));
  for (const { did, object, id, fields } of differences(from, to)) {
    const rows = changed.get(object);
    const now = to.get(object)?.get(id);
    if (did === "deleted" || now === undefined) rows?.delete(id);
    else
      rows?.set(id, {
        ...(rows.get(id) ?? now),
        ...Object.fromEntries(fields.map((field) => [field, now[field]])),
      });
  }
  return changed;
}

const told = ({ did, object, id, fields }: Difference) =>
  `${object} ${id} was ${did}${fields.length > 0 ? `: ${fields.join(", ")}` : ""}`;

/** Each difference that nothing permits, and each permission that was used too often, in words. */
export function forbidden(found: readonly Difference[], may: readonly Permitted[], values: Values): string[] {
  const uses = may.map((rule) => ({
    rule,
    ids: rule.ids === undefined ? undefined : new Set(everyOf(rule.ids, values)),
    used: 0,
  }));
  const wrong: string[] = [];
  for (const difference of found) {
    const { did, object, id, fields } = difference;
    const use = uses.find(
      ({ rule, ids }) =>
        rule.did === did &&
        rule.object === object &&
        (ids === undefined || ids.has(id)) &&
        fields.every((field) => rule.fields?.includes(field) ?? true),
    );
    if (use === undefined) wrong.push(told(difference));
    else use.used++;
  }
  for (const { rule, used } of uses)
    if (rule.most !== undefined && used > rule.most)
      wrong.push(`${used} of ${rule.object} were ${rule.did}, at most ${rule.most} were asked for`);
  return wrong;
}
