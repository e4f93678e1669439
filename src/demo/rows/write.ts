import { ApiError, type Org } from "../api/api.ts";
import { numberedId, to18 } from "../store/ids.ts";
import type { ChildRelationship, FieldSchema, ObjectSchema } from "../store/schema.ts";
import { hasColumn, quoted } from "../store/sqlite.ts";
import type { SqlValue, StoredRow } from "../store/store.ts";
import { liveRow } from "./read.ts";
import { brokenRule, derived, duplicatesOf, propagate } from "./rules.ts";
import { toSql } from "./values.ts";

export interface SaveOptions {
  /** Sforce-Duplicate-Rule-Header: allowSave=true. */
  allowDuplicates?: boolean;
}

export type JsonRecord = Record<string, unknown>;

/** The parent that a record names by its external id, `{"Account": {"External_Id__c": "a"}}`. */
function parentByKey(org: Org, field: FieldSchema, value: unknown): string {
  const given = typeof value === "object" && value !== null ? (value as JsonRecord) : {};
  const { attributes, ...keys } = given as { attributes?: { type?: string } } & JsonRecord;
  const [[name, key] = []] = Object.entries(keys);
  const targets = attributes?.type ? [attributes.type] : field.referenceTo;
  if (field.referenceTo.length > 1 && !attributes?.type)
    throw new ApiError(
      400,
      "JSON_PARSER_ERROR",
      `The polymorphic reference ${field.relationshipName} needs attributes with a type before its fields`,
    );
  const target = org.schema.object(targets[0] ?? "");
  const keyField = name === undefined ? undefined : target?.field(name);
  if (!target || !keyField || !(keyField.externalId || keyField.idLookup))
    throw new ApiError(
      400,
      "INVALID_FIELD",
      `${name} is not an External ID or indexed field for ${target?.name ?? targets[0]}`,
    );
  const rows = org.store.all(
    `SELECT "Id" FROM ${quoted(target.name)} WHERE ${quoted(keyField.name)} = ? COLLATE NOCASE${alive(target)}`,
    [toSql(keyField, key)],
  );
  if (rows.length === 1) return String(rows[0]?.["Id"]);
  const code = rows.length === 0 ? "INVALID_FIELD" : "DUPLICATE_EXTERNAL_ID";
  const message =
    rows.length === 0
      ? `Foreign key external ID: ${String(key).toLowerCase()} not found for field ${keyField.name} in entity ${target.name}`
      : `more than one record found for external id field: ${String(key)}`;
  throw new ApiError(400, code, message);
}

function alive(object: ObjectSchema): string {
  return object.field("IsDeleted") ? ' AND "IsDeleted" = 0' : "";
}

function unknownColumn(object: ObjectSchema, name: string): ApiError {
  return new ApiError(400, "INVALID_FIELD", `No such column '${name}' on sobject of type ${object.name}`);
}

