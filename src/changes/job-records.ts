import { callOf } from "../errors.ts";
import { findJob, isOver } from "../salesforce/bulk/jobs.ts";
import { readResults } from "../salesforce/bulk/results.ts";
import type { Salesforce } from "../salesforce/rest/client.ts";
import type { Change, RecordChange } from "./journal.ts";

/** As many records of a change as are taken back one by one. */
const mostRecords = 10_000;

/** What these operations of bulk jobs do to a record, which its id alone is enough to take back. */
const did: ReadonlyMap<string, RecordChange["did"]> = new Map([
  ["insert", "created"],
  ["delete", "deleted"],
]);

/** Why a bulk job of this operation cannot be taken back; undefined where the job's own results are enough. */
export function whyNotJob(operation: string): string | undefined {
  if (did.has(operation)) return undefined;
  if (operation === "hardDelete") return "the records were deleted for good, past the recycle bin";
  return "nothing tells what the records held before";
}

function tooMany(job: string): string {
  const rows = callOf("getBulkJobResults", { jobId: job, kind: "successful", saveTo: "ids.csv" });
  return `it is about more than ${mostRecords.toLocaleString("en")} records; ${rows} saves their ids, for a job of createBulkJob`;
}

async function recordsOf(salesforce: Salesforce, id: string, room: number): Promise<RecordChange[] | string> {
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
  const done = did.get(job.operation) ?? "updated";
  return records.flatMap((row) => {
    const record = row["sf__Id"];
    return typeof record === "string" ? [{ object: job.object, id: record, did: done }] : [];
  });
}

/**
 * The same changes, those of bulk jobs with the records that the jobs' results name, or with the reason why these
 * cannot be told. What was found stays with the change, so that it is asked for once.
 */
export async function withJobRecords(salesforce: Salesforce, changes: readonly Change[]): Promise<void> {
  for (const change of changes) {
    if (change.jobs === undefined || change.reason !== undefined || change.records.length > 0) continue;
    const found: RecordChange[] = [];
    for (const job of change.jobs) {
      const records = await recordsOf(salesforce, job, mostRecords - found.length);
      if (typeof records === "string") change.reason = records;
      else found.push(...records);
    }
    if (change.reason === undefined) change.records = found;
  }
}
