import { isObject, type JsonObject } from "../json-object.ts";
import { idIn, typeOf } from "../salesforce/records/identity.ts";
import type { Action } from "./action.ts";

/**
 * Where a record's values lead beyond its own fields: a parent by external id (`{"Account": {"Key__c": "v"}}`
 * is `Account.Key__c`), of a given object where it is polymorphic, or child records.
 */
export function recordPaths(record: JsonObject, before = ""): string[] {
  return Object.entries(record).flatMap(([key, value]) => {
    // A reference may bring in more than a plain value; in a name, anything.
    if (key.includes("@{")) return [`${before}${key}.`];
    if (typeof value === "string" && value.includes("@{")) return [`${before}${key}`];
    if (key === "attributes" || typeof value !== "object" || value === null) return [];
    const type = typeOf(value);
    const here = `${before}${type === undefined ? "" : `${type}:`}${key}`;
    return isObject(value) && !isChildList(value) ? [here, ...recordPaths(value, `${here}.`)] : [here];
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

/** What a body's records are of, one entry an object; children count with them. `object` is theirs unless they say another. */
export function touchedByRecords(records: readonly unknown[], object?: string): Touch[] {
  const byObject = new Map<string | undefined, { records: unknown[]; paths: Set<string> }>();
  const add = (record: unknown, usual: string | undefined) => {
    const name = typeOf(record) ?? usual;
    const entry = byObject.get(name) ?? { records: [], paths: new Set<string>() };
    byObject.set(name, entry);
    entry.records.push(record);
    if (!isObject(record)) return;
    for (const path of recordPaths(record)) entry.paths.add(path);
    for (const child of childRecords(record)) add(child, undefined);
  };
  for (const record of records) add(record, object);
  return [...byObject].map(([name, { records: own, paths }]) => {
    const ids = own.flatMap((record) => idIn(record) ?? []);
    return {
      ...(name !== undefined && { object: name }),
      ...(ids.length === own.length && ids.length > 0 ? { ids } : { count: own.length }),
      ...(paths.size > 0 && { paths: [...paths] }),
    };
  });
}
