import type { FieldSchema, Schema } from "../store/schema.ts";
import type { DateFilter, ReportDefinition } from "./definitions.ts";
import { operatorsOf } from "./filters.ts";
import { columnOf, type ReportColumn } from "./report-types.ts";

/** Date ranges that a report's date filter takes; their values are SOQL date literals. */
const dateRanges: readonly [value: string, label: string][] = [
  ["CUSTOM", "Custom"],
  ["THIS_FISCAL_YEAR", "Current FY"],
  ["LAST_FISCAL_YEAR", "Previous FY"],
  ["NEXT_FISCAL_YEAR", "Next FY"],
  ["THIS_FISCAL_QUARTER", "Current FQ"],
  ["LAST_FISCAL_QUARTER", "Previous FQ"],
  ["NEXT_FISCAL_QUARTER", "Next FQ"],
  ["THIS_YEAR", "Current CY"],
  ["LAST_YEAR", "Previous CY"],
  ["THIS_QUARTER", "Current CQ"],
  ["LAST_QUARTER", "Previous CQ"],
  ["NEXT_QUARTER", "Next CQ"],
  ["THIS_MONTH", "Current Month"],
  ["LAST_MONTH", "Previous Month"],
  ["NEXT_MONTH", "Next Month"],
  ["THIS_WEEK", "Current Week"],
  ["LAST_WEEK", "Previous Week"],
  ["TODAY", "Today"],
  ["YESTERDAY", "Yesterday"],
  ["TOMORROW", "Tomorrow"],
  ["LAST_N_DAYS:7", "Last 7 Days"],
  ["LAST_N_DAYS:30", "Last 30 Days"],
  ["LAST_N_DAYS:60", "Last 60 Days"],
  ["LAST_N_DAYS:90", "Last 90 Days"],
  ["LAST_N_DAYS:120", "Last 120 Days"],
  ["LAST_N_DAYS:365", "Last 365 Days"],
  ["LAST_N_DAYS:730", "Last 730 Days"],
];

function info({ label, dataType }: ReportColumn): Record<string, unknown> {
  return { dataType, label };
}

const aggregateLabels: Record<string, string> = { s: "Sum of", a: "Average", m: "Smallest", mx: "Largest" };

function aggregateInfo(definition: ReportDefinition, name: string): Record<string, unknown> {
  const contexts = { acrossGroupingContext: null, downGroupingContext: null };
  if (name === "RowCount") return { dataType: "int", label: "Record Count", ...contexts };
  const formula = definition.formulas.find((candidate) => candidate.name === name);
  if (formula) return { dataType: formula.dataType, label: formula.label, ...contexts };
  const [kind = "", column = ""] = name.split("!");
  const over = columnOf(definition.type, column);
  return {
    dataType: over?.dataType ?? "double",
    label: `${aggregateLabels[kind]} ${over?.label ?? column}`,
    ...contexts,
  };
}

function named(
  names: readonly string[],
  value: (name: string, index: number) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(names.map((name, index) => [name, value(name, index)]));
}

function summaryFormulas({ formulas }: ReportDefinition): Record<string, unknown> {
  const entries = formulas.map(({ name, label, dataType, decimals, formula }) => {
    const places = { acrossGroup: null, acrossGroupType: "all", downGroup: null, downGroupType: "all" };
    return [
      name,
      { ...places, decimalPlaces: decimals, description: null, formula, formulaType: dataType, label },
    ];
  });
  return Object.fromEntries(entries);
}

/** What a report is: columns, groupings, filters. */
export function reportMetadata(definition: ReportDefinition): Record<string, unknown> {
  const { filters, dateFilter } = definition;
  return {
    aggregates: definition.aggregates,
    chart: null,
    crossFilters: [],
    currency: null,
    ...(definition.formulas.length > 0 && { customSummaryFormula: summaryFormulas(definition) }),
    description: definition.description,
    detailColumns: definition.detailColumns,
    developerName: definition.developerName,
    division: null,
    folderId: null,
    groupingsAcross: definition.across.map((grouping) => ({ ...grouping, sortAggregate: null })),
    groupingsDown: definition.down.map((grouping) => ({ ...grouping, sortAggregate: null })),
    hasDetailRows: true,
    hasRecordCount: true,
    historicalSnapshotDates: [],
    id: definition.id,
    name: definition.name,
    reportBooleanFilter: definition.booleanFilter,
    reportFilters: filters.map((filter) => ({
      ...filter,
      filterType: "fieldValue",
      isRunPageEditable: true,
    })),
    reportFormat: definition.format,
    reportType: { label: definition.type.label, type: definition.type.type },
    scope: "organization",
    showGrandTotal: true,
    showSubtotals: true,
    sortBy: definition.sortBy,
    standardDateFilter: dateFilter,
    standardFilters: [],
    supportsRoleHierarchy: false,
    userOrHierarchyFilterId: null,
  };
}

