import { ApiError } from "../../errors.ts";
import { malformed } from "../errors.ts";
import { aggregateNames } from "../functions/aggregate-functions.ts";
import { isDateFunction } from "../functions/date-functions.ts";
import { countsRows } from "../parse/parse.ts";
import type { Expression, Query, SelectItem } from "../parse/tree.ts";
import { checkSemiJoins } from "../where/semi-join.ts";

const mostOffset = 2_000;
const mostChildQueries = 20;
const mostSubtotalFields = 3;

/** From v58.0 on five levels of parents and children, before that two. */
function mostLevels(version: number): number {
  return version >= 58 ? 5 : 2;
}

/** Whether an expression is computed from a group of rows. */
export function isAggregateCall(expression: Expression): boolean {
  if (expression.kind !== "call") return false;
  return (
    aggregateNames.has(expression.name) ||
    expression.name === "GROUPING" ||
    (expression.name === "FORMAT" && expression.args.some(isAggregateCall))
  );
}

/** Whether a query answers AggregateResults. A date function that is selected groups rows too. */
export function isAggregate({ items, grouping }: Query): boolean {
  return (
    grouping !== undefined ||
    items.some(
      (item) =>
        item.kind === "item" &&
        (isAggregateCall(item.expression) ||
          (item.expression.kind === "call" && isDateFunction(item.expression.name))),
    )
  );
}

function childrenOf({ items }: Query): Query[] {
  return items.flatMap((item) => (item.kind === "children" ? [item.query] : []));
}

function levelsOf(query: Query): number {
  return 1 + Math.max(0, ...childrenOf(query).map(levelsOf));
}

/** Only functions and the fields of grouped queries are given names. */
function checkAliases(query: Query): void {
  const aliased = query.items.some(
    (item) => item.kind === "item" && item.alias !== undefined && isField(item),
  );
  if (aliased && !isAggregate(query)) throw malformed("only aggregate expressions use field aliasing");
}

function isField(item: SelectItem): boolean {
  return item.kind === "item" && item.expression.kind === "field";
}

function checkGrouping(query: Query): void {
  const { grouping, limit, offset, order, items } = query;
  if (grouping && grouping.kind !== "plain" && grouping.expressions.length > mostSubtotalFields)
    throw malformed(`GROUP BY ${grouping.kind.toUpperCase()} takes at most ${mostSubtotalFields} fields`);
  const [first] = items;
  if (countsRows(first)) {
    if (grouping) throw malformed("COUNT() can't be used with GROUP BY; count a field, as in COUNT(Id)");
    if (order.length > 0) throw malformed("COUNT() can't be used with ORDER BY");
  } else if (!grouping && isAggregate(query)) {
    const clause = limit !== undefined ? "LIMIT" : offset !== undefined ? "OFFSET" : undefined;
    if (clause)
      throw malformed(`Non-grouped query that uses overall aggregate functions cannot also use ${clause}`);
  }
  const unfit = items.find(({ kind }) => kind === "typeof" || kind === "children");
  if (unfit && isAggregate(query))
    throw malformed(
      `${unfit.kind === "typeof" ? "TYPEOF" : "A sub-select"} can't be used in a query that groups rows`,
    );
}

/** Child queries answer rows, are no scope of their own, and skip rows only below a single parent. */
function checkChild(child: Query, parent: Query): void {
  if (isAggregate(child)) throw malformed("only root queries support aggregate expressions");
  if (child.offset !== undefined && parent.limit !== 1)
    throw malformed("OFFSET can only be used in a sub-select when the outer query has LIMIT 1");
  if (child.scope) throw malformed("USING SCOPE can't be used in a sub-select");
}

function checkQuery(query: Query): void {
  checkAliases(query);
  checkGrouping(query);
  checkSemiJoins(query.where);
  if ((query.offset ?? 0) > mostOffset)
    throw new ApiError(400, "NUMBER_OUTSIDE_VALID_RANGE", `Maximum SOQL offset allowed is ${mostOffset}`);
  const children = childrenOf(query);
  if (children.length > mostChildQueries)
    throw malformed(`A query may have at most ${mostChildQueries} sub-selects`);
  for (const child of children) {
    checkChild(child, query);
    checkQuery(child);
  }
}

function checkBulk(query: Query): void {
  const unbounded = query.items.some((item) => item.kind === "fields" && item.group !== "STANDARD");
  const unsupported =
    isAggregate(query) ||
    query.offset !== undefined ||
    query.items.some(({ kind }) => kind === "typeof" || kind === "children");
  if (unsupported)
    throw new ApiError(
      400,
      "FEATURENOTENABLED",
      "Bulk queries support no aggregates, GROUP BY, OFFSET, TYPEOF or child queries",
    );
  if (unbounded) throw malformed("Bulk queries support FIELDS(STANDARD) alone of the FIELDS() functions");
}

/** The rules that a statement has to keep whatever objects it names. Throws MALFORMED_QUERY mostly. */
export function checkStatement(query: Query, { version, bulk }: { version: number; bulk: boolean }): void {
  if (levelsOf(query) > mostLevels(version))
    throw malformed(
      `SOQL queries can have at most ${mostLevels(version)} levels of parents and children in this version`,
    );
  if (query.purposes.includes("UPDATE") && query.order.length > 0)
    throw malformed("ORDER BY can't be used with FOR UPDATE");
  checkQuery(query);
  if (bulk) checkBulk(query);
}
