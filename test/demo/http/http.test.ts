import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { startDemoOrg } from "../../../src/demo/org.ts";

const demo = await startDemoOrg();
afterAll(() => demo.close());
beforeEach(() => demo.resetCounters());
const { SALESFORCE_ACCESS_TOKEN: token } = demo.accessTokenSettings();

interface Asked {
  method?: string;
  body?: string;
  headers?: Record<string, string>;
}

function ask(path: string, { method = "GET", body, headers = {} }: Asked = {}) {
  return fetch(`${demo.instanceUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  });
}

const data = (path: string, asked?: Asked) => ask(`/services/data/v68.0${path}`, asked);

interface ErrorBody {
  errorCode: string;
  message: string;
  fields?: string[];
}

async function refusal(response: Response): Promise<string> {
  // Errors are arrays of these.
  const [error] = (await response.json()) as [ErrorBody];
  return `${response.status} ${error.errorCode} ${error.message}`;
}

describe("versions", () => {
  test("31 to 68 are listed, without a token and without being counted", async () => {
    const response = await fetch(`${demo.instanceUrl}/services/data/`);
    const versions = (await response.json()) as { version: string; label: string; url: string }[];
    expect(versions[0]).toEqual({ label: "Summer ’14", url: "/services/data/v31.0", version: "31.0" });
    expect(versions.at(-1)).toEqual({ label: "Winter ’27", url: "/services/data/v68.0", version: "68.0" });
    expect(versions).toHaveLength(38);
    expect(response.headers.has("sforce-limit-info")).toBe(false);
    expect(demo.counters()).not.toHaveProperty("api");
  });

  test.each<[string, number, string]>([
    ["v31.0", 200, ""],
    ["v68.0", 200, ""],
    ["v30.0", 410, "GONE"],
    ["v21.0", 410, "GONE"],
    ["v69.0", 404, "NOT_FOUND The requested resource does not exist"],
    ["v66.1", 404, "NOT_FOUND"],
    ["viAmABadVersion", 404, "NOT_FOUND"],
  ])("%s answers %i", async (version, status, text) => {
    const response = await ask(`/services/data/${version}/limits`);
    expect(response.status).toBe(status);
    if (text !== "") expect(await refusal(response)).toContain(text);
  });

  test("each names its resources", async () => {
    const resources = (await (await data("/")).json()) as Record<string, string>;
    for (const name of ["sobjects", "query", "search", "limits", "composite", "jobs", "analytics", "recent"])
      expect(resources[name]).toBe(`/services/data/v68.0/${name}`);
  });
});

describe("what is wrong with a request", () => {
  test.each<[string, string, string]>([
    [
      "a value that its field does not take",
      '{"Name": "a",\n  "AnnualRevenue": "much"}',
      "400 JSON_PARSER_ERROR Cannot deserialize instance of double from VALUE_STRING value much or request may be missing a required field at [line:2, column:20]",
    ],
    [
      "a list",
      '{"Name":["a"]}',
      "400 JSON_PARSER_ERROR Cannot deserialize instance of string from START_ARRAY value [ or request may be missing a required field at [line:1, column:9]",
    ],
    [
      "a number as text",
      '{"Name":5}',
      "400 JSON_PARSER_ERROR Cannot deserialize instance of string from VALUE_NUMBER_INT value 5 or request may be missing a required field at [line:1, column:9]",
    ],
    [
      "a name without quotes",
      '{"Name":"a",\n Phone:1}',
      "400 JSON_PARSER_ERROR Unexpected character ('P' (code 80)): was expecting double-quote to start field name at [line:2, column:2]",
    ],
    [
      "a comma too many",
      '{"Name":"a",}',
      "400 JSON_PARSER_ERROR Unexpected character ('}' (code 125)): was expecting double-quote to start field name at [line:1, column:13]",
    ],
    ["no end", '{"Name":"a"', "400 JSON_PARSER_ERROR Unexpected end-of-input at [line:1, column:12]"],
    [
      "no object",
      "[]",
      "400 JSON_PARSER_ERROR The request body must be a JSON object with the record's fields at [line:1, column:1]",
    ],
  ])("%s is told with line and column", async (_, body, message) => {
    expect(await refusal(await data("/sobjects/Account", { method: "POST", body }))).toBe(message);
  });

  test("in a collection it is the whole request's, and nothing is kept", async () => {
    const record = (more: object) => ({ attributes: { type: "Account" }, Name: "Collected", ...more });
    const body = JSON.stringify({ records: [record({}), record({ NumberOfEmployees: "x" })] }, undefined, 1);
    const response = await data("/composite/sobjects", { method: "POST", body });
    expect(await refusal(response)).toContain("400 JSON_PARSER_ERROR Cannot deserialize instance of int");
    const { totalSize } = (await (
      await data("/query?q=SELECT+Id+FROM+Account+WHERE+Name='Collected'")
    ).json()) as { totalSize: number };
    expect(totalSize).toBe(0);
  });

  test.each<[string, () => Promise<Response>, string]>([
    ["no token", () => data("/limits", { headers: { authorization: "" } }), "401 INVALID_SESSION_ID Session"],
    [
      "a token that was never given out",
      () => data("/limits", { headers: { authorization: "Bearer no" } }),
      "401 INVALID_SESSION_ID Session expired or invalid",
    ],
    ["an unknown resource", () => data("/nothing"), "404 NOT_FOUND"],
    [
      "a method that the resource has not",
      () => data("/limits", { method: "DELETE" }),
      "405 METHOD_NOT_ALLOWED HTTP Method 'DELETE' not allowed. Allowed are GET",
    ],
    [
      "a body that is not JSON",
      () =>
        data("/sobjects/Account", { method: "POST", body: "a", headers: { "content-type": "text/plain" } }),
      "415 UNSUPPORTED_MEDIA_TYPE",
    ],
    ["a long address", () => data(`/query?q=${"x".repeat(17_000)}`), "414 URI_TOO_LONG"],
    [
      "an address and headers that are long together",
      () => data(`/query?q=${"x".repeat(9_000)}`, { headers: { "x-long": "y".repeat(9_000) } }),
      "431 REQUEST_HEADER_FIELDS_TOO_LARGE",
    ],
  ])("%s", async (_, send, message) => {
    expect(await refusal(await send())).toContain(message);
  });

  test("401 says how to sign in and nothing of limits", async () => {
    const { headers } = await data("/limits", { headers: { authorization: "Bearer no" } });
    expect(headers.get("www-authenticate")).toBe("Token");
    expect(headers.has("sforce-limit-info")).toBe(false);
  });
});

describe("limits go down with use", () => {
  async function remaining(name: string): Promise<number> {
    const limits = (await (await data("/limits")).json()) as Record<string, { Remaining: number }>;
    return limits[name]?.Remaining ?? Number.NaN;
  }

  test("every request counts, and every answer tells", async () => {
    const before = await remaining("DailyApiRequests");
    const response = await data("/sobjects");
    expect(response.headers.get("sforce-limit-info")).toBe(`api-usage=${15_000 - before + 1}/15000`);
    expect(await remaining("DailyApiRequests")).toBe(before - 2);
  });

  test("errors tell too", async () => {
    expect((await data("/nothing")).headers.get("sforce-limit-info")).toMatch(/^api-usage=\d+\/15000$/);
  });

  test("query jobs and storage", async () => {
    const jobs = await remaining("DailyBulkV2QueryJobs");
    const body = JSON.stringify({ operation: "query", query: "SELECT Id FROM Account" });
    await data("/jobs/query", { method: "POST", body });
    expect(await remaining("DailyBulkV2QueryJobs")).toBe(jobs - 1);
  });
});

describe("on the way", () => {
  test("large answers come compressed to those who take it, small ones do not", async () => {
    const large = await data("/sobjects/Account/describe", { headers: { "accept-encoding": "gzip" } });
    expect(large.headers.get("content-encoding")).toBe("gzip");
    expect(((await large.json()) as { name: string }).name).toBe("Account");
    const small = await data("/nothing", { headers: { "accept-encoding": "gzip" } });
    expect(small.headers.has("content-encoding")).toBe(false);
    const plain = await data("/sobjects/Account/describe", { headers: { "accept-encoding": "identity" } });
    expect(plain.headers.has("content-encoding")).toBe(false);
  });

  test("a POST stands in for PATCH", async () => {
    const created = await data("/sobjects/Account", { method: "POST", body: '{"Name":"By POST"}' });
    const { id } = (await created.json()) as { id: string };
    const body = '{"Phone":"7"}';
    const changed = await data(`/sobjects/Account/${id}?_HttpMethod=PATCH`, { method: "POST", body });
    expect(changed.status).toBe(204);
    const read = (await (await data(`/sobjects/Account/${id}?fields=Phone`)).json()) as { Phone: string };
    expect(read.Phone).toBe("7");
  });
});
