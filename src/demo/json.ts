/** A record or another object as JSON has it. */
export type JsonRecord = Record<string, unknown>;

/** A value by its keys; without any when it is neither an object nor a list. */
export function keyed(value: unknown): JsonRecord {
  // Whatever objects and lists hold is found by strings.
  return typeof value === "object" && value !== null ? (value as JsonRecord) : {};
}
