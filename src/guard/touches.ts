import { isObject, type JsonObject } from "../json-object.ts";
import { idsIn, isIdReference, isRecordId, typeOf } from "../salesforce/records/identity.ts";
import type { Action } from "./action.ts";
import { areIds, plainIds, recordPaths, recordsNamed, touchedByRecords } from "./records.ts";

/** What a request to a resource touches, before it is said what it does to it. */
export type Touch = Omit<Action, "effect" | "words" | "unforeseen" | "mentions">;

export interface ResourceRequest {
  /** The `:names` and the `*` of the pattern. */
  params: Record<string, string>;
  rest: readonly string[];
  /** The parameter of this name, in any case; refused when it is given twice. */
  parameter(name: string): string | undefined;
  /** Names of all parameters, in lower case. */
  parameterNames: readonly string[];
  /** What is sent along, where that is an object. */
  body: JsonObject | undefined;
}

/** Everything that address and body name, the one never instead of the other; `{}` for what may be any object. */
export type Touches = (request: ResourceRequest) => Touch[];

export const nothing: Touches = () => [{ objects: [] }];
export const anything: Touches = () => [{}];
/** A field that needs no looking at leads nowhere. */
const dotted = (path: string) => path.includes(".");
const isName = (text: string) => /^[A-Za-z]\w*$/.test(text);

