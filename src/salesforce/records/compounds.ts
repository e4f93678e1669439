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

/** Most rows hold neither objects nor fields with parts, and need no copy. */
function mayRepeat(record: JsonObject): boolean {
  for (const name in record) {
    const value = record[name];
    if (value === null ? standsInParts(name, record) : name !== "attributes" && isObject(value)) return true;
  }
  return false;
}

/**
 * A record, parents and children included, in which no address or location stands beside its own parts: `BillingCity`
 * is left, `BillingAddress` not, or only with what has no field of its own there.
 */
export function withoutRepeats(record: JsonObject): JsonObject {
  if (!mayRepeat(record)) return record;
  const entries = Object.entries(record).flatMap(([name, value]): [string, unknown][] => {
    const repeats = standsInParts(name, record);
    if (value === null) return repeats ? [] : [[name, value]];
    if (!isObject(value)) return [[name, value]];
    if (!isCompound(value)) return [[name, withoutInside(value)]];
    const left = repeats ? remaining(name, value, record) : value;
    return Object.keys(left).length === 0 ? [] : [[name, left]];
  });
  return Object.fromEntries(entries);
}

/** Of a parent, or of a child query's rows. */
function withoutInside(value: JsonObject): unknown {
  const { records } = value;
  if (!Array.isArray(records)) return withoutRepeats(value);
  return { ...value, records: records.map((row) => (isObject(row) ? withoutRepeats(row) : row)) };
}
