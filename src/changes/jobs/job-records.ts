import { callOf, ToolError } from "../../errors.ts";
import { csvHead, delimiters } from "../../files/csv-format.ts";
import { csvRows } from "../../files/csv-rows.ts";
import { DiskFilesFolder } from "../../files/disk-folder.ts";
import type { ExistingFile, FilesFolder } from "../../files/folder.ts";
import { temporaryFolder } from "../../gone-with-process.ts";
import { columnReaders } from "../../salesforce/bulk/cell-types.ts";
import { parentKeyOf, writtenField } from "../../salesforce/bulk/columns.ts";
import { type BulkJob, findJob, isOver } from "../../salesforce/bulk/jobs.ts";
import { emptied } from "../../salesforce/bulk/record-cells.ts";
import { ResultFile } from "../../salesforce/bulk/save.ts";
import { describeObject } from "../../salesforce/metadata/describe.ts";
import { shortId } from "../../salesforce/records/identity.ts";
import type { ObjectDescribe } from "../../salesforce/rest/answers.ts";
import type { BackupFile, Salesforce } from "../../salesforce/rest/client.ts";
import type { Change, RecordChange } from "../journal.ts";
import { BackupIndex } from "./backup-index.ts";

/** Changes of more records are taken back in parts, by jobs of their own. */
const mostRecords = 10_000;
/** Records that are looked at together. */
const chunkRecords = 2_000;
const headBytes = 1_000_000;

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

/** Where the records of jobs are read. */
export interface JobScope {
  salesforce: Salesforce;
  files: FilesFolder;
}

/** Values of a row by their columns, empty cells as empty texts. */
type Row = ReadonlyMap<string, string>;

/** The rows of a file of CSV, many together. */
async function* chunksOf(file: ExistingFile): AsyncGenerator<Row[]> {
  const start: Buffer[] = [];
  for await (const chunk of file.open(0, headBytes)) start.push(chunk);
  const head = csvHead(Buffer.concat(start), true);
  if (head === undefined) return;
  let rows: Row[] = [];
  const options = { delimiter: delimiters[head.columnDelimiter], skip_empty_lines: true, from: 2 };
  for await (const cells of csvRows(file.open(), options)) {
    rows.push(new Map(head.columns.map((column, index) => [column, cells[index] ?? ""])));
    if (rows.length < chunkRecords) continue;
    yield rows;
    rows = [];
  }
  if (rows.length > 0) yield rows;
}

/** The rows that a job took, by way of a file that is gone afterwards, so that they need no memory and no open line. */
async function* successes(salesforce: Salesforce, job: BulkJob): AsyncGenerator<Row[]> {
  const { path: place, remove } = temporaryFolder();
  try {
    const folder = new DiskFilesFolder(place);
    const file = await ResultFile.create(folder, "results.csv");
    const { signal } = salesforce;
    await file.fill({ salesforce, job, kind: "successful", signal, progress: () => undefined });
    if (file.problem !== undefined) throw new ToolError("UNEXPECTED_RESPONSE", file.problem);
    yield* chunksOf(await folder.read("results.csv"));
  } finally {
    remove();
  }
}

/** Records as a backup holds them, by the first 15 characters of their ids. */
type Before = ReadonlyMap<string, Record<string, unknown>>;

/** A change's backup, opened. */
class Backup {
  readonly #index: BackupIndex;
  readonly #readers: readonly ((text: string) => unknown)[];

  private constructor(index: BackupIndex, readers: readonly ((text: string) => unknown)[]) {
    this.#index = index;
    this.#readers = readers;
  }

  /** Undefined where the change has none. Throws FILE_REFUSED for one that cannot be used. */
  static async of({ backup, objects }: Change, { salesforce, files }: JobScope): Promise<Backup | undefined> {
    if (backup === undefined) return undefined;
    const file = await files.read(backup.path);
    if (file.size !== backup.bytes) throw new ToolError("FILE_REFUSED", "it was changed since");
    const index = await BackupIndex.of(file, backup.rows);
    return new Backup(index, await columnReaders(salesforce, objects[0] ?? "", index.columns));
  }

  /** Numbers and booleans as such, null for what was empty. */
  async before(ids: readonly string[]): Promise<Before> {
    const before = new Map<string, Record<string, unknown>>();
    for (const [id, row] of await this.#index.rowsOf(ids)) {
      const entries = this.#index.columns.map((column, index) => {
        const text = row[index] ?? "";
        return [column, text === emptied ? null : (this.#readers[index]?.(text) ?? text)] as const;
      });
      before.set(id, Object.fromEntries(entries.slice(1)));
    }
    return before;
  }
}

/** What a job wrote into a record, by a row of its results. */
function afterIn(row: Row, describe: ObjectDescribe): Required<Pick<RecordChange, "after" | "afterByKey">> {
  const after: NonNullable<RecordChange["after"]> = {};
  const afterByKey: NonNullable<RecordChange["afterByKey"]> = {};
  for (const [column, text] of row) {
    // An empty cell left its field as it was.
    if (/^(?:sf__\w+|Id)$/i.test(column) || text === "") continue;
    const value = text === emptied ? null : text;
    const field = writtenField(describe, column);
    if (field === undefined) continue;
    const parent = parentKeyOf(column);
    if (parent === undefined) after[field.name] = value;
    else afterByKey[field.name] = { path: `${field.relationshipName}.${parent.key}`, value };
  }
  return { after, afterByKey };
}

