import { afterAll, beforeAll, expect, test } from "vitest";
import { type Connected, connect } from "../../connect.ts";

let server: Connected;

beforeAll(async () => {
  server = await connect();
  // Notes use describes that come in time; on a slow machine only those that are there already.
  for (const object of ["Account", "Contact", "Opportunity", "Case", "Event"])
    await server.call("describeObject", { object, fields: ["Id"] });
  await server.call("createRecord", { object: "Event", record: event });
});

afterAll(() => server.close());

const event = { Subject: "x", StartDateTime: "2026-12-01T10:00:00", EndDateTime: "2026-12-01T11:00:00Z" };

async function firstLine(soql: string, tool = "executeQuery"): Promise<string> {
  const { text, isError } = await server.call(tool, { soql });
  expect(isError, text).toBe(false);
  return text.split("\n")[0] ?? "";
}

test.each([
  ["SELECT Id FROM Case WHERE Status = 'Open'", "Status has no value 'Open'; it has New"],
  ["SELECT Id FROM Case WHERE Status != 'Open' LIMIT 1", "Status has no value 'Open'"],
  ["SELECT Id FROM Case WHERE Status NOT IN ('New', 'Open') LIMIT 1", "Status has no value 'Open'"],
  [
    "SELECT Id FROM Account WHERE Regions__c INCLUDES ('Mars')",
    "Regions__c has no value 'Mars'; it has EMEA",
  ],
  ["SELECT Id FROM Contact c WHERE c.Account.Industry = 'Enrgy'", "Industry has no value 'Enrgy'"],
  [
    "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Opportunity WHERE StageName = 'Won')",
    "StageName has no value 'Won'",
  ],
  ["SELECT COUNT() FROM Case WHERE (Status = 'Open')", "Status has no value 'Open'"],
  ["SELECT Id FROM Account WHERE IsDeleted = true", "executeQueryAll shows them"],
])("%s is answered with a note", async (soql, note) => {
  expect(await firstLine(soql)).toContain(` · note: `);
  expect(await firstLine(soql)).toContain(note);
});

test.each([
  "SELECT Id FROM Case WHERE Status = 'new' LIMIT 1",
  "SELECT Id FROM Case WHERE Status = null",
  "SELECT Id FROM Case WHERE Subject = 'Status = \\'Open\\''",
  "SELECT Id FROM Account WHERE Regions__c INCLUDES ('EMEA;APAC')",
  "SELECT Id FROM Account WHERE IsDeleted = false LIMIT 1",
])("%s needs none", async (soql) => {
  expect(await firstLine(soql)).not.toContain("note:");
});

test("deleted rows are no surprise where they are included", async () => {
  expect(await firstLine("SELECT Id FROM Account WHERE IsDeleted = true", "executeQueryAll")).not.toContain(
    "note:",
  );
});

test("a child query's conditions are noted in JSON", async () => {
  const soql = "SELECT Id, (SELECT Id FROM Opportunities WHERE StageName = 'Won') FROM Account LIMIT 1";
  const { text } = await server.call("executeQuery", { soql, format: "json" });
  expect(JSON.parse(text).notes).toEqual([expect.stringContaining("StageName has no value 'Won'")]);
});

test("values that a picklist lacks are noted when they are written", async () => {
  const record = { Name: "x", StageName: "Won", CloseDate: "2026-12-01" };
  const one = await server.call("createRecord", { object: "Opportunity", record });
  expect(JSON.parse(one.text)).toMatchObject({
    success: true,
    notes: [expect.stringContaining("Closed Won")],
  });
  const many = { operation: "create", object: "Opportunity", records: [record, record] };
  const { notes, summary } = JSON.parse((await server.call("executeCollection", many)).text);
  expect(summary).toBe("2 records created");
  expect(notes).toHaveLength(1);
});

test("a dateTime without a zone is noted with the user's zone", async () => {
  const { text } = await server.call("createRecord", { object: "Event", record: event });
  expect(JSON.parse(text).notes).toEqual([
    expect.stringMatching(
      /^StartDateTime '2026-12-01T10:00:00' has no zone and is read as UTC; the user's zone is \w+\/\w+/,
    ),
  ]);
});

test("a search that finds nothing tells how half a word is found", async () => {
  const { text } = await server.call("executeSearch", { term: "Sanch", objects: ["Contact"] });
  expect(text).toContain("FIND {Sanch*}");
  const found = await server.call("executeSearch", { sosl: "FIND {Sanch*} RETURNING Contact(Id)" });
  expect(found.text).toMatch(/^# totalSize=[1-9]/);
});
