import { ApiError } from "../errors.ts";
import type { DateFilter, Filter, ReportDefinition } from "./definitions.ts";
import { columnOf, type ReportColumn } from "./report-types.ts";

const comparisons: Record<string, string> = {
  equals: "=",
  notEqual: "!=",
  lessThan: "<",
  greaterThan: ">",
  lessOrEqual: "<=",
  greaterOrEqual: ">=",
};

const textOperators = new Set(["contains", "notContain", "startsWith"]);

/** The operators of each data type, as a real describe lists them. */
export function operatorsOf(dataType: ReportColumn["dataType"]): { name: string; label: string }[] {
  const equality = [
    { label: "equals", name: "equals" },
    { label: "not equal to", name: "notEqual" },
  ];
  if (dataType === "boolean") return equality;
  const ordered = [
    ...equality,
    { label: "less than", name: "lessThan" },
    { label: "greater than", name: "greaterThan" },
    { label: "less or equal", name: "lessOrEqual" },
    { label: "greater or equal", name: "greaterOrEqual" },
  ];
  if (["currency", "percent", "int", "double", "date", "datetime"].includes(dataType)) return ordered;
  return [
    ...ordered,
    { label: "contains", name: "contains" },
    { label: "does not contain", name: "notContain" },
    { label: "starts with", name: "startsWith" },
  ];
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

function likePattern(operator: string, value: string): string {
  const escaped = value.replaceAll(/[\\%_]/g, "\\$&").replaceAll("'", "\\'");
  return operator === "startsWith" ? `'${escaped}%'` : `'%${escaped}%'`;
}

/** One value of a filter as a SOQL literal; reports write dates as `2026-05-31`, `5/31/2026` or `THIS MONTH`. */
function literal(column: ReportColumn, value: string): string {
  const { dataType } = column;
  if (value === "") return "null";
  if (dataType === "boolean") return String(["true", "1", "yes"].includes(value.toLowerCase()));
  if (["currency", "percent", "int", "double"].includes(dataType)) return numberLiteral(column, value);
  if (dataType === "date" || dataType === "datetime") return dateLiteral(column, value);
  return quote(value);
}

function numberLiteral(column: ReportColumn, value: string): string {
  const number = Number(value.replaceAll(/^[A-Z]{3}\s*|[$,\s%]/g, ""));
  if (Number.isNaN(number)) throw badFilter(`The filter value for ${column.label} isn't a valid number.`);
  return String(number);
}

function dateLiteral(column: ReportColumn, value: string): string {
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(value);
  const day = american
    ? `${american[3]}-${american[1]?.padStart(2, "0")}-${american[2]?.padStart(2, "0")}`
    : /^\d{4}-\d{2}-\d{2}/.exec(value)?.[0];
  if (day !== undefined) return column.dataType === "date" ? day : `${day}T00:00:00Z`;
  const words = /^([A-Z ]*?)\s*(\d+)\s+(DAYS|WEEKS|MONTHS|QUARTERS|YEARS)$/i.exec(value.trim());
  if (words) return `${words[1]}_N_${words[3]}:${words[2]}`.toUpperCase();
  if (!/^[A-Z_ ]+(:\d+)?$/i.test(value))
    throw badFilter(`The filter value for ${column.label} isn't a valid date.`);
  return value.trim().toUpperCase().replaceAll(/\s+/g, "_");
}

function badFilter(message: string): ApiError {
  return new ApiError(400, "BAD_REQUEST", message);
}

function textCondition(column: ReportColumn, operator: string, value: string): string {
  const like = `${column.path} LIKE ${likePattern(operator, value)}`;
  return operator === "notContain" ? `(NOT ${like})` : like;
}

function valuesOf(column: ReportColumn, value: string): string[] {
  const single = ["currency", "percent", "int", "double"].includes(column.dataType);
  return single ? [value] : value.split(",").map((part) => part.trim());
}

function condition(definition: ReportDefinition, filter: Filter): string {
  const column = columnOf(definition.type, filter.column);
  if (!column) throw badFilter(`The column ${filter.column} isn't a valid filter column for this report.`);
  if (!operatorsOf(column.dataType).some(({ name }) => name === filter.operator))
    throw badFilter(`The operator ${filter.operator} isn't valid for the column ${filter.column}.`);
  const values = valuesOf(column, filter.value);
  const parts = values.map((value) =>
    textOperators.has(filter.operator)
      ? textCondition(column, filter.operator, value)
      : `${column.path} ${comparisons[filter.operator]} ${literal(column, value)}`,
  );
  const joint = filter.operator === "notEqual" || filter.operator === "notContain" ? " AND " : " OR ";
  return parts.length === 1 ? parts.join("") : `(${parts.join(joint)})`;
}

/** `1 AND (2 OR 3)` with each number replaced by its condition; without one, all are joined by AND. */
function combined(conditions: readonly string[], booleanFilter: string | null): string[] {
  if (!booleanFilter) return [...conditions];
  // SOQL wants parentheses around a NOT that follows AND or OR.
  const logic = booleanFilter.replaceAll(/\bNOT\s+(\d+)/gi, "(NOT $1)");
  const text = logic.replaceAll(/\d+/g, (number) => {
    const found = conditions[Number(number) - 1];
    if (found === undefined)
      throw badFilter(`Boolean filter refers to filter ${number}, which doesn't exist.`);
    return found;
  });
  return [`(${text})`];
}

function dateConditions(definition: ReportDefinition, filter: DateFilter): string[] {
  const column = columnOf(definition.type, filter.column);
  if (!column || !["date", "datetime"].includes(column.dataType))
    throw badFilter(`The column ${filter.column} isn't a valid standard date filter column.`);
  if (filter.durationValue !== "CUSTOM") return [`${column.path} = ${filter.durationValue}`];
  const { startDate, endDate } = filter;
  const end = column.dataType === "date" ? endDate : endDate && `${endDate}T23:59:59Z`;
  return [
    ...(startDate ? [`${column.path} >= ${dateLiteral(column, startDate)}`] : []),
    ...(end ? [`${column.path} <= ${end}`] : []),
  ];
}

/** The report's filters as a SOQL WHERE clause, empty when it has none. */
export function whereClause(definition: ReportDefinition): string {
  const conditions = definition.filters.map((filter) => condition(definition, filter));
  const all = [
    ...combined(conditions, definition.booleanFilter),
    ...dateConditions(definition, definition.dateFilter),
  ];
  return all.length === 0 ? "" : ` WHERE ${all.join(" AND ")}`;
}
