import { callOf, ToolError } from "../errors.ts";
import { csvRows } from "../files/csv-rows.ts";
import type { FilesFolder } from "../files/folder.ts";
import { columnReaders } from "../salesforce/bulk/cell-types.ts";
import { type BulkJob, findJob, isOver } from "../salesforce/bulk/jobs.ts";
import { emptied } from "../salesforce/bulk/record-cells.ts";
import { type ResultRecord, readResults } from "../salesforce/bulk/results.ts";
import { describeObject } from "../salesforce/metadata/describe.ts";
import type { ObjectDescribe } from "../salesforce/rest/answers.ts";
import type { BackupFile, Salesforce } from "../salesforce/rest/client.ts";
import { sameName } from "../spelling.ts";
import type { Change, RecordChange } from "./journal.ts";

/** As many records of a change as are taken back one by one. */
const mostRecords = 10_000;

/** What these operations of bulk jobs do to a record, which its id alone is enough to take back. */
const did: ReadonlyMap<string, RecordChange["did"]> = new Map([
  ["insert", "created"],
  ["delete", "deleted"],
]);

/** Why a bulk job of this operation cannot be taken back; undefined where its results and the backup are enough. */
export function whyNotJob(operation: string, backup?: BackupFile): string | undefined {
  if (operation === "hardDelete") return "the records were deleted for good, past the recycle bin";
  return did.has(operation) || backup ? undefined : "nothing tells what the records held before";
}

function tooMany(job: string): string {
  const rows = callOf("getBulkJobResults", { jobId: job, kind: "successful", saveTo: "ids.csv" });
  return `it is about more than ${mostRecords.toLocaleString("en")} records; ${rows} saves their ids, for a job of createBulkJob`;
}

/** Records as a backup holds them, by the first 15 characters of their ids. */
type Before = ReadonlyMap<string, Record<string, unknown>>;

async function* rowsOf(backup: BackupFile, files: FilesFolder): AsyncGenerator<string[]> {
  const file = await files.read(backup.path);
  if (file.size !== backup.bytes) throw new ToolError("FILE_REFUSED", "it was changed since");
  yield* csvRows(file.open(), {});
}

/** What the backup holds, with numbers and booleans as such; the reason why it cannot be read. */
async function beforeIn(
  { backup, objects: [object = ""] }: Change,
  { salesforce, files }: JobScope,
): Promise<Before | string> {
  if (backup === undefined) return new Map();
  const before = new Map<string, Record<string, unknown>>();
  try {
    let columns: string[] | undefined;
    let readers: ((text: string) => unknown)[] = [];
    for await (const row of rowsOf(backup, files)) {
      if (columns === undefined) {
        columns = row;
        readers = await columnReaders(salesforce, object, columns);
        continue;
      }
      const [id = "", ...values] = row.map((text, index) =>
        text === emptied ? null : (readers[index]?.(text) ?? text),
      );
      const names = columns.slice(1);
      before.set(
        String(id).slice(0, 15),
        Object.fromEntries(names.map((name, index) => [name, values[index]])),
      );
    }
    return before;
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== "FILE_REFUSED") throw error;
    return `its backup ${backup.path} cannot be used: ${error.message}`;
  }
}

/** What a job wrote into a record, by a row of its results. */
function afterIn(row: ResultRecord, { fields }: ObjectDescribe): Pick<RecordChange, "after" | "afterByKey"> {
  const after: NonNullable<RecordChange["after"]> = {};
  const afterByKey: NonNullable<RecordChange["afterByKey"]> = {};
  for (const [column, text] of Object.entries(row)) {
    // An empty cell left its field as it was.
    if (/^(?:sf__\w+|Id)$/i.test(column) || text === null || text === "") continue;
    const value = text === emptied ? null : text;
    const [, relationship, key] = /^(?:\w+:)?(\w+)\.(\w+)$/.exec(column) ?? [];
    const field = fields.find(({ name, relationshipName }) =>
      relationship === undefined ? sameName(name, column) : sameName(relationshipName ?? "", relationship),
    );
    if (field === undefined) continue;
    if (relationship === undefined) after[field.name] = value;
    else afterByKey[field.name] = { path: `${field.relationshipName}.${key}`, value };
  }
  return { after, afterByKey };
}

const unsaved = "its backup does not hold it";

function changeOf(row: ResultRecord, job: BulkJob, describe: ObjectDescribe, before: Before): RecordChange[] {
  const { sf__Id: id, sf__Created: made } = row;
  if (typeof id !== "string") return [];
  const { object, operation } = job;
  const alone = did.get(operation) ?? (String(made) === "true" ? "created" : undefined);
  if (alone !== undefined) return [{ object, id, did: alone }];
  const held = before.get(id.slice(0, 15));
  const { after = {}, afterByKey } = afterIn(row, describe);
  const written = new Set([...Object.keys(after), ...Object.keys(afterByKey ?? {})]);
  const own = Object.entries(held ?? {}).filter(([name]) => written.has(name));
  const found = held === undefined ? { reason: unsaved } : { before: Object.fromEntries(own) };
  return [{ object, id, did: "updated", after, ...(afterByKey && { afterByKey }), ...found }];
}

async function recordsOf(
  salesforce: Salesforce,
  id: string,
  room: number,
  before: Before,
): Promise<RecordChange[] | string> {
  const job = await findJob(salesforce, id);
  if (!isOver(job)) return `the job ${id} is still ${job.state}; getBulkJob says when it is over`;
  const options = {
    from: { locator: undefined, skip: 0 },
    most: room + 1,
    pageRows: room + 1,
    signal: salesforce.signal,
  };
  const { records } = await readResults(salesforce, job, "successful", options);
  if (records.length > room) return tooMany(id);
  const describe = await describeObject(salesforce, job.object);
  return records.flatMap((row) => changeOf(row, job, describe, before));
}

interface JobScope {
  salesforce: Salesforce;
  files: FilesFolder;
}

async function recordsIn(
  change: Change,
  jobs: readonly string[],
  scope: JobScope,
): Promise<RecordChange[] | string> {
  const before = await beforeIn(change, scope);
  if (typeof before === "string") return before;
  const found: RecordChange[] = [];
  for (const job of jobs) {
    const records = await recordsOf(scope.salesforce, job, mostRecords - found.length, before);
    if (typeof records === "string") return records;
    found.push(...records);
  }
  return found;
}

/** Why some changes cannot be taken back as things are, by their ids. */
export type Hindrances = ReadonlyMap<string, string>;

/**
 * Gives changes of bulk jobs the records that the jobs' results and their backup name, so that they are asked for
 * once. Of those where these cannot be told now, it says why.
 */
export async function takeJobRecords(scope: JobScope, changes: readonly Change[]): Promise<Hindrances> {
  const hindrances = new Map<string, string>();
  for (const change of changes) {
    if (change.jobs === undefined || change.reason !== undefined || change.records.length > 0) continue;
    const found = await recordsIn(change, change.jobs, scope);
    if (typeof found === "string") hindrances.set(change.id, found);
    else change.records = found;
  }
  return hindrances;
}
