import { isObject } from "../../json-object.ts";

/** May also be a name of that length, of which it does no harm to think so. */
export function isRecordId(text: string): boolean {
  return /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/.test(text);
}

/** `@{name.id}`, `@{name.records[0].Id}`: what Salesforce puts in its place is an id, and nothing else. */
export function isIdReference(text: string): boolean {
  return /^@\{\w+(?:\.\w+|\[\d+\])*\.id\}$/i.test(text);
}

/** The object that a record in a body says it is of. */
export function typeOf(record: unknown): string | undefined {
  const attributes = isObject(record) ? record["attributes"] : undefined;
  const type = isObject(attributes) ? attributes["type"] : undefined;
  return typeof type === "string" ? type : undefined;
}

/** Every id that a record in a body gives: names of fields are the same in any case, so there may be several. */
export function idsIn(record: unknown): string[] {
  const entries = isObject(record) ? Object.entries(record) : [];
  return entries.flatMap(([name, value]) =>
    name.toLowerCase() === "id" && typeof value === "string" ? [value] : [],
  );
}

/** What tells a record from all others: the 18 characters of an id are these 15 and a checksum. */
export function shortId(id: string): string {
  return id.slice(0, 15);
}

/** Whether two ids are of one record. */
export function sameId(a: string, b: string): boolean {
  return shortId(a) === shortId(b);
}
