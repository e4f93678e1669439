import { beforeAll, describe, expect, test } from "vitest";
import { knowObjects } from "../../known-objects.ts";
import { creating } from "./account-parts.ts";
import { dry, dryRunServer } from "./dry-run-server.ts";

const { org, http, server } = await dryRunServer();
await knowObjects(server);

/** Without the ids of requests. */
function steady(text: string): string {
  return text.replaceAll(/\bdemo-\w+-\w+\b/g, "demo");
}

describe("what would fail says what the call itself then says", () => {
  const lead = { LastName: "Twin", Company: "Twins", Email: "twin@example.com" };
  let ids: Record<"locked" | "blocked" | "gone" | "plain" | "partner", string>;

  beforeAll(async () => {
    await http.create("Lead", lead);
    const deal = { Name: "Large", StageName: "Prospecting", CloseDate: "2026-12-31", Amount: 90_000 };
    const locked = await http.create("Opportunity", deal);
    const requests = [{ actionType: "Submit", contextId: locked }];
    await http.ask("/process/approvals", { method: "POST", body: JSON.stringify({ requests }) });
    const gone = await http.create("Account", { Name: "Gone" });
    await http.ask(`/sobjects/Account/${gone}`, { method: "DELETE" });
    const blocked = await http.create("Account", { Name: "Blocked" });
    await http.create("Case", { AccountId: blocked });
    const partner = await http.create("Account", { Name: "Partner", Type: "Technology Partner" });
    ids = { locked, blocked, gone, partner, plain: await http.create("Account", { Name: "Plain" }) };
  });

  const project = { Name: "P", Start_Date__c: "2026-05-01" };
  const failing: [string, string, () => Record<string, unknown>, string][] = [
    [
      "a required field",
      "createRecord",
      () => ({ object: "Contact", record: { FirstName: "A" } }),
      "REQUIRED_FIELD_MISSING",
    ],
    ["a duplicate", "createRecord", () => ({ object: "Lead", record: lead }), "DUPLICATES_DETECTED"],
    [
      "a validation rule",
      "createRecord",
      () => ({ object: "Project__c", record: { ...project, End_Date__c: "2026-04-01" } }),
      "FIELD_CUSTOM_VALIDATION_EXCEPTION",
    ],
    [
      "a lookup filter",
      "createRecord",
      () => ({ object: "Project__c", record: { ...project, Account__c: ids.partner } }),
      "FIELD_FILTER_VALIDATION_EXCEPTION",
    ],
    [
      "a restricted picklist",
      "createRecord",
      () => ({ object: "Project__c", record: { ...project, Status__c: "Nope" } }),
      "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
    ],
    [
      "an assignment rule",
      "createRecord",
      () => ({ object: "Lead", record: { LastName: "A", Company: "B" }, assignmentRule: "01QDE0000000zzz" }),
      "INVALID_CROSS_REFERENCE_KEY",
    ],
    ["a misspelt object", "createRecord", () => ({ object: "Acount", record: { Name: "A" } }), "NOT_FOUND"],
    [
      "a misspelt field",
      "updateRecord",
      () => ({ object: "Account", id: ids.plain, record: { Nmae: "A" } }),
      "INVALID_FIELD",
    ],
    [
      "a locked record",
      "updateRecord",
      () => ({ object: "Opportunity", id: ids.locked, record: { Name: "A" } }),
      "ENTITY_IS_LOCKED",
    ],
    [
      "a record that changed since",
      "updateRecord",
      () => ({ object: "Account", id: ids.plain, record: { Name: "A" }, ifUnmodifiedSince: "2001-01-01" }),
      "PRECONDITION_FAILED",
    ],
    [
      "a record in the bin",
      "updateRecord",
      () => ({ object: "Account", id: ids.gone, record: { Name: "A" } }),
      "ENTITY_IS_DELETED",
    ],
    [
      "a key that several have",
      "upsertRecord",
      () => ({
        object: "Account",
        externalIdField: "Legacy_Key__c",
        externalId: "SHARED",
        record: { Name: "A" },
      }),
      "MULTIPLE_MATCHES",
    ],
    [
      "a key that none has",
      "upsertRecord",
      () => ({
        object: "Account",
        externalIdField: "External_Id__c",
        externalId: "none",
        record: { Name: "A" },
        updateOnly: true,
      }),
      "NOT_FOUND",
    ],
    [
      "a record that others hang on",
      "deleteRecord",
      () => ({ object: "Account", id: ids.blocked }),
      "DELETE_FAILED",
    ],
  ];

  test.each(failing)("%s", async (_, name, args, code) => {
    const before = await server.call(name, { ...args(), ...dry });
    const real = await server.call(name, args());
    expect(before.text.split(":")[0]).toBe(code);
    expect({ ...before, text: steady(before.text) }).toEqual({ ...real, text: steady(real.text) });
  });

  test("allowDuplicates lets the dry run of a duplicate pass, as it does the call", async () => {
    const asked = { object: "Lead", record: lead, allowDuplicates: true };
    expect((await server.call("createRecord", { ...asked, ...dry })).text).toBe('{"valid":true}');
    const many = { operation: "create", object: "Lead", records: [lead], allowDuplicates: true };
    expect((await server.call("executeCollection", { ...many, ...dry })).text).toContain('"valid":true');
    const refused = await server.call("executeCollection", { ...many, allowDuplicates: false, ...dry });
    expect(refused.text).toMatch(/^DUPLICATES_DETECTED: /);
  });

  test("of a collection every record, grouped as the call groups them", async () => {
    const records = [{ Name: "Fine" }, { Phone: "1" }, { Phone: "2" }, { Name: "A", Nope__c: 1 }];
    const asked = { operation: "create", object: "Account", records };
    const before = await server.call("executeCollection", { ...asked, ...dry });
    const real = await server.call("executeCollection", asked);
    const [first, json = ""] = before.text.split("\n");
    expect(first).toBe(real.text.split("\n")[0]);
    const { summary, wouldFail } = JSON.parse(json);
    expect(summary).toBe("a dry run, nothing was kept: 3 of 4 would fail");
    expect(wouldFail).toEqual(JSON.parse(real.text.split("\n")[1] ?? "").failed);
    expect(wouldFail).toMatchObject([
      { count: 2, rows: [2, 3] },
      { count: 1, rows: [4] },
    ]);
    expect(before.isError).toBe(true);
  });

  test("of a composite the first part, and which are not judged", async () => {
    const { compositeRequest } = creating("Fine", "", "Not looked at");
    const before = await server.call("executeComposite", { compositeRequest, ...dry });
    const real = await server.call("executeComposite", { compositeRequest });
    const [first, json = ""] = before.text.split("\n");
    expect(first).toBe(real.text.split("\n")[0]);
    const answer = JSON.parse(json);
    expect(answer.summary).toBe("a dry run, nothing was kept: 1 would fail, 1 behind it not judged");
    expect(answer.wouldFail).toEqual(JSON.parse(real.text.split("\n")[1] ?? "").failed);
    expect(answer.notJudged).toEqual(["p2"]);
  });

  test("of a composite the upserts that several records match, found by one more read", async () => {
    const part = (referenceId: string, key: string) => ({
      method: "PATCH",
      url: `sobjects/Account/${key}`,
      referenceId,
      body: { Name: "A" },
    });
    const compositeRequest = [part("new", "External_Id__c/K-9"), part("shared", "Legacy_Key__c/SHARED")];
    await server.call("executeComposite", { compositeRequest, ...dry });
    org.resetCounters();
    const { text } = await server.call("executeComposite", { compositeRequest, ...dry });
    expect(text).toMatch(/^MULTIPLE_MATCHES: \d records have this external id/);
    expect(JSON.parse(text.split("\n")[1] ?? "").wouldFail).toMatchObject([{ part: "shared" }]);
    expect(org.counters()["http.POST"]).toBe(2);
  });

  test("of an upsert by an earlier answer it says what could not be told", async () => {
    const { compositeRequest } = creating("Made");
    const second = {
      method: "PATCH",
      url: "sobjects/Account/Legacy_Key__c/@{p0.id}",
      referenceId: "p1",
      body: { Name: "A" },
    };
    const asked = { compositeRequest: [...compositeRequest, second], ...dry };
    const { text } = await server.call("executeComposite", asked);
    expect(JSON.parse(text)).toMatchObject({
      valid: true,
      parts: 2,
      notes: [expect.stringMatching(/^p1: whether several/)],
    });
  });
});
