import { CsvProblem, csvCell, csvRow } from "../../files/csv-format.ts";
import type { Part } from "../../files/csv-scanner.ts";
import { type JsonRecord, JsonScanner, type JsonShape } from "../../files/json-scanner.ts";
import type { CheckedColumns } from "./columns.ts";
import {
  type BulkSource,
  type Bytes,
  chunked,
  located,
  openedAlike,
  type SourceOptions,
  watched,
} from "./csv-source.ts";
import { ColumnUnion, recordCells } from "./record-cells.ts";

const format = { columnDelimiter: "COMMA", lineEnding: "LF" } as const;

/** Consecutive records of the file: what parts are put together from. */
interface Stretch extends Omit<Part, "firstRow"> {
  /** Of their values as CSV, without what separates them. */
  cellBytes: number;
}

/** What Salesforce takes in a row. */
const mostColumns = 5_000;
/** Stretches are this small a share of a part, so that hardly any room is left at a part's end. */
const stretchesInPart = 200;

function cellsOf(record: JsonRecord, number: number): Map<string, string> {
  try {
    return recordCells(record.value);
  } catch (error) {
    throw error instanceof CsvProblem ? new CsvProblem(`record ${number}: ${error.message}`) : error;
  }
}

function cellBytes(cells: ReadonlyMap<string, string>): number {
  let bytes = 0;
  for (const text of cells.values()) bytes += Buffer.byteLength(csvCell(text, ","));
  return bytes;
}

interface Seen {
  shape: JsonShape | undefined;
  union: ColumnUnion;
  stretches: Stretch[];
  rows: number;
}

async function lookThrough(bytes: Bytes, options: SourceOptions): Promise<Seen> {
  const scanner = new JsonScanner();
  const union = new ColumnUnion();
  const stretches: Stretch[] = [];
  const mostStretchBytes = options.mostJobBytes / stretchesInPart;
  let rows = 0;
  for await (const chunk of watched(bytes, 0, options))
    for (const record of scanner.push(chunk)) {
      const cells = cellsOf(record, ++rows);
      union.add(cells);
      if (union.columns.length > mostColumns)
        throw new CsvProblem(`its records have more than ${mostColumns} different fields`);
      const last = stretches.at(-1);
      const room = last && last.cellBytes < mostStretchBytes ? last : undefined;
      const stretch = room ?? { start: record.start, end: record.end, rows: 0, cellBytes: 0 };
      if (!room) stretches.push(stretch);
      stretch.end = record.end;
      stretch.rows++;
      stretch.cellBytes += cellBytes(cells);
    }
  scanner.end();
  if (rows === 0) throw new CsvProblem("it holds no records");
  return { shape: scanner.shape, union, stretches, rows };
}

/** Puts stretches together into parts, now that the number of columns is known. */
function partsOf(stretches: readonly Stretch[], columns: number, headerBytes: number, mostJobBytes: number) {
  const parts: (Part & { bytes: number; exact: boolean })[] = [];
  let firstRow = 1;
  for (const { start, end, rows, cellBytes } of stretches) {
    // A row ends with a line feed and has a comma between two values.
    const bytes = cellBytes + rows * columns;
    const last = parts.at(-1);
    if (last && last.bytes + bytes <= mostJobBytes) {
      last.end = end;
      last.rows += rows;
      last.bytes += bytes;
    } else parts.push({ start, end, rows, firstRow, bytes: headerBytes + bytes, exact: false });
    firstRow += rows;
  }
  return parts;
}

function kept<T>(values: readonly T[], names: CheckedColumns["names"]): T[] {
  return values.filter((_, place) => names[place] !== undefined);
}

/** A file of JSON: one array of records, or one record a line. It is looked through once, then sent as CSV. */
export function jsonSource(bytes: Bytes, options: SourceOptions): Promise<BulkSource> {
  return located(options.place, async () => {
    const { shape, union, stretches, rows } = await lookThrough(bytes, options);
    const { names, ignored } = await options.check(union.columns);
    const columns = names.filter((name) => name !== undefined);
    const header = csvRow(columns, format);
    async function* lines({ start, end }: Part): AsyncGenerator<string> {
      yield header;
      const scanner = new JsonScanner(start, shape);
      for await (const chunk of bytes.open(start, end - 1))
        for (const record of scanner.push(chunk))
          yield csvRow(kept(union.row(recordCells(record.value)), names), format);
    }
    return {
      columns,
      format,
      rows,
      ignored,
      parts: partsOf(stretches, columns.length, Buffer.byteLength(header), options.mostJobBytes),
      ...openedAlike((part) => chunked(lines(part))),
    };
  });
}

/** Records given with the call, as CSV. Throws CsvProblem that names the record. */
export function recordsCsv(records: readonly Record<string, unknown>[]): Buffer {
  const union = new ColumnUnion();
  const all = records.map((record, index) => {
    try {
      const cells = recordCells(record);
      union.add(cells);
      return cells;
    } catch (error) {
      throw error instanceof CsvProblem ? new CsvProblem(`[${index}]: ${error.message}`) : error;
    }
  });
  const lines = all.map((cells) => csvRow(union.row(cells), format));
  return Buffer.from(csvRow(union.columns, format) + lines.join(""));
}
