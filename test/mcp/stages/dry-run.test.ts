import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { allToolsets } from "../../all-toolsets.ts";
import { temporaryFolder } from "../../own-folder.ts";
import { creating } from "./account-parts.ts";
import { account, dry, dryRunServer } from "./dry-run-server.ts";

const { org, http, server, opening, named } = await dryRunServer();

test("six tools offer dry runs, and every one of them writes", () => {
  const tools = Object.values(allToolsets).flatMap((set) => Object.entries(set.tools));
  const offering = tools.filter(([, tool]) => "validateOnly" in tool.input.shape);
  expect(offering.map(([name]) => name).sort()).toEqual([
    "createRecord",
    "deleteRecord",
    "executeCollection",
    "executeComposite",
    "updateRecord",
    "upsertRecord",
  ]);
  expect(offering.filter(([, tool]) => tool.effect === "read")).toEqual([]);
});

describe("what would be kept", () => {
  test("is valid, costs one request, and leaves neither a record nor a change", async () => {
    const own = await opening();
    await own.call("describeObject", { object: "Account" });
    org.resetCounters();
    expect((await own.call("createRecord", { ...account("Tried"), ...dry })).text).toBe('{"valid":true}');
    expect(org.counters()["api"]).toBe(1);
    const two = {
      operation: "create",
      object: "Account",
      records: [{ Name: "Tried" }, { Name: "Tried" }],
      ...dry,
    };
    expect((await own.call("executeCollection", two)).text).toBe('{"valid":true,"parts":2}');
    const parts = { ...creating("Tried", "Tried", "Tried"), ...dry };
    expect((await own.call("executeComposite", parts)).text).toBe('{"valid":true,"parts":3}');
    expect(await named("Tried")).toBe(0);
    expect((await own.call("listChanges", {})).text).toMatch(/^# totalSize=0/);
  });

  test("takes an auto-number all the same, as Salesforce does", async () => {
    const number = async () => {
      const id = await http.create("Case", { Subject: "Numbered" });
      const [row] = await http.query(`SELECT CaseNumber FROM Case WHERE Id = '${id}'`);
      return Number(row?.["CaseNumber"]);
    };
    const first = await number();
    await server.call("createRecord", { object: "Case", record: { Subject: "Tried" }, ...dry });
    expect(await number()).toBe(first + 2);
  });

  test("a note on a value that its picklist does not have stands in the answer", async () => {
    const record = { Name: "Noted", Industry: "Nonsense" };
    const { text } = await server.call("createRecord", { object: "Account", record, ...dry });
    expect(text).toMatch(/^\{"notes":\[".*Nonsense.*"\],"valid":true\}$/);
  });
});

describe("what cannot be tried is refused before it is sent", () => {
  test.each<[string, string, Record<string, unknown>, RegExp]>([
    [
      "a reference",
      "createRecord",
      account("see @{other.id}"),
      /^BAD_ARGUMENT: record\.Name: its text holds @\{/,
    ],
    [
      "a reference in a name",
      "createRecord",
      { object: "Account", record: { Name: "A", "@{b}": 1 } },
      /record\.@\{b\}: /,
    ],
    [
      "a reference in a key",
      "upsertRecord",
      { object: "Account", externalIdField: "External_Id__c", externalId: "@{a.id}", record: { Name: "A" } },
      /^BAD_ARGUMENT: externalId: /,
    ],
    [
      "a reference for many",
      "executeCollection",
      { operation: "update", object: "Account", ids: ["001DE00000000GFYAY"], record: { Name: "@{a}" } },
      /^BAD_ARGUMENT: record\.Name: /,
    ],
    [
      "a platform event",
      "createRecord",
      { object: "Order__e", record: { Name: "A" } },
      /^BAD_ARGUMENT: validateOnly: what is written to Order__e may last/,
    ],
    [
      "a record of another system",
      "executeCollection",
      { operation: "create", object: "Order__x", records: [{ Name: "A" }] },
      /^BAD_ARGUMENT: validateOnly: what is written to Order__x may last/,
    ],
    [
      "a request inside a part",
      "executeComposite",
      {
        compositeRequest: [
          {
            method: "POST",
            url: "composite/batch",
            referenceId: "b",
            body: { batchRequests: [{ method: "POST", url: "sobjects/Account", richInput: { Name: "A" } }] },
          },
        ],
      },
      /^BAD_ARGUMENT: compositeRequest\[0\]: with validateOnly it holds no requests of its own/,
    ],
    [
      "a reference in a list",
      "executeCollection",
      { operation: "create", object: "Account", records: [{ Name: "A" }, { Name: "@{" }] },
      /records\[1\]\.Name: /,
    ],
    [
      "reading",
      "executeCollection",
      { operation: "retrieve", object: "Account", ids: ["001DE00000000GFYAY"], fields: ["Name"] },
      /validateOnly: retrieve takes none/,
    ],
    ["25 parts", "executeComposite", creating(...Array.from({ length: 25 }, () => "A")), /at most 24 parts/],
    [
      "mail",
      "executeComposite",
      {
        compositeRequest: [
          { method: "POST", url: "actions/standard/emailSimple", referenceId: "m", body: { inputs: [{}] } },
        ],
      },
      /what POST actions\/standard\/emailSimple does/,
    ],
  ])("%s", async (_, name, args, wrong) => {
    await server.call("createRecord", { ...account("A"), ...dry });
    org.resetCounters();
    const { text, isError } = await server.call(name, { ...args, ...dry });
    expect(text).toMatch(wrong);
    expect(text).toContain("Nothing was sent");
    expect(isError).toBe(true);
    expect(org.counters()["api"] ?? 0).toBe(0);
  });

  test("a part may have the name of the one that must fail", async () => {
    const [part] = creating("A").compositeRequest;
    const compositeRequest = ["mustFail", "mustFail_"].map((referenceId) => ({ ...part, referenceId }));
    expect((await server.call("executeComposite", { compositeRequest, ...dry })).text).toContain(
      '"valid":true',
    );
  });

  test("24 parts are not too many", async () => {
    const parts = creating(...Array.from({ length: 24 }, () => "A"));
    expect((await server.call("executeComposite", { ...parts, ...dry })).text).toBe(
      '{"valid":true,"parts":24}',
    );
  });
});

describe("the guards", () => {
  test("nobody is asked before a dry run, and everybody before the call", async () => {
    let questions = 0;
    const elicit = () => {
      questions++;
      return { action: "decline" as const };
    };
    const id = await http.create("Account", { Name: "Stays" });
    const asking = await opening({ settings: { SALESFORCE_CONFIRM: "writes" }, elicit });
    expect((await asking.call("deleteRecord", { object: "Account", id, ...dry })).text).toBe(
      '{"valid":true}',
    );
    expect(questions).toBe(0);
    const { text } = await asking.call("deleteRecord", { object: "Account", id, validateOnly: false });
    expect(text).toMatch(/^NOT_CONFIRMED/);
    expect(questions).toBe(1);
    expect(await named("Stays")).toBe(1);
  });

  test("read-only mode and object lists refuse it as they do the call", async () => {
    const reading = await opening({ settings: { SALESFORCE_READ_ONLY: "true" } });
    expect((await reading.call("createRecord", { ...account("A"), ...dry })).text).toMatch(/^READ_ONLY/);
    expect((await reading.call("executeComposite", { ...creating("A"), ...dry })).text).toMatch(/^READ_ONLY/);
    const listed = await opening({ settings: { SALESFORCE_DENIED_OBJECTS: "Contact" } });
    const contact = { object: "Contact", record: { LastName: "A" }, ...dry };
    expect((await listed.call("createRecord", contact)).text).toMatch(/^DENIED_OBJECT/);
    // The part that must fail names an account, which it does not touch.
    const denied = await opening({ settings: { SALESFORCE_DENIED_OBJECTS: "Account" } });
    expect(
      (await denied.call("createRecord", { object: "Contact", record: { LastName: "A" }, ...dry })).text,
    ).toBe('{"valid":true}');
  });

  test("the audit tells it from a write", async () => {
    const file = join(temporaryFolder(), "audit.jsonl");
    const recorded = await opening({ settings: { SALESFORCE_AUDIT_LOG: file } });
    await recorded.call("createRecord", { ...account("Tried"), ...dry });
    await recorded.call("createRecord", account("Written"));
    const [first, second] = readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(first).toMatchObject({
      tool: "createRecord",
      effect: "create",
      object: "Account",
      dryRun: true,
      outcome: "ok",
    });
    expect(second).not.toHaveProperty("dryRun");
  });
});
