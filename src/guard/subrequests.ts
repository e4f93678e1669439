import { jsonText } from "../json-numbers.ts";
import { isObject } from "../json-object.ts";
import { isIdReference } from "../salesforce/records/identity.ts";
import { statementEffect } from "../salesforce/soql/effect.ts";
import { type Action, type Actions, type Effect, orElse, saysObjects } from "./action.ts";
import { runsOf } from "./action-names.ts";
import { type NestedPart, nestedParts } from "./nested-parts.ts";
import { areIds } from "./records.ts";
import { type Known, knownOf } from "./resources.ts";
import { type Address, parseAddress, refused } from "./subrequest-url.ts";
import type { Touch } from "./touches.ts";

/** Requests inside requests inside requests: more than Salesforce takes. */
const mostDepth = 5;
const mostMentioned = 200;
/** A request without parts, which Salesforce would refuse. */
const nobodyKnows: Action = { effect: "delete", unforeseen: true };

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

function nestedActions({ place, httpHeaders, ...part }: NestedPart, at: string, depth: number): Actions {
  if (depth >= mostDepth) throw refused(`${at}.${place}`, "it stands inside too many others");
  // Values that are no texts are refused with the header.
  const headers = httpHeaders as Record<string, string> | undefined;
  return subrequestActions({ ...part, httpHeaders: headers }, `${at}.${place}`, depth + 1);
}

/** Whether references stand where they could lead elsewhere: not as an id or in a statement. */
function leadsAnywhere({ segments, query }: Address): boolean {
  const isRecord = segments[0]?.toLowerCase() === "sobjects";
  return (
    segments.some(
      (part, index) => part.includes("@{") && !(isRecord && index === 2 && isIdReference(part)),
    ) ||
    query.some(
      ([name, value]) =>
        value.includes("@{") &&
        !/^(?:q|explain)$/i.test(name) &&
        !(/^ids$/i.test(name) && areReferences(value)),
    )
  );
}

function areReferences(ids: string): boolean {
  return areIds(ids.split(",").map((id) => id.trim()));
}

/** Free words that are searched for are no statement. */
const freeText = /^(?:parameterizedsearch|search\/suggestions)$/i;

/** Whether no statement of a GET, wherever it stands, writes dates or counts something. */
function changesNothing({ segments, query }: Address, touches: readonly Touch[]): boolean {
  const isFree = freeText.test(segments.join("/"));
  const statements = [
    ...query.flatMap(([name, value]) => (isFree && name.toLowerCase() === "q" ? [] : [value])),
    ...touches.flatMap(({ soql, sosl }) => soql ?? sosl ?? []),
  ];
  return statements.every((text) => statementEffect(text) === "read");
}

/** What a method does. A GET changes something unless its resource, and this very request, is known to only read. */
function effectOf(
  subrequest: Subrequest,
  method: string,
  address: Address,
  known: Known,
): Effect | undefined {
  const effect = effects[method];
  if (effect !== "read") return effect;
  const counts =
    marksAsViewed(subrequest, address) ||
    address.query.some(
      ([name, value]) => /^update(?:tracking|viewstat)/i.test(name) && !/^false$/i.test(value),
    );
  const reads = known.readable && !leadsAnywhere(address) && !counts;
  return reads && changesNothing(address, known.touches) ? "read" : "update";
}

/** Headers that let a request touch what it does not name. */
function headersOpen(subrequest: Subrequest): boolean {
  return (
    // Another default namespace gives names another meaning.
    /defaultNamespace/i.test(headerOf(subrequest, "sforce-call-options")) ||
    // A duplicate rule finds records of other objects, and this header has their fields shown.
    /includeRecordDetails\s*=\s*true/i.test(headerOf(subrequest, "sforce-duplicate-rule-header"))
  );
}

