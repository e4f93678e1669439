import { Readable } from "node:stream";
import { ToolError } from "../../errors.ts";
import {
  type ColumnDelimiter,
  type CsvFormat,
  type CsvHead,
  CsvProblem,
  csvHead,
  csvRow,
  delimiters,
  type LineEnding,
} from "../../files/csv-format.ts";
import { csvRows } from "../../files/csv-rows.ts";
import { CsvScanner, type Part } from "../../files/csv-scanner.ts";
import type { CheckedColumns } from "./columns.ts";

/** Bytes on disk or in memory; `end` is the last byte wanted. */
export interface Bytes {
  size: number;
  open(start?: number, end?: number): Readable;
  /** As `open`, for those who keep none: a block may be written over once the next one is asked for. */
  blocks(start?: number, end?: number): AsyncIterable<Buffer> | Iterable<Buffer>;
}

/** What was given with the call. */
export function bytesInMemory(buffer: Buffer): Bytes {
  return {
    size: buffer.length,
    open: (start = 0, end = buffer.length - 1) => Readable.from([buffer.subarray(start, end + 1)]),
    blocks: (start = 0, end = buffer.length - 1) => [buffer.subarray(start, end + 1)],
  };
}

/** Rows for jobs: looked through once and found fit, opened part by part. */
export interface BulkSource {
  /** As they are sent. */
  columns: readonly string[];
  format: CsvFormat;
  rows: number;
  /** What one job takes each. */
  parts: readonly SourcePart[];
  /** Columns that are not sent. */
  ignored: readonly string[];
  /** CSV with its header, as the job gets it; may be opened again. */
  open(part: Part): AsyncIterable<Buffer>;
  /** The same for the network: a piece may be written over once the next one is asked for. */
  blocks(part: Part): AsyncIterable<Buffer>;
}

export interface SourcePart extends Part {
  /** What is sent, the header included. */
  bytes: number;
  /** Whether `bytes` is exact. */
  exact: boolean;
}

export interface SourceOptions {
  /** How the argument is called in errors: `file: contacts.csv`. */
  place: string;
  /** Bytes that one job takes, the header included. */
  mostJobBytes: number;
  columnDelimiter?: ColumnDelimiter | undefined;
  lineEnding?: LineEnding | undefined;
  signal: AbortSignal;
  /** Called as bytes are looked at, with how many. */
  looked(bytes: number): void;
  check(columns: readonly string[]): Promise<CheckedColumns>;
}

const mostHeaderBytes = 2_000_000;
/** Rows written anew are handed on in chunks of about this size. */
const chunkCharacters = 64 * 1024;

/** Runs `work`; what it finds wrong becomes BAD_ARGUMENT that says where. */
export async function located<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CsvProblem)) throw error;
    throw new ToolError(
      "BAD_ARGUMENT",
      // `records[3]: …`, where the problem is with one of them.
      `${place}${error.message.startsWith("[") ? "" : ": "}${error.message}.`,
      "Mend it and call again. Nothing was loaded.",
    );
  }
}

/** The bytes from a place on, of which nothing may be kept. */
export async function* watched(
  bytes: Bytes,
  start: number,
  { signal, looked }: Pick<SourceOptions, "signal" | "looked">,
): AsyncGenerator<Buffer> {
  if (start >= bytes.size) return;
  for await (const chunk of bytes.blocks(start)) {
    signal.throwIfAborted();
    yield chunk;
    looked(chunk.length);
  }
}

async function readHead(bytes: Bytes, options: SourceOptions): Promise<CsvHead> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytes.size > 0 ? bytes.open(0, mostHeaderBytes - 1) : []) {
    chunks.push(chunk);
    length += chunk.length;
    const head = csvHead(Buffer.concat(chunks), length >= Math.min(bytes.size, mostHeaderBytes), options);
    if (head) return head;
  }
  throw new CsvProblem("it is empty; it must hold a line that names the columns, and rows");
}

