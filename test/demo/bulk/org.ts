import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "csv-parse/sync";
import { afterAll, expect } from "vitest";
import { type DemoOrg, type DemoOrgOptions, startDemoOrg } from "../../../src/demo/org.ts";

type Body = NonNullable<RequestInit["body"]>;
export type Json = Record<string, unknown>;

const ended = ["JobComplete", "Failed", "Aborted"];

type Ask = (
  method: string,
  path: string,
  body?: Body | Json,
  headers?: Record<string, string>,
) => Promise<Response>;

function asking(org: DemoOrg): Ask {
  const { SALESFORCE_ACCESS_TOKEN: token } = org.accessTokenSettings();
  return (method, path, body, headers = {}) => {
    const isJson = typeof body === "object" && Object.getPrototypeOf(body) === Object.prototype;
    return fetch(`${org.instanceUrl}/services/data/v66.0${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(isJson && { "content-type": "application/json" }),
        ...headers,
      },
      // A plain object is sent as JSON, anything else as it is.
      ...(body !== undefined && { body: isJson ? JSON.stringify(body) : (body as Body) }),
    });
  };
}

/** The JSON of an answer that must have this status. */
async function json(response: Response, status = 200): Promise<Json> {
  const body: unknown = await response.json();
  expect({ status: response.status, body }).toMatchObject({ status });
  // Resources of jobs and queries answer objects.
  return body as Json;
}

/** `400 INVALIDJOB InvalidJob : …`: the first error of an answer. */
async function refusal(response: Response): Promise<string> {
  const [error]: { errorCode: string; message: string }[] = JSON.parse(await response.text());
  return `${response.status} ${error?.errorCode} ${error?.message}`;
}

/** The steps of a job, one by one and together. */
interface JobSteps {
  create(job: Json): Promise<string>;
  put(id: string, csv: Body): Promise<Response>;
  patch(id: string, state: string): Promise<Response>;
  waitFor(kind: "ingest" | "query", id: string, states?: readonly string[]): Promise<Json>;
  /** A whole ingest job; its status at the end. */
  load(job: Json, csv: string): Promise<Json>;
  /** Starts a query job and waits for its end. */
  exported(query: string, more?: Json): Promise<Json>;
}

function jobSteps(ask: Ask): JobSteps {
  async function create(job: Json): Promise<string> {
    return String((await json(await ask("POST", "/jobs/ingest", job)))["id"]);
  }
  const put: JobSteps["put"] = (id, csv) =>
    ask("PUT", `/jobs/ingest/${id}/batches`, csv, { "content-type": "text/csv" });
  const patch: JobSteps["patch"] = (id, state) => ask("PATCH", `/jobs/ingest/${id}`, { state });
  async function waitFor(kind: string, id: string, states: readonly string[] = ended): Promise<Json> {
    for (;;) {
      const status = await json(await ask("GET", `/jobs/${kind}/${id}`));
      if (states.includes(String(status["state"]))) return status;
      await sleep(2);
    }
  }
  return {
    create,
    put,
    patch,
    waitFor,
    async load(job, csv) {
      const id = await create(job);
      expect((await put(id, csv)).status).toBe(201);
      await json(await patch(id, "UploadComplete"));
      return waitFor("ingest", id);
    },
    async exported(query, more = {}) {
      const job = await json(await ask("POST", "/jobs/query", { operation: "query", query, ...more }));
      return waitFor("query", String(job["id"]));
    },
  };
}

/** What came of a job. */
function jobResults(ask: Ask) {
  async function resultText(id: unknown, kind: string): Promise<string> {
    const response = await ask("GET", `/jobs/ingest/${id}/${kind}`);
    expect(response.headers.get("content-type")).toBe("text/csv");
    return response.text();
  }
  return {
    resultText,
    /** A result file's rows by column name. */
    async results(id: unknown, kind: string, delimiter = ","): Promise<Record<string, string>[]> {
      return parse(await resultText(id, kind), { columns: true, delimiter });
    },
    async rows(soql: string): Promise<Json[]> {
      const answer = await json(await ask("GET", `/query?q=${encodeURIComponent(soql)}`));
      // A page of a query.
      return answer["records"] as Json[];
    },
  };
}

/** A demo org over HTTP, and what tests of bulk jobs do most. */
export async function bulkOrg(options: DemoOrgOptions = {}) {
  const org = await startDemoOrg({ settings: { bulkMilliseconds: 2 }, ...options });
  afterAll(() => org.close());
  const ask = asking(org);
  return { org, ask, json, refusal, ...jobSteps(ask), ...jobResults(ask) };
}
