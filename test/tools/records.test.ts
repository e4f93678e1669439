import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Connected, connect } from "../connect.ts";

let server: Connected;

beforeAll(async () => {
  server = await connect();
});

afterAll(() => server.close());

async function create(record: Record<string, unknown>, object = "Account"): Promise<string> {
  const { text } = await server.call("createRecord", { object, record });
  return JSON.parse(text).id;
}

describe("records", () => {
  test("a record is created, read, changed and deleted", async () => {
    const id = await create({ Name: 'Ørsted & Co, "North"', Industry: "Energy" });
    expect(id).toMatch(/^001\w{15}$/);
    const changed = await server.call("updateRecord", {
      object: "Account",
      id,
      record: { Phone: "123", Industry: null },
    });
    expect(JSON.parse(changed.text)).toEqual({ id, success: true, change: expect.stringMatching(/^c\d+$/) });
    const read = await server.call("getRecord", {
      object: "Account",
      id,
      fields: ["Name", "Phone", "Industry"],
    });
    expect(JSON.parse(read.text)).toMatchObject({
      Name: 'Ørsted & Co, "North"',
      Phone: "123",
      Industry: null,
    });
    expect((await server.call("deleteRecord", { object: "Account", id })).isError).toBe(false);
    const again = await server.call("deleteRecord", { object: "Account", id });
    expect(again.isError).toBe(true);
    expect(again.text).toMatch(
      /^ENTITY_IS_DELETED: entity is deleted\nHTTP 404 · request \S+ · not retried\nHint: /,
    );
  });

  test("without fields, nulls are left out", async () => {
    const id = await create({ Name: "Nulls" });
    const record = JSON.parse((await server.call("getRecord", { object: "Account", id })).text);
    expect(record.Name).toBe("Nulls");
    expect(Object.values(record)).not.toContain(null);
    expect(record).not.toHaveProperty("attributes");
  });

  test("a record is read by its external id", async () => {
    const { text } = await server.call("getRecord", {
      object: "Account",
      externalIdField: "External_Id__c",
      externalId: "ACC-0001",
      fields: ["Name"],
    });
    expect(JSON.parse(text)).toMatchObject({ Name: "Aurora Analytics" });
  });

  test("upsert creates once, then changes", async () => {
    const args = {
      object: "Account",
      externalIdField: "External_Id__c",
      externalId: "a/b +c#",
      record: { Name: "Upserted" },
    };
    const first = JSON.parse((await server.call("upsertRecord", args)).text);
    const second = JSON.parse(
      (await server.call("upsertRecord", { ...args, record: { Name: "Changed" } })).text,
    );
    expect(first).toMatchObject({ success: true, created: true });
    expect(second).toMatchObject({ id: first.id, success: true, created: false });
  });

  test("upsert with several matches names them and changes nothing", async () => {
    const { text, isError } = await server.call("upsertRecord", {
      object: "Account",
      externalIdField: "Legacy_Key__c",
      externalId: "SHARED",
      record: { Name: "No" },
    });
    expect(isError).toBe(true);
    expect(text).toMatch(
      /^MULTIPLE_MATCHES: 2 records have this external id: 001\w+, 001\w+\..*\nHTTP 300 · request \S+ · not retried\nHint: Choose/,
    );
    expect(
      (await server.call("executeQuery", { soql: "SELECT COUNT() FROM Account WHERE Name = 'No'" })).text,
    ).toContain("totalSize=0");
  });

  test("updateOnly never creates", async () => {
    const { isError } = await server.call("upsertRecord", {
      object: "Account",
      externalIdField: "External_Id__c",
      externalId: "nobody",
      record: { Name: "No" },
      updateOnly: true,
    });
    expect(isError).toBe(true);
  });

  test("a change is refused when somebody else was faster", async () => {
    const id = await create({ Name: "Race" });
    const { text, isError } = await server.call("updateRecord", {
      object: "Account",
      id,
      record: { Name: "Late" },
      ifUnmodifiedSince: "2020-01-01T00:00:00.000+0000",
    });
    expect(isError).toBe(true);
    expect(text).toMatch(
      /^PRECONDITION_FAILED: .*\nHTTP 412 · request \S+ · not retried\nHint: Read the record/,
    );
    const fine = await server.call("updateRecord", {
      object: "Account",
      id,
      record: { Name: "In time" },
      ifUnmodifiedSince: "2999-01-01",
    });
    expect(fine.isError).toBe(false);
  });

  test.each([
    "2020-01-01",
    "2020-01-01T10:00",
    "2020-01-01T10:00:00",
    "2020-01-01T10:00:00Z",
    "2020-01-01T10:00:00.000+0000",
    "2020-01-01T08:00:00-02:00",
  ])("a moment may be written %s", async (ifUnmodifiedSince) => {
    const asked = server.org.faults.add({ method: "PATCH", answer: { status: 412 } });
    const { text } = await server.call("updateRecord", {
      object: "Account",
      id: "001000000000001AAA",
      record: { Name: "x" },
      ifUnmodifiedSince,
    });
    expect(text).toMatch(/^PRECONDITION_FAILED: /);
    expect(asked.met).toBe(1);
  });

  test("a duplicate rule can be passed on purpose", async () => {
    const record = { LastName: "Twin", Email: "twin@people.example" };
    await create(record, "Contact");
    const refused = await server.call("createRecord", { object: "Contact", record });
    expect(refused.text).toMatch(/^DUPLICATES_DETECTED: [\s\S]*allowDuplicates: true/);
    expect(
      (await server.call("createRecord", { object: "Contact", record, allowDuplicates: true })).isError,
    ).toBe(false);
  });

  test.each([
    [
      { Nmae: "x" },
      /^INVALID_FIELD: No such column 'Nmae' on sobject of type Account\n[\s\S]*Hint: Did you mean Name/,
    ],
    [{ Industry: "Energy" }, /^REQUIRED_FIELD_MISSING: Required fields are missing: \[Name\]/],
    [{ Name: "x".repeat(300) }, /^STRING_TOO_LONG: /],
    [{ Name: "x", NumberOfEmployees: "many" }, /^JSON_PARSER_ERROR: /],
    [{ Name: "x", ParentId: "001000000000000AAA" }, /^(?:INVALID_CROSS_REFERENCE_KEY|MALFORMED_ID): /],
  ])("Salesforce's refusal of %j comes with a next step", async (record, expected) => {
    const { text, isError } = await server.call("createRecord", { object: "Account", record });
    expect(isError).toBe(true);
    expect(text).toMatch(expected);
    expect(text).toContain("\nHint: ");
  });

  test("a restricted picklist's values are named", async () => {
    const { text } = await server.call("createRecord", {
      object: "Project__c",
      record: { Name: "P", Start_Date__c: "2026-01-01", Status__c: "Nope" },
    });
    expect(text).toMatch(
      /^INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: [\s\S]*Hint: Status__c takes Planned, Active, On Hold, Done\./,
    );
  });

  test("an unknown object is found by its label", async () => {
    const { text } = await server.call("createRecord", { object: "Project", record: { Name: "x" } });
    expect(text).toMatch(/^NOT_FOUND: [\s\S]*Did you mean Project__c/);
  });
});

