import { malformed } from "../errors.ts";
import type { Call, Expression } from "../parse/tree.ts";
import type { Scope } from "../scope/scope.ts";
import type { Place, Typed } from "../scope/typed.ts";
import { aggregateFunction, aggregateNames, countOfRows } from "./aggregate-functions.ts";
import { convertTimezone, dateFunction, isDateFunction } from "./date-functions.ts";
import { displayFunction, displayNames } from "./display-functions.ts";
import { distance } from "./distance.ts";

/** Compiles an expression. Throws Salesforce's errors for fields and functions that cannot stand there. */
export function typed(scope: Scope, expression: Expression, place: Place, outer?: Call): Typed {
  if (expression.kind === "call") return call(scope, expression, place, outer);
  if (expression.kind === "constant")
    throw scope.compilation.error(
      expression.at,
      "MALFORMED_QUERY",
      `unexpected token: '${expression.value}'`,
    );
  const resolved = scope.resolve(expression);
  const { field, parents } = resolved;
  // A boolean of a parent that is not there counts as false.
  const sql = field.type === "boolean" && parents.length > 0 ? `COALESCE(${resolved.sql}, 0)` : resolved.sql;
  return { sql, type: field.type, field, resolved, aggregate: false };
}

function call(scope: Scope, expression: Call, place: Place, outer: Call | undefined): Typed {
  const { name } = expression;
  if (name === "GROUPING") return grouping(place);
  if (name === "DISTANCE") return distance(scope, expression, place);
  if (name === "COUNT" && expression.args.length === 0) return aggregated(expression, place, countOfRows);
  if (name === "GEOLOCATION" || (name === "CONVERTTIMEZONE" && !isDateFunction(outer?.name ?? "")))
    throw nested(name);
  const argument = typed(scope, onlyArgument(expression), place, expression);
  const inner = innerName(expression);
  if (inner !== undefined && !mayHold(name, inner)) throw nested(name);
  if (aggregateNames.has(name)) return aggregated(expression, place, aggregateFunction(expression, argument));
  if (name === "CONVERTTIMEZONE") return convertTimezone(scope, expression, argument);
  if (displayNames.has(name)) return displayFunction(scope, expression, argument, place);
  return dateFunction(scope, expression, argument);
}

function innerName({ args }: Call): string | undefined {
  const [argument] = args;
  return argument?.kind === "call" ? argument.name : undefined;
}

function mayHold(name: string, inner: string): boolean {
  if (name === "FORMAT") return aggregateNames.has(inner) || inner === "CONVERTCURRENCY";
  return inner === "CONVERTTIMEZONE" && isDateFunction(name);
}

function nested(name: string) {
  return malformed(
    `nested functional syntax can only be used in the following manner: date_function(convertTimezone(columnName)): ${name}`,
  );
}

function onlyArgument({ name, args }: Call): Expression {
  const [argument, ...others] = args;
  if (argument && others.length === 0) return argument;
  throw malformed(`The function ${name} takes exactly one field`);
}

function aggregated({ name }: Call, place: Place, value: Typed): Typed {
  if (place === "where" || place === "group")
    throw malformed(
      `Aggregate functions can't be used in the ${place === "where" ? "WHERE" : "GROUP BY"} clause: ${name}`,
    );
  return value;
}

/** What GROUPING() answers depends on the subtotal, so grouped queries put it in themselves. */
function grouping(place: Place): Typed {
  if (place === "where" || place === "group")
    throw malformed("GROUPING can only be used in the SELECT, HAVING and ORDER BY clauses");
  return { sql: "0", type: "int", aggregate: true };
}
