import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";
import type { ObjectSchema, Schema } from "./schema.ts";
import type { SqlValue, Store, StoredRow } from "./store.ts";
import { quoted, Table } from "./table.ts";

type Sqlite = typeof import("node-sqlite3-wasm");
type Database = InstanceType<Sqlite["Database"]>;
type Statement = ReturnType<Database["prepare"]>;

/**
 * What deletions did: for the id that was asked to be deleted (`root`) each row that went along (`field` null, its own
 * too) and each lookup that was emptied. No object's name has a space.
 */
const recycleBin =
  'CREATE TABLE "recycle bin" (root TEXT, object TEXT, id TEXT, field TEXT); CREATE INDEX "recycle bin.root" ON "recycle bin" (root)';

/** Mails that went out: who sent them, and the mail as JSON. */
const outBox = 'CREATE TABLE "out box" (sender TEXT, mail TEXT)';

/** Larger than SQLite's own: what it notes about each page beside it is room that rows can have. */
const pageSize = "PRAGMA page_size = 16384";

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
  readonly #userId: string;
  readonly #tables = new Map<ObjectSchema, Table>();
  readonly #fills = new Map<string, () => void>();
  #isIndexed = false;
  #depth = 0;

  constructor(database: Database, schema: Schema, userId: string) {
    this.#database = database;
    this.#schema = schema;
    this.#userId = userId;
  }

  index(): void {
    this.#isIndexed = true;
    this.#database.exec(
      ["BEGIN", ...this.#made.flatMap((object) => this.#table(object).indexSql()), "COMMIT"].join(";"),
    );
  }

  fillLater(object: string, fill: () => void): void {
    this.#fills.set(object, fill);
  }

  insert(object: ObjectSchema, names: readonly string[], values: readonly SqlValue[]): void {
    const table = this.#table(object);
    this.#statement(table.insertSql(names)).run(table.inserted(names, values));
  }

  update(object: ObjectSchema, id: SqlValue, values: StoredRow): void {
    const table = this.#table(object);
    this.run(table.updateSql(Object.keys(values), '"Id" = ?'), [...table.updated(values), id]);
  }

  fillEmpty(object: ObjectSchema, name: string, value: SqlValue): void {
    this.run(this.#table(object).updateSql([name], `${quoted(name)} IS NULL`), [value]);
  }

  #table(object: ObjectSchema): Table {
    const known = this.#tables.get(object);
    if (known) return known;
    const table = new Table(object, this.#userId);
    this.#tables.set(object, table);
    return table;
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
      return this.#database.prepare(this.#fieldsNamed(sql));
    } catch (error) {
      const object = this.#schema.object(missingTable(error));
      if (!object) throw error;
      this.#make(object);
      return this.#prepared(sql);
    }
  }

  #fieldsNamed(sql: string): string {
    return sql.replace(/^SELECT \* FROM "(\w+)"/, (all, name: string) => {
      const object = this.#schema.object(name);
      return object ? `SELECT ${this.#table(object).fieldList()} FROM "${name}"` : all;
    });
  }

  #make(object: ObjectSchema): void {
    const table = this.#table(object);
    this.#database.exec(table.createSql());
    this.#made.push(object);
    const fill = this.#fills.get(object.name);
    if (fill) this.savepoint(fill);
    if (this.#isIndexed) this.#database.exec(table.indexSql().join(";"));
  }
}

/** An empty database in memory for the schema's tables; most rows are made by this user. node-sqlite3-wasm's file mode leaves stale locks. */
export async function openStore(schema: Schema, userId: string): Promise<Store> {
  // V8 would compile the hottest of SQLite's code a second time just while the org is filled: that takes longer
  // than all of the filling, and makes inserts a sixth faster.
  setFlagsFromString("--liftoff-only");
  // Most of it is never run: each function is checked when it is compiled, and that is when it is first called.
  setFlagsFromString("--wasm-lazy-validation");
  // Node sees no named exports in this CommonJS module; the types declare no default.
  const { Database } = createRequire(import.meta.url)("node-sqlite3-wasm") as Sqlite;
  const database = new Database(":memory:");
  database.exec([pageSize, recycleBin, outBox].join(";"));
  return new SqliteStore(database, schema, userId);
}
