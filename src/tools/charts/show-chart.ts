import type { Chart } from "../../charts/chart.ts";
import { chartOf } from "../../charts/chart-of.ts";
import { dashboardFacts, type Facts, factsOf } from "../../charts/facts.ts";
import type { ReportDescribe, ReportMetadata } from "../../salesforce/reports/answers.ts";
import { filterNotes } from "../../salesforce/reports/filter-notes.ts";
import { changedMetadata, isUnchanged, reportColumns } from "../../salesforce/reports/filters.ts";
import { describeReport, runReport, startReport } from "../../salesforce/reports/run.ts";
import { runConditions } from "../../salesforce/reports/summary.ts";
import { Rows, Tables } from "../../tool/results.ts";
import type { ToolContext } from "../../tool/tool.ts";
import type { ChartArguments } from "../reports/arguments.ts";
import { refuseJoined } from "../reports/joined.ts";
import { dashboardCharts } from "./dashboard-charts.ts";
import { querySource, type ReadSource } from "./query-source.ts";
import { reportSource } from "./report-source.ts";
import type { ToldCharts } from "./told-charts.ts";

function filtersOf({ filters = [] }: ChartArguments) {
  return filters.filter((one) => typeof one !== "string");
}

/** By what a report's figures were made, in one line of words under its title. */
function conditionText(describe: ReportDescribe, run: Partial<ReportMetadata>): string {
  const columns = reportColumns(describe);
  const labelOf = (name: string) => columns.get(name)?.label ?? name;
  const filters = run.reportFilters ?? [];
  const texts = filters.map(
    ({ column, operator, value }) => `${labelOf(column)} ${operator} ${value || "nothing"}`,
  );
  const { scope, booleanFilter, dateFilter = "" } = runConditions(describe, run);
  const { column } = run.standardDateFilter ?? {};
  const dates = column ? dateFilter.replace(column, labelOf(column)) : dateFilter;
  return [scope, texts.join(", "), booleanFilter, dates.endsWith("all time") ? "" : dates]
    .filter(Boolean)
    .join(" · ");
}

async function reportRead(reportId: string, args: ChartArguments, context: ToolContext): Promise<ReadSource> {
  const { salesforce } = context;
  const changes = { filters: filtersOf(args) };
  const asSaved = { includeDetails: false, reportMetadata: undefined };
  // Filters are checked by the describe first; the report as it is saved runs meanwhile.
  const early = isUnchanged(changes) ? startReport(salesforce, reportId, asSaved, context) : undefined;
  const describe = await describeReport(salesforce, reportId);
  refuseJoined(describe);
  const changed = { includeDetails: false, reportMetadata: changedMetadata(describe, changes) };
  const report = await (early?.() ?? runReport(salesforce, reportId, changed, context));
  const base = (await salesforce.instanceUrl()).replace(/\/$/, "");
  const texts = {
    title: report.reportMetadata.name,
    subtitle: conditionText(describe, report.reportMetadata),
    open: `${base}/lightning/r/Report/${reportId}/view`,
  };
  return { source: reportSource(report, texts, describe), notes: filterNotes(describe, changes) };
}

async function chartsFor(args: ChartArguments, context: ToolContext): Promise<ToldCharts> {
  const { reportId, dashboardId, soql = "" } = args;
  if (dashboardId !== undefined) return dashboardCharts(dashboardId, args, context);
  const { source, notes } =
    reportId === undefined
      ? await querySource(soql, args, context)
      : await reportRead(reportId, args, context);
  const drawn = chartOf(source, args);
  return { title: "", subtitle: "", open: "", charts: [drawn.chart], notes: [[...notes, ...drawn.notes]] };
}

/** What tells a client without pictures how to get one all the same. */
function howToSee({ saveTo }: ChartArguments, { showsPages, files }: ToolContext): string[] {
  if (showsPages || saveTo !== undefined || !files.given) return [];
  return ['this client shows the text alone; saveTo "chart.svg" or "chart.html" writes the picture'];
}

function rowsOf(chart: Chart, facts: Facts, remarks: readonly string[]): Rows {
  const { columns, rows } = chart;
  return new Rows({
    records: rows.map((row) =>
      Object.fromEntries(columns.map((column, place) => [column, row[place] ?? null])),
    ),
    columns,
    labels: true,
    format: "csv",
    notes: { ...facts, ...factsOf(chart) },
    remarks,
    cutHint: "narrow it, or group it by less",
  });
}

function answerOf(
  told: ToldCharts,
  args: ChartArguments,
  context: ToolContext,
  savedTo?: string,
): Rows | Tables {
  const { charts, notes } = told;
  const before: Facts = {
    ...(savedTo !== undefined && { savedTo }),
    ...(args.dashboardId !== undefined && dashboardFacts(told)),
  };
  const tables = charts.map((chart, place) => {
    const first = place === 0;
    const remarks = [...(notes[place] ?? []), ...(first ? howToSee(args, context) : [])];
    return rowsOf(chart, first ? before : {}, remarks);
  });
  const [only, ...others] = tables;
  if (only && others.length === 0) return only;
  return new Tables(Object.fromEntries(tables.map((table, place) => [String(place), table])));
}

/** The picture as the text of a file of this name. */
async function pictureOf({ notes: _, ...charts }: ToldCharts, name: string): Promise<string> {
  if (/\.html$/i.test(name)) return (await import("../../charts/page.ts")).chartFile(charts);
  return (await import("../../charts/svg.ts")).svgOf(charts);
}

/** The file is made first, so that one that cannot be written costs no request. */
async function saved(name: string, args: ChartArguments, context: ToolContext): Promise<Rows | Tables> {
  const file = await context.files.create(name);
  try {
    const told = await chartsFor(args, context);
    await file.write(await pictureOf(told, name));
    const answer = answerOf(told, args, context, file.path);
    await file.done();
    return answer;
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** showChart: a report, dashboard or query as a picture, and as a table of its points. */
export async function showChart(args: ChartArguments, context: ToolContext): Promise<Rows | Tables> {
  if (args.saveTo !== undefined) return saved(args.saveTo, args, context);
  return answerOf(await chartsFor(args, context), args, context);
}
