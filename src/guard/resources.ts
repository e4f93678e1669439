import { isRecordId } from "../salesforce/records/identity.ts";
import {
  analytics,
  anything,
  collection,
  job,
  named,
  nothing,
  parameterizedSearch,
  type ResourceRequest,
  relatedList,
  relatedRecords,
  sobject,
  statement,
  type Touch,
  type Touches,
  tree,
  uiRecords,
} from "./touches.ts";

/** What is known of a resource. What is not said here may be anything. */
interface Resource {
  /** `:name` stands for one part and `*` for whatever follows. */
  pattern: string;
  touches: Touches;
  /** Whether a GET of it only reads; `*` may be narrowed by what it stands for. */
  reads: boolean | ((rest: readonly string[]) => boolean);
  /** Parameters that `touches` understands, in lower case, or a form of them; any other may name any object. */
  parameters?: readonly string[] | RegExp;
  /** Whether `touches` understands a body. */
  body?: true;
  /** The methods that do what they are called for: POST creates, PATCH changes, DELETE deletes what is named. */
  does?: (method: string, rest: readonly string[]) => boolean;
}

function reading(
  pattern: string,
  touches: Touches,
  parameters: readonly string[] | RegExp = [],
  reads: Resource["reads"] = true,
): Resource {
  return { pattern, touches, parameters, reads };
}

/** GETs below these are known as far as these forms of what follows go. */
function below(form: RegExp): (rest: readonly string[]) => boolean {
  return (rest) => form.test(rest.join("/"));
}

const methods =
  (...known: string[]) =>
  (method: string) =>
    known.includes(method);

/** A new record by POST, one by its id or by a field's value otherwise; what follows a record is something else. */
function doesToRecords(method: string, [key, value, ...others]: readonly string[]): boolean {
  if (key === undefined) return method === "POST";
  if (/^quickActions$/i.test(key)) return false;
  if (method !== "PATCH" && method !== "DELETE") return false;
  const byValue = value !== undefined && !isRecordId(key) && !key.includes("@{");
  return others.length === 0 && (value === undefined || byValue);
}

const page = ["fields", "optionalfields", "sortby", "pagesize", "pagetoken"];
const uiReads =
  /^(?:record-defaults|record-ui|records|object-info|layout|related-list-(?:info|records|count|preferences)|lookups|list-info|list-records|list-ui|list-preferences|mru-list-(?:info|records|ui)|nav-items|apps|themes|favorites|actions)(?:\/|$)/i;

/**
 * The resources below a version that are known, the narrower before the wider; for any other a GET may change
 * something as well.
 * Source: REST API Developer Guide v68, list of resources; UI API Developer Guide v66.
 */
