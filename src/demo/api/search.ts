import { ApiError } from "../errors.ts";
import type { ApiRequest, ApiResponse, Org, Route } from "../handler.ts";
import { keyed } from "../json.ts";
import { type QueryResult, runQuery } from "../soql/query.ts";
import { malformed } from "../sosl/malformed.ts";
import { checkLength, parseSosl, type Returning, type Sosl } from "../sosl/parse.ts";
import { type SearchScope, searcher } from "../sosl/search-index.ts";
import { plainTerm } from "../sosl/term.ts";
import type { ObjectSchema } from "../store/schema.ts";

type Row = QueryResult["records"][number];

const mostRows = 2_000;
/** Of one object that is neither filtered nor limited. */
const mostUnfiltered = 250;

function searchable(org: Org, name: string): ObjectSchema {
  const object = org.schema.object(name);
  if (object?.searchable) return object;
  throw new ApiError(400, "INVALID_TYPE", `sObject type '${name}' is not supported.`);
}

/** An error of the clauses as SOSL tells it: without the query that was made of them. */
function asSearchError(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error;
  const message = error.message.replace(/^\n[\s\S]*\nERROR at Row:\d+:Column:\d+\n/, "");
  const code = error.errorCode === "MALFORMED_QUERY" ? "MALFORMED_SEARCH" : error.errorCode;
  return new ApiError(error.status, code, message);
}

/** The rows of one object that match, filtered and sorted by SOQL. */
function rowsOf(
  org: Org,
  request: ApiRequest,
  find: (object: string) => string[],
  returning: Returning,
): Row[] {
  const object = searchable(org, returning.object);
  const ids = find(object.name);
  const { fields = "Id", where, orderBy, limit, offset } = returning;
  const conditions = [
    ...(where === undefined ? [] : [`(${where})`]),
    // Without ids the clauses are still checked.
    ids.length === 0 ? "Id = null" : `Id IN (${ids.map((id) => `'${id}'`).join(",")})`,
  ];
  const soql = `SELECT ${fields} FROM ${object.name} WHERE ${conditions.join(" AND ")}${orderBy === undefined ? "" : ` ORDER BY ${orderBy}`}`;
  try {
    const { records } = runQuery(org, soql, { userId: request.userId, version: request.version });
    const start = offset ?? 0;
    const sorted = orderBy === undefined ? byRank(records, ids) : records;
    return sorted.slice(start, limit === undefined ? undefined : start + limit);
  } catch (error) {
    throw asSearchError(error);
  }
}

function byRank(records: readonly Row[], ids: readonly string[]): Row[] {
  const rank = new Map(ids.map((id, index) => [id, index]));
  // Every record has attributes with a url that ends in its id.
  const place = (record: Row) =>
    rank.get(String(String(keyed(record["attributes"])["url"]).split("/").at(-1))) ?? 0;
  return [...records].sort((a, b) => place(a) - place(b));
}

function limitOf({ returning, limit }: Sosl): number {
  if (limit !== undefined) return Math.min(limit, mostRows);
  const [only, other] = returning;
  const isUnfiltered = only && !other && only.where === undefined && only.limit === undefined;
  return isUnfiltered ? mostUnfiltered : mostRows;
}

function search(org: Org, request: ApiRequest, sosl: Sosl): ApiResponse {
  const { term, scope, returning } = sosl;
  const none = {
    fields: undefined,
    where: undefined,
    orderBy: undefined,
    limit: undefined,
    offset: undefined,
  };
  const everything = () =>
    org.schema.objects
      .filter((object) => object.searchable)
      .map(({ name }): Returning => ({ ...none, object: name }));
  const find = searcher(org, term, scope);
  const records = (returning.length > 0 ? returning : everything())
    .flatMap((entry) => rowsOf(org, request, find, entry))
    .slice(0, limitOf(sosl));
  return { status: 200, body: request.version <= 36 ? records : { searchRecords: records } };
}

function bySosl(request: ApiRequest, org: Org): ApiResponse {
  const text = request.query.get("q");
  if (!text) throw malformed("No search string has been specified");
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
  const names = query.getAll("sobject").flatMap((text) => text.split(","));
  const sobjects = names.map((name) => ({
    name,
    fields: query.get(`${name}.fields`)?.split(","),
    where: query.get(`${name}.where`) ?? undefined,
    orderBy: query.get(`${name}.orderBy`) ?? undefined,
    limit: query.get(`${name}.limit`) ?? undefined,
  }));
  return {
    q: query.get("q"),
    in: query.get("in") ?? undefined,
    fields: query.get("fields")?.split(","),
    sobjects,
    overallLimit: query.get("overallLimit") ?? undefined,
    defaultLimit: query.get("defaultLimit") ?? undefined,
  };
}

function countOf(name: string, value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  const count = Number(value);
  if (Number.isInteger(count) && count >= 0) return count;
  throw malformed(`${name} must be a number: ${JSON.stringify(value)}`);
}

function clauseOf(name: string, value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "string") return value;
  throw malformed(`${name} must be a text`);
}

function listOf(name: string, value: unknown): readonly unknown[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value;
  throw malformed(`${name} must be a list`);
}

function fieldsOf(value: unknown): string | undefined {
  const names = listOf("fields", value);
  if (!names || names.length === 0) return undefined;
  if (names.every((name) => typeof name === "string")) return names.join(", ");
  throw malformed("fields must be a list of texts");
}

function targetOf(entry: unknown, given: Parameters): Returning {
  const { name, fields, where, orderBy, limit } = keyed(entry);
  if (typeof name !== "string" || !/^\w+$/.test(name)) throw malformed("every sobject must have a name");
  return {
    object: name,
    fields: fieldsOf(fields) ?? fieldsOf(given.fields),
    where: clauseOf("where", where),
    orderBy: clauseOf("orderBy", orderBy),
    limit: countOf("limit", limit ?? given.defaultLimit),
    offset: undefined,
  };
}

const scopes: readonly SearchScope[] = ["ALL", "NAME", "EMAIL", "PHONE", "SIDEBAR"];

function parameterized(request: ApiRequest, org: Org): ApiResponse {
  // What a client sends is checked part by part below.
  const given: Parameters =
    request.method === "POST" ? ((request.body ?? {}) as Parameters) : fromQuery(request.query);
  const { q } = given;
  if (typeof q !== "string") throw malformed("No search string has been specified");
  checkLength(q);
  const wanted = String(given.in ?? "ALL").toUpperCase();
  const scope = scopes.find((name) => name === wanted);
  if (!scope) throw malformed(`in must be one of ${scopes.join(", ")}: ${JSON.stringify(given.in)}`);
  return search(org, request, {
    term: plainTerm(q),
    scope,
    returning: (listOf("sobjects", given.sobjects) ?? []).map((entry) => targetOf(entry, given)),
    limit: countOf("overallLimit", given.overallLimit),
  });
}

export const routes: readonly Route[] = [
  { method: "GET", pattern: "/search", handler: bySosl },
  { method: "GET", pattern: "/parameterizedSearch", handler: parameterized },
  { method: "POST", pattern: "/parameterizedSearch", handler: parameterized },
];
