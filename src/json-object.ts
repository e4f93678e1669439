import { WrittenNumber } from "./json-numbers.ts";

export type JsonObject = Record<string, unknown>;

/** Whether a value is an object with keys, and no list. */
export function isObject(value: unknown): value is JsonObject {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof WrittenNumber)
  );
}
