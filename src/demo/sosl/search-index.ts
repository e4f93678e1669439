import type { Org } from "../handler.ts";
import type { FieldSchema, ObjectSchema } from "../store/schema.ts";
import { quoted } from "../store/table.ts";
import { ftsExpression, type Term } from "./term.ts";

/** Groups of fields that IN names. */
export type SearchScope = "ALL" | "NAME" | "EMAIL" | "PHONE" | "SIDEBAR";

const columnsOf: Record<SearchScope, string> = {
  ALL: "everything",
  SIDEBAR: "name email phone",
  NAME: "name",
  EMAIL: "email",
  PHONE: "phone",
};

/** The tables of the index: its rows, their words, and how far it has followed each object. */
const tables = [
  "CREATE TABLE IF NOT EXISTS search_rows (n INTEGER PRIMARY KEY, object TEXT, id TEXT UNIQUE)",
  "CREATE VIRTUAL TABLE IF NOT EXISTS search_index USING fts5(name, email, phone, everything)",
  "CREATE VIRTUAL TABLE IF NOT EXISTS search_words USING fts5vocab(search_index, 'row')",
  "CREATE TABLE IF NOT EXISTS search_state (object TEXT PRIMARY KEY, writes INTEGER, until INTEGER)",
];

const searched = new Set([
  "string",
  "textarea",
  "email",
  "phone",
  "url",
  "picklist",
  "combobox",
  "multipicklist",
  "encryptedstring",
]);

const mostInGroup = 100;

function textSql(fields: readonly FieldSchema[]): string {
  const columns = fields.map(({ name }) => `COALESCE(o.${quoted(name)}, '')`);
  // SQLite takes at most a thousand operators one inside another.
  const groups = Array.from({ length: Math.ceil(columns.length / mostInGroup) }, (_, group) =>
    columns.slice(group * mostInGroup, (group + 1) * mostInGroup).join(" || ' ' || "),
  );
  return groups.length === 0 ? "''" : groups.map((group) => `(${group})`).join(" || ' ' || ");
}

function wordsSql(object: ObjectSchema): string {
  const texts = object.fields.filter(({ type }) => searched.has(type));
  const names = texts.filter(({ nameField, name }) => nameField || /^(?:First|Last)?Name$/.test(name));
  const ofType = (wanted: string) => texts.filter(({ type }) => type === wanted);
  return [names, ofType("email"), ofType("phone"), texts].map(textSql).join(", ");
}

function writesOf(org: Org, { name }: ObjectSchema): number {
  return ["created", "updated", "deleted"].reduce((sum, kind) => sum + org.counted(`${kind}.${name}`), 0);
}

/** Follows an object's rows that were written since the index last looked, or all of them the first time. */
function follow(org: Org, object: ObjectSchema): void {
  const { store } = org;
  const writes = writesOf(org, object);
  const state = store.get("SELECT writes, until FROM search_state WHERE object = ?", [object.name]);
  if (state?.["writes"] === writes) return;
  const table = quoted(object.name);
  const changed = state && object.field("SystemModstamp") ? `o."SystemModstamp" >= ${state["until"]}` : "1";
  const stale = `SELECT r.n FROM search_rows r LEFT JOIN ${table} o ON o."Id" = r.id WHERE r.object = ? AND (o."Id" IS NULL OR ${changed})`;
  const alive = object.field("IsDeleted") ? ' AND o."IsDeleted" = 0' : "";
  if (state) {
    store.run(`DELETE FROM search_index WHERE rowid IN (${stale})`, [object.name]);
    store.run(`DELETE FROM search_rows WHERE n IN (${stale})`, [object.name]);
  }
  store.run(
    `INSERT OR IGNORE INTO search_rows (object, id) SELECT ?, o."Id" FROM ${table} o WHERE ${changed}${alive}`,
    [object.name],
  );
  store.run(
    `INSERT INTO search_index (rowid, name, email, phone, everything) SELECT r.n, ${wordsSql(object)} FROM ${table} o JOIN search_rows r ON r.id = o."Id" WHERE ${changed}${alive}`,
  );
  // Times are kept in whole seconds: what is written in this one comes again.
  const until = Math.floor(org.now() / 1_000) * 1_000;
  store.run("INSERT OR REPLACE INTO search_state VALUES (?, ?, ?)", [object.name, writes, until]);
}

function follows(org: Org): void {
  for (const sql of tables) org.store.run(sql);
  for (const object of org.schema.objects) if (object.searchable) follow(org, object);
}

const mostWords = 500;
const mostHits = 2_000;

/** Ids of an object's records that match, best first; `find` answers for one object after another. */
export function searcher(org: Org, term: Term, scope: SearchScope): (object: string) => string[] {
  follows(org);
  const expression = ftsExpression(term, (glob) =>
    org.store
      .all("SELECT term FROM search_words WHERE term GLOB ? LIMIT ?", [glob, mostWords])
      .map((row) => String(row["term"])),
  );
  if (expression === undefined) return () => [];
  return (object) =>
    org.store
      .all(
        "SELECT r.id FROM search_index JOIN search_rows r ON r.n = search_index.rowid WHERE search_index MATCH ? AND r.object = ? ORDER BY rank, r.id LIMIT ?",
        [`{${columnsOf[scope]}} : (${expression})`, object, mostHits],
      )
      .map(({ id }) => String(id));
}
