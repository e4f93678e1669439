import { isObject } from "../json-object.ts";
import { isRecordId } from "../salesforce/records/identity.ts";
import { statementEffect } from "../salesforce/soql/effect.ts";
import type { Action, Effect } from "./action.ts";
import { type Touch, touchedBy } from "./resources.ts";
import { type Address, parseAddress, refused } from "./subrequest-url.ts";

export interface Subrequest {
  method: string;
  url: string;
  /** `richInput` in a batch. */
  body?: unknown;
  httpHeaders?: Record<string, string> | undefined;
}

const effects: Record<string, Effect> = {
  GET: "read",
  HEAD: "read",
  POST: "create",
  PATCH: "update",
  PUT: "update",
  DELETE: "delete",
};

/** Headers that say under which conditions or how something is done; others could stand for another method. */
const knownHeader =
  /^(?:If-(?:Match|None-Match|Modified-Since|Unmodified-Since)|Accept-Language|Sforce-[A-Za-z-]+|x-sfdc-[\w-]+)$/i;

function checkHeaders(headers: Record<string, string> | undefined, at: string): void {
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (/method/i.test(name)) throw refused(`${at}.httpHeaders`, `${name.trim()} would hide the method`);
    if (!knownHeader.test(name) || /[^\t\x20-\x7e]/.test(value))
      throw refused(`${at}.httpHeaders`, `${JSON.stringify(name)} is not taken; If-… and Sforce-… are`);
  }
}

function headerOf({ httpHeaders = {} }: Subrequest, wanted: string): string {
  return Object.entries(httpHeaders).find(([name]) => name.toLowerCase() === wanted)?.[1] ?? "";
}

/** A GET that says so is remembered as the user's last view. */
function marksAsViewed(subrequest: Subrequest, { query }: Address): boolean {
  return (
    /updateMru\s*=\s*true/i.test(headerOf(subrequest, "sforce-mru")) ||
    query.some(([name, value]) => name.toLowerCase() === "updatemru" && !/^false$/i.test(value))
  );
}

function parameterOf(query: Address["query"], name: string, at: string): string | undefined {
  const found = query.filter(([given]) => given.toLowerCase() === name.toLowerCase());
  if (found.length < 2) return found[0]?.[1];
  if (name === "sobject") return found.map(([, value]) => value).join(",");
  throw refused(at, `it holds ${name} twice`);
}

/** The parts of composite, batch and graph requests inside this one. */
function nestedParts(segments: readonly string[], body: unknown): [place: string, part: unknown][] {
  const path = segments.join("/").toLowerCase();
  if (!isObject(body) || !/^composite(?:\/(?:batch|graph))?$/.test(path)) return [];
  const partsOf = (holder: unknown, name: string, before: string): [string, unknown][] => {
    const list = isObject(holder) ? holder[name] : undefined;
    return Array.isArray(list) ? list.map((part, index) => [`${before}${name}[${index}]`, part]) : [];
  };
  return [
    ...partsOf(body, "compositeRequest", ""),
    ...partsOf(body, "batchRequests", ""),
    ...partsOf(body, "graphs", "").flatMap(([place, graph]) =>
      partsOf(graph, "compositeRequest", `${place}.`),
    ),
  ];
}

function nestedActions(part: unknown, at: string): Action[] {
  if (!isObject(part) || typeof part["method"] !== "string" || typeof part["url"] !== "string")
    throw refused(at, "it is no subrequest with method and url");
  const { body, richInput, httpHeaders } = part;
  return subrequestActions(
    {
      method: part["method"],
      url: part["url"],
      body: body ?? richInput,
      // Values that are no texts are refused with the header.
      httpHeaders: httpHeaders as Record<string, string> | undefined,
    },
    at,
  );
}

