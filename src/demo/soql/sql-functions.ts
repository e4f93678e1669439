import { labelOf } from "../analytics/cells.ts";
import type { Org } from "../api/api.ts";
import type { SqlValue, Store } from "../store/store.ts";
import { offsetAt } from "./date-literals.ts";

const defined = new WeakSet<Store>();

function fold(value: SqlValue | undefined): SqlValue {
  return typeof value === "string" ? value.toLowerCase() : (value ?? null);
}

const earthKilometres = 6371;
const kilometresAMile = 1.609344;

/** Great-circle distance by the haversine formula. */
function distanceBetween(...values: SqlValue[]): SqlValue {
  const [unit] = values.slice(4);
  const numbers = values.slice(0, 4);
  if (numbers.some((value) => value === null)) return null;
  const [latitude = 0, longitude = 0, toLatitude = 0, toLongitude = 0] = numbers.map(
    (value) => (Number(value) * Math.PI) / 180,
  );
  const half =
    Math.sin((toLatitude - latitude) / 2) ** 2 +
    Math.cos(latitude) * Math.cos(toLatitude) * Math.sin((toLongitude - longitude) / 2) ** 2;
  const kilometres = 2 * earthKilometres * Math.asin(Math.min(1, Math.sqrt(half)));
  return unit === "mi" ? kilometres / kilometresAMile : kilometres;
}

function formatValue(...[value, type]: SqlValue[]): SqlValue {
  if (value === null || value === undefined) return null;
  if (type === "datetime") return labelOf(new Date(Number(value)).toISOString(), "datetime");
  if (type === "date") return labelOf(String(value), "date");
  if (type === "currency") return labelOf(Number(value), "currency");
  return typeof value === "number" ? labelOf(value, "double") : String(value);
}

/** The SQL functions that compiled statements call; defined once for each store. */
export function defineSqlFunctions(org: Org, timeZone: string): void {
  if (defined.has(org.store)) return;
  defined.add(org.store);
  org.store.define("fold", (value) => fold(value));
  org.store.define("distance_between", (a, b, c, d, unit) =>
    distanceBetween(a ?? null, b ?? null, c ?? null, d ?? null, unit ?? null),
  );
  org.store.define("format_value", (value, type) => formatValue(value ?? null, type ?? null));
  org.store.define("localtime_ms", (moment) =>
    moment === null || moment === undefined ? null : Number(moment) + offsetAt(Number(moment), timeZone),
  );
}
