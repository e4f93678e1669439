import { ApiError, type Org } from "../api/api.ts";
import { recordUrl } from "../rows/read.ts";
import type { ObjectSchema } from "../store/schema.ts";
import { quoted } from "../store/sqlite.ts";
import type { StoredRow } from "../store/store.ts";
import { aggregateRecords, isAggregate } from "./aggregate.ts";
import { Columns, expandFields, type JsonRecord } from "./columns.ts";
import { typed } from "./functions.ts";
import { parseSoql } from "./parse.ts";
import { Compilation, Scope } from "./scope.ts";
import { defineSqlFunctions } from "./sql-functions.ts";
import { errorAt } from "./tokens.ts";
import type { Expression, Query } from "./tree.ts";
import { alive, where } from "./where.ts";

export interface QueryOptions {
  userId: string;
  version: number;
  /** Deleted and archived rows too. */
  all?: boolean;
  /** A bulk query: no aggregates, OFFSET, TYPEOF or child queries. */
  bulk?: boolean;
  /** Only so many rows, those whose ids come next after this one: bulk queries are fetched in parts. */
  window?: { after: string; rows: number };
}

export interface QueryResult {
  /** JSON-ready; attributes first, then the keys in the order asked for. */
  records: JsonRecord[];
  totalSize: number;
  aggregate: boolean;
  objectName: string;
  /** Column names of a CSV, `Owner.Name` for parents. */
  columns: string[];
}

const mostOffset = 2_000;
const mostChildQueries = 20;

/** The demo user's time zone, which date literals go by. */
const timeZone = "America/Los_Angeles";

function objectOf(org: Org, soql: string, { object, objectAt }: Query): ObjectSchema {
  const found = org.schema.object(object);
  if (found?.queryable) return found;
  throw errorAt(
    soql,
    objectAt,
    "INVALID_TYPE",
    `sObject type '${object}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`,
  );
}

function checkLimits(soql: string, query: Query, options: QueryOptions): void {
  if ((query.offset ?? 0) > mostOffset)
    throw errorAt(
      soql,
      query.offsetAt,
      "NUMBER_OUTSIDE_VALID_RANGE",
      `Maximum SOQL offset allowed is ${mostOffset}`,
    );
  if (query.items.filter(({ kind }) => kind === "children").length > mostChildQueries)
    throw new ApiError(400, "MALFORMED_QUERY", `A query may have at most ${mostChildQueries} child queries`);
  if (!options.bulk) return;
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
}

/** Runs a SOQL statement over the rows of this moment. Throws ApiError with Salesforce's code and text. */
export function runQuery(org: Org, soql: string, options: QueryOptions): QueryResult {
  defineSqlFunctions(org, timeZone);
  const query = parseSoql(soql);
  checkLimits(soql, query, options);
  const object = objectOf(org, soql, query);
  const compilation = new Compilation(org, soql, {
    all: (options.all ?? false) || query.allRows,
    userId: options.userId,
    timeZone,
  });
  const scope = new Scope(compilation, object, query.alias);
  if (isCount(query)) return countResult(scope, query, object);
  if (isAggregate(query)) {
    const { records, columns } = aggregateRecords(scope, query);
    return { records, totalSize: records.length, aggregate: true, objectName: object.name, columns };
  }
  const { window } = options;
  const filter = window ? [`${scope.alias}."Id" > ${compilation.parameter(window.after)}`] : [];
  const plan = planSelect(scope, query, options.version, filter, window?.rows);
  const rows = org.store.all(plan.sql, compilation.parameters);
  return {
    records: rows.map(plan.record),
    totalSize: rows.length,
    aggregate: false,
    objectName: object.name,
    columns: plan.columns,
  };
}

/** `SELECT COUNT() FROM …` answers in totalSize alone. */
function isCount({ items, grouping }: Query): boolean {
  const [item] = items;
  const alone = items.length === 1 && item?.kind === "item" && item.expression.kind === "call";
  return (
    alone &&
    item.expression.kind === "call" &&
    item.expression.name === "COUNT" &&
    item.expression.args.length === 0 &&
    !grouping
  );
}

function countResult(scope: Scope, query: Query, object: ObjectSchema): QueryResult {
  const filter = filterSql(scope, query);
  const limit = query.limit === undefined ? "" : ` LIMIT ${query.limit}`;
  const row = scope.compilation.org.store.get(
    `SELECT COUNT(*) AS n FROM (SELECT 1 FROM ${scope.from}${filter}${limit})`,
    scope.compilation.parameters,
  );
  return {
    records: [],
    totalSize: Number(row?.["n"] ?? 0),
    aggregate: false,
    objectName: object.name,
    columns: [],
  };
}

