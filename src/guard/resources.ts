import { isObject } from "../json-object.ts";
import { isRecordId, typeOf } from "../salesforce/records/identity.ts";
import type { Action } from "./action.ts";
import { recordPaths, touchedByRecords } from "./records.ts";

/** What a request to a resource touches, before it is said what it does to it. */
export type Touch = Omit<Action, "effect" | "words">;

export interface ResourceRequest {
  /** The `:names` and the `*` of the pattern. */
  params: Record<string, string>;
  rest: readonly string[];
  /** The parameter of this name, in any case; refused when it is given twice. */
  parameter(name: string): string | undefined;
  /** Names of all parameters, in lower case. */
  parameterNames: readonly string[];
  body: Record<string, unknown> | undefined;
}

type Touches = (request: ResourceRequest) => Touch[];

const nothing: Touches = () => [{ objects: [] }];
/** May touch any object. */
const anything: Touches = () => [{}];
/** A field that needs no looking at leads nowhere. */
const dotted = (path: string) => path.includes(".");
const isName = (text: string) => /^[A-Za-z]\w*$/.test(text);

function listOf(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function named(text: string | undefined): Touch[] {
  const objects = listOf(text);
  return objects.length > 0 ? [{ objects }] : [{}];
}

function statement({ parameter }: ResourceRequest): Touch[] {
  const soql = parameter("q");
  const explain = parameter("explain");
  const explained = explain && (/^\s*select\b/i.test(explain) ? { soql: explain } : { report: explain });
  const touches = [...(soql !== undefined ? [{ soql }] : []), ...(explained ? [explained] : [])];
  return touches.length > 0 ? touches : [{}];
}

/** A search by parameters is as good as a query of each object with that condition. */
export function searchedObject(target: {
  name: string;
  fields?: readonly string[] | undefined;
  where?: string | undefined;
  orderBy?: string | undefined;
}): { object: string; soql: string } {
  const { name, fields = [], where, orderBy } = target;
  const select = `SELECT ${["Id", ...fields].join(", ")} FROM ${name}`;
  // Not in parentheses: a condition that closes one of its own could go on with another object.
  const condition = where === undefined ? "" : ` WHERE ${where}`;
  return {
    object: name,
    soql: `${select}${condition}${orderBy === undefined ? "" : ` ORDER BY ${orderBy}`}`,
  };
}

function parameterizedSearch({ parameter, parameterNames, body }: ResourceRequest): Touch[] {
  const fields = listOf(parameter("fields"));
  const names = listOf(parameter("sobject"));
  if (names.length > 0)
    return names.map((name) => {
      const own = (part: string) => parameter(`${name}.${part}`);
      const chosen = listOf(own("fields"));
      return searchedObject({
        name,
        fields: chosen.length > 0 ? chosen : fields,
        where: own("where"),
        orderBy: own("orderBy"),
      });
    });
  const targets = Array.isArray(body?.["sobjects"]) && parameterNames.length === 0 ? body["sobjects"] : [];
  const common = Array.isArray(body?.["fields"]) ? body["fields"].map(String) : [];
  if (targets.length === 0) return [{}];
  return targets.map((target: unknown) => {
    if (!isObject(target) || typeof target["name"] !== "string") return {};
    const text = (name: string) => (target[name] === undefined ? undefined : String(target[name]));
    const own = Array.isArray(target["fields"]) ? target["fields"].map(String) : common;
    return searchedObject({
      name: target["name"],
      fields: own,
      where: text("where"),
      orderBy: text("orderBy"),
    });
  });
}

/** What follows an object's name that is no record of it. */
const objectParts = /^(?:describe|updated|deleted|namedLayouts|eventSchema)$/i;
/** These may show parents that nobody named. */
const shownParts = /^(?:listviews|quickActions|defaultValues|relevantItems)$/i;

function sobject({ params, rest, parameter, body }: ResourceRequest): Touch[] {
  const { object = "" } = params;
  if (!isName(object)) return [{}];
  const [key, value, ...others] = rest;
  if (key !== undefined && shownParts.test(key)) return [{}];
  if (key !== undefined && objectParts.test(key)) return [{ object }];
  const byId = key !== undefined && (isRecordId(key) || key.includes("@{"));
  const way = byId ? rest.slice(1) : others;
  const fields = listOf(parameter("fields")).map((field) => [...way, field].join("."));
  const paths = [
    ...(way.length > 0 ? [way.join(".")] : []),
    ...[...fields, ...(byId ? [] : [key ?? ""])].filter(dotted),
    ...(body ? recordPaths(body) : []),
  ];
  const byIdField = key?.toLowerCase() === "id" && value !== undefined;
  const ids = key !== undefined && isRecordId(key) ? [key] : byIdField ? [value] : [];
  const said = typeOf(body);
  return [
    {
      object,
      ...(said !== undefined && said !== object && { objects: [said] }),
      ...(ids.length > 0 ? { ids } : body && { count: 1 }),
      ...(paths.length > 0 && { paths }),
    },
  ];
}

function collection({ params, parameter, body }: ResourceRequest): Touch[] {
  const { object } = params;
  const records = body?.["records"];
  if (Array.isArray(records)) {
    const touched = touchedByRecords(records, object);
    const odd = object !== undefined && touched.some((touch) => touch.object !== object);
    return odd ? [...touched, { objects: [object] }] : touched;
  }
  const ids = Array.isArray(body?.["ids"]) ? body["ids"].map(String) : listOf(parameter("ids"));
  const fields = Array.isArray(body?.["fields"]) ? body["fields"].map(String) : listOf(parameter("fields"));
  const paths = fields.filter(dotted);
  return [
    {
      ...(object !== undefined && { object }),
      ...(ids.length > 0 && { ids }),
      ...(paths.length > 0 && { paths }),
    },
  ];
}

function tree({ params, body }: ResourceRequest): Touch[] {
  const records = body?.["records"];
  return Array.isArray(records) ? touchedByRecords(records, params["object"]) : [{}];
}

function analytics(object: string): Touches {
  return ({ rest, body }) => {
    const [id] = rest;
    // A body may put other columns in the report's place.
    if (body || (id !== undefined && !isRecordId(id))) return [{}];
    return [id === undefined ? { object } : { report: id }];
  };
}

/** Fields of the UI API begin with their object: `Contact.Account.Name`. */
function objectLed(fields: readonly string[]): Touch[] {
  return fields.map((field) => {
    const [object = "", ...path] = field.split(".");
    return { object, ...(path.length > 1 && { paths: [path.join(".")] }) };
  });
}

/** Undefined for layouts and anything else that may show fields that nobody named. */
function onlyFields({ parameter, parameterNames }: ResourceRequest): Touch[] | undefined {
  const plain = new Set(["fields", "optionalfields", "sortby", "pagesize", "pagetoken"]);
  if (!parameterNames.every((name) => plain.has(name))) return undefined;
  return objectLed(
    ["fields", "optionalFields", "sortBy"]
      .flatMap((name) => listOf(parameter(name)))
      .map((field) => field.replace(/^-/, "")),
  );
}

function uiRecords(request: ResourceRequest): Touch[] {
  const { rest, body } = request;
  if (body) {
    const { apiName, fields, ...others } = body;
    const object = typeof apiName === "string" ? { object: apiName } : {};
    const plain = isObject(fields) && Object.values(fields).every((value) => !isObject(value));
    return plain && Object.keys(others).length === 0 ? [{ ...object, ...idsIn(rest) }] : [{}];
  }
  const ids = idsIn(rest[0]?.toLowerCase() === "batch" ? rest.slice(1) : rest);
  const fields = onlyFields(request);
  return ids.ids && fields ? [ids, ...fields] : [{}];
}

function idsIn(rest: readonly string[]): Pick<Touch, "ids"> {
  const ids = listOf(rest[0]);
  return rest.length === 1 && ids.length > 0 && ids.every(isRecordId) ? { ids } : {};
}

function relatedList(request: ResourceRequest): Touch[] {
  const { first = "", names = "" } = request.params;
  const paths = listOf(names);
  const from = isRecordId(first) ? { ids: [first] } : { object: first };
  const fields = onlyFields(request);
  return request.body || !fields ? [{}] : [{ ...from, paths }, ...fields];
}

/** Which fields it shows by itself is not known. */
function relatedRecords(request: ResourceRequest): Touch[] {
  return request.parameter("fields") === undefined ? [{}] : relatedList(request);
}

function job({ params, rest, body }: ResourceRequest): Touch[] {
  const kind = params["kind"] === "query" ? "query" : "ingest";
  const [id] = rest;
  if (id !== undefined) return [isRecordId(id) ? { job: { id, kind } } : {}];
  if (typeof body?.["query"] === "string") return [{ soql: body["query"] }];
  if (typeof body?.["object"] === "string") return [{ object: body["object"] }];
  // A list shows the jobs of any object.
  return [{}];
}

/**
 * The resources below a version that are known: a GET of one of them only reads, unless it is one that can
 * only be written. `:name` stands for one part and `*` for whatever follows. What is not here may do anything to any object when it is asked for.
 * Source: REST API Developer Guide v68, list of resources; UI API Developer Guide v66.
 */
const resources: readonly (readonly [pattern: string, touches: Touches, never?: "written"])[] = [
  ["", nothing],
  ["limits", nothing],
  ["limits/recordCount", ({ parameter }) => named(parameter("sObjects"))],
  ["query", statement],
  ["queryAll", statement],
  ["query/:locator", anything],
  ["queryAll/:locator", anything],
  ["search", ({ parameter }) => [parameter("q") === undefined ? {} : { sosl: parameter("q") ?? "" }]],
  ["search/suggestions", ({ parameter }) => named(parameter("sobject"))],
  ["search/*", anything],
  ["parameterizedSearch", parameterizedSearch],
  ["sobjects", anything],
  ["sobjects/:object/*", sobject],
  ["composite", nothing],
  ["composite/sobjects", collection, "written"],
  ["composite/sobjects/:object", collection],
  ["composite/sobjects/:object/:field", collection, "written"],
  ["composite/tree/:object", tree, "written"],
  ["analytics/reports/*", analytics("Report")],
  ["analytics/dashboards/*", analytics("Dashboard")],
  ["ui-api/records/*", uiRecords],
  ["ui-api/related-list-records/:first/:names", relatedRecords],
  ["ui-api/related-list-count/:first/:names", relatedList],
  ["ui-api/related-list-info/:first/:names", relatedList],
  ["ui-api/object-info/batch/:names", ({ params }) => named(params["names"])],
  ["ui-api/object-info/:object/*", ({ params: { object = "" } }) => [{ object }]],
  ["ui-api/*", anything],
  ["jobs/:kind/*", job],
  ["compactLayouts", ({ parameter }) => named(parameter("q"))],
  ["recent", anything],
  ["tabs", nothing],
  ["theme", nothing],
  ["appMenu/*", nothing],
  ["quickActions/*", anything],
  ["support/*", anything],
  ["knowledgeManagement/*", anything],
  ["tooling/query", anything],
  ["tooling/queryAll", anything],
  ["tooling/query/:locator", anything],
  ["tooling/search", anything],
  ["tooling/sobjects/*", anything],
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

/** What a request to these segments touches, and whether a GET of them is known to only read. */
export function touchedBy(
  segments: readonly string[],
  request: Omit<ResourceRequest, "params" | "rest">,
): { touches: Touch[]; readable: boolean } {
  for (const [pattern, touches, written] of resources) {
    const found = matched(pattern, segments);
    if (found) return { touches: touches({ ...request, ...found }), readable: written === undefined };
  }
  return { touches: anything({ ...request, params: {}, rest: [] }), readable: false };
}
