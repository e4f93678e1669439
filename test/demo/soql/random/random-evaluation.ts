import { localTime, lower, none } from "./evaluate.ts";
import type { Data, Row } from "./plain-data.ts";
import type { Field } from "./random-fields.ts";

export const operators = ["=", "!=", "<>", "<", "<=", ">", ">="] as const;
export type Operator = (typeof operators)[number];

export interface Value {
  soql: string;
  value: string | number | null;
}

export interface Literal {
  soql: string;
  unit: string;
  /** Periods from the one of today on. */
  first: number;
  last: number;
}

/** A condition with its text, so that both say the same. */
export type Condition = { soql: string } & (
  | { kind: "and"; parts: Condition[] }
  | { kind: "or"; parts: Condition[] }
  | { kind: "not"; part: Condition }
  | { kind: "compare"; field: Field; operator: Operator; right: Value }
  | { kind: "in"; field: Field; negated: boolean; right: Value[] }
  | { kind: "like"; field: Field; pieces: string[] }
  | { kind: "literal"; field: Field; operator: Operator; literal: Literal }
  | { kind: "includes"; field: Field; negated: boolean; sets: string[][] }
);

type Scalar = string | number | null;

const now = Date.UTC(2026, 10, 24, 9);

/** Less than 0, 0 or more than 0; undefined where nothing can be said. */
function order(field: Field, left: Scalar, right: Scalar): number | undefined {
  if (left === null || right === null) return undefined;
  if (field.kind !== "text") return left < right ? -1 : Number(left > right);
  if (lower(left) === lower(right)) return 0;
  return String(left).toUpperCase() < String(right).toUpperCase() ? -1 : 1;
}

const asSet = (text: Scalar) => lower(text).split(";").sort().join(";");

function equal(field: Field, left: Scalar, right: Scalar): boolean {
  if (field.kind === "boolean") return (left ?? 0) === (right ?? 0);
  if (left === null || right === null) return left === right;
  if (field.kind === "multi") return asSet(left) === asSet(right);
  return field.kind === "text" ? lower(left) === lower(right) : left === right;
}

/** What an operator makes of an order. */
function holds(operator: Operator, result: number | undefined): boolean {
  if (result === undefined) return operator === "!=" || operator === "<>";
  if (operator === "=") return result === 0;
  if (operator === "!=" || operator === "<>") return result !== 0;
  if (operator.startsWith("<")) return result < 0 || (operator === "<=" && result === 0);
  return result > 0 || (operator === ">=" && result === 0);
}

/** Which day, week, month, quarter or year a day is in, counted through. Weeks begin on Sunday. */
function periodOf(day: Date, unit: string): number {
  const days = Math.floor(day.getTime() / 86_400_000);
  const months = day.getUTCFullYear() * 12 + day.getUTCMonth();
  if (unit === "DAYS") return days;
  if (unit === "WEEKS") return Math.floor((days + 4) / 7);
  if (unit === "MONTHS") return months;
  return unit.endsWith("QUARTERS") ? Math.floor(months / 3) : day.getUTCFullYear();
}

function literalOrder(field: Field, value: Scalar, { unit, first, last }: Literal): number | undefined {
  if (value === null) return undefined;
  const day = field.kind === "date" ? new Date(`${value}T00:00:00Z`) : localTime(value);
  const period = periodOf(day, unit) - periodOf(localTime(now), unit);
  // An empty range has nothing in it, but still a beginning.
  if (period >= first && period <= last) return 0;
  return period < first ? -1 : 1;
}

function matches(pieces: readonly string[], value: Scalar): boolean {
  if (value === null) return false;
  const source = pieces.map((piece) => {
    if (piece === "*%") return ".*";
    return piece === "*_" ? "." : piece.toLowerCase().replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  });
  return new RegExp(`^${source.join("")}$`, "su").test(lower(value));
}

/** Whether a row meets a condition. Where SQL would not know, SOQL says no. */
export function meets(condition: Condition, row: Row, data: Data): boolean {
  if (condition.kind === "and") return condition.parts.every((part) => meets(part, row, data));
  if (condition.kind === "or") return condition.parts.some((part) => meets(part, row, data));
  if (condition.kind === "not") return !meets(condition.part, row, data);
  const { field } = condition;
  const value = field.value(row, data);
  if (condition.kind === "like") return matches(condition.pieces, value);
  if (condition.kind === "in")
    return condition.right.some((right) => equal(field, value, right.value)) !== condition.negated;
  if (condition.kind === "literal")
    return holds(condition.operator, literalOrder(field, value, condition.literal));
  if (condition.kind === "includes") {
    const parts = none(value) ? [] : String(value).split(";");
    return condition.sets.some((set) => set.every((part) => parts.includes(part))) !== condition.negated;
  }
  const { operator, right } = condition;
  if (operator === "=") return equal(field, value, right.value);
  if (operator === "!=" || operator === "<>") return !equal(field, value, right.value);
  return holds(operator, order(field, value, right.value));
}

/** The place of a value where rows are sorted by its field: picklists go by their own order. */
export function sortPlace({ facts, kind }: Field, value: Scalar): Scalar[] {
  if (value === null) return [null];
  if (facts.type === "picklist") {
    const index = facts.picklistValues.findIndex((entry) => entry.value === value);
    return [index === -1 ? 1e6 : index, String(value).toUpperCase()];
  }
  if (kind === "boolean") return [value];
  return [kind === "text" ? String(value).toUpperCase() : value];
}

export interface SortItem {
  field: Field;
  down: boolean;
  nullsLast: boolean;
}

/** Nulls first in both directions unless they are asked to be last, which lookups do not heed. */
export function compareBy({ field, down, nullsLast }: SortItem, left: Scalar, right: Scalar): number {
  const last = nullsLast && field.facts.type !== "reference" ? -1 : 1;
  const a = sortPlace(field, field.kind === "boolean" ? (left ?? 0) : left);
  const b = sortPlace(field, field.kind === "boolean" ? (right ?? 0) : right);
  if (a[0] === null || b[0] === null) return a[0] === b[0] ? 0 : (a[0] === null ? -1 : 1) * last;
  for (const [index, key] of a.entries()) {
    const other = b[index] ?? null;
    if (key === null || other === null || key === other) continue;
    return (key < other ? -1 : 1) * (down ? -1 : 1);
  }
  return 0;
}
