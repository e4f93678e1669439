import { setTimeout as delay } from "node:timers/promises";
import { parse } from "csv-parse/sync";
import { afterAll, expect } from "vitest";
import { type DemoOrgOptions, startDemoOrg } from "../../src/demo/org.ts";

type Body = NonNullable<RequestInit["body"]>;
export type Json = Record<string, unknown>;

const ended = ["JobComplete", "Failed", "Aborted"];

/** A demo org over HTTP, and what tests of bulk jobs do most. */
export async function bulkOrg(options: DemoOrgOptions = {}) {
  const org = await startDemoOrg({ settings: { bulkMilliseconds: 2 }, ...options });
  afterAll(() => org.close());
  const { SALESFORCE_ACCESS_TOKEN: token } = org.accessTokenSettings();

  function ask(method: string, path: string, body?: Body | Json, headers: Record<string, string> = {}) {
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
  }

  /** The JSON of an answer that must have this status. */
  async function json(response: Response, status = 200): Promise<Json> {
    const body: unknown = await response.json();
    expect({ status: response.status, body }).toMatchObject({ status });
    return body as Json;
  }

  async function refusal(response: Response): Promise<string> {
    const [error] = (await response.json()) as [{ errorCode: string; message: string }];
    return `${response.status} ${error.errorCode} ${error.message}`;
  }

  async function create(job: Json): Promise<string> {
    return String((await json(await ask("POST", "/jobs/ingest", job)))["id"]);
  }

  const put = (id: string, csv: Body) =>
    ask("PUT", `/jobs/ingest/${id}/batches`, csv, { "content-type": "text/csv" });
  const patch = (id: string, state: string) => ask("PATCH", `/jobs/ingest/${id}`, { state });

  async function waitFor(kind: "ingest" | "query", id: string, states: readonly string[] = ended) {
    for (;;) {
      const status = await json(await ask("GET", `/jobs/${kind}/${id}`));
      if (states.includes(String(status["state"]))) return status;
      await delay(2);
    }
  }

  /** A whole ingest job; its status at the end. */
  async function load(job: Json, csv: string): Promise<Json> {
    const id = await create(job);
    expect((await put(id, csv)).status).toBe(201);
    await json(await patch(id, "UploadComplete"));
    return waitFor("ingest", id);
  }

  async function resultText(id: unknown, kind: string): Promise<string> {
    const response = await ask("GET", `/jobs/ingest/${id}/${kind}`);
    expect(response.headers.get("content-type")).toBe("text/csv");
    return response.text();
  }

  /** A result file's rows by column name. */
  async function results(id: unknown, kind: string, delimiter = ","): Promise<Record<string, string>[]> {
    return parse(await resultText(id, kind), { columns: true, delimiter });
  }

  /** Starts a query job and waits for its end. */
  async function exported(query: string, more: Json = {}): Promise<Json> {
    const job = await json(await ask("POST", "/jobs/query", { operation: "query", query, ...more }));
    return waitFor("query", String(job["id"]));
  }

  async function rows(soql: string): Promise<Json[]> {
    const answer = await json(await ask("GET", `/query?q=${encodeURIComponent(soql)}`));
    return answer["records"] as Json[];
  }

  return { org, ask, json, refusal, create, put, patch, waitFor, load, resultText, results, exported, rows };
}
