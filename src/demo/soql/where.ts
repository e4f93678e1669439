import { momentOf } from "../rows/values.ts";
import { to18 } from "../store/ids.ts";
import type { FieldType } from "../store/schema.ts";
import { quoted } from "../store/sqlite.ts";
import { type DayRange, daysOf, startOfDay } from "./date-literals.ts";
import { type Typed, typed } from "./functions.ts";
import { Scope } from "./scope.ts";
import type { Condition, Query, Value } from "./tree.ts";

const numeric = new Set<FieldType>(["int", "long", "double", "currency", "percent"]);
const ids = new Set<FieldType>(["id", "reference"]);
const textOperators = new Set(["LIKE"]);

const dateKinds: Partial<Record<FieldType, readonly Value["kind"][]>> = {
  date: ["date", "dateLiteral"],
  datetime: ["dateTime", "dateLiteral"],
};

function kindsFor(type: FieldType): readonly Value["kind"][] {
  if (numeric.has(type)) return ["number"];
  return type === "boolean" ? ["boolean"] : (dateKinds[type] ?? ["string"]);
}

/** Throws as Salesforce does when a value is not of the field's type. */
function checkValue(scope: Scope, left: Typed, value: Value): void {
  if (value.kind === "null" || kindsFor(left.type).includes(value.kind)) return;
  const name = left.field?.name ?? "expr0";
  const quotes = kindsFor(left.type).includes("string")
    ? "should be enclosed in quotes"
    : "should not be enclosed in quotes";
  const type = left.type === "datetime" ? "dateTime" : left.type;
  throw scope.compilation.error(
    value.at,
    "INVALID_FIELD",
    `value of filter criterion for field '${name}' must be of type ${type} and ${quotes}`,
  );
}

function checkOperator(scope: Scope, left: Typed, operator: string, at: number): void {
  const { field, type } = left;
  if (field && !field.filterable)
    throw scope.compilation.error(
      at,
      "INVALID_FIELD",
      `field '${field.name}' can not be filtered in a query call`,
    );
  const ordered = ["<", ">", "<=", ">="].includes(operator);
  const wrong =
    (operator === "LIKE" &&
      (numeric.has(type) ||
        ids.has(type) ||
        ["boolean", "date", "datetime", "multipicklist"].includes(type))) ||
    (ordered && ["boolean", "multipicklist", "id", "reference"].includes(type));
  if (wrong)
    throw scope.compilation.error(at, "INVALID_QUERY_FILTER_OPERATOR", `invalid operator on ${type} field`);
}

function isAscii(text: string): boolean {
  return !/\P{ASCII}/u.test(text);
}

/** Text compares without case; ASCII by SQLite's own collation, the rest folded. */
function textComparison(scope: Scope, sql: string, operator: string, text: string): string {
  const parameter = scope.compilation.parameter(text);
  if ((operator === "=" || operator === "!=") && isAscii(text))
    return `${sql} ${operator} ${parameter} COLLATE NOCASE`;
  return `fold(${sql}) ${operator} fold(${parameter})`;
}

function likeComparison(scope: Scope, sql: string, text: string): string {
  const parameter = scope.compilation.parameter(text);
  return isAscii(text)
    ? `${sql} LIKE ${parameter} ESCAPE '\\'`
    : `fold(${sql}) LIKE fold(${parameter}) ESCAPE '\\'`;
}

/** A literal is a range of days: equal is inside it, less before its start, greater after its end. */
function rangeComparison(scope: Scope, { sql, type }: Typed, operator: string, range: DayRange): string {
  const { compilation } = scope;
  const bound = (day: string) =>
    compilation.parameter(type === "datetime" ? startOfDay(day, compilation.timeZone) : day);
  if (operator === "<") return `${sql} < ${bound(range.start)}`;
  if (operator === "<=") return `${sql} < ${bound(range.end)}`;
  if (operator === ">") return `${sql} >= ${bound(range.end)}`;
  if (operator === ">=") return `${sql} >= ${bound(range.start)}`;
  const inside = `(${sql} >= ${bound(range.start)} AND ${sql} < ${bound(range.end)})`;
  return operator === "=" ? inside : `NOT ${inside}`;
}

