import type { FieldType } from "../../store/schema.ts";
import type { Call } from "../parse/tree.ts";
import type { Scope } from "../scope/scope.ts";
import type { Typed } from "../scope/typed.ts";

/** `%1` is SQLite's time value of the argument. The fiscal year is the calendar year. */
const functions: Record<string, [sql: string, type: FieldType]> = {
  CALENDAR_YEAR: ["CAST(strftime('%Y', %1) AS INTEGER)", "int"],
  CALENDAR_QUARTER: ["(CAST(strftime('%m', %1) AS INTEGER) + 2) / 3", "int"],
  CALENDAR_MONTH: ["CAST(strftime('%m', %1) AS INTEGER)", "int"],
  FISCAL_YEAR: ["CAST(strftime('%Y', %1) AS INTEGER)", "int"],
  FISCAL_QUARTER: ["(CAST(strftime('%m', %1) AS INTEGER) + 2) / 3", "int"],
  FISCAL_MONTH: ["CAST(strftime('%m', %1) AS INTEGER)", "int"],
  DAY_IN_MONTH: ["CAST(strftime('%d', %1) AS INTEGER)", "int"],
  DAY_IN_WEEK: ["CAST(strftime('%w', %1) AS INTEGER) + 1", "int"],
  DAY_IN_YEAR: ["CAST(strftime('%j', %1) AS INTEGER)", "int"],
  DAY_ONLY: ["strftime('%Y-%m-%d', %1)", "date"],
  HOUR_IN_DAY: ["CAST(strftime('%H', %1) AS INTEGER)", "int"],
  WEEK_IN_MONTH: ["(CAST(strftime('%d', %1) AS INTEGER) + 6) / 7", "int"],
  WEEK_IN_YEAR: ["(CAST(strftime('%j', %1) AS INTEGER) + 6) / 7", "int"],
};

const onlyDateTime: ReadonlySet<string> = new Set(["DAY_ONLY", "HOUR_IN_DAY"]);

export function isDateFunction(name: string): boolean {
  return Object.hasOwn(functions, name);
}

/** `CALENDAR_YEAR(CreatedDate)` and the like, in UTC unless the argument is converted. Throws INVALID_FIELD. */
export function dateFunction(scope: Scope, call: Call, argument: Typed): Typed {
  const [sql = "", type = "int"] = functions[call.name] ?? [];
  const isDateTime = argument.type === "datetime";
  if (!isDateTime && (argument.type !== "date" || onlyDateTime.has(call.name)))
    throw scope.compilation.error(
      call.at,
      "INVALID_FIELD",
      `The function ${call.name} can't be used with the field '${argument.field?.name ?? ""}' of type ${argument.type}`,
    );
  const time = isDateTime ? `${argument.sql} / 1000, 'unixepoch'` : argument.sql;
  return { sql: sql.replaceAll("%1", time), type, aggregate: false };
}

/** `convertTimezone(CreatedDate)`. Throws INVALID_FIELD for what is no dateTime. */
export function convertTimezone(scope: Scope, call: Call, argument: Typed): Typed {
  if (argument.type !== "datetime")
    throw scope.compilation.error(
      call.at,
      "INVALID_FIELD",
      `convertTimezone can't be used with the field '${argument.field?.name ?? ""}' of type ${argument.type}`,
    );
  return { ...argument, sql: `localtime_ms(${argument.sql})`, zoned: true };
}
