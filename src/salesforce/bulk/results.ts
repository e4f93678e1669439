import { Readable } from "node:stream";
import { ToolError } from "../../errors.ts";
import { type CsvHead, csvHead, delimiters } from "../../files/csv-format.ts";
import { csvRows } from "../../files/csv-rows.ts";
import type { Salesforce } from "../rest/client.ts";
import { PageTrail } from "../rest/page-trail.ts";
import { retried } from "../rest/retry.ts";
import { TransportError } from "../rest/transport.ts";
import { columnReaders } from "./cell-types.ts";
import { type BulkJob, jobPath, kindOf } from "./jobs.ts";

export type ResultKind = "successful" | "failed" | "unprocessed" | "query";

const resources: Record<ResultKind, string> = {
  successful: "successfulResults/",
  failed: "failedResults/",
  unprocessed: "unprocessedrecords/",
  query: "results",
};

/** One page of a job's results, as it arrives. */
export interface ResultPage {
  /** Undefined when the answer is empty. */
  head: CsvHead | undefined;
  /** All bytes, the header's included. */
  chunks: AsyncIterable<Buffer>;
  /** Where the next page begins. */
  locator: string | undefined;
  /** Rows of this page, when Salesforce says so. */
  rows: number | undefined;
  /** Ends it early. */
  close(): void;
}

/** Salesforce writes the word where there is no further page. */
function locatorIn(header: string | undefined): string | undefined {
  return header === undefined || header === "" || header === "null" ? undefined : header;
}

export interface PageOptions {
  locator: string | undefined;
  /** Rows of a page, for query results; the others come as one. */
  maxRecords: number;
  signal: AbortSignal;
}

async function openPage(
  salesforce: Salesforce,
  job: BulkJob,
  kind: ResultKind,
  { locator, maxRecords }: PageOptions,
): Promise<ResultPage> {
  const { headers, body } = await salesforce.stream("GET", jobPath(job, resources[kind]), {
    headers: { accept: "text/csv" },
    query: { locator, ...(kind === "query" && { maxRecords }) },
  });
  const rows = Number(headers["sforce-numberofrecords"] ?? Number.NaN);
  // Closed before its end it says so as an error, which nobody need hear.
  body.on("error", () => undefined);
  const { head, chunks } = await withHead(body);
  return {
    head,
    chunks,
    locator: locatorIn(headers["sforce-locator"]),
    rows: Number.isFinite(rows) ? rows : undefined,
    close: () => body.destroy(),
  };
}

/** Thrown while a page is read: it may be asked for again. */
export function brokenOff(cause: unknown): TransportError {
  return new TransportError("The results broke off on the way.", {
    sent: true,
    lasting: false,
    hint: "Ask for them again.",
    cause,
  });
}

/**
 * Opens one page of results, the first or the one at a locator, and has it read; again from its beginning when
 * it breaks off on the way, so `read` must be able to begin anew.
 */
export async function withPage<T>(
  salesforce: Salesforce,
  job: BulkJob,
  kind: ResultKind,
  options: PageOptions,
  read: (page: ResultPage) => Promise<T>,
): Promise<T> {
  const { signal } = options;
  const attempt = async () => {
    const page = await openPage(salesforce, job, kind, options);
    try {
      return await read(page);
    } finally {
      page.close();
    }
  };
  try {
    return await retried(attempt, { idempotent: true, signal });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof TransportError) throw new ToolError("NETWORK", error.message, error.hint);
    throw error;
  }
}

/** Reads until the header is there, and gives all of it on. */
async function withHead(body: Readable): Promise<Pick<ResultPage, "head" | "chunks">> {
  const bytes: AsyncIterator<Buffer> = body[Symbol.asyncIterator]();
  const iterator = {
    next: () =>
      bytes.next().catch((error: unknown) => {
        throw brokenOff(error);
      }),
  };
  let start = Buffer.alloc(0);
  let head: CsvHead | undefined;
  while (!head) {
    const { done, value } = await iterator.next();
    if (!done) start = Buffer.concat([start, value]);
    const empty = start.length === 0 || start.toString("utf8").trim() === "";
    head = empty ? undefined : csvHead(start, done === true);
    if (done) break;
  }
  async function* chunks(): AsyncGenerator<Buffer> {
    if (start.length > 0) yield start;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  }
  return { head, chunks: chunks() };
}

