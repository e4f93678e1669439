import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Connected, connect } from "../../connect.ts";

let server: Connected;

beforeAll(async () => {
  server = await connect();
});

afterAll(() => server.close());

async function called(name: string, args: Record<string, unknown>) {
  const { text, isError } = await server.call(name, args);
  expect(isError, text).toBe(false);
  return JSON.parse(text);
}

async function create(object: string, record: Record<string, unknown>): Promise<string> {
  return (await called("createRecord", { object, record })).id;
}

async function count(soql: string): Promise<number> {
  const { text } = await server.call("executeQuery", { soql });
  return Number(/totalSize=(\d+)/.exec(text)?.[1]);
}

describe("undeleteRecords", () => {
  test("brings back what is there, and names what is not", async () => {
    const ids = [await create("Account", { Name: "Gone 1" }), await create("Account", { Name: "Gone 2" })];
    await called("executeCollection", { operation: "delete", object: "Account", ids });
    const alive = await create("Account", { Name: "Alive" });
    const { summary, failed, change } = await called("undeleteRecords", { ids: [...ids, alive] });
    expect(summary).toBe("1 of 3 records failed, 2 undeleted");
    expect(failed).toEqual([{ id: alive, code: "UNDELETE_FAILED", message: expect.any(String) }]);
    expect(await count("SELECT COUNT() FROM Account WHERE Name LIKE 'Gone%'")).toBe(2);
    // It is a change as any other.
    await called("undoChange", { change });
    expect(await count("SELECT COUNT() FROM Account WHERE Name LIKE 'Gone%'")).toBe(0);
  });

  test("of which nothing comes back, is an error", async () => {
    const { isError, text } = await server.call("undeleteRecords", { ids: ["001000000000001AAA"] });
    expect(isError).toBe(true);
    expect(text).toContain("1 of 1 record failed");
  });
});

describe("mergeRecords", () => {
  test("gives children and values to the master, and cannot be taken back", async () => {
    const master = await create("Account", { Name: "Master", Phone: "1", Website: "w.example" });
    const duplicate = await create("Account", { Name: "Duplicate" });
    await create("Contact", { LastName: "Child", AccountId: duplicate });
    const answer = await called("mergeRecords", {
      object: "Account",
      masterId: master,
      duplicateIds: [duplicate],
      record: { Phone: "<2> & 'x'", Website: null },
    });
    expect(answer).toMatchObject({
      id: master,
      merged: [duplicate],
      canUndo: false,
      reason: /cannot be taken back/,
    });
    expect(
      await called("getRecord", { object: "Account", id: master, fields: ["Phone", "Website"] }),
    ).toMatchObject({
      Phone: "<2> & 'x'",
      Website: null,
    });
    expect(await count(`SELECT COUNT() FROM Contact WHERE AccountId = '${master}'`)).toBe(1);
    expect(await count(`SELECT COUNT() FROM Account WHERE Id = '${duplicate}'`)).toBe(0);
  });

  test.each([
    ["the master among its duplicates", { duplicateIds: ["001000000000001AAA"] }],
    ["a name that is no field's", { record: { "Phone><x": "1" } }],
    ["an object as a value", { record: { Owner: { Name: "x" } } }],
    ["an Id", { record: { Id: "001000000000001AAA" } }],
  ])("%s is refused", async (_, args) => {
    const given = {
      object: "Account",
      masterId: "001000000000001AAA",
      duplicateIds: ["001000000000002AAA"],
      ...args,
    };
    const { isError, text } = await server.call("mergeRecords", given);
    expect(isError).toBe(true);
    expect(text).toMatch(/^BAD_ARGUMENT: /);
  });

  test("a control character in a value is refused before anything is sent", async () => {
    const { text } = await server.call("mergeRecords", {
      object: "Account",
      masterId: "001000000000001AAA",
      duplicateIds: ["001000000000002AAA"],
      record: { Phone: "a\u0001b" },
    });
    expect(text).toMatch(/^BAD_ARGUMENT: A value holds a control character/);
  });

  test("what Salesforce refuses is an error with its code", async () => {
    const contact = await create("Contact", { LastName: "No account" });
    const account = await create("Account", { Name: "No contact" });
    const args = { object: "Account", masterId: account, duplicateIds: [contact] };
    const { isError, text } = await server.call("mergeRecords", args);
    expect(isError).toBe(true);
    expect(text).toMatch(/^[A-Z_]+: /);
  });
});

describe("convertLead", () => {
  const lead = { LastName: "Converted", Company: "Convert & Co", Email: "c@example.com" };

  test("makes account, contact and opportunity, and says which status it took", async () => {
    const leadId = await create("Lead", lead);
    const answer = await called("convertLead", { leadId, opportunityName: "First deal" });
    expect(answer).toMatchObject({
      leadId,
      accountId: expect.stringMatching(/^001/),
      contactId: expect.stringMatching(/^003/),
      opportunityId: expect.stringMatching(/^006/),
      convertedStatus: expect.any(String),
      canUndo: false,
    });
    expect(await count(`SELECT COUNT() FROM Lead WHERE Id = '${leadId}' AND IsConverted = true`)).toBe(1);
    const again = await server.call("convertLead", { leadId });
    expect(again.isError).toBe(true);
    expect(again.text).toMatch(/^[A-Z_]+: /);
  });

  test("without an opportunity, into an account that is there", async () => {
    const leadId = await create("Lead", { LastName: "Alone", Company: "Convert Two" });
    const accountId = await create("Account", { Name: "Existing" });
    const answer = await called("convertLead", { leadId, accountId, createOpportunity: false });
    expect(answer.accountId).toBe(accountId);
    expect(answer.opportunityId).toBeUndefined();
  });

  test.each([
    ["a contact without its account", { contactId: "003000000000001AAA" }],
    ["a name for no opportunity", { createOpportunity: false, opportunityName: "x" }],
    ["something that is no lead", { leadId: "001000000000001AAA" }],
  ])("%s is refused", async (_, args) => {
    const { text } = await server.call("convertLead", { leadId: "00Q000000000001AAA", ...args });
    expect(text).toMatch(/^BAD_ARGUMENT: /);
  });
});

test("none of them is offered in read-only mode, and lists hold for them", async () => {
  const readOnly = await connect({ org: server.org, settings: { SALESFORCE_READ_ONLY: "true" } });
  const offered = (await readOnly.client.listTools()).tools.map(({ name }) => name);
  for (const name of ["undoChange", "undeleteRecords", "mergeRecords", "convertLead"]) {
    expect(offered).not.toContain(name);
    expect((await readOnly.call(name, { ids: ["001000000000001AAA"] })).text).toMatch(/^READ_ONLY: /);
  }
  await readOnly.close();
  const listed = await connect({ org: server.org, settings: { SALESFORCE_DENIED_OBJECTS: "Opportunity" } });
  const leadId = await create("Lead", { LastName: "Denied", Company: "Denied" });
  expect((await listed.call("convertLead", { leadId })).text).toMatch(/^DENIED_OBJECT: /);
  const deal = {
    object: "Opportunity",
    masterId: "006000000000001AAA",
    duplicateIds: ["006000000000002AAA"],
  };
  expect((await listed.call("mergeRecords", deal)).text).toMatch(/^DENIED_OBJECT: /);
  expect((await listed.call("undeleteRecords", { ids: ["006000000000001AAA"] })).text).toMatch(
    /^DENIED_OBJECT: /,
  );
  await listed.close();
});
