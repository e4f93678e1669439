import type { ReportColumnInfo, ReportDescribe, ReportGroupingInfo, StandardDateFilter } from "./answers.ts";
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

/** Whose records the report is over, when not everybody's: `My opportunities`. */
function scopeOf({ reportMetadata, reportTypeMetadata }: ReportDescribe): string | undefined {
  const { scope } = reportMetadata;
  if (!scope || scope === "organization") return undefined;
  return reportTypeMetadata?.scopeInfo?.values?.find(({ value }) => value === scope)?.label ?? scope;
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
