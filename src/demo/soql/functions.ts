import type { FieldSchema, FieldType } from "../store/schema.ts";
import { quoted } from "../store/sqlite.ts";
import type { Resolved, Scope } from "./scope.ts";
import type { Call, Expression } from "./tree.ts";

/** An expression's SQL, and the type of its value. */
export interface Typed {
  sql: string;
  type: FieldType;
  /** The field itself, where the expression is one. */
  field?: FieldSchema;
  resolved?: Resolved;
  aggregate: boolean;
}

/** `%1` is SQLite's time value of the argument. */
const dateFunctions: Record<string, [sql: string, type: FieldType]> = {
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
const onlyDateTime = new Set(["DAY_ONLY", "HOUR_IN_DAY"]);

export const aggregateNames = new Set(["COUNT", "COUNT_DISTINCT", "SUM", "AVG", "MIN", "MAX"]);
const summable = new Set<FieldType>(["int", "long", "double", "currency", "percent"]);

/** Compiles an expression. Throws Salesforce's errors for unknown functions and arguments of the wrong kind. */
export function typed(scope: Scope, expression: Expression): Typed {
  if (expression.kind === "field") {
    const resolved = scope.resolve(expression);
    return {
      sql: resolved.sql,
      type: resolved.field.type,
      field: resolved.field,
      resolved,
      aggregate: false,
    };
  }
  if (expression.kind === "constant")
    throw scope.compilation.error(
      expression.at,
      "MALFORMED_QUERY",
      `unexpected token: '${expression.value}'`,
    );
  if (aggregateNames.has(expression.name)) return aggregate(scope, expression);
  if (expression.name in dateFunctions) return dateFunction(scope, expression);
  if (expression.name === "DISTANCE") return distance(scope, expression);
  if (["TOLABEL", "FORMAT", "CONVERTCURRENCY"].includes(expression.name))
    return presentation(scope, expression);
  if (expression.name === "GROUPING") return { sql: "0", type: "int", aggregate: true };
  throw scope.compilation.error(expression.at, "MALFORMED_QUERY", `unexpected token: '('`);
}

function onlyArgument(scope: Scope, call: Call): Expression {
  const [argument, ...others] = call.args;
  if (argument && others.length === 0) return argument;
  throw scope.compilation.error(call.at, "MALFORMED_QUERY", `The function ${call.name} takes one argument`);
}

function aggregate(scope: Scope, call: Call): Typed {
  if (call.name === "COUNT" && call.args.length === 0)
    return { sql: "COUNT(*)", type: "int", aggregate: true };
  const argument = typed(scope, onlyArgument(scope, call));
  const { field, sql } = argument;
  const numeric = call.name === "SUM" || call.name === "AVG";
  if (!field || (numeric ? !summable.has(field.type) : !field.aggregatable && call.name !== "COUNT"))
    throw scope.compilation.error(
      call.at,
      "MALFORMED_QUERY",
      `field ${field?.name ?? ""} does not support aggregate operator ${call.name}`,
    );
  const type: FieldType = call.name.startsWith("COUNT")
    ? "int"
    : call.name === "AVG" && field.type === "int"
      ? "double"
      : field.type;
  if (call.name === "COUNT_DISTINCT") return { sql: `COUNT(DISTINCT ${sql})`, type, aggregate: true };
  return { sql: `${call.name}(${sql})`, type, aggregate: true };
}

function dateFunction(scope: Scope, call: Call): Typed {
  const given = onlyArgument(scope, call);
  const zoned = given.kind === "call" && given.name === "CONVERTTIMEZONE";
  const argument = typed(scope, zoned ? onlyArgument(scope, given) : given);
  const [sql = "", type = "int"] = dateFunctions[call.name] ?? [];
  const isDateTime = argument.type === "datetime";
  if (!isDateTime && (argument.type !== "date" || onlyDateTime.has(call.name) || zoned))
    throw scope.compilation.error(
      call.at,
      "MALFORMED_QUERY",
      `the function ${call.name} does not take a field of type ${argument.type}`,
    );
  const moment = zoned ? `localtime_ms(${argument.sql})` : argument.sql;
  const time = isDateTime ? `${moment} / 1000, 'unixepoch'` : argument.sql;
  return { sql: sql.replaceAll("%1", time), type, aggregate: false };
}

/** `DISTANCE(Location__c, GEOLOCATION(37.7, -122.4), 'mi')`. */
function distance(scope: Scope, call: Call): Typed {
  const [place, point, unit] = call.args;
  const valid =
    place?.kind === "field" &&
    point?.kind === "call" &&
    point.name === "GEOLOCATION" &&
    unit?.kind === "constant" &&
    ["mi", "km"].includes(String(unit.value));
  if (!valid)
    throw scope.compilation.error(
      call.at,
      "MALFORMED_QUERY",
      "DISTANCE takes a location field, GEOLOCATION(latitude, longitude) and 'mi' or 'km'",
    );
  const [latitude, longitude] = point.args.map((value) =>
    value.kind === "constant" ? Number(value.value) : Number.NaN,
  );
  const resolved = scope.resolve(place);
  const ends =
    resolved.field.type === "address" ? ["Latitude", "Longitude"] : ["Latitude__s", "Longitude__s"];
  const parts = ends.map((end) =>
    resolved.object.fields.find(
      (field) => field.compoundFieldName === resolved.field.name && field.name.endsWith(end),
    ),
  );
  const columns = parts.map((part) => (part ? resolved.sql.replace(/"[^"]+"$/, quoted(part.name)) : "NULL"));
  const numbers = [latitude ?? Number.NaN, longitude ?? Number.NaN].map((value) =>
    scope.compilation.parameter(value),
  );
  return {
    sql: `distance_between(${[...columns, ...numbers, scope.compilation.parameter(String(unit.value))].join(", ")})`,
    type: "double",
    aggregate: false,
  };
}

/** toLabel and FORMAT change what is shown; filters and sorting use the label as well. */
function presentation(scope: Scope, call: Call): Typed {
  const inner = typed(scope, onlyArgument(scope, call));
  if (call.name === "CONVERTCURRENCY") return inner;
  if (call.name === "FORMAT")
    return { ...inner, sql: `format_value(${inner.sql}, '${inner.type}')`, type: "string" };
  const labels = (inner.field?.picklistValues ?? []).filter(({ label, value }) => label !== value);
  if (labels.length === 0) return inner;
  const cases = labels.map(
    ({ value, label }) =>
      `WHEN ${scope.compilation.parameter(value)} THEN ${scope.compilation.parameter(label)}`,
  );
  return { ...inner, sql: `CASE ${inner.sql} ${cases.join(" ")} ELSE ${inner.sql} END` };
}
