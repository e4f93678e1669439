import { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import { ApiError } from "../errors.ts";
import type { Org } from "../handler.ts";
import { keyed } from "../json.ts";
import { parseSoql } from "../soql/parse/parse.ts";
import { type QueryOptions, type QueryResult, runQuery } from "../soql/query.ts";
import type { FieldSchema, ObjectSchema } from "../store/schema.ts";
import { cell, doubleText } from "./csv.ts";
import { goesOn, inBackground } from "./ingest.ts";
import { delimiters, lineEndings, moveTo, type QueryJob } from "./job.ts";

/** Rows that are fetched in one go; others are answered in between. */
const chunkRows = 2_000;

type Row = QueryResult["records"][number];

function optionsOf({ userId, version, operation }: QueryJob): QueryOptions {
  return { userId, version, all: operation === "queryAll", bulk: true };
}

/** The field that a column like `Account.Owner.Name` leads to, if its way is clear. */
function fieldAt(org: Org, object: ObjectSchema, column: string): FieldSchema | undefined {
  const names = column.split(".");
  let at: ObjectSchema | undefined = object;
  for (const name of names.slice(0, -1)) {
    const [target, other]: readonly string[] = at?.parent(name)?.referenceTo ?? [];
    at = target && other === undefined ? org.schema.object(target) : undefined;
  }
  return at?.field(names.at(-1) ?? "");
}

/** Throws what is wrong with a bulk query before a job is made of it, and tells its object and columns. */
export function checkQuery(
  org: Org,
  job: Pick<QueryJob, "userId" | "version" | "operation">,
  query: string,
): { object: ObjectSchema; columns: readonly string[] } {
  const options = { ...job, all: job.operation === "queryAll", bulk: true, window: { after: "", rows: 0 } };
  const { objectName, columns } = runQuery(org, query, options);
  const object = org.schema.object(objectName);
  if (!object)
    throw new ApiError(400, "INVALIDENTITY", `Entity '${objectName}' is not supported by the Bulk API.`);
  const isCompound = columns.some((column) => {
    const type = fieldAt(org, object, column)?.type;
    return type === "address" || type === "location";
  });
  if (isCompound) throw new ApiError(400, "API_ERROR", "Selecting compound data not supported in Bulk Query");
  return { object, columns };
}

/** How a column's values are written: numbers as Java prints them, times in UTC with a Z. */
function writerOf(org: Org, object: ObjectSchema, column: string): (row: Row) => string {
  const path = column.split(".");
  const type = fieldAt(org, object, column)?.type;
  const isDouble = type === "double" || type === "currency" || type === "percent";
  return (row) => {
    let value: unknown = row;
    for (const name of path) value = keyed(value)[name];
    if (value === null || value === undefined) return '""';
    if (typeof value === "number") return `"${isDouble ? doubleText(value) : value}"`;
    return typeof value === "string"
      ? cell(type === "datetime" ? value.replace("+0000", "Z") : value)
      : `"${String(value)}"`;
  };
}

function addSegment(org: Org, job: QueryJob, records: readonly Row[]): void {
  const writers = job.columns.map((column) => writerOf(org, job.object, column));
  const delimiter = delimiters[job.columnDelimiter];
  const ending = lineEndings[job.lineEnding];
  const starts = new Uint32Array(records.length + 1);
  const lines = records.map((row, index) => {
    const line = writers.map((write) => write(row)).join(delimiter) + ending;
    starts[index + 1] = (starts[index] ?? 0) + Buffer.byteLength(line);
    return line;
  });
  job.segments.push({ lines: gzipSync(lines.join(""), { level: 1 }), starts });
  job.processed += records.length;
}

function idOf(row: Row | undefined): string {
  // Every record of a bulk query has attributes with a url that ends in its id.
  return (
    String(keyed(row?.["attributes"])["url"] ?? "")
      .split("/")
      .at(-1) ?? ""
  );
}

/** Fetches the rows in the order of their ids, unless the query says which come first or how many. */
async function fetchRows(org: Org, job: QueryJob): Promise<void> {
  const { order, limit } = parseSoql(job.query);
  if (order.length > 0 || limit !== undefined) {
    const { records } = runQuery(org, job.query, optionsOf(job));
    for (let start = 0; start < records.length; start += chunkRows)
      addSegment(org, job, records.slice(start, start + chunkRows));
    return;
  }
  for (let after = ""; goesOn(org, job, "InProgress"); await nextTurn()) {
    const window = { after, rows: chunkRows };
    const { records } = runQuery(org, job.query, { ...optionsOf(job), window });
    if (records.length > 0) addSegment(org, job, records);
    if (records.length < chunkRows) return;
    after = idOf(records.at(-1));
  }
}

export function startQuery(org: Org, job: QueryJob): void {
  moveTo(org, job, "UploadComplete");
  void inBackground(org, job, () => fetchRows(org, job));
}

/** Rows from `start` on, at most `count`, under a header line. */
export function resultPage(job: QueryJob, start: number, count: number): Readable {
  const header = job.columns.map(cell).join(delimiters[job.columnDelimiter]) + lineEndings[job.lineEnding];
  function* parts(): Generator<Buffer, void> {
    yield Buffer.from(header);
    let first = 0;
    for (const { lines, starts } of job.segments) {
      const rows = starts.length - 1;
      const from = Math.max(start - first, 0);
      const to = Math.min(start + count - first, rows);
      if (from < to) yield gunzipSync(lines).subarray(starts[from], starts[to]);
      first += rows;
    }
  }
  return Readable.from(parts(), { objectMode: false });
}
