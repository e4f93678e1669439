import * as z from "zod";
import type { Action, Effect } from "../guard/action.ts";
import { jsonText } from "../json-numbers.ts";
import { idsIn, isRecordId } from "../salesforce/records/identity.ts";
import { statementEffect } from "../salesforce/soql/effect.ts";
import type { Toolset } from "../tool/tool.ts";
import { tool } from "../tool/tool.ts";
import {
  type CreateBulkJobArguments,
  createBulkJobInput,
  createBulkQueryInput,
  type GetBulkJobResultsArguments,
  getBulkJobResultsInput,
  isPlan,
  jobId,
  listBulkJobsInput,
  mostInlineBytes,
  tooLarge,
  waitSeconds,
} from "./bulk/arguments.ts";

/** Up to as many ids as a collection takes are named in questions and in the audit. */
const mostNamedIds = 200;

const effects: Record<CreateBulkJobArguments["operation"], Effect> = {
  insert: "create",
  update: "update",
  upsert: "update",
  delete: "delete",
  hardDelete: "delete",
};

/** What is wrong with a change of whatever a query finds. */
function queryProblem({ operation, query, set, plan, ...args }: CreateBulkJobArguments): string | undefined {
  if (query === undefined)
    return set !== undefined
      ? "set: it goes with query alone; rows bring their own values."
      : plan !== undefined
        ? "plan: it goes with query alone."
        : undefined;
  if (operation === "insert" || operation === "upsert")
    return `query: it finds records that are there, to update or delete; ${operation} takes rows.`;
  if (operation === "update" && Object.keys(set ?? {}).length === 0)
    return 'set: an update by query takes the values that all records get, e.g. {"Status":"Closed"}.';
  if (operation !== "update" && set !== undefined) return `set: a ${operation} sets nothing; leave it out.`;
  const others = (["columns", "columnDelimiter", "lineEnding"] as const).find(
    (name) => args[name] !== undefined,
  );
  if (others !== undefined) return `${others}: it is for rows that come with a header; leave it out.`;
  return plan === undefined || isPlan(plan)
    ? undefined
    : "plan: this is no plan; call without it first, and give the plan of that answer.";
}

function backupProblem({ operation, backupTo }: CreateBulkJobArguments): string | undefined {
  if (backupTo === undefined) return undefined;
  if (operation === "insert")
    return "backupTo: an insert changes no record, and undoChange deletes what it made; leave it out.";
  return /\.csv$/i.test(backupTo) ? undefined : "backupTo: give a name that ends with .csv.";
}

function createProblem(args: CreateBulkJobArguments): string | undefined {
  const { records, csv, file, query, operation, externalIdField, columnDelimiter, lineEnding } = args;
  if ([records, csv, file, query].filter((given) => given !== undefined).length !== 1)
    return "records: give the rows by exactly one argument, or find them by query alone.";
  const wrong = queryProblem(args) ?? backupProblem(args);
  if (wrong !== undefined) return wrong;
  if (operation === "upsert" && externalIdField === undefined)
    return "externalIdField: upsert takes the field that tells records apart.";
  if (operation !== "upsert" && externalIdField !== undefined)
    return "externalIdField: only upsert takes it.";
  if (records && (columnDelimiter ?? lineEnding) !== undefined)
    return "columnDelimiter: records have none; leave it and lineEnding out.";
  const [name, text] = records ? ["records", jsonText(records)] : ["csv", csv ?? ""];
  const bytes = Buffer.byteLength(text);
  return bytes > mostInlineBytes
    ? `${name}: ${(bytes / 1024 / 1024).toFixed(1)} MB is more than a call may bring: ${tooLarge}.`
    : undefined;
}

/** Without a plan nothing is changed; how many there are is known once they are found. */
function queryAction({ object, operation, query = "", plan }: CreateBulkJobArguments): Action {
  const effect = plan === undefined ? statementEffect(query) : effects[operation];
  return { effect, object, soql: query, words: query };
}

function createAction(args: CreateBulkJobArguments): Action {
  const { object, operation, records, csv, file, query, columns } = args;
  if (query !== undefined) return queryAction(args);
  const lines = csv === undefined ? [] : linesIn(csv);
  // Where columns are renamed, what is called Id need not be the ids that are touched.
  const ids = columns ? [] : (records?.map((record) => idsIn(record)[0]) ?? idCells(lines));
  const named = ids.flatMap((id) => (id !== undefined && isRecordId(id) ? [id] : []));
  const allNamed = named.length === ids.length && named.length > 0 && named.length <= mostNamedIds;
  const count = records?.length ?? (csv === undefined ? undefined : lines.length - 1);
  return {
    effect: effects[operation],
    object,
    ...(allNamed ? { ids: named } : count !== undefined && { count: Math.max(count, 0) }),
    ...(operation === "hardDelete" && { manner: "for good, past the recycle bin" }),
    ...(count === 1 && { words: "1 row" }),
    ...(file !== undefined && { words: `all rows of the file ${file}` }),
  };
}

