import { createHash } from "node:crypto";
import { ApiError } from "../errors.ts";
import type { ApiRequest, ApiResponse, Org, Route } from "../handler.ts";
import { abilitiesOf, scopesOf } from "../store/object-abilities.ts";
import type { ChildRelationship, ObjectSchema } from "../store/schema.ts";
import { describeField } from "./field-describe.ts";
import { schemaChanged } from "./lasting.ts";

const masterRecordType = "012000000000000AAA";

function objectUrl(object: ObjectSchema, version: number): string {
  return `/services/data/v${version}.0/sobjects/${object.name}`;
}

/** The URLs that the list of all objects shows. */
function listedUrls(object: ObjectSchema, version: number): Record<string, string> {
  const base = objectUrl(object, version);
  return {
    ...(object.layoutable && { compactLayouts: `${base}/describe/compactLayouts` }),
    rowTemplate: `${base}/{ID}`,
    ...(object.layoutable &&
      object.searchable && {
        approvalLayouts: `${base}/describe/approvalLayouts`,
        listviews: `${base}/listviews`,
      }),
    describe: `${base}/describe`,
    ...(object.layoutable && { quickActions: `${base}/quickActions`, layouts: `${base}/describe/layouts` }),
    sobject: base,
  };
}

/** A describe's URLs: the listed ones and those of the pages in the browser. */
function describedUrls(object: ObjectSchema, org: Org, version: number): Record<string, string> {
  return {
    ...listedUrls(object, version),
    uiDetailTemplate: `${org.instanceUrl}/{ID}`,
    uiEditTemplate: `${org.instanceUrl}/{ID}/e`,
    uiNewRecord: `${org.instanceUrl}/${object.keyPrefix}/e`,
  };
}

function recordTypeInfos(object: ObjectSchema, version: number): unknown[] {
  const layouts = `${objectUrl(object, version)}/describe/layouts`;
  const hasDefault = object.recordTypes.some(({ isDefault }) => isDefault);
  const master = { id: masterRecordType, name: "Master", developerName: "Master", isDefault: !hasDefault };
  return [...object.recordTypes, master].map(({ id, name, developerName, isDefault }) => ({
    active: true,
    available: true,
    defaultRecordTypeMapping: isDefault,
    developerName,
    master: id === masterRecordType,
    name,
    recordTypeId: id,
    urls: { layout: `${layouts}/${id}` },
  }));
}

function childRelationship({
  childObject,
  field,
  relationshipName,
  cascadeDelete,
  restrictedDelete,
}: ChildRelationship) {
  return {
    cascadeDelete,
    childSObject: childObject,
    deprecatedAndHidden: false,
    field,
    junctionIdListNames: [],
    junctionReferenceTo: [],
    relationshipName,
    restrictedDelete,
  };
}

/** Records that were merged into another are no relationship of it. */
function shownChildren(object: ObjectSchema): ChildRelationship[] {
  return object.childRelationships.filter(({ field }) => field !== "MasterRecordId");
}

function byKey(entries: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** An object's describe, as `/sobjects/X/describe` answers it, keys in alphabetical order. */
export function describeObject(object: ObjectSchema, org: Org, version: number): Record<string, unknown> {
  return byKey({
    ...abilitiesOf(object),
    actionOverrides: [],
    associateEntityType: null,
    associateParentEntity: null,
    childRelationships: shownChildren(object).map(childRelationship),
    compactLayoutable: object.layoutable,
    defaultImplementation: null,
    extendedBy: null,
    extendsInterfaces: null,
    fields: object.fields.map((field) => describeField(object, field)),
    implementedBy: null,
    implementsInterfaces: null,
    keyPrefix: object.keyPrefix,
    label: object.label,
    labelPlural: object.labelPlural,
    listviewable: null,
    lookupLayoutable: null,
    name: object.name,
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: recordTypeInfos(object, version),
    searchLayoutable: object.layoutable && object.searchable,
    sobjectDescribeOption: "FULL",
    supportedScopes: scopesOf(object),
    ...object.described,
    urls: describedUrls(object, org, version),
  });
}

/** An object as the list of all objects shows it. */
export function listedObject(object: ObjectSchema, version: number): Record<string, unknown> {
  return byKey({
    ...abilitiesOf(object),
    associateEntityType: null,
    associateParentEntity: null,
    keyPrefix: object.keyPrefix,
    label: object.label,
    labelPlural: object.labelPlural,
    name: object.name,
    urls: listedUrls(object, version),
  });
}

/** `/sobjects`: every object of the org in the order of names. */
export function describeGlobal(org: Org, version: number): Record<string, unknown> {
  const objects = [...org.schema.objects].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    encoding: "UTF-8",
    maxBatchSize: 200,
    sobjects: objects.map((object) => listedObject(object, version)),
  };
}

interface Described {
  body: Record<string, unknown>;
  etag: string;
}

const described = new WeakMap<Org, Map<string, Described>>();

/** Describes never change while the org runs, so each is made once for a version. */
function remembered(org: Org, key: string, make: () => Record<string, unknown>): Described {
  const known = described.get(org) ?? new Map<string, Described>();
  described.set(org, known);
  const found = known.get(key);
  if (found) return found;
  const body = make();
  const etag = `"${createHash("sha256").update(JSON.stringify(body)).digest("hex").slice(0, 8)}"`;
  known.set(key, { body, etag });
  return { body, etag };
}

/** True when the client's copy, told by If-None-Match or If-Modified-Since, is as new as ours. */
function isCurrent({ headers }: ApiRequest, etag: string): boolean {
  const tags = headers["if-none-match"];
  // A proxy or a compressing server marks the tag, as Salesforce's own do: `"e8178a2d--gzip"`.
  if (tags !== undefined)
    return tags.split(",").some(
      (tag) =>
        tag
          .trim()
          .replace(/^W\//, "")
          .replace(/--gzip"$/, '"') === etag,
    );
  const since = Date.parse(headers["if-modified-since"] ?? "");
  return since >= schemaChanged.getTime();
}

function answer(request: ApiRequest, { body, etag }: Described): ApiResponse {
  const headers = { "Last-Modified": schemaChanged.toUTCString(), ETag: etag };
  return isCurrent(request, etag) ? { status: 304, headers } : { status: 200, headers, body };
}

function describeRoute(request: ApiRequest, org: Org): ApiResponse {
  const object = org.schema.object(request.params["object"] ?? "");
  if (!object) throw new ApiError(404, "NOT_FOUND", "The requested resource does not exist");
  const { version } = request;
  return answer(
    request,
    remembered(org, `${version} ${object.name}`, () => describeObject(object, org, version)),
  );
}

export const routes: readonly Route[] = [
  {
    method: "GET",
    pattern: "/sobjects",
    handler: (request, org) =>
      answer(
        request,
        remembered(org, `${request.version}`, () => describeGlobal(org, request.version)),
      ),
  },
  { method: "GET", pattern: "/sobjects/:object/describe", handler: describeRoute },
];
