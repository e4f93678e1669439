import type { JsonRecord } from "../../json.ts";
import { fieldJson, recordUrl } from "../../rows/read.ts";
import { toJson } from "../../rows/values.ts";
import type { FieldSchema, ObjectSchema } from "../../store/schema.ts";
import type { SqlValue, StoredRow } from "../../store/store.ts";
import { quoted } from "../../store/table.ts";
import { malformed, tooComplicated } from "../errors.ts";
import type { FieldPath, SelectTypeof } from "../parse/tree.ts";
import type { Parent, Reference, Resolved, Scope } from "../scope/scope.ts";
import type { Typed } from "../scope/typed.ts";

/** Where in a record a value goes: reads the row's columns and writes into the record. */
export type Writer = (row: StoredRow, record: JsonRecord) => void;

/** As many columns as SQLite answers. */
const mostColumns = 2_000;

/** Collects the SQL columns of a SELECT and what becomes of them. */
export class Columns {
  readonly scope: Scope;
  readonly writers: Writer[] = [];
  /** Names of the columns as a CSV has them. */
  readonly names: string[] = [];
  readonly #columns = new Map<string, string>();

  constructor(scope: Scope) {
    this.scope = scope;
  }

  get sql(): string {
    return [...this.#columns].map(([sql, name]) => `${sql} AS ${name}`).join(", ");
  }

  /** Adds a SQL expression and returns the name of its column. */
  add(sql: string): string {
    const name = this.#columns.get(sql) ?? `c${this.#columns.size}`;
    this.#columns.set(sql, name);
    if (this.#columns.size > mostColumns) throw tooComplicated();
    return name;
  }

  /** A field, alone or of parents, that goes where its path says. */
  addField(path: FieldPath): void {
    const resolved = this.scope.resolve(path);
    this.names.push(writtenPath(resolved));
    this.writers.push(this.#fieldWriter(resolved));
  }

  /** What a function makes of a field, in the place of the field. */
  addShown(path: FieldPath, value: Typed): void {
    const resolved = this.scope.resolve(path);
    this.names.push(writtenPath(resolved));
    const column = this.add(value.sql);
    this.writers.push(this.#fieldWriter(resolved, (row) => toJson(valueField(value), row[column])));
  }

  #fieldWriter(resolved: Resolved, read = this.#reader(resolved)): Writer {
    const holderOf = this.#holder(resolved.parents);
    const { name } = resolved.field;
    return (row, record) => {
      const holder = holderOf(row, record);
      if (holder) holder[name] = read(row);
    };
  }

  /** Finds the nested record that a parent's field belongs to; a parent that is not there is null. */
  #holder(parents: readonly Parent[]): (row: StoredRow, record: JsonRecord) => JsonRecord | undefined {
    const steps = parents.map((parent) => ({ parent, idColumn: this.add(parent.idSql) }));
    return (row, record) => {
      let holder = record;
      for (const { parent, idColumn } of steps) {
        const object = this.#objectOf(parent, row[idColumn]);
        holder[parent.name] ??= object
          ? { attributes: this.#attributes(parent.object ? object.name : "Name", object, row[idColumn]) }
          : null;
        if (!object) return undefined;
        // Only nested records are put there, by the line above.
        holder = holder[parent.name] as JsonRecord;
      }
      return holder;
    };
  }

  #objectOf({ object }: Parent, id: SqlValue | undefined): ObjectSchema | undefined {
    if (typeof id !== "string") return undefined;
    return object ?? this.scope.compilation.org.schema.byKeyPrefix(id.slice(0, 3));
  }

  #attributes(type: string, object: ObjectSchema, id: SqlValue | undefined) {
    return { type, url: recordUrl(object.name, String(id), this.scope.compilation.options.version) };
  }

  /** How a value is read from a row; compound ones are made of their parts. */
  #reader({ sql, field, object }: Resolved): (row: StoredRow) => unknown {
    if (field.type === "address" || field.type === "location" || field.type === "base64")
      return this.#compound(object, field, sql);
    const column = this.add(sql);
    return (row) => toJson(field, row[column]);
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
        this.scope.compilation.options.version,
      );
  }

  /** A function's value, under its alias or its name. */
  addValue(value: Typed, key: string): void {
    const column = this.add(value.sql);
    this.names.push(key);
    this.writers.push((row, record) => {
      record[key] = toJson(valueField(value), row[column]);
    });
  }

  /** The fields that go with the type of a polymorphic parent; null where no branch fits. */
  addTypeof(item: SelectTypeof): void {
    const reference = this.scope.reference(item.path);
    const { parents, parent } = reference;
    const name = [...parents, parent].map((each) => each.name).join(".");
    if (this.names.some((other) => other === name || other.startsWith(`${name}.`)))
      throw malformed(`The relationship '${name}' can't be used in both TYPEOF and the field list`);
    this.names.push(name);
    const holderOf = this.#holder(parents);
    const idColumn = this.add(parent.idSql);
    const branchOf = this.#branches(item, reference);
    this.writers.push((row, record) => {
      const holder = holderOf(row, record);
      const object = this.#objectOf(parent, row[idColumn]);
      const writers = object && branchOf(object.name);
      if (!holder) return;
      if (!writers) {
        holder[parent.name] = null;
        return;
      }
      const nested: JsonRecord = { attributes: this.#attributes(object.name, object, row[idColumn]) };
      for (const write of writers) write(row, nested);
      holder[parent.name] = nested;
    });
  }

  #branches(item: SelectTypeof, reference: Reference): (type: string) => readonly Writer[] | undefined {
    const branches = new Map<string, Writer[]>();
    for (const { type, at, fields } of item.whens) {
      const key = type.toLowerCase();
      if (branches.has(key)) throw malformed(`WHEN clause operand [${type}] is not unique`);
      branches.set(
        key,
        fields.map((path) => this.#fieldWriter(reference.fieldOf(type, at, path))),
      );
    }
    const otherwise = item.otherwise?.map((path) => this.#nameWriter(item, reference, path));
    return (type) => branches.get(type.toLowerCase()) ?? otherwise;
  }

  /** A field of ELSE, which is one of the Name object. */
  #nameWriter({ path }: SelectTypeof, { parents }: Reference, inner: FieldPath): Writer {
    const resolved = this.scope.resolve({
      kind: "field",
      path: [...path.path, ...inner.path],
      at: inner.at,
    });
    return this.#fieldWriter({ ...resolved, parents: resolved.parents.slice(parents.length + 1) });
  }
}

/** `Owner.Name`, in the schema's spelling. */
function writtenPath({ parents, field }: Resolved): string {
  return [...parents.map(({ name }) => name), field.name].join(".");
}

/** A field for a value that is no field's. */
export function valueField({ type, field }: Typed): FieldSchema {
  // Only the type is looked at when a value becomes JSON.
  return { ...field, type } as FieldSchema;
}
