import { describe, expect, test } from "vitest";
import { demoUserId, standardPricebookId } from "../../../src/demo/store/fixed-ids.ts";
import { errorOf } from "../in-process-org.ts";
import { type Json, rowsOrg } from "./rows-org.ts";

const demo = await rowsOrg();
const { create, read, someId } = demo;

const project = { Name: "Bridge", Start_Date__c: "2026-01-10" };

describe("changing", () => {
  test("only what is sent changes, and the audit fields tell", () => {
    const id = create("Account", { Name: "Before", Industry: "Energy" });
    demo.pass(60_000);
    expect(demo.ask("PATCH", `/sobjects/Account/${id}`, { body: { Name: "After" } })).toEqual({
      status: 204,
    });
    expect(read("Account", id)).toMatchObject({
      Name: "After",
      Industry: "Energy",
      CreatedDate: "2026-11-24T09:00:00.000+0000",
      LastModifiedDate: "2026-11-24T09:01:00.000+0000",
    });
  });

  test.each<[string, Json, object]>([
    [
      "an unknown field",
      { Color__c: "Red" },
      { errorCode: "INVALID_FIELD", message: "No such column 'Color__c' on sobject of type Account" },
    ],
    ["a required field as null", { Name: "" }, { errorCode: "REQUIRED_FIELD_MISSING" }],
    [
      "the id",
      { Id: "001000000000000AAA" },
      { errorCode: "INVALID_FIELD", message: "The Id field should not be specified in the sobject data." },
    ],
  ])("%s is refused", (_, body, error) => {
    expect(errorOf(demo.ask("PATCH", `/sobjects/Account/${someId("Account")}`, { body }))).toMatchObject({
      status: 400,
      ...error,
    });
  });

  test("every seeded row can be saved as it is", () => {
    for (const object of demo.org.schema.objects.filter(
      ({ updateable, field }) => updateable && field("Name")?.updateable,
    )) {
      const row = demo.org.store.get(`SELECT "Id", "Name" FROM "${object.name}" LIMIT 1`);
      if (row)
        expect(
          demo.ask("PATCH", `/sobjects/${object.name}/${row["Id"]}`, { body: { Name: row["Name"] } }),
        ).toEqual({ status: 204 });
    }
  });

  test.each([
    ["another object's id", () => demoUserId, 400, "MALFORMED_ID"],
    ["an id that nobody has", () => "001DE0000009999", 404, "NOT_FOUND"],
    ["an id whose last letters do not fit", () => "001DE000000000IIB1", 400, "MALFORMED_ID"],
    ["text that is no id", () => "acme", 404, "NOT_FOUND"],
  ])("%s", (_, id, status, errorCode) => {
    expect(errorOf(demo.ask("PATCH", `/sobjects/Account/${id()}`, { body: { Name: "x" } }))).toMatchObject({
      status,
      errorCode,
    });
  });

  test("15 characters of an id do", () => {
    const id = someId("Account");
    expect(read("Account", id.slice(0, 15))["Id"]).toBe(id);
  });
});

describe("conditional requests", () => {
  const at = (iso: string) => new Date(iso).toUTCString();

  test.each<[string, string, Record<string, string>, number]>([
    ["an unchanged row is not sent again", "GET", { "if-modified-since": at("2026-11-24T09:00:00Z") }, 304],
    ["a changed one is", "GET", { "if-modified-since": at("2026-11-24T08:59:59Z") }, 200],
    [
      "a row that changed meanwhile is not written",
      "PATCH",
      { "if-unmodified-since": at("2026-11-24T08:00:00Z") },
      412,
    ],
    ["one that did not is", "PATCH", { "if-unmodified-since": at("2026-11-24T09:00:00Z") }, 204],
    ["another tag", "PATCH", { "if-match": '"x"' }, 412],
    ["a date that is none, on a write", "PATCH", { "if-unmodified-since": "soon" }, 400],
    ["a date that is none, on a read", "GET", { "if-modified-since": "soon" }, 200],
  ])("%s", (_, method, headers, status) => {
    const id = create("Account", { Name: "Tagged" });
    const body = method === "PATCH" ? { Name: "Written" } : undefined;
    expect(demo.ask(method, `/sobjects/Account/${id}`, { headers, body }).status).toBe(status);
    expect(read("Account", id)["Name"]).toBe(status === 204 ? "Written" : "Tagged");
  });

  test("tags exist for accounts only", () => {
    const { headers = {} } = demo.ask("GET", `/sobjects/Account/${someId("Account")}`);
    const again = demo.ask("GET", `/sobjects/Account/${someId("Account")}`, {
      headers: { "if-none-match": headers["etag"] ?? "" },
    });
    expect(again.status).toBe(304);
    expect(demo.ask("GET", `/sobjects/Contact/${someId("Contact")}`).headers).not.toHaveProperty("etag");
  });
});