function filterSql(scope: Scope, query: Query, more: readonly string[] = []): string {
  const mine =
    query.scope === "mine" && scope.object.field("OwnerId")
      ? [`${scope.alias}."OwnerId" = ${scope.compilation.parameter(scope.compilation.userId)}`]
      : [];
  const conditions = [...more, ...(query.where ? [where(scope, query.where)] : []), ...alive(scope), ...mine];
  return conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
}

const textTypes = new Set([
  "string",
  "picklist",
  "combobox",
  "email",
  "phone",
  "url",
  "textarea",
  "multipicklist",
]);

function orderSql(scope: Scope, query: Query): string {
  const parts = query.order.map(({ expression, descending, nullsLast }) => {
    const { sql, type, field } = typed(scope, expression);
    if (field && !field.sortable)
      throw scope.compilation.error(
        expression.at,
        "MALFORMED_QUERY",
        `field '${field.name}' can not be sorted in a query call`,
      );
    // Nulls come first unless NULLS LAST, in both directions.
    return `${textTypes.has(type) ? `fold(${sql})` : sql} ${descending ? "DESC" : "ASC"} NULLS ${nullsLast ? "LAST" : "FIRST"}`;
  });
  // The id settles ties, so that pages and OFFSET are stable.
  return ` ORDER BY ${[...parts, `${scope.alias}."Id"`].join(", ")}`;
}

interface Plan {
  sql: string;
  record(row: StoredRow): JsonRecord;
  columns: string[];
}

/** The key of an unaliased function: Salesforce names toLabel(Status) like its field, others expr0. */
function keyOf(expression: Expression, alias: string | undefined, unnamed: () => string): string {
  if (alias) return alias;
  const [argument] = expression.kind === "call" ? expression.args : [];
  const named =
    expression.kind === "call" &&
    ["TOLABEL", "FORMAT", "CONVERTCURRENCY"].includes(expression.name) &&
    argument?.kind === "field";
  return named ? (argument.path.at(-1) ?? "") : unnamed();
}

function planSelect(
  scope: Scope,
  query: Query,
  version: number,
  parentFilter: readonly string[] = [],
  mostRows?: number,
): Plan {
  const columns = new Columns(scope, version);
  const idColumn = columns.add(`${scope.alias}."Id"`);
  let unnamed = 0;
  for (const item of query.items) {
    if (item.kind === "typeof") columns.addTypeof(item);
    else if (item.kind === "children") addChildren(columns, item.query, idColumn, version);
    else if (item.kind === "fields")
      for (const field of expandFields(scope, item, query.limit)) columns.addField(field);
    else if (item.expression.kind === "field") columns.addField(item.expression);
    else
      columns.addValue(
        typed(scope, item.expression),
        keyOf(item.expression, item.alias, () => `expr${unnamed++}`),
      );
  }
  checkTwice(scope, columns.names);
  const filter = filterSql(scope, query, parentFilter);
  const order = orderSql(scope, query);
  const rows = mostRows ?? query.limit;
  const limit =
    rows === undefined && query.offset === undefined
      ? ""
      : ` LIMIT ${rows ?? -1} OFFSET ${query.offset ?? 0}`;
  const sql = `SELECT ${columns.sql.join(", ")} FROM ${scope.from}${filter}${order}${limit}`;
  const record = (row: StoredRow): JsonRecord => {
    const made: JsonRecord = {
      attributes: {
        type: scope.object.name,
        url: recordUrl(scope.object.name, String(row[idColumn]), version),
      },
    };
    for (const write of columns.writers) write(row, made);
    return made;
  };
  return { sql, record, columns: columns.names };
}

function checkTwice(scope: Scope, names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw scope.compilation.error(0, "INVALID_FIELD", `duplicate field selected: ${twice}`);
}

/** A child query runs for each parent, so that its LIMIT and ORDER BY hold per parent. */
function addChildren(columns: Columns, query: Query, idColumn: string, version: number): void {
  const { scope } = columns;
  const { compilation } = scope;
  const name = query.object.split(".").at(-1) ?? "";
  const relationship = scope.object.child(name);
  const object = relationship && compilation.org.schema.object(relationship.childObject);
  if (!relationship || !object)
    throw compilation.error(
      query.objectAt,
      "INVALID_TYPE",
      `Didn't understand relationship '${name}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
    );
  const own = new Compilation(compilation.org, compilation.soql, compilation);
  const parent = own.parameter(null);
  const inner = new Scope(own, object, query.alias);
  const plan = planSelect(inner, query, version, [
    `${inner.alias}.${quoted(relationship.field)} = ${parent}`,
  ]);
  const key = relationship.relationshipName ?? name;
  columns.names.push(key);
  columns.writers.push((row, record) => {
    const rows = compilation.org.store.all(plan.sql, [row[idColumn] ?? null, ...own.parameters.slice(1)]);
    record[key] =
      rows.length === 0 ? null : { totalSize: rows.length, done: true, records: rows.map(plan.record) };
  });
}
