import { ApiError, UnreadableValue } from "../errors.ts";
import type { ApiRequest, ApiResponse, Org, Route } from "../handler.ts";
import type { JsonRecord } from "../json.ts";
import type { Assignment } from "../rows/assignment.ts";
import { deleteRecord } from "../rows/delete.ts";
import { findRow, liveRow, objectNamed, recordJson, recordUrl } from "../rows/read.ts";
import { insertRecord, rowsByKey, type SaveOptions, updateRecord, upsertRecord } from "../rows/write.ts";
import { to18 } from "../store/ids.ts";
import type { ObjectSchema } from "../store/schema.ts";
import type { StoredRow } from "../store/store.ts";
import { quoted } from "../store/table.ts";

function bodyRecord(request: ApiRequest): JsonRecord {
  const { body } = request;
  // Checked to be an object, whose keys are strings.
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body as JsonRecord;
  throw new UnreadableValue(
    "The request body must be a JSON object with the record's fields",
    undefined,
    body,
  );
}

function assignmentOf({ headers }: ApiRequest): Assignment | undefined {
  const header = headers["sforce-auto-assign"]?.trim();
  if (header === undefined || /^true$/i.test(header)) return header === undefined ? undefined : true;
  return /^false$/i.test(header) ? false : header;
}

export function saveOptions(request: ApiRequest): SaveOptions {
  const duplicates = request.headers["sforce-duplicate-rule-header"] ?? "";
  return {
    allowDuplicates: /allowSave\s*=\s*true/i.test(duplicates),
    duplicateDetails: /includeRecordDetails\s*=\s*true/i.test(duplicates),
    assignment: assignmentOf(request),
    version: request.version,
  };
}

function created(request: ApiRequest, object: ObjectSchema, id: string): ApiResponse {
  const headers = { location: recordUrl(object.name, id, request.version) };
  return { status: 201, headers, body: { id, success: true, errors: [] } };
}

/** Conditional headers: 304 for an unchanged read, 412 for a write on a changed row. ETags exist for Account only. */
function precondition(
  { headers, method }: ApiRequest,
  object: ObjectSchema,
  row: StoredRow,
): ApiResponse | undefined {
  const changed = Number(row["LastModifiedDate"] ?? row["SystemModstamp"] ?? 0);
  const since = dateOf(headers["if-modified-since"], method);
  const unless = dateOf(headers["if-unmodified-since"], method);
  const tag = object.name === "Account" ? etagOf(row) : undefined;
  const read = method === "GET" || method === "HEAD";
  if (read && ((since !== undefined && changed <= since) || (tag && headers["if-none-match"] === tag)))
    return { status: 304 };
  const failed =
    (unless !== undefined && changed > unless) ||
    (tag && headers["if-match"] !== undefined && headers["if-match"] !== tag);
  return failed && method !== "DELETE" ? { status: 412 } : undefined;
}

function dateOf(header: string | undefined, method: string): number | undefined {
  if (header === undefined) return undefined;
  const time = Date.parse(header);
  if (!Number.isNaN(time)) return time;
  if (method === "GET") return undefined;
  throw new ApiError(400, "INVALID_HEADER_VALUE", `Invalid date in header: ${header}`);
}

function etagOf(row: StoredRow): string {
  return `"${Number(row["SystemModstamp"] ?? 0).toString(36)}"`;
}

function fieldsOf({ query }: ApiRequest): string[] | undefined {
  const fields = query.get("fields");
  return fields ? fields.split(",") : undefined;
}

function answerRow(request: ApiRequest, object: ObjectSchema, row: StoredRow): ApiResponse {
  const early = precondition(request, object, row);
  if (early) return early;
  const modified = new Date(Number(row["LastModifiedDate"] ?? 0)).toUTCString();
  const headers = { "last-modified": modified, ...(object.name === "Account" && { etag: etagOf(row) }) };
  return { status: 200, headers, body: recordJson(object, row, request.version, fieldsOf(request)) };
}

function getById(request: ApiRequest, org: Org): ApiResponse {
  const object = objectNamed(org, request.params["object"] ?? "");
  return answerRow(request, object, liveRow(org, object, request.params["id"] ?? ""));
}

function patchById(request: ApiRequest, org: Org): ApiResponse {
  const object = objectNamed(org, request.params["object"] ?? "");
  const id = request.params["id"] ?? "";
  const early = precondition(request, object, liveRow(org, object, id));
  if (early) return early;
  updateRecord(org, request.userId, object, id, bodyRecord(request), saveOptions(request));
  return { status: 204 };
}

