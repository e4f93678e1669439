import * as z from "zod";
import { type Actions, orElse } from "../guard/action.ts";
import { searchedObject } from "../guard/touches.ts";
import { namedAggregates } from "../salesforce/records/aggregates.ts";
import { nothingUnfinished, takePage, type Unfinished } from "../salesforce/records/children.ts";
import { fileColumns } from "../salesforce/records/file-columns.ts";
import { typeOf } from "../salesforce/records/identity.ts";
import { firstPage, type QueryOptions, queryPages } from "../salesforce/records/query.ts";
import type { SalesforceRecord } from "../salesforce/records/rows.ts";
import { formatOf, type SavedRows, saveRows } from "../salesforce/records/save-rows.ts";
import { type Found, mostFound, search, searchStatement } from "../salesforce/records/search.ts";
import type { QueryPage } from "../salesforce/rest/answers.ts";
import { PageTrail } from "../salesforce/rest/page-trail.ts";
import { statementEffect } from "../salesforce/soql/effect.ts";
import { type Selected, selectList } from "../salesforce/soql/select-list.ts";
import { Rows } from "../tool/results.ts";
import { type Tool, type ToolContext, type Toolset, tool } from "../tool/tool.ts";
import { cursor, format, formed, maxRecords, objectName, saveTo } from "./arguments.ts";

/** Where a query's next answer begins. */
interface Place {
  /** Fetched, but the next page may add to them. */
  unfinished: Unfinished;
  nextRecordsUrl: string | undefined;
  totalSize: number;
  columns: readonly string[];
  selected: readonly Selected[];
  format: "csv" | "json";
  maxRecords: number;
}

/** What a cursor stands for: the place, and what was fetched but not shown. */
type Rest = Place & { pending: readonly SalesforceRecord[] };

const usualRows = 200;

/** Enough rows for one answer: those left over, then further pages; `first` is a page that was fetched already. */
async function gather(context: ToolContext, rest: Rest, first?: QueryPage): Promise<Rest> {
  const { salesforce } = context;
  const pending = [...rest.pending];
  const trail = new PageTrail();
  let { nextRecordsUrl, unfinished } = rest;
  if (!first) trail.follow(nextRecordsUrl);
  let page = first;
  while (page || (pending.length < rest.maxRecords && nextRecordsUrl)) {
    page ??= await salesforce.get<QueryPage>(nextRecordsUrl ?? "");
    const { records, after } = await takePage(salesforce, unfinished, page, () => {
      context.progress({ progress: pending.length });
    });
    pending.push(...namedAggregates(records, rest.selected));
    unfinished = after;
    nextRecordsUrl = trail.follow(page.nextRecordsUrl);
    page = undefined;
  }
  return { ...rest, pending, unfinished, nextRecordsUrl };
}

function rowsOf(kind: string, rest: Rest, { cursors }: ToolContext): Rows {
  const records = rest.pending.slice(0, rest.maxRecords);
  return new Rows({
    records,
    columns: rest.columns,
    format: rest.format,
    totalSize: rest.totalSize,
    more: rest.pending.length > records.length || rest.nextRecordsUrl !== undefined,
    rest(shown) {
      const { pending, ...place } = rest;
      return cursors.save(kind, place satisfies Place, pending.slice(shown));
    },
  });
}

const queryInput = z.object({
  soql: z
    .string()
    .min(1)
    .max(100_000)
    .optional()
    .describe(
      "A SELECT statement, e.g. SELECT Id, Name, Owner.Name FROM Account WHERE Industry = 'Energy' LIMIT 50",
    ),
  cursor,
  maxRecords: maxRecords(10_000, usualRows),
  format,
  saveTo,
});

type QueryArguments = z.output<typeof queryInput>;

function queryProblem({ soql, cursor, saveTo }: QueryArguments): string | undefined {
  if ((soql === undefined) === (cursor === undefined))
    return "soql: give soql, or the cursor of an earlier answer, and not both.";
  if (cursor !== undefined && saveTo !== undefined)
    return "saveTo: it writes a whole query's rows; give it with soql, not with cursor.";
  return undefined;
}

