import { isObject, type JsonObject } from "../../json-object.ts";

/** What addresses and locations hold, as the REST API names it. */
const partNames = new Set([
  "street",
  "city",
  "state",
  "stateCode",
  "postalCode",
  "country",
  "countryCode",
  "latitude",
  "longitude",
  "geocodeAccuracy",
]);

/** The field that holds one part: `BillingAddress` and `city` → `BillingCity`, `Site__c` → `Site__City__s`. */
function partField(compound: string, part: string): string {
  const word = `${part.charAt(0).toUpperCase()}${part.slice(1)}`;
  return compound.endsWith("__c")
    ? `${compound.slice(0, -1)}${word}__s`
    : `${compound.slice(0, -"Address".length)}${word}`;
}

/** Asked of each row again, so found once by name: the fields that tell that its parts stand beside a compound. */
const tellingFields = new Map<string, readonly string[]>();

/** None for what can be no compound by its name. */
function tellingOf(name: string): readonly string[] {
  const known = tellingFields.get(name);
  if (known) return known;
  const isOne = /(?:Address|__c)$/.test(name);
  const fields = isOne ? [...partNames].map((part) => partField(name, part)) : [];
  if (tellingFields.size < 5_000) tellingFields.set(name, fields);
  return fields;
}

function isCompound(value: JsonObject): boolean {
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => partNames.has(key));
}

/** Whether a record has parts of this address or location as fields of their own. */
function standsInParts(name: string, record: JsonObject): boolean {
  return tellingOf(name).some((field) => field in record);
}

/** What a compound holds beyond the parts that stand beside it. */
function remaining(name: string, value: JsonObject, record: JsonObject): object {
  const others = Object.entries(value).filter(
    ([part, inner]) => inner !== null && !(partField(name, part) in record),
  );
  return Object.fromEntries(others);
}

/** A value as it is shown in its record: itself unless something of it repeats, undefined where all does. */
function shownValue(name: string, value: unknown, record: JsonObject): unknown {
  if (value === null) return standsInParts(name, record) ? undefined : value;
  if (!isObject(value)) return value;
  if (!isCompound(value)) return withoutInside(value);
  if (!standsInParts(name, record)) return value;
  const left = remaining(name, value, record);
  return Object.keys(left).length === 0 ? undefined : left;
}

/** Of a parent, or of a child query's rows. */
function withoutInside(value: JsonObject): JsonObject {
  const { records } = value;
  if (!Array.isArray(records)) return withoutRepeats(value);
  return { ...value, records: records.map((row) => (isObject(row) ? withoutRepeats(row) : row)) };
}

/**
 * A record, parents and children included, in which no address or location stands beside its own parts: `BillingCity`
 * is left, `BillingAddress` not, or only with what has no field of its own there. One without such is not copied.
 */
export function withoutRepeats(record: JsonObject): JsonObject {
  let copy: JsonObject | undefined;
  for (const name in record) {
    const value = record[name];
    if (typeof value !== "object" || name === "attributes") continue;
    const left = shownValue(name, value, record);
    if (left === value) continue;
    copy ??= { ...record };
    if (left === undefined) delete copy[name];
    else copy[name] = left;
  }
  return copy ?? record;
}
