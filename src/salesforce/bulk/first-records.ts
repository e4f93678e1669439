import { type ColumnDelimiter, csvHead, type LineEnding } from "../../files/csv-format.ts";
import { JsonScanner } from "../../files/json-scanner.ts";
import type { JsonObject } from "../../json-object.ts";
import { type IngestTarget, renaming } from "./columns.ts";
import type { Bytes } from "./csv-source.ts";
import { beginning, firstRows } from "./preview.ts";
import { emptied, recordCells } from "./record-cells.ts";

/** How rows are given, and what their headers or keys stand for. */
export interface GivenRows {
  json: boolean;
  columns: IngestTarget["columns"];
  columnDelimiter?: ColumnDelimiter | undefined;
  lineEnding?: LineEnding | undefined;
}

/** By header or key. */
type Cells = [name: string, text: string][];

/** Bytes of JSON that are looked at. */
const mostBytes = 1_000_000;

async function csvCells(bytes: Bytes, given: GivenRows, most: number): Promise<Cells[]> {
  const head = csvHead(await beginning(bytes), true, given);
  const rows = head ? await firstRows(bytes, head, most) : [];
  return rows.map((row) => row.map((text, place) => [head?.columns[place] ?? "", text]));
}

async function jsonCells(bytes: Bytes, most: number): Promise<Cells[]> {
  const scanner = new JsonScanner();
  const found: Cells[] = [];
  for await (const chunk of bytes.open(0, Math.min(bytes.size, mostBytes) - 1)) {
    found.push(...scanner.push(chunk).map(({ value }) => [...recordCells(value)]));
    if (found.length >= most) break;
  }
  return found.slice(0, most);
}

/**
 * The first records of a load by the fields that they are written to, without what is left out or empty. Throws
 * CsvProblem for what cannot be read.
 */
export async function firstRecords(bytes: Bytes, given: GivenRows, most: number): Promise<JsonObject[]> {
  const records = await (given.json ? jsonCells(bytes, most) : csvCells(bytes, given, most));
  const fieldOf = renaming(given.columns);
  const fields = (cells: Cells): Cells =>
    cells.flatMap(([header, text]) => {
      const field = fieldOf(header);
      return field === null || text === "" || text === emptied ? [] : [[field, text]];
    });
  return records.map((cells) => Object.fromEntries(fields(cells)));
}
