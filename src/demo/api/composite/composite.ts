import { ApiError } from "../../errors.ts";
import type { ApiRequest, ApiResponse, Org, Route } from "../../handler.ts";
import { type JsonRecord, keyed } from "../../json.ts";
import { addressOf } from "../address.ts";
import { objectsIn, textIn } from "../shape.ts";

interface Subrequest {
  method: string;
  url: string;
  referenceId: string;
  body?: unknown;
  httpHeaders?: Record<string, string>;
}

const mostSubrequests = 25;
const mostQueries = 5;

const halted = (message: string) => ({ status: 400, body: [{ errorCode: "PROCESSING_HALTED", message }] });
const rolledBack = "The transaction was rolled back since another operation in the same transaction failed.";

function listOf(body: unknown, key: string): JsonRecord[] {
  const list = objectsIn(body, key);
  if (list.length === 0) throw new ApiError(400, "JSON_PARSER_ERROR", `'${key}' is a required field.`);
  if (list.length > mostSubrequests)
    throw new ApiError(
      400,
      "LIMIT_EXCEEDED",
      `The request can't contain more than ${mostSubrequests} subrequests.`,
    );
  return list;
}

function subrequestOf(part: JsonRecord): Subrequest {
  const { body, httpHeaders } = part;
  const headers = Object.entries(keyed(httpHeaders)).map(([name, value]) => [name, String(value ?? "")]);
  return {
    method: textIn(part, "method"),
    url: textIn(part, "url"),
    referenceId: textIn(part, "referenceId"),
    ...(body !== undefined && { body }),
    httpHeaders: Object.fromEntries(headers),
  };
}

/** What a reference such as `a.id` or `q.records[0].Id` stands for in the answers so far. */
function lookUp(answers: ReadonlyMap<string, ApiResponse>, reference: string): unknown {
  const [id = "", ...path] = reference.split(/[.[\]]+/).filter((part) => part !== "");
  const answer = answers.get(id);
  if (!answer || answer.status >= 400) return undefined;
  return path.reduce<unknown>((value, key) => keyed(value)[key], answer.body);
}

/** Puts answers in place of `@{ref.id}`, `written`. Throws PROCESSING_HALTED for one that cannot be resolved. */
function resolved(
  text: string,
  answers: ReadonlyMap<string, ApiResponse>,
  written: (value: string) => string = (value) => value,
): string {
  return text.replaceAll(/@\{([^}]+)\}/g, (_, reference: string) => {
    const value = lookUp(answers, reference);
    if (value !== undefined && value !== null) return written(String(value));
    const part = reference.replace(/[.[].*$/, "");
    const message = `Invalid reference specified. No value for ${reference} found in ${part}`;
    throw new ApiError(400, "PROCESSING_HALTED", message);
  });
}

/** A subrequest as the router takes it. */
function toRequest(
  outer: ApiRequest,
  method: string,
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Parameters<Org["dispatch"]>[0] {
  const target = addressOf(url);
  const [, version = "", path = "/"] = /^\/services\/data\/v(\d+)\.0(\/.*)$/.exec(target.pathname) ?? [];
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    method: method.toUpperCase(),
    path,
    version: Number(version) || outer.version,
    query: target.searchParams,
    headers: Object.fromEntries(lower),
    body,
    userId: outer.userId,
  };
}

function checkEnvelope(subrequests: readonly Subrequest[]): void {
  const seen = new Set<string>();
  for (const { referenceId } of subrequests) {
    if (!/^\w+$/.test(referenceId) || seen.has(referenceId))
      throw new ApiError(400, "JSON_PARSER_ERROR", `Invalid or duplicate referenceId: ${referenceId}`);
    seen.add(referenceId);
  }
  const queries = subrequests.filter(({ url }) =>
    /\/(?:query|queryAll|composite\/sobjects)(?:[/?]|$)/i.test(url),
  );
  if (queries.length > mostQueries)
    throw new ApiError(
      400,
      "LIMIT_EXCEEDED",
      `Only ${mostQueries} queries and collections are allowed in one composite request.`,
    );
}

/** A text as it stands inside a JSON string. */
function insideJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function runSubrequest(
  outer: ApiRequest,
  org: Org,
  subrequest: Subrequest,
  answers: ReadonlyMap<string, ApiResponse>,
): ApiResponse {
  const { method, body, httpHeaders } = subrequest;
  try {
    const url = resolved(subrequest.url, answers);
    const made =
      body === undefined ? undefined : JSON.parse(resolved(JSON.stringify(body), answers, insideJson));
    return org.dispatch(toRequest(outer, method, url, made, httpHeaders));
  } catch (error) {
    if (error instanceof ApiError && error.errorCode === "PROCESSING_HALTED") return halted(error.message);
    throw error;
  }
}

