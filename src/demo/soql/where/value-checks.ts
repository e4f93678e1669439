import type { ApiError } from "../../errors.ts";
import type { FieldType } from "../../store/schema.ts";
import type { Expression, Value } from "../parse/tree.ts";
import type { Scope } from "../scope/scope.ts";
import { idTypes, numericTypes, type Typed } from "../scope/typed.ts";

/** The org's only currency. */
const orgCurrency = "USD";

const kinds: Partial<Record<FieldType, readonly Value["kind"][]>> = {
  boolean: ["boolean"],
  date: ["date", "dateLiteral"],
  datetime: ["dateTime", "dateLiteral"],
  time: ["time"],
};

function kindsFor({ type, field }: Typed): readonly Value["kind"][] {
  if (numericTypes.has(type)) return ["number"];
  // Salesforce's date functions are not compared with date literals.
  return type === "date" && !field ? ["date"] : (kinds[type] ?? ["string"]);
}

function shownName(left: Expression, { field }: Typed): string {
  return field?.name ?? (left.kind === "call" ? left.name : "");
}

/** Throws INVALID_FIELD, as Salesforce does, when a value is not of the field's type. */
export function checkValue(scope: Scope, left: Expression, typed: Typed, value: Value): void {
  if (value.kind === "null") return;
  const expected = kindsFor(typed);
  if (!expected.includes(value.kind)) {
    const quotes = expected.includes("string")
      ? "should be enclosed in quotes"
      : "should not be enclosed in quotes";
    const type = typed.type === "datetime" ? "dateTime" : typed.type;
    throw scope.compilation.error(
      left.at,
      "INVALID_FIELD",
      `value of filter criterion for field '${shownName(left, typed)}' must be of type ${type} and ${quotes}`,
    );
  }
  if (value.currency !== undefined) checkCurrency(scope, typed, value);
}

function checkCurrency(scope: Scope, { type, aggregate }: Typed, { at, currency }: Value): void {
  if (type !== "currency" || aggregate)
    throw scope.compilation.error(
      at,
      "INVALID_FIELD",
      `Currency literals like ${currency}100 can only be compared with currency fields`,
    );
  if (currency !== orgCurrency)
    throw scope.compilation.error(at, "INVALID_FIELD", `Invalid currency ISO code: ${currency}`);
}

/** Operators beside `=`, `!=`, IN and NOT IN. */
function takes(type: FieldType, operator: string): boolean {
  if (operator === "LIKE")
    return (
      !numericTypes.has(type) &&
      !idTypes.has(type) &&
      !["boolean", "date", "datetime", "time", "multipicklist"].includes(type)
    );
  if (operator === "INCLUDES") return type === "multipicklist";
  return type !== "boolean" && type !== "multipicklist";
}

/** Throws where a field cannot be filtered, or not with this operator. */
export function checkOperator(scope: Scope, left: Expression, typed: Typed, operator: string): void {
  checkFilterable(scope, left, typed);
  const equality = operator === "=" || operator === "!=";
  if (left.kind === "call" && left.name === "DISTANCE" && operator !== "<" && operator !== ">")
    throw invalidOperator(scope, left, "DISTANCE supports only the operators < and >");
  if (!equality && !takes(typed.type, operator))
    throw invalidOperator(scope, left, `invalid operator on ${typed.type} field`);
}

function checkFilterable(scope: Scope, { at }: Expression, { field, type }: Typed): void {
  if (type === "address" || type === "location")
    throw scope.compilation.error(
      at,
      "INVALID_FIELD",
      `${type === "address" ? "Address" : "Geolocation"} fields can only be filtered using Distance expressions`,
    );
  if (field && !field.filterable)
    throw scope.compilation.error(
      at,
      "INVALID_FIELD",
      `field '${field.name}' can not be filtered in a query call`,
    );
}

export function invalidOperator(scope: Scope, { at }: Pick<Expression, "at">, message: string): ApiError {
  return scope.compilation.error(at, "INVALID_QUERY_FILTER_OPERATOR", message);
}
