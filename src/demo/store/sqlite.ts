import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";
import type { FieldSchema, FieldType, ObjectSchema, Schema } from "./schema.ts";
import type { SqlValue, Store, StoredRow } from "./store.ts";

type Sqlite = typeof import("node-sqlite3-wasm");
type Database = InstanceType<Sqlite["Database"]>;
type Statement = ReturnType<Database["prepare"]>;

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

function tableSql(object: ObjectSchema): string {
  const columns = storedFields(object).map((field) => {
    const type = columnTypes[field.type] ?? "TEXT";
    return `${quoted(field.name)} ${type}${field.name === "Id" ? " PRIMARY KEY" : ""}`;
  });
  return `CREATE TABLE ${quoted(object.name)} (${columns.join(", ")}) WITHOUT ROWID`;
}

/**
 * What deletions did: for the id that was asked to be deleted (`root`) each row that went along (`field` null, its own
 * too) and each lookup that was emptied. No object's name has a space.
 */
const recycleBin =
  'CREATE TABLE "recycle bin" (root TEXT, object TEXT, id TEXT, field TEXT); CREATE INDEX "recycle bin.root" ON "recycle bin" (root)';

/** Mails that went out: who sent them, and the mail as JSON. */
const outBox = 'CREATE TABLE "out box" (sender TEXT, mail TEXT)';

/** Rows that are never deleted, so that nobody looks for what points to them. */
const lasting = new Set(["User", "Group", "RecordType", "Profile"]);

function isIndexed({ type, externalId, unique, idLookup, referenceTo }: FieldSchema): boolean {
  if (type === "reference") return !referenceTo.every((name) => lasting.has(name));
  return externalId || unique || (idLookup && type === "email");
}

function indexSql(object: ObjectSchema): string[] {
  return object.fields.filter(isIndexed).map(({ name, type }) => {
    // Text keys compare without case; ids do not.
    const column = type === "reference" ? quoted(name) : `${quoted(name)} COLLATE NOCASE`;
    // Most references are empty in most rows, and nobody looks for those.
    return `CREATE INDEX ${quoted(`${object.name}.${name}`)} ON ${quoted(object.name)} (${column}) WHERE ${quoted(name)} IS NOT NULL`;
  });
}

/** The table that a statement names and that is not there, empty where something else is wrong. */
function missingTable(error: unknown): string {
  return /^no such table: (.+)$/.exec(error instanceof Error ? error.message : "")?.[1] ?? "";
}

function finalize(statement: Statement): void {
  try {
    statement.finalize();
  } catch {
    // It tells once more why it last failed, and is gone all the same.
  }
}

/** Prepared statements that are kept; SQL texts beyond that are prepared anew. */
const mostStatements = 400;

class SqliteStore implements Store {
  readonly #database: Database;
  readonly #schema: Schema;
  readonly #statements = new Map<string, Statement>();
  /** Objects with a table, in the order in which they got it. */
  readonly #made: ObjectSchema[] = [];
  /** The SQL of inserts by the columns that they name: those of an object stay the same for long. */
  readonly #inserts = new WeakMap<readonly string[], string>();
  readonly #fills = new Map<string, () => void>();
  #isIndexed = false;
  #depth = 0;

  constructor(database: Database, schema: Schema) {
    this.#database = database;
    this.#schema = schema;
  }

  index(): void {
    this.#isIndexed = true;
    this.#database.exec(["BEGIN", ...this.#made.flatMap(indexSql), "COMMIT"].join(";"));
  }

  fillLater(object: string, fill: () => void): void {
    this.#fills.set(object, fill);
  }

  insert(object: ObjectSchema, names: readonly string[], values: readonly SqlValue[]): void {
    this.run(this.#insertSql(object, names), values);
  }

  #insertSql(object: ObjectSchema, names: readonly string[]): string {
    const known = this.#inserts.get(names);
    if (known !== undefined) return known;
    const sql = `INSERT INTO ${quoted(object.name)} (${names.map(quoted).join(", ")}) VALUES (${names.map(() => "?").join(", ")})`;
    this.#inserts.set(names, sql);
    return sql;
  }

  update(object: ObjectSchema, id: SqlValue, values: StoredRow): void {
    const sets = Object.keys(values).map((name) => `${quoted(name)} = ?`);
    const sql = `UPDATE ${quoted(object.name)} SET ${sets.join(", ")} WHERE "Id" = ?`;
    this.run(sql, [...Object.values(values), id]);
  }

  all(sql: string, parameters: readonly SqlValue[] = []): StoredRow[] {
    // Without `expand` rows are flat.
    return this.#statement(sql).all([...parameters]) as StoredRow[];
  }

  get(sql: string, parameters: readonly SqlValue[] = []): StoredRow | undefined {
    // Read to its end: a statement that still reads stands in the way of taking tables back.
    return this.all(sql, parameters)[0];
  }

  run(sql: string, parameters: readonly SqlValue[] = []): void {
    this.#statement(sql).run([...parameters]);
  }

  define(name: string, implementation: (...values: SqlValue[]) => SqlValue): void {
    this.#database.function(name, implementation, { deterministic: true });
  }

  savepoint<T>(work: (rollback: () => void) => T): T {
    const name = `s${++this.#depth}`;
    const made = this.#made.length;
    let undone = false;
    this.run(`SAVEPOINT ${name}`);
    try {
      return work(() => {
        undone = true;
      });
    } catch (error) {
      undone = true;
      throw error;
    } finally {
      if (undone) this.run(`ROLLBACK TO ${name}`);
      this.run(`RELEASE ${name}`);
      this.#depth--;
      // Tables that went with the rest are made again when they are named again, which kept statements do no more.
      if (undone && this.#made.splice(made).length > 0) this.#forgetStatements();
    }
  }

  close(): void {
    this.#forgetStatements();
    this.#database.close();
  }

  #forgetStatements(): void {
    for (const statement of this.#statements.values()) finalize(statement);
    this.#statements.clear();
  }

  #statement(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#prepared(sql);
    if (this.#statements.size >= mostStatements) {
      const [[oldest, unused] = []] = this.#statements;
      if (oldest !== undefined) this.#statements.delete(oldest);
      if (unused) finalize(unused);
    }
    this.#statements.set(sql, statement);
    return statement;
  }

  #prepared(sql: string): Statement {
    try {
      return this.#database.prepare(sql);
    } catch (error) {
      const object = this.#schema.object(missingTable(error));
      if (!object) throw error;
      this.#make(object);
      return this.#prepared(sql);
    }
  }

  #make(object: ObjectSchema): void {
    this.#database.exec(tableSql(object));
    this.#made.push(object);
    const fill = this.#fills.get(object.name);
    if (fill) this.savepoint(fill);
    if (this.#isIndexed) this.#database.exec(indexSql(object).join(";"));
  }
}

/** An empty database in memory for the schema's tables. node-sqlite3-wasm's file mode leaves stale locks. */
export async function openStore(schema: Schema): Promise<Store> {
  // V8 would compile the hottest of SQLite's code a second time just while the org is filled: that takes longer
  // than all of the filling, and makes inserts a sixth faster.
  setFlagsFromString("--liftoff-only");
  // Most of it is never run: each function is checked when it is compiled, and that is when it is first called.
  setFlagsFromString("--wasm-lazy-validation");
  // Node sees no named exports in this CommonJS module; the types declare no default.
  const { Database } = createRequire(import.meta.url)("node-sqlite3-wasm") as Sqlite;
  const database = new Database(":memory:");
  database.exec([recycleBin, outBox].join(";"));
  return new SqliteStore(database, schema);
}
