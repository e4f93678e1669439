import * as z from "zod";
import { ToolError } from "../errors.ts";
import type { QueryPage } from "../salesforce/answers.ts";
import { dashboardAnswer, optionIds } from "../salesforce/dashboard-answer.ts";
import { firstPage } from "../salesforce/query.ts";
import type { ReportDescribe, ReportResult } from "../salesforce/report-answers.ts";
import { changedMetadata, type ReportChanges } from "../salesforce/report-filters.ts";
import { reportSummary } from "../salesforce/report-summary.ts";
import { detailTable, summaryTable } from "../salesforce/report-tables.ts";
import { describeReport, readDashboard, refreshDashboard, runReport } from "../salesforce/reports.ts";
import { Rows, Tables } from "../salesforce/rows.ts";
import { saveRows } from "../salesforce/save-rows.ts";
import { type Action, type ToolContext, type Toolset, tool } from "../tool.ts";
import { format, maxRecords, recordId, saveTo } from "./arguments.ts";

const usualReports = 100;

/** Text for LIKE: quotes, wildcards and backslashes stand for themselves. */
function likeText(search: string): string {
  return `'%${search.replaceAll(/[\\%_]/g, "\\$&").replaceAll("'", "\\'")}%'`;
}

async function list(
  kind: "Report" | "Dashboard",
  search: string | undefined,
  most: number,
  { salesforce }: ToolContext,
): Promise<Rows> {
  const name = kind === "Report" ? "Name" : "Title";
  const columns =
    kind === "Report"
      ? ["Id", "Name", "FolderName", "Format", "LastRunDate", "Description"]
      : ["Id", "Title", "FolderName", "Description"];
  const where = search
    ? ` WHERE ${name} LIKE ${likeText(search)} OR FolderName LIKE ${likeText(search)} OR DeveloperName LIKE ${likeText(search)}`
    : "";
  const soql = `SELECT ${columns.join(", ")} FROM ${kind}${where} ORDER BY ${name} LIMIT ${most}`;
  const { records } = await firstPage(salesforce, { soql, all: false, batchSize: most });
  const count = `SELECT COUNT() FROM ${kind}${where}`;
  const total =
    records.length < most
      ? records.length
      : (await salesforce.get<QueryPage>("/query", { query: { q: count } })).totalSize;
  const cutHint = "narrow it with search, or raise maxRecords (2,000)";
  return new Rows({
    records,
    columns,
    format: "csv",
    totalSize: total,
    more: total > records.length,
    cutHint,
  });
}

const filter = z.strictObject({
  column: z.string().min(1).max(255).describe("API name or label, see describeReport"),
  operator: z.string().min(1).max(40).describe("e.g. equals, greaterThan, contains"),
  value: z.string().max(4_000).optional().describe("Value; several with commas; empty for none"),
});

const dateFilter = z.strictObject({
  column: z.string().min(1).max(255).optional().describe("Date column (the report's own)"),
  range: z.string().min(1).max(60).optional().describe("e.g. THIS_FISCAL_QUARTER, LAST_N_DAYS:30"),
  start: z.iso.date().optional().describe("Or from this day"),
  end: z.iso.date().optional().describe("to this day"),
});

interface RunArguments extends ReportChanges {
  reportId: string;
  includeDetails?: boolean | undefined;
  format?: "csv" | "json" | undefined;
  saveTo?: string | undefined;
}

function refuseJoined({ reportMetadata }: ReportDescribe): void {
  if (!/MULTI_BLOCK/i.test(reportMetadata.reportFormat)) return;
  const hint =
    "Its blocks' data can be had with executeQuery, or from a tabular, summary or matrix report; listReports shows each report's format.";
  throw new ToolError(
    "BAD_ARGUMENT",
    `reportId: '${reportMetadata.name}' is a joined report, which Salesforce's API does not run in full.`,
    hint,
  );
}

/** Details of a tabular report are the report; elsewhere they are asked for. */
function wantsDetails({ includeDetails, saveTo }: RunArguments, { reportMetadata }: ReportDescribe): boolean {
  return saveTo !== undefined || (includeDetails ?? reportMetadata.reportFormat === "TABULAR");
}

const allRows =
  "Salesforce gives at most 2,000 detail rows of a report. Split it with filters or dateFilter, or get all rows with executeQuery (saveTo) or createBulkQuery on the same object.";

function detailsOf(report: ReportResult, format: "csv" | "json"): Rows {
  const { columns, rows } = detailTable(report);
  const count = recordCount(report);
  return new Rows({
    records: rows,
    columns,
    format,
    totalSize: count ?? rows.length,
    ...(report.allData ? {} : { more: true, cutHint: allRows }),
  });
}

function recordCount({ factMap, reportMetadata }: ReportResult): number | undefined {
  const index = reportMetadata.aggregates.findIndex((name) => name.toLowerCase() === "rowcount");
  const value = factMap["T!T"]?.aggregates?.[index]?.value;
  return typeof value === "number" ? value : undefined;
}

function figuresOf(report: ReportResult, format: "csv" | "json"): Rows {
  const { columns, rows } = summaryTable(report);
  const { name, reportFormat } = report.reportMetadata;
  const info = report.reportExtendedMetadata.aggregateColumnInfo;
  const figures = report.reportMetadata.aggregates
    .map((aggregate) => info[aggregate]?.label ?? aggregate)
    .join(", ");
  return new Rows({ records: rows, columns, format, notes: { report: name, reportFormat, figures } });
}

