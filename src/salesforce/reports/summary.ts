import type {
  ReportColumnInfo,
  ReportDescribe,
  ReportGroupingInfo,
  ReportMetadata,
  StandardDateFilter,
} from "./answers.ts";
import { columnLabel } from "./cells.ts";
import { filterTexts, reportColumns } from "./filters.ts";

/** Columns that can be filtered but are not in the report: shown up to this many. */
const mostFilterColumns = 150;

type Columns = ReadonlyMap<string, ReportColumnInfo>;

/** `{AMOUNT: "Amount (currency)"}` */
function typed(names: readonly string[], columns: Columns): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const { label, dataType } = columns.get(name) ?? { label: name, dataType: "string" };
      return [name, `${label} (${dataType})`];
    }),
  );
}

/** `{CLOSE_DATE: "Close Date (date) by Quarter"}` */
function groupings(levels: readonly ReportGroupingInfo[], columns: Columns): Record<string, string> {
  const texts = typed(
    levels.map(({ name }) => name),
    columns,
  );
  for (const { name, dateGranularity } of levels)
    if (dateGranularity && dateGranularity !== "None") texts[name] += ` by ${dateGranularity}`;
  return texts;
}

/** Operators by data type; types with the same ones share an entry: `{"date, datetime": "equals …"}`. */
function operatorsFor(describe: ReportDescribe, dataTypes: ReadonlySet<string>): Record<string, string> {
  const map = describe.reportTypeMetadata?.dataTypeFilterOperatorMap ?? {};
  const types = new Map<string, string[]>();
  for (const [dataType, operators] of Object.entries(map)) {
    const names = operators.map(({ name }) => name).join(" ");
    if (names !== "" && dataTypes.has(dataType)) types.set(names, [...(types.get(names) ?? []), dataType]);
  }
  return Object.fromEntries([...types].map(([names, sharing]) => [sharing.join(", "), names]));
}

/** Whose records the report is over: `My opportunities`. */
function scopeLabel({ reportMetadata, reportTypeMetadata }: ReportDescribe): string | undefined {
  const { scope } = reportMetadata;
  if (!scope) return undefined;
  return reportTypeMetadata?.scopeInfo?.values?.find(({ value }) => value === scope)?.label ?? scope;
}

/** The same, when it is not everybody's. */
function scopeOf(describe: ReportDescribe): string | undefined {
  return describe.reportMetadata.scope === "organization" ? undefined : scopeLabel(describe);
}

function dateFilterText({ column, durationValue, startDate, endDate }: StandardDateFilter): string {
  const custom = durationValue === "CUSTOM" || !durationValue;
  const range = custom
    ? startDate || endDate
      ? `${startDate ?? "…"} to ${endDate ?? "…"}`
      : "all time"
    : durationValue;
  return `${column}: ${range}`;
}

/**
 * By what a run's rows were chosen, in texts of one line: the conditions that Salesforce answers as those of the run,
 * filters numbered as their logic names them; `describe` has the scope's label.
 */
export function runConditions(
  describe: ReportDescribe,
  answered: Partial<ReportMetadata> = {},
): Record<string, string> {
  const run = { ...describe.reportMetadata, ...answered };
  const { reportFilters = [], reportBooleanFilter, standardDateFilter, topRows } = run;
  const scope = scopeLabel({ ...describe, reportMetadata: run });
  const standard = (run.standardFilters ?? []).map(({ name, value }) => `${name}: ${value}`);
  const cross = run.crossFilters ?? [];
  return {
    ...(scope && { scope }),
    filters: filterTexts(reportFilters).join("; ") || "none",
    ...(reportBooleanFilter && { booleanFilter: reportBooleanFilter }),
    ...(standardDateFilter?.column && { dateFilter: dateFilterText(standardDateFilter) }),
    ...(standard.length > 0 && { standardFilters: standard.join("; ") }),
    ...(cross.length > 0 && { crossFilters: JSON.stringify(cross) }),
    ...(topRows && { topRows: JSON.stringify(topRows) }),
  };
}

/** A report's describe for a model: what it shows, how it is filtered, and what it can be filtered by. */
export function reportSummary(describe: ReportDescribe): object {
  const { reportMetadata: report, reportExtendedMetadata: extended, reportTypeMetadata: type } = describe;
  const { detailColumns = [], groupingsDown = [], groupingsAcross = [], aggregates = [] } = report;
  const columns = reportColumns(describe);
  const shown = new Set([
    ...detailColumns,
    ...[...groupingsDown, ...groupingsAcross].map(({ name }) => name),
  ]);
  const others = [...columns].flatMap(([name, { filterable }]) =>
    shown.has(name) || filterable === false ? [] : [name],
  );
  const scope = scopeOf(describe);
  const ranges = (type?.standardDateFilterDurationGroups ?? []).flatMap((group) =>
    group.standardDateFilterDurations.map(({ value }) => value),
  );
  return {
    id: report.id,
    name: report.name,
    ...(report.description && { description: report.description }),
    format: report.reportFormat,
    ...(report.reportType && { reportType: report.reportType.label }),
    ...(scope && { scope }),
    columns: typed(detailColumns, columns),
    ...(groupingsDown.length > 0 && { groupingsDown: groupings(groupingsDown, columns) }),
    ...(groupingsAcross.length > 0 && { groupingsAcross: groupings(groupingsAcross, columns) }),
    figures: aggregates.map((name) => columnLabel(extended.aggregateColumnInfo, name)),
    filters: filterTexts(report.reportFilters ?? []),
    ...(report.reportBooleanFilter && { booleanFilter: report.reportBooleanFilter }),
    ...(report.standardDateFilter?.column && { dateFilter: dateFilterText(report.standardDateFilter) }),
    ...((report.standardFilters ?? []).length > 0 && { standardFilters: report.standardFilters }),
    ...((report.crossFilters ?? []).length > 0 && { crossFilters: report.crossFilters }),
    ...(report.topRows && { topRows: report.topRows }),
    otherFilterColumns: typed(others.slice(0, mostFilterColumns), columns),
    ...(others.length > mostFilterColumns && {
      cut: `${mostFilterColumns} of ${others.length} other columns; an unknown one in getReport's filters lists the nearest`,
    }),
    operators: operatorsFor(describe, new Set([...columns.values()].map(({ dataType }) => dataType))),
    ...(ranges.length > 0 && { dateRanges: ranges.join(" ") }),
  };
}
