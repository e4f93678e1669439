import { ApiError, UnreadableValue } from "../errors.ts";
import type { Org } from "../handler.ts";
import { type JsonRecord, keyed } from "../json.ts";
import { to18 } from "../store/ids.ts";
import type { FieldSchema, ObjectSchema } from "../store/schema.ts";
import type { SqlValue, StoredRow } from "../store/store.ts";
import { hasColumn, quoted } from "../store/table.ts";
import { toSql } from "./values.ts";

/** The parent that a record names by its external id, `{"Account": {"External_Id__c": "a"}}`. */
export function parentByKey(org: Org, field: FieldSchema, value: unknown): string {
  const { attributes, ...keys } = keyed(value);
  const [[name, key] = []] = Object.entries(keys);
  const { type } = keyed(attributes);
  const targets = typeof type === "string" ? [type] : field.referenceTo;
  if (field.referenceTo.length > 1 && typeof type !== "string")
    throw new UnreadableValue(
      `The polymorphic reference ${field.relationshipName} needs attributes with a type before its fields`,
      field.relationshipName ?? field.name,
      value,
    );
  if (name === undefined || typeof key === "object")
    throw new UnreadableValue(
      `The reference ${field.relationshipName} needs an external id field with its value`,
      field.relationshipName ?? field.name,
      value,
    );
  const target = org.schema.object(targets[0] ?? "");
  const keyField = target?.field(name);
  if (!target || !keyField || !(keyField.externalId || keyField.idLookup))
    throw new ApiError(
      400,
      "INVALID_FIELD",
      `${name} is not an External ID or indexed field for ${target?.name ?? targets[0]}`,
    );
  const rows = rowsWith(org, target, keyField, key);
  if (rows.length === 1) return String(rows[0]?.["Id"]);
  const code = rows.length === 0 ? "INVALID_FIELD" : "DUPLICATE_EXTERNAL_ID";
  const message =
    rows.length === 0
      ? `Foreign key external ID: ${String(key).toLowerCase()} not found for field ${keyField.name} in entity ${target.name}`
      : `more than one record found for external id field: ${String(key)}`;
  throw new ApiError(400, code, message);
}

/** Live rows with this value in a key field: ids by their exact text, other keys without case. */
export function rowsWith(org: Org, object: ObjectSchema, field: FieldSchema, value: unknown): StoredRow[] {
  const isId = field.type === "id";
  const key = isId ? (to18(String(value)) ?? null) : toSql(field, value);
  const where = `${quoted(field.name)} = ?${isId ? "" : " COLLATE NOCASE"}${alive(object)}`;
  return org.store.all(`SELECT * FROM ${quoted(object.name)} WHERE ${where}`, [key]);
}

/** What a WHERE clause adds so that rows in the recycle bin stay out. */
export function alive(object: ObjectSchema): string {
  return object.field("IsDeleted") ? ' AND "IsDeleted" = 0' : "";
}

function unknownColumn(object: ObjectSchema, name: string): ApiError {
  return new ApiError(400, "INVALID_FIELD", `No such column '${name}' on sobject of type ${object.name}`);
}

/** The key of a row stands in the address, never in the body. */
export function misplacedKey(name: string): ApiError {
  const message = `The ${name} field should not be specified in the sobject data.`;
  return new ApiError(400, "INVALID_FIELD", message, [name]);
}

/** A request that sets fields that nobody may write. */
export function notWritable(object: ObjectSchema, fields: readonly string[]): ApiError {
  const message = `Unable to create/update fields: ${fields.join(", ")}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
  return new ApiError(
    400,
    "INVALID_FIELD_FOR_INSERT_UPDATE",
    message,
    fields.map((name) => object.field(name)?.name ?? name),
  );
}

/** The columns that a request sets. Throws for unknown and read-only fields and values of the wrong kind. */
export function columnsOf(
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
    if (field?.type === "id") throw misplacedKey("Id");
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
export function checkReferences(
  org: Org,
  object: ObjectSchema,
  columns: ReadonlyMap<string, SqlValue>,
): void {
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
    const row = target && org.store.get(`SELECT * FROM ${quoted(target.name)} WHERE "Id" = ?`, [value]);
    if (!row && known.length > 0)
      throw new ApiError(400, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", []);
    if (row?.["IsDeleted"] === 1) throw new ApiError(400, "ENTITY_IS_DELETED", "entity is deleted", []);
  }
}

const requiredOf = new WeakMap<ObjectSchema, readonly string[]>();

/** Fields that somebody must give a value, because no default does. */
function requiredIn(object: ObjectSchema): readonly string[] {
  const known = requiredOf.get(object);
  if (known) return known;
  const fields = object.fields.filter(
    ({ nillable, createable, updateable, defaultedOnCreate, type }) =>
      !nillable && (createable || updateable) && !(defaultedOnCreate && type === "boolean"),
  );
  const names = fields.map(({ name }) => name);
  requiredOf.set(object, names);
  return names;
}

/** Throws when a required field is null; of a row that exists only the changed ones count. */
export function requireFields(object: ObjectSchema, row: StoredRow, changed?: ReadonlySet<string>): void {
  const missing = requiredIn(object).filter((name) => row[name] == null && (changed?.has(name) ?? true));
  if (missing.length === 0) return;
  throw new ApiError(
    400,
    "REQUIRED_FIELD_MISSING",
    `Required fields are missing: [${missing.join(", ")}]`,
    missing,
  );
}

/** No two live rows may share the value of a unique field. */
export function checkUnique(org: Org, object: ObjectSchema, row: StoredRow, changed: Iterable<string>): void {
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

/** The keys that an upsert names more than once: each record of such a key fails. Text keys compare without case. */
export function keysNamedTwice(
  object: ObjectSchema,
  fieldName: string,
  keys: readonly string[],
): Set<string> {
  const isId = object.field(fieldName)?.type === "id";
  const same = (key: string) => (isId ? (to18(key) ?? key) : key.toLowerCase());
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const key of keys.filter((given) => given !== "").map(same)) (seen.has(key) ? twice : seen).add(key);
  return new Set(keys.filter((key) => twice.has(same(key))));
}

export function keyNamedTwice(fieldName: string, key: string): ApiError {
  return new ApiError(400, "DUPLICATE_VALUE", `Duplicate external id specified: ${key}`, [fieldName]);
}