/** Whatever looks like an id in these texts, and in a value wherever it stands. */
export function idsMentioned(texts: readonly string[], body: unknown): string[] {
  const words = [...texts, jsonText(body) ?? ""].flatMap(
    (text) => text.match(/\b[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?\b/g) ?? [],
  );
  return [...new Set(words.filter((word) => /\d/.test(word)))].slice(0, mostMentioned);
}

const bodiless = new Set(["GET", "HEAD", "DELETE"]);

/**
 * What one subrequest would do, those inside it included. The effect follows from method and resource alone,
 * what is touched from address and body together. Throws BAD_ARGUMENT for a URL, header or body that would hide
 * what it does.
 */
export function subrequestActions(
  subrequest: Subrequest,
  at: string,
  depth = 0,
  urlAt = `${at}.url`,
): Actions {
  const { body } = subrequest;
  const method = subrequest.method.trim().toUpperCase();
  if (effects[method] === undefined) throw refused(`${at}.method`, `${JSON.stringify(method)} is no method`);
  checkHeaders(subrequest.httpHeaders, at);
  const address = parseAddress(subrequest.url, urlAt);
  const { segments, query } = address;
  if (bodiless.has(method) && !isEmpty(body)) throw refused(at, `a ${method} takes no body`);
  const known = knownOf(segments, method, {
    parameter: (name) => parameterOf(query, name, urlAt),
    parameterNames: query.map(([name]) => name.toLowerCase()),
    body: isObject(body) && !bodiless.has(method) ? body : undefined,
    hasBody: !isEmpty(body),
  });
  const effect = effectOf(subrequest, method, address, known) ?? "delete";
  const words = `${method} ${segments.join("/")}`;
  const parts = nestedParts(segments, method, body, at);
  const nested = (parts ?? []).flatMap((part) => nestedActions(part, at, depth));
  const open = headersOpen(subrequest) || leadsAnywhere(address);
  const unforeseen = !parts && effects[method] !== "read" && !known.foreseen;
  const mentions = idsMentioned([...segments, ...query.map(([, value]) => value)], body);
  // A GET that is not known to only read may run something as well.
  const mayRun = !parts && !known.readable && !known.foreseen;
  const leadsAway = effects[method] !== "read" && leadsAnywhere(address);
  const runs = effect !== "read" && (unforeseen || mayRun || leadsAway);
  const own = (open ? [...known.touches, {}] : known.touches).flatMap((touch): Action[] => {
    const mentioned = !saysObjects({ effect, ...touch }) && mentions.length > 0;
    const action = {
      effect,
      ...touch,
      ...(mentioned && { mentions }),
      ...(unforeseen && { unforeseen }),
      words,
    };
    const run = runs ? runsOf(segments, body) : [];
    return run.length === 0 ? [action] : run.map((names) => ({ ...action, runs: names }));
  });
  const saysMore = open || nested.every((action) => action.effect === "read");
  return orElse([...(saysMore ? own : []), ...nested], { effect, unforeseen: true, words });
}

/** What a GET of an address would do; `at` is the argument that holds it. */
export function getActions(url: string, at: string): Actions {
  return subrequestActions({ method: "GET", url }, at, 0, at);
}

/** Whether a part creates a record, for references to its id. */
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
): Actions {
  const created = new Set<string>();
  const actions = parts.flatMap((part, index) => {
    const own = subrequestActions(part, `${at}[${index}]`);
    const filled = (text: string) =>
      text.replaceAll(/@\{(\w+)\.id\}/gi, (all, name) => (created.has(name) ? "000000000000000AAA" : all));
    if (createdBy(part)) created.add(part.referenceId);
    return own.map((action) => (action.soql ? { ...action, soql: filled(action.soql) } : action));
  });
  return orElse(actions, nobodyKnows);
}

/** What the parts of a batch request would do. */
export function batchActions(parts: readonly Subrequest[], at: string): Actions {
  return orElse(
    parts.flatMap((part, index) => subrequestActions(part, `${at}[${index}]`)),
    nobodyKnows,
  );
}

/** Nothing, or an object without anything in it, which some models send along with a GET. */
export function isEmpty(body: unknown): boolean {
  return body === undefined || body === null || (isObject(body) && Object.keys(body).length === 0);
}
