import { isObject, type JsonObject } from "../json-object.ts";
import { idsIn, isIdReference, isRecordId, typeOf } from "../salesforce/records/identity.ts";
import type { Action } from "./action.ts";

/**
 * Where a record's values lead beyond its own fields: a parent by external id (`{"Account": {"Key__c": "v"}}`
 * is `Account.`), of a given object where it is polymorphic, or child records.
 */
export function recordPaths(record: JsonObject, before = ""): string[] {
  return Object.entries(record).flatMap(([key, value]) => {
    // A reference may bring in more than a plain value; in a name, anything.
    if (key.includes("@{")) return [`${before}${key}.`];
    if (typeof value === "string" && value.includes("@{")) return [`${before}${key}`];
    if (key === "attributes" || !(isObject(value) || Array.isArray(value))) return [];
    const type = typeOf(value);
    const here = `${before}${type === undefined ? "" : `${type}:`}${key}`;
    // The dot says that it must lead somewhere: a field that holds a list or an object is none that is known.
    const inside = isObject(value) && !isChildList(value) ? recordPaths(value, `${here}.`) : [];
    return [`${here}.`, ...inside];
  });
}

function isChildList(value: object): value is { records: unknown[] } {
  return "records" in value && Array.isArray(value.records);
}

function childRecords(record: JsonObject): unknown[] {
  return Object.values(record).flatMap((value) =>
    isObject(value) && isChildList(value) ? value.records : [],
  );
}

type Touch = Omit<Action, "effect">;

/** The object in the address that a record of an answer carries along: `/services/data/v66.0/sobjects/Account/001…`. */
function addressedObject(record: JsonObject): string[] {
  const { attributes } = record;
  const url = isObject(attributes) ? attributes["url"] : undefined;
  if (url === undefined) return [];
  // One that is no such address names nothing that is known.
  return [/\/sobjects\/(\w+)(?:\/\w*)?$/i.exec(String(url))?.[1] ?? String(url)];
}

/** Ids as they are sent; a reference to one is known only when it has been sent. */
export function plainIds(ids: readonly string[]): string[] {
  return ids.filter(isRecordId);
}

/** How a touch names records of which only some ids, or none, are known. */
export function recordsNamed(ids: readonly string[], count: number): Pick<Touch, "ids" | "count"> {
  const known = plainIds(ids);
  return {
    ...(known.length > 0 && { ids: known }),
    ...(known.length < count && { count }),
  };
}

/** Whether every id of a list can be an id and nothing else. */
export function areIds(ids: readonly unknown[]): ids is string[] {
  return ids.every((id) => typeof id === "string" && (isRecordId(id) || isIdReference(id)));
}

/**
 * What a body's records are of, one entry an object; children count with them. `object` is theirs unless they
 * say another. One that is no record may be anything.
 */
export function touchedByRecords(records: readonly unknown[], object?: string): Touch[] {
  const byObject = new Map<string | undefined, { records: JsonObject[]; paths: Set<string> }>();
  const others = new Set<string>();
  let odd = false;
  const add = (record: unknown, usual: string | undefined) => {
    if (!isObject(record)) {
      odd = true;
      return;
    }
    const name = typeOf(record) ?? usual;
    const entry = byObject.get(name) ?? { records: [], paths: new Set<string>() };
    byObject.set(name, entry);
    entry.records.push(record);
    for (const path of recordPaths(record)) entry.paths.add(path);
    for (const other of addressedObject(record)) if (other !== name) others.add(other);
    for (const child of childRecords(record)) add(child, undefined);
  };
  for (const record of records) add(record, object);
  const touched = [...byObject].map(([name, { records: own, paths }]): Touch => {
    const ids = own.flatMap(idsIn);
    return {
      ...(name !== undefined && { object: name }),
      ...recordsNamed(ids, Math.max(own.length, ids.length)),
      ...(paths.size > 0 && { paths: [...paths] }),
    };
  });
  return [...touched, ...(others.size > 0 ? [{ objects: [...others] }] : []), ...(odd ? [{}] : [])];
}
