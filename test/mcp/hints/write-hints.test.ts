import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Connected, connect } from "../../connect.ts";
import { knowObjects } from "../../known-objects.ts";

let server: Connected;

beforeAll(async () => {
  server = await connect();
  await knowObjects(server);
});

afterAll(() => server.close());

async function hintOf(tool: string, args: Record<string, unknown>): Promise<string> {
  const { text, isError } = await server.call(tool, args);
  expect(isError, text).toBe(true);
  return text.split("\n").at(-1) ?? "";
}

const deal = { Name: "x", StageName: "Prospecting", CloseDate: "2026-12-01" };

test.each<[string, string, Record<string, unknown>, RegExp]>([
  [
    "a parent's name",
    "Opportunity",
    { ...deal, "Account.Name": "Aurora" },
    /AccountId.*External_Id__c.*WHERE Name = 'Aurora'/,
  ],
  ["a parent by its relationship alone", "Opportunity", { ...deal, Owner: "Alex" }, /OwnerId.*FROM User/],
  [
    "a parent's name run together",
    "Opportunity",
    { ...deal, AccountName: "O'Brien" },
    /Name = 'O\\\\'Brien'/,
  ],
  ["several values with commas", "Account", { Name: "x", Regions__c: "EMEA,APAC" }, /"EMEA;APAC"/],
  ["several values as a list", "Account", { Name: "x", Regions__c: ["EMEA", "APAC"] }, /"EMEA;APAC"/],
  ["a value that a picklist lacks", "Account", { Name: "x", Regions__c: "Mars" }, /takes EMEA.*; between/],
  [
    "an address as a whole",
    "Account",
    { Name: "x", BillingAddress: { city: "Bern" } },
    /BillingStreet, BillingCity/,
  ],
  [
    "a field of the system",
    "Account",
    { Name: "x", CreatedDate: "2026-01-01T00:00:00Z" },
    /CreatedDate cannot be/,
  ],
  [
    "a day as people write it",
    "Opportunity",
    { ...deal, CloseDate: "12/01/2026" },
    /CloseDate takes a day: 2026/,
  ],
  [
    "a number with separators",
    "Account",
    { Name: "x", NumberOfEmployees: "1,000" },
    /a whole number without/,
  ],
  ["an address that is none", "Contact", { LastName: "x", Email: "x" }, /name@example\.com/],
  ["a text too long", "Account", { Name: "x".repeat(300) }, /Name holds 255 characters/],
])("%s has its own way out", async (_, object, record, expected) => {
  expect(await hintOf("createRecord", { object, record })).toMatch(expected);
});

test("the hints of a record's address name only parts that can be written", async () => {
  const hint = await hintOf("createRecord", {
    object: "Account",
    record: { Name: "x", BillingAddress: { city: "Bern" } },
  });
  const parts = /parts: ([\w, ]+)\./.exec(hint)?.[1]?.split(", ") ?? [];
  expect(parts).toContain("BillingCity");
  const values = Object.fromEntries(parts.map((part) => [part, /tude$/.test(part) ? 1 : "Address"]));
  const { isError, text } = await server.call("createRecord", {
    object: "Account",
    record: { Name: "x", ...values },
  });
  expect(isError, text).toBe(false);
});

const twin = { LastName: "Twin", FirstName: "One", Email: "twin@example.com" };

test("duplicates are named with object, id, name and rule by every tool that saves one record", async () => {
  const created = await server.call("createRecord", { object: "Contact", record: twin });
  const { id } = JSON.parse(created.text);
  const named = `The rule Standard_Contact_Duplicate_Rule found Contact ${id} (One Twin)`;
  const again = await hintOf("createRecord", { object: "Contact", record: twin });
  expect(again).toContain(named);
  expect(again).toContain("allowDuplicates: true");
  const other = await server.call("createRecord", { object: "Contact", record: { LastName: "Twin" } });
  const update = { object: "Contact", id: JSON.parse(other.text).id, record: { Email: twin.Email } };
  expect(await hintOf("updateRecord", update)).toContain(named);
});

describe("a record that others hold", () => {
  let ids: string[];

  beforeAll(async () => {
    const records = [{ Name: "Held" }, { Name: "Held too" }];
    const made = { operation: "create", object: "Account", records };
    ids = JSON.parse((await server.call("executeCollection", made)).text).ids;
    for (const AccountId of ids)
      await server.call("createRecord", { object: "Case", record: { AccountId, Subject: "Open" } });
  });

  const lists = (id: string) =>
    `Case records hold it: executeQuery ${JSON.stringify({ soql: `SELECT Id, CaseNumber FROM Case WHERE AccountId = '${id}'` })} lists them. Delete them first, or give them another Account (AccountId).`;

  test("is deleted when they are gone, and the hint lists them", async () => {
    const [id = ""] = ids;
    expect(await hintOf("deleteRecord", { object: "Account", id })).toBe(`Hint: ${lists(id)}`);
    const [, call = ""] = /executeQuery (\{.*?\}) lists/.exec(lists(id)) ?? [];
    expect((await server.call("executeQuery", JSON.parse(call))).text).toContain("totalSize=1");
  });

  test("is told in collections, composites and loads too", async () => {
    const args = { operation: "delete", object: "Account", ids, allOrNone: false };
    const { text } = await server.call("executeCollection", args);
    for (const id of ids) expect(text).toContain(JSON.stringify(lists(id)));
    const part = { method: "DELETE", url: `sobjects/Account/${ids[1]}`, referenceId: "gone" };
    const whole = await server.call("executeComposite", { compositeRequest: [part] });
    expect(whole.text).toContain(JSON.stringify(lists(ids[1] ?? "")));
    const load = { object: "Account", operation: "delete", records: ids.map((Id) => ({ Id })) };
    expect((await server.call("createBulkJob", load)).text).toContain("FROM Case WHERE AccountId = '…'");
  });
});

test("what a deletion's message does not name is told in general", async () => {
  const message = "Your attempt to delete X could not be completed because it is in use.";
  const body = JSON.stringify([{ errorCode: "DELETE_FAILED", message }]);
  server.org.faults.add({ path: /\/sobjects\/Account\//, answer: { status: 400, body } });
  const hint = await hintOf("deleteRecord", { object: "Account", id: "001000000000001AAA" });
  expect(hint).toBe("Hint: Other records depend on this one; delete or reassign them first.");
});
