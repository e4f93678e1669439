import { ApiError } from "../errors.ts";
import type { Org } from "../handler.ts";
import { to18 } from "../store/ids.ts";
import type { FieldSchema, ObjectSchema } from "../store/schema.ts";
import type { StoredRow } from "../store/store.ts";
import { quoted } from "../store/table.ts";
import { toJson } from "./values.ts";

/** An object by name. Throws NOT_FOUND as the REST API does for one that does not exist. */
export function objectNamed(org: Org, name: string): ObjectSchema {
  const object = org.schema.object(name);
  if (object) return object;
  throw new ApiError(404, "NOT_FOUND", "The requested resource does not exist");
}

/** Address parts by the end of their names. */
const addressParts = [
  "Street",
  "City",
  "State",
  "PostalCode",
  "Country",
  "Latitude",
  "Longitude",
  "GeocodeAccuracy",
];

/** A compound value made of its parts, null when all of them are. */
function compound(object: ObjectSchema, field: FieldSchema, row: StoredRow): unknown {
  if (field.type === "location") return locationOf(field, row);
  const parts = object.fields.filter(({ compoundFieldName }) => compoundFieldName === field.name);
  const entries = addressParts.map((end) => {
    const part = parts.find(({ name }) => name.endsWith(end));
    return [end.charAt(0).toLowerCase() + end.slice(1), part ? toJson(part, row[part.name]) : null] as const;
  });
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.every(([, value]) => value === null) ? null : Object.fromEntries(sorted);
}

function locationOf(field: FieldSchema, row: StoredRow): unknown {
  const base = field.name.replace(/__c$/, "");
  const latitude = row[`${base}__Latitude__s`] ?? null;
  const longitude = row[`${base}__Longitude__s`] ?? null;
  return latitude === null && longitude === null ? null : { latitude, longitude };
}

/** One field's value of a row, as JSON; a blob is answered by its address. */
export function fieldJson(
  object: ObjectSchema,
  field: FieldSchema,
  row: StoredRow,
  version: number,
): unknown {
  if (field.type === "address" || field.type === "location") return compound(object, field, row);
  if (field.type === "base64")
    return row[field.name] ? `${recordUrl(object.name, String(row["Id"]), version)}/${field.name}` : null;
  return toJson(field, row[field.name]);
}

export function recordUrl(object: string, id: string, version: number): string {
  return `/services/data/v${version}.0/sobjects/${object}/${id}`;
}

/** The row of an id, deleted ones too; undefined when the object has none. */
export function findRow(org: Org, object: ObjectSchema, id: string): StoredRow | undefined {
  const full = to18(id);
  return full === undefined
    ? undefined
    : org.store.get(`SELECT * FROM ${quoted(object.name)} WHERE "Id" = ?`, [full]);
}

/** The row of an id that can be read or changed. Throws MALFORMED_ID, NOT_FOUND or ENTITY_IS_DELETED. */
export function liveRow(org: Org, object: ObjectSchema, id: string): StoredRow {
  const full = to18(id);
  // What is no id at all is taken for the name of a key field.
  if (full === undefined && !/^([A-Za-z0-9]{15}|[A-Za-z0-9]{18})$/.test(id))
    throw new ApiError(
      404,
      "NOT_FOUND",
      `Provided external ID field does not exist or is not accessible: ${id}`,
    );
  if (full?.slice(0, 3) !== object.keyPrefix) {
    const known = org.schema.byKeyPrefix(id.slice(0, 3));
    if (known)
      throw new ApiError(400, "MALFORMED_ID", `${idLabel(object)}: id value of incorrect type: ${id}`, [
        "Id",
      ]);
    throw new ApiError(404, "NOT_FOUND", "The requested resource does not exist");
  }
  const row = findRow(org, object, full);
  if (!row) throw new ApiError(404, "NOT_FOUND", "The requested resource does not exist");
  if (row["IsDeleted"] === 1) throw new ApiError(404, "ENTITY_IS_DELETED", "entity is deleted", []);
  return row;
}

function idLabel(object: ObjectSchema): string {
  return object.field("Id")?.label ?? "Record ID";
}

/** A row as JSON: attributes first, then the fields asked for, or all. Throws INVALID_FIELD. */
export function recordJson(
  object: ObjectSchema,
  row: StoredRow,
  version: number,
  fields?: readonly string[],
): Record<string, unknown> {
  const chosen = fields?.map((name) => {
    const field = object.field(name.trim());
    if (field) return field;
    throw new ApiError(
      400,
      "INVALID_FIELD",
      `No such column '${name.trim()}' on entity '${object.name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`,
    );
  });
  const attributes = { type: object.name, url: recordUrl(object.name, String(row["Id"]), version) };
  const withId =
    chosen && !chosen.some(({ name }) => name === "Id")
      ? [...chosen, ...object.fields.filter(({ name }) => name === "Id")]
      : chosen;
  const entries = (withId ?? object.fields).map((field) => [
    field.name,
    fieldJson(object, field, row, version),
  ]);
  return { attributes, ...Object.fromEntries(entries) };
}
