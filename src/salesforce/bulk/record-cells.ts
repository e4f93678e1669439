import { CsvProblem } from "../../files/csv-format.ts";
import { WrittenNumber } from "../../json-numbers.ts";
import { isObject } from "../../json-object.ts";

/** What makes a field empty; an empty cell would leave it as it is. */
export const emptied = "#N/A";

/**
 * A parent given by its external id: `{"Ext__c": "x"}` under `Account` is the column `Account.Ext__c`; where a
 * lookup takes several objects, `attributes.type` names the one meant: `User:Owner.Ext__c`.
 */
function parentCell(name: string, parent: Record<string, unknown>): [string, string] {
  const { attributes, ...fields } = parent as { attributes?: { type?: unknown } };
  const entries = Object.entries(fields);
  const [first] = entries;
  if (!first || entries.length > 1 || isObject(first[1]))
    throw new CsvProblem(`${name} must hold one external id of the parent, e.g. {"Ext__c": "x"}`);
  const type = typeof attributes?.type === "string" ? `${attributes.type}:` : "";
  return [`${type}${name}.${first[0]}`, cellText(name, first[1])];
}

/** A value as a cell, `#N/A` for none. Throws CsvProblem for what is no value of a field. */
export function cellText(name: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return emptied;
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean" || value instanceof WrittenNumber)
    return String(value);
  // The values of a multi-select picklist.
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string"))
    return value.join(";");
  throw new CsvProblem(`${name} holds ${JSON.stringify(value).slice(0, 60)}, which is no value of a field`);
}

/** A record's values by column, as text. Throws CsvProblem that names the field. */
export function recordCells(record: Readonly<Record<string, unknown>>): Map<string, string> {
  const cells = new Map<string, string>();
  for (const [name, value] of Object.entries(record)) {
    if (name === "attributes") continue;
    const [column, text] = isObject(value) ? parentCell(name, value) : [name, cellText(name, value)];
    cells.set(column, text);
  }
  if (cells.size === 0) throw new CsvProblem("it is empty");
  return cells;
}

/** The columns of many records, in the order in which they first appear; names are the same without case. */
export class ColumnUnion {
  readonly #places = new Map<string, number>();
  readonly columns: string[] = [];

  add(cells: ReadonlyMap<string, string>): void {
    for (const name of cells.keys()) this.placeOf(name);
  }

  /** Where a column stands; one that is new is put at the end. */
  placeOf(name: string): number {
    const known = this.#places.get(name) ?? this.#places.get(name.toLowerCase());
    if (known !== undefined) return known;
    const place = this.columns.push(name) - 1;
    this.#places.set(name, place);
    this.#places.set(name.toLowerCase(), place);
    return place;
  }

  /** One row in the order of the columns; empty where the record says nothing. */
  row(cells: ReadonlyMap<string, string>): string[] {
    const row = new Array<string>(this.columns.length).fill("");
    for (const [name, text] of cells) row[this.placeOf(name)] = text;
    return row;
  }
}
