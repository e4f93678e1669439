import { routes as queries } from "../../../src/demo/api/query.ts";
import { routes as records } from "../../../src/demo/api/records.ts";
import { errorOf, inProcessOrg } from "../in-process-org.ts";

/** A row as the store keeps it: booleans 0 and 1, moments in milliseconds. */
export type Row = Record<string, string | number | null>;

/** The rows of the moment, read straight out of the store; what a case computes its result from. */
export interface Data {
  /** Rows that are not deleted. */
  rows(object: string): Row[];
  /** Deleted ones too. */
  all(object: string): Row[];
  /** The row of an id, of whatever object. */
  find(id: string | number | null | undefined): Row | undefined;
}

/** A record as JSON, without its attributes. */
export type Plain = Record<string, unknown>;

interface Page {
  totalSize: number;
  records: Plain[];
  nextRecordsUrl?: string;
}

/** Names that try what is special in SOQL's strings and in LIKE. */
const names = [
  "100% Pure_Juice",
  "100x PureXJuice",
  "Back\\slash Brothers",
  "Élan Vital",
  "élan du nord",
  "Straße & Söhne",
  'O\'Neil "Quotes" Ltd.',
  "Zeta_Underscore",
  "zeta Under",
];

/** An org with the seed, some rows with odd names, and one that is deleted. */
export async function soqlOrg() {
  const { ask, org } = await inProcessOrg([...queries, ...records]);
  const create = (object: string, body: Plain): string =>
    // A created record's answer has its id.
    String((ask("POST", `/sobjects/${object}`, { body }).body as Plain)["id"]);
  for (const Name of names)
    create("Account", { Name, Regions__c: Name.startsWith("Z") ? "APAC;EMEA" : null });
  const gone = create("Account", { Name: "Gone Company", Industry: "Energy" });
  ask("DELETE", `/sobjects/Account/${gone}`);
  /** Rows that were read since the last statement. */
  const read = new Map<string, Row[]>();
  const all = (object: string): Row[] => {
    const rows = read.get(object) ?? (org.store.all(`SELECT * FROM "${object}"`) as Row[]);
    read.set(object, rows);
    return rows;
  };
  const data: Data = {
    all,
    rows: (object) => all(object).filter((row) => row["IsDeleted"] !== 1),
    find: (id) => {
      const object = org.schema.byKeyPrefix(String(id).slice(0, 3));
      const found = object && org.store.get(`SELECT * FROM "${object.name}" WHERE "Id" = ?`, [String(id)]);
      return found as Row | undefined;
    },
  };
  const query = (soql: string, resource = "query", version = 68) => {
    read.clear();
    return ask("GET", `/${resource}?q=${encodeURIComponent(soql)}`, { version });
  };
  /** The records of a page and of those that follow. */
  const pages = ({ records: found, nextRecordsUrl }: Page): Plain[] => {
    if (!nextRecordsUrl) return found;
    const address = nextRecordsUrl.replace(/^\/services\/data\/v[\d.]+/, "");
    return [...found, ...pages(ask("GET", address).body as Page)];
  };
  return {
    org,
    data,
    /** What a statement answers: its records without attributes, or the count of COUNT(). */
    answer(soql: string, resource = "query"): Plain[] | number {
      const response = query(soql, resource);
      if (response.status !== 200) throw errorOf(response);
      // A query's answer is a page.
      const first = response.body as Page;
      return /^\s*select\s+count\(\s*\)/i.test(soql) ? first.totalSize : pages(first).map(plain);
    },
    refusal(soql: string, version = 68) {
      const { errorCode, message } = errorOf(query(soql, "query", version));
      return { errorCode, message };
    },
  };
}

/** Takes attributes, and what surrounds child rows, away. */
export function plain(record: Plain): Plain {
  const entries = Object.entries(record).filter(([key]) => key !== "attributes");
  return Object.fromEntries(entries.map(([key, value]) => [key, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { records: children } = value as Partial<Page>;
  return children ? children.map(plain) : plain(value as Plain);
}

const moments = new Set(["CreatedDate", "LastModifiedDate", "SystemModstamp", "Kickoff__c", "StartDateTime"]);
const flags = /^(Is[A-Z]|Has[A-Z]|May[A-Z]|Newsletter__c|Billable__c)/;

/** A column's value as the REST API shows it, told by the field's name. */
export function shown(row: Row | undefined, name: string): unknown {
  const value = row?.[name] ?? null;
  if (flags.test(name)) return value === 1;
  if (moments.has(name) && value !== null) return new Date(Number(value)).toISOString().replace("Z", "+0000");
  return value;
}

/** Some fields of a row, as JSON. */
export function fields(row: Row | undefined, ...names: string[]): Plain {
  return Object.fromEntries(names.map((name) => [name, shown(row, name)]));
}