/** The header and the rows: lines that are not empty and do not begin inside quotes. What is in quotes and no word is a `q`. */
function linesIn(csv: string): string[] {
  const bare = csv.replaceAll(/"([^"]*)"/g, (_, inside: string) => (/^\w+$/.test(inside) ? inside : "q"));
  return bare.split(/\r\n|\r|\n/).filter((line) => line !== "");
}

/** The column Id of a few rows of CSV, for the eyes of whoever confirms or audits; the load itself reads them with care. */
function idCells(lines: readonly string[]): (string | undefined)[] {
  if (lines.length - 1 > mostNamedIds) return [];
  const [header = "", ...rows] = lines;
  const cellsOf = (line: string) => line.replace(/^\uFEFF/, "").split(/[,\t;|^`]/);
  const place = cellsOf(header).findIndex((name) => name.trim().toLowerCase() === "id");
  return place === -1 ? [] : rows.map((line) => cellsOf(line)[place]?.trim());
}

function resultsProblem({
  jobId: id,
  kind,
  cursor: given,
  saveTo: name,
}: GetBulkJobResultsArguments): string | undefined {
  if (given === undefined && (id === undefined || kind === undefined))
    return "jobId: give jobId and kind, or the cursor of an earlier answer.";
  if (given !== undefined && (id ?? kind ?? name) !== undefined)
    return "cursor: it goes on with an earlier answer; give it alone or with maxRecords.";
  return undefined;
}

export const bulk = {
  title: "Bulk",
  tools: {
    createBulkJob: tool({
      title: "Load many records",
      description:
        "Loads any number of rows into Salesforce (Bulk API 2.0): insert, update, upsert, delete, hardDelete. A job that is complete may hold failed rows: read summary. What outlasts waitSeconds goes on in the background.",
      effect: "mixed",
      longRunning: true,
      input: createBulkJobInput,
      check: createProblem,
      actions: (args) => [createAction(args)],
      prepare: async (args, context) => {
        if (args.query === undefined) return undefined;
        return (await import("./bulk/mass-change.ts")).massChange(args, context);
      },
      run: async (args, context) => (await import("./bulk/ingest.ts")).createBulkJob(args, context),
    }),
    createBulkQuery: tool({
      title: "Export many records",
      description:
        "Runs a SOQL query on Salesforce as a bulk job, for millions of rows. Use executeQuery for less.",
      filesDescription: "saveTo writes all rows to one file.",
      effect: "read",
      longRunning: true,
      input: createBulkQueryInput,
      actions: ({ soql }) => [{ effect: statementEffect(soql), soql }],
      run: async (args, context) => (await import("./bulk/query.ts")).createBulkQuery(args, context),
    }),
    getBulkJob: tool({
      title: "Look at a bulk job",
      description: "Tells a Salesforce bulk job's state, counts and failures, and how far an upload is.",
      effect: "read",
      longRunning: true,
      input: z.object({ jobId, waitSeconds }),
      actions: ({ jobId: id }) => [{ effect: "read", job: { id } }],
      run: async (args, context) => (await import("./bulk/status.ts")).getBulkJob(args, context),
    }),
    getBulkJobResults: tool({
      title: "Read a bulk job's rows",
      description: "Reads a Salesforce bulk job's rows. failed adds sf__Error.",
      filesDescription: "A file of failed rows, mended, can be loaded as it is.",
      effect: "read",
      longRunning: true,
      input: getBulkJobResultsInput,
      check: resultsProblem,
      actions: ({ jobId: id, kind }) => [
        {
          effect: "read",
          // A cursor goes on with an answer whose objects were looked at.
          ...(id === undefined && { objects: [] }),
          ...(id !== undefined && { job: { id, kind: kind === "query" ? "query" : "ingest" } }),
        },
      ],
      run: async (args, context) => (await import("./bulk/query.ts")).getBulkJobResults(args, context),
    }),
    abortBulkJob: tool({
      title: "Abort a bulk job",
      description: "Aborts a Salesforce bulk job; rows that were processed stay.",
      effect: "update",
      input: z.object({ jobId }),
      actions: ({ jobId: id }) => [{ effect: "update", job: { id }, manner: "by aborting it" }],
      run: async (args, context) => (await import("./bulk/status.ts")).abortBulkJob(args, context),
    }),
    listBulkJobs: tool({
      title: "List bulk jobs",
      description: "Lists the Salesforce org's bulk jobs of the last seven days, newest first.",
      effect: "read",
      input: listBulkJobsInput,
      actions: ({ objects }) => [{ effect: "read", objects: objects ?? [] }],
      run: async (args, context) => (await import("./bulk/status.ts")).listBulkJobs(args, context),
    }),
  },
} satisfies Toolset;
