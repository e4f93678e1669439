import type { Org } from "../handler.ts";
import type { JsonRecord } from "../json.ts";
import { defineSqlFunctions } from "./functions/sql-functions.ts";
import { countsRows, parseSoql } from "./parse/parse.ts";
import type { Query } from "./parse/tree.ts";
import { checkRestrictions } from "./restrictions.ts";
import { Compilation, Scope } from "./scope/scope.ts";
import { aggregateRecords } from "./select/aggregate.ts";
import { columnMetadata } from "./select/column-metadata.ts";
import { checkStatement, isAggregate } from "./select/rules.ts";
import { planSelect } from "./select/select.ts";
import { noteViews } from "./viewed.ts";
import { filterSql, limitSql } from "./where/filter.ts";

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
  /** Whether records may hold child records. */
  hasChildren: boolean;
  /** Column names of a CSV, `Owner.Name` for parents. */
  columns: string[];
}

/** A statement's tree, and a new scope to compile it in. Throws ApiError with Salesforce's code and text. */
export function readStatement(org: Org, soql: string, options: QueryOptions): { query: Query; scope: Scope } {
  // Which date literals go by.
  const { timeZone } = org.user;
  defineSqlFunctions(org, timeZone);
  const query = parseSoql(soql);
  const { userId, version, bulk = false } = options;
  checkStatement(query, { version, bulk });
  const all = (options.all ?? false) || query.allRows;
  const compilation = new Compilation(org, soql, { all, userId, timeZone, version });
  const object = compilation.object(query.object, query.objectAt);
  return { query, scope: new Scope(compilation, object, query) };
}

/** Runs a SOQL statement over the rows of this moment. Throws ApiError with Salesforce's code and text. */
export function runQuery(org: Org, soql: string, options: QueryOptions): QueryResult {
  const { query, scope } = readStatement(org, soql, options);
  checkRestrictions(scope, query);
  const [first] = query.items;
  const result = countsRows(first)
    ? countResult(scope, query)
    : isAggregate(query)
      ? aggregateResult(scope, query)
      : recordsResult(scope, query, options.window);
  const hasChildren = query.items.some(({ kind }) => kind === "children");
  return { ...result, hasChildren, objectName: scope.object.name };
}

/** The columns of a statement's rows, without running it; see columnMetadata. Throws as running it would. */
export function describeColumns(org: Org, soql: string, options: QueryOptions): JsonRecord {
  runQuery(org, soql, { ...options, window: { after: "", rows: 0 } });
  const { query, scope } = readStatement(org, soql, options);
  return columnMetadata(scope, query);
}

type Rows = Omit<QueryResult, "objectName" | "hasChildren">;

/** `SELECT COUNT() FROM …` answers in totalSize alone. */
function countResult(scope: Scope, query: Query): Rows {
  const filter = filterSql(scope, query);
  const row = scope.compilation.org.store.get(
    `SELECT COUNT(*) AS n FROM (SELECT 1 FROM ${scope.from}${filter}${limitSql(query)})`,
    scope.compilation.parameters,
  );
  return { records: [], totalSize: Number(row?.["n"] ?? 0), aggregate: false, columns: [] };
}

function aggregateResult(scope: Scope, query: Query): Rows {
  const { records, columns } = aggregateRecords(scope, query);
  return { records, totalSize: records.length, aggregate: true, columns };
}

function recordsResult(scope: Scope, query: Query, window: QueryOptions["window"]): Rows {
  const { org, parameters } = scope.compilation;
  const filter = window ? [`${scope.column("Id")} > ${scope.compilation.parameter(window.after)}`] : [];
  const part = window ? { ...query, limit: window.rows } : query;
  const { sql, record, idOf, columns } = planSelect(scope, part, filter);
  const rows = org.store.all(sql, parameters);
  const records = rows.map(record);
  noteViews(scope, query, rows.map(idOf));
  return { records, totalSize: rows.length, aggregate: false, columns };
}
