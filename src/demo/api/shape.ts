import { ApiError, UnreadableValue } from "../errors.ts";
import { type JsonRecord, keyed } from "../json.ts";

function isObject(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The objects that a body lists under a key. Throws JSON_PARSER_ERROR for no list and for an item that is no object. */
export function objectsIn(body: unknown, key: string): JsonRecord[] {
  const list = keyed(body)[key];
  if (!Array.isArray(list)) throw new ApiError(400, "JSON_PARSER_ERROR", `'${key}' is a required field.`);
  return list.map((item: unknown) => {
    if (isObject(item)) return item;
    throw new UnreadableValue(`Every item of '${key}' must be an object`, key, undefined);
  });
}

/** A text that an object must have. Throws JSON_PARSER_ERROR. */
export function textIn(object: JsonRecord, key: string): string {
  const value = object[key];
  if (typeof value === "string" && value !== "") return value;
  throw new ApiError(400, "JSON_PARSER_ERROR", `'${key}' is a required field.`);
}

/** Texts in a list, where there is one. Throws JSON_PARSER_ERROR for anything else that is there. */
export function textsIn(object: JsonRecord, key: string): string[] | undefined {
  const value = object[key];
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw new UnreadableValue(`'${key}' must be a list of strings`, key, undefined);
}
