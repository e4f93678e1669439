import { ApiError } from "../../errors.ts";
import type { JsonRecord } from "../../json.ts";
import { recordUrl } from "../../rows/read.ts";
import type { StoredRow } from "../../store/store.ts";
import { quoted } from "../../store/table.ts";
import { tooComplicated } from "../errors.ts";
import { displayNames } from "../functions/display-functions.ts";
import { typed } from "../functions/functions.ts";
import type { Expression, FieldPath, Query } from "../parse/tree.ts";
import { Compilation, Scope } from "../scope/scope.ts";
import { filterSql, limitSql } from "../where/filter.ts";
import { Columns } from "./columns.ts";
import { expandFields } from "./fields-function.ts";
import { checkSortable, direction, sortKeys } from "./order.ts";

/** SQLite sorts by 2,000 values at most. */
const mostSortKeys = 1_000;

/** A SELECT that is ready to run. */
export interface Plan {
  sql: string;
  record(row: StoredRow): JsonRecord;
  idOf(row: StoredRow): string;
  columns: string[];
}

function orderSql(scope: Scope, query: Query): string {
  const parts = query.order.flatMap((item) => {
    const value = typed(scope, item.expression, "order");
    checkSortable(scope, item, value);
    return sortKeys(value).map((sql) => `${sql} ${direction(item, value)}`);
  });
  if (parts.length > mostSortKeys) throw tooComplicated();
  // The id settles ties, so that pages and OFFSET are stable.
  return ` ORDER BY ${[...parts, scope.column("Id")].join(", ")}`;
}

/** The field whose place an unaliased toLabel, FORMAT or convertCurrency takes; other functions are expr0. */
function shownField(expression: Expression): FieldPath | undefined {
  if (expression.kind !== "call" || !displayNames.has(expression.name)) return undefined;
  const [argument] = expression.args;
  return argument?.kind === "field" ? argument : undefined;
}

function addItems(columns: Columns, query: Query, idColumn: string): void {
  const { scope } = columns;
  let unnamed = 0;
  for (const item of query.items) {
    if (item.kind === "typeof") columns.addTypeof(item);
    else if (item.kind === "children") addChildren(columns, item.query, idColumn);
    else if (item.kind === "fields")
      for (const field of expandFields(scope, item, query)) columns.addField(field);
    else if (item.expression.kind === "field") columns.addField(item.expression);
    else {
      const value = typed(scope, item.expression, "select");
      const field = item.alias === undefined ? shownField(item.expression) : undefined;
      if (field) columns.addShown(field, value);
      else columns.addValue(value, item.alias ?? `expr${unnamed++}`);
    }
  }
}

/** Compiles a query that answers records. Throws Salesforce's errors. */
export function planSelect(scope: Scope, query: Query, parentFilter: readonly string[] = []): Plan {
  const columns = new Columns(scope);
  const idColumn = columns.add(scope.column("Id"));
  addItems(columns, query, idColumn);
  checkTwice(columns.names);
  const filter = filterSql(scope, query, parentFilter);
  const order = orderSql(scope, query);
  const idOf = (row: StoredRow) => String(row[idColumn]);
  const record = (row: StoredRow): JsonRecord => {
    const { name } = scope.object;
    const made: JsonRecord = {
      attributes: { type: name, url: recordUrl(name, idOf(row), scope.compilation.options.version) },
    };
    for (const write of columns.writers) write(row, made);
    return made;
  };
  const sql = `SELECT ${columns.sql} FROM ${scope.from}${filter}${order}${limitSql(query)}`;
  return { sql, record, idOf, columns: columns.names };
}

function checkTwice(names: readonly string[]): void {
  const lower = names.map((name) => name.toLowerCase());
  const twice = names.find((name, index) => lower.indexOf(name.toLowerCase()) !== index);
  if (twice) throw new ApiError(400, "INVALID_FIELD", `duplicate field selected: ${twice}`);
}

/** The object and the lookup that a child query's FROM stands for. Throws INVALID_TYPE. */
export function childOf(scope: Scope, { object: path, objectAt }: Query) {
  const [name = "", ...before] = path.split(".").reverse();
  const isOwn = before.length <= 1 && before.every((each) => scope.isOwnName(each));
  const relationship = isOwn ? scope.object.child(name) : undefined;
  const object = relationship && scope.compilation.org.schema.object(relationship.childObject);
  if (relationship && object) return { relationship, object, key: relationship.relationshipName ?? name };
  throw scope.compilation.error(
    objectAt,
    "INVALID_TYPE",
    `Didn't understand relationship '${name}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
  );
}

/** A child query runs for each parent, so that its LIMIT and ORDER BY hold per parent. */
function addChildren(columns: Columns, query: Query, idColumn: string): void {
  const { compilation } = columns.scope;
  const { relationship, object, key } = childOf(columns.scope, query);
  const own = new Compilation(compilation.org, compilation.soql, compilation.options);
  const parent = own.parameter(null);
  const inner = new Scope(own, object, query);
  const plan = planSelect(inner, query, [`${inner.alias}.${quoted(relationship.field)} = ${parent}`]);
  columns.names.push(key);
  columns.writers.push((row, record) => {
    const rows = compilation.org.store.all(plan.sql, [row[idColumn] ?? null, ...own.parameters.slice(1)]);
    record[key] =
      rows.length === 0 ? null : { totalSize: rows.length, done: true, records: rows.map(plan.record) };
  });
}
