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
  return records.some((record) => {
    for (const name in record) if (isChildResult(record[name])) return true;
    return false;
  });
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
  /** The same names → where their values stand in a row. */
  readonly places = new Map<string, number>();
  /** By prefix, then by key: `Owner.` and `Name` → the place of `owner.name`. */
  readonly #known = new Map<string, Map<string, number>>();

  constructor(exact: boolean) {
    this.#exact = exact;
  }

  /** Parents and compound values become `owner.name`, nulls stay; what a record does not have is a hole. */
  flat(record: SalesforceRecord): unknown[] {
    const row: unknown[] = [];
    this.#fill(row, record, "");
    return row;
  }

  #fill(row: unknown[], record: SalesforceRecord, prefix: string): void {
    const known = this.#knownUnder(prefix);
    for (const name in record) {
      if (name === "attributes") continue;
      const value = record[name];
      if (isChildResult(value)) row[this.#place(known, prefix, name)] = jsonText(stripped(value));
      else if (isObject(value)) this.#fill(row, value, `${prefix}${name}.`);
      else row[this.#place(known, prefix, name)] = Array.isArray(value) ? jsonText(value) : value;
    }
  }

  #knownUnder(prefix: string): Map<string, number> {
    const known = this.#known.get(prefix) ?? new Map<string, number>();
    this.#known.set(prefix, known);
    return known;
  }

  #place(known: Map<string, number>, prefix: string, name: string): number {
    const at = known.get(name);
    if (at !== undefined) return at;
    const key = this.#exact ? `${prefix}${name}` : `${prefix}${name}`.toLowerCase();
    const place = this.places.get(key) ?? this.places.size;
    known.set(name, place);
    this.places.set(key, place);
    if (!this.found.has(key)) this.found.set(key, `${prefix}${name}`);
    return place;
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
  const places = columns.map((name) => flattener.places.get(keyOf(name)) ?? -1);
  const rows = flat.map((row) => places.map((place) => row[place] ?? null));
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
