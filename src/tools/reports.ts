import * as z from "zod";
import type { FilesFolder } from "../files/folder.ts";
import { saveRows } from "../salesforce/records/save-rows.ts";
import type { ReportDescribe, ReportResult } from "../salesforce/reports/answers.ts";
import { dashboardAnswer, optionIds } from "../salesforce/reports/dashboard.ts";
import { detailTable } from "../salesforce/reports/details.ts";
import { filterNotes } from "../salesforce/reports/filter-notes.ts";
import { changedMetadata, isUnchanged, type ReportChanges } from "../salesforce/reports/filters.ts";
import {
  describeReport,
  isTabular,
  readDashboard,
  refreshDashboard,
  runReport,
  startReport,
  wasTabular,
} from "../salesforce/reports/run.ts";
import { reportSummary, runConditions } from "../salesforce/reports/summary.ts";
import { grandTotal, recordCount, summaryTable } from "../salesforce/reports/tables.ts";
import { statementEffect } from "../salesforce/soql/effect.ts";
import { Rows, Tables } from "../tool/results.ts";
import { type ToolContext, type Toolset, tool } from "../tool/tool.ts";
import { withCommas } from "../with-commas.ts";
import { format, maxRecords, saveTo } from "./arguments.ts";
import {
  chartInput,
  chartProblem,
  dashboardId,
  dateFilter,
  filter,
  reportAction,
  reportId,
} from "./reports/arguments.ts";
import { refuseJoined } from "./reports/joined.ts";
import { list, listedDashboards, listedReports, mostReports, usualReports } from "./reports/list.ts";

const usualDetails = 200;
/** What Salesforce gives of one run. */
const mostDetails = 2_000;

interface RunArguments extends ReportChanges {
  reportId: string;
  includeDetails?: boolean | undefined;
  maxRecords?: number | undefined;
  format?: "csv" | "json" | undefined;
  saveTo?: string | undefined;
}

/** Details of a tabular report are the report; elsewhere they are asked for. */
function wantsDetails({ includeDetails, saveTo }: RunArguments, describe: ReportDescribe): boolean {
  return includeDetails ?? (saveTo !== undefined || isTabular(describe));
}

/** A run that is sent before the report is described. */
interface EarlyRun {
  includeDetails: boolean;
  result(): Promise<ReportResult>;
}

/**
 * Runs a report as it is saved while it is described. Undefined where that must be known first: what differs from the
 * saved report is checked by it, and so is whether rows are wanted when no earlier call has seen it. A file is made
 * before anything is run.
 */
function earlyRun(args: RunArguments, context: ToolContext): EarlyRun | undefined {
  const { salesforce } = context;
  const includeDetails = args.includeDetails ?? wasTabular(salesforce, args.reportId);
  if (includeDetails === undefined || args.saveTo !== undefined || !isUnchanged(args)) return undefined;
  const run = { includeDetails, reportMetadata: undefined };
  return { includeDetails, result: startReport(salesforce, args.reportId, run, context) };
}

/** What a run's rows were chosen by, in words for the first line. */
type Conditions = Readonly<Record<string, string>>;

/** What to do when rows are missing: those that Salesforce kept back, and those too many to show. */
function missingRows(report: ReportResult, { given }: FilesFolder): { more?: boolean; cutHint: string } {
  if (report.allData)
    return {
      cutHint: `raise maxRecords (${withCommas(mostDetails)}), ${given ? "let saveTo write all rows to a file, " : ""}or narrow the report with filters or dateFilter`,
    };
  const { reportType } = report.reportMetadata;
  const count = recordCount(report);
  const of = count === undefined ? "" : `, and this one has ${withCommas(count)}`;
  const cutHint = [
    `Salesforce gives at most 2,000 detail rows of a report${of}; figures cover all.`,
    `maxRecords 2000 shows the 2,000${given ? ", saveTo writes them to a file" : ""}. For all rows run it in parts of fewer (filters, dateFilter), or use`,
    `${given ? "executeQuery with saveTo" : "executeQuery"} or createBulkQuery on the object behind${reportType ? ` ${reportType.label}` : " it"}.`,
  ].join(" ");
  return { more: true, cutHint };
}

function detailsOf(
  report: ReportResult,
  { format = "csv", maxRecords = usualDetails }: RunArguments,
  files: FilesFolder,
): Rows {
  const { columns, rows } = detailTable(report);
  const records = rows.slice(0, maxRecords);
  const { more = rows.length > records.length, cutHint } = missingRows(report, files);
  // Of a report that counts nothing Salesforce does not tell how many it kept back.
  const totalSize = recordCount(report) ?? (report.allData ? rows.length : undefined);
  return new Rows({
    records,
    columns,
    labels: true,
    format,
    ...(totalSize !== undefined && { totalSize }),
    more,
    cutHint,
  });
}

function figuresOf(report: ReportResult, format: "csv" | "json", { given }: FilesFolder): Rows {
  const { columns, rows } = summaryTable(report);
  const { name, reportFormat } = report.reportMetadata;
  const total = grandTotal(report);
  const notes = { report: name, reportFormat, ...(total !== undefined && { grandTotal: total }) };
  const saving = "saveTo with includeDetails false writes all figures to a file; ";
  const cutHint = `${given ? saving : ""}filters narrow the report`;
  return new Rows({ records: rows, columns, labels: true, format, notes, cutHint });
}

/** Rows that say by what they were chosen, with remarks on that. */
function underConditions({ source }: Rows, conditions: Conditions, remarks: readonly string[]): Rows {
  return new Rows({ ...source, notes: { ...source.notes, ...conditions }, remarks });
}

