import { ToolError } from "../../errors.ts";
import { closest, didYouMean, sameName } from "../../spelling.ts";
import type {
  ReportColumnInfo,
  ReportDescribe,
  ReportFilter,
  ReportMetadata,
  ReportTypeMetadata,
  StandardDateFilter,
} from "./answers.ts";

interface GivenFilter {
  column: string;
  operator: string;
  value?: string | number | boolean | undefined;
}

/** What a caller may change in a report for one run; nothing of it is saved. */
export interface ReportChanges {
  filters?: readonly GivenFilter[] | undefined;
  replaceFilters?: boolean | undefined;
  booleanFilter?: string | undefined;
  dateFilter?:
    | {
        column?: string | undefined;
        range?: string | undefined;
        start?: string | undefined;
        end?: string | undefined;
      }
    | undefined;
}

/** How many names an error lists before it says how many more there are. */
const listed = 40;

function list(names: readonly string[]): string {
  const shown = names.slice(0, listed).join(", ");
  return names.length > listed
    ? `${shown} and ${names.length - listed} more (describeReport lists them)`
    : shown;
}

/** Every column the report can be filtered by, by API name: those of its type and those it shows. */
export function reportColumns(describe: ReportDescribe): Map<string, ReportColumnInfo> {
  const { detailColumnInfo, groupingColumnInfo } = describe.reportExtendedMetadata;
  const categories = describe.reportTypeMetadata?.categories ?? [];
  return new Map([
    ...Object.entries(detailColumnInfo ?? {}),
    ...Object.entries(groupingColumnInfo ?? {}),
    ...categories.flatMap(({ columns }) => Object.entries(columns)),
  ]);
}

/** Filters by the numbers that a boolean filter uses: `1: CLOSED equals 'False'`. */
export function filterTexts(filters: readonly ReportFilter[]): string[] {
  return filters.map(
    ({ column, operator, value }, index) => `${index + 1}: ${column} ${operator} '${value}'`,
  );
}

/** Finds a column by API name or, when only one has it, by the label that users see. */
function findColumn(describe: ReportDescribe, given: string, argument: string): [string, ReportColumnInfo] {
  const columns = [...reportColumns(describe)];
  const wanted = given.trim();
  const byName = columns.find(([name]) => sameName(name, wanted));
  if (byName) return byName;
  const byLabel = columns.filter(([, { label }]) => sameName(label, wanted));
  const [only] = byLabel;
  if (only && byLabel.length === 1) return only;
  throw unknownColumn(given, argument, byLabel.length > 1 ? byLabel : columns, byLabel.length > 1);
}

function unknownColumn(
  given: string,
  argument: string,
  columns: readonly [string, ReportColumnInfo][],
  ambiguous: boolean,
): ToolError {
  const filterable = columns.filter(([, info]) => info.filterable !== false);
  const near = closest(
    given,
    filterable.map(([name, { label }]) => ({ name, label })),
  );
  const meant = ambiguous ? "" : didYouMean(near, "before");
  const trouble = ambiguous ? "is the label of several columns" : "is no column of this report";
  const names = filterable.map(([name, { label }]) => `${name} (${label})`);
  return new ToolError(
    "BAD_ARGUMENT",
    `${argument}: '${given}' ${trouble}.`,
    `${meant}Columns: ${list(names)}.`,
  );
}

/** How programs and SQL write what reports call by name. */
const signs: Readonly<Record<string, string>> = {
  "=": "equals",
  "==": "equals",
  "!=": "notEqual",
  "<>": "notEqual",
  "<": "lessThan",
  ">": "greaterThan",
  "<=": "lessOrEqual",
  ">=": "greaterOrEqual",
};

function findOperator(
  types: ReportTypeMetadata | undefined,
  info: ReportColumnInfo,
  filter: { operator: string },
  at: string,
): string {
  const valid = types?.dataTypeFilterOperatorMap?.[info.dataType] ?? [];
  if (valid.length === 0) return filter.operator;
  const wanted = (signs[filter.operator.trim()] ?? filter.operator).toLowerCase();
  const found = valid.find(
    ({ name, label }) => name.toLowerCase() === wanted || label.toLowerCase() === wanted,
  );
  if (found) return found.name;
  throw new ToolError(
    "BAD_ARGUMENT",
    `${at}.operator: '${filter.operator}' is no operator for ${info.label} (${info.dataType}).`,
    `Operators: ${list(valid.map(({ name }) => name))}.`,
  );
}

/** Filters by API names and the operators' own names. Throws BAD_ARGUMENT for what the report does not have. */
export function checkedFilters(describe: ReportDescribe, changes: ReportChanges): ReportFilter[] {
  return (changes.filters ?? []).map((filter, index) => {
    const at = `filters[${index}]`;
    const [column, info] = findColumn(describe, filter.column, `${at}.column`);
    if (info.filterable === false)
      throw new ToolError("BAD_ARGUMENT", `${at}.column: reports cannot be filtered by ${column}.`);
    const operator = findOperator(describe.reportTypeMetadata, info, filter, at);
    return { column, operator, value: String(filter.value ?? "") };
  });
}