function scalarOf(type: FieldType, value: Value): string | number {
  if (numeric.has(type)) return Number(value.text);
  if (type === "boolean") return value.text === "TRUE" ? 1 : 0;
  if (type === "datetime") return momentOf(value.text);
  return ids.has(type) ? (to18(value.text) ?? value.text) : value.text;
}

function isText(type: FieldType): boolean {
  return (
    !numeric.has(type) &&
    !ids.has(type) &&
    type !== "boolean" &&
    type !== "date" &&
    type !== "datetime" &&
    type !== "time"
  );
}

/** A multi-picklist equals the exact set, in whatever order it is written. */
function exactSet(left: Typed, text: string): string {
  const order = (left.field?.picklistValues ?? []).map(({ value }) => value);
  return text
    .split(";")
    .map((part) => part.trim())
    .sort((a, b) => order.indexOf(a) - order.indexOf(b))
    .join(";");
}

function isNull(left: Typed, negated: boolean): string {
  // A boolean is never null: = null means false.
  if (left.type === "boolean") return `COALESCE(${left.sql}, 0) ${negated ? "<>" : "="} 0`;
  return `${left.sql} IS ${negated ? "NOT " : ""}NULL`;
}

/** A comparison, true or null/false as SQL has it; `!=` also takes rows where the field is null. */
function compare(scope: Scope, left: Typed, operator: string, value: Value): string {
  const { compilation } = scope;
  if (
    value.kind === "null" ||
    (value.kind === "string" && value.text === "" && !textOperators.has(operator))
  ) {
    if (operator === "=" || operator === "!=") return isNull(left, operator === "!=");
    throw compilation.error(
      value.at,
      "INVALID_QUERY_FILTER_OPERATOR",
      "null can only be compared with = and !=",
    );
  }
  const sql = left.type === "boolean" ? `COALESCE(${left.sql}, 0)` : left.sql;
  const plain = comparison(scope, { ...left, sql }, operator, value);
  return operator === "!=" ? `(${sql} IS NULL OR ${plain})` : plain;
}

function comparison(scope: Scope, left: Typed, operator: string, value: Value): string {
  const { compilation } = scope;
  if (value.kind === "dateLiteral")
    return rangeComparison(
      scope,
      left,
      operator,
      daysOf(value.text, value.count, compilation.org.now(), compilation.timeZone),
    );
  if (operator === "LIKE") return likeComparison(scope, left.sql, value.text);
  if (left.type === "multipicklist")
    return textComparison(scope, left.sql, operator, exactSet(left, value.text));
  if (isText(left.type))
    return textComparison(scope, left.sql, operator, value.text.replaceAll(/\\([%_])/g, "$1"));
  if (ids.has(left.type) && to18(value.text) === undefined) {
    throw compilation.error(value.at, "INVALID_QUERY_FILTER_OPERATOR", `invalid ID field: ${value.text}`);
  }
  return `${left.sql} ${operator} ${compilation.parameter(scalarOf(left.type, value))}`;
}

/** Values that SQL's own IN takes; literals of days are ranges, and the exact sets of multi-picklists are reordered. */
function isPlain(left: Typed, value: Value): boolean {
  const special =
    value.kind === "null" ||
    value.kind === "dateLiteral" ||
    value.text === "" ||
    left.type === "multipicklist";
  return !special && left.type !== "boolean" && !(ids.has(left.type) && to18(value.text) === undefined);
}

function inPlain(scope: Scope, left: Typed, values: readonly Value[]): string {
  const parameters = values.map((value) => scope.compilation.parameter(scalarOf(left.type, value)));
  if (!isText(left.type)) return `${left.sql} IN (${parameters.join(", ")})`;
  if (values.every(({ text }) => isAscii(text)))
    return `(${left.sql} COLLATE NOCASE) IN (${parameters.join(", ")})`;
  return `fold(${left.sql}) IN (${parameters.map((parameter) => `fold(${parameter})`).join(", ")})`;
}

