import { describe, expect, test } from "vitest";
import { assignmentRuleIds, demoUserId } from "../../../src/demo/store/fixed-ids.ts";
import { type Json, rowsOrg } from "./rows-org.ts";

const demo = await rowsOrg();
const { ask, create, read } = demo;

function queueId(developerName: string): unknown {
  return demo.org.store.get('SELECT "Id" FROM "Group" WHERE "DeveloperName" = ?', [developerName])?.["Id"];
}

describe("Sforce-Auto-Assign", () => {
  const lead = { LastName: "Assigned", Company: "Queue & Sons", LeadSource: "Web" };
  const owner = (object: string, record: Json, header?: string) => {
    const headers: Record<string, string> = header === undefined ? {} : { "sforce-auto-assign": header };
    const { status, body } = ask("POST", `/sobjects/${object}`, { body: record, headers });
    expect({ status, body }).toMatchObject({ status: 201 });
    return read(object, String((body as Json)["id"]), "OwnerId")["OwnerId"];
  };
  const leads = queueId("Lead_Queue");
  const support = queueId("Support_Queue");

  test.each<[string, string, Json, string | undefined, unknown]>([
    ["the active rule runs by default", "Lead", lead, undefined, leads],
    ["or when it is asked for", "Lead", lead, "TRUE", leads],
    ["not when it is switched off", "Lead", lead, "FALSE", demoUserId],
    ["only for rows that it is made for", "Lead", { ...lead, LeadSource: "Other" }, undefined, demoUserId],
    ["another rule by its id", "Lead", { ...lead, LeadSource: "Other" }, assignmentRuleIds.allLeads, leads],
    ["for cases", "Case", { Subject: "Help", Origin: "Web" }, undefined, support],
    ["for cases by id", "Case", { Subject: "Help" }, assignmentRuleIds.allCases.slice(0, 15), support],
    ["for nothing else", "Account", { Name: "a" }, "TRUE", demoUserId],
  ])("%s", (_, object, record, header, expected) => {
    expect(owner(object, record, header)).toBe(expected);
  });

  test("a rule that does not exist, or of another object, is refused and nothing is created", () => {
    const headers = { "sforce-auto-assign": assignmentRuleIds.allCases };
    const { status, body } = ask("POST", "/sobjects/Lead", { body: lead, headers });
    expect({ status, body }).toMatchObject({
      status: 400,
      body: [{ errorCode: "INVALID_CROSS_REFERENCE_KEY" }],
    });
  });

  test("an update assigns only when it is told to", () => {
    const id = create("Lead", { ...lead, LeadSource: "Other" });
    ask("PATCH", `/sobjects/Lead/${id}`, { body: { LeadSource: "Web" } });
    expect(read("Lead", id)["OwnerId"]).toBe(demoUserId);
    const headers = { "sforce-auto-assign": "true" };
    ask("PATCH", `/sobjects/Lead/${id}`, { body: { LeadSource: "Web" }, headers });
    expect(read("Lead", id)["OwnerId"]).toBe(leads);
  });
});

describe("Sforce-Duplicate-Rule-Header", () => {
  const person = { LastName: "Twin", Email: "twin@people.example" };

  function duplicates(header?: string, version = 68): Json {
    const headers: Record<string, string> =
      header === undefined ? {} : { "sforce-duplicate-rule-header": header };
    const { status, body } = ask("POST", "/sobjects/Contact", { body: person, headers, version });
    expect(status).toBe(400);
    return (body as Json[])[0] ?? {};
  }

  test("the error names what is there already, and its name when asked", () => {
    const id = create("Contact", person);
    const record = { attributes: { type: "Contact" }, Id: id };
    expect(duplicates()).toMatchObject({
      errorCode: "DUPLICATES_DETECTED",
      message: "Use one of these records?",
      duplicateResult: {
        allowSave: true,
        duplicateRule: "Standard_Contact_Duplicate_Rule",
        matchResults: [{ size: 1, entityType: "Contact", matchRecords: [{ record }] }],
      },
    });
    expect(JSON.stringify(duplicates())).not.toContain("Twin");
    const details = duplicates("allowSave=false; includeRecordDetails=true; runAsCurrentUser=true");
    expect(details).toMatchObject({
      duplicateResult: { matchResults: [{ matchRecords: [{ record: { ...record, Name: "Twin" } }] }] },
    });
  });

  test("older versions misspell the key, and name the record by their own address", () => {
    const id = create("Contact", person);
    const url = `/services/data/v51.0/sobjects/Contact/${id}`;
    expect(duplicates(undefined, 51)).toMatchObject({
      duplicateResut: { matchResults: [{ matchRecords: [{ record: { attributes: { url } } }] }] },
    });
  });

  test("an upsert tells the same", () => {
    const id = create("Contact", person);
    const [error] = ask("PATCH", "/sobjects/Contact/External_Id__c/new", { body: person }).body as Json[];
    const matchResults = [{ matchRecords: [{ record: { Id: id } }] }];
    expect(error).toMatchObject({ errorCode: "DUPLICATES_DETECTED", duplicateResult: { matchResults } });
  });

  test("a change into a duplicate is stopped too", () => {
    create("Contact", person);
    const other = create("Contact", { LastName: "Twin", Email: "other@people.example" });
    const { status } = ask("PATCH", `/sobjects/Contact/${other}`, { body: { Email: person.Email } });
    expect(status).toBe(400);
    expect(read("Contact", other)["Email"]).toBe("other@people.example");
  });
});
