import { Client } from "@modelcontextprotocol/client";
import { expect, test } from "vitest";
import * as z from "zod";
import { createRuntime } from "../../../src/commands/runtime/runtime.ts";
import { createServer } from "../../../src/mcp/server.ts";
import { tool } from "../../../src/tool/tool.ts";
import { connect } from "../../connect.ts";
import { configOf, InMemoryTransport } from "../../in-memory-server.ts";

test.concurrent("a tool that ignores its signal is answered without it", async () => {
  const deaf = tool({
    title: "Never ends",
    description: "Salesforce is not asked.",
    effect: "read",
    input: z.object({}),
    run: () => new Promise(() => undefined),
  });
  const runtime = createRuntime(configOf({ SALESFORCE_TIMEOUT_SECONDS: "1" }));
  const server = createServer(
    { odd: { names: ["deaf"], load: async () => ({ title: "Odd", tools: { deaf } }) } },
    runtime,
    "0.0.0",
  );
  const [near, far] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: "test", version: "1" });
  await Promise.all([server.connect(far), client.connect(near)]);
  const { content, isError } = await client.callTool({ name: "deaf", arguments: {} });
  expect(isError).toBe(true);
  expect(JSON.stringify(content)).toContain("TIMEOUT");
  await client.close();
  await runtime.close();
});

test.concurrent("whoever leaves the line for a place takes none: the next one gets it", async () => {
  const settings = { SALESFORCE_MAX_CONCURRENT_REQUESTS: "1", SALESFORCE_TIMEOUT_SECONDS: "10" };
  const server = await connect({ settings });
  const query = { name: "executeQuery", arguments: { soql: "SELECT Id FROM Account LIMIT 1" } };
  await server.client.callTool(query);
  const slow = server.org.faults.add({ method: "GET", path: "/query", delay: 1_500 });
  const first = server.client.callTool(query);
  await expect.poll(() => slow.met).toBe(1);
  const leaving = new AbortController();
  const second = server.client.callTool(query, { signal: leaving.signal }).catch(() => "left");
  const third = server.client.callTool(query);
  await new Promise((resolve) => setTimeout(resolve, 100));
  leaving.abort();
  expect(await second).toBe("left");
  expect((await first).isError).toBeFalsy();
  expect((await third).isError).toBeFalsy();
  await server.close();
});