function inList(scope: Scope, left: Typed, negated: boolean, values: readonly Value[]): string {
  const plain = values.filter((value) => isPlain(left, value));
  const others = values.filter((value) => !isPlain(left, value));
  const parts = [
    ...(plain.length > 0 ? [inPlain(scope, left, plain)] : []),
    ...others.map((value) => compare(scope, left, "=", value)),
  ];
  const any = `(${parts.join(" OR ")})`;
  return negated ? `NOT (${any} IS TRUE)` : any;
}

/** A semi- or anti-join: the inner query selects one id field. */
function inQuery(scope: Scope, left: Typed, negated: boolean, query: Query, at: number): string {
  const { compilation } = scope;
  const [item, ...others] = query.items;
  const expression = item?.kind === "item" ? item.expression : undefined;
  if (!expression || others.length > 0)
    throw compilation.error(at, "MALFORMED_QUERY", "semi join sub-selects must select exactly one field");
  const object = compilation.org.schema.object(query.object);
  if (!object) throw unknownObject(scope, query);
  const inner = new Scope(compilation, object, query.alias);
  const selected = typed(inner, expression);
  if (!ids.has(selected.type) || !ids.has(left.type))
    throw compilation.error(
      at,
      "INVALID_FIELD",
      `The inner select field '${selected.field?.name ?? ""}' cannot have more than one level of relationships or must be an id field`,
    );
  const conditions = [
    ...(query.where ? [where(inner, query.where)] : []),
    ...alive(inner),
    `${selected.sql} IS NOT NULL`,
  ];
  const sql = `SELECT ${selected.sql} FROM ${inner.from} WHERE ${conditions.join(" AND ")}${query.limit === undefined ? "" : ` LIMIT ${query.limit}`}`;
  return negated ? `(${left.sql} IS NULL OR ${left.sql} NOT IN (${sql}))` : `${left.sql} IN (${sql})`;
}

function unknownObject({ compilation }: Scope, query: Query) {
  return compilation.error(
    query.objectAt,
    "INVALID_TYPE",
    `sObject type '${query.object}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`,
  );
}

/** INCLUDES: within a value `;` is and, between values `,` is or. */
function includes(scope: Scope, left: Typed, negated: boolean, values: readonly Value[], at: number): string {
  if (left.type !== "multipicklist")
    throw scope.compilation.error(
      at,
      "INVALID_QUERY_FILTER_OPERATOR",
      `includes and excludes only work on multi-select picklists`,
    );
  const has = (text: string) =>
    `(';' || ${left.sql} || ';') LIKE ${scope.compilation.parameter(`%;${text.trim().replaceAll(/[\\%_]/g, "\\$&")};%`)} ESCAPE '\\'`;
  const parts = values.map(({ text }) => `(${text.split(";").map(has).join(" AND ")})`);
  const any = `(${parts.join(" OR ")})`;
  return negated ? `NOT (${any} IS TRUE)` : any;
}

/** Deleted rows are left out unless all are asked for. */
export function alive(scope: Scope): string[] {
  return scope.compilation.all || !scope.object.field("IsDeleted")
    ? []
    : [`${scope.alias}.${quoted("IsDeleted")} = 0`];
}

/** A condition as SQL. Under NOT, unknown counts as false. */
export function where(scope: Scope, condition: Condition): string {
  if (condition.kind === "and" || condition.kind === "or")
    return `(${condition.parts.map((part) => where(scope, part)).join(` ${condition.kind.toUpperCase()} `)})`;
  if (condition.kind === "not") return `NOT (${where(scope, condition.part)} IS TRUE)`;
  const left = typed(scope, condition.left);
  const at = condition.left.at;
  if (condition.kind === "inQuery")
    return inQuery(scope, left, condition.negated, condition.query, condition.at);
  if (condition.kind === "includes")
    return includes(scope, left, condition.negated, condition.values, condition.at);
  const operator = condition.kind === "in" ? "=" : condition.operator;
  checkOperator(scope, left, operator, at);
  const values = condition.kind === "in" ? condition.values : [condition.value];
  for (const value of values) checkValue(scope, left, value);
  return condition.kind === "in"
    ? inList(scope, left, condition.negated, values)
    : compare(scope, left, condition.operator, condition.value);
}
