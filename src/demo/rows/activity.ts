import type { Org } from "../handler.ts";
import type { SqlValue, StoredRow } from "../store/store.ts";
import { quoted } from "../store/table.ts";

const links = ["WhatId", "WhoId", "AccountId"] as const;
/** What of a task or event the records that it hangs on tell. */
const tellingFields = [...links, "ActivityDate", "IsClosed", "EndDateTime", "IsDeleted"];

export function isActivity(object: string): boolean {
  return object === "Task" || object === "Event";
}

/** What activities say of a record that they hang on; dates are `YYYY-MM-DD`. */
interface Told {
  last: string | null;
  open: boolean;
  overdue: boolean;
}

const nothing: Told = { last: null, open: false, overdue: false };

/**
 * What one activity says. A record was last worked on at the latest date of an event or of a closed task (Salesforce
 * Help, Differences between Last Activity and Last Modified Dates); tasks that are open and events to come are open.
 */
function toldBy(org: Org, row: StoredRow): Told {
  const date = row["ActivityDate"] == null ? null : String(row["ActivityDate"]);
  if (String(row["Id"]).startsWith("00U"))
    return { last: date, open: Number(row["EndDateTime"] ?? 0) >= org.now(), overdue: false };
  if (row["IsClosed"] === 1) return { last: date, open: false, overdue: false };
  const today = new Date(org.now()).toISOString().slice(0, 10);
  return { last: null, open: true, overdue: date !== null && date < today };
}

function together(a: Told, b: Told): Told {
  const last = a.last !== null && (b.last === null || a.last > b.last) ? a.last : b.last;
  return { last, open: a.open || b.open, overdue: a.overdue || b.overdue };
}

/** The ids of the records that an activity hangs on. */
function linkedTo(row: StoredRow): string[] {
  const ids = links.map((link) => row[link]).filter((id) => typeof id === "string");
  return [...new Set(ids)];
}

/** Puts activity fields into a record, which does not count as changed. Objects without such fields are left alone. */
function putTold(org: Org, id: string, told: (row: StoredRow) => Told): void {
  const object = org.schema.byKeyPrefix(id.slice(0, 3));
  const names = ["LastActivityDate", "HasOpenActivity", "HasOverdueTask"].filter((name) =>
    object?.field(name),
  );
  if (!object || names.length === 0) return;
  const row = org.store.get(
    `SELECT ${names.map(quoted).join(", ")} FROM ${quoted(object.name)} WHERE "Id" = ?`,
    [id],
  );
  if (!row) return;
  const { last, open, overdue } = told(row);
  const values: StoredRow = {
    LastActivityDate: last,
    HasOpenActivity: Number(open),
    HasOverdueTask: Number(overdue),
  };
  org.store.update(object, id, Object.fromEntries(names.map((name) => [name, values[name] ?? null])));
}

function toldByAll(org: Org, id: string): Told {
  const where = `WHERE ("WhatId" = ?1 OR "WhoId" = ?1 OR "AccountId" = ?1) AND "IsDeleted" = 0`;
  const rows = [
    ...org.store.all(`SELECT "Id", "ActivityDate", "IsClosed" FROM "Task" ${where}`, [id]),
    ...org.store.all(`SELECT "Id", "ActivityDate", "EndDateTime" FROM "Event" ${where}`, [id]),
  ];
  return rows.map((row) => toldBy(org, row)).reduce(together, nothing);
}

function toldIn(row: StoredRow): Told {
  const last = row["LastActivityDate"] == null ? null : String(row["LastActivityDate"]);
  return { last, open: row["HasOpenActivity"] === 1, overdue: row["HasOverdueTask"] === 1 };
}

/** Keeps the activity fields of records when a task or event is new (no `before`), changed, or gone (no `row`). */
export function noteActivity(org: Org, row: StoredRow | undefined, before: StoredRow | undefined): void {
  if (row && !before) {
    // What is new only adds: the others need not be looked at again.
    const told = toldBy(org, row);
    for (const id of linkedTo(row)) putTold(org, id, (record) => together(toldIn(record), told));
    return;
  }
  const isSame = row && before && tellingFields.every((name) => row[name] === before[name]);
  if (isSame) return;
  const ids = new Set([...linkedTo(row ?? {}), ...linkedTo(before ?? {})]);
  for (const id of ids) putTold(org, id, () => toldByAll(org, id));
}

/** Brings one record's activity fields up to date, when activities were moved to it or away. */
export function refreshActivityOf(org: Org, id: string): void {
  putTold(org, id, () => toldByAll(org, id));
}

function parentOf(org: Org, table: string, id: SqlValue | undefined): SqlValue {
  const row = org.store.get(`SELECT "AccountId" FROM ${quoted(table)} WHERE "Id" = ?`, [id ?? null]);
  return row?.["AccountId"] ?? null;
}

/** The account that an activity belongs to: that of what it is about, else that of whom it is with. */
export function accountOfActivity(org: Org, { WhatId, WhoId }: StoredRow): SqlValue {
  const about = String(WhatId ?? "").slice(0, 3);
  if (about === "001") return WhatId ?? null;
  const found = about === "006" ? parentOf(org, "Opportunity", WhatId) : null;
  return found ?? (String(WhoId ?? "").startsWith("003") ? parentOf(org, "Contact", WhoId) : null);
}