function recordOf(row: Row, job: BulkJob, describe: ObjectDescribe, before: Before): RecordChange[] {
  const id = row.get("sf__Id") ?? "";
  if (id === "") return [];
  const { object, operation } = job;
  const alone = did.get(operation) ?? (row.get("sf__Created") === "true" ? "created" : undefined);
  if (alone !== undefined) return [{ object, id, did: alone }];
  const held = before.get(shortId(id));
  const { after, afterByKey } = afterIn(row, describe);
  const changed = { object, id, did: "updated", after, afterByKey } as const;
  if (held === undefined) return [{ ...changed, reason: "its backup does not hold it" }];
  const own = Object.entries(held).filter(([name]) => name in after || name in afterByKey);
  return [{ ...changed, before: Object.fromEntries(own) }];
}

/** What a change's jobs did to records, as their results and the backup tell, many records together. */
export async function* jobRecords(change: Change, scope: JobScope): AsyncGenerator<RecordChange[]> {
  const { salesforce } = scope;
  const backup = await Backup.of(change, scope);
  for (const id of change.jobs ?? []) {
    const job = await findJob(salesforce, id);
    const describe = await describeObject(salesforce, job.object);
    for await (const rows of successes(salesforce, job)) {
      const ids = rows.map((row) => row.get("sf__Id") ?? "");
      const before = (await backup?.before(ids)) ?? new Map();
      yield rows.flatMap((row) => recordOf(row, job, describe, before));
    }
  }
}

/** How many records jobs have changed; or the words that say which of them is not over. */
async function sizeOf(jobs: readonly string[], { salesforce }: JobScope): Promise<number | string> {
  let records = 0;
  for (const id of jobs) {
    const job = await findJob(salesforce, id);
    if (!isOver(job)) return `the job ${id} is still ${job.state}; getBulkJob says when it is over`;
    records += (job.numberRecordsProcessed ?? 0) - (job.numberRecordsFailed ?? 0);
  }
  return records;
}

/** A change that is taken back part by part. */
export interface LargeChange {
  change: Change;
  /** How many its jobs have changed. */
  records: number;
}

/** What is found out of changes of bulk jobs before they are taken back. */
export interface JobChanges {
  /** Why some of them cannot be taken back as things are, by their ids. */
  hindrances: Map<string, string>;
  /** The one change that was asked for, where it has too many records to look at all of them first. */
  large: LargeChange | undefined;
}

async function take(change: Change, scope: JobScope): Promise<void> {
  const found: RecordChange[] = [];
  for await (const records of jobRecords(change, scope)) found.push(...records);
  change.records = found;
}

/** Runs `work`; a backup that cannot be used is a hindrance and no error. */
async function unhindered(change: Change, work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== "FILE_REFUSED") throw error;
    return `its backup ${change.backup?.path} cannot be used: ${error.message}`;
  }
}

/**
 * Gives changes of bulk jobs the records that the jobs' results and their backup name, so that they are asked for
 * once. Of those where these cannot be told now, it says why.
 */
export async function takeJobRecords(scope: JobScope, changes: readonly Change[]): Promise<JobChanges> {
  const found: JobChanges = { hindrances: new Map(), large: undefined };
  for (const change of changes) {
    const { jobs, id } = change;
    if (jobs === undefined || change.reason !== undefined || change.records.length > 0) continue;
    const size = await sizeOf(jobs, scope);
    if (typeof size === "number" && size > mostRecords && changes.length === 1)
      found.large = { change, records: size };
    else {
      const why = await hindranceOf(change, size, scope);
      if (why !== undefined) found.hindrances.set(id, why);
    }
  }
  return found;
}

/**
 * Gives later changes of bulk jobs on the same objects their records, so that what they did is known as ours; of
 * those with very many records, or whose results are gone, it is not.
 */
export async function takeLaterRecords(
  scope: JobScope,
  changes: readonly Change[],
  later: readonly Change[],
): Promise<void> {
  const touched = new Set(changes.flatMap(({ objects }) => objects.map((name) => name.toLowerCase())));
  for (const change of later) {
    const { jobs, objects, records } = change;
    if (jobs === undefined || records.length > 0) continue;
    if (!objects.some((name) => touched.has(name.toLowerCase()))) continue;
    const size = await sizeOf(jobs, scope).catch(() => 0);
    if (typeof size === "number" && size <= mostRecords)
      await unhindered(change, () => take(change, scope)).catch(() => undefined);
    scope.salesforce.signal.throwIfAborted();
  }
}

async function hindranceOf(
  change: Change,
  size: number | string,
  scope: JobScope,
): Promise<string | undefined> {
  if (typeof size === "string") return size;
  const { id } = change;
  if (size > mostRecords)
    return `it is about ${size} records; ${callOf("undoChange", { change: id })} takes it back by itself`;
  return unhindered(change, () => take(change, scope));
}
