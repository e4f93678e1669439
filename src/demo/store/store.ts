import type { ObjectSchema } from "./schema.ts";

/** A value as it stands in a SQLite column, see FieldSchema. */
export type SqlValue = string | number | bigint | Uint8Array | null;
export type StoredRow = Record<string, SqlValue>;

/**
 * The rows, in SQLite in memory: one table per object, named as the object, one column per field, primary
 * key `Id`; deleted rows stay with `IsDeleted = 1` where the object has that field. A table is made when a statement
 * names it for the first time. Owner, record type and audit fields are written by `insert`, `update` and `fillEmpty`
 * alone.
 */
export interface Store {
  /** Puts a row into its object's table: `values` for these of its columns. */
  insert(object: ObjectSchema, names: readonly string[], values: readonly SqlValue[]): void;
  /** Sets columns of one row. */
  update(object: ObjectSchema, id: SqlValue, values: StoredRow): void;
  /** Sets a column in all rows that have nothing there. */
  fillEmpty(object: ObjectSchema, name: string, value: SqlValue): void;
  all(sql: string, parameters?: readonly SqlValue[]): StoredRow[];
  get(sql: string, parameters?: readonly SqlValue[]): StoredRow | undefined;
  run(sql: string, parameters?: readonly SqlValue[]): void;
  /** Makes the indexes; once, after the first rows, which go in a good deal quicker without. */
  index(): void;
  /**
   * Leaves an object's first rows until a statement names its table; `fill` puts in the same ones whenever it is
   * called, which is again where a savepoint took them back.
   */
  fillLater(object: string, fill: () => void): void;
  /** Registers a deterministic SQL function written in JavaScript. */
  define(name: string, implementation: (...values: SqlValue[]) => SqlValue): void;
  /** Runs in a SAVEPOINT; rolled back when it throws or returns `rollback`. Nests. */
  savepoint<T>(work: (rollback: () => void) => T): T;
  close(): void;
}
