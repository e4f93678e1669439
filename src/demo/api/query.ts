import { reportWithId } from "../analytics/definitions.ts";
import { reportSoql } from "../analytics/facts.ts";
import { ApiError } from "../errors.ts";
import type { ApiRequest, ApiResponse, Org, Route } from "../handler.ts";
import { explainQuery } from "../soql/explain.ts";
import { type QueryResult, runQuery } from "../soql/query.ts";

/** A result whose further pages are still to be fetched; fixed when the query was run. */
interface Locator {
  result: QueryResult;
  batchSize: number;
  all: boolean;
}

const mostLocators = 500;
const locators = new WeakMap<Org, Map<string, Locator>>();

function locatorsOf(org: Org): Map<string, Locator> {
  const found = locators.get(org) ?? new Map<string, Locator>();
  locators.set(org, found);
  return found;
}

function batchSizeOf({ headers }: ApiRequest): number {
  const size = Number(/batchSize\s*=\s*(\d+)/i.exec(headers["sforce-query-options"] ?? "")?.[1] ?? 2_000);
  return Math.min(Math.max(size, 200), 2_000);
}

/** The page that begins at `start`; child rows count towards its size. */
function page(id: string, { result, batchSize }: Locator, start: number, version: number): ApiResponse {
  const end = start + batchSize;
  const records = result.records.slice(start, end);
  const done = end >= result.records.length;
  const { totalSize } = result;
  return {
    status: 200,
    body: {
      totalSize,
      done,
      ...(done ? {} : { nextRecordsUrl: `/services/data/v${version}.0/query/${id}-${end}` }),
      records,
    },
  };
}

function keep(org: Org, locator: Locator): string {
  const kept = locatorsOf(org);
  const id = `0r8DE${Math.floor(org.random() * 36 ** 10)
    .toString(36)
    .padStart(10, "0")
    .toUpperCase()}AAA`;
  kept.set(id, locator);
  const [oldest] = kept.keys();
  if (kept.size > mostLocators && oldest) kept.delete(oldest);
  return id;
}

function run(all: boolean): Route["handler"] & ((request: ApiRequest, org: Org) => ApiResponse) {
  return (request, org) => {
    const explain = request.query.get("explain");
    if (explain !== null) return explained(org, request, explain);
    const soql = request.query.get("q");
    if (!soql) throw new ApiError(400, "MALFORMED_QUERY", "A query string has to be specified");
    const result = runQuery(org, soql, { userId: request.userId, version: request.version, all });
    const locator = { result, batchSize: batchSizeOf(request), all };
    const id = result.records.length > locator.batchSize ? keep(org, locator) : "";
    return page(id, locator, 0, request.version);
  };
}

function next(request: ApiRequest, org: Org): ApiResponse {
  const [, id = "", start = ""] = /^(0r8\w+)-(\d+)$/.exec(request.params["locator"] ?? "") ?? [];
  const locator = locatorsOf(org).get(id);
  if (!locator) throw new ApiError(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
  return page(id, locator, Number(start), request.version);
}

/** The plans of a statement, or of the one behind a report, which then is not run. */
function explained(org: Org, { userId, version }: ApiRequest, soqlOrId: string): ApiResponse {
  const report = reportWithId(soqlOrId);
  const sourceQuery = report ? reportSoql(report) : soqlOrId;
  return { status: 200, body: { plans: explainQuery(org, sourceQuery, { userId, version }), sourceQuery } };
}

export const routes: readonly Route[] = [
  { method: "GET", pattern: "/query", handler: run(false) },
  { method: "GET", pattern: "/queryAll", handler: run(true) },
  { method: "GET", pattern: "/query/:locator", handler: next },
  { method: "GET", pattern: "/queryAll/:locator", handler: next },
];
