import { isObject, type JsonObject } from "../json-object.ts";
import { refused } from "./subrequest-url.ts";

/** A part of a request inside another. */
export interface NestedPart {
  place: string;
  method: string;
  url: string;
  body: unknown;
  httpHeaders: unknown;
}

/** Throws BAD_ARGUMENT for a key that is none of these, as one that Salesforce might read in another way. */
function checkKeys(object: JsonObject, known: readonly string[], at: string): void {
  const odd = Object.keys(object).find((key) => !known.includes(key));
  if (odd !== undefined)
    throw refused(at, `it has no ${JSON.stringify(odd.slice(0, 60))}; it takes ${known.join(", ")}`);
}

function listIn(holder: unknown, name: string, others: readonly string[], at: string): unknown[] {
  if (!isObject(holder)) throw refused(at, `it takes an object with ${name}`);
  checkKeys(holder, [name, ...others], at);
  const list = holder[name];
  if (!Array.isArray(list) || list.length === 0) throw refused(at, `${name} takes a list of requests`);
  return list;
}

function partOf(part: unknown, bodyName: "body" | "richInput", place: string, at: string): NestedPart {
  if (!isObject(part) || typeof part["method"] !== "string" || typeof part["url"] !== "string")
    throw refused(`${at}.${place}`, "it is no subrequest with method and url");
  const known = bodyName === "body" ? ["body", "referenceId", "httpHeaders"] : ["richInput"];
  checkKeys(part, ["method", "url", ...known], `${at}.${place}`);
  const { method, url, httpHeaders } = part;
  return { place, method, url, body: part[bodyName], httpHeaders };
}

/**
 * The parts of a composite, batch or graph request that is itself a part of one; undefined for any other resource.
 * Throws BAD_ARGUMENT where the body is not surely understood.
 */
export function nestedParts(
  segments: readonly string[],
  method: string,
  body: unknown,
  at: string,
): NestedPart[] | undefined {
  const path = segments.join("/").toLowerCase();
  if (method === "GET" || method === "HEAD" || !/^composite(?:\/(?:batch|graph))?$/.test(path))
    return undefined;
  const composite = (holder: unknown, others: readonly string[], before: string) =>
    listIn(holder, "compositeRequest", others, `${at}${before}`).map((part, index) =>
      partOf(part, "body", `${before.slice(1)}${before && "."}compositeRequest[${index}]`, at),
    );
  if (path === "composite") return composite(body, ["allOrNone", "collateSubrequests"], "");
  if (path === "composite/graph")
    return listIn(body, "graphs", [], at).flatMap((graph, index) =>
      composite(graph, ["graphId"], `.graphs[${index}]`),
    );
  return listIn(body, "batchRequests", ["haltOnError"], at).map((part, index) =>
    partOf(part, "richInput", `batchRequests[${index}]`, at),
  );
}
