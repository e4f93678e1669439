import { ApiError } from "../errors.ts";
import type { ApiResponse, Org } from "../handler.ts";
import { type JsonRecord, keyed } from "../json.ts";
import { deleteRecord } from "../rows/delete.ts";
import { liveRow, objectNamed } from "../rows/read.ts";
import { insertRecord, updateRecord } from "../rows/write.ts";
import type { StoredRow } from "../store/store.ts";

export interface ApexRequest {
  method: string;
  /** Behind `/services/apexrest`, decoded parts: `projects`, an id. */
  parts: readonly string[];
  query: URLSearchParams;
  body: unknown;
  userId: string;
}

function shown(row: StoredRow): JsonRecord {
  const { Id: id, Name: name, Status__c: status, Progress__c: progress } = row;
  return { id, name, status, progress: progress ?? 0 };
}

/** The class writes its own errors, as many do: no list, and a status that Salesforce does not use. */
function unprocessable(error: string): ApiResponse {
  return { status: 422, body: { error } };
}

function list(org: Org, query: URLSearchParams): ApiResponse {
  const status = query.get("status");
  const rows = org.store.all(
    `SELECT * FROM "Project__c" WHERE "IsDeleted" = 0${status === null ? "" : ' AND "Status__c" = ?'} ORDER BY "Name" LIMIT 200`,
    status === null ? [] : [status],
  );
  return { status: 200, body: { count: rows.length, projects: rows.map(shown) } };
}

function create(org: Org, userId: string, body: JsonRecord): ApiResponse {
  const { name, startDate } = body;
  if (typeof name !== "string" || typeof startDate !== "string")
    return unprocessable('name and startDate are needed, e.g. {"name":"Bridge","startDate":"2027-01-10"}');
  const object = objectNamed(org, "Project__c");
  const { id } = insertRecord(org, userId, object, { Name: name, Start_Date__c: startDate });
  return { status: 201, body: shown(liveRow(org, object, id)) };
}

function advance(org: Org, userId: string, id: string, { progress }: JsonRecord): ApiResponse {
  // The class forgets to look whether a value was sent.
  if (progress === undefined || progress === null)
    throw new ApiError(
      500,
      "APEX_ERROR",
      "System.NullPointerException: Attempt to de-reference a null object\n\nClass.ProjectService.advance: line 31, column 1",
    );
  if (typeof progress !== "number" || progress < 0 || progress > 100)
    return unprocessable("progress is a number from 0 to 100");
  const object = objectNamed(org, "Project__c");
  updateRecord(org, userId, object, id, { Progress__c: progress });
  return { status: 200, body: shown(liveRow(org, object, id)) };
}

/** The org's one Apex REST class, `@RestResource(urlMapping='/projects/*')`. Throws as Salesforce answers for it. */
export function runApexRest(org: Org, { method, parts, query, body, userId }: ApexRequest): ApiResponse {
  const [root, id, more] = parts;
  if (root !== "projects" || more !== undefined)
    throw new ApiError(404, "NOT_FOUND", "Could not find a match for URL");
  if (id === undefined && method === "GET") return list(org, query);
  if (id === undefined && method === "POST") return create(org, userId, keyed(body));
  const object = objectNamed(org, "Project__c");
  if (id !== undefined && method === "GET") return { status: 200, body: shown(liveRow(org, object, id)) };
  if (id !== undefined && method === "PATCH") return advance(org, userId, id, keyed(body));
  if (id !== undefined && method === "DELETE") {
    deleteRecord(org, userId, object, id);
    return { status: 204 };
  }
  throw new ApiError(
    405,
    "METHOD_NOT_ALLOWED",
    `HTTP Method '${method}' not allowed. Allowed are DELETE,GET,PATCH,POST`,
  );
}
