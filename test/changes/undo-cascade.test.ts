import { expect, test } from "vitest";
import { changesServer } from "./server.ts";

const { http, called } = await changesServer();

test("a child that was changed and then deleted along with its parent is as before", async () => {
  const account = await http.create("Account", { Name: "Parent" });
  const contact = await http.create("Contact", { LastName: "Before", AccountId: account });
  const { change } = await called("updateRecord", {
    object: "Contact",
    id: contact,
    record: { LastName: "After" },
  });
  await called("deleteRecord", { object: "Account", id: account });
  const preview = await called("undoChange", { since: change, preview: true });
  expect(preview.summary).toBe("nothing was changed; it would be: 1 put back, 1 undeleted");
  const { summary } = await called("undoChange", { since: change });
  expect(summary).toBe("1 put back, 1 undeleted");
  expect(await http.query(`SELECT LastName FROM Contact WHERE Id = '${contact}'`)).toEqual([
    { LastName: "Before" },
  ]);
});

test("a child that was created and then deleted along with its parent does not come back for good", async () => {
  const account = await http.create("Account", { Name: "Parent" });
  const { id, change } = await called("createRecord", {
    object: "Contact",
    record: { LastName: "Made", AccountId: account },
  });
  await called("deleteRecord", { object: "Account", id: account });
  await called("undoChange", { since: change });
  expect(await http.query(`SELECT Id FROM Contact WHERE Id = '${id}'`)).toEqual([]);
  expect(await http.query(`SELECT Id FROM Account WHERE Id = '${account}'`)).toHaveLength(1);
});

test("a lookup that was emptied with its record, and by us after that, is filled again", async () => {
  const account = await http.create("Account", { Name: "Parent" });
  const values = { Name: "Before", Start_Date__c: "2026-02-01", Account__c: account };
  const project = await http.create("Project__c", values);
  const { change } = await called("deleteRecord", { object: "Account", id: account });
  const record = { Name: "After", Account__c: null };
  await called("updateRecord", { object: "Project__c", id: project, record });
  await called("undoChange", { since: change });
  expect(await http.query(`SELECT Name, Account__c FROM Project__c WHERE Id = '${project}'`)).toEqual([
    { Name: "Before", Account__c: account },
  ]);
});

test("a unique value that a new record took meanwhile goes back to the one that had it", async () => {
  const old = await http.create("Account", { Name: "Old", External_Id__c: "TAKEN" });
  const kept = await http.create("Account", { Name: "Kept", External_Id__c: "MOVED" });
  const { change } = await called("deleteRecord", { object: "Account", id: old });
  await called("updateRecord", { object: "Account", id: kept, record: { External_Id__c: null } });
  for (const key of ["TAKEN", "MOVED"])
    await called("createRecord", { object: "Account", record: { Name: "New", External_Id__c: key } });
  const { summary, failed } = await called("undoChange", { since: change });
  expect({ summary, failed }).toEqual({ summary: "1 put back, 2 deleted, 1 undeleted", failed: undefined });
  const soql =
    "SELECT Id, External_Id__c FROM Account WHERE External_Id__c IN ('TAKEN', 'MOVED') ORDER BY External_Id__c";
  expect(await http.query(soql)).toEqual([
    { Id: kept, External_Id__c: "MOVED" },
    { Id: old, External_Id__c: "TAKEN" },
  ]);
});
