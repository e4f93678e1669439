import type { Org } from "../../handler.ts";
import { labelOf } from "../../labels.ts";
import type { PicklistValue } from "../../store/schema.ts";
import type { SqlValue, Store } from "../../store/store.ts";
import { offsetAt } from "./date-literals.ts";

const defined = new WeakSet<Store>();

/** What text is compared by. */
function fold(value: SqlValue | undefined): SqlValue {
  return typeof value === "string" ? value.toLowerCase() : (value ?? null);
}

/** What text is sorted by: English locales go by the upper-case letters. */
function sortKey(value: SqlValue | undefined): SqlValue {
  return typeof value === "string" ? value.toUpperCase() : (value ?? null);
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

/** FORMAT: how a user in en_US and this time zone sees a value. */
function formatValue(value: SqlValue, type: SqlValue, scale: SqlValue, timeZone: string): SqlValue {
  if (value === null) return null;
  if (type === "datetime") {
    const moment = Number(value);
    return labelOf(new Date(moment + offsetAt(moment, timeZone)).toISOString(), "datetime");
  }
  if (type === "date") return labelOf(String(value), "date");
  if (type === "time") return labelOf(`1970-01-01T${value}`, "datetime").replace(/^.*, /, "");
  if (type === "currency") return labelOf(Number(value), "currency");
  const digits = Number(scale ?? 0);
  const text = Number(value).toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return type === "percent" ? `${text}%` : text;
}

/** The SQL functions that compiled statements call; defined once for each store. */
export function defineSqlFunctions({ store, schema }: Org, timeZone: string): void {
  if (defined.has(store)) return;
  defined.add(store);
  const picklist = (object: SqlValue | undefined, field: SqlValue | undefined): readonly PicklistValue[] =>
    schema.object(String(object))?.field(String(field))?.picklistValues ?? [];
  store.define("fold", (value) => fold(value));
  store.define("sort_key", (value) => sortKey(value));
  store.define("distance_between", (a, b, c, d, unit) =>
    distanceBetween(a ?? null, b ?? null, c ?? null, d ?? null, unit ?? null),
  );
  store.define("format_value", (value, type, scale) =>
    formatValue(value ?? null, type ?? null, scale ?? null, timeZone),
  );
  store.define("localtime_ms", (moment) =>
    moment === null || moment === undefined ? null : Number(moment) + offsetAt(Number(moment), timeZone),
  );
  store.define("picklist_place", (value, object, field) => {
    if (value === null || value === undefined) return null;
    const place = picklist(object, field).findIndex((entry) => entry.value === value);
    return place === -1 ? 999_999 : place;
  });
  store.define("label_of", (value, object, field) => {
    if (value === null || value === undefined) return null;
    const values = picklist(object, field);
    const labels = String(value)
      .split(";")
      .map((part) => values.find((entry) => entry.value === part)?.label ?? part);
    return labels.join(";");
  });
}
