import * as z from "zod";
import { chartTypes } from "../../charts/chart.ts";
import type { Actions } from "../../guard/action.ts";
import { idArgument, saveTo } from "../arguments.ts";

export const reportId = idArgument("report", "00O", "listReports");
export const dashboardId = idArgument("dashboard", "01Z", "listDashboards");

export const filter = z.strictObject({
  column: z.string().min(1).max(255).describe("API name or label, see describeReport"),
  operator: z.string().min(1).max(40).describe("e.g. equals, greaterThan, contains"),
  value: z
    .union([z.string().max(4_000), z.number(), z.boolean()])
    .optional()
    .describe("Value; several with commas; empty for none"),
});

export const dateFilter = z.strictObject({
  column: z.string().min(1).max(255).optional().describe("Date column (the report's own)"),
  range: z.string().min(1).max(60).optional().describe("e.g. THIS_FISCAL_QUARTER, LAST_N_DAYS:30"),
  start: z.iso.date().optional().describe("Or from this day"),
  end: z.iso.date().optional().describe("to this day"),
});

/** What reading a report or dashboard touches; `columns` are those that the call filters by. */
export function reportAction(id: string, columns: readonly (string | undefined)[] = []): Actions {
  const paths = columns.flatMap((column) => column ?? []);
  return [{ effect: "read", report: id, ...(paths.length > 0 && { paths }) }];
}

const filterShape = 'takes [{"column":"AMOUNT","operator":"greaterThan","value":"1000"}]';

const column = z.string().min(1).max(255).optional();

export const chartInput = z.object({
  reportId: reportId.optional().describe("Report (00O…)"),
  dashboardId: dashboardId.optional().describe("Or dashboard (01Z…)"),
  soql: z.string().min(1).max(100_000).optional().describe("Or a SELECT, best with GROUP BY"),
  type: z
    .enum(["auto", ...chartTypes])
    .optional()
    .describe("auto suits the data"),
  stacked: z.boolean().optional().describe("Stack series"),
  x: column.describe("Categories: field or grouping"),
  y: z.array(z.string().min(1).max(255)).min(1).max(8).optional().describe("Figures"),
  series: column.describe("Field or grouping that splits them"),
  title: z.string().min(1).max(200).optional().describe("Title"),
  filters: z
    // The plain schema of either form would cost a model many tokens; getReport and getDashboard show them.
    .array(z.unknown().pipe(z.union([z.string().min(1).max(255), filter], { error: filterShape })))
    .min(1)
    .max(20)
    .optional()
    .describe("As in getReport, or a dashboard's options"),
  saveTo: saveTo.describe("New file for the picture (.svg, .html)"),
});

export type ChartArguments = z.output<typeof chartInput>;

/** What is wrong between the arguments of showChart. */
export function chartProblem({ reportId, dashboardId, soql, filters = [], saveTo, ...axes }: ChartArguments) {
  const given = [reportId, dashboardId, soql].filter((one) => one !== undefined);
  if (given.length !== 1) return "reportId: give one of reportId, dashboardId and soql.";
  if (saveTo !== undefined && !/\.(?:svg|html)$/i.test(saveTo))
    return `saveTo: '${saveTo}' must end with .svg or .html.`;
  if (soql !== undefined && filters.length > 0) return "filters: with soql, put conditions into its WHERE.";
  if (reportId !== undefined && filters.some((one) => typeof one === "string"))
    return `filters: of a report, ${filterShape}.`;
  if (dashboardId === undefined) return undefined;
  if (filters.some((one) => typeof one !== "string"))
    return "filters: of a dashboard, takes labels of its filters' options, as getDashboard lists them.";
  const { x, y, series } = axes;
  if ([x, y, series].some((one) => one !== undefined))
    return "x: a dashboard's components have axes of their own; leave x, y and series out, or draw one's reportId.";
  return undefined;
}
