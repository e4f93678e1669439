import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { settingsOfFolder, temporaryFolder } from "../own-folder.ts";
import { until } from "../until.ts";
import { call, initialized, type Message, Program, request } from "./program.ts";

/* A gateway that gives several sessions one process: what one client said of itself is not another's, and no yes is. */

let org: DemoOrg;
let program: Program;

beforeAll(async () => {
  org = await startDemoOrg();
});

afterAll(() => org.close());

beforeEach(() => {
  org.resetCounters();
  const settings = { SALESFORCE_CONFIRM: "writes", SALESFORCE_LOG_LEVEL: "info" };
  program = new Program({ ...org.settings, ...settingsOfFolder(temporaryFolder()), ...settings });
});

afterEach(async () => {
  org.faults.clear();
  expect(program.stray).toEqual([]);
  expect(await program.end()).toEqual([0, null]);
});

const asks = { elicitation: {} };
const write = { object: "Account", record: { Name: "Shared" } };

/** The beginning of a session, under the id with which nearly every client begins. */
function begin(name: string, capabilities: object): Message[] {
  const params = { protocolVersion: "2025-06-18", capabilities, clientInfo: { name, version: "1" } };
  return [request(0, "initialize", params), initialized];
}

/** What a client that never initializes sends along with each request. */
function stateless(name: string, capabilities: object) {
  return {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name, version: "1" },
    "io.modelcontextprotocol/clientCapabilities": capabilities,
  };
}

async function textOf(id: number): Promise<string> {
  return (await program.answer(id)).result.content[0].text;
}

const questions = () => program.messages.filter(({ method }) => method === "elicitation/create");
const creates = () => org.counters()["POST /sobjects/:object"] ?? 0;
const clients = () =>
  program.stderr
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line).client);

const shared = /^NOT_CONFIRMED: createRecord must be confirmed .* several sessions share this connection/;

describe("several sessions that initialize", () => {
  test("each is greeted; what the last one can is taken for nobody's", async () => {
    program.send(
      ...begin("first", {}),
      request(1, "tools/list"),
      ...begin("second", asks),
      call(2, "createRecord", write),
    );
    expect(await textOf(2)).toMatch(shared);
    expect(await textOf(2)).toContain("Hint: Use a gateway that starts a process for each session");
    expect(program.answersTo(0)).toHaveLength(2);
    expect(program.answersTo(1)).toHaveLength(1);
    expect({ asked: questions(), created: creates() }).toEqual({ asked: [], created: 0 });
  });

  test("reads go on, and are nobody's by name", async () => {
    program.send(...begin("first", {}), call(1, "getUserInfo"));
    expect(await textOf(1)).toContain("dana@demo.example");
    program.send(...begin("second", asks), call(2, "getUserInfo"));
    expect(await textOf(2)).toContain("dana@demo.example");
    expect(clients()).toEqual(["first", "unknown"]);
  });

  test("a yes that comes after another one began is no yes", async () => {
    program.send(...begin("first", asks), call(1, "createRecord", write));
    await until(() => questions().length > 0);
    program.send(...begin("second", asks));
    await until(() => program.answersTo(0).length === 2);
    const answer = { jsonrpc: "2.0", id: questions()[0]?.id ?? -1 };
    program.send({ ...answer, result: { action: "accept", content: { confirm: true } } });
    expect(await textOf(1)).toMatch(/^NOT_CONFIRMED: .*another session began on this connection/);
    expect(creates()).toBe(0);
  });

  test("ids that collide: each call is answered, and a cancel ends the newer one alone", async () => {
    org.faults.add({ path: "/limits", delay: 500 });
    org.faults.add({ path: "/sobjects", delay: 60_000 });
    program.send(...begin("first", {}), ...begin("second", {}));
    program.send(
      call(5, "getOrganizationLimits", { names: ["DailyApiRequests"] }),
      call(5, "listAllObjects"),
    );
    await until(() => org.org.counted("http.GET") > 1);
    program.send({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 5 } });
    expect(await textOf(5)).toContain("DailyApiRequests");
    program.send(call(6, "getUserInfo"));
    await program.answer(6);
    expect(program.answersTo(5)).toHaveLength(1);
  });

  test("cursors and changes are the process's: what one session has begun another goes on with", async () => {
    const soql = "SELECT Id FROM Task";
    const own = new Program({ ...org.settings, ...settingsOfFolder(temporaryFolder()) });
    const said = async (id: number) => (await own.answer(id)).result.content[0].text;
    own.send(...begin("first", {}), call(1, "executeQuery", { soql, maxRecords: 2 }));
    own.send(call(2, "createRecord", write));
    const [, cursor] = /nextCursor=(\S+)/.exec(await said(1)) ?? [];
    const { change } = JSON.parse(await said(2));
    own.send(...begin("second", {}), call(3, "executeQuery", { cursor, maxRecords: 2 }));
    own.send(call(4, "undoChange", { change }));
    expect(await said(3)).toContain("returned=2");
    expect(await said(4)).toContain("1 deleted");
    expect(await own.end()).toEqual([0, null]);
  });
});

describe("a session that initialized, and a client that never does", () => {
  test("questions that its calls would bring could reach the other, so none is asked", async () => {
    program.send(...begin("first", asks), call(1, "createRecord", write, stateless("other", asks)));
    expect(await textOf(1)).toMatch(shared);
    program.send(call(2, "getUserInfo", {}, stateless("other", asks)));
    expect(await textOf(2)).toContain("dana@demo.example");
    expect({ asked: questions(), created: creates() }).toEqual({ asked: [], created: 0 });
    expect(clients()).toEqual(["other", "other"]);
  });
});

describe("several clients that never initialize", () => {
  /** The call comes again with the answer of whoever was asked. */
  function again(id: number, meta: object, requestState: unknown, args: object = write): Message {
    const inputResponses = { confirm: { action: "accept", content: { confirm: true } } };
    const params = { name: "createRecord", arguments: args, _meta: meta, inputResponses, requestState };
    return request(id, "tools/call", params);
  }

  test("each is taken by what it says of itself; an old one beside them is refused", async () => {
    program.send(call(1, "createRecord", write, stateless("asks", asks)), ...begin("old", asks));
    program.send(call(2, "createRecord", write, stateless("mute", {})));
    expect((await program.answer(0)).error?.code).toBe(-32_022);
    expect((await program.answer(1)).result.resultType).toBe("input_required");
    expect(await textOf(2)).toMatch(/^NOT_CONFIRMED: .*this client cannot ask/);
  });

  test("a yes is good for its own call, once, and for no client that cannot ask", async () => {
    const [asking, mute] = [stateless("asks", asks), stateless("mute", {})];
    const state = async (id: number) => {
      program.send(call(id, "createRecord", write, asking));
      return (await program.answer(id)).result.requestState;
    };
    program.send(again(2, mute, await state(1)));
    expect(await textOf(2)).toMatch(/^NOT_CONFIRMED: .*this client cannot ask/);
    program.send(again(4, asking, await state(3), { object: "Account", record: { Name: "Another" } }));
    expect(await textOf(4)).toMatch(/^NOT_CONFIRMED: This confirmation is not valid/);
    const good = await state(5);
    program.send(again(6, asking, good), again(7, asking, good));
    expect([await textOf(6), await textOf(7)].sort()).toEqual([
      expect.stringMatching(/^NOT_CONFIRMED: This confirmation is not valid/),
      expect.stringContaining('"success":true'),
    ]);
    expect(creates()).toBe(1);
  });
});
