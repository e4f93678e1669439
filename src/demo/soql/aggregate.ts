import { toJson } from "../rows/values.ts";
import type { SqlValue, StoredRow } from "../store/store.ts";
import type { JsonRecord } from "./columns.ts";
import { aggregateNames, type Typed, typed } from "./functions.ts";
import type { Scope } from "./scope.ts";
import type { Condition, Expression, Query } from "./tree.ts";
import { alive, where } from "./where.ts";

/** Whether a query answers AggregateResults. */
export function isAggregate(query: Query): boolean {
  const called = query.items.some(
    (item) =>
      item.kind === "item" && item.expression.kind === "call" && aggregateNames.has(item.expression.name),
  );
  return called || query.grouping !== undefined;
}

interface Output {
  key: string;
  value: Typed;
  /** Index of the group expression this is, or of the one that GROUPING() asks about. */
  group: number;
  asksGrouping: boolean;
}

function sameExpression(a: Expression, b: Expression): boolean {
  const text = (expression: Expression): string =>
    expression.kind === "field"
      ? expression.path.join(".")
      : expression.kind === "call"
        ? `${expression.name}(${expression.args.map(text).join(",")})`
        : String(expression.value);
  return text(a).toLowerCase() === text(b).toLowerCase();
}

/** Selected values in order, with the names they are answered under. */
function outputsOf(scope: Scope, query: Query): Output[] {
  const groups = query.grouping?.expressions ?? [];
  let unnamed = 0;
  return query.items.map((item) => {
    if (item.kind !== "item")
      throw scope.compilation.error(
        0,
        "MALFORMED_QUERY",
        "Grouped queries select fields and aggregate functions only",
      );
    const { expression, alias } = item;
    const value = typed(scope, expression);
    const asksGrouping = expression.kind === "call" && expression.name === "GROUPING";
    const asked = asksGrouping ? expression.args[0] : expression;
    const group = asked ? groups.findIndex((candidate) => sameExpression(candidate, asked)) : -1;
    if (!value.aggregate && group === -1)
      throw scope.compilation.error(
        expression.at,
        "MALFORMED_QUERY",
        `Field must be grouped or aggregated: ${expression.kind === "field" ? expression.path.join(".") : expression.kind}`,
      );
    const key = alias ?? (expression.kind === "field" ? (value.field?.name ?? "") : `expr${unnamed++}`);
    return { key, value, group, asksGrouping };
  });
}

/** The sets of group expressions to group by: all of them, and for ROLLUP and CUBE their subtotals. */
function groupingSets(query: Query): number[][] {
  const all = (query.grouping?.expressions ?? []).map((_, index) => index);
  if (query.grouping?.kind === "rollup")
    return all.map((_, cut) => all.slice(0, all.length - cut)).concat([[]]);
  if (query.grouping?.kind !== "cube") return [all];
  const sets = Array.from({ length: 2 ** all.length }, (_, mask) =>
    all.filter((index) => !(mask & (1 << index))),
  );
  return sets.sort((a, b) => b.length - a.length);
}

function groupSql(scope: Scope, query: Query): { sql: string; typed: Typed }[] {
  return (query.grouping?.expressions ?? []).map((expression) => {
    const value = typed(scope, expression);
    if (value.field && !value.field.groupable && expression.kind === "field")
      throw scope.compilation.error(
        expression.at,
        "MALFORMED_QUERY",
        `field '${value.field.name}' can not be grouped in a query call`,
      );
    return { sql: value.sql, typed: value };
  });
}

/** HAVING compares aggregates and group fields. */
function havingSql(scope: Scope, condition: Condition): string {
  return where(scope, condition);
}

function orderSql(scope: Scope, query: Query): string {
  const parts = query.order.map(({ expression, descending, nullsLast }) => {
    const { sql } = typed(scope, expression);
    return `${sql} ${descending ? "DESC" : "ASC"} NULLS ${nullsLast ? "LAST" : "FIRST"}`;
  });
  return parts.length === 0 ? "" : ` ORDER BY ${parts.join(", ")}`;
}

const mostGroups = 2_000;

function tail(query: Query, subtotals: boolean): string {
  if (subtotals) return "";
  const limit = query.limit ?? (query.offset === undefined ? undefined : -1);
  return `${limit === undefined ? "" : ` LIMIT ${limit}`}${query.offset === undefined ? "" : ` OFFSET ${query.offset}`}`;
}

/** The rows of a grouped query, as AggregateResults. Throws EXCEEDED_ID_LIMIT past 2,000 groups. */
export function aggregateRecords(scope: Scope, query: Query): { records: JsonRecord[]; columns: string[] } {
  const outputs = outputsOf(scope, query);
  const groups = groupSql(scope, query);
  const sets = groupingSets(query);
  const conditions = [...(query.where ? [where(scope, query.where)] : []), ...alive(scope)];
  const having = query.having ? ` HAVING ${havingSql(scope, query.having)}` : "";
  const subtotals = sets.length > 1;
  const order = subtotals ? "" : orderSql(scope, query);
  const rows = sets.flatMap((set) => {
    const selected = outputs.map(({ value, group, asksGrouping }, index) => {
      if (asksGrouping) return `${set.includes(group) ? 0 : 1} AS c${index}`;
      return `${group === -1 || set.includes(group) ? value.sql : "NULL"} AS c${index}`;
    });
    const by = set.map((index) => groups[index]?.sql ?? "").filter((sql) => sql !== "");
    const filter = conditions.length > 0 ? ` WHERE ${conditions.join(" AND ")}` : "";
    const sql = `SELECT ${selected.join(", ")} FROM ${scope.from}${filter}${by.length > 0 ? ` GROUP BY ${by.join(", ")}` : ""}${having}${order}${tail(query, subtotals)}`;
    return scope.compilation.org.store.all(sql, scope.compilation.parameters);
  });
  if (rows.length > mostGroups)
    throw scope.compilation.error(
      0,
      "EXCEEDED_ID_LIMIT",
      "Aggregate query has too many rows for direct assignment",
    );
  const sorted = subtotals ? bySubtotals(rows, outputs) : rows;
  const records = sorted
    .slice(0, subtotals ? query.limit : undefined)
    .map((row) => aggregateRecord(outputs, row));
  return { records, columns: outputs.map(({ key }) => key) };
}

function aggregateRecord(outputs: readonly Output[], row: StoredRow): JsonRecord {
  const entries = outputs.map(({ key, value }, index) => {
    const field = { name: key, type: value.type } as Parameters<typeof toJson>[0];
    const raw: SqlValue = row[`c${index}`] ?? null;
    return [key, raw === null ? null : toJson(field, raw)];
  });
  return { attributes: { type: "AggregateResult" }, ...Object.fromEntries(entries) };
}

/** Groups in order, each followed by its subtotal, the grand total last. */
function bySubtotals(rows: readonly StoredRow[], outputs: readonly Output[]): StoredRow[] {
  const columns = outputs.flatMap(({ group, asksGrouping }, index) =>
    group !== -1 && !asksGrouping ? [`c${index}`] : [],
  );
  return [...rows].sort((a, b) => {
    for (const column of columns) {
      const [left, right] = [a[column] ?? null, b[column] ?? null];
      if (left === right) continue;
      if (left === null) return 1;
      if (right === null) return -1;
      return left < right ? -1 : 1;
    }
    return 0;
  });
}
