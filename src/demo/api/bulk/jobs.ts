import { type CsvFormat, delimiters, type Job, jobStatus, jobsOf, lineEndings } from "../../bulk/job.ts";
import { ApiError, UnreadableValue } from "../../errors.ts";
import type { ApiRequest, ApiResponse, Org } from "../../handler.ts";

export type JobRequest = Record<string, unknown>;

/** The body of a job's creation or change, which has no keys but these. */
export function jobRequest(body: unknown, keys: readonly string[]): JobRequest {
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new UnreadableValue("The request body must be a JSON object", undefined, body);
  const unknown = Object.keys(body).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw new UnreadableValue(`Unrecognized field "${unknown}"`, unknown, undefined);
  // Checked to be an object, whose keys are strings.
  return body as JobRequest;
}

/** One of the values that are possible, or the first of them when none is given. */
export function oneOf<Value extends string>(
  request: JobRequest,
  key: string,
  values: readonly Value[],
  isRequired = false,
): Value {
  const given = request[key] ?? undefined;
  const [first] = values;
  if (given === undefined && !isRequired && first !== undefined) return first;
  const known = values.find((value) => value === given);
  if (known !== undefined) return known;
  if (given === undefined) throw new ApiError(400, "INVALIDJOB", `InvalidJob : ${key} is required`);
  throw new UnreadableValue(
    `Cannot deserialize value of ${key} from ${JSON.stringify(given)}: not one of [${values.join(", ")}]`,
    key,
    given,
  );
}

export function textOf(request: JobRequest, key: string): string | undefined {
  const given = request[key] ?? undefined;
  if (given === undefined || typeof given === "string") return given;
  throw new UnreadableValue(`Cannot deserialize instance of string from the value of ${key}`, key, given);
}

// The names of these constants are the values that the API takes.
const delimiterNames = Object.keys(delimiters) as (keyof typeof delimiters)[];
const endingNames = Object.keys(lineEndings) as (keyof typeof lineEndings)[];

export function formatOf(request: JobRequest): CsvFormat {
  oneOf(request, "contentType", ["CSV"]);
  return {
    columnDelimiter: oneOf(request, "columnDelimiter", delimiterNames),
    lineEnding: oneOf(request, "lineEnding", endingNames),
  };
}

const pageJobs = 1_000;
const types = { ingest: "V2Ingest", query: "V2Query" } as const;

/** Jobs of one kind, a thousand an answer. */
export function listJobs(kind: "ingest" | "query"): (request: ApiRequest, org: Org) => ApiResponse {
  return ({ query, version }, org) => {
    const type = query.get("jobType") ?? types[kind];
    const jobs: Job[] = type === types[kind] ? [...jobsOf(org)[kind].values()] : [];
    const start = Number(/-(\d+)$/.exec(query.get("queryLocator") ?? "")?.[1] ?? 0);
    const end = start + pageJobs;
    const done = end >= jobs.length;
    const address = `/services/data/v${version}.0/jobs/${kind}?queryLocator=01gDE00000000001AA-${end}`;
    const records = jobs.slice(start, end).map((job) => {
      const { id, operation, object, createdById, createdDate, systemModstamp, state, ...more } =
        jobStatus(job);
      const { concurrencyMode, contentType, apiVersion, jobType, lineEnding, columnDelimiter } = more;
      const own = { id, operation, object, createdById, createdDate, systemModstamp, state };
      return { ...own, concurrencyMode, contentType, apiVersion, jobType, lineEnding, columnDelimiter };
    });
    return { status: 200, body: { done, records, nextRecordsUrl: done ? null : address } };
  };
}