function notWritable(object: ObjectSchema, fields: readonly string[]): ApiError {
  const message = `Unable to create/update fields: ${fields.join(", ")}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
  return new ApiError(
    400,
    "INVALID_FIELD_FOR_INSERT_UPDATE",
    message,
    fields.map((name) => object.field(name)?.name ?? name),
  );
}

/** The columns that a request sets. Throws for unknown and read-only fields and values of the wrong kind. */
function columnsOf(
  org: Org,
  object: ObjectSchema,
  record: JsonRecord,
  creating: boolean,
): Map<string, SqlValue> {
  const columns = new Map<string, SqlValue>();
  const refused: string[] = [];
  for (const [name, value] of Object.entries(record)) {
    if (name === "attributes") continue;
    const field = object.field(name);
    const parent = field ? undefined : object.parent(name);
    const target = field ?? parent;
    if (!target) throw unknownColumn(object, name);
    if (!(creating ? target.createable : target.updateable) || !hasColumn(target)) refused.push(target.name);
    else columns.set(target.name, parent ? parentByKey(org, parent, value) : toSql(target, value));
  }
  if (refused.length > 0) throw notWritable(object, refused);
  return columns;
}

/** References must point to rows that exist, of a right object. */
function checkReferences(org: Org, object: ObjectSchema, columns: ReadonlyMap<string, SqlValue>): void {
  for (const [name, value] of columns) {
    const field = object.field(name);
    if (field?.type !== "reference" || typeof value !== "string") continue;
    const target = org.schema.byKeyPrefix(value.slice(0, 3));
    const known = field.referenceTo.filter((to) => org.schema.object(to));
    if (target && !field.referenceTo.includes(target.name))
      throw new ApiError(
        400,
        "FIELD_INTEGRITY_EXCEPTION",
        `${field.label}: id value of incorrect type: ${value}`,
        [name],
      );
    const row =
      target &&
      org.store.get(`SELECT "Id" FROM ${quoted(target.name)} WHERE "Id" = ?${alive(target)}`, [value]);
    if (!row && known.length > 0)
      throw new ApiError(400, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", [name]);
  }
}

/** Fields that a new row must have. */
function missingFields(object: ObjectSchema, row: StoredRow): string[] {
  return object.fields
    .filter(
      (field) =>
        !field.nillable &&
        !field.defaultedOnCreate &&
        (field.createable || field.updateable) &&
        row[field.name] == null,
    )
    .map(({ name }) => name);
}

function requireFields(object: ObjectSchema, row: StoredRow): void {
  const missing = missingFields(object, row);
  if (missing.length === 0) return;
  throw new ApiError(
    400,
    "REQUIRED_FIELD_MISSING",
    `Required fields are missing: [${missing.join(", ")}]`,
    missing,
  );
}

function checkUnique(org: Org, object: ObjectSchema, row: StoredRow, changed: Iterable<string>): void {
  for (const name of changed) {
    const field = object.field(name);
    if (!field?.unique || row[name] == null) continue;
    const other = org.store.get(
      `SELECT "Id" FROM ${quoted(object.name)} WHERE ${quoted(name)} = ? COLLATE NOCASE AND "Id" <> ?${alive(object)}`,
      [row[name], row["Id"] ?? ""],
    );
    if (other)
      throw new ApiError(
        400,
        "DUPLICATE_VALUE",
        `duplicate value found: ${name} duplicates value on record with id: ${other["Id"]}`,
        [],
      );
  }
}

function checkRules(org: Org, object: ObjectSchema, row: StoredRow, options: SaveOptions): void {
  const broken = brokenRule(object.name, row);
  if (broken)
    throw new ApiError(
      400,
      "FIELD_CUSTOM_VALIDATION_EXCEPTION",
      broken.message,
      broken.field ? [broken.field] : [],
    );
  if (options.allowDuplicates || duplicatesOf(org, object.name, row).length === 0) return;
  throw new ApiError(400, "DUPLICATES_DETECTED", "Use one of these records?");
}

interface Counters {
  ids: Map<string, number>;
  autoNumbers: Map<string, number>;
}

const countersOf = new WeakMap<Org, Counters>();

/** The next number of an object's ids or of an auto-number field; seeded rows were counted by the same. */
function nextNumber(org: Org, kind: keyof Counters, name: string): number {
  const counters = countersOf.get(org) ?? { ids: new Map(), autoNumbers: new Map() };
  countersOf.set(org, counters);
  // Numbers up to 1,000 are for rows with fixed ids.
  const number = (counters[kind].get(name) ?? (kind === "ids" ? 1_000 : 0)) + 1;
  counters[kind].set(name, number);
  return number;
}

function autoNumber(org: Org, object: ObjectSchema, field: FieldSchema): string {
  const number = nextNumber(org, "autoNumbers", `${object.name}.${field.name}`);
  return field.custom ? `P-${String(number).padStart(5, "0")}` : String(number).padStart(8, "0");
}

interface Defaults {
  /** Columns whose default is the same in every row, and not null. */
  fixed: StoredRow;
  autoNumbers: readonly FieldSchema[];
  hasOwner: boolean;
}

const defaultsOfObject = new WeakMap<ObjectSchema, Defaults>();

function fixedDefault(object: ObjectSchema, field: FieldSchema): SqlValue {
  if (field.name === "RecordTypeId") return object.recordTypes.find(({ isDefault }) => isDefault)?.id ?? null;
  if (field.type === "boolean") return field.defaultValue === true ? 1 : 0;
  return field.defaultValue === null || !field.createable ? null : toSql(field, field.defaultValue);
}

function defaultsFor(object: ObjectSchema): Defaults {
  const known = defaultsOfObject.get(object);
  if (known) return known;
  const columns = object.fields.filter(hasColumn);
  const values = columns.map((field): [string, SqlValue] => [field.name, fixedDefault(object, field)]);
  const made = {
    fixed: Object.fromEntries(values.filter(([, value]) => value !== null)),
    autoNumbers: columns.filter((field) => field.autoNumber),
    hasOwner: object.field("OwnerId") !== undefined,
  };
  defaultsOfObject.set(object, made);
  return made;
}

function defaultsOf(org: Org, object: ObjectSchema, userId: string): StoredRow {
  const { fixed, autoNumbers, hasOwner } = defaultsFor(object);
  const row: StoredRow = { ...fixed };
  for (const field of autoNumbers) row[field.name] = autoNumber(org, object, field);
  if (hasOwner) row["OwnerId"] = userId;
  return row;
}

const auditFields = [
  "LastModifiedDate",
  "LastModifiedById",
  "SystemModstamp",
  "CreatedDate",
  "CreatedById",
] as const;
const auditFieldsOf = new WeakMap<ObjectSchema, readonly string[]>();

function auditFieldsIn(object: ObjectSchema): readonly string[] {
  const known = auditFieldsOf.get(object) ?? auditFields.filter((name) => object.field(name));
  auditFieldsOf.set(object, known);
  return known;
}

/** Says who saved the row, and when: in whole seconds, as Salesforce keeps them. */
function stamp(org: Org, row: StoredRow, object: ObjectSchema, userId: string, creating: boolean): void {
  const now = Math.floor(org.now() / 1_000) * 1_000;
  for (const name of auditFieldsIn(object))
    if (creating || !name.startsWith("Created")) row[name] = name.endsWith("Id") ? userId : now;
}

const columnNames = new WeakMap<ObjectSchema, readonly string[]>();

function columnsIn(object: ObjectSchema): readonly string[] {
  const known = columnNames.get(object) ?? object.fields.filter(hasColumn).map(({ name }) => name);
  columnNames.set(object, known);
  return known;
}

interface Insert {
  names: readonly string[];
  sql: string;
}

const inserts = new WeakMap<ObjectSchema, Insert>();

function insertNaming(object: ObjectSchema, names: readonly string[]): Insert {
  const values = names.map(() => "?").join(", ");
  const made = {
    names,
    sql: `INSERT INTO ${quoted(object.name)} (${names.map(quoted).join(", ")}) VALUES (${values})`,
  };
  inserts.set(object, made);
  return made;
}

/** Names the columns that rows have used so far: most are null in all of them, and each one named costs time. */
function insertFor(object: ObjectSchema, row: StoredRow): Insert {
  const known = inserts.get(object);
  const used = new Set(known?.names);
  const further = Object.keys(row).filter((name) => row[name] != null && !used.has(name));
  return known && further.length === 0 ? known : insertNaming(object, [...used, ...further]);
}

/** Puts a whole row into its table as it is; the seed and inserts end here. */
export function putRow(org: Org, object: ObjectSchema, row: StoredRow): void {
  const { names, sql } = insertFor(object, row);
  org.store.run(
    sql,
    names.map((name) => row[name] ?? null),
  );
}

/** A row with everything that Salesforce adds to a new one; `own` wins over defaults. */
export function newRow(
  org: Org,
  object: ObjectSchema,
  userId: string,
  own: ReadonlyMap<string, SqlValue>,
): StoredRow {
  const row = defaultsOf(org, object, userId);
  for (const [name, value] of own)
    if (value !== null || object.field(name)?.type !== "boolean") row[name] = value;
  row["Id"] ??= numberedId(object.keyPrefix, nextNumber(org, "ids", object.name));
  stamp(org, row, object, userId, true);
  Object.assign(row, derived(org, object.name, row, new Set(own.keys())));
  return row;
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
  const columns = columnsOf(org, object, record, true);
  const row = newRow(org, object, userId, columns);
  requireFields(object, row);
  checkReferences(org, object, columns);
  checkUnique(org, object, row, columns.keys());
  checkRules(org, object, row, options);
  putRow(org, object, row);
  propagate(org, object.name, row);
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
  const row = { ...liveRow(org, object, id) };
  const columns = columnsOf(org, object, record, false);
  for (const [name, value] of columns)
    row[name] = value ?? (object.field(name)?.type === "boolean" ? 0 : null);
  requireFields(object, row);
  checkReferences(org, object, columns);
  checkUnique(org, object, row, columns.keys());
  stamp(org, row, object, userId, false);
  Object.assign(row, derived(org, object.name, row, new Set(columns.keys())));
  checkRules(org, object, row, options);
  const names = columnsIn(object);
  const sets = names.map((name) => `${quoted(name)} = ?`).join(", ");
  org.store.run(`UPDATE ${quoted(object.name)} SET ${sets} WHERE "Id" = ?`, [
    ...names.map((name) => row[name] ?? null),
    row["Id"] ?? null,
  ]);
  propagate(org, object.name, row);
  org.count(`updated.${object.name}`);
}

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

function removeRow(org: Org, userId: string, object: ObjectSchema, row: StoredRow): void {
  for (const relationship of object.childRelationships) {
    const children = childRows(org, relationship, row["Id"] ?? null);
    if (!children || children.rows.length === 0) continue;
    if (relationship.restrictedDelete || (object.name === "Account" && relationship.childObject === "Case"))
      throw new ApiError(
        400,
        "DELETE_FAILED",
        `Your attempt to delete ${row["Name"] ?? row["Id"]} could not be completed because it is associated with the following ${children.object.labelPlural.toLowerCase()}.: ${children.rows.map((child) => child["CaseNumber"] ?? child["Name"] ?? child["Id"]).join(", ")}`,
        [],
      );
    for (const child of children.rows) {
      if (relationship.cascadeDelete) removeRow(org, userId, children.object, child);
      else
        org.store.run(
          `UPDATE ${quoted(children.object.name)} SET ${quoted(relationship.field)} = NULL WHERE "Id" = ?`,
          [child["Id"] ?? null],
        );
    }
  }
  const now = Math.floor(org.now() / 1_000) * 1_000;
  if (object.undeletable)
    org.store.run(
      `UPDATE ${quoted(object.name)} SET "IsDeleted" = 1, "LastModifiedDate" = ?, "LastModifiedById" = ?, "SystemModstamp" = ? WHERE "Id" = ?`,
      [now, userId, now, row["Id"] ?? null],
    );
  else org.store.run(`DELETE FROM ${quoted(object.name)} WHERE "Id" = ?`, [row["Id"] ?? null]);
  propagate(org, object.name, row);
  org.count(`deleted.${object.name}`);
}

/** Moves a record and what belongs to it to the recycle bin. Throws ApiError, DELETE_FAILED among them. */
export function deleteRecord(org: Org, userId: string, object: ObjectSchema, id: string): void {
  if (!object.deletable)
    throw new ApiError(400, "INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id", []);
  const row = liveRow(org, object, id);
  org.store.savepoint(() => removeRow(org, userId, object, row));
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
  const key = field.name === "Id" ? (to18(value) ?? value) : toSql(field, value);
  return org.store.all(
    `SELECT * FROM ${quoted(object.name)} WHERE ${quoted(field.name)} = ? COLLATE NOCASE${alive(object)}`,
    [key],
  );
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
    throw new ApiError(
      400,
      "INVALID_FIELD",
      `The ${field?.name} field should not be specified in the sobject data.`,
    );
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
