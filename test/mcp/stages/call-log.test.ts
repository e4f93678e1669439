import { afterAll, beforeAll, expect, test } from "vitest";
import { type Connected, connect } from "../../connect.ts";
import { type RawOrg, startRawOrg } from "../../raw-org.ts";

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
let org: RawOrg;
let server: Connected;

beforeAll(async () => {
  org = await startRawOrg(() => ({
    status: 200,
    body: '{"totalSize":0,"done":true,"records":[]}',
    headers: { "sforce-limit-info": "api-usage=18/15000" },
  }));
  const { settings } = org;
  server = await connect({ signIn: () => settings, settings: { SALESFORCE_LOG_LEVEL: "info" } });
});

afterAll(async () => {
  await server.close();
  await org.close();
});

const lines = () => server.logged.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));

test("at the level info each call is one line of JSON, with what it came to and what it cost", async () => {
  await server.call("executeQuery", { soql: "SELECT Id, Name FROM Account WHERE Name = 'Secret Ltd'" });
  await server.call("executeQuery", {});
  await server.call("noSuchTool", {});
  const [good, ...refused] = lines();
  expect(good).toEqual({
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    tool: "executeQuery",
    outcome: "ok",
    ms: expect.any(Number),
    apiCalls: 1,
    apiRemaining: 14_982,
    client: "test",
  });
  expect(refused).toMatchObject([
    { tool: "executeQuery", outcome: "refused", errorCode: "BAD_ARGUMENT", apiCalls: 0 },
    { tool: "noSuchTool", outcome: "refused", errorCode: "BAD_ARGUMENT", apiCalls: 0 },
  ]);
  expect(JSON.stringify(lines())).not.toContain("Secret");
});

test("a trace context goes along with the call's requests; what is none does not", async () => {
  const call = async (given: unknown) => {
    org.requests.length = 0;
    const params = {
      name: "executeQuery",
      arguments: { soql: "SELECT Id FROM Account" },
      _meta: { traceparent: given },
    };
    await server.client.callTool(params);
    return {
      sent: org.requests.map(({ headers }) => headers["traceparent"]),
      logged: lines().at(-1)["traceparent"],
    };
  };
  expect(await call(traceparent)).toEqual({ sent: [traceparent], logged: traceparent });
  const zeros = (length: number) => "0".repeat(length);
  const [, trace = "", parent = ""] = traceparent.split("-");
  for (const given of [
    "00-not a trace\r\nx: y",
    `${traceparent}\r\nx: y`,
    `${traceparent}\n`,
    ` ${traceparent}`,
    `${traceparent}-00`,
    traceparent.toUpperCase(),
    traceparent.repeat(10_000),
    `ff-${trace}-${parent}-01`,
    `00-${zeros(32)}-${parent}-01`,
    `00-${trace}-${zeros(16)}-01`,
    "",
    7,
    null,
    [traceparent],
    { traceparent },
  ])
    expect(await call(given), JSON.stringify(given).slice(0, 80)).toEqual({
      sent: [undefined],
      logged: undefined,
    });
});
