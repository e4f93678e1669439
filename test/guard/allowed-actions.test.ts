import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { settle } from "../../src/config/precedence.ts";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { allowsRun } from "../../src/guard/action-names.ts";
import { type Connected, type ConnectOptions, connect } from "../connect.ts";
import { ownFolder, temporaryFolder } from "../own-folder.ts";
import { runCommand } from "../run-command.ts";

let org: DemoOrg;
let plain: Connected;
let account = "";
let deal = "";
let connected: Connected | undefined;

beforeAll(async () => {
  org = await startDemoOrg();
  plain = await connect({ org });
  const first = async (soql: string) =>
    (await plain.call("executeQuery", { soql })).text.split("\n")[2] ?? "";
  account = await first("SELECT Id FROM Account LIMIT 1");
  deal = await first("SELECT Id FROM Opportunity WHERE IsClosed = false AND Amount > 20000 LIMIT 1");
});

afterEach(async () => {
  await connected?.close();
  connected = undefined;
});

afterAll(async () => {
  await plain.close();
  await org.close();
});

async function server(settings: Record<string, string>, more: ConnectOptions = {}): Promise<Connected> {
  await connected?.close();
  connected = await connect({ org, settings, ...more });
  return connected;
}

type Call = readonly [tool: string, args: () => Record<string, unknown>];
const action = (name: string, input: () => Record<string, unknown>, more = {}): Call => [
  "runAction",
  () => ({ name, inputs: [input()], ...more }),
];
const flow = action("Plan_Follow_Up", () => ({ accountId: account }));
const flowByKind = action("Plan_Follow_Up", () => ({ accountId: account }), { kind: "flow" });
const apex = action("ApplyDiscount", () => ({ opportunityId: deal, percent: 1 }));
const quickWithoutKind = action("LogACall", () => ({ Subject: "x" }));
const apexGet: Call = ["callApexRest", () => ({ method: "GET", path: "projects" })];
const apexPost: Call = ["callApexRest", () => ({ method: "POST", path: "projects", body: { name: "x" } })];
const post = action("chatterPost", () => ({ subjectNameOrId: account, text: "x" }));
const postByName = action("chatterPost", () => ({ subjectNameOrId: "Dana Demo", text: "x" }));
const mail = action("emailSimple", () => ({
  emailAddresses: "a@x.example",
  emailSubject: "x",
  emailBody: "x",
}));
const submit = action("submit", () => ({ objectId: deal }));
const quick = action("LogACall", () => ({ Subject: "x" }), { kind: "quickAction" });
const quickOfObject = action("New_Contact", () => ({ LastName: "x", contextId: account }), {
  object: "Account",
});
const approval: Call = ["processApproval", () => ({ action: "Submit", ids: [deal] })];
const decision: Call = ["processApproval", () => ({ action: "Approve", ids: ["04i000000000001AAA"] })];

const unforeseen = { flow, flowByKind, apex, quickWithoutKind, apexGet, apexPost };
const writes = { post, postByName, mail, submit, quick, quickOfObject, approval, decision };
const both = Object.entries({ ...unforeseen, ...writes });

/** What the org has done so far: no call that is refused may add to it. */
const done = () =>
  Object.entries(org.counters()).filter(([name]) =>
    /^(?:action|approval|created|updated|mail)\b|apexrest|^(?:POST|PATCH|PUT) /.test(name),
  );