const resources: readonly Resource[] = [
  reading("", nothing),
  reading("limits", nothing),
  reading("limits/recordCount", ({ parameter }) => named(parameter("sObjects")), ["sobjects"]),
  reading("query", statement, ["q", "explain"]),
  reading("queryAll", statement, ["q", "explain"]),
  reading("query/:locator", anything),
  reading("queryAll/:locator", anything),
  reading("search", ({ parameter }) => [parameter("q") === undefined ? {} : { sosl: parameter("q") ?? "" }], [
    "q",
  ]),
  reading("search/suggestions", parameterizedSearch, ["q", "sobject", "fields", "where", "limit"]),
  reading("search/:what", anything, [], true),
  {
    ...reading(
      "parameterizedSearch",
      parameterizedSearch,
      /^(?:q|sobject|fields|in|overalllimit|defaultlimit|spellcorrection|\w+\.\w+)$/,
    ),
    body: true,
  },
  reading("sobjects", anything),
  {
    ...reading("sobjects/:object/*", sobject, ["fields", "start", "end", "updateonly", "updatemru"]),
    body: true,
    does: doesToRecords,
  },
  { pattern: "composite", touches: nothing, reads: true, body: true },
  { pattern: "composite/batch", touches: nothing, reads: false, body: true },
  { pattern: "composite/graph", touches: nothing, reads: false, body: true },
  {
    ...reading("composite/sobjects", collection, ["ids", "allornone"], false),
    body: true,
    does: methods("POST", "PATCH", "DELETE"),
  },
  {
    ...reading("composite/sobjects/:object", collection, ["ids", "fields"]),
    body: true,
    does: methods("POST"),
  },
  {
    ...reading("composite/sobjects/:object/:field", collection, [], false),
    body: true,
    does: methods("PATCH"),
  },
  { ...reading("composite/tree/:object", tree, [], false), body: true, does: methods("POST") },
  {
    ...reading(
      "analytics/reports/*",
      analytics("Report"),
      /^(?:includedetails)$/,
      below(/^(?:\w{15,18}(?:\/(?:describe|instances(?:\/\w+)?))?)?$/i),
    ),
    does: methods("DELETE"),
  },
  reading(
    "analytics/dashboards/*",
    analytics("Dashboard"),
    [],
    below(/^(?:\w{15,18}(?:\/(?:describe|status|filteroptionsanalysis))?)?$/i),
  ),
  {
    ...reading("ui-api/records/*", uiRecords, page),
    body: true,
    does: methods("POST", "PATCH", "DELETE"),
  },
  reading("ui-api/related-list-records/:first/:names", relatedRecords, page),
  reading("ui-api/related-list-count/:first/:names", relatedList, page),
  reading("ui-api/related-list-info/:first/:names", relatedList, page),
  reading("ui-api/object-info/batch/:names", ({ params }) => named(params["names"])),
  reading("ui-api/object-info/:object/*", ({ params: { object = "" } }) => [{ object }]),
  reading("ui-api/*", anything, [], below(uiReads)),
  { ...reading("jobs/:kind/*", job), body: true },
  reading("compactLayouts", ({ parameter }) => named(parameter("q")), ["q"]),
  reading("recent", anything),
  reading("tabs", nothing),
  reading("theme", nothing),
  reading("appMenu/*", nothing),
  reading("quickActions/*", anything, [], below(/^(?:\w+(?:\/(?:describe|defaultValues(?:\/\w+)?))?)?$/i)),
  // An article that is shown by its id or address counts as viewed.
  reading("support/*", anything, [], below(/^(?:knowledgeArticles|dataCategoryGroups(?:\/.*)?)?$/i)),
  reading("knowledgeManagement/settings", anything),
  reading("tooling/query", anything),
  reading("tooling/queryAll", anything),
  reading("tooling/query/:locator", anything),
  reading("tooling/search", anything),
  reading("tooling/sobjects/*", anything),
];

function matched(
  pattern: string,
  segments: readonly string[],
): Pick<ResourceRequest, "params" | "rest"> | undefined {
  const parts = pattern === "" ? [] : pattern.split("/");
  const open = parts.at(-1) === "*";
  if (open) parts.pop();
  if (open ? segments.length < parts.length : segments.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? "";
    if (part.startsWith(":")) params[part.slice(1)] = segment;
    else if (part.toLowerCase() !== segment.toLowerCase()) return undefined;
  }
  return { params, rest: segments.slice(parts.length) };
}

/** What a request is known to touch and to do. */
export interface Known {
  touches: Touch[];
  /** Whether a GET of it only reads. */
  readable: boolean;
  /** Whether any other method does what it is called for, and nothing else. */
  foreseen: boolean;
}

function understands({ parameters = [] }: Resource, names: readonly string[]): boolean {
  const isKnown = (name: string) =>
    parameters instanceof RegExp ? parameters.test(name) : parameters.includes(name);
  return names.every(isKnown);
}

function isOpen(touch: Touch): boolean {
  return Object.keys(touch).length === 0;
}

/** What a request to these segments touches and does; `hasBody` says whether one goes along, of whatever kind. */
export function knownOf(
  segments: readonly string[],
  method: string,
  request: Omit<ResourceRequest, "params" | "rest"> & { hasBody: boolean },
): Known {
  for (const resource of resources) {
    const found = matched(resource.pattern, segments);
    if (!found) continue;
    const { touches, reads, body, does } = resource;
    const bodyKnown = !request.hasBody || (body === true && request.body !== undefined);
    const understood = bodyKnown && understands(resource, request.parameterNames);
    const touched = touches({ ...request, ...found });
    return {
      touches: understood || touched.some(isOpen) ? touched : [...touched, {}],
      readable: typeof reads === "boolean" ? reads : reads(found.rest),
      foreseen: does?.(method, found.rest) ?? false,
    };
  }
  return { touches: [{}], readable: false, foreseen: false };
}
