import type { Org } from "../../../../src/demo/handler.ts";

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

/** Reads an org's rows, each object once; `forget` when they have changed. */
export function dataOf({ store, schema }: Org): Data & { forget(): void } {
  const read = new Map<string, Row[]>();
  const ids = new Map<string, Map<string, Row>>();
  const all = (object: string): Row[] => {
    const rows = read.get(object) ?? (store.all(`SELECT * FROM "${object}"`) as Row[]);
    read.set(object, rows);
    return rows;
  };
  const byId = (object: string): Map<string, Row> => {
    const found = ids.get(object) ?? new Map(all(object).map((row) => [String(row["Id"]), row]));
    ids.set(object, found);
    return found;
  };
  return {
    all,
    rows: (object) => all(object).filter((row) => row["IsDeleted"] !== 1),
    find: (id) => {
      const object = id ? schema.byKeyPrefix(String(id).slice(0, 3)) : undefined;
      return object && byId(object.name).get(String(id));
    },
    forget() {
      read.clear();
      ids.clear();
    },
  };
}

/** What a query answers. */
export interface Page {
  totalSize: number;
  done: boolean;
  records: Plain[];
  nextRecordsUrl?: string;
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
