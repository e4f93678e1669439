import { Client } from "@modelcontextprotocol/client";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../../src/demo/org.ts";
import { createServer } from "../../../src/mcp/server.ts";
import { toolsets } from "../../../src/tools/index.ts";
import { type Connected, connect } from "../../connect.ts";
import { InMemoryTransport, serverOf } from "../../in-memory-server.ts";
import { until } from "../../until.ts";

let org: DemoOrg;
let server: Connected;
/** Whose calls have a second alone. */
let hasty: Connected;
/** What the user answers; a promise that never resolves is a user who thinks. */
let answer: () => Promise<{ action: "accept" | "decline"; content?: { confirm: boolean } }>;

const settings = {
  SALESFORCE_LOG_LEVEL: "info",
  SALESFORCE_CONFIRM: "destructive",
  SALESFORCE_DENIED_OBJECTS: "Case",
};

beforeAll(async () => {
  org = await startDemoOrg();
  const elicit = () => answer();
  server = await connect({ org, over: "streams", settings, elicit });
  const second = { ...settings, SALESFORCE_TIMEOUT_SECONDS: "1" };
  hasty = await connect({ org, over: "streams", settings: second, elicit });
});

afterEach(() => org.faults.clear());

afterAll(async () => {
  await Promise.all([server.close(), hasty.close()]);
  await org.close();
});

function linesOf({ logged }: Pick<Connected, "logged">): Record<string, unknown>[] {
  return logged.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
}

/** The lines of a call, once there is one; a second one would come with the first. */
async function linesFor(call: (of: Connected) => Promise<unknown>, of = server) {
  const before = linesOf(of).length;
  await call(of).catch(() => undefined);
  await until(() => linesOf(of).length > before);
  await new Promise((resolve) => setTimeout(resolve, 20));
  return linesOf(of).slice(before);
}

const account = { object: "Account", record: { Name: "Logged" } };
const deletion = { object: "Account", id: "001DE0000000001AAA" };
const query = { soql: "SELECT Id FROM Account LIMIT 1" };

test.each<[string, () => void, [string, Record<string, unknown>], Record<string, unknown>]>([
  ["a good call", () => undefined, ["executeQuery", query], { outcome: "ok" }],
  [
    "Salesforce's error",
    () => undefined,
    ["executeQuery", { soql: "SELECT Nmae FROM Account" }],
    { outcome: "error", errorCode: "INVALID_FIELD" },
  ],
  [
    "arguments that are none",
    () => undefined,
    ["executeQuery", { sql: 1 }],
    { outcome: "refused", errorCode: "BAD_ARGUMENT" },
  ],
  [
    "a tool that does not exist",
    () => undefined,
    ["executeQeury", query],
    { outcome: "refused", errorCode: "BAD_ARGUMENT" },
  ],
  [
    "an object that is denied",
    () => undefined,
    ["getRecord", { object: "Case", id: "500DE0000000001AAA" }],
    { outcome: "refused", errorCode: "DENIED_OBJECT" },
  ],
  [
    "a user who says no",
    () => {
      answer = async () => ({ action: "decline" });
    },
    ["deleteRecord", deletion],
    { outcome: "refused", errorCode: "NOT_CONFIRMED" },
  ],
  [
    "a client that fails to ask",
    () => {
      answer = () => Promise.reject(new Error("no window"));
    },
    ["deleteRecord", deletion],
    { outcome: "refused", errorCode: "NOT_CONFIRMED" },
  ],
  [
    "a user who says yes",
    () => {
      answer = async () => ({ action: "accept", content: { confirm: true } });
    },
    ["deleteRecord", deletion],
    { outcome: "error", errorCode: expect.any(String) },
  ],
])("%s is one line", async (_, given, [tool, args], expected) => {
  given();
  const lines = await linesFor((of) => of.call(tool, args));
  expect(lines).toEqual([
    expect.objectContaining({ tool, client: "test", ms: expect.any(Number), ...expected }),
  ]);
});

test.each<[string, object, [string, Record<string, unknown>], Record<string, unknown>]>([
  ["read", { path: "/query" }, ["executeQuery", query], { outcome: "error" }],
  ["write", { method: "POST", path: "/sobjects/Account" }, ["createRecord", account], { outcome: "unknown" }],
])("a %s that takes too long is one line", async (_, slow, [tool, args], expected) => {
  org.faults.add({ ...slow, delay: 3_000 });
  const lines = await linesFor((of) => of.call(tool, args), hasty);
  expect(lines).toEqual([expect.objectContaining({ tool, errorCode: "TIMEOUT", ...expected })]);
});

test.each<[string, () => void, string, Record<string, unknown>]>([
  [
    "while Salesforce is asked",
    () => void org.faults.add({ path: "/limits", delay: 3_000 }),
    "getOrganizationLimits",
    {},
  ],
  [
    "while the user is asked",
    () => {
      answer = () => new Promise(() => undefined);
    },
    "deleteRecord",
    deletion,
  ],
])("a call that is cancelled %s is one line", async (_, given, name, args) => {
  given();
  const signal = AbortSignal.timeout(300);
  const lines = await linesFor(({ client }) => client.callTool({ name, arguments: args }, { signal }));
  expect(lines).toEqual([expect.objectContaining({ tool: name, outcome: "error", errorCode: "CANCELLED" })]);
});

test("without sessions, the question is one line and the call that comes again with its answer another", async () => {
  const elicit = async () => ({ action: "accept" as const, content: { confirm: true } });
  const stateless = await connect({ org, over: "stateless-streams", settings, elicit });
  const { text } = await stateless.call("createRecord", account);
  const args = { object: "Account", id: JSON.parse(text).id };
  const before = linesOf(stateless).length;
  await stateless.call("deleteRecord", args);
  expect(linesOf(stateless).slice(before)).toMatchObject([
    { tool: "deleteRecord", outcome: "asked" },
    { tool: "deleteRecord", outcome: "ok" },
  ]);
  await stateless.close();
});

test("a call that nothing turns into an answer is one line all the same", async () => {
  const { runtime, logged } = serverOf({ ...org.settings, SALESFORCE_LOG_LEVEL: "info" });
  const redacted = (text: string) => {
    if (!text.startsWith("{")) throw new Error("no answer can be made of this");
    return text;
  };
  const broken = createServer(toolsets, { ...runtime, secrets: { redacted } }, "0.0.0");
  const [near, far] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: "test", version: "1" });
  await Promise.all([broken.connect(far), client.connect(near)]);
  const called = client.callTool({ name: "executeQuery", arguments: query });
  await expect(called).rejects.toThrow("no answer can be made of this");
  expect(linesOf({ logged })).toMatchObject([{ tool: "executeQuery", outcome: "error", apiCalls: 1 }]);
  await client.close();
  await runtime.close();
});
