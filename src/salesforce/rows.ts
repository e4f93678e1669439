/** A record as Salesforce answers it, `attributes` included. */
export type SalesforceRecord = Record<string, unknown>;

export interface RowsSource {
  records: readonly SalesforceRecord[];
  /** Columns in the order asked for (`Owner.Name` for parents); by default found in the records. */
  columns?: readonly string[];
  format: "csv" | "json";
  totalSize?: number;
  /** Further facts for the first line, after totalSize and returned: `searchedObjects=3`. */
  notes?: Record<string, string | number | boolean>;
  /**
   * Called when not everything was shown, with how many of `records` were; returns the cursor that goes
   * on right after the last one shown, or undefined when there is none.
   */
  rest?(shown: number): string | undefined;
  /** There is more in the org than `records` (so `rest` is called even when all of them were shown). */
  more?: boolean;
  /** How to get what was cut, where there is no cursor. */
  cutHint?: string;
}

/** Rows for the model. mcp/result.ts renders as many as fit and asks `rest` for a cursor to the others. */
export class Rows {
  readonly source: RowsSource;
  constructor(source: RowsSource) {
    this.source = source;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A child query's result: `{totalSize, done, records}`. */
export function isChildResult(
  value: unknown,
): value is { records: SalesforceRecord[]; nextRecordsUrl?: string } {
  return isObject(value) && Array.isArray(value["records"]) && "totalSize" in value;
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

/** One level: parents and compound values become `Owner.Name`, nulls stay. */
function flattened(record: SalesforceRecord, prefix = ""): [string, unknown][] {
  return Object.entries(record).flatMap(([key, value]): [string, unknown][] => {
    if (key === "attributes") return [];
    const name = prefix + key;
    if (isChildResult(value)) return [[name, JSON.stringify(stripped(value))]];
    if (isObject(value)) return flattened(value, `${name}.`);
    return [[name, Array.isArray(value) ? JSON.stringify(value) : value]];
  });
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
  const flat = records.map(
    (record) => new Map(flattened(record).map(([name, value]) => [name.toLowerCase(), { name, value }])),
  );
  const found = new Map<string, string>();
  for (const row of flat) for (const [key, { name }] of row) if (!found.has(key)) found.set(key, name);
  const columns = orderedColumns(found, asked, records.length === 0);
  const rows = flat.map((row) => columns.map((column) => row.get(column.toLowerCase())?.value ?? null));
  return { columns, rows };
}

function orderedColumns(
  found: ReadonlyMap<string, string>,
  asked: readonly string[],
  empty: boolean,
): string[] {
  const columns = new Map<string, string>();
  for (const column of asked) {
    const key = column.toLowerCase();
    const exact = found.get(key);
    const parts = [...found].filter(([name]) => name.startsWith(`${key}.`));
    if (exact !== undefined && parts.length === 0) columns.set(key, exact);
    else if (parts.length > 0) for (const [name, shown] of parts) columns.set(name, shown);
    else if (empty || column.includes(".")) columns.set(key, column);
  }
  // A parent that is null as a whole stands for the columns that were asked of it.
  const nullParent = (key: string) =>
    [...columns.keys(), ...found.keys()].some((name) => name.startsWith(`${key}.`));
  for (const [key, name] of found) if (!columns.has(key) && !nullParent(key)) columns.set(key, name);
  return [...columns.values()];
}

/** Several tables in one answer by name, such as a report's figures and its rows. */
export class Tables {
  readonly parts: Readonly<Record<string, Rows>>;
  constructor(parts: Readonly<Record<string, Rows>>) {
    this.parts = parts;
  }
}
