import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { until } from "../until.ts";
import { call, initialize, initialized, Program, request } from "./program.ts";

let org: DemoOrg;
let program: Program;
let number = 0;
/** Of a call that is never answered, however long the other tests take. */
const cancelled = "cancelled";
const nextId = () => ++number;

beforeAll(async () => {
  org = await startDemoOrg();
  program = new Program({ ...org.settings, SALESFORCE_TIMEOUT_SECONDS: "2" });
  program.send(initialize(), initialized, call("first", "getUserInfo"));
  expect((await program.answer("first")).result.isError).toBeUndefined();
});

afterEach(() => {
  org.faults.clear();
  org.resetCounters();
});

afterAll(async () => {
  expect(program.stray).toEqual([]);
  expect(program.answersTo(cancelled)).toEqual([]);
  for (const message of program.messages) expect(message.jsonrpc).toBe("2.0");
  expect(await program.end()).toEqual([0, null]);
  await org.close();
});

/** Everything sent before has been read when this is answered. */
async function pinged(): Promise<void> {
  const id = nextId();
  program.send(request(id, "ping"));
  expect((await program.answer(id)).result).toEqual({});
}

describe("lines that are no request", () => {
  test.each([
    ["no JSON", "garbage\n"],
    ["half a message", '{"jsonrpc":"2.0","id":\n'],
    ["an empty line", "\n\r\n  \n"],
    ["null", "null\n"],
    ["a text", '"text"\n'],
    ["a number", "42\n"],
    ["an empty object", "{}\n"],
    ["an empty batch", "[]\n"],
    ["an answer to nothing", '{"jsonrpc":"2.0","id":4711,"result":{}}\n'],
    ["an error to nothing", '{"jsonrpc":"2.0","id":4712,"error":{"code":1,"message":"x"}}\n'],
    ["a broken answer", '{"jsonrpc":"2.0","id":4713,"result":5}\n'],
    ["an unknown notification", '{"jsonrpc":"2.0","method":"notifications/unknown"}\n'],
    [
      "a cancellation of nothing",
      '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":9}}\n',
    ],
    ["a cancellation without params", '{"jsonrpc":"2.0","method":"notifications/cancelled"}\n'],
    ["bytes that are no UTF-8", Buffer.from([0x22, 0xff, 0xfe, 0x22, 0x0a]).toString("latin1")],
  ])("%s is not answered, and the session goes on", async (_, line) => {
    const before = program.messages.length;
    program.send(line);
    await pinged();
    expect(program.messages.length).toBe(before + 1);
  });
});

describe("requests that are malformed are answered with an error", () => {
  test.each<[string, object, number]>([
    ["an unknown method", { method: "nope" }, -32_601],
    ["a method that this server lacks", { method: "logging/setLevel" }, -32_601],
    ["another version of JSON-RPC", { jsonrpc: "1.0", method: "ping" }, -32_600],
    ["no version", { jsonrpc: undefined, method: "ping" }, -32_600],
    ["no method", {}, -32_600],
    ["a method that is no text", { method: 7 }, -32_600],
    ["params that are a list", { method: "tools/call", params: [] }, -32_600],
    ["a call without params", { method: "tools/call" }, -32_602],
    ["a call without a name", { method: "tools/call", params: {} }, -32_602],
    ["arguments that are a list", { method: "tools/call", params: { name: "x", arguments: [] } }, -32_602],
  ])("%s", async (_, message, code) => {
    const id = nextId();
    program.send(`${JSON.stringify({ jsonrpc: "2.0", id, ...message })}\n`);
    expect((await program.answer(id)).error?.code).toBe(code);
    await pinged();
    expect(program.answersTo(id)).toHaveLength(1);
  });

  test("an unknown tool is a result that the model sees", async () => {
    const id = nextId();
    program.send(call(id, "executeQeury", { soql: "x" }));
    const { result } = await program.answer(id);
    expect(result.isError).toBe(true);
    expect(result.content[0].text).toMatch(/^BAD_ARGUMENT: executeQeury is no tool[\s\S]*executeQuery/);
  });
});