/** A wrong delimiter shows as one column whose name holds another one. */
function checkDelimiter({ columns, columnDelimiter }: CsvHead, bytes: Bytes): void {
  const [only = ""] = columns;
  if (columns.length > 1 || bytes.size === 0) return;
  const other = Object.entries(delimiters).find(
    ([name, text]) => name !== columnDelimiter && only.includes(text),
  );
  if (!other) return;
  throw new CsvProblem(
    `columnDelimiter is ${columnDelimiter}, but the header ${JSON.stringify(only)} looks like ${other[0]}`,
  );
}

async function scan(bytes: Bytes, head: CsvHead, mostPartBytes: number, options: SourceOptions) {
  const scanner = new CsvScanner({
    delimiter: delimiters[head.columnDelimiter],
    rowEnd: head.lineEnding === "CR" ? "CR" : "LF",
    crlf: head.lineEnding === "CRLF",
    columns: head.columns.length,
    start: head.length,
    mostPartBytes,
  });
  for await (const chunk of watched(bytes, head.length, options)) scanner.push(chunk);
  const parts = scanner.end();
  if (scanner.rows === 0) throw new CsvProblem("it has a header but no rows");
  return { parts, rows: scanner.rows, odd: scanner.odd || head.lineEnding === "CR" };
}

/** A file of CSV, looked through once. It goes out byte by byte as it is, unless something in it must be left out. */
export function csvSource(bytes: Bytes, options: SourceOptions): Promise<BulkSource> {
  return located(options.place, async () => {
    const head = await readHead(bytes, options);
    checkDelimiter(head, bytes);
    const { names, ignored } = await options.check(head.columns);
    const columns = names.filter((name) => name !== undefined);
    const lineEnding = head.lineEnding === "CR" ? "LF" : head.lineEnding;
    const format = { columnDelimiter: head.columnDelimiter, lineEnding };
    const header = Buffer.from(csvRow(columns, format));
    const { parts, rows, odd } = await scan(bytes, head, options.mostJobBytes - header.length, options);
    const anew = odd || ignored.length > 0;
    return {
      columns,
      format,
      rows,
      ignored,
      parts: parts.map((part) => ({ ...part, bytes: header.length + part.end - part.start, exact: !anew })),
      ...(anew ? openedAlike((part) => rewritten(bytes, part, head, names, format)) : asItIs(bytes, header)),
    };
  });
}

type Opened = Pick<BulkSource, "open" | "blocks">;

/** What is made anew for each who opens it, so that nothing of it is written over. */
export function openedAlike(open: BulkSource["open"]): Opened {
  return { open, blocks: open };
}

function asItIs(bytes: Bytes, header: Buffer): Opened {
  async function* headed(rest: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Buffer> {
    yield header;
    yield* rest;
  }
  return {
    open: ({ start, end }) => headed(bytes.open(start, end - 1)),
    blocks: ({ start, end }) => headed(bytes.blocks(start, end - 1)),
  };
}

/** Puts short texts together into chunks. */
export async function* chunked(texts: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let waiting = "";
  for await (const text of texts) {
    waiting += text;
    if (waiting.length < chunkCharacters) continue;
    yield Buffer.from(waiting);
    waiting = "";
  }
  if (waiting !== "") yield Buffer.from(waiting);
}

/** Rows parsed and written anew, with the columns that stay. */
function rewritten(
  bytes: Bytes,
  { start, end }: Part,
  head: CsvHead,
  names: CheckedColumns["names"],
  format: CsvFormat,
): AsyncGenerator<Buffer> {
  const places = names.flatMap((name, place) => (name === undefined ? [] : [place]));
  async function* rows(): AsyncGenerator<string> {
    yield csvRow(
      names.filter((name) => name !== undefined),
      format,
    );
    const options = {
      delimiter: delimiters[head.columnDelimiter],
      record_delimiter: head.lineEnding === "CR" ? ["\r"] : ["\r\n", "\n"],
      skip_empty_lines: true,
    };
    for await (const row of csvRows(bytes.open(start, end - 1), options))
      yield csvRow(
        places.map((place) => row[place] ?? ""),
        format,
      );
  }
  return chunked(rows());
}
