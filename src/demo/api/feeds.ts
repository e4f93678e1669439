import { ApiError } from "../errors.ts";
import type { ApiRequest, ApiResponse, Org, Route } from "../handler.ts";
import { objectNamed, recordJson } from "../rows/read.ts";
import { dateTimeText, momentOf } from "../rows/values.ts";
import type { ObjectSchema } from "../store/schema.ts";
import { quoted } from "../store/table.ts";
import { listedObject } from "./describe.ts";

const mostDays = 30;
const dayMilliseconds = 86_400_000;

/** `start` and `end` of a feed, at most thirty days apart. */
function windowOf({ query }: ApiRequest): { start: number; end: number } {
  const [start, end] = ["start", "end"].map((name) => {
    const text = query.get(name);
    if (text) return momentOf(text.replace(" ", "+"));
    throw new ApiError(400, "MISSING_ARGUMENT", `The request must specify the ${name} parameter`);
  });
  if (start === undefined || end === undefined || start >= end)
    throw new ApiError(400, "INVALID_REPLICATION_DATE", "endDate must be after startDate");
  if (end - start > mostDays * dayMilliseconds)
    throw new ApiError(400, "EXCEEDED_MAX_TIME_WINDOW", "The time window is longer than 30 days");
  return { start, end };
}

function changedRows(request: ApiRequest, org: Org, deleted: boolean) {
  const object = objectNamed(org, request.params["object"] ?? "");
  const { start, end } = windowOf(request);
  const flag = object.field("IsDeleted") ? ` AND "IsDeleted" = ${deleted ? 1 : 0}` : deleted ? " AND 0" : "";
  return org.store.all(
    `SELECT "Id", "SystemModstamp" FROM ${quoted(object.name)} WHERE "SystemModstamp" >= ? AND "SystemModstamp" < ?${flag} ORDER BY "SystemModstamp"`,
    [start, end],
  );
}

function updated(request: ApiRequest, org: Org): ApiResponse {
  const rows = changedRows(request, org, false);
  return { status: 200, body: { ids: rows.map(({ Id }) => Id), latestDateCovered: dateTimeText(org.now()) } };
}

function deleted(request: ApiRequest, org: Org): ApiResponse {
  const deletedRecords = changedRows(request, org, true).map(({ Id, SystemModstamp }) => ({
    deletedDate: dateTimeText(Number(SystemModstamp)),
    id: Id,
  }));
  const earliest = dateTimeText(org.now() - mostDays * dayMilliseconds);
  return {
    status: 200,
    body: { deletedRecords, earliestDateAvailable: earliest, latestDateCovered: dateTimeText(org.now()) },
  };
}

const recentObjects = ["Account", "Contact", "Opportunity", "Lead", "Case", "Project__c"];
const mostRecentItems = 25;

function recentRows(request: ApiRequest, org: Org, object: ObjectSchema, limit: number) {
  if (!object.field("LastModifiedDate")) return [];
  const label = object.fields.find(({ nameField }) => nameField)?.name;
  const fields = ["Id", ...(label ? [label] : [])];
  const alive = object.field("IsDeleted") ? 'WHERE "IsDeleted" = 0' : "";
  const rows = org.store.all(
    `SELECT * FROM ${quoted(object.name)} ${alive} ORDER BY "LastModifiedDate" DESC, "Id" LIMIT ?`,
    [limit],
  );
  return rows.map((row) => ({
    at: Number(row["LastModifiedDate"]),
    json: recordJson(object, row, request.version, fields),
  }));
}

/** The rows that changed last, of the objects that people look at; at most `limit`, 200 unless given. */
function recent(request: ApiRequest, org: Org): ApiResponse {
  const limit = Math.min(Number(request.query.get("limit") ?? 200) || 200, 200);
  const rows = recentObjects
    .flatMap((name) => org.schema.object(name) ?? [])
    .flatMap((object) => recentRows(request, org, object, limit));
  rows.sort((a, b) => b.at - a.at);
  return { status: 200, body: rows.slice(0, limit).map(({ json }) => json) };
}

/** An object's own page: what it is, and its rows that changed last. */
function about(request: ApiRequest, org: Org): ApiResponse {
  const object = objectNamed(org, request.params["object"] ?? "");
  const recentItems = recentRows(request, org, object, mostRecentItems).map(({ json }) => json);
  return { status: 200, body: { objectDescribe: listedObject(object, request.version), recentItems } };
}

export const routes: readonly Route[] = [
  { method: "GET", pattern: "/sobjects/:object/updated", handler: updated },
  { method: "GET", pattern: "/sobjects/:object/deleted", handler: deleted },
  { method: "GET", pattern: "/recent", handler: recent },
  { method: "GET", pattern: "/sobjects/:object", handler: about },
];
