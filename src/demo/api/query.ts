import { reportWithId } from "../analytics/definitions.ts";
import { reportSoql } from "../analytics/facts.ts";
import { ApiError } from "../errors.ts";
import type { ApiRequest, ApiResponse, Org, Route } from "../handler.ts";
import { explainQuery } from "../soql/explain.ts";
import { describeColumns, runQuery } from "../soql/query.ts";
import { firstPage, nextPage } from "./pages.ts";

function batchSizeOf({ headers }: ApiRequest): number {
  const size = Number(/batchSize\s*=\s*(\d+)/i.exec(headers["sforce-query-options"] ?? "")?.[1] ?? 2_000);
  return Math.min(Math.max(size, 200), 2_000);
}

function run(all: boolean): Route["handler"] & ((request: ApiRequest, org: Org) => ApiResponse) {
  return (request, org) => {
    const explain = request.query.get("explain");
    if (explain !== null) return explained(org, request, explain);
    const soql = request.query.get("q");
    if (!soql) throw new ApiError(400, "MALFORMED_QUERY", "A query string has to be specified");
    const options = { userId: request.userId, version: request.version, all };
    if (request.query.get("columns") === "true")
      return { status: 200, body: describeColumns(org, soql, options) };
    const result = runQuery(org, soql, options);
    return firstPage(org, result, batchSizeOf(request), request.version);
  };
}

/** The plans of a statement, or of the one behind a report, which then is not run. */
function explained(org: Org, { userId, version }: ApiRequest, soqlOrId: string): ApiResponse {
  const report = reportWithId(soqlOrId);
  const sourceQuery = report ? reportSoql(report) : soqlOrId;
  return { status: 200, body: { plans: explainQuery(org, sourceQuery, { userId, version }), sourceQuery } };
}

/** Objects that the Tooling API knows of those the org has. */
const toolingObjects: ReadonlySet<string> = new Set(["ApexClass", "User", "RecordType"]);

function tooling(request: ApiRequest, org: Org): ApiResponse {
  const soql = request.query.get("q");
  if (!soql) throw new ApiError(400, "MALFORMED_QUERY", "A query string has to be specified");
  const { userId, version } = request;
  const { records, totalSize, objectName } = runQuery(org, soql, { userId, version });
  if (!toolingObjects.has(objectName))
    throw new ApiError(400, "INVALID_TYPE", `sObject type '${objectName}' is not supported.`);
  const body = {
    size: records.length,
    totalSize,
    done: true,
    queryLocator: null,
    entityTypeName: objectName,
    records,
  };
  return { status: 200, body };
}

export const routes: readonly Route[] = [
  { method: "GET", pattern: "/tooling/query", handler: tooling },
  { method: "GET", pattern: "/query", handler: run(false) },
  { method: "GET", pattern: "/queryAll", handler: run(true) },
  { method: "GET", pattern: "/query/:locator", handler: nextPage },
  { method: "GET", pattern: "/queryAll/:locator", handler: nextPage },
];
