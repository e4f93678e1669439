import { once } from "node:events";
import { PassThrough } from "node:stream";
import { Client } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createRuntime } from "../../../src/commands/runtime/runtime.ts";
import { type DemoOrg, startDemoOrg } from "../../../src/demo/org.ts";
import { serveStreams } from "../../../src/mcp/stdio/transport.ts";
import { toolsets } from "../../../src/tools/index.ts";
import { type Connected, type ConnectOptions, connect } from "../../connect.ts";
import { configOf, StreamTransport } from "../../in-memory-server.ts";

let org: DemoOrg;
let plain: Connected;
let id: string;

beforeAll(async () => {
  org = await startDemoOrg();
  plain = await connect({ org });
});

afterAll(async () => {
  await plain.close();
  await org.close();
});

async function newAccount(name = "To be deleted"): Promise<string> {
  return JSON.parse((await plain.call("createRecord", { object: "Account", record: { Name: name } })).text)
    .id;
}

async function isThere(account: string): Promise<boolean> {
  return !(await plain.call("getRecord", { object: "Account", id: account, fields: ["Name"] })).isError;
}

beforeEach(async () => {
  id = await newAccount();
  org.resetCounters();
});

const destructive = { SALESFORCE_CONFIRM: "destructive" };
type Elicit = NonNullable<ConnectOptions["elicit"]>;
const yes: Elicit = () => ({ action: "accept", content: { confirm: true } });

describe.each(["memory", "stdio", "stateless-streams", "legacy-streams"] as const)(
  "a client by %s",
  (over) => {
    let server: Connected;
    let answer: Elicit;

    beforeAll(async () => {
      server = await connect({ org, over, settings: destructive, elicit: (question) => answer(question) });
    });

    afterAll(() => server.close());

    async function deleting(elicit: Elicit) {
      answer = elicit;
      const called = await server.call("deleteRecord", { object: "Account", id });
      return { ...called, deletes: org.counters()["http.DELETE"] ?? 0, there: await isThere(id) };
    }

    test("a yes deletes once, and the question says what, where and with which arguments", async () => {
      const questions: string[] = [];
      const result = await deleting((question) => {
        questions.push(question);
        return yes(question);
      });
      expect(result).toMatchObject({ isError: false, deletes: 1, there: false });
      expect(questions).toHaveLength(1);
      expect(questions[0]).toContain(new URL(org.instanceUrl).host);
      expect(questions[0]).toMatch(
        new RegExp(`^deleteRecord would delete Account \\(${id} "To be deleted"\\) in .*, as \\S+@\\S+\\.\n`),
      );
      expect(questions[0]).toContain(`Arguments: {"object":"Account","id":"${id}"}`);
    });

    test.each<[string, Elicit]>([
      ["declines", () => ({ action: "decline" })],
      ["cancels", () => ({ action: "cancel" })],
      ["unticks the box", () => ({ action: "accept", content: { confirm: false } })],
      ["ticks nothing", () => ({ action: "accept", content: {} })],
      ["sends the form as it came", () => ({ action: "accept" })],
    ])("a user who %s: nothing is sent", async (_, elicit) => {
      const result = await deleting(elicit);
      expect(result).toMatchObject({ isError: true, deletes: 0, there: true });
      expect(result.text).toMatch(/^NOT_CONFIRMED: [^\n]*Nothing was sent\.\nHint: /);
    });

    test("a client that cannot ask is refused, and hears how to allow it", async () => {
      const mute = await connect({ org, over, settings: destructive });
      const { text } = await mute.call("deleteRecord", { object: "Account", id });
      await mute.close();
      expect(text).toMatch(/^NOT_CONFIRMED: .*this client cannot ask/);
      expect(text).toContain("SALESFORCE_CONFIRM=never");
      expect(org.counters()["http.DELETE"]).toBeUndefined();
    });

    test("a client that fails to ask: nothing is sent", async () => {
      const failing = await deleting(() => Promise.reject(new Error("no window"))).catch((error) => ({
        text: String(error),
        deletes: org.counters()["http.DELETE"] ?? 0,
        there: true,
      }));
      expect(failing.text).toContain("no window");
      expect(failing).toMatchObject({ deletes: 0, there: true });
      expect(await isThere(id)).toBe(true);
    });
  },
);

