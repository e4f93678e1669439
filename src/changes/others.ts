import { describeGlobal } from "../salesforce/metadata/describe.ts";
import { sameId } from "../salesforce/records/identity.ts";
import type { SalesforceRecord } from "../salesforce/records/rows.ts";
import type { QueryPage } from "../salesforce/rest/answers.ts";
import type { Salesforce } from "../salesforce/rest/client.ts";
import { sameName } from "../spelling.ts";
import type { Change, RecordChange } from "./journal.ts";

/** What tells of a record: the changes that this server knows, and which objects may be shown. */
interface Known {
  changes: readonly Change[];
  allows(object: string): boolean;
}

/** Field changes that are asked for, and of those by others how many are told. */
const mostAsked = 20;
const mostTold = 5;
/** Between the clock by which a change was answered and the moment that its history tells, in milliseconds. */
const longestWrite = 60_000;

/** A change of one field, as `AccountHistory` and its like keep it. */
interface FieldChange {
  Field: string;
  OldValue: unknown;
  NewValue: unknown;
  CreatedDate: string;
  CreatedById: string;
  CreatedBy?: { Name?: string } | null;
}

const historyOf = (object: string) =>
  object.endsWith("__c")
    ? `${object.slice(0, -3)}__History`
    : object === "Opportunity"
      ? "OpportunityFieldHistory"
      : `${object}History`;

function shown(value: unknown): string {
  if (value === null || value === undefined || value === "") return "empty";
  const text = String(value);
  return `'${text.length > 80 ? `${text.slice(0, 79)}…` : text}'`;
}

/** Who a row names, by name where users may be shown. */
function who(row: Readonly<Record<string, unknown>>, relationship: string): string {
  const named = row[relationship] as { Name?: string } | null | undefined;
  return named?.Name ?? String(row[`${relationship}Id`]);
}

/** What this server did to a record, with the moment by Salesforce's clock. */
function oursOf(id: string, changes: readonly Change[]): (RecordChange & { answered: number })[] {
  return changes.flatMap(({ records, answered }) =>
    records.filter((record) => sameId(record.id, id)).map((record) => ({ ...record, answered })),
  );
}

function isOurs(row: FieldChange, ours: ReturnType<typeof oursOf>): boolean {
  const at = Date.parse(row.CreatedDate);
  return ours.some(
    ({ did, after = {}, answered }) =>
      did !== "created" &&
      at <= answered &&
      at > answered - longestWrite &&
      // Lookups stand there without Id, custom fields as they are.
      Object.keys(after).some((name) => sameName(name, row.Field) || sameName(name, `${row.Field}Id`)),
  );
}

/** Whether the last change of a record may be this server's, as far as it knows. */
function mayBeOurs(
  record: SalesforceRecord,
  object: string,
  id: string,
  changes: readonly Change[],
): boolean {
  const at = Date.parse(String(record["LastModifiedDate"]));
  const unlisted = changes.filter(
    ({ records, objects }) => records.length === 0 && objects.some((name) => sameName(name, object)),
  );
  return [...oursOf(id, changes), ...unlisted].some(({ answered }) => at <= answered);
}

function fieldChanges(record: SalesforceRecord, id: string, { changes }: Known): string[] {
  // The shape of a child query's answer.
  const { records = [] } = (record["Histories"] ?? {}) as { records?: FieldChange[] };
  const ours = oursOf(id, changes);
  // A row that tells no values is of the record itself: created, converted.
  const others = records.filter(
    (row) => (row.OldValue ?? row.NewValue ?? null) !== null && !isOurs(row, ours),
  );
  const texts = others
    .slice(0, mostTold)
    .map(
      (row) =>
        `${row.Field} ${shown(row.OldValue)} → ${shown(row.NewValue)} (${who({ ...row }, "CreatedBy")}, ${row.CreatedDate})`,
    );
  return texts.length === 0 ? [] : [`fields that others changed, newest first: ${texts.join("; ")}`];
}

/**
 * Of a record what the org itself tells beside this server's changes: who changed it last, and the last changes of
 * fields whose history the object keeps. One query; it takes two reads where the list of objects is not known yet.
 * Empty for a record that is not there, or whose object may not be shown.
 */
export async function othersChanges(salesforce: Salesforce, id: string, known: Known): Promise<string[]> {
  const objects = await describeGlobal(salesforce);
  const object = objects.find(({ keyPrefix }) => keyPrefix === id.slice(0, 3))?.name;
  if (object === undefined || !known.allows(object)) return [];
  const name = (relationship: string) => (known.allows("User") ? `, ${relationship}.Name` : "");
  const history = historyOf(object);
  const tracked = known.allows(history) && objects.some((one) => one.name === history && one.queryable);
  const child = `, (SELECT Field, OldValue, NewValue, CreatedDate, CreatedById${name("CreatedBy")} FROM Histories ORDER BY CreatedDate DESC, Id LIMIT ${mostAsked})`;
  const q = `SELECT LastModifiedDate, LastModifiedById${name("LastModifiedBy")}${tracked ? child : ""} FROM ${object} WHERE Id = '${id}'`;
  const { records } = await salesforce.get<QueryPage>("/queryAll", { query: { q } });
  const [record] = records;
  if (!record) return [];
  const last = mayBeOurs(record, object, id, known.changes)
    ? []
    : [
        `not by this server: ${who(record, "LastModifiedBy")} changed it last, at ${record["LastModifiedDate"]}`,
      ];
  return [...last, ...fieldChanges(record, id, known)];
}
