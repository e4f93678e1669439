import { malformed } from "../errors.ts";
import { typed } from "../functions/functions.ts";
import type { Condition, Expression, InQuery } from "../parse/tree.ts";
import { Scope } from "../scope/scope.ts";
import type { Typed } from "../scope/typed.ts";
import { compare, includes, inList, joined } from "./comparison.ts";
import { checkInner, checkLeft } from "./semi-join.ts";
import { checkOperator, checkValue } from "./value-checks.ts";

/** How the left side of a condition becomes SQL: plainly in WHERE, by its group in HAVING. */
type Compile = (expression: Expression) => Typed;

/** Deleted rows are left out unless all are asked for. */
export function alive(scope: Scope): string[] {
  return scope.compilation.options.all || !scope.object.field("IsDeleted")
    ? []
    : [`${scope.column("IsDeleted")} = 0`];
}

/** A semi- or anti-join: the inner query selects one id field. */
function inQuery(scope: Scope, join: InQuery): string {
  const left = typed(scope, join.left, "where");
  checkLeft(scope, join, left);
  const { query } = join;
  const [item] = query.items;
  if (item?.kind !== "item")
    throw malformed(
      "Semi join sub-selects can only query id fields, cannot use a sub-select, TYPEOF or FIELDS()",
    );
  const { compilation } = scope;
  const inner = new Scope(compilation, compilation.object(query.object, query.objectAt), query);
  const selected = typed(inner, item.expression, "where");
  checkInner(scope, inner, join, left, selected);
  const conditions = [
    ...(query.where ? [where(inner, query.where)] : []),
    ...alive(inner),
    `${selected.sql} IS NOT NULL`,
  ];
  const sql = `SELECT ${selected.sql} FROM ${inner.from} WHERE ${joined(conditions, "AND")}`;
  return join.negated ? `(${left.sql} IS NULL OR ${left.sql} NOT IN (${sql}))` : `${left.sql} IN (${sql})`;
}

/** A condition as SQL. Under NOT, unknown counts as false. */
export function where(
  scope: Scope,
  condition: Condition,
  compile: Compile = (expression) => typed(scope, expression, "where"),
): string {
  if (condition.kind === "and" || condition.kind === "or")
    return joined(
      condition.parts.map((part) => where(scope, part, compile)),
      condition.kind === "and" ? "AND" : "OR",
    );
  if (condition.kind === "not") return `NOT (${where(scope, condition.part, compile)} IS TRUE)`;
  if (condition.kind === "inQuery") return inQuery(scope, condition);
  const { left: expression } = condition;
  const value = compile(expression);
  const left = { value, at: expression.at };
  const operator =
    condition.kind === "includes" ? "INCLUDES" : condition.kind === "in" ? "=" : condition.operator;
  checkOperator(scope, expression, value, operator);
  const values = condition.kind === "compare" ? [condition.value] : condition.values;
  for (const each of values) checkValue(scope, expression, value, each);
  if (condition.kind === "includes") return includes(scope, left, condition.negated, condition.values);
  if (condition.kind === "in") return inList(scope, left, condition.negated, condition.values);
  return compare(scope, left, condition.operator, condition.value);
}
