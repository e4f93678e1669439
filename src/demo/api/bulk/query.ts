import {
  abort,
  jobStatus,
  jobsOf,
  jobWith,
  newJob,
  newJobJson,
  type QueryJob,
  queryOperations,
  remove,
} from "../../bulk/job.ts";
import { checkQuery, resultPage, startQuery } from "../../bulk/query.ts";
import { ApiError } from "../../errors.ts";
import type { ApiRequest, ApiResponse, Org, Route } from "../../handler.ts";
import { formatOf, jobRequest, listJobs, oneOf, textOf } from "./jobs.ts";

const keys = ["operation", "query", "contentType", "columnDelimiter", "lineEnding"];

function create(caller: ApiRequest, org: Org): ApiResponse {
  const request = jobRequest(caller.body, keys);
  const operation = oneOf(request, "operation", queryOperations, true);
  const query = textOf(request, "query");
  if (!query) throw new ApiError(400, "INVALIDJOB", "InvalidJob : query is required");
  const { userId, version } = caller;
  const { object, columns } = checkQuery(org, { userId, version, operation }, query);
  const job: QueryJob = {
    ...newJob(org, caller, object, formatOf(request)),
    kind: "query",
    state: "UploadComplete",
    operation,
    query,
    columns,
    segments: [],
  };
  jobsOf(org).query.set(job.id, job);
  org.count("bulk.query");
  startQuery(org, job);
  return { status: 200, body: newJobJson(job) };
}

const jobOf = (request: ApiRequest, org: Org) => jobWith(org, "query", request.params["id"] ?? "");

function locatorOf(start: number): string {
  return Buffer.from(String(start)).toString("base64url");
}

function startOf(locator: string | null, { processed }: QueryJob): number {
  if (locator === null || locator === "") return 0;
  const start = Number(Buffer.from(locator, "base64url").toString());
  if (Number.isInteger(start) && start > 0 && start < processed && locatorOf(start) === locator) return start;
  throw new ApiError(400, "INVALIDQUERYLOCATOR", `The locator ${locator} is not one of this job's results`);
}

/** A job whose results can be read, by the API version that made it. */
function finished(request: ApiRequest, org: Org): QueryJob {
  const job = jobOf(request, org);
  if (request.version !== job.version)
    throw new ApiError(
      409,
      "API_VERSION_MISMATCH",
      `The results of this job are read with the API version that created it, v${job.version}.0`,
    );
  if (job.state === "JobComplete") return job;
  throw new ApiError(400, "INVALIDJOBSTATE", "Results are there when the job is complete");
}

function results(request: ApiRequest, org: Org): ApiResponse {
  const job = finished(request, org);
  const start = startOf(request.query.get("locator"), job);
  const asked = Number(request.query.get("maxRecords") ?? org.settings.bulkPageRows);
  if (!Number.isInteger(asked) || asked < 1)
    throw new ApiError(400, "INVALIDJOB", "InvalidJob : maxRecords must be a positive number");
  // It may send fewer than were asked for.
  const most = Math.min(asked, org.settings.bulkPageRows);
  const end = Math.min(start + most, job.processed);
  const headers = {
    "content-type": "text/csv",
    "sforce-numberofrecords": String(end - start),
    // The word null says that there are no more.
    "sforce-locator": end < job.processed ? locatorOf(end) : "null",
  };
  return { status: 200, headers, raw: resultPage(job, start, most) };
}

const mostPages = 5;

/** Addresses of the pages, for clients that read several at once. */
function resultPages(request: ApiRequest, org: Org): ApiResponse {
  const job = finished(request, org);
  const size = org.settings.bulkPageRows;
  const base = `/services/data/v${job.version}.0/jobs/query/${job.id}`;
  const starts: number[] = [];
  let start = startOf(request.query.get("locator"), job);
  for (; starts.length < mostPages && (start < job.processed || start === 0); start += size)
    starts.push(start);
  const done = start >= job.processed;
  const pages = starts.map((at) => ({
    resultUrl: `${base}/results${at === 0 ? "" : `?locator=${locatorOf(at)}`}`,
  }));
  const next = done ? {} : { nextRecordsUrl: `${base}/resultPages?locator=${locatorOf(start)}` };
  return { status: 200, body: { resultPages: pages, ...next, done } };
}

function change(request: ApiRequest, org: Org): ApiResponse {
  const job = jobOf(request, org);
  oneOf(jobRequest(request.body, ["state"]), "state", ["Aborted"], true);
  abort(org, job);
  return { status: 200, body: newJobJson(job) };
}

function forget(request: ApiRequest, org: Org): ApiResponse {
  remove(org, jobOf(request, org));
  return { status: 204 };
}

/** Rows out, by the file: Bulk API 2.0 query jobs. */
export const routes: readonly Route[] = [
  { method: "POST", pattern: "/jobs/query", handler: create },
  { method: "GET", pattern: "/jobs/query", handler: listJobs("query") },
  {
    method: "GET",
    pattern: "/jobs/query/:id",
    handler: (request, org) => ({ status: 200, body: jobStatus(jobOf(request, org)) }),
  },
  { method: "PATCH", pattern: "/jobs/query/:id", handler: change },
  { method: "DELETE", pattern: "/jobs/query/:id", handler: forget },
  { method: "GET", pattern: "/jobs/query/:id/results", handler: results },
  { method: "GET", pattern: "/jobs/query/:id/resultPages", handler: resultPages },
];
