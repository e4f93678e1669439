import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Fault } from "../../src/demo/http/faults.ts";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { connect } from "../connect.ts";

let org: DemoOrg;

beforeAll(async () => {
  org = await startDemoOrg();
});

afterEach(() => org.faults.clear());

afterAll(() => org.close());

const path = "/oauth2/token";
const query = { soql: "SELECT Id FROM Account LIMIT 1" };
const refused = (status: number, error: string, description: string): Fault => ({
  path,
  answer: { status, body: JSON.stringify({ error, error_description: description }) },
});

// Each waits for its own pauses, so they run at once, each with an org of its own.
describe.concurrent("a refusal that passes is asked again, and never remembered", () => {
  test.each<[string, Fault]>([
    ["one refresh at a time", refused(400, "invalid_grant", "token request is already being processed")],
    ["a stumble", refused(400, "unknown_error", "retry your request")],
    ["the server's own error", refused(503, "server_error", "try later")],
    ["too many at once", refused(429, "rate", "slow down")],
  ])("%s", async (_, fault) => {
    const server = await connect();
    server.org.faults.add({ ...fault, times: 6 });
    const { text, isError } = await server.call("executeQuery", query);
    expect(isError, text).toBe(false);
    await server.close();
  });
});

test("where a refusal that passes lasts, the call says that another process is refreshing, and the next asks anew", async () => {
  org.faults.add({
    ...refused(400, "invalid_grant", "token request is already being processed"),
    times: 50,
  });
  const server = await connect({ org, settings: { SALESFORCE_TIMEOUT_SECONDS: "1" } });
  const { text } = await server.call("executeQuery", query);
  expect(text).toMatch(/^(?:TIMEOUT|AUTH_FAILED): .*waiting for the sign-in/);
  org.faults.clear();
  await expect
    .poll(async () => (await server.call("executeQuery", query)).isError, { timeout: 15_000 })
    .toBe(false);
  await server.close();
});

describe("what is no refusal in Salesforce's own words is not remembered", () => {
  test.each<[string, { status: number; body: string }]>([
    ["HTML", { status: 200, body: "<html>maintenance</html>" }],
    ["nothing", { status: 200, body: "" }],
    ["null", { status: 200, body: "null" }],
    ["half a JSON", { status: 200, body: '{"access_token":"00D' }],
    ["a 400 without a reason", { status: 400, body: "{}" }],
    [
      "a token that no header can carry",
      {
        status: 200,
        body: JSON.stringify({ access_token: "a\nb", instance_url: "https://x.my.salesforce.com" }),
      },
    ],
  ])("%s", async (_, answer) => {
    org.faults.add({ path, answer });
    const server = await connect({ org });
    const { text } = await server.call("executeQuery", query);
    expect(text).toMatch(/^(?:AUTH_FAILED|UNEXPECTED_RESPONSE): /);
    expect(text).not.toContain("a\nb");
    expect((await server.call("executeQuery", query)).isError).toBe(false);
    await server.close();
  });

  test("a refusal in its own words is, and says so", async () => {
    org.faults.add(refused(400, "invalid_grant", "inactive user"));
    const server = await connect({ org });
    await server.call("executeQuery", query);
    const { text } = await server.call("executeQuery", query);
    expect(text).toMatch(/^AUTH_FAILED: .*inactive user\)\. That was \d+ s ago; it is asked again in \d+ s/);
    await server.close();
  });
});

describe("a token that is no longer good is renewed once, whatever says so", () => {
  test.each<[string, Fault["answer"] & object, boolean]>([
    [
      "REST",
      { status: 401, body: '[{"errorCode":"INVALID_SESSION_ID","message":"Session expired or invalid"}]' },
      true,
    ],
    [
      "another status",
      { status: 403, body: '[{"errorCode":"INVALID_SESSION_ID","message":"Session not found"}]' },
      true,
    ],
    ["the identity service", { status: 403, body: "Bad_OAuth_Token" }, true],
    [
      "a header",
      { status: 401, body: "", headers: { "www-authenticate": 'Bearer error="invalid_token"' } },
      true,
    ],
    [
      "SOAP",
      {
        status: 500,
        body: "<soapenv:Envelope><soapenv:Body><soapenv:Fault><faultcode>sf:INVALID_SESSION_ID</faultcode><faultstring>INVALID_SESSION_ID: Invalid Session ID found</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>",
        headers: { "content-type": "text/xml" },
      },
      true,
    ],
    [
      "not one that no new token mends",
      {
        status: 401,
        body: '[{"errorCode":"INVALID_SESSION_ID","message":"This session is not valid for use with the REST API"}]',
      },
      false,
    ],
    [
      "nor an agent's app",
      {
        status: 401,
        body: '[{"errorCode":"INVALID_SESSION_ID","message":"Connected app is not attached to Agent"}]',
      },
      false,
    ],
  ])("%s", async (_, answer, renews) => {
    const server = await connect({ org });
    await server.call("executeQuery", query);
    const tokens = org.counters()["token"] ?? 0;
    org.faults.add({ path: "/query", answer });
    const { text, isError } = await server.call("executeQuery", query);
    expect(isError, text).toBe(!renews);
    expect((org.counters()["token"] ?? 0) - tokens).toBe(renews ? 1 : 0);
    if (!renews) expect(text).toMatch(/^INVALID_SESSION_ID: .*\n[\s\S]*Hint: .*API access control/i);
    await server.close();
  });
});

describe("of two calls that start together on a fresh server, the end of the first is not the end of the second", () => {
  test.each([
    ["API version", "/services/data/"],
    ["describes", "/describe"],
    ["sign-in", "/oauth2/token"],
  ])("%s", async (_, slow) => {
    org.faults.add({ path: slow, delay: 700 });
    const server = await connect({ org });
    const leaving = new AbortController();
    const call = { name: "describeObject", arguments: { object: "Case" } };
    const first = server.client.callTool(call, { signal: leaving.signal }).catch(() => "left");
    const second = server.call("describeObject", { object: "Case" });
    setTimeout(() => leaving.abort(), 200);
    expect(await first).toBe("left");
    expect((await second).isError, (await second).text).toBe(false);
    await server.close();
  });
});

describe("SALESFORCE_API_VERSION that the org does not have is named in every error that comes of it", () => {
  test.each([
    ["99.0", /does not have API version 99\.0 \(SALESFORCE_API_VERSION\); it has 31\.0 to \d+\.0/],
    ["21.0", /does not have API version 21\.0/],
  ])("%s", async (version, said) => {
    const server = await connect({ org, settings: { SALESFORCE_API_VERSION: version } });
    for (const [name, args] of [
      ["executeQuery", query],
      ["describeObject", { object: "Account" }],
      ["createRecord", { object: "Account", record: { Name: "x" } }],
      ["getOrganizationLimits", {}],
    ] as const)
      expect((await server.call(name, args)).text, name).toMatch(said);
    await server.close();
  });
});