describe("external ids", () => {
  const address = "/sobjects/Account/External_Id__c/K%2F1%20%2B";

  test("creates, then updates", () => {
    const first = demo.ask("PATCH", address, { body: { Name: "New" } });
    expect(first).toMatchObject({ status: 201, body: { success: true, created: true } });
    const second = demo.ask("PATCH", address, { body: { Name: "Newer" } });
    expect(second).toMatchObject({ status: 200, body: { id: (first.body as Json)["id"], created: false } });
    expect(demo.ask("GET", address).body).toMatchObject({ Name: "Newer", External_Id__c: "K/1 +" });
  });

  test("answers as before version 46 when asked that way", () => {
    const first = demo.ask("PATCH", address, { body: { Name: "New" }, version: 45 });
    expect(first.status).toBe(201);
    expect(first.body).not.toHaveProperty("created");
    expect(demo.ask("PATCH", address, { body: { Name: "Newer" }, version: 45 })).toEqual({ status: 204 });
  });

  test("several matches are shown and left alone", () => {
    const answer = demo.ask("PATCH", "/sobjects/Account/Legacy_Key__c/shared", { body: { Name: "Both" } });
    expect(answer.status).toBe(300);
    expect(answer.body).toEqual([
      expect.stringMatching(/^\/services\/data\/v68\.0\/sobjects\/Account\/001/),
      expect.anything(),
    ]);
    expect(demo.org.store.all('SELECT 1 FROM "Account" WHERE "Name" = \'Both\'')).toEqual([]);
  });

  test("updateOnly creates nothing", () => {
    expect(errorOf(demo.ask("PATCH", `${address}?updateOnly=true`, { body: { Name: "New" } }))).toMatchObject(
      { status: 404, errorCode: "NOT_FOUND" },
    );
  });

  test("a field that is no key, and the key in the body", () => {
    expect(errorOf(demo.ask("PATCH", "/sobjects/Account/Namez/1", { body: {} }))).toMatchObject({
      status: 404,
      errorCode: "NOT_FOUND",
      message: "Provided external ID field does not exist or is not accessible: Namez",
    });
    expect(errorOf(demo.ask("PATCH", address, { body: { Name: "x", External_Id__c: "y" } })).errorCode).toBe(
      "INVALID_FIELD",
    );
  });

  test("Id is a key too, and a POST to it creates", () => {
    const id = create("Account", { Name: "By id" });
    expect(demo.ask("PATCH", `/sobjects/Account/Id/${id}`, { body: { Name: "Changed" } })).toMatchObject({
      status: 200,
      body: { id, created: false },
    });
    expect(demo.ask("POST", "/sobjects/Account/Id", { body: { Name: "Posted" } }).status).toBe(201);
  });
});

describe("relationships", () => {
  test("a parent and children are read at the record's address", () => {
    const account = create("Account", { Name: "Parent" });
    const contact = create("Contact", { LastName: "Child", AccountId: account });
    expect(demo.ask("GET", `/sobjects/Contact/${contact}/Account`).body).toMatchObject({
      Id: account,
      Name: "Parent",
    });
    const { body } = demo.ask("GET", `/sobjects/Account/${account}/Contacts?fields=LastName`);
    expect(body).toMatchObject({ totalSize: 1, done: true, records: [{ LastName: "Child" }] });
    expect(errorOf(demo.ask("GET", `/sobjects/Account/${account}/Nothing`)).status).toBe(404);
  });
});

describe("deleting", () => {
  test("a record goes once, and what belongs to it goes along", () => {
    const account = create("Account", { Name: "Parent" });
    const contact = create("Contact", { LastName: "Child", AccountId: account });
    const other = create("Project__c", { ...project, Account__c: account });
    expect(demo.ask("DELETE", `/sobjects/Account/${account}`)).toEqual({ status: 204 });
    for (const [object, id] of [
      ["Account", account],
      ["Contact", contact],
    ])
      for (const method of ["GET", "DELETE", "PATCH"]) {
        const body = method === "PATCH" ? {} : undefined;
        expect(errorOf(demo.ask(method, `/sobjects/${object}/${id}`, { body }))).toMatchObject({
          status: 404,
          errorCode: "ENTITY_IS_DELETED",
          message: "entity is deleted",
        });
      }
    expect(read("Project__c", other)["Account__c"]).toBeNull();
  });

  test("a case keeps its account, and all that would have gone with it", () => {
    const account = create("Account", { Name: "Kept" });
    const contact = create("Contact", { LastName: "Kept", AccountId: account });
    create("Case", { AccountId: account, Subject: "Open" });
    expect(errorOf(demo.ask("DELETE", `/sobjects/Account/${account}`))).toMatchObject({
      status: 400,
      errorCode: "DELETE_FAILED",
    });
    expect(read("Contact", contact)["AccountId"]).toBe(account);
  });

  test("by external id", () => {
    create("Account", { Name: "Keyed", External_Id__c: "D-1" });
    expect(demo.ask("DELETE", "/sobjects/Account/External_Id__c/D-1")).toEqual({ status: 204 });
    expect(errorOf(demo.ask("DELETE", "/sobjects/Account/External_Id__c/D-1")).status).toBe(404);
  });

  test("users stay", () => {
    expect(errorOf(demo.ask("DELETE", `/sobjects/User/${demoUserId}`)).status).toBe(400);
  });
});