describe("confirmation", () => {
  test.each(both)("%s is asked about when any write is, and a no sends nothing", async (_, [tool, args]) => {
    const questions: string[] = [];
    const decline: ConnectOptions["elicit"] = (question) => {
      questions.push(question);
      return { action: "decline" };
    };
    const { call } = await server({ SALESFORCE_CONFIRM: "writes" }, { elicit: decline });
    const before = done();
    expect((await call(tool, args())).text).toMatch(/^NOT_CONFIRMED: /);
    expect(questions).toHaveLength(1);
    expect(questions[0]).toMatch(new RegExp(`^${tool} would `));
    expect(done()).toEqual(before);
  });

  test.each(both)(
    "%s is asked about in destructive mode where nobody can foresee it",
    async (name, [tool, args]) => {
      const { call } = await server({ SALESFORCE_CONFIRM: "destructive" });
      const { text } = await call(tool, args());
      expect(text.startsWith("NOT_CONFIRMED"), text).toBe(name in unforeseen);
    },
  );

  test("the question says what is run and that nobody can foresee it", async () => {
    let question = "";
    const elicit: ConnectOptions["elicit"] = (asked) => {
      question = asked;
      return { action: "accept", content: { confirm: true } };
    };
    const { call } = await server({ SALESFORCE_CONFIRM: "destructive" }, { elicit });
    expect((await call(flowByKind[0], flowByKind[1]())).isError).toBe(false);
    expect(question).toContain(
      "runAction would run the flow Plan_Follow_Up once, and nobody can foresee what it changes",
    );
    expect(question).toContain(account);
  });
});

describe("read-only mode", () => {
  test("offers listActions alone, and refuses the others by every road", async () => {
    const { client, call } = await server({ SALESFORCE_READ_ONLY: "true" });
    const names = (await client.listTools()).tools.map(({ name }) => name);
    expect(names).toContain("listActions");
    expect(client.getInstructions()).not.toContain("runAction");
    expect(plain.client.getInstructions()).toContain("runAction");
    for (const name of ["runAction", "processApproval", "callApexRest"]) expect(names).not.toContain(name);
    for (const [, [tool, args]] of both) expect((await call(tool, args())).text).toMatch(/^READ_ONLY: /);
    expect((await call("listActions", { name: "Plan_Follow_Up" })).isError).toBe(false);
    for (const url of roads.map(({ url: text }) => text))
      expect(
        (await call("executeBatch", { batchRequests: [{ method: "POST", url, richInput: {} }] })).text,
      ).toMatch(/^READ_ONLY: /);
  });
});

describe("object lists", () => {
  test.each(Object.entries(unforeseen))("refuse %s unless it is named", async (_, [tool, args]) => {
    const lists = { SALESFORCE_DENIED_OBJECTS: "Case" };
    const before = done();
    const refused = await (await server(lists)).call(tool, args());
    expect(refused.text).toMatch(/^DENIED_OBJECT: .*\nHint: .*SALESFORCE_ALLOWED_ACTIONS/);
    expect(done()).toEqual(before);
    const named = { ...lists, SALESFORCE_ALLOWED_ACTIONS: "plan_*,ApplyDiscount,LogACall,apexrest/projects" };
    const { text } = await (await server(named)).call(tool, args());
    expect(text).not.toMatch(/DENIED/);
  });

  test("hold for what the others are about", async () => {
    const denied = await server({ SALESFORCE_DENIED_OBJECTS: "Opportunity,Task" });
    for (const [tool, args] of [submit, approval, quick])
      expect((await denied.call(tool, args())).text).toMatch(/^DENIED_OBJECT: /);
    expect((await denied.call(mail[0], mail[1]())).isError).toBe(false);
    expect((await denied.call("listActions", { name: "LogACall" })).text).toMatch(/^DENIED_OBJECT: /);
    expect((await denied.call("listActions", { object: "Opportunity" })).text).toMatch(/^DENIED_OBJECT: /);
    const onDeal = { name: "LogACall", kind: "quickAction", inputs: [{ contextId: deal, Subject: "x" }] };
    const tasks = await server({ SALESFORCE_DENIED_OBJECTS: "Opportunity" });
    expect((await tasks.call("runAction", onDeal)).text).toMatch(/^DENIED_OBJECT: Opportunity /);
    const allowed = await server({ SALESFORCE_ALLOWED_OBJECTS: "Account,Contact" });
    expect((await allowed.call(quickOfObject[0], quickOfObject[1]())).isError).toBe(false);
    expect((await allowed.call(post[0], post[1]())).text).toMatch(/^DENIED_OBJECT: FeedItem/);
  });

  test("hold for a work item by the record that it is about", async () => {
    await plain.call(approval[0], approval[1]());
    const soql = `SELECT Id FROM ProcessInstanceWorkitem WHERE ProcessInstance.TargetObjectId = '${deal}'`;
    const item = /^04i\w{15}/m.exec((await plain.call("executeQuery", { soql })).text)?.[0];
    const reject = { action: "Reject", ids: [item] };
    const denied = await server({ SALESFORCE_DENIED_OBJECTS: "Opportunity" });
    expect((await denied.call("processApproval", reject)).text).toMatch(/^DENIED_OBJECT: Opportunity /);
    expect((await denied.call("processApproval", { ...reject, ids: ["04i000000000001AAA"] })).text).toMatch(
      /^DENIED_OBJECT: It is not known which record/,
    );
    const allowed = await server({ SALESFORCE_ALLOWED_OBJECTS: "Opportunity" });
    expect((await allowed.call("processApproval", reject)).isError).toBe(false);
    // The names of users are none of this server's business then.
    const again = await allowed.call(approval[0], approval[1]());
    expect(again.text).toMatch(/and lies with 005\w{15} now/);
    expect(again.text).not.toContain("Dana");
    await plain.call("processApproval", { action: "Reject", ids: [deal] });
  });
});

