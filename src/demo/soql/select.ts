import { ApiError } from "../api/api.ts";
import { recordUrl } from "../rows/read.ts";
import { quoted } from "../store/sqlite.ts";
import type { StoredRow } from "../store/store.ts";
import { Columns, type JsonRecord } from "./columns.ts";
import { expandFields } from "./fields-function.ts";
import { filterSql, limitSql } from "./filter.ts";
import { typed } from "./functions.ts";
import { checkSortable, direction, sortKeys } from "./order.ts";
import { Compilation, Scope } from "./scope.ts";
import type { Expression, Query } from "./tree.ts";

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
  // The id settles ties, so that pages and OFFSET are stable.
  return ` ORDER BY ${[...parts, scope.column("Id")].join(", ")}`;
}

/** The key of an unaliased function: Salesforce names toLabel(Status) like its field, others expr0. */
function keyOf(expression: Expression, unnamed: () => string): string {
  const [argument] = expression.kind === "call" ? expression.args : [];
  if (expression.kind !== "call" || !["TOLABEL", "FORMAT", "CONVERTCURRENCY"].includes(expression.name))
    return unnamed();
  return argument?.kind === "field" ? (argument.path.at(-1) ?? "") : unnamed();
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
      const key = item.alias ?? keyOf(item.expression, () => `expr${unnamed++}`);
      columns.addValue(value, key);
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
function childOf(scope: Scope, { object: path, objectAt }: Query) {
  const names = path.split(".");
  const name = names.at(-1) ?? "";
  const relationship = names.length <= 2 ? scope.object.child(name) : undefined;
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
