import { Readable } from "node:stream";
import { ToolError } from "../../errors.ts";
import { type CsvHead, CsvProblem, csvHead, delimiters } from "../../files/csv-format.ts";
import { csvRows } from "../../files/csv-rows.ts";
import { describeObject } from "../metadata/describe.ts";
import type { Salesforce } from "../rest/client.ts";
import { PageTrail } from "../rest/page-trail.ts";
import { retried } from "../rest/retry.ts";
import { TransportError } from "../rest/transport.ts";
import { columnReaders } from "./cell-types.ts";
import type { CameRows } from "./counts.ts";
import { type BulkJob, jobPath, kindOf, type ResultKind } from "./jobs.ts";

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
  /** Rows of this page, when Salesforce says so (`Sforce-NumberOfRecords`). */
  announced: number | undefined;
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
  /** The page where it is on its way already. */
  ahead?: Promise<ResultPage> | undefined;
}

/** Asks for a page before the one before it has been read; whoever does not read it closes it. */
export function pageAhead(
  salesforce: Salesforce,
  job: BulkJob,
  kind: ResultKind,
  options: PageOptions,
): Promise<ResultPage> {
  const page = openPage(salesforce, job, kind, options);
  // Its failure is seen where it is read.
  page.catch(() => undefined);
  return page;
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
  const announced = Number(headers["sforce-numberofrecords"] ?? Number.NaN);
  // Closed before its end it says so as an error, which nobody need hear.
  body.on("error", () => undefined);
  const { head, chunks } = await withHead(body);
  return {
    head,
    chunks,
    locator: locatorIn(headers["sforce-locator"]),
    announced: Number.isFinite(announced) ? announced : undefined,
    close: () => body.destroy(),
  };
}

/** Thrown while a page is read: it may be asked for again. */
class BrokenPage extends TransportError {
  constructor(cause: unknown) {
    const options = { sent: true, lasting: false, hint: "Ask for them again.", cause };
    super("The results broke off on the way.", options);
  }
}

/** A page that came to its end with other rows than were announced. */
class OddPage extends BrokenPage {}

/** Whether an error is about the text of a page, which ended in the middle of a row or a quote. */
function isUnreadable(error: unknown): error is Error {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return error instanceof CsvProblem || code.startsWith("CSV_");
}

/** How the rows of a page that was read to its end are told; throws when they may come right the next time. */
export type PageEnd = (page: ResultPage, came: number) => CameRows;

const mustFit: PageEnd = ({ announced }, came) => {
  if (announced !== undefined && announced !== came) throw new OddPage(undefined);
  return { announced, came };
};

/**
 * Opens one page of results, the first or the one at a locator, and has it read; again from its beginning when
 * it breaks off on the way or has other rows than it announced, so `read` must be able to begin anew. Of one that
 * comes so again and again the rows are taken as they are.
 */
export async function withPage<T>(
  salesforce: Salesforce,
  job: BulkJob,
  kind: ResultKind,
  options: PageOptions,
  read: (page: ResultPage, end: PageEnd) => Promise<T>,
): Promise<T> {
  const { signal } = options;
  let { ahead } = options;
  const attempt = async (end: PageEnd) => {
    const coming = ahead ?? openPage(salesforce, job, kind, options);
    ahead = undefined;
    const page = await coming;
    try {
      return await read(page, end);
    } catch (error) {
      throw isUnreadable(error) ? new BrokenPage(error) : error;
    } finally {
      page.close();
    }
  };
  try {
    return await retried(() => attempt(mustFit), { idempotent: true, signal }).catch((error: unknown) => {
      if (!(error instanceof OddPage)) throw error;
      return attempt(({ announced }, came) => ({ announced, came }));
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof BrokenPage && isUnreadable(error.cause)) throw unreadable(job, error.cause);
    if (error instanceof TransportError) throw new ToolError("NETWORK", error.message, error.hint);
    throw error;
  }
}

function unreadable({ id }: BulkJob, { message }: Error): ToolError {
  return new ToolError("UNEXPECTED_RESPONSE", `The results of ${id} cannot be read as CSV: ${message}.`);
}

/** Reads until the header is there, and gives all of it on. */
async function withHead(body: Readable): Promise<Pick<ResultPage, "head" | "chunks">> {
  const bytes: AsyncIterator<Buffer> = body[Symbol.asyncIterator]();
  const iterator = {
    next: () =>
      bytes.next().catch((error: unknown) => {
        throw new BrokenPage(error);
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
  /** Of the pages that were read whole. */
  rows: CameRows;
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
  // How its columns are to be read is asked for along with them.
  if (kindOf(job) === "query") describeObject(salesforce, job.object).catch(() => undefined);
  const records: ResultRecord[] = [];
  const pages: { locator: string | undefined; first: number }[] = [];
  let rows: CameRows = { announced: undefined, came: 0 };
  let columns: readonly string[] = [];
  const trail = new PageTrail();
  let place: Place | undefined = from;
  let more = false;
  while (place && !more && records.length < most) {
    const { locator, skip }: Place = place;
    trail.follow(locator);
    const options = { locator, maxRecords: pageRows, signal };
    const room = most - records.length;
    const read = async (page: ResultPage, end: PageEnd) =>
      rowsIn(page, { skip, room, end }, await recordReader(salesforce, job, page.head?.columns ?? []));
    const found: RowsOfPage = await withPage(salesforce, job, kind, options, read);
    pages.push({ locator, first: records.length - skip });
    columns = found.columns.length > 0 ? found.columns : columns;
    records.push(...found.records);
    rows = sumOf(rows, found.rows);
    more = found.more;
    place = found.locator === undefined ? undefined : { locator: found.locator, skip: 0 };
  }
  if (place && !more) pages.push({ locator: place.locator, first: records.length });
  return {
    columns,
    records,
    more: more || place !== undefined,
    rows,
    after(shown) {
      const page = pages.findLast(({ first }) => first <= shown);
      return { locator: page?.locator, skip: shown - (page?.first ?? 0) };
    },
  };
}

/** The rows of several pages together. */
export function sumOf(some: CameRows, others: CameRows): CameRows {
  const announced =
    some.announced === undefined && others.announced === undefined
      ? undefined
      : (some.announced ?? some.came) + (others.announced ?? others.came);
  return { announced, came: some.came + others.came };
}

interface RowsOfPage extends Pick<ResultRows, "columns" | "records" | "more" | "rows"> {
  locator: string | undefined;
}

async function rowsIn(
  page: ResultPage,
  { skip, room, end }: { skip: number; room: number; end: PageEnd },
  recordOf: (row: readonly string[]) => ResultRecord,
): Promise<RowsOfPage> {
  const columns = page.head?.columns ?? [];
  const records: ResultRecord[] = [];
  let passed = 0;
  for await (const row of rowsOf(page)) {
    if (passed++ < skip) continue;
    if (records.length === room)
      return { columns, records, more: true, rows: { announced: undefined, came: 0 }, locator: page.locator };
    records.push(recordOf(row));
  }
  return { columns, records, more: false, rows: end(page, passed), locator: page.locator };
}
