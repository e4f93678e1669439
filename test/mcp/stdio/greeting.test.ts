import { once } from "node:events";
import { PassThrough } from "node:stream";
import { SUPPORTED_PROTOCOL_VERSIONS } from "@modelcontextprotocol/server";
import { expect, test } from "vitest";
import { createRuntime } from "../../../src/commands/runtime.ts";
import { type Greeting, greetedRevisions, greetingFor } from "../../../src/mcp/stdio/greeting.ts";
import { serveStreams } from "../../../src/mcp/stdio/transport.ts";
import { toolsets } from "../../../src/tools/index.ts";
import { configOf } from "../../in-memory-server.ts";

const config = configOf({ SALESFORCE_READ_ONLY: "true" });
const version = "1.2.3";

function initialize(protocolVersion: string, more: Record<string, unknown> = {}) {
  const capabilities = { elicitation: {}, roots: { listChanged: true } };
  const params = { protocolVersion, capabilities, clientInfo: { name: "client", version: "1" }, ...more };
  return { jsonrpc: "2.0", id: 7, method: "initialize", params };
}

const ping = { jsonrpc: "2.0", id: 8, method: "ping" };

/** What the SDK says to these messages, up to the answer of the last. */
async function answersOf(messages: readonly unknown[], greeting?: Greeting): Promise<string> {
  const input = new PassThrough();
  const output = new PassThrough({ encoding: "utf8" });
  const runtime = createRuntime(config);
  const streams = { input, output, greeting, log: () => undefined };
  const handle = serveStreams({ toolsets, runtime, version, ...streams });
  let text = "";
  for (const message of messages) {
    input.write(`${JSON.stringify(message)}\n`);
    if (message === messages.at(-1) || !greeting) text += await once(output, "data");
  }
  await handle.close();
  return text;
}

test.each(greetedRevisions)("the greeting of %s is the SDK's own answer", async (revision) => {
  const message = initialize(revision);
  const greeting = greetingFor(JSON.stringify(message), config, version);
  expect(greeting?.id).toBe(7);
  expect(greeting?.answer).toBe(await answersOf([message]));
});

test("every greeted revision is one that the SDK serves", () => {
  expect(SUPPORTED_PROTOCOL_VERSIONS).toEqual(expect.arrayContaining(greetedRevisions));
});

test("what was greeted is not answered again, and its session goes on", async () => {
  const message = initialize("2025-06-18");
  const greeting = greetingFor(JSON.stringify(message), config, version);
  const answers = await answersOf([message, ping], greeting);
  expect(answers.trim().split("\n")).toEqual([JSON.stringify({ result: {}, jsonrpc: "2.0", id: 8 })]);
});

test.each<[string, unknown]>([
  ["no JSON", "{"],
  ["another method", ping],
  ["an unknown revision", initialize("2023-01-01")],
  ["the stateless era", initialize("2025-06-18", { _meta: {} })],
  ["no client", initialize("2025-06-18", { clientInfo: undefined })],
  ["capabilities that are none", initialize("2025-06-18", { capabilities: { roots: true } })],
  ["a notification", { ...initialize("2025-06-18"), id: undefined }],
])("%s is left to the SDK", (_, message) => {
  const line = typeof message === "string" ? message : JSON.stringify(message);
  expect(greetingFor(line, config, version)).toBeUndefined();
});