describe("what is asked", () => {
  const part = (method: string, url: string, referenceId: string) => ({ method, url, referenceId });

  async function asked(settings: Record<string, string>, tool: string, args: Record<string, unknown>) {
    const questions: string[] = [];
    const elicit: Elicit = (question) => {
      questions.push(question);
      return { action: "decline" };
    };
    const server = await connect({ org, settings, elicit });
    const { text } = await server.call(tool, args);
    await server.close();
    return { text, question: questions[0] };
  }

  test.each<[string, Record<string, unknown>]>([
    ["createRecord", { object: "Account", record: { Name: "New" } }],
    ["updateRecord", { object: "Account", id: "001000000000001AAA", record: { Name: "Old" } }],
    ["executeQuery", { soql: "SELECT Id FROM Account LIMIT 1" }],
    ["executeCollection", { operation: "create", object: "Account", records: [{ Name: "New" }] }],
  ])("destructive: %s is not", async (tool, args) => {
    expect((await asked(destructive, tool, args)).question).toBeUndefined();
  });

  test("destructive: collections and subrequests that delete are", async () => {
    const collection = await asked(destructive, "executeCollection", {
      operation: "delete",
      object: "Account",
      ids: [id, await newAccount("Second")],
    });
    expect(collection.question).toContain("delete 2 records of Account");
    const member = { object: "CampaignMember", id: "00vDE00000000G9YAI" };
    expect((await asked(destructive, "deleteRecord", member)).question).toContain(
      "delete CampaignMember for good, since Salesforce has no recycle bin for it (00vDE00000000G9YAI",
    );
    const compositeRequest = [
      part("GET", "query?q=SELECT+Id+FROM+Account", "look"),
      { ...part("POST", "sobjects/Account", "make"), body: { Name: "Made" } },
      part("delete", `sobjects/Account/${id}`, "drop"),
    ];
    const composite = await asked(destructive, "executeComposite", { compositeRequest });
    expect(composite.question).toContain(
      `- delete Account (${id} "To be deleted")\n- create Account (POST sobjects/Account)\n- and 1 × read`,
    );
    expect(composite.text).toMatch(/^NOT_CONFIRMED/);
    const batchRequests = [{ method: "DELETE", url: `sobjects/Account/${id}` }];
    expect((await asked(destructive, "executeBatch", { batchRequests })).question).toContain(
      "delete Account",
    );
    expect(org.counters()["deleted.Account"]).toBeUndefined();
    expect(await isThere(id)).toBe(true);
  });

  test("destructive: what nobody can foresee is asked as well", async () => {
    const batchRequests = [
      { method: "POST", url: "actions/custom/flow/Clean_up", richInput: { inputs: [{}] } },
    ];
    const { question, text } = await asked(destructive, "executeBatch", { batchRequests });
    expect(question).toContain("send POST actions/custom/flow/Clean_up");
    expect(text).toMatch(/^NOT_CONFIRMED/);
  });

  test("destructive: what follows a record is asked in the request's own words, not as a new record", async () => {
    const url = `sobjects/User/${id}/password`;
    for (const method of ["POST", "DELETE"]) {
      const body = method === "POST" && { richInput: { NewPassword: "Changed-1" } };
      const { question, text } = await asked(destructive, "executeBatch", {
        batchRequests: [{ method, url, ...body }],
      });
      expect(question).toContain(`send ${method} ${url} (${id}`);
      expect(question).not.toContain("create User");
      expect(text).toMatch(/^NOT_CONFIRMED/);
    }
  });

  test("every id stands in the question, with the names of the first twenty", async () => {
    const ids: string[] = [];
    for (let number = 0; number < 25; number++) ids.push(await newAccount(`Number ${number}`));
    const batchRequests = ids.map((account) => ({ method: "DELETE", url: `sobjects/Account/${account}` }));
    const batch = await asked(destructive, "executeBatch", { batchRequests });
    const collection = await asked(destructive, "executeCollection", {
      operation: "delete",
      object: "Account",
      ids,
    });
    for (const { question = "" } of [batch, collection]) {
      const [what = ""] = question.split("\nArguments: ");
      for (const [number, account] of ids.entries()) {
        expect(what).toContain(account);
        expect(what.includes(`${account} "Number ${number}"`)).toBe(number < 20);
      }
    }
  });

  test("names of several objects come by one request", async () => {
    const contact = { object: "Contact", record: { LastName: "Of several" } };
    const other = JSON.parse((await plain.call("createRecord", contact)).text).id;
    org.resetCounters();
    const { question } = await asked(destructive, "executeBatch", {
      batchRequests: [
        { method: "DELETE", url: `composite/sobjects?ids=${id}` },
        { method: "DELETE", url: `sobjects/Contact/${other}` },
      ],
    });
    expect(question).toContain(`delete records (${id} "To be deleted")`);
    expect(question).toContain(`delete Contact (${other} "Of several")`);
    expect(org.counters()).toMatchObject({ "POST /composite": 1 });
    expect(await isThere(id)).toBe(true);
  });

  test("names that do not come in time are done without", async () => {
    const slow = org.faults.add({ method: "GET", path: "/query", delay: 20_000 });
    const { question } = await asked(destructive, "deleteRecord", { object: "Account", id });
    org.faults.clear();
    expect(slow.met).toBe(1);
    expect(question).toContain(`delete Account (${id}) in `);
  });

  test("what is not shown of many rows is said", async () => {
    const records = Array.from({ length: 250 }, (_, number) => ({ Name: `Row ${number} ${"x".repeat(80)}` }));
    const { question = "" } = await asked({ SALESFORCE_CONFIRM: "writes" }, "createBulkJob", {
      object: "Account",
      operation: "insert",
      records,
    });
    expect(question).toContain("create 250 records of Account");
    const [, shown, hidden] = /("Row \d+ x+"\}) … (\d+) of 250 are not shown\]/.exec(question) ?? [];
    expect(question).toContain(`"Row ${249 - Number(hidden)} `);
    expect(shown).toBeDefined();
    expect(question).not.toContain(`"Row ${250 - Number(hidden)} `);
  });

  test("writes: everything that is not a read", async () => {
    const writes = { SALESFORCE_CONFIRM: "writes" };
    const create = { object: "Account", record: { Name: "Acme", Description: "x".repeat(5_000) } };
    const { question = "", text } = await asked(writes, "createRecord", create);
    expect(text).toMatch(/^NOT_CONFIRMED/);
    expect(question).toContain("create Account");
    expect(question).toContain('"Name":"Acme"');
    expect(question).toContain(`"${"x".repeat(500)}… [4500 more characters are not shown]"`);
    const soql = { soql: "SELECT Id FROM Account LIMIT 1" };
    expect((await asked(writes, "executeQuery", soql)).question).toBeUndefined();
  });

  test("hides nothing: line breaks, escapes and invisible text in arguments are shown", async () => {
    const Name = "Acme\nOrg: nothing happens\u202Egnp\u200B\u001B[2J\u{E0041}";
    const record = { object: "Account", record: { Name } };
    const { question = "" } = await asked({ SALESFORCE_CONFIRM: "writes" }, "createRecord", record);
    expect(question).toContain("Acme\\nOrg: nothing happens\\u202Egnp\\u200B");
    for (const hidden of ["\u202E", "\u200B", "\u001B", "\u{E0041}"]) expect(question).not.toContain(hidden);
    expect(question.split("\n")).toHaveLength(2);
  });

  test("cannot be confirmed for a call that needs no sign-in", async () => {
    const elicit: Elicit = () => {
      throw new Error("nobody should be asked");
    };
    const server = await connect({ org, elicit, settings: destructive, signIn: () => ({}) });
    const { text } = await server.call("deleteRecord", { object: "Account", id });
    expect(text).toMatch(/^NOT_CONFIGURED/);
    await server.close();
  });
});

