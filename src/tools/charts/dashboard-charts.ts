import type { Chart } from "../../charts/chart.ts";
import { chartOf, type Drawn } from "../../charts/chart-of.ts";
import type { Wish } from "../../charts/plan.ts";
import { ToolError } from "../../errors.ts";
import type {
  DashboardComponent,
  DashboardResult,
  ReportDescribe,
  ReportResult,
} from "../../salesforce/reports/answers.ts";
import { componentsInOrder, dataOf, optionIds } from "../../salesforce/reports/dashboard.ts";
import { describeReport, readDashboard } from "../../salesforce/reports/run.ts";
import type { Salesforce } from "../../salesforce/rest/client.ts";
import type { ToolContext } from "../../tool/tool.ts";
import type { ChartArguments } from "../reports/arguments.ts";
import { reportSource, totalOf } from "./report-source.ts";
import type { ToldCharts } from "./told-charts.ts";

/** Salesforce's kinds of component, as far as they are told from one another here. */
const types: readonly (readonly [RegExp, Wish])[] = [
  [/donut/i, { type: "donut" }],
  [/pie/i, { type: "pie" }],
  [/funnel/i, { type: "funnel" }],
  [/scatter/i, { type: "scatter" }],
  [/line/i, { type: "line" }],
  [/area/i, { type: "area" }],
  [/stacked.*column|column.*stacked/i, { type: "column", stacked: true }],
  [/column/i, { type: "column" }],
  [/stacked.*bar|bar.*stacked/i, { type: "bar", stacked: true }],
  [/bar/i, { type: "bar" }],
];

function wishFor({ properties }: DashboardComponent, type: ChartArguments["type"]): Wish {
  if (type !== undefined && type !== "auto") return { type };
  const kind = properties?.visualizationType ?? "";
  return types.find(([pattern]) => pattern.test(kind))?.[1] ?? {};
}

/** The groupings and figures that a component names, of those that its report has. */
function axesFor({ properties }: DashboardComponent, { reportMetadata }: ReportResult): Wish {
  const levels = [...reportMetadata.groupingsDown, ...reportMetadata.groupingsAcross].map(({ name }) => name);
  const [x, series] = (properties?.groupings ?? [])
    .map(({ name }) => name)
    .filter((name) => levels.includes(name));
  const y = (properties?.aggregates ?? [])
    .map(({ name }) => name)
    .filter((name) => reportMetadata.aggregates.includes(name))
    .slice(0, 1);
  return {
    ...(x !== undefined && { x }),
    ...(series !== undefined && { series }),
    ...(y.length > 0 && { y }),
  };
}

interface Part {
  component: DashboardComponent;
  report: ReportResult;
  texts: { title: string; subtitle: string; open: string };
}

/** A component that shows one figure, which the report's total is. */
function metricOf({ component, report, texts }: Part): Drawn {
  const { label, value, pattern } = totalOf(report, component.properties?.aggregates?.[0]?.name);
  const chart: Chart = {
    ...texts,
    type: "metric",
    stacked: false,
    columns: ["Figure", "Value"],
    rows: [[label, value]],
    y: label,
    series: "",
    patterns: [pattern],
    sums: false,
    time: false,
  };
  return { chart, notes: [] };
}

function isMetric({ component, report }: Part): boolean {
  const { groupingsDown, groupingsAcross } = report.reportMetadata;
  const grouped = groupingsDown.length + groupingsAcross.length > 0;
  return /^(?:metric|gauge)$/i.test(component.properties?.visualizationType ?? "") || !grouped;
}

/** The component's own kind of picture, or the one that suits its figures where that one cannot show them. */
function drawnOf(part: Part, type: ChartArguments["type"], describe: ReportDescribe | undefined): Drawn {
  if (isMetric(part)) return metricOf(part);
  const { component, report, texts } = part;
  const source = reportSource(report, texts, describe);
  const axes = axesFor(component, report);
  try {
    return chartOf(source, { ...axes, ...wishFor(component, type) });
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return chartOf(source, axes);
  }
}

/** The order of picklists, which a dashboard does not tell; what cannot be described is drawn as it came. */
async function describesOf(
  salesforce: Salesforce,
  parts: readonly Part[],
): Promise<Map<string, ReportDescribe>> {
  const ids = new Set(parts.flatMap(({ component }) => component.reportId ?? []));
  const found = await Promise.all(
    [...ids].map(async (id): Promise<[string, ReportDescribe][]> => {
      const describe = await describeReport(salesforce, id).catch(() => undefined);
      return describe ? [[id, describe]] : [];
    }),
  );
  return new Map(found.flat());
}

function partsOf(dashboard: DashboardResult, base: string): { parts: Part[]; left: string[] } {
  const parts: Part[] = [];
  const left: string[] = [];
  for (const component of componentsInOrder(dashboard)) {
    const { reportResult: report, status } = dataOf(dashboard, component) ?? {};
    const title = component.header ?? component.title ?? report?.reportMetadata.name ?? component.id;
    const failed = status?.dataStatus === "ERROR" || (status?.errorMessage ?? null) !== null;
    const open = component.reportId ? `${base}/lightning/r/Report/${component.reportId}/view` : "";
    if (report && !failed) parts.push({ component, report, texts: { title, subtitle: "", open } });
    // Texts and pictures have nothing to draw.
    else if (component.reportId)
      left.push(`${title}: ${status?.errorMessage ?? status?.errorCode ?? "no data"}`);
  }
  return { parts, left };
}

/** When the oldest figures were made. */
function asOf({ componentData }: DashboardResult): string | undefined {
  const dates = componentData.flatMap(({ status }) => status?.refreshDate ?? []);
  return dates
    .sort()[0]
    ?.replace(/:\d\d(?:\.\d+)?(?:\+0000|Z)$/, " UTC")
    .replace("T", " ");
}

/** A dashboard's components as small pictures, in the order of its layout. Throws BAD_ARGUMENT when none can be drawn. */
export async function dashboardCharts(
  dashboardId: string,
  { type, title, filters = [] }: ChartArguments,
  { salesforce }: ToolContext,
): Promise<ToldCharts> {
  const options = filters.filter((one) => typeof one === "string");
  const ids = options.length > 0 ? optionIds(await readDashboard(salesforce, dashboardId), options) : [];
  const dashboard = await readDashboard(salesforce, dashboardId, ids);
  const base = (await salesforce.instanceUrl()).replace(/\/$/, "");
  const { parts, left } = partsOf(dashboard, base);
  const describes = await describesOf(salesforce, parts);
  const drawn: Drawn[] = [];
  for (const part of parts)
    try {
      drawn.push(drawnOf(part, type, describes.get(part.component.reportId ?? "")));
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      left.push(`${part.texts.title}: ${error.message.replace("This cannot be drawn: ", "")}`);
    }
  if (drawn.length === 0)
    throw new ToolError(
      "BAD_ARGUMENT",
      `This cannot be drawn: ${left.join("; ") || "the dashboard shows no figures"}`,
      "getDashboard shows what it holds.",
    );
  const notes = drawn.map((one, place) => [
    ...one.notes,
    ...(place === 0 ? left.map((text) => `left out, ${text}`) : []),
  ]);
  const date = asOf(dashboard);
  return {
    title: title ?? dashboard.dashboardMetadata.name,
    subtitle: [...options, ...(date === undefined ? [] : [`as of ${date}`])].join(" · "),
    open: `${base}/lightning/r/Dashboard/${dashboardId}/view`,
    charts: drawn.map(({ chart }) => chart),
    notes,
  };
}
