import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dashboardIds, reportIds } from "../../src/demo/store/fixed-ids.ts";
import { type Connected, connect } from "../connect.ts";

let denying: Connected;
let allowing: Connected;
const ids: Record<string, string> = {};

beforeAll(async () => {
  denying = await connect({ settings: { SALESFORCE_DENIED_OBJECTS: "CONTACT, Project*, Group" } });
  const { org } = denying;
  allowing = await connect({ org, settings: { SALESFORCE_ALLOWED_OBJECTS: "Account,opportunity*,User" } });
  const plain = await connect({ org });
  for (const object of ["Account", "Contact", "Case"]) {
    const { text } = await plain.call("executeQuery", { soql: `SELECT Id FROM ${object} LIMIT 1` });
    ids[object] = text.split("\n").at(-1) ?? "";
  }
  await plain.close();
});

beforeEach(() => denying.org.resetCounters());

afterAll(async () => {
  await allowing.close();
  await denying.close();
});

/** What may be asked to find out what a call touches. */
const askedFirst =
  /^(?:http\.(?:GET|POST)|api|token.*|GET \/sobjects|GET \/sobjects\/:object\/describe|GET \/analytics\/(?:reports|dashboards)\/:id\/describe)$/;

function sent(): string[] {
  return Object.keys(denying.org.counters()).filter((name) => !askedFirst.test(name));
}

type Args = Record<string, unknown>;
type Row = [name: string, tool: string, args: () => Args, expected: RegExp];

const record = { LastName: "No" };
const contact = /^DENIED_OBJECT: Contact may not be touched: SALESFORCE_DENIED_OBJECTS names it/;
const untold = /^DENIED_OBJECT: .*object lists/;

const refusedRows: Row[] = [
  ["deleted rows", "executeQueryAll", () => ({ soql: "SELECT Id FROM Contact" }), contact],
  ["createRecord", "createRecord", () => ({ object: "contact", record }), /^DENIED_OBJECT: contact/],
  ["getRecord", "getRecord", () => ({ object: "Contact", id: ids["Contact"] }), contact],
  ["getRecord with another's id", "getRecord", () => ({ object: "Account", id: ids["Contact"] }), contact],
  [
    "getRecord's parents",
    "getRecord",
    () => ({ object: "Case", id: ids["Case"], fields: ["Contact.Name"] }),
    contact,
  ],
  ["updateRecord", "updateRecord", () => ({ object: "Contact", id: ids["Contact"], record }), contact],
  [
    "upsertRecord",
    "upsertRecord",
    () => ({ object: "Contact", externalIdField: "X__c", externalId: "1", record }),
    contact,
  ],
  ["deleteRecord", "deleteRecord", () => ({ object: "Account", id: ids["Contact"] }), contact],
  [
    "a parent by external id",
    "createRecord",
    () => ({ object: "Case", record: { Subject: "x", Contact: { External_Id__c: "c-1" } } }),
    /by Contact/,
  ],
  [
    "a polymorphic parent by external id",
    "createRecord",
    () => ({ object: "Task", record: { Who: { attributes: { type: "Contact" }, External_Id__c: "c-1" } } }),
    contact,
  ],
  [
    "a collection",
    "executeCollection",
    () => ({ operation: "create", object: "Contact", records: [record] }),
    contact,
  ],
  [
    "a collection's DELETE",
    "executeCollection",
    () => ({ operation: "delete", object: "Account", ids: [ids["Contact"]] }),
    contact,
  ],
  [
    "a collection's fields",
    "executeCollection",
    () => ({ operation: "retrieve", object: "Case", ids: [ids["Case"]], fields: ["Id", "Contact.Name"] }),
    contact,
  ],
  ["describeObject", "describeObject", () => ({ object: "Contact" }), contact],
  ...[
    "SELECT QualifiedApiName FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = 'Contact'",
    "SELECT QualifiedApiName, (SELECT QualifiedApiName FROM Fields) FROM EntityDefinition",
    "SELECT QualifiedApiName FROM entityparticle",
    "SELECT Value FROM PicklistValueInfo",
    "SELECT Name FROM RecordType WHERE SobjectType = 'Contact'",
    "SELECT PermissionsRead FROM ObjectPermissions",
    "SELECT Field FROM FieldPermissions",
    "SELECT Id FROM Account WHERE RecordTypeId IN (SELECT Id FROM RecordType)",
    "SELECT Value FROM FeedRevision",
  ].map((soql): Row => [`${soql}`, "executeQuery", () => ({ soql }), /^DENIED_OBJECT: .*any object/]),
  ["SOSL", "executeSearch", () => ({ sosl: "FIND {ab} RETURNING Account(Id), Contact" }), contact],
  [
    "SOSL's parents",
    "executeSearch",
    () => ({ sosl: "FIND {ab} RETURNING Case(Id WHERE Contact.Name = 'x')" }),
    contact,
  ],
  [
    "SOSL's order",
    "executeSearch",
    () => ({ sosl: "FIND {a\\}b} IN ALL FIELDS RETURNING Case(Id ORDER BY Contact.Name)" }),
    contact,
  ],
  [
    "SOSL without RETURNING",
    "executeSearch",
    () => ({ sosl: "FIND {Aurora}" }),
    /RETURNING.*\nHint: Add RETURNING/s,
  ],
  [
    "a query among SOSL's fields",
    "executeSearch",
    () => ({ sosl: "FIND {ab} RETURNING Account(Id, (SELECT Id FROM Contacts))" }),
    untold,
  ],
  ["odd SOSL", "executeSearch", () => ({ sosl: 'FIND {"} RETURNING Account "} RETURNING Contact' }), untold],
  ["a search's object", "executeSearch", () => ({ term: "ab", objects: [{ name: "Contact" }] }), contact],
  [
    "a search's fields",
    "executeSearch",
    () => ({ term: "ab", objects: [{ name: "Case", fields: ["Contact.Name"] }] }),
    contact,
  ],
  [
    "a search's condition",
    "executeSearch",
    () => ({ term: "ab", objects: [{ name: "Account", where: "Id IN (SELECT AccountId FROM Contact)" }] }),
    contact,
  ],
  [
    "a search's condition that goes on with another object",
    "executeSearch",
    () => ({ term: "ab", objects: [{ name: "Account", where: "Name != null), Contact(Id" }] }),
    untold,
  ],
  [
    "a report",
    "getReport",
    () => ({ reportId: reportIds.contactDirectory }),
    /^DENIED_OBJECT: Contact .*'Contact Directory'/,
  ],
  ["a report's describe", "describeReport", () => ({ reportId: reportIds.contactDirectory }), contact],
];