/** `/sobjects/Account/External_Id__c/a`, `/sobjects/Account/001…/Owner`, `/sobjects/Account/001…/blob`. */
function getByKey(request: ApiRequest, org: Org): ApiResponse {
  const { object: name = "", key = "", value = "" } = request.params;
  const object = objectNamed(org, name);
  const byId = to18(key) !== undefined && !object.field(key) ? findRow(org, object, key) : undefined;
  if (byId) return getRelated(request, org, object, byId, value);
  const rows = rowsByKey(org, object, key, value);
  if (rows.length > 1)
    return { status: 300, body: rows.map(({ Id }) => recordUrl(object.name, String(Id), request.version)) };
  const [row] = rows;
  if (!row) throw new ApiError(404, "NOT_FOUND", "The requested resource does not exist");
  return answerRow(request, object, row);
}

function getRelated(
  request: ApiRequest,
  org: Org,
  object: ObjectSchema,
  row: StoredRow,
  name: string,
): ApiResponse {
  const blob = object.field(name);
  const content = blob && row[blob.name];
  if (blob?.type === "base64" && content instanceof Uint8Array)
    return { status: 200, headers: { "content-type": "application/octetstream" }, raw: content };
  const parent = object.parent(name);
  const parentId = parent && row[parent.name];
  const target = typeof parentId === "string" ? org.schema.byKeyPrefix(parentId.slice(0, 3)) : undefined;
  if (target && typeof parentId === "string")
    return answerRow(request, target, liveRow(org, target, parentId));
  const child = object.child(name);
  const childObject = child && org.schema.object(child.childObject);
  if (!child || !childObject) throw new ApiError(404, "NOT_FOUND", "The requested resource does not exist");
  const rows = org.store.all(
    `SELECT * FROM ${quoted(childObject.name)} WHERE ${quoted(child.field)} = ? ORDER BY "Id" LIMIT 2000`,
    [row["Id"] ?? null],
  );
  const records = rows
    .filter(({ IsDeleted }) => IsDeleted !== 1)
    .map((found) => recordJson(childObject, found, request.version, fieldsOf(request)));
  return { status: 200, body: { done: true, totalSize: records.length, records } };
}

function upsert(request: ApiRequest, org: Org): ApiResponse {
  const { object: name = "", key = "", value = "" } = request.params;
  const object = objectNamed(org, name);
  const updateOnly = request.query.get("updateOnly") === "true";
  const result = upsertRecord(
    org,
    request.userId,
    object,
    { field: key, value, updateOnly },
    bodyRecord(request),
    saveOptions(request),
  );
  if ("matches" in result)
    return { status: 300, body: result.matches.map((id) => recordUrl(object.name, id, request.version)) };
  const { id, created: isNew } = result;
  if (request.version <= 45) return isNew ? created(request, object, id) : { status: 204 };
  return {
    ...(isNew ? created(request, object, id) : {}),
    status: isNew ? 201 : 200,
    body: { id, success: true, errors: [], created: isNew },
  };
}

function insert(request: ApiRequest, org: Org): ApiResponse {
  const object = objectNamed(org, request.params["object"] ?? "");
  const { id } = insertRecord(org, request.userId, object, bodyRecord(request), saveOptions(request));
  return created(request, object, id);
}

function remove(request: ApiRequest, org: Org): ApiResponse {
  const object = objectNamed(org, request.params["object"] ?? "");
  deleteRecord(org, request.userId, object, request.params["id"] ?? "");
  return { status: 204 };
}

function removeByKey(request: ApiRequest, org: Org): ApiResponse {
  const { object: name = "", key = "", value = "" } = request.params;
  const object = objectNamed(org, name);
  const rows = rowsByKey(org, object, key, value);
  if (rows.length > 1)
    return { status: 300, body: rows.map(({ Id }) => recordUrl(object.name, String(Id), request.version)) };
  const [row] = rows;
  if (!row) throw new ApiError(404, "NOT_FOUND", "The requested resource does not exist");
  deleteRecord(org, request.userId, object, String(row["Id"]));
  return { status: 204 };
}

/** Rows of one object: create, read, change, upsert, delete, by id, by external id, by relationship. */
export const routes: readonly Route[] = [
  { method: "POST", pattern: "/sobjects/:object", handler: insert },
  { method: "GET", pattern: "/sobjects/:object/:id", handler: getById },
  { method: "PATCH", pattern: "/sobjects/:object/:id", handler: patchById },
  { method: "DELETE", pattern: "/sobjects/:object/:id", handler: remove },
  { method: "POST", pattern: "/sobjects/:object/Id", handler: insert },
  { method: "GET", pattern: "/sobjects/:object/:key/:value", handler: getByKey },
  { method: "PATCH", pattern: "/sobjects/:object/:key/:value", handler: upsert },
  { method: "DELETE", pattern: "/sobjects/:object/:key/:value", handler: removeByKey },
];
