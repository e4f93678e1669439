import { startIngest } from "../../bulk/ingest.ts";
import { type ResultKind, resultFile } from "../../bulk/ingest-results.ts";
import {
  abort,
  type IngestJob,
  ingestOperations,
  isTerminal,
  jobStatus,
  jobsOf,
  jobWith,
  newJob,
  newJobJson,
  remove,
  wrongState,
} from "../../bulk/job.ts";
import { readUpload, type Upload } from "../../bulk/upload.ts";
import { ApiError, UnreadableValue } from "../../errors.ts";
import type { ApiRequest, ApiResponse, Org, Route } from "../../handler.ts";
import type { ObjectSchema } from "../../store/schema.ts";
import { located, parsedJson, readText } from "../body.ts";
import { isMultipart, partsOf } from "../multipart.ts";
import { formatOf, type JobRequest, jobRequest, listJobs, oneOf, textOf } from "./jobs.ts";

const keys = [
  "object",
  "operation",
  "externalIdFieldName",
  "contentType",
  "columnDelimiter",
  "lineEnding",
  "assignmentRuleId",
];

const abilities = {
  insert: "createable",
  update: "updateable",
  upsert: "updateable",
  delete: "deletable",
  hardDelete: "deletable",
} as const;

function objectOf(org: Org, request: JobRequest): ObjectSchema {
  const name = textOf(request, "object");
  if (!name) throw new ApiError(400, "INVALIDJOB", "InvalidJob : object is required");
  const object = org.schema.object(name);
  if (object) return object;
  throw new ApiError(400, "INVALIDENTITY", `Entity '${name}' is not supported by the Bulk API.`);
}

function checkExternalId(object: ObjectSchema, name: string | undefined): void {
  if (!name)
    throw new ApiError(
      400,
      "INVALIDJOB",
      `InvalidJob : External ID was blank for ${object.name}. An External ID must be specified for upsert.`,
    );
  const field = object.field(name);
  if (field && (field.externalId || field.idLookup)) return;
  throw new ApiError(
    400,
    "INVALIDJOB",
    `InvalidJob : Field name provided, ${name} does not match an External ID, Salesforce Id, or indexed field for ${object.name}`,
  );
}

function makeJob(org: Org, caller: ApiRequest, body: unknown): IngestJob {
  const request = jobRequest(body, keys);
  const operation = oneOf(request, "operation", ingestOperations, true);
  const object = objectOf(org, request);
  const externalIdFieldName = textOf(request, "externalIdFieldName");
  if (operation === "hardDelete" && !org.settings.hardDelete)
    throw new ApiError(
      400,
      "FEATURENOTENABLED",
      "hard delete operation requires special user profile permission, please contact your system administrator",
    );
  if (operation === "upsert") checkExternalId(object, externalIdFieldName);
  if (!object[abilities[operation]])
    throw new ApiError(400, "INVALIDJOB", `InvalidJob : ${object.name} does not support ${operation}`);
  const job: IngestJob = {
    ...newJob(org, caller, object, formatOf(request)),
    kind: "ingest",
    state: "Open",
    operation,
    externalIdFieldName,
    assignmentRuleId: textOf(request, "assignmentRuleId"),
    upload: undefined,
    uploading: false,
    outcomes: [],
  };
  jobsOf(org).ingest.set(job.id, job);
  org.count("bulk.ingest");
  return job;
}

const mostPartCharacters = 100_000;

/** A small job whole: its description and its rows in one multipart body. */
async function multipart(request: ApiRequest, org: Org, stream: NonNullable<ApiRequest["stream"]>) {
  const parts = await partsOf(stream, request.headers["content-type"] ?? "", 8 * mostPartCharacters);
  const [description, content] = ["job", "content"].map((name) =>
    parts.find((part) => part.name === name)?.content.toString(),
  );
  if (description == null || content == null)
    throw new ApiError(400, "INVALIDJOB", "InvalidJob : a multipart request has the parts job and content");
  if (content.length > mostPartCharacters)
    throw new ApiError(
      400,
      "INVALIDJOB",
      `InvalidJob : the content of a multipart request may have at most ${mostPartCharacters} characters`,
    );
  const { Readable } = await import("node:stream");
  const job = makeJob(org, request, await parsedJson(description, "json"));
  const upload = await readUpload(Readable.from([Buffer.from(content)]));
  close(org, job, upload);
  return job;
}