/** Every road to what can be run, with the names by which a list may mean it. */
const roads = [
  { url: "actions/standard/chatterPost", names: ["chatterPost"] },
  { url: "/services/data/v66.0/actions/standard/emailSimple", names: ["emailSimple"] },
  { url: "actions/custom/flow/Plan_Follow_Up", names: ["Plan_Follow_Up"] },
  { url: "v66.0/actions/custom/apex/ApplyDiscount", names: ["ApplyDiscount"] },
  { url: "actions/custom/quickAction/Account/New_Contact", names: ["Account.New_Contact", "New_Contact"] },
  { url: "quickActions/LogACall", names: ["LogACall"] },
  { url: "sobjects/Account/quickActions/New_Contact", names: ["Account.New_Contact", "New_Contact"] },
  { url: "process/approvals", names: ["submit"] },
  { url: "process/rules/Account/My_Rule", names: ["process/rules/Account/My_Rule"] },
  { url: "tooling/executeAnonymous", names: ["tooling/executeAnonymous"] },
  { url: "sobjects/User/005000000000001AAA/password", names: ["sobjects/User/005000000000001AAA/password"] },
];

describe("SALESFORCE_ALLOWED_ACTIONS", () => {
  test("lets through what it names, in any case, and nothing else", async () => {
    const some = await server({
      SALESFORCE_ALLOWED_ACTIONS: "plan_follow_up,Chatter*,approve,apexrest/projects",
    });
    for (const [tool, args] of [flow, post, apexGet])
      expect((await some.call(tool, args())).isError).toBe(false);
    const before = done();
    for (const [tool, args] of [apex, mail, submit, quick, quickOfObject, approval])
      expect((await some.call(tool, args())).text).toMatch(
        /^DENIED_ACTION: .* Nothing was sent\.\nHint: These may be run: plan_follow_up,/,
      );
    expect((await some.call("callApexRest", { method: "GET", path: "projects2" })).text).toMatch(
      /^DENIED_ACTION/,
    );
    expect(done()).toEqual(before);
    expect((await some.call(decision[0], decision[1]())).text).not.toMatch(/DENIED/);
    expect(some.client.getInstructions()).toContain("Only these actions may be run: plan_follow_up");
    expect((await some.call("createRecord", { object: "Account", record: { Name: "x" } })).isError).toBe(
      false,
    );
  });

  test("holds on every road through composite and batch requests, however it is written", {
    timeout: 30_000,
  }, async () => {
    const { call } = await server({ SALESFORCE_ALLOWED_ACTIONS: "Nothing_Else" });
    const body = { requests: [{ actionType: "Submit", contextId: account }], inputs: [{}], record: {} };
    const spelt = fc.record({
      road: fc.constantFrom(...roads),
      upper: fc.boolean(),
      encoded: fc.boolean(),
      slash: fc.boolean(),
      method: fc.constantFrom("POST", "post", "PATCH", "PUT", " POST "),
      nest: fc.constantFrom("batch", "composite", "batch in batch", "graph"),
    });
    await fc.assert(
      fc.asyncProperty(spelt, async ({ road, upper, encoded, slash, method, nest }) => {
        const [first = "", ...rest] = road.url.split("/").filter((part) => part !== "");
        const isVersioned = /^(?:services|v66)/.test(first);
        let url = [upper && !isVersioned ? first.toUpperCase() : first, ...rest].join("/");
        if (encoded) url = url.replace("A", "%41").replace("p", "%70");
        if (slash || first === "services") url = `/${url}`;
        const before = done();
        const batch = { batchRequests: [{ method, url, richInput: body }] };
        const part = { method, url, body, referenceId: "a" };
        const { text, isError } =
          nest === "batch"
            ? await call("executeBatch", batch)
            : nest === "composite"
              ? await call("executeComposite", { compositeRequest: [part] })
              : nest === "graph"
                ? await call("executeBatch", {
                    batchRequests: [
                      {
                        method: "POST",
                        url: "composite/graph",
                        richInput: { graphs: [{ graphId: "1", compositeRequest: [part] }] },
                      },
                    ],
                  })
                : await call("executeBatch", {
                    batchRequests: [{ method: "POST", url: "composite/batch", richInput: batch }],
                  });
        expect(isError).toBe(true);
        expect(text).toMatch(/^(?:DENIED_ACTION|BAD_ARGUMENT)/);
        if (!encoded) expect(text).toMatch(/^DENIED_ACTION/);
        expect(done()).toEqual(before);
      }),
      { numRuns: 60, seed: 18 },
    );
  });

  test.each(roads)("knows $url by its names", async ({ url, names }) => {
    const { runsOf } = await import("../../src/guard/action-names.ts");
    const { parseAddress } = await import("../../src/guard/subrequest-url.ts");
    const body = { requests: [{ actionType: "Submit" }] };
    const [runs = []] = runsOf(parseAddress(url, "url").segments, body);
    expect(runs).toEqual(names);
    for (const name of names) expect(allowsRun([name])({ effect: "delete", runs })).toBe(true);
    expect(allowsRun([`${names[0]}x`, "x*"])({ effect: "delete", runs })).toBe(false);
  });

  test("of several approvals in one request all must be named, and a request that is not understood none", async () => {
    const { call } = await server({ SALESFORCE_ALLOWED_ACTIONS: "submit" });
    const send = (requests: unknown) =>
      call("executeBatch", {
        batchRequests: [{ method: "POST", url: "process/approvals", richInput: { requests } }],
      });
    const one = { actionType: "Submit", contextId: account };
    expect((await send([one])).text).toContain("NO_APPLICABLE_PROCESS");
    expect((await send([one, { actionType: "Approve", contextId: account }])).text).toMatch(/^DENIED_ACTION/);
    expect((await send([one, { contextId: account }])).text).toMatch(/^DENIED_ACTION/);
    expect((await send({})).text).toMatch(/^DENIED_ACTION/);
    expect((await send([{ ...one, ActionType: "Approve" }])).text).toMatch(/^DENIED_ACTION/);
  });

  test.each([
    "actions/custom/@{a.Name}/Plan_Follow_Up",
    "jobs/@{a.Name}",
    "sobjects/@{a.Name}",
    "sobjects/Account/quickActions/@{a.Name}",
    "@{a.Name}",
  ])("%s, where a reference may lead elsewhere, is refused", async (url) => {
    const names = "Plan_Follow_Up,New_Contact";
    const { call } = await server({ SALESFORCE_ALLOWED_ACTIONS: names });
    const body = { Name: "x" };
    const parts = [
      { method: "POST", url: "sobjects/Account", referenceId: "a", body },
      { method: "POST", url, referenceId: "b", body },
    ];
    const before = done();
    expect((await call("executeComposite", { compositeRequest: parts })).text).toMatch(/^DENIED_ACTION/);
    expect(done()).toEqual(before);
    const byId = { method: "PATCH", url: "sobjects/Account/@{a.id}", referenceId: "b", body: { Phone: "1" } };
    const plainly = await call("executeComposite", { compositeRequest: [parts[0], byId] });
    expect(plainly.isError).toBe(false);
  });

  test("a GET that may run something is held to it too, one that is known to read is not", async () => {
    const { call } = await server({ SALESFORCE_ALLOWED_ACTIONS: "submit" });
    const get = (url: string) => call("executeBatch", { batchRequests: [{ method: "GET", url }] });
    expect((await get("tooling/executeAnonymous?anonymousBody=x")).text).toMatch(/^DENIED_ACTION/);
    for (const url of ["limits", "query?q=SELECT Id FROM Account LIMIT 1", "sobjects/Account/quickActions"])
      expect((await get(url)).isError, url).toBe(false);
  });

  test.each(["a b", "-x", "Plan*Follow", "x;y", "1x"])("%j is refused at start", async (text) => {
    const { code, stderr } = await runCommand(["call", "listActions"], {
      env: { SALESFORCE_ALLOWED_ACTIONS: text },
    });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("takes names of actions") });
  });

  test("a .env of the working directory narrows it, and opens no object list", async () => {
    const names = fc.constantFrom("submit", "Plan_*", "*", "apexrest/projects", "ApplyDiscount", "P*");
    const list = fc.option(
      fc.array(names, { minLength: 1, maxLength: 3 }).map((all) => all.join(",")),
      { nil: undefined },
    );
    const runs = [["submit"], ["Plan_Follow_Up"], ["apexrest/projects"], ["ApplyDiscount"], ["Other"]];
    fc.assert(
      fc.property(list, list, (mine, theirs) => {
        const problems: string[] = [];
        const env = { ...ownFolder, SALESFORCE_CLIENT_ID: "mine", SALESFORCE_ALLOWED_ACTIONS: mine };
        const { given } = settle(
          { flags: {}, env, dotenv: { SALESFORCE_ALLOWED_ACTIONS: theirs } },
          problems,
        );
        if (problems.length > 0) return;
        const lets = (text: string | undefined, names: string[]) =>
          text === undefined || allowsRun(text.split(","))({ effect: "delete", runs: names });
        const found = given.get("allowedActions");
        for (const name of runs) expect(lets(found?.text, name)).toBe(lets(mine, name) && lets(theirs, name));
        expect(found?.onlyNarrows).toBe(mine === undefined && theirs !== undefined ? true : undefined);
      }),
      { numRuns: 300, seed: 18 },
    );
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, ".env"), "SALESFORCE_ALLOWED_ACTIONS=*\n");
    const env = { ...org.settings, SALESFORCE_DENIED_OBJECTS: "Case" };
    const args = ["call", flow[0], JSON.stringify(flow[1]())];
    expect((await runCommand(args, { env, cwd })).stdout).toMatch(/^DENIED_OBJECT/);
    const own = { ...env, SALESFORCE_ALLOWED_ACTIONS: "Plan_*" };
    expect((await runCommand(args, { env: own, cwd })).stdout).toContain('"success":true');
  });
});

test("the audit has the action's name, and the ids that are told", async () => {
  const file = join(temporaryFolder(), "audit.jsonl");
  const { call } = await server({ SALESFORCE_AUDIT_LOG: file });
  for (const [tool, args] of [flow, apexGet, quickOfObject, approval]) await call(tool, args());
  const batch = { method: "POST", url: "actions/custom/apex/ApplyDiscount", richInput: { inputs: [{}] } };
  await call("executeBatch", { batchRequests: [batch] });
  const lines = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    {
      tool: "runAction",
      action: "Plan_Follow_Up",
      effect: "delete",
      ids: [account, expect.stringMatching(/^00T/)],
    },
    { tool: "callApexRest", action: "apexrest/projects" },
    {
      tool: "runAction",
      action: "Account.New_Contact",
      effect: "update",
      ids: [account, expect.stringMatching(/^003/)],
    },
    { tool: "processApproval", action: "submit", ids: expect.arrayContaining([deal]) },
    { tool: "executeBatch", action: "ApplyDiscount" },
  ]);
});
