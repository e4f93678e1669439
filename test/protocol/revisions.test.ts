import { Client } from "@modelcontextprotocol/client";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { StreamTransport } from "../in-memory-server.ts";
import { call, initialize, initialized, Program, request } from "./program.ts";

let org: DemoOrg;
const open: Program[] = [];

beforeAll(async () => {
  org = await startDemoOrg();
});

afterEach(async () => {
  for (const program of open.splice(0)) {
    expect(program.stray).toEqual([]);
    expect(await program.end()).toEqual([0, null]);
  }
});

afterAll(() => org.close());

function start(): Program {
  const program = new Program({ ...org.settings });
  open.push(program);
  return program;
}

const stateless = "2026-07-28";

function envelope(protocolVersion = stateless) {
  return {
    "io.modelcontextprotocol/protocolVersion": protocolVersion,
    "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
}

const query = { soql: "SELECT COUNT() FROM Case" };
const counted = /^# count=\d+ totalSize=\d+$/;

/** What tools/list answered, by revision. */
const lists = new Map<string, object[]>();

describe("revisions that begin with initialize", () => {
  test.each(["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])("%s", async (revision) => {
    const program = start();
    program.send(initialize(revision), initialized, request(1, "tools/list"), call(2, "executeQuery", query));
    const { result } = await program.answer("init");
    expect(result).toMatchObject({
      protocolVersion: revision,
      serverInfo: { name: "salesforce-rest-mcp", version: expect.any(String) },
      capabilities: { tools: { listChanged: false } },
    });
    lists.set(revision, (await program.answer(1)).result.tools);
    const [content] = (await program.answer(2)).result.content;
    expect(content).toEqual({ type: "text", text: expect.stringMatching(counted) });
    expect(program.answersTo("init")).toHaveLength(1);
  });

  test("instead of one that nobody serves the newest is offered", async () => {
    const program = start();
    program.send(initialize("2099-01-01"), initialized, request(1, "ping"), initialize("1999-01-01", 2));
    expect((await program.answer("init")).result.protocolVersion).toBe("2025-11-25");
    expect((await program.answer(1)).result).toEqual({});
    expect((await program.answer(2)).result.protocolVersion).toBe("2025-11-25");
  });

  test("requests before initialize are answered too", async () => {
    const program = start();
    program.send(request(1, "ping"), request(2, "tools/list"), call(3, "executeQuery", query));
    program.send(initialize(), initialized, request(4, "ping"));
    expect((await program.answer(1)).result).toEqual({});
    expect((await program.answer(2)).result.tools.length).toBeGreaterThan(10);
    expect((await program.answer(3)).result.content[0].text).toMatch(counted);
    expect((await program.answer("init")).result.protocolVersion).toBe("2025-06-18");
    expect((await program.answer(4)).result).toEqual({});
  });
});

describe(`the stateless ${stateless}`, () => {
  test("every request stands alone; one that claims too much or too little is refused", async () => {
    const program = start();
    const _meta = envelope();
    program.send(
      request(1, "tools/list", { _meta: envelope("2099-01-01") }),
      request(2, "tools/list", { _meta: { "io.modelcontextprotocol/protocolVersion": stateless } }),
      request(3, "server/discover", { _meta }),
      request(4, "tools/list", { _meta }),
      call(5, "executeQuery", query, _meta),
    );
    expect((await program.answer(1)).error?.message).toMatch(/unsupported/i);
    expect((await program.answer(2)).error?.code).toBe(-32_602);
    expect((await program.answer(3)).result).toMatchObject({
      supportedVersions: [stateless],
      instructions: expect.stringContaining("Salesforce"),
    });
    lists.set(stateless, (await program.answer(4)).result.tools);
    expect((await program.answer(5)).result.content[0].text).toMatch(counted);
  });

  test.each([
    ["finds it by itself", "auto", stateless],
    ["asks for it", { pin: stateless }, stateless],
  ] as const)("a client that %s", async (_, mode, revision) => {
    const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode } });
    await client.connect(new StreamTransport({ ...org.settings }));
    expect(client.getNegotiatedProtocolVersion()).toBe(revision);
    const { content } = await client.callTool({ name: "executeQuery", arguments: query });
    expect(content).toEqual([{ type: "text", text: expect.stringMatching(counted) }]);
    await client.close();
  });
});

test("tools/list is the same in every revision", () => {
  const [first = [], ...others] = lists.values();
  expect(first.length).toBeGreaterThan(10);
  expect(others).toHaveLength(4);
  for (const other of others) expect(other).toEqual(first);
});
