import type { ReportDescribe, ReportGroupingInfo, StandardDateFilter } from "./report-answers.ts";
import { reportColumns } from "./report-filters.ts";
import { columnLabel } from "./report-tables.ts";

/** Columns that can be filtered but are not in the report: shown up to this many. */
const mostFilterColumns = 150;

function groupingText({ name, dateGranularity }: ReportGroupingInfo): string {
  return dateGranularity && dateGranularity !== "None" ? `${name} by ${dateGranularity}` : name;
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
  const shown = new Set([
    ...report.detailColumns,
    ...report.groupingsDown.map(({ name }) => name),
    ...report.groupingsAcross.map(({ name }) => name),
  ]);
  const others = [...reportColumns(describe)].filter(
    ([name, info]) => !shown.has(name) && info.filterable !== false,
  );
  const typed = ([name, { label, dataType }]: [string, { label: string; dataType: string }]): [
    string,
    string,
  ] => [name, `${label} (${dataType})`];
  const columns = reportColumns(describe);
  const operators = Object.entries(type?.dataTypeFilterOperatorMap ?? {}).filter(
    ([, names]) => names.length > 0,
  );
  const used = new Set([...columns.values()].map(({ dataType }) => dataType));
  const ranges = (type?.standardDateFilterDurationGroups ?? []).flatMap((group) =>
    group.standardDateFilterDurations.map(({ value }) => value),
  );
  return {
    id: report.id,
    name: report.name,
    ...(report.description && { description: report.description }),
    format: report.reportFormat,
    ...(report.reportType && { reportType: report.reportType.label }),
    columns: Object.fromEntries(
      report.detailColumns.map((name) =>
        typed([name, columns.get(name) ?? { label: name, dataType: "string" }]),
      ),
    ),
    groupingsDown: report.groupingsDown.map(groupingText),
    groupingsAcross: report.groupingsAcross.map(groupingText),
    figures: report.aggregates.map((name) => columnLabel(extended.aggregateColumnInfo, name)),
    filters: report.reportFilters.map(
      ({ column, operator, value }, index) => `${index + 1}: ${column} ${operator} '${value}'`,
    ),
    ...(report.reportBooleanFilter && { booleanFilter: report.reportBooleanFilter }),
    ...(report.standardDateFilter?.column && { dateFilter: dateFilterText(report.standardDateFilter) }),
    ...((report.standardFilters ?? []).length > 0 && { standardFilters: report.standardFilters }),
    otherFilterColumns: Object.fromEntries(others.slice(0, mostFilterColumns).map(typed)),
    operators: Object.fromEntries(
      operators
        .filter(([dataType]) => used.has(dataType))
        .map(([dataType, names]) => [dataType, names.map(({ name }) => name).join(" ")]),
    ),
    ...(ranges.length > 0 && { dateRanges: ranges.join(" ") }),
  };
}
