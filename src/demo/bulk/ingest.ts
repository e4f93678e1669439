import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";
import { ApiError } from "../errors.ts";
import type { Org } from "../handler.ts";
import { deleteRecord } from "../rows/delete.ts";
import { keyNamedTwice, keysNamedTwice } from "../rows/input.ts";
import { insertColumns, rowsByKey, updateColumns } from "../rows/write.ts";
import { to18 } from "../store/ids.ts";
import { batchesOf, cellsOf, headerLine, UnreadableFile } from "./csv.ts";
import { type Header, type RowInput, readHeader, readRow } from "./header.ts";
import { fail, type IngestJob, type Job, jobsOf, moveTo } from "./job.ts";
import { type BatchOutcome, outcomeOf } from "./outcome.ts";

/** Rows that are saved in one go, as Salesforce hands 200 at a time to triggers; others are answered in between. */
export const batchRows = 200;
/** What Salesforce counts as a batch. */
const countedRows = 10_000;

interface Saved {
  id: string;
  created: boolean;
}

function missing(name: string): ApiError {
  return new ApiError(400, "MISSING_ARGUMENT", `${name} not specified`, []);
}

function insert(org: Org, { object, userId, assignmentRuleId }: IngestJob, { id, columns }: RowInput): Saved {
  if (id !== "")
    throw new ApiError(400, "INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call", ["Id"]);
  return {
    id: insertColumns(org, userId, object, columns, { assignment: assignmentRuleId ?? false }).id,
    created: true,
  };
}

function update(org: Org, { object, userId, assignmentRuleId }: IngestJob, { id, columns }: RowInput): Saved {
  if (id === "") throw missing("Id");
  updateColumns(org, userId, object, id, columns, { assignment: assignmentRuleId });
  return { id: to18(id) ?? id, created: false };
}

function upsert(org: Org, job: IngestJob, input: RowInput): Saved {
  const { object, externalIdFieldName = "Id" } = job;
  const { key, columns } = input;
  const field = object.field(externalIdFieldName);
  if (field?.type === "id")
    return key === "" ? insert(org, job, input) : update(org, job, { ...input, id: key });
  if (key === "") throw missing(externalIdFieldName);
  const ids = rowsByKey(org, object, externalIdFieldName, key).map(({ Id }) => String(Id));
  const [id, second] = ids;
  if (second !== undefined)
    throw new ApiError(
      400,
      "DUPLICATE_EXTERNAL_ID",
      `${externalIdFieldName}: more than one record found for external id field: [${ids.join(", ")}]`,
      [externalIdFieldName],
    );
  if (id !== undefined) return update(org, job, { ...input, id });
  return insert(org, job, { ...input, columns: columns.set(field?.name ?? externalIdFieldName, key) });
}

function remove(org: Org, { object, userId, operation }: IngestJob, { id }: RowInput): Saved {
  if (id === "") throw missing("Id");
  deleteRecord(org, userId, object, id, { forGood: operation === "hardDelete" });
  return { id: to18(id) ?? id, created: false };
}

const operations = { insert, update, upsert, delete: remove, hardDelete: remove };

/** An error as a result file has it: `CODE:message:fields --`. */
function errorText(error: unknown): string {
  if (!(error instanceof ApiError)) throw error;
  const { errorCode, message, fields = [] } = error;
  if (errorCode === "NOT_FOUND") return "INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--";
  return `${errorCode}:${message}:${fields.length > 0 ? `${fields.join(", ")} ` : ""}--`;
}

/** The id that a failed row has in a result file. */
function givenId(header: Header, cells: readonly string[]): string {
  const place = header.roles.findIndex(({ kind }) => kind === "id");
  return to18(cells[place] ?? "") ?? "";
}

function saveBatch(org: Org, job: IngestJob, header: Header, rows: readonly string[][]): BatchOutcome {
  const save = operations[job.operation];
  const keyAt = header.roles.findIndex(({ kind }) => kind === "key");
  const keyName = job.externalIdFieldName ?? "Id";
  const keys = keyAt === -1 ? [] : rows.map((cells) => cells[keyAt] ?? "");
  const twice = keysNamedTwice(job.object, keyName, keys);
  const errors = new Map<number, string>();
  const ids: string[] = [];
  const kinds: string[] = [];
  for (const [index, cells] of rows.entries()) {
    try {
      const key = keys[index] ?? "";
      if (twice.has(key)) throw keyNamedTwice(job.object.field(keyName)?.name ?? keyName, key);
      // Everything about a row is checked before anything of it is written.
      const { id, created } = save(org, job, readRow(header, job, cells));
      ids.push(id);
      kinds.push(created ? "c" : "d");
    } catch (error) {
      errors.set(index, errorText(error));
      ids.push(givenId(header, cells));
      kinds.push("f");
    }
  }
  job.processed += rows.length;
  job.failed += errors.size;
  return outcomeOf(ids, kinds, errors);
}

export function goesOn(org: Org, job: Job, state: Job["state"]): boolean {
  return job.state === state && !jobsOf(org).stopped;
}

async function saveRows(org: Org, job: IngestJob, upload: NonNullable<IngestJob["upload"]>): Promise<void> {
  const names = await cellsOf(await headerLine(upload, job), job);
  if (names.length === 0)
    throw new UnreadableFile("InvalidBatch : Failed to parse CSV. The file has no header row");
  const header = readHeader(org, job, names);
  let rowNumber = 1;
  for await (const rows of batchesOf(upload, job, batchRows)) {
    if (!goesOn(org, job, "InProgress")) return;
    const ragged = rows.findIndex((cells) => cells.length !== names.length);
    const whole = ragged === -1 ? rows : rows.slice(0, ragged);
    if ((rowNumber - 1) % countedRows === 0) org.count("bulk.batch");
    job.outcomes.push(org.store.savepoint(() => saveBatch(org, job, header, whole)));
    if (ragged !== -1)
      throw new UnreadableFile(
        `InvalidBatch : Failed to parse CSV. Row ${rowNumber + ragged} has ${rows[ragged]?.length} values, but the header has ${names.length} columns`,
      );
    rowNumber += rows.length;
    await nextTurn();
  }
}

/** Runs the work of a job: it waits for its turn, lasts a while, and ends in success or failure. */
export async function inBackground(org: Org, job: Job, work: () => Promise<void>): Promise<void> {
  const wait = () => delay(org.settings.bulkMilliseconds, undefined, { ref: false });
  await wait();
  if (!goesOn(org, job, "UploadComplete")) return;
  moveTo(org, job, "InProgress");
  const leastTime = wait();
  try {
    await work();
    await leastTime;
    if (goesOn(org, job, "InProgress")) moveTo(org, job, "JobComplete");
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (goesOn(org, job, "InProgress"))
      fail(org, job, error instanceof UnreadableFile ? text : `UNKNOWN_EXCEPTION : ${text}`);
  }
}

/** Starts the processing of a closed job. */
export function startIngest(org: Org, job: IngestJob): void {
  const { upload } = job;
  moveTo(org, job, "UploadComplete");
  if (upload) void inBackground(org, job, () => saveRows(org, job, upload));
}
