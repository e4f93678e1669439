import { ToolError } from "../errors.ts";
import type { DashboardFilterOption, DashboardResult } from "./report-answers.ts";
import { summaryTable } from "./report-tables.ts";

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
 * Throws BAD_ARGUMENT that lists the options for one that no filter has.
 */
export function optionIds(
  { dashboardMetadata }: DashboardResult,
  wanted: readonly string[],
): (string | undefined)[] {
  const filters = dashboardMetadata.filters ?? [];
  const chosen: (string | undefined)[] = filters.map(() => undefined);
  for (const text of wanted) {
    const at = filters.findIndex(({ options }) => options.some((option) => isMeant(option, text)));
    if (at === -1) throw unknownOption(text, filters);
    if (chosen[at] !== undefined)
      throw new ToolError(
        "BAD_ARGUMENT",
        `filters: two options of the filter '${filters[at]?.name}' are given; a filter takes one.`,
      );
    chosen[at] = filters[at]?.options.find((option) => isMeant(option, text))?.id;
  }
  return chosen;
}

function isMeant(option: DashboardFilterOption, text: string): boolean {
  const wanted = text.toLowerCase();
  return [option.id, option.alias, option.value, optionLabel(option)].some(
    (name) => name?.toLowerCase() === wanted,
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

function componentAnswer(dashboard: DashboardResult, index: number): object {
  const component = dashboard.dashboardMetadata.components[index];
  const data = dashboard.componentData[component?.componentData ?? index];
  const report = data?.reportResult;
  const { status } = data ?? {};
  const title = component?.header ?? component?.title ?? report?.reportMetadata.name;
  const failed = status?.dataStatus === "ERROR" || (status?.errorMessage ?? null) !== null;
  const table = report && !failed ? summaryTable(report) : undefined;
  const rows = table?.rows.map((row) => table.columns.map((column) => row[column])) ?? [];
  return {
    title: title ?? component?.id,
    ...(component?.properties?.visualizationType && { chart: component.properties.visualizationType }),
    ...(component?.reportId && { reportId: component.reportId }),
    ...(failed && { error: status?.errorMessage ?? status?.errorCode ?? "no data" }),
    ...(status?.dataStatus === "NODATA" && { empty: true }),
    ...(status?.refreshDate && { asOf: status.refreshDate }),
    ...(table && { columns: table.columns, rows: rows.slice(0, mostComponentRows) }),
    ...(rows.length > mostComponentRows && {
      cut: `${mostComponentRows} of ${rows.length} rows; getReport shows all`,
    }),
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
    components: components.map((_, index) => componentAnswer(dashboard, index)),
  };
}
