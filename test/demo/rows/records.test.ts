import { describe, expect, test } from "vitest";
import { demoUserId, recordTypeIds } from "../../../src/demo/store/fixed-ids.ts";
import { type Json, rowsOrg } from "./rows-org.ts";

const demo = await rowsOrg();
const { create, read, refused, someId } = demo;

const project = { Name: "Bridge", Start_Date__c: "2026-01-10" };

describe("creating", () => {
  test("answers where the record is, and gives it ids, audit fields and defaults", () => {
    const answer = demo.ask("POST", "/sobjects/Account", { body: { Name: "Bolt & Sons" } });
    const { id } = answer.body as { id: string };
    expect(answer.headers).toEqual({ location: `/services/data/v68.0/sobjects/Account/${id}` });
    expect(id).toMatch(/^001[A-Za-z0-9]{15}$/);
    const account = read("Account", id);
    expect(Object.keys(account)[0]).toBe("attributes");
    expect(account).toMatchObject({
      attributes: { type: "Account", url: `/services/data/v68.0/sobjects/Account/${id}` },
      Name: "Bolt & Sons",
      OwnerId: demoUserId,
      CreatedById: demoUserId,
      CreatedDate: "2026-11-24T09:00:00.000+0000",
      SystemModstamp: "2026-11-24T09:00:00.000+0000",
      IsDeleted: false,
      RecordTypeId: recordTypeIds.customer,
      Industry: null,
    });
  });

  test("names of fields and objects are taken in any case", () => {
    const id = create("account", { name: "Case Study", INDUSTRY: "Energy" });
    expect(read("ACCOUNT", id, "Industry,Name")).toMatchObject({ Industry: "Energy", Name: "Case Study" });
  });

  test.each<[string, string, Json, object]>([
    [
      "a required field",
      "Account",
      {},
      {
        errorCode: "REQUIRED_FIELD_MISSING",
        message: "Required fields are missing: [Name]",
        fields: ["Name"],
      },
    ],
    [
      "several",
      "Lead",
      { FirstName: "Ada" },
      { message: "Required fields are missing: [LastName, Company]", fields: ["LastName", "Company"] },
    ],
    [
      "an unknown field",
      "Account",
      { Name: "a", FavoritePet__c: "Dog" },
      { errorCode: "INVALID_FIELD", message: "No such column 'FavoritePet__c' on sobject of type Account" },
    ],
    [
      "a read-only field",
      "Account",
      { Name: "a", CreatedDate: "2026-01-01T00:00:00Z" },
      { errorCode: "INVALID_FIELD_FOR_INSERT_UPDATE", fields: ["CreatedDate"] },
    ],
    [
      "an id in the body",
      "Account",
      { Name: "a", Id: "001000000000000AAA" },
      { errorCode: "INVALID_FIELD", fields: ["Id"] },
    ],
    ["a long text", "Account", { Name: "x".repeat(256) }, { errorCode: "STRING_TOO_LONG", fields: ["Name"] }],
    ["a number as text", "Account", { Name: 5 }, { errorCode: "JSON_PARSER_ERROR" }],
    ["text as a number", "Account", { Name: "a", AnnualRevenue: "much" }, { errorCode: "JSON_PARSER_ERROR" }],
    [
      "a number too large",
      "Account",
      { Name: "a", AnnualRevenue: 1e18 },
      { errorCode: "NUMBER_OUTSIDE_VALID_RANGE", fields: ["AnnualRevenue"] },
    ],
    [
      "a latitude beyond the pole",
      "Account",
      { Name: "a", BillingLatitude: 91 },
      { errorCode: "NUMBER_OUTSIDE_VALID_RANGE" },
    ],
    [
      "a day that is none",
      "Contact",
      { LastName: "a", Birthdate: "2026-02-30" },
      { errorCode: "JSON_PARSER_ERROR" },
    ],
    [
      "a moment that is none",
      "Project__c",
      { ...project, Kickoff__c: "2026-02-30T10:00:00Z" },
      { errorCode: "JSON_PARSER_ERROR" },
    ],
    [
      "an hour that is none",
      "Project__c",
      { ...project, Daily_Standup__c: "25:00:00" },
      { errorCode: "JSON_PARSER_ERROR" },
    ],
    [
      "an email that is none",
      "Contact",
      { LastName: "a", Email: "nobody" },
      {
        errorCode: "INVALID_EMAIL_ADDRESS",
        message: "Email: invalid email address: nobody",
        fields: ["Email"],
      },
    ],
    [
      "a value outside of a restricted picklist",
      "Project__c",
      { ...project, Status__c: "Terrible" },
      {
        errorCode: "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        message: "Status: bad value for restricted picklist field: Terrible",
        fields: ["Status__c"],
      },
    ],
    [
      "text that is no id",
      "Contact",
      { LastName: "a", AccountId: "Acme" },
      { errorCode: "MALFORMED_ID", fields: ["AccountId"] },
    ],
    [
      "an id that nobody has",
      "Contact",
      { LastName: "a", AccountId: "001DE0000009999" },
      { errorCode: "INVALID_CROSS_REFERENCE_KEY", message: "invalid cross reference id" },
    ],
    [
      "an id of another object",
      "Contact",
      { LastName: "a", AccountId: demoUserId },
      { errorCode: "FIELD_INTEGRITY_EXCEPTION", fields: ["AccountId"] },
    ],
    [
      "a parent by a key that nobody has",
      "Contact",
      { LastName: "a", Account: { External_Id__c: "none" } },
      {
        errorCode: "INVALID_FIELD",
        message: "Foreign key external ID: none not found for field External_Id__c in entity Account",
      },
    ],
    [
      "a parent by a key that two have",
      "Contact",
      { LastName: "a", Account: { Legacy_Key__c: "SHARED" } },
      { errorCode: "DUPLICATE_EXTERNAL_ID" },
    ],
    [
      "a parent by a field that is no key",
      "Contact",
      { LastName: "a", Account: { Site: "x" } },
      { errorCode: "INVALID_FIELD" },
    ],
    [
      "a polymorphic parent without its type",
      "Project__c",
      { ...project, Owner: { Username: "x" } },
      { errorCode: "JSON_PARSER_ERROR" },
    ],
    [
      "an end before the start",
      "Project__c",
      { ...project, End_Date__c: "2026-01-09" },
      {
        errorCode: "FIELD_CUSTOM_VALIDATION_EXCEPTION",
        message: "A project cannot end before it starts.",
        fields: ["End_Date__c"],
      },
    ],
    [
      "a body that is no record",
      "Attachment",
      { Name: "a", ParentId: demoUserId, Body: "%%" },
      { errorCode: "JSON_PARSER_ERROR" },
    ],
  ])("%s is refused", (_, object, record, error) => {
    expect(refused(object, record)).toMatchObject({ status: 400, ...error });
  });

  test("a unique key is taken once, without case, until its record is deleted", () => {
    const first = create("Account", { Name: "One", External_Id__c: "Key-1" });
    expect(refused("Account", { Name: "Two", External_Id__c: "KEY-1" })).toMatchObject({
      errorCode: "DUPLICATE_VALUE",
      message: `duplicate value found: External_Id__c duplicates value on record with id: ${first}`,
    });
    demo.ask("DELETE", `/sobjects/Account/${first}`);
    create("Account", { Name: "Two", External_Id__c: "key-1" });
  });

  test("a duplicate rule stops a person who is there already, unless told to save", () => {
    const person = { LastName: "Twin", Email: "twin@people.example" };
    create("Contact", person);
    expect(refused("Contact", person)).toMatchObject({ errorCode: "DUPLICATES_DETECTED" });
    const headers = { "sforce-duplicate-rule-header": "allowSave=true" };
    expect(demo.ask("POST", "/sobjects/Contact", { body: person, headers }).status).toBe(201);
  });

  test("a parent can be named by its external id", () => {
    const account = create("Account", { Name: "Parent", External_Id__c: "P-1" });
    const contact = create("Contact", { LastName: "Child", Account: { External_Id__c: "p-1" } });
    expect(read("Contact", contact)["AccountId"]).toBe(account);
  });

  test("a lookup to what lies in the recycle bin is refused", () => {
    const id = create("Account", { Name: "Gone" });
    demo.ask("DELETE", `/sobjects/Account/${id}`);
    expect(refused("Contact", { LastName: "a", AccountId: id })).toMatchObject({
      errorCode: "ENTITY_IS_DELETED",
    });
  });

  test("an object that does not exist is not found, and one that cannot be created is refused", () => {
    expect(refused("PlayingCard__c", {})).toMatchObject({ status: 404, errorCode: "NOT_FOUND" });
    expect(refused("Organization", { Name: "x" }).errorCode).toBe("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY");
  });
});