describe("lines come in every form", () => {
  test("a batch is answered request by request", async () => {
    const ids = [nextId(), nextId(), nextId()];
    const [first = 0, second = 0, third = 0] = ids;
    const batch = [
      request(first, "ping"),
      initialized,
      { jsonrpc: "2.0", id: second },
      request(third, "tools/list"),
    ];
    program.send(`${JSON.stringify(batch)}\n`);
    expect((await program.answer(first)).result).toEqual({});
    expect((await program.answer(second)).error?.code).toBe(-32_600);
    expect((await program.answer(third)).result.tools.length).toBeGreaterThan(10);
    await pinged();
    for (const id of ids) expect(program.answersTo(id)).toHaveLength(1);
  });

  test("several in one chunk, one in many chunks, CRLF and a byte order mark", async () => {
    const [first, second, third, fourth] = [nextId(), nextId(), nextId(), nextId()];
    program.send(request(first, "ping"), `${JSON.stringify(request(second, "ping"))}\r\n`);
    program.send(`\ufeff${JSON.stringify(request(third, "ping"))}\n`);
    for (const byte of Buffer.from(`${JSON.stringify(call(fourth, "größe ✓"))}\n`)) {
      program.child.stdin.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const id of [first, second, third]) expect((await program.answer(id)).result).toEqual({});
    expect((await program.answer(fourth)).result.content[0].text).toContain("größe ✓");
  });

  test("ids are texts and numbers, and may come again", async () => {
    for (const id of ["text", "", 0, -1, 9_007_199_254_740_991]) {
      program.send(request(id, "ping"));
      expect((await program.answer(id)).result).toEqual({});
    }
    program.send(request("text", "ping"));
    await pinged();
    expect(program.answersTo("text")).toHaveLength(2);
  });

  const long = (size: number) => ({ soql: "x".repeat(size) });

  test("a line of 15 MB is read", async () => {
    const id = nextId();
    program.send(call(id, "executeQuery", long(15_000_000)));
    expect((await program.answer(id)).result.content[0].text).toMatch(
      /^BAD_ARGUMENT: soql: takes at most 100000 characters/,
    );
  });

  test.each<[string, (id: number) => object]>([
    ["at its start", (id) => call(id, "executeQuery", long(17_000_000))],
    [
      "at its end",
      (id) => ({ method: "tools/call", params: { arguments: long(17_000_000) }, jsonrpc: "2.0", id }),
    ],
  ])("a line over 16 MB is refused by its id %s, and the session goes on", async (_, message) => {
    const id = nextId();
    program.send(`${JSON.stringify(message(id))}\n`);
    expect((await program.answer(id)).error?.message).toMatch(/longer than 16 MB; give large data by file/);
    await pinged();
  });
});

describe("sessions", () => {
  test("a second initialize is answered, and the session goes on", async () => {
    const id = nextId();
    program.send(initialize("2025-03-26", id));
    expect((await program.answer(id)).result.serverInfo.name).toBe("salesforce-rest-mcp");
    const listed = nextId();
    program.send(request(listed, "tools/list"));
    expect((await program.answer(listed)).result.tools.length).toBeGreaterThan(10);
  });

  test("a cancelled call is not answered, and what it waits for is let go", async () => {
    org.faults.add({ path: "/limits", delay: 60_000 });
    program.send(call(cancelled, "getOrganizationLimits"));
    await until(() => org.org.counted("http.GET") > 0);
    const params = { requestId: cancelled, reason: "The user changed their mind" };
    program.send({ jsonrpc: "2.0", method: "notifications/cancelled", params });
    const after = nextId();
    program.send(call(after, "getOrganizationLimits"));
    expect((await program.answer(after)).result.isError).toBeUndefined();
  });

  test("progress goes to those who asked for it, and only grows", async () => {
    const reportId = "00ODE00000000032AA";
    const [asked, silent] = [nextId(), nextId()];
    org.faults.add({ path: `/reports/${reportId}?`, delay: 60_000, times: 2 });
    program.send(call(silent, "getReport", { reportId }));
    program.send(call(asked, "getReport", { reportId }, { progressToken: "token" }));
    for (const id of [asked, silent])
      expect((await program.answer(id)).result.content[0].text).toContain("Grand total");
    const steps = program.messages
      .filter(({ method }) => method === "notifications/progress")
      .map(({ params }) => params);
    expect(steps.length).toBeGreaterThan(0);
    for (const step of steps)
      expect(step).toMatchObject({ progressToken: "token", message: expect.any(String) });
    const values = steps.map(({ progress }) => progress);
    expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
  });
});

test("1,000 pipelined calls are each answered once, and each write is done once", async () => {
  // With the usual limit of a call, since all of them wait for the last.
  const patient = new Program({ ...org.settings });
  const writes = 60;
  const messages = Array.from({ length: 1_000 }, (_, id) => {
    if (id % 16 === 0 && id / 16 < writes)
      return call(id, "createRecord", { object: "Account", record: { Name: `Pipelined ${id}` } });
    if (id % 4 === 1) return call(id, "executeQuery", { soql: "SELECT Id FROM Account LIMIT 1" });
    if (id % 4 === 2) return call(id, "getRecord", { object: "Account" });
    return id % 8 === 3 ? call(id, "noTool") : call(id, "listApiVersions", { nonsense: id });
  });
  patient.send(initialize(), initialized, ...messages, request("last", "ping"));
  const answers = await Promise.all([...messages.keys()].map((id) => patient.answer(id)));
  await patient.answer("last");
  for (const id of messages.keys()) expect(patient.answersTo(id)).toHaveLength(1);
  expect(answers.filter(({ result }) => result.content[0].text.includes('"success":true'))).toHaveLength(
    writes,
  );
  expect(org.counters()["created.Account"]).toBe(writes);
  expect(await patient.end()).toEqual([0, null]);
});