async function* recordsOf(
  options: Omit<QueryOptions, "fetched">,
  selected: readonly Selected[],
  context: ToolContext,
): AsyncGenerator<SalesforceRecord[]> {
  let rows = 0;
  // An empty page is not reported as progress, so that a query which only gets empty pages runs into its time limit.
  const fetched = () => context.progress({ progress: rows, message: `${rows} rows saved` });
  for await (const page of queryPages(context.salesforce, { ...options, fetched })) {
    yield namedAggregates(page.records, selected);
    if (page.records.length === 0) continue;
    rows += page.records.length;
    context.progress({
      progress: rows,
      total: page.totalSize,
      message: `${rows} of ${page.totalSize} rows saved`,
    });
  }
}

const countsOnly = /^\s*select\s+count\s*\(\s*\)/i;

/** What `SELECT COUNT()` finds, which comes without a row, as one. */
async function* countOf(
  options: QueryOptions,
  { salesforce }: ToolContext,
): AsyncGenerator<SalesforceRecord[]> {
  const { totalSize } = await firstPage(salesforce, options);
  yield [{ count: totalSize }];
}

/** All rows of a query in a file. */
async function saved(
  options: QueryOptions,
  name: string,
  selected: readonly Selected[],
  context: ToolContext,
): Promise<SavedRows> {
  const { salesforce, files } = context;
  const { soql } = options;
  if (countsOnly.test(soql)) return saveRows(files, name, countOf(options, context), ["count"]);
  const columns = selected.map(({ name: column }) => column);
  const all = formatOf(name) === "csv" ? fileColumns(salesforce, soql, columns) : columns;
  return saveRows(files, name, recordsOf(options, selected, context), all);
}

async function runQuery(
  kind: string,
  all: boolean,
  args: QueryArguments,
  context: ToolContext,
): Promise<unknown> {
  const { salesforce, cursors } = context;
  if (args.cursor !== undefined) {
    const { place, rows: pending } = cursors.load<Place, SalesforceRecord>(kind, args.cursor);
    const rest = {
      ...place,
      pending,
      ...(args.maxRecords && { maxRecords: args.maxRecords }),
      ...(args.format && { format: args.format }),
    };
    return rowsOf(kind, await gather(context, rest), context);
  }
  const { soql = "", maxRecords = usualRows, format = "csv" } = args;
  const { items, children } = selectList(soql);
  const columns = items.map(({ name }) => name);
  if (args.saveTo) return saved({ soql, all, batchSize: 2_000 }, args.saveTo, items, context);
  const page = await firstPage(salesforce, { soql, all, batchSize: maxRecords });
  const { nextRecordsUrl, totalSize } = page;
  if (countsOnly.test(soql)) return new Rows({ records: [], format, totalSize, count: totalSize });
  const begun = { pending: [], unfinished: nothingUnfinished, nextRecordsUrl };
  // Rows with rows inside have no place in CSV, whether or not the first page holds one.
  const shape = { columns, selected: items, format: children ? ("json" as const) : format };
  const rest = { ...begun, ...shape, totalSize, maxRecords };
  return rowsOf(kind, await gather(context, rest, page), context);
}

function queryTool(
  kind: string,
  all: boolean,
  texts: Pick<Tool, "title" | "description" | "filesDescription">,
): Tool {
  return tool({
    ...texts,
    effect: "read",
    input: queryInput,
    longRunning: true,
    ...(kind === "executeQuery" && { alwaysLoad: true }),
    check: queryProblem,
    // A cursor goes on with a statement that was looked at when it was begun.
    actions: ({ soql }): Actions =>
      soql === undefined ? [{ effect: "read", objects: [] }] : [{ effect: statementEffect(soql), soql }],
    run: (args, context) => runQuery(kind, all, args, context),
  });
}

const searchTarget = z.strictObject({
  name: objectName,
  fields: z.array(z.string().min(1).max(255)).max(100).optional().describe("Fields to return"),
  where: z.string().max(4_000).optional().describe("SOQL condition"),
  limit: z.int().min(1).max(2_000).optional().describe("Most rows of this object"),
});

const word = /\S[\s\S]*\S|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

const searchInput = z.object({
  sosl: z
    .string()
    .min(1)
    .max(100_000)
    .optional()
    .describe("A FIND statement, e.g. FIND {Acme} IN NAME FIELDS RETURNING Account(Id, Name)"),
  term: formed(
    word,
    4_000,
    "takes words of two letters or more; a single character is a word in Chinese and Japanese",
  )
    .optional()
    .describe("Or just the words to find; nothing to escape"),
  objects: z.array(searchTarget).min(1).max(20).optional().describe("Objects to search with term (all)"),
  in: z
    .enum(["ALL", "NAME", "EMAIL", "PHONE", "SIDEBAR"])
    .optional()
    .describe("Kind of fields to search with term (ALL)"),
  maxRecords: maxRecords(2_000, usualRows),
  format,
  saveTo,
});

