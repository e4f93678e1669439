import { ApiError } from "../errors.ts";
import type { Org } from "../handler.ts";
import type { JsonRecord } from "../json.ts";
import type { ObjectSchema } from "../store/schema.ts";
import type { SqlValue, StoredRow } from "../store/store.ts";
import { newestVersion } from "../versions.ts";
import { type Assignment, assign } from "./assignment.ts";
import { duplicatesDetected, duplicatesOf } from "./duplicates.ts";
import { noteHistory } from "./history.ts";
import { checkReferences, checkUnique, columnsOf, misplacedKey, requireFields, rowsWith } from "./input.ts";
import { checkLookupFilters } from "./lookup-filters.ts";
import { columnsIn, columnsOfRow, nameById, newRow, putRow, stamp } from "./new-row.ts";
import { propagate } from "./propagate.ts";
import { liveRow } from "./read.ts";
import { brokenRule, derived } from "./rules.ts";
import { checkLock, checkStandardRules } from "./standard-rules.ts";

export interface SaveOptions {
  /** Sforce-Duplicate-Rule-Header: allowSave=true. */
  allowDuplicates?: boolean;
  /** Sforce-Duplicate-Rule-Header: includeRecordDetails=true. */
  duplicateDetails?: boolean;
  /** Of the API that is asked; the newest unless given. */
  version?: number;
  /** Sforce-Auto-Assign; the active rule for new rows and none for others unless given. */
  assignment?: Assignment | undefined;
}

function checkRules(org: Org, object: ObjectSchema, row: StoredRow, options: SaveOptions): void {
  if (!org.ownRules) return;
  const broken = brokenRule(object.name, row);
  if (broken)
    throw new ApiError(
      400,
      "FIELD_CUSTOM_VALIDATION_EXCEPTION",
      broken.message,
      broken.field ? [broken.field] : [],
    );
  if (options.allowDuplicates) return;
  const duplicates = duplicatesOf(org, object.name, row);
  if (duplicates.length > 0) {
    const { duplicateDetails: details = false, version = newestVersion } = options;
    throw duplicatesDetected(object, duplicates, { details, version });
  }
}

/** Creates a record. Throws ApiError with Salesforce's code and text. */
export function insertRecord(
  org: Org,
  userId: string,
  object: ObjectSchema,
  record: JsonRecord,
  options: SaveOptions = {},
): { id: string } {
  if (!object.createable)
    throw new ApiError(
      400,
      "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
      `entity type ${object.name} does not support create`,
    );
  return insertColumns(org, userId, object, columnsOf(org, object, record, true), options);
}

/** The same with values as columns take them; the object is known to take new rows. */
export function insertColumns(
  org: Org,
  userId: string,
  object: ObjectSchema,
  columns: ReadonlyMap<string, SqlValue>,
  options: SaveOptions = {},
): { id: string } {
  const row = newRow(org, object, userId, columns);
  checkStandardRules(org, object, row, columns);
  requireFields(object, row);
  checkReferences(org, object, columns);
  checkLookupFilters(org, object, columns);
  checkUnique(org, object, row, columns.keys());
  assign(org, object.name, row, options.assignment ?? true);
  checkRules(org, object, row, options);
  putRow(org, object, row);
  propagate(org, object.name, { row });
  org.count(`created.${object.name}`);
  return { id: String(row["Id"]) };
}

/** Changes a record. Throws ApiError, NOT_FOUND and ENTITY_IS_DELETED among them. */
export function updateRecord(
  org: Org,
  userId: string,
  object: ObjectSchema,
  id: string,
  record: JsonRecord,
  options: SaveOptions = {},
): void {
  if (!object.updateable)
    throw new ApiError(
      400,
      "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
      `entity type ${object.name} does not support update`,
    );
  const row = liveRow(org, object, id);
  changeRow(org, userId, object, row, columnsOf(org, object, record, false), options);
}

/** The same with values as columns take them; the object is known to let its rows be changed. */
export function updateColumns(
  org: Org,
  userId: string,
  object: ObjectSchema,
  id: string,
  columns: ReadonlyMap<string, SqlValue>,
  options: SaveOptions = {},
): void {
  changeRow(org, userId, object, liveRow(org, object, id), columns, options);
}

function changeRow(
  org: Org,
  userId: string,
  object: ObjectSchema,
  row: StoredRow,
  columns: ReadonlyMap<string, SqlValue>,
  options: SaveOptions,
): void {
  checkLock(org, object, row["Id"]);
  const before = { ...row };
  for (const [name, value] of columns)
    row[name] = value ?? (object.field(name)?.type === "boolean" ? 0 : null);
  nameById(object, row);
  const changed = new Set(columns.keys());
  requireFields(object, row, changed);
  checkReferences(org, object, columns);
  checkLookupFilters(org, object, columns);
  checkUnique(org, object, row, changed);
  stamp(org, row, object, userId, false);
  Object.assign(row, derived(org, object.name, row, changed, before));
  assign(org, object.name, row, options.assignment ?? false);
  checkStandardRules(org, object, row, changed);
  checkRules(org, object, row, options);
  replaceRow(org, object, before, row);
  noteHistory(org, userId, object, before, row);
  propagate(org, object.name, { row, before });
  org.count(`updated.${object.name}`);
}

function replaceRow(org: Org, object: ObjectSchema, before: StoredRow, row: StoredRow): void {
  const names = columnsIn(object).filter((name) => (row[name] ?? null) !== before[name]);
  if (names.length === 0) return;
  org.store.update(object, row["Id"] ?? null, columnsOfRow(row, names));
}

/** Rows that have a value in an external id field; a field that is none is NOT_FOUND. */
export function rowsByKey(org: Org, object: ObjectSchema, fieldName: string, value: string): StoredRow[] {
  const field = object.field(fieldName);
  if (!field || !(field.externalId || field.idLookup))
    throw new ApiError(
      404,
      "NOT_FOUND",
      `Provided external ID field does not exist or is not accessible: ${fieldName}`,
    );
  return rowsWith(org, object, field, value);
}

export type UpsertResult = { id: string; created: boolean } | { matches: string[] };

/** Creates or updates by external id; several matches are answered, not changed. */
export function upsertRecord(
  org: Org,
  userId: string,
  object: ObjectSchema,
  key: { field: string; value: string; updateOnly?: boolean },
  record: JsonRecord,
  options: SaveOptions = {},
): UpsertResult {
  const field = object.field(key.field);
  const rows = rowsByKey(org, object, key.field, key.value);
  if (Object.keys(record).some((name) => name.toLowerCase() === field?.name.toLowerCase()))
    throw misplacedKey(field?.name ?? key.field);
  if (rows.length > 1) return { matches: rows.map(({ Id }) => String(Id)) };
  const [row] = rows;
  if (row) {
    updateRecord(org, userId, object, String(row["Id"]), record, options);
    return { id: String(row["Id"]), created: false };
  }
  if (key.updateOnly || field?.name === "Id")
    throw new ApiError(404, "NOT_FOUND", "The requested resource does not exist");
  const { id } = insertRecord(
    org,
    userId,
    object,
    { ...record, [field?.name ?? key.field]: key.value },
    options,
  );
  return { id, created: true };
}
