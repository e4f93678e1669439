import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../../src/demo/org.ts";
import { type Connected, connect } from "../../connect.ts";

let org: DemoOrg;
let server: Connected;
let account = "";
let deal = "";

beforeAll(async () => {
  org = await startDemoOrg();
  server = await connect({ org });
  account = await idOf("SELECT Id FROM Account LIMIT 1");
  deal = await idOf("SELECT Id FROM Opportunity WHERE IsClosed = false AND Amount > 20000 LIMIT 1");
});

afterAll(async () => {
  await server.close();
  await org.close();
});

async function idOf(soql: string): Promise<string> {
  return (await server.call("executeQuery", { soql })).text.split("\n")[2] ?? "";
}

const count = async (object: string) =>
  Number(
    /count=(\d+)/.exec(
      (await server.call("executeQuery", { soql: `SELECT COUNT() FROM ${object}` })).text,
    )?.[1],
  );
const runs = () => Object.entries(org.counters()).filter(([name]) => /^(?:action\.|POST)/.test(name));

describe("listActions", () => {
  test("shows every kind in one CSV, and what each is for", async () => {
    const { text } = await server.call("listActions");
    expect(text.split("\n")[1]).toBe("name,kind,label,for");
    expect(text).toMatch(/^submit,standard,Submit for Approval,Submits a Salesforce record/m);
    expect(text).toMatch(/^Plan_Follow_Up,flow,Plan a follow-up,Plans a call/m);
    expect(text).toMatch(/^ApplyDiscount,apex,/m);
    expect(text).toMatch(/^LogACall,quickAction,Log a Call,/m);
    expect(text).not.toContain("New_Contact");
  });

  test("narrows by object, search and kind", async () => {
    const onAccount = await server.call("listActions", { object: "Account", kind: "quickAction" });
    expect(onAccount.text).toMatch(
      /^Account\.New_Contact,quickAction,New Contact,creates a record of Contact$/m,
    );
    expect(onAccount.text).toContain("LogACall");
    const found = await server.call("listActions", { search: "follow up" });
    expect(found.text).toMatch(/totalSize=1 /);
    expect((await server.call("listActions", { object: "Acount" })).text).toContain("Account");
  });

  test("with name tells inputs, required ones first, and outputs", async () => {
    const { text } = await server.call("listActions", { name: "ApplyDiscount" });
    expect(JSON.parse(text)).toEqual({
      name: "ApplyDiscount",
      kind: "apex",
      label: "Apply a discount",
      for: "Takes a discount of up to 30 percent off an open deal's amount.",
      inputs: { opportunityId: "string, required: The deal.", percent: "number, required: 0 to 30." },
      outputs: { oldAmount: "number: The amount before.", newAmount: "number: The amount after." },
    });
    const mail = JSON.parse((await server.call("listActions", { name: "emailSimple" })).text);
    expect(Object.keys(mail.inputs).slice(0, 2)).toEqual(["emailBody", "emailSubject"]);
    expect(mail.inputs.emailAddressesArray).toMatch(/^string list/);
    const quick = JSON.parse((await server.call("listActions", { name: "Account.New_Contact" })).text);
    expect(quick.inputs.LastName).toBe("string, required: Last Name");
    expect(Object.keys(quick.inputs)).toContain("contextId");
  });

  test("is kept for a while", async () => {
    await server.call("listActions", { object: "Case" });
    const before = Object.values(org.counters()).reduce((sum, number) => sum + number, 0);
    await server.call("listActions", { object: "Case" });
    await server.call("listActions", { name: "Plan_Follow_Up" });
    expect(Object.values(org.counters()).reduce((sum, number) => sum + number, 0)).toBe(before);
  });

  test("is asked for again after a minute, and used again when nothing changed", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      const path = "/actions/custom/apex/ApplyDiscount";
      const fresh = await server.call("listActions", { name: "ApplyDiscount" });
      const unchanged = org.faults.add({ path, answer: { status: 304 } });
      vi.setSystemTime(Date.now() + 61_000);
      expect(await server.call("listActions", { name: "ApplyDiscount" })).toEqual(fresh);
      expect(unchanged.met).toBe(1);
    } finally {
      vi.useRealTimers();
      org.faults.clear();
    }
  });
});

