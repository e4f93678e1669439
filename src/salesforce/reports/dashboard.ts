import { ToolError } from "../../errors.ts";
import { sameId } from "../records/identity.ts";
import type { DashboardComponent, DashboardFilterOption, DashboardResult, ReportResult } from "./answers.ts";
import { grandTotal, summaryTable } from "./tables.ts";

/** Rows of a component that are shown; a dashboard is for an overview. */
const mostComponentRows = 60;

/** What a user sees of a filter option: its alias, or its value with the operator that is not plain. */
function optionLabel({ alias, operation, value, startValue, endValue }: DashboardFilterOption): string {
  if (alias) return alias;
  if (startValue || endValue) return `${startValue ?? ""} to ${endValue ?? ""}`;
  return operation && operation !== "equals" ? `${operation} ${value ?? ""}` : (value ?? "");
}

/**
 * The option ids of filters given by label, value or id, each in the place of the filter it belongs to.
 * Throws BAD_ARGUMENT that lists the options for one that no filter has, or that several have.
 */
export function optionIds(
  { dashboardMetadata }: DashboardResult,
  wanted: readonly string[],
): (string | undefined)[] {
  const filters = dashboardMetadata.filters ?? [];
  const chosen: (string | undefined)[] = filters.map(() => undefined);
  for (const text of wanted) {
    const [found, other] = filters.flatMap((filter, at) =>
      filter.options.filter((option) => isMeant(option, text)).map((option) => ({ at, filter, option })),
    );
    if (!found) throw unknownOption(text, filters);
    if (other) throw ambiguousOption(text, [found, other]);
    if (chosen[found.at] !== undefined)
      throw new ToolError(
        "BAD_ARGUMENT",
        `filters: two options of the filter '${found.filter.name}' are given; a filter takes one.`,
      );
    chosen[found.at] = found.option.id;
  }
  return chosen;
}

/** Ids are compared with case, their 15 characters being enough; labels and values without. */
function isMeant(option: DashboardFilterOption, text: string): boolean {
  if (text.length >= 15 && sameId(option.id, text)) return true;
  const wanted = text.trim().toLowerCase();
  return [option.alias, option.value, optionLabel(option)].some((name) => name?.toLowerCase() === wanted);
}

function ambiguousOption(
  text: string,
  found: readonly { filter: { name: string }; option: DashboardFilterOption }[],
): ToolError {
  const ids = found.map(({ filter, option }) => `${option.id} (${filter.name}: ${optionLabel(option)})`);
  return new ToolError(
    "BAD_ARGUMENT",
    `filters: '${text}' is the name of several options.`,
    `Give the id of one: ${ids.join(", ")}.`,
  );
}

function unknownOption(
  text: string,
  filters: readonly { name: string; options: DashboardFilterOption[] }[],
): ToolError {
  const known = filters.map(({ name, options }) => `${name}: ${options.map(optionLabel).join(", ")}`);
  const hint = known.length > 0 ? `Filters: ${known.join("; ")}.` : "This dashboard has no filters.";
  return new ToolError("BAD_ARGUMENT", `filters: '${text}' is no option of this dashboard.`, hint);
}

/** A component's figures; one that shows a single number is its total. */
function figuresOf(report: ReportResult, chart: string | undefined): object {
  const total = /^(?:metric|gauge)$/i.test(chart ?? "") ? grandTotal(report) : undefined;
  if (total !== undefined) return { figure: total };
  const { columns, rows } = summaryTable(report);
  return {
    columns,
    rows: rows.slice(0, mostComponentRows).map((row) => columns.map((column) => row[column])),
    ...(rows.length > mostComponentRows && {
      cut: `${mostComponentRows} of ${rows.length} rows; getReport shows all`,
    }),
  };
}

/** The components as a person reads the dashboard: row by row, or column by column where it has only columns. */
export function componentsInOrder({ dashboardMetadata }: DashboardResult): DashboardComponent[] {
  const { components, layout } = dashboardMetadata;
  const cells = (layout?.components ?? []).map(({ row = 0, column = 0 }, place) => ({ row, column, place }));
  const order = layout?.gridLayout
    ? cells.sort((a, b) => a.row - b.row || a.column - b.column).map(({ place }) => place)
    : (layout?.columns ?? []).flatMap((column) => column.components ?? []);
  const places = new Set([...order, ...components.keys()]);
  return [...places].flatMap((place) => components[place] ?? []);
}

/** By id; the index is only there in components that show data. */
export function dataOf(dashboard: DashboardResult, component: DashboardComponent) {
  const { id, componentData } = component;
  const byId = dashboard.componentData.find(({ componentId }) => componentId === id);
  return byId ?? (typeof componentData === "number" ? dashboard.componentData[componentData] : undefined);
}

function componentAnswer(dashboard: DashboardResult, component: DashboardComponent): object {
  const { reportResult: report, status } = dataOf(dashboard, component) ?? {};
  const chart = component.properties?.visualizationType;
  const failed = status?.dataStatus === "ERROR" || (status?.errorMessage ?? null) !== null;
  return {
    title: component.header ?? component.title ?? report?.reportMetadata.name ?? component.id,
    ...(chart && { chart }),
    ...(component.reportId && { reportId: component.reportId }),
    ...(failed && { error: status?.errorMessage ?? status?.errorCode ?? "no data" }),
    ...(status?.dataStatus === "NODATA" && { empty: true }),
    ...(status?.refreshStatus === "RUNNING" && { refreshing: true }),
    ...(status?.refreshDate && { asOf: status.refreshDate }),
    ...(report && !failed && figuresOf(report, chart)),
  };
}

/** A dashboard for a model: each component's title and figures, the filters with their options, the user it runs as. */
export function dashboardAnswer(dashboard: DashboardResult): object {
  const { name, description, filters, runningUser, components } = dashboard.dashboardMetadata;
  const shownFilters = (filters ?? []).map((filter) => {
    const { selectedOption } = filter;
    const selected = filter.options.find(
      ({ id }, index) => id === selectedOption || index === selectedOption,
    );
    return {
      name: filter.name,
      options: filter.options.map(optionLabel),
      ...(selected && { selected: optionLabel(selected) }),
    };
  });
  return {
    name,
    ...(description && { description }),
    ...(runningUser && { runsAs: runningUser.displayName }),
    ...(shownFilters.length > 0 && { filters: shownFilters }),
    components: components.map((component) => componentAnswer(dashboard, component)),
  };
}