describe("values", () => {
  test("every kind of value comes back as Salesforce writes it", () => {
    const id = create("Project__c", {
      ...project,
      Status__c: "active",
      Kickoff__c: "2026-03-01T10:00:00+01:00",
      Daily_Standup__c: "09:15:00",
      Budget__c: "1250.555",
      Progress__c: 12.5,
      Skills__c: "Testing;Design;Design",
      Billable__c: "false",
      Site__Latitude__s: 52.5,
      Site__Longitude__s: 13.4,
      Notes__c: '  Ünïcode "quoted",\nline  ',
      Website__c: "",
    });
    expect(read("Project__c", id)).toMatchObject({
      Status__c: "Active",
      Start_Date__c: "2026-01-10",
      Kickoff__c: "2026-03-01T09:00:00.000+0000",
      Daily_Standup__c: "09:15:00.000Z",
      Budget__c: 1250.56,
      Progress__c: 12.5,
      Skills__c: "Design;Testing",
      Billable__c: false,
      Site__c: { latitude: 52.5, longitude: 13.4 },
      Notes__c: 'Ünïcode "quoted",\nline',
      Website__c: null,
    });
  });

  test("auto-numbers count on", () => {
    const [first, second] = [create("Project__c", project), create("Project__c", project)].map((id) =>
      Number(/\d+$/.exec(String(read("Project__c", id)["Number__c"]))?.[0]),
    );
    expect(second).toBe((first ?? 0) + 1);
  });

  test("an address is one value, and null when it has no part", () => {
    const id = create("Account", { Name: "Here", BillingCity: "Köln", BillingLatitude: 50.9 });
    expect(read("Account", id, "BillingAddress,ShippingAddress")).toMatchObject({
      BillingAddress: { city: "Köln", country: null, geocodeAccuracy: null, latitude: 50.9, street: null },
      ShippingAddress: null,
    });
  });

  test("a blob is read at its own address", () => {
    const account = someId("Account");
    const id = create("Attachment", {
      Name: "a.txt",
      ParentId: account,
      Body: Buffer.from("héllo").toString("base64"),
    });
    const address = `/services/data/v68.0/sobjects/Attachment/${id}/Body`;
    expect(read("Attachment", id)).toMatchObject({ Body: address, BodyLength: 6 });
    const { raw, headers } = demo.ask("GET", `/sobjects/Attachment/${id}/Body`);
    expect(headers).toEqual({ "content-type": "application/octetstream" });
    expect(Buffer.from(raw as Uint8Array).toString()).toBe("héllo");
  });
});
