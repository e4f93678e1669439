import { fieldJson, recordUrl } from "../rows/read.ts";
import { toJson } from "../rows/values.ts";
import type { FieldSchema, ObjectSchema } from "../store/schema.ts";
import { quoted } from "../store/sqlite.ts";
import type { SqlValue, StoredRow } from "../store/store.ts";
import { type Typed, typed } from "./functions.ts";
import type { Parent, Scope } from "./scope.ts";
import type { FieldPath, SelectItem, SelectTypeof } from "./tree.ts";

export type JsonRecord = Record<string, unknown>;

/** Where in a record a value goes: reads the row's columns and writes into the record. */
export type Writer = (row: StoredRow, record: JsonRecord) => void;

/** Collects the SQL columns of a SELECT and what becomes of them. */
export class Columns {
  readonly scope: Scope;
  readonly version: number;
  readonly sql: string[] = [];
  readonly writers: Writer[] = [];
  /** Names of the columns as a CSV has them. */
  readonly names: string[] = [];

  constructor(scope: Scope, version: number) {
    this.scope = scope;
    this.version = version;
  }

  /** Adds a SQL expression and returns the name of its column. */
  add(sql: string): string {
    const known = this.sql.findIndex(
      (text) => text.startsWith(`${sql} AS c`) && text.slice(sql.length + 5).match(/^\d+$/),
    );
    if (known !== -1) return `c${known}`;
    const name = `c${this.sql.length}`;
    this.sql.push(`${sql} AS ${name}`);
    return name;
  }

  /** A field, alone or of parents, that goes where its path says. */
  addField(path: FieldPath): void {
    const value = typed(this.scope, path);
    const { resolved } = value;
    if (!resolved) return;
    const parents = resolved.parents.map((parent) => ({ parent, idColumn: this.add(parent.idSql) }));
    const read = this.#reader(value);
    const name = resolved.field.name;
    this.names.push([...resolved.parents.map((parent) => parent.name), name].join("."));
    this.writers.push((row, record) => {
      const holder = this.#holder(row, record, parents);
      if (holder) holder[name] = read(row);
    });
  }

  /** The nested record that a parent's field belongs to; a parent that is not there is null. */
  #holder(
    row: StoredRow,
    record: JsonRecord,
    parents: readonly { parent: Parent; idColumn: string }[],
  ): JsonRecord | undefined {
    let holder = record;
    for (const { parent, idColumn } of parents) {
      const id = row[idColumn];
      const object =
        typeof id === "string"
          ? (parent.object ?? this.scope.compilation.org.schema.byKeyPrefix(id.slice(0, 3)))
          : undefined;
      if (!object) {
        holder[parent.name] ??= null;
        return undefined;
      }
      const type = parent.object ? object.name : "Name";
      const nested = holder[parent.name] ?? {
        attributes: { type, url: recordUrl(object.name, String(id), this.version) },
      };
      holder[parent.name] = nested;
      // Only nested records are put there, by the line above.
      holder = nested as JsonRecord;
    }
    return holder;
  }

  /** How a value is read from a row; compound ones are made of their parts. */
  #reader({ sql, field, resolved, type }: Typed): (row: StoredRow) => unknown {
    if (
      field &&
      resolved &&
      (field.type === "address" || field.type === "location" || field.type === "base64")
    )
      return this.#compound(resolved.object, field, sql);
    const column = this.add(sql);
    const shown = field ?? plainField(type);
    return (row) => toJson({ ...shown, type }, row[column]);
  }

  #compound(object: ObjectSchema, field: FieldSchema, sql: string): (row: StoredRow) => unknown {
    const prefix = sql.slice(0, sql.lastIndexOf("."));
    const parts =
      field.type === "base64"
        ? [field.name, "Id"]
        : object.fields
            .filter(({ compoundFieldName }) => compoundFieldName === field.name)
            .map(({ name }) => name);
    const columns = parts.map((name) => [name, this.add(`${prefix}.${quoted(name)}`)] as const);
    return (row) =>
      fieldJson(
        object,
        field,
        Object.fromEntries(columns.map(([name, column]): [string, SqlValue] => [name, row[column] ?? null])),
        this.version,
      );
  }

  /** A function's value, under its alias or its name. */
  addValue(value: Typed, key: string): void {
    const column = this.add(value.sql);
    this.names.push(key);
    this.writers.push((row, record) => {
      record[key] = toJson({ ...plainField(value.type), type: value.type }, row[column]);
    });
  }

  addTypeof(item: SelectTypeof): void {
    const idColumn = this.add(`${this.scope.alias}.${quoted(this.#referenceField(item))}`);
    const relationship = item.path.path.at(-1) ?? "";
    this.names.push(relationship);
    const org = this.scope.compilation.org;
    this.writers.push((row, record) => {
      const id = row[idColumn];
      const object = typeof id === "string" ? org.schema.byKeyPrefix(id.slice(0, 3)) : undefined;
      const found =
        object && org.store.get(`SELECT * FROM ${quoted(object.name)} WHERE "Id" = ?`, [id ?? null]);
      const fields =
        item.whens.find(({ type }) => type.toLowerCase() === object?.name.toLowerCase())?.fields ??
        item.otherwise ??
        [];
      record[relationship] = object && found ? typeofRecord(object, found, fields, this.version) : null;
    });
  }

  #referenceField(item: SelectTypeof): string {
    const name = item.path.path.at(-1) ?? "";
    const field = this.scope.object.parent(name);
    if (field) return field.name;
    throw this.scope.compilation.error(
      item.path.at,
      "INVALID_FIELD",
      `Didn't understand relationship '${name}' in field path.`,
    );
  }
}

function typeofRecord(
  object: ObjectSchema,
  row: StoredRow,
  fields: readonly FieldPath[],
  version: number,
): JsonRecord {
  const record: JsonRecord = {
    attributes: { type: object.name, url: recordUrl(object.name, String(row["Id"]), version) },
  };
  for (const { path } of fields) {
    const field = object.field(path.at(-1) ?? "");
    if (field) record[field.name] = fieldJson(object, field, row, version);
  }
  return record;
}

/** A field for values that are no field's. */
function plainField(type: FieldSchema["type"]): FieldSchema {
  // Only the type is looked at when a value becomes JSON.
  return { type, name: "" } as FieldSchema;
}

/** FIELDS(ALL|STANDARD|CUSTOM) as the fields it stands for. */
export function expandFields(
  scope: Scope,
  item: Extract<SelectItem, { kind: "fields" }>,
  limit: number | undefined,
): FieldPath[] {
  if (!["ALL", "STANDARD", "CUSTOM"].includes(item.group))
    throw scope.compilation.error(item.at, "MALFORMED_QUERY", `unexpected token: '${item.group}'`);
  if (item.group !== "STANDARD" && (limit === undefined || limit > 200))
    throw scope.compilation.error(
      item.at,
      "MALFORMED_QUERY",
      "The SOQL FIELDS function must have a LIMIT of at most 200",
    );
  const wanted = scope.object.fields.filter(({ custom, name }) => {
    const own = custom || name.endsWith("__s");
    return item.group === "ALL" || own === (item.group === "CUSTOM");
  });
  return wanted.map(({ name }) => ({ kind: "field", path: [name], at: item.at }));
}
