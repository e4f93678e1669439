import type { Call } from "../parse/tree.ts";
import type { Scope } from "../scope/scope.ts";
import { numericTypes, type Place, type Typed } from "../scope/typed.ts";

export const displayNames: ReadonlySet<string> = new Set(["TOLABEL", "FORMAT", "CONVERTCURRENCY"]);

const formatted: ReadonlySet<Typed["type"]> = new Set([...numericTypes, "date", "datetime", "time"]);

function refused(scope: Scope, call: Call, message: string) {
  return scope.compilation.error(call.at, "MALFORMED_QUERY", message);
}

/** toLabel, FORMAT and convertCurrency change what is shown. Throws MALFORMED_QUERY where they cannot stand. */
export function displayFunction(scope: Scope, call: Call, argument: Typed, place: Place): Typed {
  if (call.name === "TOLABEL") return toLabel(scope, call, argument, place);
  const name = call.name === "FORMAT" ? "FORMAT" : "convertCurrency";
  if (place !== "select") throw refused(scope, call, `${name} can only be used in the SELECT clause`);
  const { resolved: _, ...value } = argument;
  if (call.name === "FORMAT") {
    if (!formatted.has(argument.type))
      throw refused(scope, call, `FORMAT can't be used with a field of type ${argument.type}`);
    const scale = argument.field?.scale ?? 0;
    return { ...value, sql: `format_value(${argument.sql}, '${argument.type}', ${scale})`, type: "string" };
  }
  if (argument.type !== "currency" || argument.aggregate)
    throw refused(scope, call, "convertCurrency can only be used with currency fields");
  return value;
}

function toLabel(scope: Scope, call: Call, argument: Typed, place: Place): Typed {
  if (place === "order" || place === "group")
    throw refused(scope, call, "toLabel can't be used in the ORDER BY or GROUP BY clause");
  const { resolved } = argument;
  if (argument.field?.picklistValues.length === 0 || !resolved) return argument;
  const { object, field } = resolved;
  return {
    sql: `label_of(${argument.sql}, '${object.name}', '${field.name}')`,
    type: "string",
    field,
    aggregate: false,
  };
}