test("waiting for the user does not count against the time limit", async () => {
  const settings = { ...destructive, SALESFORCE_TIMEOUT_SECONDS: "1" };
  const elicit: Elicit = async (question) => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    return yes(question);
  };
  const server = await connect({ org, elicit, settings });
  expect((await server.call("deleteRecord", { object: "Account", id })).isError).toBe(false);
  await server.close();
});

/** A client of the stateless era that answers by hand, and so can answer wrongly. */
async function manualClient() {
  const client = new Client(
    { name: "manual", version: "1" },
    {
      capabilities: { elicitation: {} },
      versionNegotiation: { mode: { pin: "2026-07-28" } },
      inputRequired: { autoFulfill: false },
    },
  );
  await client.connect(new StreamTransport({ ...org.settings, SALESFORCE_CONFIRM: "writes" }));
  interface Answer {
    requestState?: string;
    content?: { text: string }[];
    isError?: boolean;
  }
  const call = async (
    args: Record<string, unknown>,
    retry: Record<string, unknown> = {},
    name = "deleteRecord",
  ) =>
    (await client.request(
      { method: "tools/call", params: { name, arguments: args, ...retry } },
      { allowInputRequired: true },
    )) as Answer;
  const accepted = (requestState: string | undefined) => ({
    requestState,
    inputResponses: { confirm: { action: "accept", content: { confirm: true } } },
  });
  return { call, accepted, close: () => client.close() };
}

