import { momentOf } from "../../rows/values.ts";
import { to18 } from "../../store/ids.ts";
import type { FieldType } from "../../store/schema.ts";
import { type DayRange, daysOf, startOfDay } from "../functions/date-literals.ts";
import type { Value } from "../parse/tree.ts";
import type { Scope } from "../scope/scope.ts";
import { idTypes, isText, numericTypes, type Typed } from "../scope/typed.ts";
import { invalidOperator } from "./value-checks.ts";

/** What is compared, and where errors about it point. */
export interface Left {
  value: Typed;
  at: number;
}

function isAscii(text: string): boolean {
  return !/\P{ASCII}/u.test(text);
}

/** Text compares without case; ASCII by SQLite's own collation, the rest folded. Order goes by the sort key. */
function textComparison(scope: Scope, sql: string, operator: string, text: string): string {
  const parameter = scope.compilation.parameter(text);
  if (operator !== "=" && operator !== "!=") return `sort_key(${sql}) ${operator} sort_key(${parameter})`;
  if (isAscii(text)) return `${sql} ${operator} ${parameter} COLLATE NOCASE`;
  return `fold(${sql}) ${operator} fold(${parameter})`;
}

function likeComparison(scope: Scope, sql: string, pattern: string): string {
  const parameter = scope.compilation.parameter(pattern);
  return isAscii(pattern)
    ? `${sql} LIKE ${parameter} ESCAPE '\\'`
    : `fold(${sql}) LIKE fold(${parameter}) ESCAPE '\\'`;
}

/** A literal is a range of days: equal is inside it, less before its start, greater after its end. */
function rangeComparison(scope: Scope, { sql, type }: Typed, operator: string, range: DayRange): string {
  const { compilation } = scope;
  const bound = (day: string) =>
    compilation.parameter(type === "datetime" ? startOfDay(day, compilation.options.timeZone) : day);
  if (operator === "<") return `${sql} < ${bound(range.start)}`;
  if (operator === "<=") return `${sql} < ${bound(range.end)}`;
  if (operator === ">") return `${sql} >= ${bound(range.end)}`;
  if (operator === ">=") return `${sql} >= ${bound(range.start)}`;
  const inside = `(${sql} >= ${bound(range.start)} AND ${sql} < ${bound(range.end)})`;
  return operator === "=" ? inside : `NOT ${inside}`;
}

/** A literal's days. Throws MALFORMED_QUERY when they are outside of the years that Salesforce knows. */
function rangeOf({ compilation }: Scope, { text, count, at }: Value): DayRange {
  const range = daysOf(text, count, compilation.org.now(), compilation.options.timeZone);
  if (range) return range;
  throw compilation.error(at, "MALFORMED_QUERY", `Invalid date literal: ${text}:${count}`);
}

/** A time as it is kept: `HH:MM:SS.mmmZ`. */
function timeOf(text: string): string {
  return `${text.slice(0, 8)}.${text.slice(9, -1).slice(0, 3).padEnd(3, "0")}Z`;
}

function idOf(scope: Scope, { at }: Left, text: string): string {
  const id = to18(text);
  if (id !== undefined) return id;
  throw invalidOperator(scope, { at }, `invalid ID field: ${text}`);
}

function scalarOf(scope: Scope, left: Left, value: Value): string | number {
  const { type } = left.value;
  if (type === "boolean") return value.text === "TRUE" ? 1 : 0;
  if (type === "datetime") return momentOf(value.text.toUpperCase());
  if (type === "time") return timeOf(value.text);
  return idTypes.has(type) ? idOf(scope, left, value.text) : value.text;
}

/** SQL of one value. Numbers are written out, since a long list would need too many parameters. */
function operand(scope: Scope, left: Left, value: Value): string {
  if (numericTypes.has(left.value.type)) return numberSql(value.text);
  return scope.compilation.parameter(scalarOf(scope, left, value));
}

function numberSql(text: string): string {
  const number = Number(text);
  // SQLite reads 9e999 as infinity.
  return Number.isFinite(number) ? String(number) : `${number < 0 ? "-" : ""}9e999`;
}

/** A multi-picklist equals the exact set, in whatever order it is written. */
function exactSet({ field }: Typed, text: string): string {
  const order = (field?.picklistValues ?? []).map(({ value }) => value.toLowerCase());
  const place = (part: string) => order.indexOf(part.toLowerCase());
  return text
    .split(";")
    .map((part) => part.trim())
    .sort((a, b) => place(a) - place(b))
    .join(";");
}