describe("a deny list", () => {
  test.each(refusedRows)("%s: %s is refused before it is sent", async (_, tool, args, expected) => {
    const { text, isError } = await denying.call(tool, args());
    expect(text).toMatch(expected);
    expect(isError).toBe(true);
    expect(sent()).toEqual([]);
  });

  const rows: [string, string, () => Args][] = [
    [
      "getRecord",
      "getRecord",
      () => ({ object: "Account", id: ids["Account"], fields: ["Name", "Owner.Name"] }),
    ],
    ["a report", "getReport", () => ({ reportId: reportIds.pipelineByStage })],
    ["a dashboard", "getDashboard", () => ({ dashboardId: dashboardIds.sales })],
    [
      "SOSL",
      "executeSearch",
      () => ({ sosl: "FIND {Aurora} IN NAME FIELDS RETURNING Account(Id, Owner.Name), Lead LIMIT 5" }),
    ],
    [
      "a record's own record type",
      "executeQuery",
      () => ({ soql: "SELECT Name, RecordType.Name FROM Account LIMIT 1" }),
    ],
    ["limits", "getOrganizationLimits", () => ({})],
    ["who am I", "getUserInfo", () => ({})],
  ];
  test.each(rows)("%s is let through", async (_, tool, args) => {
    const { text } = await denying.call(tool, args());
    expect(text).not.toMatch(/^DENIED_OBJECT/);
    expect(sent()).not.toEqual([]);
  });

  test("listAllObjects leaves denied objects out", async () => {
    const { text } = await denying.call("listAllObjects", { maxRecords: 1_000 });
    expect(text).toMatch(/^Account,/m);
    expect(text).not.toMatch(/^(?:Contact|Project__c|Group),/m);
  });

  test("a search of everything shows what is allowed, also when denied rows come first", async () => {
    for (const maxRecords of [1, 200]) {
      const { text } = await denying.call("executeSearch", { term: "Aurora", maxRecords });
      expect(text).toMatch(/^Account,001/m);
      expect(text).not.toMatch(/^Contact,/m);
    }
  });
});

describe("an allow list", () => {
  const refused: [string, string, Args, RegExp][] = [
    [
      "another object",
      "executeQuery",
      { soql: "SELECT Id FROM Lead" },
      /^DENIED_OBJECT: Lead .*SALESFORCE_ALLOWED_OBJECTS does not name it/,
    ],
    [
      "a parent",
      "executeQuery",
      { soql: "SELECT Campaign.Name FROM Opportunity" },
      /^DENIED_OBJECT: Campaign/,
    ],
    ["history", "executeQuery", { soql: "SELECT Id FROM AccountHistory" }, /^DENIED_OBJECT: AccountHistory/],
    ["reports by name", "listReports", {}, /^DENIED_OBJECT: Report/],
    ["a report with a role", "getReport", { reportId: reportIds.urgentCases }, /^DENIED_OBJECT: Case/],
    [
      "a report's filter by a label",
      "getReport",
      {
        reportId: reportIds.pipelineByStage,
        filters: [{ column: "Owner Role", operator: "equals", value: "x" }],
      },
      /^DENIED_OBJECT: UserRole/,
    ],
    ["a dashboard", "getDashboard", { dashboardId: dashboardIds.service }, /^DENIED_OBJECT: Case/],
  ];
  test.each(refused)("%s is refused", async (_, tool, args, expected) => {
    const { text } = await allowing.call(tool, args);
    expect(text).toMatch(expected);
    expect(sent()).toEqual([]);
  });

  test.each<[string, string, Args]>([
    ["an object", "executeQuery", { soql: "SELECT Owner.Name FROM Account LIMIT 1" }],
    [
      "a prefix",
      "executeQuery",
      { soql: "SELECT Opportunity.Account.Name FROM OpportunityLineItem LIMIT 1" },
    ],
    ["a report", "getReport", { reportId: reportIds.pipelineByStage }],
    ["a dashboard", "getDashboard", { dashboardId: dashboardIds.sales }],
    ["the list of objects", "listAllObjects", {}],
  ])("%s is let through", async (_, tool, args) => {
    const { text, isError } = await allowing.call(tool, args);
    expect(isError, text).toBe(false);
  });

  test("who am I leaves out what would be read from an object", async () => {
    const { text } = await allowing.call("getUserInfo");
    expect(text).toContain("Dana");
    expect(sent()).toEqual([]);
  });
});
