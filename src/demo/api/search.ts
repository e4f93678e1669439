import { runQuery } from "../soql/query.ts";
import { ftsExpression, parseSosl, type Returning, type Sosl } from "../sosl/parse.ts";
import { matchingIds, type SearchScope } from "../sosl/search-index.ts";
import { ApiError, type ApiRequest, type ApiResponse, type Org, type Route } from "./api.ts";

const mostRows = 2_000;

/** The rows of one object: those that match, filtered and sorted by SOQL. */
function rowsOf(
  org: Org,
  request: ApiRequest,
  { term, scope }: Sosl,
  returning: Returning,
): Record<string, unknown>[] {
  const object = org.schema.object(returning.object);
  if (!object?.searchable)
    throw new ApiError(400, "INVALID_TYPE", `sObject type '${returning.object}' is not supported.`);
  const expression = ftsExpression(term);
  const ids = expression === "" ? [] : matchingIds(org, object.name, expression, scope);
  if (ids.length === 0) return [];
  const inIds = `Id IN (${ids.map((id) => `'${id}'`).join(",")})`;
  const found = /^WHERE\s+([\s\S]*?)(\s+ORDER\s+BY[\s\S]*)?$/i.exec(returning.clauses);
  const order = found ? (found[2] ?? "") : returning.clauses;
  const where = found ? `(${found[1]}) AND ${inIds}` : inIds;
  const soql = `SELECT ${returning.fields || "Id"} FROM ${object.name} WHERE ${where} ${order}${returning.limit === undefined ? "" : ` LIMIT ${returning.limit}`}`;
  const { records } = runQuery(org, soql, { userId: request.userId, version: request.version });
  if (order.trim() !== "") return records;
  const rank = new Map(ids.map((id, index) => [id, index]));
  const place = (record: Record<string, unknown>) =>
    rank.get(String((record["attributes"] as { url: string }).url.split("/").at(-1))) ?? 0;
  return [...records].sort((a, b) => place(a) - place(b));
}

function search(org: Org, request: ApiRequest, sosl: Sosl): ApiResponse {
  const all = org.schema.objects
    .filter(({ searchable }) => searchable)
    .map(({ name }) => ({ object: name, fields: undefined, clauses: "", limit: undefined }));
  const returning = sosl.returning.length > 0 ? sosl.returning : all;
  const records = returning
    .flatMap((entry) => rowsOf(org, request, sosl, entry))
    .slice(0, sosl.limit ?? mostRows);
  return { status: 200, body: request.version <= 36 ? records : { searchRecords: records } };
}

function bySosl(request: ApiRequest, org: Org): ApiResponse {
  const text = request.query.get("q");
  if (!text) throw new ApiError(400, "MALFORMED_SEARCH", "No search string has been specified");
  return search(org, request, parseSosl(text));
}

interface Parameters {
  q?: unknown;
  in?: unknown;
  fields?: unknown;
  sobjects?: unknown;
  overallLimit?: unknown;
  defaultLimit?: unknown;
}

function fromQuery(query: URLSearchParams): Parameters {
  const fields = query.get("fields")?.split(",");
  const names = query.getAll("sobject").flatMap((text) => text.split(","));
  const sobjects = names.map((name) => ({
    name,
    fields: query.get(`${name}.fields`)?.split(","),
    where: query.get(`${name}.where`) ?? undefined,
    limit: query.get(`${name}.limit`) ?? undefined,
  }));
  return {
    q: query.get("q"),
    in: query.get("in") ?? undefined,
    fields,
    sobjects,
    overallLimit: query.get("overallLimit") ?? undefined,
  };
}

function parameterized(request: ApiRequest, org: Org): ApiResponse {
  // What a client sends is checked part by part below.
  const given: Parameters =
    request.method === "POST" ? ((request.body ?? {}) as Parameters) : fromQuery(request.query);
  const { q } = given;
  if (typeof q !== "string" || q.trim().length < 2)
    throw new ApiError(400, "MALFORMED_SEARCH", "The search term must have at least two characters");
  const names = Array.isArray(given.fields) ? given.fields.map(String) : undefined;
  const targets = (Array.isArray(given.sobjects) ? given.sobjects : []) as {
    name: string;
    fields?: string[];
    where?: string;
    orderBy?: string;
    limit?: number;
  }[];
  const returning = targets.map(({ name, fields = names, where, orderBy, limit = given.defaultLimit }) => ({
    object: name,
    fields: fields?.join(", "),
    clauses: `${where ? `WHERE ${where}` : ""}${orderBy ? ` ORDER BY ${orderBy}` : ""}`.trim(),
    limit: limit === undefined ? undefined : Number(limit),
  }));
  // Plain words: every operator is text.
  const term = q
    .replaceAll(/["\\()*?]/g, " ")
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => `"${word}"`)
    .join(" ");
  const scope = String(given.in ?? "ALL").toUpperCase() as SearchScope;
  const limit = given.overallLimit === undefined ? undefined : Number(given.overallLimit);
  return search(org, request, {
    term,
    scope: ["ALL", "NAME", "EMAIL", "PHONE", "SIDEBAR"].includes(scope) ? scope : "ALL",
    returning,
    limit,
  });
}

export const routes: readonly Route[] = [
  { method: "GET", pattern: "/search", handler: bySosl },
  { method: "GET", pattern: "/parameterizedSearch", handler: parameterized },
  { method: "POST", pattern: "/parameterizedSearch", handler: parameterized },
];
