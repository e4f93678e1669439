import { quoted } from "../../store/table.ts";
import { malformed } from "../errors.ts";
import type { Call, Expression } from "../parse/tree.ts";
import type { Scope } from "../scope/scope.ts";
import type { Place, Typed } from "../scope/typed.ts";

const usage =
  "DISTANCE takes a location field, then another one or GEOLOCATION(latitude, longitude), and 'mi' or 'km'";

/** SQL of latitude and longitude. */
function point(scope: Scope, expression: Expression | undefined): [string, string] {
  if (expression?.kind === "field") return fieldPoint(scope, expression);
  const numbers =
    expression?.kind === "call" && expression.name === "GEOLOCATION"
      ? expression.args.map((value) => (value.kind === "constant" ? Number(value.value) : Number.NaN))
      : [];
  const [latitude = Number.NaN, longitude = Number.NaN] = numbers;
  if (numbers.length !== 2 || !(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180))
    throw malformed(usage);
  return [scope.compilation.parameter(latitude), scope.compilation.parameter(longitude)];
}

function fieldPoint(scope: Scope, place: Extract<Expression, { kind: "field" }>): [string, string] {
  const { field, object, sql } = scope.resolve(place);
  const part = (end: RegExp) => {
    const found = object.fields.find(
      ({ compoundFieldName, name }) => compoundFieldName === field.name && end.test(name),
    );
    return found && sql.replace(/"[^"]+"$/, quoted(found.name));
  };
  const [latitude, longitude] = [part(/Latitude(__s)?$/), part(/Longitude(__s)?$/)];
  if (latitude && longitude) return [latitude, longitude];
  throw scope.compilation.error(
    place.at,
    "INVALID_FIELD",
    `The field '${field.name}' is no location, so DISTANCE can't be used with it`,
  );
}

/** `DISTANCE(Location__c, GEOLOCATION(37.7, -122.4), 'mi')`. Throws MALFORMED_QUERY for other arguments. */
export function distance(scope: Scope, call: Call, place: Place): Typed {
  const [from, to, unit] = call.args;
  const known = unit?.kind === "constant" && ["mi", "km"].includes(String(unit.value));
  if (call.args.length !== 3 || from?.kind !== "field" || !known || place === "group" || place === "having")
    throw malformed(usage);
  const ends = [...point(scope, from), ...point(scope, to), scope.compilation.parameter(String(unit.value))];
  return { sql: `distance_between(${ends.join(", ")})`, type: "double", aggregate: false };
}
