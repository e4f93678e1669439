import type { BulkJob, ResultKind } from "./jobs.ts";

/** Rows of results: as Salesforce announced them page by page, and as they came. */
export interface CameRows {
  /** `Sforce-NumberOfRecords` of the pages that were read whole; undefined when none said it. */
  announced: number | undefined;
  came: number;
}

const rows = (count: number) => `${count} ${count === 1 ? "row" : "rows"}`;

/** How many rows the results of a job must have by its own counts; undefined where it has none. */
export function countedRows(job: BulkJob, kind: ResultKind): number | undefined {
  const { numberRecordsProcessed: processed, numberRecordsFailed: failed = 0 } = job;
  if (kind === "failed") return job.numberRecordsFailed;
  if (kind === "unprocessed" || processed === undefined) return undefined;
  return kind === "query" ? processed : processed - failed;
}

/** What differs between the rows that Salesforce announced and those that it sent. */
export function announcedOtherwise({ announced, came }: CameRows): string | undefined {
  if (announced === undefined || announced === came) return undefined;
  return `Salesforce announced ${rows(announced)} and sent ${came}, however often they were asked for.`;
}

/** What differs between all rows of a job's results and what the job counts. Only a complete job has counted all. */
export function countedOtherwise(job: BulkJob, kind: ResultKind, came: number): string | undefined {
  const counted = countedRows(job, kind);
  if (job.state !== "JobComplete" || counted === undefined || counted === came) return undefined;
  return `The job ${job.id} counts ${rows(counted)} (${kind}), and its results hold ${came}.`;
}

/** What differs between the rows that were sent and those that a complete job has worked on. */
export function sentOtherwise(job: BulkJob, sent: number): string | undefined {
  const { id, state, numberRecordsProcessed: processed, numberRecordsFailed: failed = 0 } = job;
  if (state !== "JobComplete" || processed === undefined) return undefined;
  if (processed === sent && failed <= processed) return undefined;
  return `${rows(sent)} were sent, and the job ${id} is complete with ${processed} processed, ${failed} of them failed.`;
}