function isNull({ sql, type }: Typed, negated: boolean): string {
  // A boolean is never null: = null means false.
  if (type === "boolean") return `COALESCE(${sql}, 0) ${negated ? "<>" : "="} 0`;
  return `${sql} IS ${negated ? "NOT " : ""}NULL`;
}

/** No empty string is ever stored, so it means null. */
function meansNull({ kind, text }: Value): boolean {
  return kind === "null" || (kind === "string" && text === "");
}

/** A comparison, true or null/false as SQL has it; `!=` also takes rows where the field is null. */
export function compare(scope: Scope, left: Left, operator: string, value: Value): string {
  if (operator === "LIKE") return likeComparison(scope, left.value.sql, value.text);
  if (meansNull(value)) {
    if (operator === "=" || operator === "!=") return isNull(left.value, operator === "!=");
    throw invalidOperator(scope, left, "null can only be compared with = and !=");
  }
  const { type } = left.value;
  const sql = type === "boolean" ? `COALESCE(${left.value.sql}, 0)` : left.value.sql;
  const plain = comparison(scope, { ...left, value: { ...left.value, sql } }, operator, value);
  return operator === "!=" ? `(${sql} IS NULL OR ${plain})` : plain;
}

function comparison(scope: Scope, left: Left, operator: string, value: Value): string {
  const { sql, type } = left.value;
  if (value.kind === "dateLiteral")
    return rangeComparison(scope, left.value, operator, rangeOf(scope, value));
  if (type === "multipicklist") return textComparison(scope, sql, operator, exactSet(left.value, value.text));
  if (isText(type)) return textComparison(scope, sql, operator, value.text);
  return `${sql} ${operator} ${operand(scope, left, value)}`;
}

/** Values that SQL's own IN takes; literals of days are ranges, and sets of multi-picklists are reordered. */
function isPlain(type: FieldType, value: Value): boolean {
  return !meansNull(value) && value.kind !== "dateLiteral" && type !== "multipicklist" && type !== "boolean";
}

function inPlain(scope: Scope, left: Left, values: readonly Value[]): string {
  const { sql, type } = left.value;
  const operands = values.map((value) => operand(scope, left, value));
  if (!isText(type)) return `${sql} IN (${operands.join(", ")})`;
  if (values.every(({ text }) => isAscii(text))) return `(${sql} COLLATE NOCASE) IN (${operands.join(", ")})`;
  return `fold(${sql}) IN (${operands.map((text) => `fold(${text})`).join(", ")})`;
}

/** `IN (…)` and `NOT IN (…)`, which also takes rows where the field is null, unless null is listed. */
export function inList(scope: Scope, left: Left, negated: boolean, listed: readonly Value[]): string {
  const values = [
    ...new Map(listed.map((value) => [`${value.kind} ${value.text}:${value.count}`, value])).values(),
  ];
  const plain = values.filter((value) => isPlain(left.value.type, value));
  const others = values.filter((value) => !isPlain(left.value.type, value));
  const parts = [
    ...(plain.length > 0 ? [inPlain(scope, left, plain)] : []),
    ...others.map((value) => compare(scope, left, "=", value)),
  ];
  const any = joined(parts, "OR");
  return negated ? `NOT (${any} IS TRUE)` : any;
}

/** INCLUDES: within a value `;` is and, between values `,` is or. EXCLUDES also takes rows without a value. */
export function includes(scope: Scope, left: Left, negated: boolean, values: readonly Value[]): string {
  const { sql } = left.value;
  const has = (text: string) => {
    const pattern = `%;${text.trim().replaceAll(/[\\%_]/g, "\\$&")};%`;
    return likeComparison(scope, `(';' || ${sql} || ';')`, pattern);
  };
  const parts = values.map((value) =>
    meansNull(value) ? isNull(left.value, false) : joined(value.text.split(";").map(has), "AND"),
  );
  const any = joined(parts, "OR");
  return negated ? `NOT (${any} IS TRUE)` : any;
}

/** Conditions joined in a balanced way, since SQLite limits how deep an expression may be. */
export function joined(parts: readonly string[], operator: "AND" | "OR"): string {
  if (parts.length <= 2) return `(${parts.join(` ${operator} `)})`;
  const half = Math.ceil(parts.length / 2);
  return `(${joined(parts.slice(0, half), operator)} ${operator} ${joined(parts.slice(half), operator)})`;
}
