import type { FieldSchema, FieldType } from "../../store/schema.ts";
import type { Resolved } from "./scope.ts";

/** An expression's SQL, and the type of its value. */
export interface Typed {
  sql: string;
  type: FieldType;
  /** The field that the value is of, where it is one. */
  field?: FieldSchema;
  /** Where a plain field is; functions have none. */
  resolved?: Resolved;
  aggregate: boolean;
  /** A dateTime in the user's time zone, which date functions alone take. */
  zoned?: boolean;
}

/** Where in a statement an expression stands. */
export type Place = "select" | "where" | "group" | "having" | "order";

export const numericTypes: ReadonlySet<FieldType> = new Set(["int", "long", "double", "currency", "percent"]);

export const idTypes: ReadonlySet<FieldType> = new Set(["id", "reference"]);

const plainTypes: ReadonlySet<FieldType> = new Set(["boolean", "date", "datetime", "time"]);

/** Types whose values are compared as text, without case. */
export function isText(type: FieldType): boolean {
  return !numericTypes.has(type) && !idTypes.has(type) && !plainTypes.has(type);
}
