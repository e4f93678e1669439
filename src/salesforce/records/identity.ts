import { isObject } from "../../json-object.ts";

/** May also be a name of that length, of which it does no harm to think so. */
export function isRecordId(text: string): boolean {
  return /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/.test(text);
}

/** The object that a record in a body says it is of. */
export function typeOf(record: unknown): string | undefined {
  const attributes = isObject(record) ? record["attributes"] : undefined;
  const type = isObject(attributes) ? attributes["type"] : undefined;
  return typeof type === "string" ? type : undefined;
}

/** The id that a record in a body gives. */
export function idIn(record: unknown): string | undefined {
  const entries = isObject(record) ? Object.entries(record) : [];
  const id = entries.find(([name]) => name.toLowerCase() === "id")?.[1];
  return typeof id === "string" ? id : undefined;
}
