import { ApiError, UnreadableValue } from "../../errors.ts";
import type { ApiRequest, ApiResponse, Org, Route } from "../../handler.ts";
import { type JsonRecord, keyed } from "../../json.ts";
import { deleteRecord } from "../../rows/delete.ts";
import { keyNamedTwice, keysNamedTwice } from "../../rows/input.ts";
import { findRow, objectNamed, recordJson } from "../../rows/read.ts";
import { insertRecord, updateRecord, upsertRecord } from "../../rows/write.ts";
import { to18 } from "../../store/ids.ts";
import type { ObjectSchema } from "../../store/schema.ts";
import { saveOptions } from "../records.ts";
import { objectsIn, textsIn } from "../shape.ts";

interface Saved {
  id?: string;
  success: boolean;
  created?: boolean;
  errors: object[];
}

const mostRecords = 200;

function failure(error: unknown): Saved {
  // What cannot be read is a fault of the whole request.
  if (!(error instanceof ApiError) || error instanceof UnreadableValue) throw error;
  return {
    success: false,
    errors: [{ statusCode: error.errorCode, message: error.message, fields: error.fields ?? [] }],
  };
}

const undone: Saved = {
  success: false,
  errors: [
    {
      statusCode: "ALL_OR_NONE_OPERATION_ROLLED_BACK",
      message:
        "Record rolled back because not all records were valid and the request was using AllOrNone header",
      fields: [],
    },
  ],
};

/** Saves each item; with allOrNone one failure undoes all, and the others say so. */
function each<T>(org: Org, items: readonly T[], allOrNone: boolean, save: (item: T) => Saved): ApiResponse {
  if (items.length > mostRecords)
    throw new ApiError(
      400,
      "EXCEEDED_ID_LIMIT",
      `record limit reached. cannot submit more than ${mostRecords} records in this request`,
    );
  const results = org.store.savepoint((rollback) => {
    const saved = items.map((item) => {
      try {
        return org.store.savepoint(() => save(item));
      } catch (error) {
        return failure(error);
      }
    });
    const failed = saved.some(({ success }) => !success);
    if (!failed || !allOrNone) return saved;
    rollback();
    return saved.map((result) => (result.success ? undone : result));
  });
  return { status: 200, body: results };
}

function recordsOf(request: ApiRequest): { records: JsonRecord[]; allOrNone: boolean } {
  return {
    records: objectsIn(request.body, "records"),
    allOrNone: keyed(request.body)["allOrNone"] === true,
  };
}

function typeOf(org: Org, record: JsonRecord): ObjectSchema {
  const { type } = keyed(record["attributes"]);
  const object = typeof type === "string" ? org.schema.object(type) : undefined;
  if (object) return object;
  if (typeof type === "string")
    throw new ApiError(400, "INVALID_TYPE", `sObject type '${type}' is not supported.`);
  throw new ApiError(400, "INVALID_TYPE", "The attributes of a record must name its type");
}

/** A record without its id, whichever way that is written. */
function withoutId(record: JsonRecord): { id: string; values: JsonRecord } {
  const entries = Object.entries(record);
  const id = entries.find(([name]) => name.toLowerCase() === "id")?.[1];
  return {
    id: String(id ?? ""),
    values: Object.fromEntries(entries.filter(([name]) => name.toLowerCase() !== "id")),
  };
}

function create(request: ApiRequest, org: Org): ApiResponse {
  const { records, allOrNone } = recordsOf(request);
  return each(org, records, allOrNone, (record) => ({
    ...insertRecord(org, request.userId, typeOf(org, record), record, saveOptions(request)),
    success: true,
    errors: [],
  }));
}

function update(request: ApiRequest, org: Org): ApiResponse {
  const { records, allOrNone } = recordsOf(request);
  return each(org, records, allOrNone, (record) => {
    const { id, values } = withoutId(record);
    updateRecord(org, request.userId, typeOf(org, record), id, values, saveOptions(request));
    return { id: to18(id) ?? id, success: true, errors: [] };
  });
}

/** A record's key; nothing where it has none. */
function keyText(field: string, value: unknown): string {
  if (typeof value === "object" && value !== null)
    throw new UnreadableValue(
      `The value of ${field} must be a text, a number or a boolean`,
      field,
      undefined,
    );
  return String(value ?? "");
}

function upsert(request: ApiRequest, org: Org): ApiResponse {
  const { records, allOrNone } = recordsOf(request);
  const object = objectNamed(org, request.params["object"] ?? "");
  const field = request.params["key"] ?? "";
  const keyOf = (record: JsonRecord) =>
    Object.keys(record).find((name) => name.toLowerCase() === field.toLowerCase());
  const given = records.map((record) => keyText(field, record[keyOf(record) ?? ""]));
  const twice = keysNamedTwice(object, field, given);
  return each(org, records, allOrNone, (record) => {
    const key = keyOf(record);
    const { [key ?? ""]: value, ...values } = record;
    if (twice.has(String(value))) throw keyNamedTwice(object.field(field)?.name ?? field, String(value));
    const isGiven = key !== undefined && value !== null && value !== "";
    if (!isGiven && field.toLowerCase() === "id")
      return {
        ...insertRecord(org, request.userId, object, values, saveOptions(request)),
        success: true,
        created: true,
        errors: [],
      };
    if (!isGiven) throw new ApiError(400, "MISSING_ARGUMENT", `${field} not specified`);
    const result = upsertRecord(
      org,
      request.userId,
      object,
      { field, value: String(value) },
      values,
      saveOptions(request),
    );
    if ("matches" in result)
      throw new ApiError(
        400,
        "DUPLICATE_EXTERNAL_ID",
        `more than one record found for external id field: [${result.matches.join(", ")}]`,
      );
    return { ...result, success: true, errors: [] };
  });
}

function remove(request: ApiRequest, org: Org): ApiResponse {
  const ids = (request.query.get("ids") ?? "").split(",").filter((id) => id !== "");
  return each(org, ids, request.query.get("allOrNone") === "true", (id) => {
    const object = org.schema.byKeyPrefix((to18(id) ?? id).slice(0, 3));
    if (!object) throw new ApiError(400, "MALFORMED_ID", `malformed id ${id}`);
    deleteRecord(org, request.userId, object, id);
    return { id: to18(id) ?? id, success: true, errors: [] };
  });
}

function retrieve(request: ApiRequest, org: Org): ApiResponse {
  const object = objectNamed(org, request.params["object"] ?? "");
  const given = keyed(request.body);
  const ids = textsIn(given, "ids") ?? (request.query.get("ids") ?? "").split(",");
  const fields = textsIn(given, "fields") ?? request.query.get("fields")?.split(",") ?? ["Id"];
  const records = ids.map((id) => {
    const row = findRow(org, object, id);
    return row && row["IsDeleted"] !== 1 ? recordJson(object, row, request.version, fields) : null;
  });
  return { status: 200, body: records };
}

/** Up to 200 records in one request. */
export const routes: readonly Route[] = [
  { method: "POST", pattern: "/composite/sobjects", handler: create },
  { method: "PATCH", pattern: "/composite/sobjects", handler: update },
  { method: "DELETE", pattern: "/composite/sobjects", handler: remove },
  { method: "PATCH", pattern: "/composite/sobjects/:object/:key", handler: upsert },
  { method: "GET", pattern: "/composite/sobjects/:object", handler: retrieve },
  { method: "POST", pattern: "/composite/sobjects/:object", handler: retrieve },
];