async function getReport(args: RunArguments, context: ToolContext): Promise<unknown> {
  const { salesforce, files } = context;
  const describe = await describeReport(salesforce, args.reportId);
  refuseJoined(describe);
  const includeDetails = wantsDetails(args, describe);
  const run = { includeDetails, reportMetadata: changedMetadata(describe, args) };
  const report = await runReport(salesforce, args.reportId, run, context);
  const format = args.format ?? "csv";
  if (args.saveTo) {
    const { columns, rows } = detailTable(report);
    const saved = await saveRows(files, args.saveTo, once(rows), columns);
    return { ...saved, ...(report.allData ? {} : { incomplete: allRows }) };
  }
  const grouped =
    report.reportMetadata.groupingsDown.length + report.reportMetadata.groupingsAcross.length > 0;
  const figures = figuresOf(report, format);
  if (!includeDetails) return figures;
  const details = detailsOf(report, format);
  if (grouped) return new Tables([figures, details]);
  // A tabular report's count stands in the first line; further figures get a line of their own.
  return report.reportMetadata.aggregates.length > 1 ? new Tables([details, figures]) : details;
}

async function* once<T>(rows: readonly T[]): AsyncGenerator<readonly T[]> {
  yield rows;
}

function reportAction(id: string): Action[] {
  return [{ effect: "read", report: id }];
}

export const reports: Toolset = {
  title: "Reports",
  tools: {
    listReports: tool({
      title: "List reports",
      description: "Lists the Salesforce reports that the user can see, with folder and format.",
      effect: "read",
      input: z.object({
        search: z.string().min(1).max(255).optional().describe("Part of a name or folder"),
        maxRecords: maxRecords(2_000, usualReports),
      }),
      actions: () => [{ effect: "read", object: "Report" }],
      run: ({ search, maxRecords = usualReports }, context) => list("Report", search, maxRecords, context),
    }),
    describeReport: tool({
      title: "Describe a report",
      description:
        "Describes a Salesforce report: columns, filters, groupings, date filter, and what it can be filtered by.",
      effect: "read",
      input: z.object({ reportId: recordId }),
      actions: ({ reportId }) => reportAction(reportId),
      run: async ({ reportId }, { salesforce }) => reportSummary(await describeReport(salesforce, reportId)),
    }),
    getReport: tool({
      title: "Run a report",
      description:
        "Runs a Salesforce report and returns its figures by group, and its rows if asked. Filters apply to this run only.",
      effect: "read",
      longRunning: true,
      input: z.object({
        reportId: recordId,
        filters: z
          .array(filter)
          .min(1)
          .max(20)
          .optional()
          .describe("Added to the report's own, joined by AND"),
        replaceFilters: z.boolean().optional().describe("Put filters in place of the report's own"),
        booleanFilter: z
          .string()
          .max(1_000)
          .optional()
          .describe("Logic over all filters by number, e.g. 1 AND (2 OR 3)"),
        dateFilter: dateFilter.optional().describe("In place of the report's own"),
        includeDetails: z.boolean().optional().describe("Rows too (false; tabular reports show them)"),
        format,
        saveTo,
      }),
      check({ dateFilter }) {
        const both = dateFilter?.range !== undefined && (dateFilter.start ?? dateFilter.end) !== undefined;
        const neither =
          dateFilter && dateFilter.range === undefined && (dateFilter.start ?? dateFilter.end) === undefined;
        return both || neither ? "dateFilter: give range, or start and end." : undefined;
      },
      actions: ({ reportId }) => reportAction(reportId),
      run: getReport,
    }),
    listDashboards: tool({
      title: "List dashboards",
      description: "Lists the Salesforce dashboards that the user can see, with their folder.",
      effect: "read",
      input: z.object({
        search: z.string().min(1).max(255).optional().describe("Part of a title or folder"),
        maxRecords: maxRecords(2_000, usualReports),
      }),
      actions: () => [{ effect: "read", object: "Dashboard" }],
      run: ({ search, maxRecords = usualReports }, context) => list("Dashboard", search, maxRecords, context),
    }),
    getDashboard: tool({
      title: "Read a dashboard",
      description:
        "Reads a Salesforce dashboard: its components with their figures as of the last refresh, and its filters.",
      effect: "read",
      longRunning: true,
      input: z.object({
        dashboardId: recordId,
        filters: z
          .array(z.string().min(1).max(255))
          .min(1)
          .max(3)
          .optional()
          .describe("Filter options by label or id"),
        refresh: z.boolean().optional().describe("Refresh first and wait for its end"),
      }),
      actions: ({ dashboardId }) => reportAction(dashboardId),
      async run({ dashboardId, filters, refresh }, context) {
        const { salesforce } = context;
        const ids = filters ? optionIds(await readDashboard(salesforce, dashboardId), filters) : [];
        if (refresh) await refreshDashboard(salesforce, dashboardId, ids, context);
        return dashboardAnswer(await readDashboard(salesforce, dashboardId, ids));
      },
    }),
  },
};