/**
 * The detail rows as values to compute with, or, when details are declined, the figures as they are shown. The
 * file is made first, so that one that cannot be written costs no run.
 */
async function save(
  run: () => Promise<ReportResult>,
  given: {
    saveTo: string;
    includeDetails: boolean | undefined;
    describe: ReportDescribe;
    notes: readonly string[];
  },
  { files }: ToolContext,
): Promise<object> {
  const { saveTo, includeDetails, describe, notes } = given;
  let incomplete: string | undefined;
  let conditions: Conditions = {};
  // Filled when the report has been run, which is before its first row is written.
  const columns: string[] = [];
  async function* pages() {
    const report = await run();
    conditions = runConditions(describe, report.reportMetadata);
    const figuresOnly = includeDetails === false;
    const table = figuresOnly ? summaryTable(report) : detailTable(report, { raw: true });
    const { more, cutHint } = missingRows(report, files);
    if (more && !figuresOnly) incomplete = cutHint;
    columns.push(...table.columns);
    yield table.rows;
  }
  const saved = await saveRows(files, saveTo, pages(), columns, { labels: true });
  const remarks = notes.length > 0 && { notes };
  return { ...remarks, ...saved, ...conditions, ...(incomplete !== undefined && { incomplete }) };
}

async function getReport(args: RunArguments, context: ToolContext): Promise<unknown> {
  const { salesforce, files } = context;
  const { saveTo, format = "csv" } = args;
  const early = earlyRun(args, context);
  const describe = await describeReport(salesforce, args.reportId);
  refuseJoined(describe);
  const includeDetails = wantsDetails(args, describe);
  const changed = { includeDetails, reportMetadata: changedMetadata(describe, args) };
  const notes = filterNotes(describe, args);
  const run = () =>
    early?.includeDetails === includeDetails
      ? early.result()
      : runReport(salesforce, args.reportId, changed, context);
  if (saveTo !== undefined)
    return save(run, { saveTo, includeDetails: args.includeDetails, describe, notes }, context);
  const report = await run();
  const conditions = runConditions(describe, report.reportMetadata);
  const figures = underConditions(figuresOf(report, format, files), conditions, notes);
  if (!includeDetails) return figures;
  const rows = detailsOf(report, args, files);
  const { groupingsDown, groupingsAcross, aggregates } = report.reportMetadata;
  // The count of a report without groups stands in the rows' first line.
  const grouped = groupingsDown.length + groupingsAcross.length > 0;
  return grouped || aggregates.length > 1
    ? new Tables({ figures, rows })
    : underConditions(rows, conditions, notes);
}

export const reports = {
  title: "Reports",
  tools: {
    listReports: tool({
      title: "List reports",
      description: "Lists the Salesforce reports that the user can see, with folder and format.",
      effect: "read",
      input: z.object({
        search: z.string().min(1).max(255).optional().describe("Part of a name or folder"),
        maxRecords: maxRecords(mostReports, usualReports),
      }),
      actions: () => [{ effect: "read", object: "Report" }],
      run: (args, context) => list(listedReports, args, context),
    }),
    describeReport: tool({
      title: "Describe a report",
      description:
        "Describes a Salesforce report: columns, filters, groupings, date filter, and what it can be filtered by.",
      effect: "read",
      input: z.object({ reportId }),
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
        reportId,
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
        maxRecords: maxRecords(mostDetails, usualDetails),
        format,
        saveTo,
      }),
      check({ dateFilter }) {
        const both = dateFilter?.range !== undefined && (dateFilter.start ?? dateFilter.end) !== undefined;
        const neither =
          dateFilter && dateFilter.range === undefined && (dateFilter.start ?? dateFilter.end) === undefined;
        if (both || neither) return "dateFilter: give range, or start and end.";
        const { start, end } = dateFilter ?? {};
        return start && end && start > end ? `dateFilter: start ${start} is after end ${end}.` : undefined;
      },
      actions: ({ reportId, filters = [], dateFilter }) =>
        reportAction(reportId, [...filters.map(({ column }) => column), dateFilter?.column]),
      run: getReport,
    }),
    listDashboards: tool({
      title: "List dashboards",
      description: "Lists the Salesforce dashboards that the user can see, with their folder.",
      effect: "read",
      input: z.object({
        search: z.string().min(1).max(255).optional().describe("Part of a title or folder"),
        maxRecords: maxRecords(mostReports, usualReports),
      }),
      actions: () => [{ effect: "read", object: "Dashboard" }],
      run: (args, context) => list(listedDashboards, args, context),
    }),
    getDashboard: tool({
      title: "Read a dashboard",
      description:
        "Reads a Salesforce dashboard: its components with their figures as of the last refresh, and its filters.",
      effect: "read",
      longRunning: true,
      input: z.object({
        dashboardId,
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
    showChart: tool({
      title: "Draw a chart",
      description:
        "Draws a Salesforce report, dashboard or SOQL query as a chart. The text holds its points.",
      effect: "read",
      longRunning: true,
      page: "ui://salesforce/chart.html",
      input: chartInput,
      check: chartProblem,
      actions: ({ reportId, dashboardId, soql, filters = [] }) => {
        if (soql !== undefined) return [{ effect: statementEffect(soql), soql }];
        const columns = filters.map((one) => (typeof one === "string" ? undefined : one.column));
        return reportAction(reportId ?? dashboardId ?? "", columns);
      },
      run: async (args, context) => (await import("./charts/show-chart.ts")).showChart(args, context),
    }),
  },
} satisfies Toolset;