type SearchArguments = z.output<typeof searchInput>;

function searchProblem({ sosl, term, objects, in: scope }: SearchArguments): string | undefined {
  if ((sosl === undefined) === (term === undefined)) return "sosl: give sosl, or term, and not both.";
  if (sosl !== undefined && (objects ?? scope) !== undefined)
    return "objects: with sosl, name the objects and fields in the statement itself.";
  return undefined;
}

/** Plain words without objects search all; what of that is shown is up to `allows`. */
function searchActions({ sosl, objects }: SearchArguments): Actions {
  if (sosl !== undefined) return [{ effect: statementEffect(sosl), sosl }];
  const touches = (objects ?? []).map(searchedObject);
  return orElse(
    touches.map((touch) => ({ effect: statementEffect(touch.soql), ...touch })),
    { effect: "read", objects: [], words: "search all objects" },
  );
}

/** Each row begins with its object, since one answer holds rows of several. */
function withObject(record: SalesforceRecord): SalesforceRecord {
  const { attributes: _, ...fields } = record;
  return { object: typeOf(record) ?? "", ...fields };
}

/** The columns that a search asks for by name; a statement that is not understood leaves them to the answer. */
async function searchedColumns({ sosl, objects = [] }: SearchArguments): Promise<string[]> {
  if (sosl === undefined)
    return objects.flatMap(({ fields = [] }) => fields).filter((name) => /^\w+(?:\.\w+)*$/.test(name));
  const { returnedFields } = await import("../salesforce/soql/scopes.ts");
  return returnedFields(sosl);
}

async function found(args: SearchArguments, { salesforce, allows }: ToolContext): Promise<Found> {
  const most = args.saveTo ? mostFound : (args.maxRecords ?? usualRows);
  if (args.sosl === undefined) {
    const { term = "", objects: targets = [], in: scope = "ALL" } = args;
    return search(salesforce, { term, targets, scope, most, allows });
  }
  const records = await searchStatement(salesforce, args.sosl);
  return { records: records.slice(0, most), total: records.length };
}

async function runSearch(args: SearchArguments, context: ToolContext): Promise<unknown> {
  const { records, total, unnamed = [] } = await found(args, context);
  const named = await searchedColumns(args);
  const columns = named.length > 0 ? ["object", ...named] : [];
  const rows = records.map(withObject);
  if (args.saveTo) return saveRows(context.files, args.saveTo, once(rows), columns);
  return new Rows({
    records: rows,
    columns,
    format: args.format ?? "csv",
    totalSize: total,
    more: total > rows.length,
    cutHint: `more was found; narrow term, objects or where, or raise maxRecords (2,000)${context.files.given ? "; saveTo writes all to a file" : ""}`,
    notes: {
      ...(total >= mostFound && { limit: "a search finds 2,000 rows at most; there may be more" }),
      ...(unnamed.length > 0 && { namesNotRead: unnamed.join(",") }),
    },
  });
}

async function* once(records: readonly SalesforceRecord[]): AsyncGenerator<readonly SalesforceRecord[]> {
  yield records;
}

export const query = {
  title: "Query",
  tools: {
    executeQuery: queryTool("executeQuery", false, {
      title: "Run a SOQL query",
      description:
        "Runs a SOQL query on Salesforce and returns the rows as CSV. Longer results go on with nextCursor.",
      filesDescription: "saveTo writes all rows to a file.",
    }),
    executeQueryAll: queryTool("executeQueryAll", true, {
      title: "Run a SOQL query, deleted rows included",
      description:
        "Runs a SOQL query on Salesforce over deleted and archived rows too. Otherwise like executeQuery; filter by IsDeleted.",
    }),
    executeSearch: tool({
      title: "Search text in many objects",
      description:
        "Searches Salesforce's text index over many objects, by plain words (term) or a SOSL statement. New records may take a moment to be found.",
      effect: "read",
      input: searchInput,
      check: searchProblem,
      actions: searchActions,
      run: runSearch,
    }),
  },
} satisfies Toolset;