describe("runAction", () => {
  test("runs a flow, and each result is in its place", async () => {
    const { text, isError } = await server.call("runAction", {
      name: "Plan_Follow_Up",
      inputs: [
        { accountId: account, subject: "One" },
        { accountId: deal },
        { accountId: account, daysFromNow: "3" },
      ],
    });
    expect(isError).toBe(false);
    const answer = JSON.parse(text);
    expect(text).toMatch(
      /^\{"summary":"1 of 3 inputs failed, 2 succeeded; of what failed nothing was kept","failed":/,
    );
    expect(answer.failed).toMatchObject([{ input: 2, code: "UNKNOWN_EXCEPTION" }]);
    expect(answer.results.map(({ input }: { input: number }) => input)).toEqual([1, 3]);
    expect(answer.results[0].outputs.taskId).toMatch(/^00T/);
    expect(answer).toMatchObject({ canUndo: false, reason: "what Plan_Follow_Up did cannot be taken back" });
    expect((await server.call("listChanges")).text).toMatch(/,runAction,run,.*false,what Plan_Follow_Up did/);
  });

  test("runs Apex, and its refusal is an error with the code", async () => {
    const run = (percent: number) =>
      server.call("runAction", {
        name: "ApplyDiscount",
        kind: "apex",
        inputs: [{ opportunityId: deal, percent }],
      });
    expect(JSON.parse((await run(10)).text)).toMatchObject({
      success: true,
      outputs: { newAmount: expect.anything() },
    });
    const { text, isError } = await run(99);
    expect(isError).toBe(true);
    expect(text).toMatch(
      /^APEX_ERROR: ApplyDiscount\.DiscountException: A discount is 0 to 30 percent\n\{"summary":"it failed, and nothing of it was kept"/,
    );
    expect(text).not.toContain('"change"');
  });

  test("posts, mails and submits", async () => {
    const post = await server.call("runAction", {
      name: "chatterPost",
      inputs: [{ subjectNameOrId: account, text: "Called them" }],
    });
    expect(JSON.parse(post.text).outputs.feedItemId).toMatch(/^0D5/);
    const mails = org.outbox().length;
    const mail = { emailSubject: "Hello", emailBody: "x", emailAddressesArray: "a@x.example" };
    expect((await server.call("runAction", { name: "emailSimple", inputs: [mail] })).isError).toBe(false);
    expect(org.outbox().length).toBe(mails + 1);
  });

  test("runs quick actions in either form, with a record to start from", async () => {
    const created = await server.call("runAction", {
      name: "New_Contact",
      object: "Account",
      inputs: [
        { contextId: account, record: { LastName: "Quick" } },
        { recordId: account, LastName: "Quicker" },
      ],
    });
    const { results } = JSON.parse(created.text);
    expect(results).toMatchObject([
      { input: 1, created: true },
      { input: 2, created: true },
    ]);
    const made = await server.call("executeQuery", {
      soql: `SELECT COUNT() FROM Contact WHERE AccountId = '${account}' AND LastName LIKE 'Quick%'`,
    });
    expect(made.text).toContain("count=2");
    const logged = await server.call("runAction", {
      name: "LogACall",
      inputs: [{ Subject: "Rang", WhatId: account }],
    });
    expect(JSON.parse(logged.text)).toMatchObject({ action: "LogACall", success: true, created: true });
    const changed = await server.call("runAction", {
      name: "Opportunity.Update_Next_Step",
      inputs: [{ contextId: deal, NextStep: "Ring them" }],
    });
    expect(JSON.parse(changed.text)).toMatchObject({ success: true, id: deal });
  });

  test("refuses before anything is sent what the description does not fit", async () => {
    const before = runs();
    const refused = async (args: Record<string, unknown>) => {
      const { text, isError } = await server.call("runAction", args);
      expect(isError).toBe(true);
      expect(text).toMatch(/^BAD_ARGUMENT: /);
      return text;
    };
    expect(await refused({ name: "Plan_Follow_Up", inputs: [{ acountId: account }] })).toContain(
      'inputs[0] has no "acountId"; did you mean accountId?\ninputs[0] lacks accountId (string), which it needs',
    );
    expect(
      await refused({ name: "ApplyDiscount", inputs: [{ opportunityId: [deal], percent: "many" }] }),
    ).toMatch(/opportunityId takes a single value, not a list\n.*percent takes a number, not "many"/);
    expect(await refused({ name: "Plan_Folow_Up", inputs: [{}] })).toContain("Did you mean Plan_Follow_Up?");
    expect(await refused({ name: "New_Contact", inputs: [{}] })).toContain(
      "Did you mean Account.New_Contact?",
    );
    expect(await refused({ name: "ApplyDiscount", kind: "flow", inputs: [{}] })).toContain(
      'Give kind "apex"',
    );
    const update = { name: "Opportunity.Update_Next_Step", inputs: [{ NextStep: "x" }] };
    expect(await refused(update)).toContain("lacks contextId");
    expect(
      await refused({ name: "LogACall", inputs: Array.from({ length: 26 }, () => ({ Subject: "x" })) }),
    ).toContain("1 to 25");
    expect(runs()).toEqual(before);
  });

  test("a name that several kinds have is refused with the kinds", async () => {
    const flows = { actions: [{ name: "submit", label: "Submit", type: "FLOW" }] };
    const other = await connect({ org });
    org.faults.add({ path: "/actions/custom/flow", answer: { status: 200, body: JSON.stringify(flows) } });
    const { text } = await other.call("runAction", { name: "submit", inputs: [{ objectId: deal }] });
    expect(text).toMatch(/^BAD_ARGUMENT: name: submit is 2 actions: submit \(standard\), submit \(flow\)\./);
    expect(text).toContain('Give kind: "standard" or "flow"');
    await other.close();
  });

  test("a flow under the name of a harmless standard action is not run in its place", async () => {
    const flows = { actions: [{ name: "submit", label: "Submit", type: "FLOW" }] };
    const other = await connect({ org });
    org.faults.add({ path: "/actions/custom/flow", answer: { status: 200, body: JSON.stringify(flows) } });
    org.faults.add({ path: "/actions/standard", answer: { status: 200, body: '{"actions":[]}' } });
    const { text } = await other.call("runAction", { name: "submit", inputs: [{ objectId: deal }] });
    expect(text).toMatch(/^BAD_ARGUMENT: .*one of the kind flow/);
    await other.close();
  });

  test("whatever the inputs, the server answers, and what it refuses itself is not sent", {
    timeout: 30_000,
  }, async () => {
    const value = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.array(fc.string({ maxLength: 5 }), { maxLength: 3 }),
      fc.constantFrom(account, deal, "7", "-1", "1e9"),
    );
    const key = fc.constantFrom(
      "accountId",
      "daysFromNow",
      "subject",
      "rating",
      "__proto__",
      "AccountId",
      "x y",
    );
    const inputs = fc.array(fc.dictionary(key, value, { maxKeys: 4 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(inputs, async (given) => {
        const before = await count("Task");
        const { text, isError } = await server.call("runAction", { name: "Plan_Follow_Up", inputs: given });
        const made = (await count("Task")) - before;
        if (text.startsWith("BAD_ARGUMENT")) {
          expect(made).toBe(0);
          return;
        }
        const results = text.replace(/^(?!\{).*\n/, "");
        const { results: kept, failed = [], success } = JSON.parse(results.slice(results.indexOf("{")));
        expect(made).toBe(success ? 1 : (kept?.length ?? 0));
        expect(made + failed.length).toBe(given.length);
        expect(isError).toBe(made === 0);
      }),
      { numRuns: 40, seed: 18 },
    );
  });
});

describe("faults", () => {
  test("of a flow that fails halfway nothing is kept, and it says so", async () => {
    const before = await count("Task");
    const { text, isError } = await server.call("runAction", {
      name: "Plan_Follow_Up",
      inputs: [{ accountId: account, rating: "Blazing" }],
    });
    expect(isError).toBe(true);
    expect(text).toMatch(
      /^UNKNOWN_EXCEPTION: An unhandled fault .* no rating Blazing\n\{"summary":"it failed, and nothing of it was kept"/,
    );
    expect(await count("Task")).toBe(before);
  });

  test("a lost connection is told, and nothing is sent twice", async () => {
    const before = await count("Task");
    org.faults.add({ method: "POST", path: "/actions/custom/flow/", close: "after" });
    const { text, isError } = await server.call("runAction", {
      name: "Plan_Follow_Up",
      inputs: [{ accountId: account }],
    });
    expect(isError).toBe(true);
    expect(text).toMatch(/^NETWORK: .*had been sent, so what was asked for may or may not have been done/);
    expect(await count("Task")).toBe(before + 1);
    expect((await server.call("listChanges")).text).toContain("the answer was lost");
  });

  test("fewer results than inputs are told with both numbers", async () => {
    const answer = [{ actionName: "Plan_Follow_Up", errors: null, isSuccess: true, outputValues: {} }];
    org.faults.add({
      method: "POST",
      path: "/actions/custom/",
      answer: { status: 200, body: JSON.stringify(answer) },
    });
    const { text, isError } = await server.call("runAction", {
      name: "Plan_Follow_Up",
      inputs: [{ accountId: account }, { accountId: account }],
    });
    expect(isError).toBe(true);
    expect(text).toMatch(/^UNEXPECTED_RESPONSE: 2 inputs went to Salesforce and 1 result came back/);
    expect(text).toContain('"results":[{"input":1');
  });
});