describe("feeds", () => {
  const window = "start=2026-11-24T08:59:59%2B00:00&end=2026-11-24T09:30:00%2B00:00";

  test("what changed and what was deleted in a window of time", () => {
    demo.pass(600_000);
    const [kept, gone] = [
      create("Lead", { LastName: "a", Company: "b" }),
      create("Lead", { LastName: "c", Company: "d" }),
    ];
    demo.ask("DELETE", `/sobjects/Lead/${gone}`);
    const late = "start=2026-11-24T09:05:00%2B00:00&end=2026-11-24T09:30:00%2B00:00";
    expect(demo.ask("GET", `/sobjects/Lead/updated?${late}`).body).toEqual({
      ids: [kept],
      latestDateCovered: "2026-11-24T09:10:00.000+0000",
    });
    expect(demo.ask("GET", `/sobjects/Lead/deleted?${late}`).body).toMatchObject({
      deletedRecords: [{ id: gone, deletedDate: "2026-11-24T09:10:00.000+0000" }],
    });
  });

  test.each([
    ["no start", "end=2026-11-24T09:30:00Z"],
    ["the wrong way round", "start=2026-11-24T09:30:00Z&end=2026-11-24T09:00:00Z"],
    ["more than thirty days", "start=2026-01-01T00:00:00Z&end=2026-03-01T00:00:00Z"],
  ])("%s is refused", (_, query) => {
    expect(errorOf(demo.ask("GET", `/sobjects/Lead/updated?${query}`)).status).toBe(400);
  });

  test("recent rows, and an object's own page", () => {
    demo.pass(1_000);
    const id = create("Account", { Name: "Latest" });
    expect(demo.ask("GET", "/recent?limit=3").body).toEqual([
      expect.objectContaining({ Id: id, Name: "Latest" }),
      expect.anything(),
      expect.anything(),
    ]);
    expect(demo.ask("GET", "/sobjects/Account").body).toMatchObject({
      objectDescribe: { name: "Account" },
      recentItems: [{ Id: id }, ...Array(24).fill({})],
    });
    expect(demo.ask("GET", `/sobjects/Account/updated?${window}`).status).toBe(200);
  });
});

describe("computed fields", () => {
  const deal = { Name: "Deal", StageName: "Prospecting", CloseDate: "2026-05-20", Amount: 1000 };

  test("an opportunity's stage tells the rest", () => {
    const id = create("Opportunity", deal);
    expect(read("Opportunity", id)).toMatchObject({
      Probability: 10,
      ExpectedRevenue: 100,
      IsClosed: false,
      FiscalYear: 2026,
      FiscalQuarter: 2,
      Fiscal: "2026 2",
      ForecastCategory: "Pipeline",
    });
    demo.ask("PATCH", `/sobjects/Opportunity/${id}`, { body: { StageName: "Closed Won" } });
    expect(read("Opportunity", id)).toMatchObject({
      Probability: 100,
      ExpectedRevenue: 1000,
      IsClosed: true,
      IsWon: true,
      ForecastCategoryName: "Closed",
    });
  });

  test("products make an opportunity's amount, also when one is deleted", () => {
    const id = create("Opportunity", { ...deal, Pricebook2Id: standardPricebookId });
    const line = { OpportunityId: id, PricebookEntryId: someId("PricebookEntry"), UnitPrice: 12.5 };
    create("OpportunityLineItem", { ...line, Quantity: 4 });
    const second = create("OpportunityLineItem", { ...line, Quantity: 2 });
    expect(read("Opportunity", id)).toMatchObject({
      Amount: 75,
      HasOpportunityLineItem: true,
      ExpectedRevenue: 7.5,
    });
    demo.ask("DELETE", `/sobjects/OpportunityLineItem/${second}`);
    expect(read("Opportunity", id)["Amount"]).toBe(50);
  });

  test("a person's name is made of its parts", () => {
    const id = create("Contact", { FirstName: "Zoë", LastName: "Quist" });
    demo.ask("PATCH", `/sobjects/Contact/${id}`, { body: { FirstName: null } });
    expect(read("Contact", id)["Name"]).toBe("Quist");
  });

  test("an event ends when its duration is over", () => {
    const id = create("Event", {
      Subject: "Call",
      StartDateTime: "2026-02-01T10:00:00Z",
      DurationInMinutes: 90,
    });
    expect(read("Event", id)).toMatchObject({
      EndDateTime: "2026-02-01T11:30:00.000+0000",
      ActivityDate: "2026-02-01",
    });
  });

  test("a case takes its contact's account, and closes", () => {
    const account = someId("Account");
    const contact = create("Contact", {
      LastName: "Caller",
      Email: "caller@people.example",
      AccountId: account,
    });
    const id = create("Case", { ContactId: contact, Status: "Closed" });
    expect(read("Case", id)).toMatchObject({
      AccountId: account,
      ContactEmail: "caller@people.example",
      IsClosed: true,
      CaseNumber: expect.stringMatching(/^\d{8}$/),
    });
  });
});
