import { Connection } from "jsforce";
import { describe, expect, test } from "vitest";
import type { JsonRecord } from "../../src/demo/json.ts";
import { httpOrg } from "./http-org.ts";

const { ask, create, demo, rows, token } = await httpOrg();
const connection = new Connection({ instanceUrl: demo.instanceUrl, accessToken: token, version: "66.0" });

/** An answer's `result` elements, each as its children's texts by name. */
async function soap(name: string, body: string, session = token) {
  const response = await fetch(`${demo.instanceUrl}/services/Soap/u/66.0`, {
    method: "POST",
    headers: { "content-type": "text/xml; charset=UTF-8", soapaction: '""' },
    body: `<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:urn="urn:partner.soap.sforce.com" xmlns:urn1="urn:sobject.partner.soap.sforce.com"><soapenv:Header><urn:SessionHeader><urn:sessionId>${session}</urn:sessionId></urn:SessionHeader></soapenv:Header><soapenv:Body><urn:${name}>${body}</urn:${name}></soapenv:Body></soapenv:Envelope>`,
  });
  const text = await response.text();
  const results = [...text.matchAll(/<result>([\s\S]*?)<\/result>/g)].map(([, inner = ""]) => inner);
  return { status: response.status, text, results, type: response.headers.get("content-type") };
}
const textsIn = (xml: string | undefined, name: string) =>
  [...(xml ?? "").matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map(([, text]) => text);
const undelete = (...ids: string[]) => soap("undelete", ids.map((id) => `<urn:ids>${id}</urn:ids>`).join(""));
const merge = (type: string, master: string, losers: readonly string[], fields = "") =>
  soap(
    "merge",
    `<urn:request><urn:masterRecord><urn1:type>${type}</urn1:type>${fields}<urn1:Id>${master}</urn1:Id></urn:masterRecord>${losers.map((id) => `<urn:recordToMergeIds>${id}</urn:recordToMergeIds>`).join("")}</urn:request>`,
  );
const convert = (fields: Record<string, string>) =>
  soap(
    "convertLead",
    `<urn:leadConverts>${Object.entries(fields)
      .map(([name, value]) => `<urn:${name}>${value}</urn:${name}>`)
      .join("")}</urn:leadConverts>`,
  );

describe("envelopes", () => {
  test.each([
    [
      "an unknown session",
      () => soap("undelete", "", "no"),
      "sf:INVALID_SESSION_ID",
      "INVALID_SESSION_ID: Invalid Session ID",
    ],
    ["an unknown call", () => soap("login", ""), "soapenv:Client", "No operation available for request"],
    ["XML that is none", () => soap("undelete", "<a>"), "soapenv:Client", "malformed XML"],
    [
      "too many ids",
      () => undelete(...Array.from({ length: 201 }, () => "001000000000000AAA")),
      "sf:EXCEEDED_ID_LIMIT",
      "200",
    ],
  ])("%s is a fault", async (_, call, code, message) => {
    const { status, text, type } = await call();
    expect({ status, type }).toMatchObject({ status: 500, type: expect.stringContaining("text/xml") });
    expect(textsIn(text, "faultcode")).toEqual([code]);
    expect(textsIn(text, "faultstring")[0]).toContain(message);
  });
});

describe("undelete", () => {
  test("brings back what went along, and lookups that were emptied", async () => {
    const account = await create("Account", { Name: "Gone & back" });
    const child = await create("Account", { Name: "Subsidiary", ParentId: account });
    const contact = await create("Contact", { LastName: "Along", AccountId: account });
    const deal = await create("Opportunity", {
      Name: "Deal",
      AccountId: account,
      StageName: "Prospecting",
      CloseDate: "2027-01-01",
    });
    const task = await create("Task", {
      Subject: "Call",
      WhatId: deal,
      Status: "Completed",
      ActivityDate: "2026-01-05",
    });
    const alone = await create("Contact", { LastName: "Before", AccountId: account });
    await ask("DELETE", `/sobjects/Contact/${alone}`);
    await ask("DELETE", `/sobjects/Account/${account}`);
    expect(await rows(`SELECT Id FROM Contact WHERE Id = '${contact}'`)).toEqual([]);
    expect(await rows(`SELECT ParentId FROM Account WHERE Id = '${child}'`)).toMatchObject([
      { ParentId: null },
    ]);
    const { results } = await undelete(account);
    expect([textsIn(results[0], "success"), textsIn(results[0], "id")]).toEqual([["true"], [account]]);
    expect(
      await rows(
        `SELECT Id, (SELECT LastName FROM Contacts), (SELECT Id FROM Tasks) FROM Account WHERE Id = '${account}'`,
      ),
    ).toMatchObject([{ Contacts: { records: [{ LastName: "Along" }] } }]);
    expect(await rows(`SELECT Id, LastActivityDate FROM Opportunity WHERE Id = '${deal}'`)).toMatchObject([
      { LastActivityDate: "2026-01-05" },
    ]);
    expect(await rows(`SELECT Id FROM Task WHERE Id = '${task}'`)).toHaveLength(1);
    expect(await rows(`SELECT ParentId FROM Account WHERE Id = '${child}'`)).toMatchObject([
      { ParentId: account },
    ]);
  });

  test("each id is told for itself", async () => {
    const account = await create("Account", { Name: "Twice", External_Id__c: "twice" });
    await ask("DELETE", `/sobjects/Account/${account}`);
    const contact = await create("Contact", { LastName: "Alive" });
    await create("Account", { Name: "In its place", External_Id__c: "twice" });
    const { status, results } = await undelete(account, contact, "003000000000000AAA", "nonsense");
    expect(status).toBe(200);
    expect(results.map((each) => textsIn(each, "statusCode")[0])).toEqual([
      "DUPLICATE_VALUE",
      "UNDELETE_FAILED",
      "INVALID_CROSS_REFERENCE_KEY",
      "MALFORMED_ID",
    ]);
    expect(await rows(`SELECT Id FROM Account WHERE Id = '${account}'`)).toEqual([]);
  });
});

describe("merge", () => {
  test("children go to the master, its fields are set and emptied, the others go to the bin", async () => {
    const [master, loser, second] = await Promise.all(
      ["Master", "Loser", "Second"].map((Name) =>
        create("Account", { Name, Phone: "1", Industry: "Energy" }),
      ),
    );
    if (!master || !loser || !second) throw new Error("not created");
    const contact = await create("Contact", { LastName: "Moves", AccountId: loser });
    const deal = await create("Opportunity", {
      Name: "Moves",
      AccountId: second,
      StageName: "Prospecting",
      CloseDate: "2027-01-01",
    });
    const task = await create("Task", {
      Subject: "Moves",
      WhatId: loser,
      Status: "Completed",
      ActivityDate: "2026-02-03",
    });
    const { results } = await merge(
      "Account",
      master,
      [loser, second],
      "<urn1:fieldsToNull>Industry</urn1:fieldsToNull><urn1:Phone>2 &amp; 3</urn1:Phone>",
    );
    expect(textsIn(results[0], "mergedRecordIds")).toEqual([loser, second]);
    expect(textsIn(results[0], "updatedRelatedIds").sort()).toEqual([contact, deal, task].sort());
    expect((await ask("GET", `/sobjects/Account/${master}`)).body).toMatchObject({
      Name: "Master",
      Phone: "2 & 3",
      Industry: null,
      LastActivityDate: "2026-02-03",
    });
    expect(await rows(`SELECT AccountId FROM Contact WHERE Id = '${contact}'`)).toMatchObject([
      { AccountId: master },
    ]);
    expect(
      await rows(`SELECT IsDeleted, MasterRecordId FROM Account WHERE Id = '${loser}'`, "queryAll"),
    ).toMatchObject([{ IsDeleted: true, MasterRecordId: master }]);
    await undelete(loser);
    expect((await ask("GET", `/sobjects/Account/${loser}`)).body).toMatchObject({
      Name: "Loser",
      MasterRecordId: null,
    });
    expect(await rows(`SELECT Id FROM Contact WHERE AccountId = '${loser}'`)).toEqual([]);
  });

  test.each<[string, (id: string) => ReturnType<typeof soap>, string]>([
    ["itself", (id) => merge("Account", id, [id]), "DUPLICATE_VALUE"],
    [
      "another object's record",
      (id) => merge("Account", id, [demo.oauth.userOf(token) ?? ""]),
      "MALFORMED_ID",
    ],
    ["three others", (id) => merge("Account", id, ["a", "b", "c"]), "INVALID_OPERATION"],
    ["an object that is not merged", (id) => merge("Opportunity", id, ["a"]), "INVALID_TYPE"],
    [
      "a field that does not exist",
      async (id) =>
        merge("Account", id, [await create("Account", { Name: "l" })], "<urn1:Nope>1</urn1:Nope>"),
      "INVALID_FIELD",
    ],
  ])("with %s is refused", async (_, call, code) => {
    const { results } = await call(await create("Account", { Name: "m" }));
    expect(textsIn(results[0], "statusCode")).toEqual([code]);
  });

  test("what may be there once is not there twice", async () => {
    const master = await create("Contact", { LastName: "Master" });
    const loser = await create("Contact", { LastName: "Loser" });
    const campaign = String((await rows("SELECT Id FROM Campaign LIMIT 1"))[0]?.["Id"]);
    for (const ContactId of [master, loser])
      await create("CampaignMember", { CampaignId: campaign, ContactId });
    const { results } = await merge("Contact", master, [loser]);
    expect(textsIn(results[0], "success")).toEqual(["true"]);
    expect(await rows(`SELECT Id FROM CampaignMember WHERE ContactId = '${master}'`)).toHaveLength(1);
  });
});

let leads = 0;

describe("convertLead", () => {
  const lead = (more: JsonRecord = {}) =>
    create("Lead", {
      FirstName: "Lea",
      LastName: "Der",
      Company: "Leader & Co",
      Email: `lea${++leads}@leader.example`,
      City: "Bern",
      LeadSource: "Web",
      OwnerId: demo.oauth.userOf(token),
      ...more,
    });
  const convertedStatus = "Closed - Converted";

  test("makes an account, a contact and a deal, takes along what hangs on it, and can no longer be changed", async () => {
    const leadId = await lead();
    const task = await create("Task", {
      Subject: "Call",
      WhoId: leadId,
      Status: "Completed",
      ActivityDate: "2026-03-04",
    });
    const { results } = await convert({ leadId, convertedStatus, opportunityName: "Big one" });
    const [accountId, contactId, opportunityId] = ["accountId", "contactId", "opportunityId"].map(
      (name) => textsIn(results[0], name)[0] ?? "",
    );
    expect((await ask("GET", `/sobjects/Account/${accountId}`)).body).toMatchObject({
      Name: "Leader & Co",
      BillingCity: "Bern",
    });
    expect((await ask("GET", `/sobjects/Contact/${contactId}`)).body).toMatchObject({
      Name: "Lea Der",
      AccountId: accountId,
      Email: `lea${leads}@leader.example`,
      LastActivityDate: "2026-03-04",
    });
    expect(
      await rows(
        `SELECT Name, StageName, LeadSource, LastActivityDate, (SELECT ContactId, IsPrimary FROM OpportunityContactRoles) FROM Opportunity WHERE Id = '${opportunityId}'`,
      ),
    ).toMatchObject([
      {
        Name: "Big one",
        StageName: "Prospecting",
        LeadSource: "Web",
        LastActivityDate: "2026-03-04",
        OpportunityContactRoles: { records: [{ ContactId: contactId, IsPrimary: true }] },
      },
    ]);
    expect(await rows(`SELECT WhoId, WhatId, AccountId FROM Task WHERE Id = '${task}'`)).toMatchObject([
      { WhoId: contactId, WhatId: opportunityId, AccountId: accountId },
    ]);
    expect((await ask("GET", `/sobjects/Lead/${leadId}`)).body).toMatchObject({
      IsConverted: true,
      Status: convertedStatus,
      ConvertedAccountId: accountId,
      ConvertedContactId: contactId,
      ConvertedOpportunityId: opportunityId,
    });
    expect(await ask("PATCH", `/sobjects/Lead/${leadId}`, { body: { City: "Basel" } })).toMatchObject({
      status: 400,
      body: [{ errorCode: "CANNOT_UPDATE_CONVERTED_LEAD" }],
    });
    expect(textsIn((await convert({ leadId, convertedStatus })).results[0], "statusCode")).toEqual([
      "CANNOT_UPDATE_CONVERTED_LEAD",
    ]);
  });

  test.each([
    ["false", "Other"],
    ["true", "Web"],
  ])("into existing records, overwriteLeadSource %s", async (overwriteLeadSource, LeadSource) => {
    const accountId = await create("Account", { Name: "There", Phone: "1" });
    const contactId = await create("Contact", {
      LastName: "There",
      AccountId: accountId,
      LeadSource: "Other",
    });
    const leadId = await lead({ Phone: "2" });
    const { results } = await convert({
      leadId,
      convertedStatus,
      accountId,
      contactId,
      doNotCreateOpportunity: "true",
      overwriteLeadSource,
    });
    expect(textsIn(results[0], "contactId")).toEqual([contactId]);
    expect(textsIn(results[0], "opportunityId")).toEqual([]);
    expect((await ask("GET", `/sobjects/Account/${accountId}`)).body).toMatchObject({
      Name: "There",
      Phone: "1",
    });
    expect((await ask("GET", `/sobjects/Contact/${contactId}`)).body).toMatchObject({ LeadSource });
  });

  test.each<[string, Record<string, string>, string]>([
    ["a status that does not convert", { convertedStatus: "Working - Contacted" }, "INVALID_STATUS"],
    ["a contact without its account", { contactId: "003000000000000AAA" }, "REQUIRED_FIELD_MISSING"],
    ["an account that is not there", { accountId: "001000000000000AAA" }, "NOT_FOUND"],
  ])("%s is refused and nothing is made", async (_, more, code) => {
    const leadId = await lead({ Company: "Never" });
    const { results } = await convert({ leadId, convertedStatus, ...more });
    expect(textsIn(results[0], "statusCode")).toEqual([code]);
    expect(await rows("SELECT Id FROM Account WHERE Name = 'Never'")).toEqual([]);
  });

  test("jsforce converts and undeletes", async () => {
    const leadId = await lead();
    const converted = await connection.soap.convertLead([{ leadId, convertedStatus }]);
    expect(converted).toMatchObject([{ success: true, leadId, contactId: expect.stringMatching(/^003/) }]);
    await ask("DELETE", `/sobjects/Lead/${leadId}`);
    expect(await connection.soap.undelete([leadId])).toMatchObject([{ success: true, id: leadId }]);
  });

  test("statuses tell which of them convert", async () => {
    expect(await rows("SELECT MasterLabel FROM LeadStatus WHERE IsConverted = true")).toMatchObject([
      { MasterLabel: convertedStatus },
    ]);
  });
});