function listOf(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** A list in a body; undefined when it is none of texts alone. */
function textsIn(body: JsonObject | undefined, key: string): string[] | undefined {
  const value = body?.[key] ?? [];
  return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
}

function hasOnly(object: JsonObject, keys: readonly string[]): boolean {
  return Object.keys(object).every((key) => keys.includes(key));
}

function orAnything(touches: readonly Touch[]): Touch[] {
  return touches.length > 0 ? [...touches] : [{}];
}

export function named(text: string | undefined): Touch[] {
  const objects = listOf(text);
  return objects.length > 0 ? [{ objects }] : [{}];
}

export function statement({ parameter }: ResourceRequest): Touch[] {
  const soql = parameter("q");
  const explain = parameter("explain");
  const explained = explain && (/^\s*select\b/i.test(explain) ? { soql: explain } : { report: explain });
  return orAnything([...(soql !== undefined ? [{ soql }] : []), ...(explained ? [explained] : [])]);
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

/** `sobject=Account,Contact&Account.where=…`; what stands before a dot is an object that is named as well. */
function searchedByAddress({ parameter, parameterNames }: ResourceRequest): Touch[] {
  const parts = parameterNames.filter(dotted);
  const usual = new Set(["fields", "where", "orderby", "limit"]);
  const listed = listOf(parameter("sobject"));
  const led = parts.map((name) => name.split(".")[0] ?? "");
  const known = new Set(listed.map((name) => name.toLowerCase()));
  const names = [...listed, ...led.filter((name) => !known.has(name))];
  const common = listOf(parameter("fields"));
  const touches = names.map((name) => {
    const own = (part: string) => parameter(`${name}.${part}`);
    const chosen = listOf(own("fields"));
    const fields = chosen.length > 0 ? chosen : common;
    const where = own("where") ?? parameter("where");
    return searchedObject({ name, fields, where, orderBy: own("orderBy") });
  });
  const odd = parts.some((name) => !usual.has(name.split(".").slice(1).join(".")));
  return odd ? [...touches, {}] : touches;
}

function searchedTarget(target: unknown, common: readonly string[]): Touch[] {
  if (!isObject(target) || !hasOnly(target, ["name", "fields", "where", "orderBy", "limit"])) return [{}];
  const { name, where, orderBy } = target;
  const fields = textsIn(target, "fields");
  const texts = [where, orderBy].every((text) => text === undefined || typeof text === "string");
  if (typeof name !== "string" || !fields || !texts) return [{}];
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  const chosen = fields.length > 0 ? fields : common;
  return [searchedObject({ name, fields: chosen, where: text(where), orderBy: text(orderBy) })];
}

const searchKeys = ["q", "in", "fields", "sobjects", "overallLimit", "defaultLimit", "spellCorrection"];

function searchedByBody(body: JsonObject): Touch[] {
  const common = textsIn(body, "fields");
  const targets = body["sobjects"];
  if (!hasOnly(body, searchKeys) || !common || !Array.isArray(targets) || targets.length === 0) return [{}];
  return targets.flatMap((target: unknown) => searchedTarget(target, common));
}

export function parameterizedSearch(request: ResourceRequest): Touch[] {
  const { body } = request;
  return orAnything([...searchedByAddress(request), ...(body ? searchedByBody(body) : [])]);
}

/** What follows an object's name that is no record of it. */
const objectParts = /^(?:describe|updated|deleted|namedLayouts|eventSchema)$/i;
/** These may show parents that nobody named. */
const shownParts = /^(?:listviews|quickActions|defaultValues|relevantItems)$/i;

/** Where the bytes of files are, which are linked to records of any object or attached to one. */
const bytesOfFile = /^(?:ContentVersion\/VersionData|Attachment\/Body|Document\/Body)$/i;

/** By a parent, a child or another field than the id it may be any file; a note's text is none. */
function isSomeFile(object: string, way: readonly string[]): boolean {
  if (!/^(?:VersionData|Body)$/i.test(way.at(-1) ?? "")) return false;
  return way.length > 1 || /^(?:ContentVersion|Attachment|Document)$/i.test(object);
}

export function sobject({ params, rest, parameter, body }: ResourceRequest): Touch[] {
  const { object = "" } = params;
  if (!isName(object)) return [{}];
  const [key, value, ...others] = rest;
  if (key !== undefined && shownParts.test(key)) return [{}];
  // None of these is known to take a body.
  if (key !== undefined && objectParts.test(key)) return body ? [{ object }, {}] : [{ object }];
  const byId = key !== undefined && (isRecordId(key) || isIdReference(key));
  const way = byId ? rest.slice(1) : others;
  const fields = listOf(parameter("fields")).map((field) => [...way, field].join("."));
  const paths = [
    ...(way.length > 0 ? [way.join(".")] : []),
    ...[...fields, ...(byId ? [] : [key ?? ""])].filter(dotted),
    ...(body ? recordPaths(body) : []),
  ];
  const addressed = byId ? [key] : key?.toLowerCase() === "id" && value !== undefined ? [value] : [];
  const ids = plainIds([...addressed, ...idsIn(body)]);
  const said = typeOf(body);
  const file = bytesOfFile.test([object, ...way].join("/")) ? addressed[0] : undefined;
  return [
    ...(file === undefined && isSomeFile(object, way) ? [{}] : []),
    {
      object,
      ...(file !== undefined && { file }),
      ...(said !== undefined && said !== object && { objects: [said] }),
      ...(ids.length > 0 ? { ids } : body && { count: 1 }),
      ...(paths.length > 0 && { paths }),
    },
  ];
}

/** What of a collection's body is understood, and whether that is all of it. */
function collectionBody(body: JsonObject = {}) {
  const { records = [] } = body;
  const ids = textsIn(body, "ids");
  const fields = textsIn(body, "fields");
  const known = hasOnly(body, ["allOrNone", "records", "ids", "fields"]) && ids && fields;
  return {
    records: Array.isArray(records) ? records : [],
    ids: ids ?? [],
    fields: fields ?? [],
    understood: known !== undefined && known !== false && Array.isArray(records),
  };
}

/** `composite/sobjects`: ids and fields of address and body, and the records. */
export function collection({ params, parameter, body }: ResourceRequest): Touch[] {
  const { object, field } = params;
  const { records, understood, ...named } = collectionBody(body);
  const ids = [...listOf(parameter("ids")), ...named.ids];
  const fields = [...listOf(parameter("fields")), ...named.fields, field ?? ""];
  const paths = fields.filter(dotted);
  const own: Touch = {
    ...(object !== undefined && { object }),
    ...(ids.length > 0 && recordsNamed(ids, ids.length)),
    ...(paths.length > 0 && { paths }),
  };
  const touched = touchedByRecords(records, object);
  // Records of the address's own object stand for it too, unless it names more.
  const saysMore = ids.length > 0 || paths.length > 0 || touched.every((touch) => touch.object !== object);
  const isNamed = object !== undefined || ids.length > 0;
  const odd = !understood || !areIds(ids);
  return orAnything([...(saysMore && isNamed ? [own] : []), ...touched, ...(odd ? [{}] : [])]);
}

/** `composite/tree/Account`: the address names an object whatever the records say. */
export function tree({ params: { object = "" }, body }: ResourceRequest): Touch[] {
  const { records } = body ?? {};
  if (!body || !hasOnly(body, ["records"]) || !Array.isArray(records)) return [{}];
  const touched = touchedByRecords(records, object);
  return touched.some((touch) => touch.object === object) ? touched : [{ object }, ...touched];
}

export function analytics(object: string): Touches {
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

function shownFields({ parameter }: ResourceRequest): Touch[] {
  return objectLed(
    ["fields", "optionalFields", "sortBy"]
      .flatMap((name) => listOf(parameter(name)))
      .map((field) => field.replace(/^-/, "")),
  );
}

export function uiRecords(request: ResourceRequest): Touch[] {
  const { rest, body, parameterNames } = request;
  const ids = idsAt(rest[0]?.toLowerCase() === "batch" ? rest.slice(1) : rest);
  if (body) {
    const { apiName, fields } = body;
    const plain = isObject(fields) && !Object.values(fields).some(isObject) && parameterNames.length === 0;
    if (!plain || !hasOnly(body, ["apiName", "fields"]) || (rest.length > 0 && !ids.ids)) return [{}];
    const more = plainIds(idsIn(fields));
    const touched = [...(ids.ids ?? []), ...more];
    if (typeof apiName !== "string" && touched.length === 0) return [{}];
    return [
      {
        ...(typeof apiName === "string" && { object: apiName }),
        ...(touched.length > 0 && { ids: touched }),
      },
    ];
  }
  return ids.ids ? [ids, ...shownFields(request)] : [{}];
}

function idsAt(rest: readonly string[]): Pick<Touch, "ids"> {
  const ids = listOf(rest[0]);
  return rest.length === 1 && ids.length > 0 && ids.every(isRecordId) ? { ids } : {};
}

export function relatedList(request: ResourceRequest): Touch[] {
  const { first = "", names = "" } = request.params;
  const paths = listOf(names);
  const from = isRecordId(first) ? { ids: [first] } : { object: first };
  return [{ ...from, paths }, ...shownFields(request)];
}

/** Which fields it shows by itself is not known. */
export function relatedRecords(request: ResourceRequest): Touch[] {
  return request.parameter("fields") === undefined ? [{}] : relatedList(request);
}

const jobKeys = [
  ...["object", "operation", "query", "externalIdFieldName", "contentType", "columnDelimiter", "lineEnding"],
  ...["assignmentRuleId", "concurrencyMode", "state"],
];

function newJob(body: JsonObject): Touch[] {
  const { query: soql, object, externalIdFieldName: key } = body;
  const odd = [soql, object, key].some((text) => text !== undefined && typeof text !== "string");
  if (odd || !hasOnly(body, jobKeys)) return [{}];
  const paths = typeof key === "string" && dotted(key) ? { paths: [key] } : {};
  return orAnything([
    ...(typeof soql === "string" ? [{ soql }] : []),
    ...(typeof object === "string" ? [{ object, ...paths }] : []),
  ]);
}

export function job({ params, rest, body }: ResourceRequest): Touch[] {
  const kind = params["kind"] === "query" ? "query" : "ingest";
  const [id] = rest;
  // A list shows the jobs of any object.
  if (id === undefined) return body ? newJob(body) : [{}];
  const about: Touch[] = isRecordId(id) ? [{ job: { id, kind } }] : [{}];
  return body && !hasOnly(body, ["state"]) ? [...about, {}] : about;
}