/** Numbers joined by AND alone or by OR alone, each perhaps after NOT. */
const simpleLogic = /^\s*(?:not\s+)*\d+(?:(?:\s+and\s+(?:not\s+)*\d+)*|(?:\s+or\s+(?:not\s+)*\d+)*)\s*$/i;

/** Whether Salesforce can read this logic: it wants parentheses where AND meets OR. */
function isLogic(text: string): boolean {
  let left = text;
  for (let before = ""; before !== left; ) {
    before = left;
    left = left.replaceAll(/\(([^()]*)\)/g, (whole, inside) => (simpleLogic.test(inside) ? " 1 " : whole));
  }
  return simpleLogic.test(left);
}

/** `1 AND (2 OR 3)`: only numbers of filters that exist, and all of them, as Salesforce wants it. */
function checkBoolean(booleanFilter: string, filters: readonly ReportFilter[]): void {
  const numbers = new Set((booleanFilter.match(/\d+/g) ?? []).map(Number));
  const missing = filters.map((_, index) => index + 1).filter((number) => !numbers.has(number));
  const unknown = [...numbers].filter((number) => number < 1 || number > filters.length);
  if (isLogic(booleanFilter) && missing.length === 0 && unknown.length === 0) return;
  throw new ToolError(
    "BAD_ARGUMENT",
    `booleanFilter: '${booleanFilter}' must use every filter's number, AND, OR and NOT, with parentheses where AND meets OR.`,
    `Filters: ${filterTexts(filters).join("; ") || "none"}.`,
  );
}

/** The report's own filters go on holding: what is added is joined to their logic by AND. */
function joined(own: ReportMetadata, added: readonly ReportFilter[]): string | null {
  const logic = own.reportBooleanFilter;
  if (!logic || added.length === 0) return logic ?? null;
  const numbers = added.map((_, index) => own.reportFilters.length + index + 1);
  return [`(${logic})`, ...numbers].join(" AND ");
}

function durations(describe: ReportDescribe): { value: string; label: string }[] {
  const groups = describe.reportTypeMetadata?.standardDateFilterDurationGroups ?? [];
  return groups.flatMap(({ standardDateFilterDurations }) => standardDateFilterDurations);
}

function rangeOf(describe: ReportDescribe, range: string): string {
  const valid = durations(describe);
  const wanted = range.trim();
  // Filters write the same literals with blanks: `THIS FISCAL QUARTER`.
  const literal = wanted.replaceAll(/\s+/g, "_");
  const found = valid.find(({ value, label }) => sameName(value, literal) || sameName(label, wanted));
  if (found || valid.length === 0) return found?.value ?? range;
  throw new ToolError(
    "BAD_ARGUMENT",
    `dateFilter.range: '${range}' is no date range.`,
    `Ranges: ${list(valid.map(({ value }) => value))}; or give start and end.`,
  );
}

function dateFilter(
  describe: ReportDescribe,
  given: NonNullable<ReportChanges["dateFilter"]>,
): StandardDateFilter {
  const own = describe.reportMetadata.standardDateFilter;
  const name = given.column ?? own?.column;
  if (!name)
    throw new ToolError(
      "BAD_ARGUMENT",
      "dateFilter.column: this report has no date filter of its own; name a date column.",
    );
  const [column, info] = findColumn(describe, name, "dateFilter.column");
  if (!/^date/.test(info.dataType))
    throw new ToolError("BAD_ARGUMENT", `dateFilter.column: ${column} is a ${info.dataType}, not a date.`);
  if (given.range !== undefined)
    return { column, durationValue: rangeOf(describe, given.range), startDate: null, endDate: null };
  return { column, durationValue: "CUSTOM", startDate: given.start ?? null, endDate: given.end ?? null };
}

/** Whether a report is run as it is saved, whatever its describe says. */
export function isUnchanged({ filters, replaceFilters, booleanFilter, dateFilter }: ReportChanges): boolean {
  const filtered = (filters ?? []).length > 0 || replaceFilters === true || booleanFilter !== undefined;
  return !filtered && !dateFilter;
}

/**
 * The `reportMetadata` to run a report with, or undefined when nothing is changed. Throws BAD_ARGUMENT that
 * names the valid choices for a column, operator, range or filter number that the report does not have.
 */
export function changedMetadata(
  describe: ReportDescribe,
  changes: ReportChanges,
): Partial<ReportMetadata> | undefined {
  const own = describe.reportMetadata;
  const added = checkedFilters(describe, changes);
  const filtered = added.length > 0 || changes.replaceFilters === true || changes.booleanFilter !== undefined;
  if (!filtered && !changes.dateFilter) return undefined;
  const kept = changes.replaceFilters ? [] : own.reportFilters;
  const reportFilters = [...kept, ...added];
  if (changes.booleanFilter !== undefined) checkBoolean(changes.booleanFilter, reportFilters);
  const logic = changes.replaceFilters ? null : joined(own, added);
  return {
    ...(filtered && { reportFilters, reportBooleanFilter: changes.booleanFilter ?? logic }),
    ...(changes.dateFilter && { standardDateFilter: dateFilter(describe, changes.dateFilter) }),
  };
}
