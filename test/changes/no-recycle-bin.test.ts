import { expect, test } from "vitest";
import { changesServer } from "./server.ts";

const { server, http, called } = await changesServer();
const { org } = server;

const object = "CampaignMember";
const gone = { canUndo: false, reason: "Salesforce has no recycle bin for CampaignMember" };

/** New members of a campaign. */
async function members(count: number): Promise<string[]> {
  const campaign = await http.create("Campaign", { Name: "Of a day" });
  const ids: string[] = [];
  for (let member = 0; member < count; member++) {
    const lead = await http.create("Lead", { LastName: `Member ${member}`, Company: "One" });
    ids.push(await http.create(object, { CampaignId: campaign, LeadId: lead }));
  }
  return ids;
}

test("a record that no recycle bin takes is told as gone, whichever way it is deleted", async () => {
  const [alone, first, second, inPart, inJob] = await members(5);
  expect(await called("deleteRecord", { object, id: alone })).toMatchObject(gone);
  const collection = { operation: "delete", object, ids: [first, second] };
  expect(await called("executeCollection", collection)).toMatchObject(gone);
  const url = `sobjects/campaignmember/${inPart}`;
  const compositeRequest = [{ method: "DELETE", url, referenceId: "drop" }];
  expect((await called("executeComposite", { compositeRequest })).results.drop).toMatchObject({
    canUndo: false,
    reason: "Salesforce has no recycle bin for campaignmember",
  });
  const csv = `Id\n${inJob}\n`;
  const load = await called("createBulkJob", { operation: "delete", object, csv });
  expect(load).toMatchObject({ summary: "1 record deleted", ...gone });
  const { text } = await server.call("undoChange", { change: load.change });
  expect(text).toContain(gone.reason);
});

test("its dry run says so", async () => {
  const [id] = await members(1);
  expect(await called("deleteRecord", { object, id, validateOnly: true })).toEqual({
    notes: ["what is deleted of CampaignMember is gone: Salesforce has no recycle bin for it"],
    valid: true,
  });
});

test("of an account it costs no request to know", async () => {
  const id = await http.create("Account", { Name: "Comes back" });
  org.resetCounters();
  expect(await called("deleteRecord", { object: "Account", id })).not.toHaveProperty("canUndo");
  expect(org.counters()["api"]).toBe(1);
});

test("where the org does not tell, the delete stands, and is taken for one that can be taken back", async () => {
  const opportunity = { Name: "One", StageName: "Prospecting", CloseDate: "2030-01-01" };
  const role = {
    OpportunityId: await http.create("Opportunity", opportunity),
    ContactId: await http.create("Contact", { LastName: "One" }),
  };
  const id = await http.create("OpportunityContactRole", role);
  const asked = org.faults.add({ path: /OpportunityContactRole$/, answer: { status: 404, body: "[]" } });
  const answer = await called("deleteRecord", { object: "OpportunityContactRole", id });
  expect(asked.met).toBe(1);
  expect(answer).toMatchObject({ deleted: true, change: expect.any(String) });
  expect(answer).not.toHaveProperty("canUndo");
});