/** Labels and types of what the report shows. */
export function extendedMetadata(definition: ReportDefinition): Record<string, unknown> {
  const column = (name: string) => {
    const found = columnOf(definition.type, name);
    return found ? info(found) : {};
  };
  const levels = [...definition.down, ...definition.across].map(({ name }) => name);
  return {
    aggregateColumnInfo: named(definition.aggregates, (name) => aggregateInfo(definition, name)),
    detailColumnInfo: named(definition.detailColumns, column),
    groupingColumnInfo: named(levels, (name, index) => ({
      ...column(name),
      groupingLevel: index % Math.max(1, definition.down.length),
    })),
  };
}

/** The field that a column's path leads to, over parents of one kind. */
function fieldAt(schema: Schema, object: string, path: string): FieldSchema | undefined {
  const dot = path.indexOf(".");
  const found = schema.object(object);
  if (dot === -1) return found?.field(path.toLowerCase());
  const [parent] = found?.parent(path.slice(0, dot).toLowerCase())?.referenceTo ?? [];
  return parent === undefined ? undefined : fieldAt(schema, parent, path.slice(dot + 1));
}

/** The values that a column offers to be filtered by: those of a picklist, true and false, of others none. */
function filterValues(schema: Schema, { type }: ReportDefinition, { dataType, path }: ReportColumn) {
  if (dataType === "boolean") return ["True", "False"].map((value) => ({ label: value, name: value }));
  if (dataType !== "picklist") return [];
  const values = fieldAt(schema, type.object, path)?.picklistValues ?? [];
  return values.filter(({ active }) => active).map(({ label, value }) => ({ label, name: value }));
}

/** What reports of this type can show and be filtered by. */
export function typeMetadata(definition: ReportDefinition, schema: Schema): Record<string, unknown> {
  const categories = Object.entries(definition.type.categories).map(([label, columns]) => ({
    label,
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [
        name,
        { ...info(column), filterValues: filterValues(schema, definition, column), filterable: true },
      ]),
    ),
  }));
  const dataTypes = Object.values(definition.type.categories).flatMap((columns) =>
    Object.values(columns).map(({ dataType }) => dataType),
  );
  const operators = [...new Set(dataTypes)].map((dataType) => [dataType, operatorsOf(dataType)]);
  const durations = dateRanges.map(([value, label]) => ({ value, label, startDate: null, endDate: null }));
  return {
    categories,
    dataTypeFilterOperatorMap: Object.fromEntries(operators),
    divisionInfo: null,
    scopeInfo: {
      defaultValue: "organization",
      values: [
        { allowsDivision: false, label: `All ${definition.type.label.toLowerCase()}`, value: "organization" },
      ],
    },
    standardDateFilterDurationGroups: [{ label: "", standardDateFilterDurations: durations }],
    standardFilterInfos: {},
  };
}

interface GivenMetadata {
  reportFilters?: { column: string; operator: string; value: string }[];
  reportBooleanFilter?: string | null;
  standardDateFilter?: DateFilter;
}

/** A report with what a run changes in it; nothing is saved. */
export function changedBy(definition: ReportDefinition, body: unknown): ReportDefinition {
  // What a client sends is looked at by the filters' own checks.
  const given = (body as { reportMetadata?: GivenMetadata } | undefined)?.reportMetadata;
  if (!given) return definition;
  return {
    ...definition,
    ...(given.reportFilters && { filters: given.reportFilters }),
    ...(given.reportBooleanFilter !== undefined && { booleanFilter: given.reportBooleanFilter }),
    ...(given.standardDateFilter && { dateFilter: given.standardDateFilter }),
  };
}
