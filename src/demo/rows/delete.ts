import { ApiError } from "../errors.ts";
import type { Org } from "../handler.ts";
import { abilitiesOf } from "../store/object-abilities.ts";
import type { ChildRelationship, ObjectSchema } from "../store/schema.ts";
import type { SqlValue, StoredRow } from "../store/store.ts";
import { quoted } from "../store/table.ts";
import { alive, checkUnique } from "./input.ts";
import { columnsOfRow, stamp } from "./new-row.ts";
import { propagate } from "./propagate.ts";
import { findRow, liveRow } from "./read.ts";
import { checkLock } from "./standard-rules.ts";

function childRows(
  org: Org,
  { childObject, field }: ChildRelationship,
  id: SqlValue,
): { object: ObjectSchema; rows: StoredRow[] } | undefined {
  const object = org.schema.object(childObject);
  if (!object) return undefined;
  const rows = org.store.all(
    `SELECT * FROM ${quoted(object.name)} WHERE ${quoted(field)} = ?${alive(object)}`,
    [id],
  );
  return { object, rows };
}

interface Removal {
  userId: string;
  /** Past the recycle bin, as bulk's hardDelete does. */
  forGood: boolean;
  /** The record that was asked for; what goes along comes back with it alone. */
  root: SqlValue;
}

function blocked(row: StoredRow, children: { object: ObjectSchema; rows: StoredRow[] }): ApiError {
  const names = children.rows.map((child) => child["CaseNumber"] ?? child["Name"] ?? child["Id"]).join(", ");
  const kind = children.object.labelPlural.toLowerCase();
  const message = `Your attempt to delete ${row["Name"] ?? row["Id"]} could not be completed because it is associated with the following ${kind}.: ${names}`;
  return new ApiError(400, "DELETE_FAILED", message, []);
}

/** Notes what a deletion did to a record: took it along, or emptied one of its lookups. */
function noteInBin(
  org: Org,
  { root, forGood }: Pick<Removal, "root" | "forGood">,
  object: string,
  id: SqlValue,
  field: SqlValue,
): void {
  if (forGood) return;
  org.store.run('INSERT INTO "recycle bin" (root, object, id, field) VALUES (?, ?, ?, ?)', [
    root,
    object,
    id,
    field,
  ]);
}

/** Notes that a record went to the recycle bin alone. */
export function noteDeletion(org: Org, object: ObjectSchema, id: SqlValue): void {
  noteInBin(org, { root: id, forGood: false }, object.name, id, null);
}

/** Takes along what belongs to the row, and lets go of what only points to it. */
function releaseChildren(org: Org, removal: Removal, object: ObjectSchema, row: StoredRow): void {
  for (const relationship of object.childRelationships) {
    const children = childRows(org, relationship, row["Id"] ?? null);
    if (!children || children.rows.length === 0) continue;
    const { object: own, rows } = children;
    if (relationship.restrictedDelete) throw blocked(row, children);
    for (const child of rows) {
      const id = child["Id"] ?? null;
      if (relationship.cascadeDelete) removeRow(org, removal, own, child);
      else {
        org.store.update(own, id, { [relationship.field]: null });
        if (row["Id"] === removal.root) noteInBin(org, removal, own.name, id, relationship.field);
      }
    }
  }
}

const stampedFields = ["LastModifiedDate", "LastModifiedById", "SystemModstamp"] as const;

/** Puts a row into the recycle bin or takes it out; `more` are further columns that change with it. */
export function setDeleted(
  org: Org,
  userId: string,
  object: ObjectSchema,
  row: StoredRow,
  isDeleted: boolean,
  more: StoredRow = {},
): StoredRow {
  const changed: StoredRow = { ...row, ...more, IsDeleted: Number(isDeleted) };
  stamp(org, changed, object, userId, false);
  const names = ["IsDeleted", ...Object.keys(more), ...stampedFields.filter((name) => object.field(name))];
  org.store.update(object, row["Id"] ?? null, columnsOfRow(changed, names));
  return changed;
}

function removeRow(org: Org, removal: Removal, object: ObjectSchema, row: StoredRow): void {
  releaseChildren(org, removal, object, row);
  const id = row["Id"] ?? null;
  if (object.undeletable && !removal.forGood) {
    setDeleted(org, removal.userId, object, row, true);
    noteInBin(org, removal, object.name, id, null);
  } else org.store.run(`DELETE FROM ${quoted(object.name)} WHERE "Id" = ?`, [id]);
  propagate(org, object.name, { before: row });
  org.count(`deleted.${object.name}`);
}

/** Moves a record and what belongs to it to the recycle bin, or deletes it for good. Throws ApiError, DELETE_FAILED among them. */
export function deleteRecord(
  org: Org,
  userId: string,
  object: ObjectSchema,
  id: string,
  { forGood = false } = {},
): void {
  if (!object.deletable)
    throw new ApiError(400, "INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id", []);
  const row = liveRow(org, object, id);
  checkLock(org, object, row["Id"]);
  const root = row["Id"] ?? null;
  org.store.savepoint(() => removeRow(org, { userId, forGood, root }, object, row));
}

interface BinEntry {
  object: ObjectSchema;
  id: string;
  /** The lookup that was emptied; undefined where the record itself was deleted. */
  field: string | undefined;
}

function entriesOf(org: Org, root: string): BinEntry[] {
  const rows = org.store.all('SELECT object, id, field FROM "recycle bin" WHERE root = ?', [root]);
  return rows.flatMap(({ object: name, id, field }) => {
    const object = org.schema.object(String(name));
    return object ? [{ object, id: String(id), field: field == null ? undefined : String(field) }] : [];
  });
}

function restore(org: Org, userId: string, root: string, { object, id, field }: BinEntry): void {
  const row = findRow(org, object, id);
  if (!row) return;
  if (field !== undefined) {
    // Who has found another parent meanwhile keeps it.
    if (row[field] === null) org.store.update(object, id, { [field]: root });
    return;
  }
  checkUnique(org, object, row, Object.keys(row));
  const merged: StoredRow = object.field("MasterRecordId") ? { MasterRecordId: null } : {};
  const restored = setDeleted(org, userId, object, row, false, merged);
  propagate(org, object.name, { row: restored });
  org.count(`undeleted.${object.name}`);
}

/**
 * Brings a record back from the recycle bin, with what was deleted along with it and the lookups that were emptied.
 * Throws UNDELETE_FAILED, DUPLICATE_VALUE and those of ids.
 */
export function undeleteRecord(org: Org, userId: string, object: ObjectSchema, id: string): void {
  if (!abilitiesOf(object)["undeletable"])
    throw new ApiError(400, "UNDELETE_FAILED", `entity type ${object.name} does not support undelete`, []);
  const row = findRow(org, object, id);
  if (!row) throw new ApiError(400, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", []);
  const root = String(row["Id"]);
  const entries = entriesOf(org, root);
  if (row["IsDeleted"] !== 1 || entries.length === 0)
    throw new ApiError(400, "UNDELETE_FAILED", "Entity is not in the recycle bin", []);
  // Parents come back before what hangs on them.
  for (const entry of entries.reverse()) restore(org, userId, root, entry);
  org.store.run('DELETE FROM "recycle bin" WHERE root = ?', [root]);
}