/**
 * Whether a collection inside holds a record that failed. The outer allOrNone goes before its own, and its answer may
 * still call records saved that were rolled back with the rest.
 */
function holdsFailure({ body }: ApiResponse): boolean {
  return Array.isArray(body) && body.some((item: unknown) => keyed(item)["success"] === false);
}

/** Runs subrequests in order; with allOrNone the first failure undoes them all and is the only real error. */
function runComposite(
  request: ApiRequest,
  org: Org,
  subrequests: readonly Subrequest[],
  allOrNone: boolean,
): JsonRecord[] {
  checkEnvelope(subrequests);
  const answers = new Map<string, ApiResponse>();
  let culprit: string | undefined;
  org.store.savepoint((rollback) => {
    for (const subrequest of subrequests) {
      const answer =
        culprit && allOrNone ? halted(rolledBack) : runSubrequest(request, org, subrequest, answers);
      answers.set(subrequest.referenceId, answer);
      if (answer.status >= 400 || holdsFailure(answer)) culprit ??= subrequest.referenceId;
    }
    if (culprit && allOrNone) rollback();
  });
  const json = subrequests.map(({ referenceId }) => {
    const answer = answers.get(referenceId) ?? halted(rolledBack);
    const innocent = culprit !== undefined && allOrNone && referenceId !== culprit;
    const { status, headers, body }: ApiResponse = innocent ? halted(rolledBack) : answer;
    const location = headers?.["location"];
    return {
      body: body ?? null,
      httpHeaders: location ? { Location: location } : {},
      httpStatusCode: status,
      referenceId,
    };
  });
  return json;
}

function composite(request: ApiRequest, org: Org): ApiResponse {
  const list = listOf(request.body, "compositeRequest").map(subrequestOf);
  const compositeResponse = runComposite(request, org, list, keyed(request.body)["allOrNone"] === true);
  return { status: 200, body: { compositeResponse } };
}

/** Independent requests, one after another, each kept for itself. */
function batch(request: ApiRequest, org: Org): ApiResponse {
  const list = listOf(request.body, "batchRequests").map((part) => ({
    method: textIn(part, "method"),
    url: textIn(part, "url"),
    richInput: part["richInput"],
  }));
  const haltOnError = keyed(request.body)["haltOnError"] === true;
  const results: { statusCode: number; result: unknown }[] = [];
  for (const { method, url, richInput } of list) {
    if (haltOnError && results.some(({ statusCode }) => statusCode >= 400)) {
      results.push({
        statusCode: 412,
        result: [{ errorCode: "BATCH_PROCESSING_HALTED", message: "Batch processing halted per request" }],
      });
      continue;
    }
    const answer = org.dispatch(
      toRequest(request, method, `/services/data/${url.replace(/^\//, "")}`, richInput),
    );
    results.push({ statusCode: answer.status, result: answer.body ?? null });
  }
  return { status: 200, body: { hasErrors: results.some(({ statusCode }) => statusCode >= 400), results } };
}

const mostGraphs = 75;
const mostNodes = 500;

/** Graphs of dependent requests: each is kept whole or not at all, one by one. */
function graph(request: ApiRequest, org: Org): ApiResponse {
  const graphs = objectsIn(request.body, "graphs").map((each) => ({
    graphId: textIn(each, "graphId"),
    compositeRequest: objectsIn(each, "compositeRequest").map(subrequestOf),
  }));
  if (graphs.length === 0) throw new ApiError(400, "JSON_PARSER_ERROR", "'graphs' is a required field.");
  const nodes = graphs.reduce((sum, { compositeRequest }) => sum + compositeRequest.length, 0);
  if (graphs.length > mostGraphs || nodes > mostNodes)
    throw new ApiError(
      400,
      "LIMIT_EXCEEDED",
      `A request can't contain more than ${mostGraphs} graphs and ${mostNodes} nodes.`,
    );
  const answers = graphs.map(({ graphId, compositeRequest }) => {
    const compositeResponse = runComposite(request, org, compositeRequest, true);
    const isSuccessful = compositeResponse.every(({ httpStatusCode }) => Number(httpStatusCode) < 400);
    return { graphId, graphResponse: { compositeResponse }, isSuccessful };
  });
  return { status: 200, body: { graphs: answers } };
}

export const routes: readonly Route[] = [
  { method: "POST", pattern: "/composite", handler: composite },
  { method: "POST", pattern: "/composite/graph", handler: graph },
  { method: "POST", pattern: "/composite/batch", handler: batch },
];