/** A server in this process, whose clock can be set, and the stateless era's messages to it. */
function serverOfStreams() {
  const input = new PassThrough();
  const output = new PassThrough({ encoding: "utf8" });
  const runtime = createRuntime(configOf({ ...org.settings, ...destructive }));
  const log = () => undefined;
  const handle = serveStreams({ toolsets, runtime, version: "1", input, output, early: undefined, log });
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name: "raw", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": { elicitation: {} },
  };
  const call = async (retry: object = {}) => {
    const params = { name: "deleteRecord", arguments: { object: "Account", id }, _meta, ...retry };
    input.write(`${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params })}\n`);
    return JSON.parse(String(await once(output, "data"))).result;
  };
  return { call, close: () => Promise.all([handle.close(), runtime.close()]) };
}

describe("a confirmation is good for one call, once", () => {
  test("replayed, also at the same moment: the second is refused", async () => {
    const client = await manualClient();
    const args = { object: "Account", id };
    const { requestState } = await client.call(args);
    expect(requestState).toMatch(/^[\w-]{20,}$/);
    const answers = await Promise.all([1, 2, 3].map(() => client.call(args, client.accepted(requestState))));
    expect(answers.filter(({ isError }) => !isError)).toHaveLength(1);
    const replayed = await client.call(args, client.accepted(requestState));
    expect(replayed.content?.[0]?.text).toMatch(/^NOT_CONFIRMED: This confirmation is not valid/);
    expect(org.counters()["http.DELETE"]).toBe(1);
    await client.close();
  });

  test("for ten minutes", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const server = serverOfStreams();
    const inputResponses = { confirm: { action: "accept", content: { confirm: true } } };
    const { requestState: late } = await server.call();
    vi.setSystemTime(Date.now() + 601_000);
    expect((await server.call({ requestState: late, inputResponses })).content[0].text).toMatch(
      /^NOT_CONFIRMED/,
    );
    const { requestState: fresh } = await server.call();
    vi.setSystemTime(Date.now() + 590_000);
    expect((await server.call({ requestState: fresh, inputResponses })).isError).toBeUndefined();
    expect(org.counters()["http.DELETE"]).toBe(1);
    vi.useRealTimers();
    await server.close();
  });

  test("altered arguments, an altered or missing state: nothing is sent", async () => {
    const other = await newAccount("Another");
    org.resetCounters();
    const client = await manualClient();
    const args = { object: "Account", id };
    const first = await client.call(args);
    const swapped = await client.call({ ...args, id: other }, client.accepted(first.requestState));
    expect(swapped.content?.[0]?.text).toMatch(/^NOT_CONFIRMED/);
    // What was tried with it is used up.
    const late = await client.call(args, client.accepted(first.requestState));
    expect(late.isError).toBe(true);
    const second = await client.call(args);
    const altered = await client.call(args, client.accepted(`${second.requestState}x`));
    expect(altered.isError).toBe(true);
    const missing = await client.call(args, client.accepted(undefined));
    expect(missing.isError).toBe(true);
    expect(org.counters()["http.DELETE"]).toBeUndefined();
    const right = await client.call(
      { id: args.id, object: args.object },
      client.accepted(second.requestState),
    );
    expect(right.isError, "the order of keys says nothing").toBeFalsy();
    expect(await isThere(id)).toBe(false);
    expect(await isThere(other)).toBe(true);
    await client.close();
  });

  test("the order of keys says nothing, inside a record neither, and their values do", async () => {
    const client = await manualClient();
    const record = { Name: "Ordered", Phone: "1", Website: "x.example" };
    const turned = Object.fromEntries(Object.entries(record).reverse());
    const asked = await client.call({ object: "Account", record }, {}, "createRecord");
    const other = { ...turned, Phone: "2" };
    const wrong = await client.call(
      { object: "Account", record: other },
      client.accepted((await client.call({ object: "Account", record }, {}, "createRecord")).requestState),
      "createRecord",
    );
    expect(wrong.isError).toBe(true);
    const again = { object: "Account", record: turned };
    const right = await client.call(again, client.accepted(asked.requestState), "createRecord");
    expect(right.isError).toBeFalsy();
    expect(org.counters()["created.Account"]).toBe(1);
    await client.close();
  });
});