/** The rows of a page, parsed; without its header. */
export async function* rowsOf(page: ResultPage): AsyncGenerator<string[]> {
  if (!page.head) return;
  yield* csvRows(Readable.from(page.chunks, { objectMode: false }), {
    delimiter: delimiters[page.head.columnDelimiter],
    record_delimiter: ["\r\n", "\n"],
    skip_empty_lines: true,
    relax_column_count: true,
    from: 2,
  });
}

/** A row as a record; empty cells are null. */
export type ResultRecord = Record<string, unknown>;

/** How the rows of a page become records: those of a query with numbers and booleans, others as text. */
export async function recordReader(
  salesforce: Salesforce,
  job: BulkJob,
  columns: readonly string[],
): Promise<(row: readonly string[]) => ResultRecord> {
  const readers = kindOf(job) === "query" ? await columnReaders(salesforce, job.object, columns) : [];
  return (row) =>
    Object.fromEntries(
      columns.map((column, index) => {
        const text = row[index] ?? "";
        return [column, text === "" ? null : (readers[index]?.(text) ?? text)];
      }),
    );
}

/** Where reading goes on: so many rows into a page. */
export interface Place {
  locator: string | undefined;
  skip: number;
}

/** Rows from a place on. */
export interface ResultRows {
  columns: readonly string[];
  records: ResultRecord[];
  /** Whether there are more. */
  more: boolean;
  /** The place right after so many of `records`. */
  after(shown: number): Place;
}

interface ReadOptions {
  from: Place;
  most: number;
  /** The same for all places of one result. */
  pageRows: number;
  signal: AbortSignal;
}

/** Reads at most `most` rows from a place on. */
export async function readResults(
  salesforce: Salesforce,
  job: BulkJob,
  kind: ResultKind,
  { from, most, pageRows, signal }: ReadOptions,
): Promise<ResultRows> {
  const records: ResultRecord[] = [];
  const pages: { locator: string | undefined; first: number }[] = [];
  let columns: readonly string[] = [];
  const trail = new PageTrail();
  let place: Place | undefined = from;
  let more = false;
  while (place && !more && records.length < most) {
    const { locator, skip }: Place = place;
    trail.follow(locator);
    const options = { locator, maxRecords: pageRows, signal };
    const room = most - records.length;
    const read = async (page: ResultPage) =>
      rowsIn(page, skip, room, await recordReader(salesforce, job, page.head?.columns ?? []));
    const found: RowsOfPage = await withPage(salesforce, job, kind, options, read);
    pages.push({ locator, first: records.length - skip });
    columns = found.columns.length > 0 ? found.columns : columns;
    records.push(...found.records);
    more = found.more;
    place = found.locator === undefined ? undefined : { locator: found.locator, skip: 0 };
  }
  if (place && !more) pages.push({ locator: place.locator, first: records.length });
  return {
    columns,
    records,
    more: more || place !== undefined,
    after(shown) {
      const page = pages.findLast(({ first }) => first <= shown);
      return { locator: page?.locator, skip: shown - (page?.first ?? 0) };
    },
  };
}

interface RowsOfPage extends Pick<ResultRows, "columns" | "records" | "more"> {
  locator: string | undefined;
}

async function rowsIn(
  page: ResultPage,
  skip: number,
  most: number,
  recordOf: (row: readonly string[]) => ResultRecord,
): Promise<RowsOfPage> {
  const columns = page.head?.columns ?? [];
  const records: ResultRecord[] = [];
  let passed = 0;
  for await (const row of rowsOf(page)) {
    if (passed++ < skip) continue;
    if (records.length === most) return { columns, records, more: true, locator: page.locator };
    records.push(recordOf(row));
  }
  return { columns, records, more: false, locator: page.locator };
}