/** Whether references stand where they could lead elsewhere: not as an id, a value or in a statement. */
function leadsAnywhere({ segments, query }: Address): boolean {
  const [first = "", , key = ""] = segments;
  const isRecord = first.toLowerCase() === "sobjects";
  const byKey = isRecord && !isRecordId(key) && !key.includes("@{");
  const harmless = (index: number) => isRecord && (index === 2 || (index === 3 && byKey));
  return (
    segments.some((segment, index) => segment.includes("@{") && !harmless(index)) ||
    query.some(([name, value]) => value.includes("@{") && !/^(?:q|ids)$/i.test(name))
  );
}

function changesNothing(touches: readonly Touch[]): boolean {
  const statements = touches.flatMap(({ soql, sosl }) => soql ?? sosl ?? []);
  return statements.every((text) => statementEffect(text) === "read");
}

/**
 * What one subrequest would do, those inside it included. A GET counts as a change unless its resource is
 * known to only read. Throws BAD_ARGUMENT for a URL or header that would hide what it does.
 */
export function subrequestActions(subrequest: Subrequest, at: string): Action[] {
  const { body } = subrequest;
  const method = subrequest.method.trim().toUpperCase();
  const known = effects[method];
  if (known === undefined) throw refused(`${at}.method`, `${JSON.stringify(method)} is no method`);
  checkHeaders(subrequest.httpHeaders, at);
  const address = parseAddress(subrequest.url, `${at}.url`);
  const { segments, query } = address;
  if (known === "read" && !isEmpty(body)) throw refused(at, `a ${method} takes no body`);
  const { touches, readable } = touchedBy(segments, {
    parameter: (name) => parameterOf(query, name, `${at}.url`),
    parameterNames: query.map(([name]) => name.toLowerCase()),
    body: isObject(body) && known !== "read" ? body : undefined,
  });
  const reads = readable && changesNothing(touches) && !marksAsViewed(subrequest, address);
  const effect = known === "read" && !reads ? "update" : known;
  const words = `${method} ${segments.join("/")}`;
  const nested = nestedParts(segments, body).flatMap(([place, part]) =>
    nestedActions(part, `${at}.${place}`),
  );
  // Another default namespace gives names another meaning.
  const renamed = /defaultNamespace/i.test(headerOf(subrequest, "sforce-call-options"));
  // A duplicate rule finds records of other objects, and this header has their fields shown.
  const showsDuplicates = /includeRecordDetails\s*=\s*true/i.test(
    headerOf(subrequest, "sforce-duplicate-rule-header"),
  );
  const open = renamed || showsDuplicates || leadsAnywhere(address);
  const own: Touch[] = open ? [{}] : nested.length > 0 ? [{ objects: [] }] : touches;
  const saysMore = open || nested.every((action) => action.effect === "read");
  return [...(saysMore ? own.map((touch) => ({ effect, ...touch, words })) : []), ...nested];
}

/** The name of the record that this part creates, for references to its id. */
function createdBy({ method, url }: Subrequest): boolean {
  return method.trim().toUpperCase() === "POST" && /^\/?(?:.*\/)?sobjects\/\w+\/?$/i.test(url.trim());
}

/**
 * What a composite request's parts would do. In statements, `@{name.id}` of a record that an earlier part
 * creates is an id like any other; other references could bring any text and stay.
 */
export function compositeActions(
  parts: readonly (Subrequest & { referenceId: string })[],
  at: string,
): Action[] {
  const created = new Set<string>();
  return parts.flatMap((part, index) => {
    const actions = subrequestActions(part, `${at}[${index}]`);
    const filled = (text: string) =>
      text.replaceAll(/@\{(\w+)\.id\}/gi, (all, name) => (created.has(name) ? "000000000000000AAA" : all));
    if (createdBy(part)) created.add(part.referenceId);
    return actions.map((action) => (action.soql ? { ...action, soql: filled(action.soql) } : action));
  });
}

/** Nothing, or an object without anything in it, which some models send along with a GET. */
export function isEmpty(body: unknown): boolean {
  return body === undefined || body === null || (isObject(body) && Object.keys(body).length === 0);
}
