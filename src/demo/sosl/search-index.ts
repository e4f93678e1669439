import type { Org } from "../api/api.ts";
import type { FieldSchema, ObjectSchema } from "../store/schema.ts";
import { quoted } from "../store/sqlite.ts";

/** Groups of fields that IN names; every searchable text is in `all`. */
export type SearchScope = "ALL" | "NAME" | "EMAIL" | "PHONE" | "SIDEBAR";

interface State {
  /** What was written when the index was made. */
  stamp: number;
}

const states = new WeakMap<Org, State>();
const writes = ["created", "updated", "deleted"];

function stampOf(org: Org): number {
  return org.schema.objects.reduce(
    (sum, { name }) => sum + writes.reduce((inner, kind) => inner + org.counted(`${kind}.${name}`), 0),
    0,
  );
}

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

function textSql(fields: readonly FieldSchema[]): string {
  const columns = fields.map(({ name }) => `COALESCE(${quoted(name)}, '')`);
  return columns.length === 0 ? "''" : columns.join(" || ' ' || ");
}

function indexSql(object: ObjectSchema): string {
  const texts = object.fields.filter(({ type }) => searched.has(type));
  const names = texts.filter(({ nameField, name }) => nameField || /^(?:First|Last)?Name$/.test(name));
  const columns = [
    names,
    texts.filter(({ type }) => type === "email"),
    texts.filter(({ type }) => type === "phone"),
    texts,
  ].map(textSql);
  const alive = object.field("IsDeleted") ? ' WHERE "IsDeleted" = 0' : "";
  return `INSERT INTO search_index (object, id, name, email, phone, everything) SELECT '${object.name}', "Id", ${columns.join(", ")} FROM ${quoted(object.name)}${alive}`;
}

/** Brings the full-text index up to date when rows were written since it was made. */
function refresh(org: Org): void {
  const stamp = stampOf(org);
  const state = states.get(org);
  if (state?.stamp === stamp) return;
  if (!state)
    org.store.run(
      "CREATE VIRTUAL TABLE search_index USING fts5(object UNINDEXED, id UNINDEXED, name, email, phone, everything, tokenize = 'unicode61')",
    );
  else org.store.run("DELETE FROM search_index");
  for (const object of org.schema.objects) if (object.searchable) org.store.run(indexSql(object));
  states.set(org, { stamp });
}

const columnOf: Record<SearchScope, string> = {
  ALL: "everything",
  SIDEBAR: "everything",
  NAME: "name",
  EMAIL: "email",
  PHONE: "phone",
};

const mostHits = 2_000;

/** Ids of an object's records that match an FTS5 expression, best first. */
export function matchingIds(org: Org, object: string, expression: string, scope: SearchScope): string[] {
  refresh(org);
  const rows = org.store.all(
    "SELECT id FROM search_index WHERE search_index MATCH ? AND object = ? ORDER BY rank LIMIT ?",
    [`${columnOf[scope]} : (${expression})`, object, mostHits],
  );
  return rows.map(({ id }) => String(id));
}