function close(org: Org, job: IngestJob, upload: Upload): void {
  job.upload = upload;
  startIngest(org, job);
}

async function jsonJob(org: Org, request: ApiRequest, text: string): Promise<IngestJob> {
  const body = await parsedJson(text, request.headers["content-type"]);
  try {
    return makeJob(org, request, body);
  } catch (error) {
    throw error instanceof UnreadableValue ? located(error, text) : error;
  }
}

async function create(request: ApiRequest, org: Org): Promise<ApiResponse> {
  const { stream, headers } = request;
  if (!stream) throw new ApiError(400, "INVALIDJOB", "InvalidJob : a job needs a body");
  const type = headers["content-type"] ?? "";
  const job = isMultipart(type)
    ? await multipart(request, org, stream)
    : await jsonJob(org, request, await readText(stream));
  return { status: 200, body: newJobJson(job) };
}

const jobOf = (request: ApiRequest, org: Org) => jobWith(org, "ingest", request.params["id"] ?? "");

async function upload(request: ApiRequest, org: Org): Promise<ApiResponse> {
  const job = jobOf(request, org);
  const type = request.headers["content-type"] ?? "";
  if (!request.stream || !/^text\/csv\b/i.test(type))
    throw new ApiError(
      415,
      "UNSUPPORTED_MEDIA_TYPE",
      `The content-type ${type} is not supported: text/csv is`,
    );
  if (job.upload || job.uploading || job.state !== "Open")
    throw new ApiError(
      400,
      "INVALIDJOBSTATE",
      `Found multiple contents for job: <${job.id}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job.`,
    );
  job.uploading = true;
  try {
    job.upload = await readUpload(request.stream);
  } finally {
    job.uploading = false;
  }
  org.count("bulk.bytes", job.upload.bytes);
  return { status: 201 };
}

function change(request: ApiRequest, org: Org): ApiResponse {
  const job = jobOf(request, org);
  const body = jobRequest(request.body, ["state"]);
  const state = oneOf(body, "state", ["UploadComplete", "Aborted"], true);
  if (state === "Aborted") abort(org, job);
  else if (job.state !== "Open") throw wrongState("Closing", job);
  else if (!job.upload)
    throw new ApiError(400, "INVALIDJOBSTATE", "No data was uploaded for the job: PUT its rows first");
  else startIngest(org, job);
  return { status: 200, body: newJobJson(job) };
}

function results(kind: ResultKind): (request: ApiRequest, org: Org) => ApiResponse {
  return (request, org) => {
    const job = jobOf(request, org);
    if (!isTerminal(job))
      throw new ApiError(
        400,
        "INVALIDJOBSTATE",
        "Results are there when the job is complete, failed or aborted",
      );
    return { status: 200, headers: { "content-type": "text/csv" }, raw: resultFile(job, kind) };
  };
}

function status(request: ApiRequest, org: Org): ApiResponse {
  return { status: 200, body: jobStatus(jobOf(request, org)) };
}

function forget(request: ApiRequest, org: Org): ApiResponse {
  remove(org, jobOf(request, org));
  return { status: 204 };
}

/** Rows in, by the file: Bulk API 2.0 ingest jobs. */
export const routes: readonly Route[] = [
  { method: "POST", pattern: "/jobs/ingest", handler: create, raw: true },
  { method: "GET", pattern: "/jobs/ingest", handler: listJobs("ingest") },
  { method: "GET", pattern: "/jobs/ingest/:id", handler: status },
  { method: "PATCH", pattern: "/jobs/ingest/:id", handler: change },
  { method: "DELETE", pattern: "/jobs/ingest/:id", handler: forget },
  { method: "PUT", pattern: "/jobs/ingest/:id/batches", handler: upload, raw: true },
  { method: "GET", pattern: "/jobs/ingest/:id/successfulResults", handler: results("successful") },
  { method: "GET", pattern: "/jobs/ingest/:id/failedResults", handler: results("failed") },
  { method: "GET", pattern: "/jobs/ingest/:id/unprocessedrecords", handler: results("unprocessed") },
  { method: "GET", pattern: "/jobs/ingest/:id/unprocessedRecords", handler: results("unprocessed") },
];
