import { ApiError } from "../errors.ts";
import type { Org } from "../handler.ts";
import { notWritable, parentByKey } from "../rows/input.ts";
import { toSql } from "../rows/values.ts";
import type { FieldSchema, ObjectSchema } from "../store/schema.ts";
import type { SqlValue } from "../store/store.ts";
import { hasColumn } from "../store/table.ts";
import { UnreadableFile } from "./csv.ts";
import type { IngestJob } from "./job.ts";

/** What a cell says about a row: its id, its key in an upsert, or a value of a field. */
type Role =
  | { kind: "id" }
  | { kind: "key"; field: FieldSchema }
  | { kind: "value"; field: FieldSchema; read(text: string): SqlValue };

export interface Header {
  roles: readonly Role[];
  /** Columns that nobody may write: every row that has a value there fails. */
  names: readonly string[];
}

export interface RowInput {
  id: string;
  key: string;
  columns: Map<string, SqlValue>;
}

const nullMark = "#N/A";

function unknown(name: string): UnreadableFile {
  return new UnreadableFile(`InvalidBatch : Field name not found : ${name}`);
}

function wrongType({ label, name }: FieldSchema, text: string): ApiError {
  const message = `${label}: value not of required type: ${text}`;
  return new ApiError(400, "INVALID_TYPE_ON_FIELD_IN_RECORD", message, [name]);
}

/** A cell's value as its column takes it; files speak of types, where JSON speaks of parsing. */
function cellValue(field: FieldSchema, text: string): SqlValue {
  if (text === nullMark) return null;
  // JSON's 250.0 is a whole number; a file's is not.
  if ((field.type === "int" || field.type === "long") && !/^\s*[+-]?\d+\s*$/.test(text))
    throw wrongType(field, text);
  try {
    return toSql(field, text);
  } catch (error) {
    throw error instanceof ApiError && error.errorCode === "JSON_PARSER_ERROR"
      ? wrongType(field, text)
      : error;
  }
}

/** `Account.External_Id__c`, `User:Owner.External_Id__c`: the parent that has this key. */
function parentRole(org: Org, object: ObjectSchema, name: string): Role {
  const [, type, relationship = "", key = ""] = /^(?:(\w+):)?(\w+)\.(\w+)$/.exec(name) ?? [];
  const field = object.parent(relationship);
  if (!field || field.referenceTo.every((to) => !org.schema.object(to)?.field(key))) throw unknown(name);
  if (field.referenceTo.length > 1 && !type)
    throw new UnreadableFile(
      `InvalidBatch : Polymorphic field ${name} must have the type of its parent, as in User:${name}`,
    );
  const attributes = type ? { attributes: { type } } : {};
  return {
    kind: "value",
    field,
    read: (text) => (text === nullMark ? null : parentByKey(org, field, { ...attributes, [key]: text })),
  };
}

function roleOf(org: Org, { object, operation, externalIdFieldName }: IngestJob, name: string): Role {
  const field = object.field(name);
  if (operation === "upsert" && name.toLowerCase() === externalIdFieldName?.toLowerCase() && field)
    return { kind: "key", field };
  if (field?.type === "id") return { kind: "id" };
  if (operation === "delete" || operation === "hardDelete")
    throw new UnreadableFile(`InvalidBatch : A ${operation} takes no column but Id: ${name}`);
  if (!field) return parentRole(org, object, name);
  return { kind: "value", field, read: (text) => cellValue(field, text) };
}

function needed({ operation, externalIdFieldName }: IngestJob): string | undefined {
  if (operation === "insert") return undefined;
  return operation === "upsert" ? externalIdFieldName : "Id";
}

/** What the columns of a file mean. Throws UnreadableFile when one is unknown, twice there, or missing. */
export function readHeader(org: Org, job: IngestJob, names: readonly string[]): Header {
  const lower = names.map((name) => name.toLowerCase());
  const twice = names.find((_, index) => lower.indexOf(lower[index] ?? "") !== index);
  if (twice !== undefined) throw new UnreadableFile(`InvalidBatch : Duplicate field name : ${twice}`);
  const must = needed(job);
  if (must && !lower.includes(must.toLowerCase())) throw unknown(must);
  return { names, roles: names.map((name) => roleOf(org, job, name)) };
}

/** A row's cells as values; empty ones are left out. Throws ApiError. */
export function readRow({ roles }: Header, job: IngestJob, cells: readonly string[]): RowInput {
  const input: RowInput = { id: "", key: "", columns: new Map() };
  let refused: string[] | undefined;
  const creating = job.operation === "insert" || job.operation === "upsert";
  for (const [index, role] of roles.entries()) {
    const text = cells[index] ?? "";
    if (text === "") continue;
    if (role.kind === "id") input.id = text;
    else if (role.kind === "key") input.key = text;
    else if (!(creating ? role.field.createable : role.field.updateable) || !hasColumn(role.field))
      refused = [...(refused ?? []), role.field.name];
    else input.columns.set(role.field.name, role.read(text));
  }
  if (refused) throw notWritable(job.object, refused);
  return input;
}
