import type { FieldSchema, FieldType, ObjectSchema } from "./schema.ts";
import type { SqlValue, StoredRow } from "./store.ts";
import { type Usual, usualValues } from "./usual-values.ts";

const columnTypes: Partial<Record<FieldType, string>> = {
  boolean: "INTEGER DEFAULT 0",
  int: "INTEGER",
  long: "INTEGER",
  double: "REAL",
  currency: "REAL",
  percent: "REAL",
  datetime: "INTEGER",
  base64: "BLOB",
  // Kept as it comes, a number as a number.
  anyType: "BLOB",
};

/** Fields with a column; compound ones are made of others. */
export function hasColumn(field: FieldSchema): boolean {
  return field.type !== "address" && field.type !== "location";
}

/** Every column of an object's table, those that nobody sees too. */
export function storedFields({ fields, hidden = [] }: ObjectSchema): FieldSchema[] {
  return [...fields, ...hidden].filter(hasColumn);
}

/** A name as SQL writes it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Rows that are never deleted, so that nobody looks for what points to them. */
const lasting = new Set(["User", "Group", "RecordType", "Profile"]);

function isIndexed({ type, externalId, unique, idLookup, referenceTo }: FieldSchema): boolean {
  if (type === "reference") return !referenceTo.every((name) => lasting.has(name));
  return externalId || unique || (idLookup && type === "email");
}

/** What is kept in place of null, which stands for the usual value; no column holds an empty text otherwise. */
const asNull = "";

interface Insert {
  sql: string;
  /** Places of values that may be usual ones: this one, or that at another place; one shape, for speed. */
  usual: readonly { place: number; value: string | undefined; as: number | undefined }[];
}

/**
 * An object's table, in SQL. Where most rows have the same value, the field's column is computed from one beside it,
 * named with `kept` and a space, to which values are written.
 */
export class Table {
  readonly #object: ObjectSchema;
  readonly #usual: ReadonlyMap<string, Usual>;
  /** By the names of columns: those of an object stay the same for long. */
  readonly #inserts = new WeakMap<readonly string[], Insert>();

  constructor(object: ObjectSchema, userId: string) {
    this.#object = object;
    this.#usual = usualValues(object, userId);
  }

  createSql(): string {
    const columns = storedFields(this.#object).map((field) => this.#columnSql(field));
    return `CREATE TABLE ${quoted(this.#object.name)} (${columns.join(", ")}) WITHOUT ROWID`;
  }

  #columnSql({ name, type: fieldType }: FieldSchema): string {
    const type = columnTypes[fieldType] ?? "TEXT";
    const usual = this.#usual.get(name);
    if (!usual) return `${quoted(name)} ${type}${name === "Id" ? " PRIMARY KEY" : ""}`;
    const kept = this.#written(name);
    const value = "as" in usual ? quoted(usual.as) : `'${usual.value.replaceAll("'", "''")}'`;
    return `${kept}, ${quoted(name)} ${type} AS (iif(${kept} IS NULL, ${value}, nullif(${kept}, '${asNull}')))`;
  }

  /** The column that a field's values are written to. */
  #written(name: string): string {
    return quoted(this.#usual.has(name) ? `kept ${name}` : name);
  }

  indexSql(): string[] {
    const { name: table, fields } = this.#object;
    return fields.filter(isIndexed).map(({ name, type }) => {
      // Text keys compare without case; ids do not.
      const column = type === "reference" ? quoted(name) : `${quoted(name)} COLLATE NOCASE`;
      // Most references are empty in most rows, and nobody looks for those.
      return `CREATE INDEX ${quoted(`${table}.${name}`)} ON ${quoted(table)} (${column}) WHERE ${quoted(name)} IS NOT NULL`;
    });
  }

  insertSql(names: readonly string[]): string {
    return this.#insertOf(names).sql;
  }

  /** Values of a new row's columns as they are written. */
  inserted(names: readonly string[], values: readonly SqlValue[]): SqlValue[] {
    const kept = [...values];
    for (const { place, value, as } of this.#insertOf(names).usual) {
      if (values[place] === (as === undefined ? value : values[as])) kept[place] = null;
      else kept[place] ??= asNull;
    }
    return kept;
  }

  /** The same of a row that is there: what another of its columns says is not known. */
  updated(values: StoredRow): SqlValue[] {
    return Object.entries(values).map(([name, value]) => (this.#usual.has(name) ? (value ?? asNull) : value));
  }

  #insertOf(names: readonly string[]): Insert {
    const known = this.#inserts.get(names);
    if (known) return known;
    const others = [...this.#usual.keys()].filter((name) => !names.includes(name));
    const columns = [...names, ...others].map((name) => this.#written(name)).join(", ");
    const places = [...names.map(() => "?"), ...others.map(() => `'${asNull}'`)].join(", ");
    const usual = names.flatMap((name, place) => {
      const most = this.#usual.get(name);
      if (!most) return [];
      const [value, as] = "as" in most ? [undefined, names.indexOf(most.as)] : [most.value, undefined];
      return { place, value, as };
    });
    const sql = `INSERT INTO ${quoted(this.#object.name)} (${columns}) VALUES (${places})`;
    const insert = { sql, usual };
    this.#inserts.set(names, insert);
    return insert;
  }

  /** Sets these fields, a parameter each, in the rows that the condition says. */
  updateSql(names: readonly string[], condition: string): string {
    const sets = names.map((name) => `${this.#written(name)} = ?`).join(", ");
    return `UPDATE ${quoted(this.#object.name)} SET ${sets} WHERE ${condition}`;
  }

  /** The fields of `SELECT *`: not what is kept beside them. */
  fieldList(): string {
    return storedFields(this.#object)
      .map(({ name }) => quoted(name))
      .join(", ");
  }
}
