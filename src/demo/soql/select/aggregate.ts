import { ApiError } from "../../errors.ts";
import type { JsonRecord } from "../../json.ts";
import { toJson } from "../../rows/values.ts";
import type { StoredRow } from "../../store/store.ts";
import { malformed, tooComplicated } from "../errors.ts";
import type { Query, SelectField } from "../parse/tree.ts";
import type { Scope } from "../scope/scope.ts";
import type { Typed } from "../scope/typed.ts";
import { filterSql, limitSql } from "../where/filter.ts";
import { refuseSemiJoins } from "../where/semi-join.ts";
import { where } from "../where/where.ts";
import { valueField } from "./columns.ts";
import { Groups } from "./groups.ts";
import { checkSortable, direction, sortKeys } from "./order.ts";

const mostGroups = 2_000;
/** SQLite answers 2,000 columns at most. */
const mostColumns = 2_000;

interface Output {
  key: string;
  value: Typed;
}

/** One set of groups: its SQL, and what its columns are sorted by. */
interface Part {
  sql: string;
  order: string[];
  outputs: Output[];
}

function itemsOf({ items }: Query): SelectField[] {
  return items.map((item) => {
    if (item.kind === "item") return item;
    throw malformed("Field must be grouped or aggregated: FIELDS()");
  });
}

/** Selected values in order, with the names they are answered under. */
function outputsOf(groups: Groups, query: Query, set: readonly number[]): Output[] {
  let unnamed = 0;
  return itemsOf(query).map(({ expression, alias }) => {
    const value = groups.compile(expression, "select", set);
    const own = expression.kind === "field" ? value.field?.name : undefined;
    return { key: alias ?? own ?? `expr${unnamed++}`, value };
  });
}

function checkKeys(outputs: readonly Output[]): void {
  const keys = outputs.map(({ key }) => key.toLowerCase());
  const twice = outputs.find(({ key }, index) => keys.indexOf(key.toLowerCase()) !== index);
  if (twice) throw malformed(`duplicate alias: ${twice.key}`);
}

/** Columns to sort by: those of ORDER BY, then the groups themselves, each followed by its subtotal. */
function orderOf(scope: Scope, groups: Groups, query: Query, set: readonly number[]) {
  const asked = query.order.flatMap((item) => {
    const value = groups.compile(item.expression, "order", set);
    checkSortable(scope, item, value);
    return sortKeys(value).map((sql) => ({ sql, direction: direction(item, value) }));
  });
  const own = groups.values.flatMap((value, index) => {
    const shown = set.includes(index);
    const keys = sortKeys(value).map((sql) => ({ sql: shown ? sql : "NULL", direction: "ASC" }));
    return [{ sql: shown ? "0" : "1", direction: "ASC" }, ...keys];
  });
  return [...asked, ...own];
}

/** GROUP BY with nothing to group by makes the grand total. */
function groupSql(groups: Groups, set: readonly number[]): string {
  if (groups.values.length === 0) return "";
  const by = set.flatMap((index) => groups.values[index]?.sql ?? []);
  return ` GROUP BY ${by.length > 0 ? by.join(", ") : "NULL"}`;
}

function partOf(scope: Scope, groups: Groups, query: Query, set: readonly number[]): Part {
  // Salesforce complains of the order before it looks at what is selected.
  const order = orderOf(scope, groups, query, set);
  const outputs = outputsOf(groups, query, set);
  const filter = filterSql(scope, query);
  const having = query.having
    ? ` HAVING ${where(scope, query.having, (expression) => groups.compile(expression, "having", set))}`
    : "";
  const columns = [
    ...outputs.map(({ value }, index) => `${value.sql} AS c${index}`),
    ...order.map(({ sql }, index) => `${sql} AS o${index}`),
  ];
  if (columns.length > mostColumns) throw tooComplicated();
  return {
    sql: `SELECT ${columns.join(", ")} FROM ${scope.from}${filter}${groupSql(groups, set)}${having}`,
    order: order.map((each, index) => `o${index} ${each.direction}`),
    outputs,
  };
}

/** The rows of a grouped query, as AggregateResults. Throws EXCEEDED_ID_LIMIT past 2,000 groups. */
export function aggregateRecords(scope: Scope, query: Query): { records: JsonRecord[]; columns: string[] } {
  const { compilation } = scope;
  const groups = new Groups(scope, query.grouping);
  if (query.having) refuseSemiJoins(query.having);
  const parts = groups.sets().map((set) => partOf(scope, groups, query, set));
  const [{ outputs, order } = { outputs: [], order: [] }] = parts;
  checkKeys(outputs);
  const orderBy = order.length > 0 ? ` ORDER BY ${order.join(", ")}` : "";
  const rows = compilation.org.store.all(
    `SELECT * FROM (${parts.map(({ sql }) => sql).join(" UNION ALL ")})${orderBy}${limitSql(query)}`,
    compilation.parameters,
  );
  if (rows.length > mostGroups)
    throw new ApiError(
      400,
      "EXCEEDED_ID_LIMIT",
      "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch",
    );
  return { records: rows.map((row) => recordOf(outputs, row)), columns: outputs.map(({ key }) => key) };
}

/** An AggregateResult; its attributes have no url. Subtotals answer null, booleans too. */
function recordOf(outputs: readonly Output[], row: StoredRow): JsonRecord {
  const entries = outputs.map(({ key, value }, index) => {
    const raw = row[`c${index}`] ?? null;
    return [key, raw === null ? null : toJson(valueField(value), raw)];
  });
  return { attributes: { type: "AggregateResult" }, ...Object.fromEntries(entries) };
}