describe("bad input reaches nobody", () => {
  test.each<[string, Record<string, unknown>, RegExp]>([
    ["getRecord", { object: "../limits", id: "001000000000001" }, /^BAD_ARGUMENT: object: /],
    ["getRecord", { object: "Account", id: "../../limits" }, /^BAD_ARGUMENT: id: /],
    ["getRecord", { object: "Account" }, /^BAD_ARGUMENT: id: give id, or externalIdField/],
    [
      "getRecord",
      { object: "Account", id: "001000000000001", externalIdField: "X__c", externalId: "1" },
      /^BAD_ARGUMENT: id: give id or externalIdField/,
    ],
    [
      "getRecord",
      { objct: "Account", id: "001000000000001" },
      /'objct' is no argument of this tool; did you mean object\?/,
    ],
    [
      "getRecord",
      { object: "Account", externalIdField: "External_Id__c", externalId: ".." },
      /^BAD_ARGUMENT: /,
    ],
    ["createRecord", { object: "Account", record: {} }, /^BAD_ARGUMENT: record: it is empty/],
    [
      "createRecord",
      { object: "Account", record: { Id: "001000000000001" } },
      /^BAD_ARGUMENT: record: leave Id out/,
    ],
    ["createRecord", { object: "Account", record: "no json" }, /^BAD_ARGUMENT: record: /],
    ["createRecord", { object: 5, record: { Name: "x" } }, /^BAD_ARGUMENT: object: /],
    [
      "updateRecord",
      { object: "Account", id: "001000000000001", record: { Name: "x" }, ifUnmodifiedSince: "yesterday" },
      /^BAD_ARGUMENT: ifUnmodifiedSince: /,
    ],
    [
      "updateRecord",
      { object: "Account", id: "001000000000001", record: { Name: "x" }, ifUnmodifiedSince: "5" },
      /^BAD_ARGUMENT: ifUnmodifiedSince: /,
    ],
    [
      "createRecord",
      { object: "Account", record: { Name: "x" }, assignmentRule: true },
      /^BAD_ARGUMENT: assignmentRule: takes the id of an assignment rule/,
    ],
    ["createRecord", { object: "Account", record: '{"Name":' }, /^BAD_ARGUMENT: record: .*no valid JSON/],
    ["createRecord", { object: "Account", record: 5 }, /^BAD_ARGUMENT: record: takes \{"Name":"…"\}/],
    [
      "executeSearch",
      { term: "x y", objects: [{ name: "Account", feilds: ["Name"] }] },
      /^BAD_ARGUMENT: objects\[0\] has no 'feilds'; did you mean fields\?/,
    ],
    [
      "executeComposite",
      { compositeRequest: [{ method: "GET", url: "limits", refrenceId: "a" }] },
      /compositeRequest\[0\] has no 'refrenceId'; did you mean referenceId\?/,
    ],
    ["describeObject", { object: "Account", include: 5 }, /^BAD_ARGUMENT: include: takes \["fields"\]\nHint/],
    ["listAllObjects", { cursor: "abc", search: "x" }, /^BAD_ARGUMENT: cursor: /],
    ["deleteRecord", { object: "Account", id: "short" }, /^BAD_ARGUMENT: id: /],
  ])("%s %j", async (tool, args, expected) => {
    server.org.resetCounters();
    const { text, isError } = await server.call(tool, args);
    expect(isError).toBe(true);
    expect(text).toMatch(expected);
    expect(server.org.counters()["api"] ?? 0).toBe(0);
  });

  test("null for an argument that may be left out is as if it were", async () => {
    const left = { cursor: null, maxRecords: null, format: null, saveTo: null };
    const { text } = await server.call("executeQuery", { soql: "SELECT COUNT() FROM Account", ...left });
    expect(text).toMatch(/^# count=\d+ totalSize=\d+/);
    const { text: refused } = await server.call("getRecord", { object: null, id: "001000000000001" });
    expect(refused).toMatch(/^BAD_ARGUMENT: object: takes a text/);
  });

  test("an object that arrives as a JSON text is taken as meant", async () => {
    const { isError } = await server.call("createRecord", {
      object: "Account",
      record: '{"Name":"From text"}',
    });
    expect(isError).toBe(false);
  });
});
