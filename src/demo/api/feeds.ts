import { objectNamed, recordJson } from "../rows/read.ts";
import { dateTimeText, momentOf } from "../rows/values.ts";
import { quoted } from "../store/sqlite.ts";
import { ApiError, type ApiRequest, type ApiResponse, type Org, type Route } from "./api.ts";

const mostDays = 30;
const dayMilliseconds = 86_400_000;

/** `start` and `end` of a feed, at most thirty days apart. */
function windowOf({ query }: ApiRequest): { start: number; end: number } {
  const [start, end] = ["start", "end"].map((name) => {
    const text = query.get(name);
    if (text) return momentOf(text.replace(" ", "+"));
    throw new ApiError(400, "MISSING_ARGUMENT", `The request must specify the ${name} parameter`);
  });
  if (start === undefined || end === undefined || start >= end) throw new ApiError(400, "INVALID_REPLICATION_DATE", "endDate must be after startDate");
  if (end - start > mostDays * dayMilliseconds) throw new ApiError(400, "EXCEEDED_MAX_TIME_WINDOW", "The time window is longer than 30 days");
  return { start, end };
}

function changedRows(request: ApiRequest, org: Org, deleted: boolean) {
  const object = objectNamed(org, request.params["object"] ?? "");
  const { start, end } = windowOf(request);
  const flag = object.field("IsDeleted") ? ` AND "IsDeleted" = ${deleted ? 1 : 0}` : deleted ? " AND 0" : "";
  return org.store.all(`SELECT "Id", "SystemModstamp" FROM ${quoted(object.name)} WHERE "SystemModstamp" >= ? AND "SystemModstamp" < ?${flag} ORDER BY "SystemModstamp"`, [start, end]);
}

function updated(request: ApiRequest, org: Org): ApiResponse {
  const rows = changedRows(request, org, false);
  return { status: 200, body: { ids: rows.map(({ Id }) => Id), latestDateCovered: dateTimeText(org.now()) } };
}

function deleted(request: ApiRequest, org: Org): ApiResponse {
  const deletedRecords = changedRows(request, org, true).map(({ Id, SystemModstamp }) => ({ deletedDate: dateTimeText(Number(SystemModstamp)), id: Id }));
  const earliest = dateTimeText(org.now() - mostDays * dayMilliseconds);
  return { status: 200, body: { deletedRecords, earliestDateAvailable: earliest, latestDateCovered: dateTimeText(org.now()) } };
}

const recentObjects = ["Account", "Contact", "Opportunity", "Lead", "Case"];

function recent(request: ApiRequest, org: Org): ApiResponse {
  const limit = Math.min(Number(request.query.get("limit") ?? 200) || 200, 200);
  const rows = recentObjects.flatMap((name) => {
    const object = objectNamed(org, name);
    const label = object.fields.find(({ nameField }) => nameField)?.name ?? "Name";
    const found = org.store.all(`SELECT * FROM ${quoted(name)} WHERE "IsDeleted" = 0 ORDER BY "LastModifiedDate" DESC LIMIT ?`, [limit]);
    return found.map((row) => ({ at: Number(row["LastModifiedDate"]), json: recordJson(object, row, request.version, ["Id", label]) }));
  });
  return { status: 200, body: rows.sort((a, b) => b.at - a.at).slice(0, limit).map(({ json }) => json) };
}

export const routes: readonly Route[] = [
  { method: "GET", pattern: "/sobjects/:object/updated", handler: updated },
  { method: "GET", pattern: "/sobjects/:object/deleted", handler: deleted },
  { method: "GET", pattern: "/recent", handler: recent },
];
