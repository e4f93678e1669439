import * as z from "zod";
import { cursor, fieldName, idArgument, maxRecords, objectName, record, saveTo } from "../arguments.ts";

/** What comes with the call itself, in bytes; anything larger comes by file. */
export const mostInlineBytes = 5 * 1024 * 1024;

export const tooLarge = "up to 5 MB come with a call, more by file";

export const jobId = idArgument("bulk job", "750", "listBulkJobs");

export const waitSeconds = z.int().min(0).max(3_600).optional().describe("Seconds to wait for the end (20)");

const soql = z.string().min(1).max(100_000);

export const createBulkJobInput = z.object({
  object: objectName,
  operation: z.enum(["insert", "update", "upsert", "delete", "hardDelete"]).describe("What to do"),
  records: z
    .array(record)
    .min(1)
    .max(500_000)
    .optional()
    .describe("Field values, up to 5 MB; null empties a field"),
  csv: z
    .string()
    .min(1)
    .max(mostInlineBytes, tooLarge)
    .optional()
    .describe("Or CSV with a header, up to 5 MB"),
  file: z.string().min(1).max(255).optional().describe("Or a file of any size: .csv, .json, .jsonl"),
  query: soql
    .optional()
    .describe("Or a SELECT of the object: first call without plan, which changes nothing; then with it"),
  set: z
    .record(
      fieldName,
      z.union(
        [z.string().max(131_072), z.number(), z.boolean(), z.null()],
        "takes one text, number, true, false or null; several values of a multi-select picklist are one text, A;B",
      ),
    )
    .optional()
    .describe("With query and update: field → the value that all get; null empties"),
  plan: z.string().min(1).max(100).optional().describe("With query: the plan of the first call"),
  columns: z
    .record(z.string().max(255), z.string().min(1).max(255).nullable())
    .optional()
    .describe("Header → field; null leaves it out, others stay"),
  externalIdField: fieldName.optional().describe("For upsert"),
  columnDelimiter: z
    .enum(["COMMA", "TAB", "SEMICOLON", "PIPE", "CARET", "BACKQUOTE"])
    .optional()
    .describe("Found out unless given"),
  lineEnding: z.enum(["LF", "CRLF"]).optional().describe("Found out unless given"),
  backupTo: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe("New .csv for the rows as they are; undoChange can then take the job back"),
  waitSeconds,
});

export type CreateBulkJobArguments = z.output<typeof createBulkJobInput>;

/** Whether a text has the form of a plan: a number of records, a digest of their ids, one of what is done to them. */
export function isPlan(text: string): boolean {
  return /^\d+-[0-9a-f]{16}-[0-9a-f]{8}$/.test(text);
}

export const createBulkQueryInput = z.object({
  soql: soql.describe("SELECT without aggregates, GROUP BY, OFFSET, child queries"),
  includeDeleted: z.boolean().optional().describe("Deleted and archived rows too"),
  saveTo,
  waitSeconds,
});

export type CreateBulkQueryArguments = z.output<typeof createBulkQueryInput>;

export const getBulkJobResultsInput = z.object({
  jobId: jobId.optional(),
  kind: z.enum(["successful", "failed", "unprocessed", "query"]).optional().describe("query for query jobs"),
  maxRecords: maxRecords(10_000),
  cursor,
  saveTo,
});

export type GetBulkJobResultsArguments = z.output<typeof getBulkJobResultsInput>;

export const listBulkJobsInput = z.object({
  kind: z.enum(["ingest", "query"]).optional().describe("Both unless given"),
  objects: z.array(objectName).min(1).max(100).optional().describe("Only of these objects"),
  states: z
    .array(z.enum(["Open", "UploadComplete", "InProgress", "JobComplete", "Failed", "Aborted"]))
    .min(1)
    .max(6)
    .optional()
    .describe("Only in these states"),
  maxRecords: maxRecords(10_000),
  cursor,
});

export type ListBulkJobsArguments = z.output<typeof listBulkJobsInput>;

/** How often a call says that what it waits for goes on: well within its time, and seldom enough for a client. */
export function beatMilliseconds({ timeoutMilliseconds }: { timeoutMilliseconds: number }): number {
  return Math.min(500, timeoutMilliseconds / 4);
}

/** How long a bulk call waits for its end unless told. */
export const usualWaitSeconds = 20;
