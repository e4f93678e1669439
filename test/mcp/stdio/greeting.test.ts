import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { SUPPORTED_PROTOCOL_VERSIONS } from "@modelcontextprotocol/server";
import { expect, test } from "vitest";
import { createRuntime } from "../../../src/commands/runtime/runtime.ts";
import type { Config } from "../../../src/config/config.ts";
import { EarlyAnswers, greetedRevisions } from "../../../src/mcp/stdio/greeting.ts";
import { serveStreams } from "../../../src/mcp/stdio/transport.ts";
import { toolLists } from "../../../src/mcp/tool-list/listed-tools.ts";
import { toolsets } from "../../../src/tools/index.ts";
import { allToolsets } from "../../all-toolsets.ts";
import { configOf } from "../../in-memory-server.ts";

const config = configOf({ SALESFORCE_READ_ONLY: "true" });
const version = "1.2.3";

function initialize(protocolVersion: string, more: Record<string, unknown> = {}) {
  const capabilities = { elicitation: {}, roots: { listChanged: true } };
  const params = { protocolVersion, capabilities, clientInfo: { name: "client", version: "1" }, ...more };
  return { jsonrpc: "2.0", id: 7, method: "initialize", params };
}

const ping = { jsonrpc: "2.0", id: 8, method: "ping" };

const list = { jsonrpc: "2.0", id: "list-9", method: "tools/list", params: { _meta: { progressToken: 1 } } };
const initialized = { jsonrpc: "2.0", method: "notifications/initialized" };

const lists = toolLists(allToolsets, configOf({}));
const early = (own: Config = config) => new EarlyAnswers(own, version, (form) => lists.get(form));

/** What is answered early to these messages, one after the other. */
function earlyAnswers(messages: readonly unknown[], to = early()): (string | undefined)[] {
  return messages.map((message) => to.answer(JSON.stringify(message)));
}

/** What the SDK says to these messages, up to the answer of the last. */
async function answersOf(
  messages: readonly unknown[],
  own: Config = config,
  answered?: EarlyAnswers,
): Promise<string> {
  const input = new PassThrough();
  const output = new PassThrough({ encoding: "utf8" });
  const runtime = createRuntime(own);
  const streams = { input, output, early: answered, log: () => undefined };
  const handle = serveStreams({ toolsets, runtime, version, ...streams });
  let text = "";
  for (const message of messages) {
    input.write(`${JSON.stringify(message)}\n`);
    // A notification is not answered.
    if (message === messages.at(-1) || (!answered && message !== initialized))
      text += await once(output, "data");
  }
  await handle.close();
  return text;
}

test.each(greetedRevisions)("the greeting of %s is the SDK's own answer", async (revision) => {
  const message = initialize(revision);
  const [answer] = earlyAnswers([message]);
  expect(answer).toBe(await answersOf([message]));
});

test("every greeted revision is one that the SDK serves", () => {
  expect(SUPPORTED_PROTOCOL_VERSIONS).toEqual(expect.arrayContaining(greetedRevisions));
});

test.each<Record<string, string>>([
  {},
  { SALESFORCE_READ_ONLY: "true" },
  { SALESFORCE_FILES_DIR: process.cwd() },
  { SALESFORCE_FILES_DIR: process.cwd(), SALESFORCE_READ_ONLY: "true", SALESFORCE_UNDO: "off" },
  { SALESFORCE_UNDO: "off" },
  { SALESFORCE_UNDO: "off", SALESFORCE_READ_ONLY: "true" },
  { SALESFORCE_UNDO: "keep", SALESFORCE_TOOLSETS: "query,changes" },
  { SALESFORCE_TOOLS: "createBulkJob,previewFile,undoChange" },
  { SALESFORCE_TOOLSETS: "records", SALESFORCE_TOOLS: "executeQuery", SALESFORCE_FILES_DIR: process.cwd() },
  { SALESFORCE_PRODUCTION: "true", SALESFORCE_ALLOWED_OBJECTS: "Account" },
  { SALESFORCE_DENIED_OBJECTS: "User", SALESFORCE_CONFIRM: "writes", SALESFORCE_ALLOWED_ACTIONS: "x" },
])("the list of tools under %o is the SDK's own answer", async (settings) => {
  const own = configOf(settings);
  const session = [initialize("2025-06-18"), initialized, list];
  const [, none, answer = ""] = earlyAnswers(session, early(own));
  const lines = (await answersOf(session, own)).trim().split("\n");
  expect(none).toBe("");
  expect(JSON.parse(answer)).toEqual(JSON.parse(lines.at(-1) ?? ""));
});

test("what was answered early is not answered again, and its session goes on", async () => {
  const answered = early();
  const session = [initialize("2025-06-18"), initialized, { ...ping, id: 1 }, list];
  expect(earlyAnswers(session, answered)[2]).toBe('{"result":{},"jsonrpc":"2.0","id":1}\n');
  const answers = await answersOf([...session, ping], config, answered);
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
  ["a list before any greeting", list],
])("%s is left to the SDK", (_, message) => {
  const line = typeof message === "string" ? message : JSON.stringify(message);
  expect(early().answer(line)).toBeUndefined();
});

test.each<[string, unknown]>([
  ["a call", { jsonrpc: "2.0", id: 2, method: "tools/call", params: { name: "getUserInfo" } }],
  ["a list from a cursor", { ...list, params: { cursor: "x" } }],
  ["a list without an id", { ...list, id: undefined }],
  ["a list whose params are none", { ...list, params: [] }],
  ["a second initialize", initialize("2025-06-18")],
  ["a batch", [list]],
])("behind the greeting, %s is left to the SDK", (_, message) => {
  const [greeting, answer] = earlyAnswers([initialize("2025-06-18"), message]);
  expect(greeting).toContain('"protocolVersion":"2025-06-18"');
  expect(answer).toBeUndefined();
});

test("without what the build wrote, the list is left to the SDK", () => {
  const without = new EarlyAnswers(config, version, () => undefined);
  expect(earlyAnswers([initialize("2025-06-18"), list], without)[1]).toBeUndefined();
});

test("the built program holds the lists of these very tools", () => {
  const folder = new URL("../../../dist/tool-lists/", import.meta.url);
  expect(readdirSync(folder).sort()).toEqual([...lists.keys()].map((form) => `${form}.tsv`).sort());
  for (const [form, text] of lists) expect(readFileSync(new URL(`${form}.tsv`, folder), "utf8")).toBe(text);
});
