import { type CsvHead, CsvProblem, csvHead, delimiters } from "../../files/csv-format.ts";
import { csvRows } from "../../files/csv-rows.ts";
import { CsvScanner } from "../../files/csv-scanner.ts";
import { isJsonName, JsonScanner } from "../../files/json-scanner.ts";
import type { Bytes } from "./csv-source.ts";
import { ColumnUnion, recordCells } from "./record-cells.ts";

/** What a file holds, as far as a look into it tells. */
export interface FilePreview {
  format: "csv" | "json" | "jsonl";
  /** In the words of createBulkJob's columnDelimiter. */
  delimiter?: string;
  headers: readonly string[];
  /** Data rows; of a larger file `at least` so many. */
  rows: number | string;
  /** The first ones: a list of cells in the order of the headers, or records of JSON. */
  first: readonly unknown[];
  utf8: boolean;
  /** Why it could not be loaded as it is. */
  problem?: string;
}

/** Bytes that are looked through; a larger file's rows are not all counted. */
const mostLookedBytes = 100_000_000;
const mostHeaderBytes = 2_000_000;
/** Bytes that the first rows may have. */
const mostFirstBytes = 1_000_000;

async function* looked(bytes: Bytes, start: number, signal: AbortSignal): AsyncGenerator<Buffer> {
  const end = Math.min(bytes.size, mostLookedBytes) - 1;
  if (start > end) return;
  for await (const chunk of bytes.open(start, end)) {
    signal.throwIfAborted();
    yield chunk;
  }
}

/** As much of a file as a header may take. */
export async function beginning(bytes: Bytes): Promise<Buffer> {
  const chunks: Buffer[] = [];
  if (bytes.size > 0)
    for await (const chunk of bytes.open(0, Math.min(bytes.size, mostHeaderBytes) - 1)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The header of a file; of one that is not UTF-8 as Latin-1 shows it, which is what it mostly is. */
function headOf(start: Buffer): { head: CsvHead | undefined; problem?: string } {
  try {
    return { head: csvHead(start, true) };
  } catch (error) {
    if (!(error instanceof CsvProblem)) throw error;
    const latin = Buffer.from(start.toString("latin1"));
    const isLatin = /no text in UTF-8/.test(error.message);
    return { head: isLatin ? csvHead(latin, true) : undefined, problem: error.message };
  }
}

/** The first data rows of a file of CSV, as far as they can be read. */
export async function firstRows(bytes: Bytes, head: CsvHead, most: number): Promise<string[][]> {
  if (most === 0 || bytes.size <= head.length) return [];
  const rows: string[][] = [];
  const options = {
    delimiter: delimiters[head.columnDelimiter],
    record_delimiter: head.lineEnding === "CR" ? ["\r"] : ["\r\n", "\n"],
    skip_empty_lines: true,
    relax_column_count: true,
    to: most,
  };
  const end = Math.min(bytes.size, head.length + mostFirstBytes) - 1;
  try {
    for await (const row of csvRows(bytes.open(head.length, end), options)) rows.push(row);
  } catch {
    // What is wrong with them is said by the scanner, with the row's number.
  }
  return rows;
}

async function counted(bytes: Bytes, head: CsvHead, signal: AbortSignal) {
  const scanner = new CsvScanner({
    delimiter: delimiters[head.columnDelimiter],
    rowEnd: head.lineEnding === "CR" ? "CR" : "LF",
    crlf: head.lineEnding === "CRLF",
    columns: head.columns.length,
    start: head.length,
    mostPartBytes: Number.POSITIVE_INFINITY,
  });
  try {
    for await (const chunk of looked(bytes, head.length, signal)) scanner.push(chunk);
    if (bytes.size <= mostLookedBytes) scanner.end();
    return { rows: scanner.rows };
  } catch (error) {
    if (!(error instanceof CsvProblem)) throw error;
    return { rows: scanner.rows, problem: error.message };
  }
}

const shownRows = (rows: number, all: boolean) => (all ? rows : `at least ${rows}`);

async function csvPreview(bytes: Bytes, most: number, signal: AbortSignal): Promise<FilePreview> {
  const { head, problem } = headOf(await beginning(bytes));
  const told = { format: "csv" as const, utf8: !/UTF/.test(problem ?? "") };
  if (!head) return { ...told, headers: [], rows: 0, first: [], ...(problem && { problem }) };
  const count = await counted(bytes, head, signal);
  const wrong = problem ?? count.problem;
  return {
    format: "csv",
    delimiter: head.columnDelimiter,
    headers: head.columns,
    rows: shownRows(count.rows, bytes.size <= mostLookedBytes && wrong === undefined),
    first: await firstRows(bytes, head, most),
    utf8: !/UTF/.test(wrong ?? ""),
    ...(wrong !== undefined && { problem: wrong }),
  };
}

async function jsonPreview(bytes: Bytes, most: number, signal: AbortSignal): Promise<FilePreview> {
  const scanner = new JsonScanner();
  const union = new ColumnUnion();
  const first: unknown[] = [];
  let problem: string | undefined;
  try {
    for await (const chunk of looked(bytes, 0, signal))
      for (const { value } of scanner.push(chunk)) {
        if (first.length < most) first.push(value);
        union.add(recordCells(value));
      }
    if (bytes.size <= mostLookedBytes) scanner.end();
  } catch (error) {
    if (!(error instanceof CsvProblem)) throw error;
    problem = error.message;
  }
  return {
    format: scanner.shape === "lines" ? "jsonl" : "json",
    headers: union.columns,
    rows: shownRows(scanner.records, bytes.size <= mostLookedBytes && problem === undefined),
    first,
    utf8: !union.columns.some((name) => name.includes("\uFFFD")),
    ...(problem !== undefined && { problem }),
  };
}

/** Looks into a file as createBulkJob takes it: what it is, its headers, how many rows, and the first ones. */
export function previewOfFile(
  name: string,
  bytes: Bytes,
  most: number,
  signal: AbortSignal,
): Promise<FilePreview> {
  return (isJsonName(name) ? jsonPreview : csvPreview)(bytes, most, signal);
}
