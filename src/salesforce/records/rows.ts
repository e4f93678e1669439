import { shortened } from "../../cut-text.ts";
import { jsonText } from "../../json-numbers.ts";
import { isObject } from "../../json-object.ts";
import { withoutRepeats } from "./compounds.ts";
import { typeOf } from "./identity.ts";

/** A record as Salesforce answers it, `attributes` included. */
export type SalesforceRecord = Record<string, unknown>;

/** What a child query answers; `totalSize` counts the rows that follow too. */
export interface ChildResult {
  totalSize: number;
  done?: boolean;
  records: SalesforceRecord[];
  nextRecordsUrl?: string;
}

export function isChildResult(value: unknown): value is ChildResult {
  return isObject(value) && Array.isArray(value["records"]) && "totalSize" in value;
}

/** The child queries' results in a record, by the relationship's name. */
export function childResults(record: SalesforceRecord): [string, ChildResult][] {
  return Object.entries(record).filter((entry): entry is [string, ChildResult] => isChildResult(entry[1]));
}

/** Whether some record holds child records, which have no place in CSV. */
export function hasChildren(records: readonly SalesforceRecord[]): boolean {
  return records.some((record) => Object.values(record).some(isChildResult));
}

/** A record without `attributes`, on every level; a child query's result becomes the array of its records. */
export function stripped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stripped);
  if (!isObject(value)) return value;
  if (isChildResult(value)) return value.records.map(stripped);
  const entries = Object.entries(value).filter(([key]) => key !== "attributes");
  return Object.fromEntries(entries.map(([key, inner]) => [key, stripped(inner)]));
}

/** Records as JSON shows them: a single one is whole, of several (children count) long texts are cut. */
export function shownRecords(records: readonly SalesforceRecord[]): unknown[] {
  const plain = records.map((record) => stripped(withoutRepeats(record)));
  return records.length > 1 || hasChildren(records) ? plain.map(shortened) : plain;
}

/** A record of which only what is filled in is left, on every level; a compound value with nothing in it is no value. */
export function filledIn(record: SalesforceRecord): SalesforceRecord {
  const entries = Object.entries(record).flatMap(([key, value]): [string, unknown][] => {
    if (value === null) return [];
    if (!isObject(value)) return [[key, value]];
    const inner = filledIn(value);
    return Object.keys(inner).length === 0 ? [] : [[key, inner]];
  });
  return Object.fromEntries(entries);
}

/** Records flattened one after the other; a name's spelling and its lower case are found once for all of them. */
class Flattener {
  /** Names that differ in case alone are different ones, as aliases are. */
  readonly #exact: boolean;
  /** Lower case → as first spelled, in the order of appearance. */
  readonly found = new Map<string, string>();
  /** By prefix, then by key: `Owner.` and `Name` → `owner.name`. */
  readonly #keys = new Map<string, Map<string, string>>();

  constructor(exact: boolean) {
    this.#exact = exact;
  }

  /** Parents and compound values become `owner.name`, nulls stay. */
  flat(record: SalesforceRecord): Map<string, unknown> {
    const row = new Map<string, unknown>();
    this.#fill(row, record, "");
    return row;
  }

  #fill(row: Map<string, unknown>, record: SalesforceRecord, prefix: string): void {
    const keys = this.#keysUnder(prefix);
    for (const name in record) {
      if (name === "attributes") continue;
      const value = record[name];
      if (isChildResult(value)) row.set(this.#key(keys, prefix, name), jsonText(stripped(value)));
      else if (isObject(value)) this.#fill(row, value, `${prefix}${name}.`);
      else row.set(this.#key(keys, prefix, name), Array.isArray(value) ? jsonText(value) : value);
    }
  }

  #keysUnder(prefix: string): Map<string, string> {
    const known = this.#keys.get(prefix);
    if (known) return known;
    const keys = new Map<string, string>();
    this.#keys.set(prefix, keys);
    return keys;
  }

  #key(keys: Map<string, string>, prefix: string, name: string): string {
    const known = keys.get(name);
    if (known !== undefined) return known;
    const key = this.#exact ? `${prefix}${name}` : `${prefix}${name}`.toLowerCase();
    keys.set(name, key);
    if (!this.found.has(key)) this.found.set(key, `${prefix}${name}`);
    return key;
  }
}

/** Records whose keys are labels and no paths, as a report's are: each column is what stands under its very name. */
export function labelTable(records: readonly SalesforceRecord[], columns: readonly string[]): FlatTable {
  return {
    columns: [...columns],
    rows: records.map((record) => columns.map((name) => record[name] ?? null)),
  };
}

/** Records as a table of values; null where a record has none. */
export interface FlatTable {
  columns: string[];
  rows: unknown[][];
}

/**
 * Flattens records into a table. `asked` says the columns and their order; a parent column that was asked
 * for is there even when every parent is null, and what was not asked for by name (FIELDS, TYPEOF) follows.
 */
export function flatTable(records: readonly SalesforceRecord[], asked: readonly string[] = []): FlatTable {
  const exact = typeOf(records[0]) === "AggregateResult";
  const flattener = new Flattener(exact);
  const flat = records.map((record) => flattener.flat(record));
  const keyOf = (name: string) => (exact ? name : name.toLowerCase());
  const columns = orderedColumns(flattener.found, asked, keyOf);
  const keys = columns.map(keyOf);
  const rows = flat.map((row) => keys.map((key) => row.get(key) ?? null));
  return { columns, rows };
}

function orderedColumns(
  found: ReadonlyMap<string, string>,
  asked: readonly string[],
  keyOf: (name: string) => string,
): string[] {
  const columns = new Map<string, string>();
  const names = [...found];
  for (const column of asked) {
    const key = keyOf(column);
    const parts = names.filter(([name]) => name.startsWith(`${key}.`));
    if (parts.length === 0) columns.set(key, column);
    else for (const [name, shown] of parts) columns.set(name, shown);
  }
  // A parent that is null as a whole stands for the columns that were asked of it.
  const parents = new Set([...columns.keys(), ...found.keys()].flatMap(prefixesOf));
  for (const [key, name] of found) if (!columns.has(key) && !parents.has(key)) columns.set(key, name);
  return [...columns.values()];
}

/** `a.b.c` → `a`, `a.b`. */
function prefixesOf(key: string): string[] {
  const names = key.split(".");
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join("."));
}
