import { describe, expect, test } from "vitest";
import { type JsonRecord, keyed } from "../../../src/demo/json.ts";
import { httpOrg } from "../http-org.ts";

const { ask, create, refused, rows } = await httpOrg();

const got = async (path: string) => {
  const { status, body } = await ask("GET", path);
  expect(status).toBe(200);
  return keyed(body);
};
/** A list of objects under a key. */
const list = (body: JsonRecord, key: string) => body[key] as JsonRecord[];

describe("list views", () => {
  test("are listed, described and run", async () => {
    const views = await got("/sobjects/Account/listviews");
    expect(views).toMatchObject({ done: true, size: 2, sobjectType: "Account", nextRecordsUrl: null });
    const [all, mine] = list(views, "listviews");
    expect([all?.["developerName"], mine?.["developerName"]]).toEqual(["AllAccounts", "MyAccounts"]);
    expect(await got(String(all?.["describeUrl"]))).toMatchObject({
      query: expect.stringMatching(
        /^SELECT Name, toLabel\(Type\), .*Owner\.Alias.* FROM Account ORDER BY Name/,
      ),
      columns: expect.arrayContaining([
        expect.objectContaining({ fieldNameOrPath: "Owner.Alias", selectListItem: "Owner.Alias" }),
      ]),
    });
    const first = await got(`${all?.["resultsUrl"]}?limit=30`);
    const second = await got(`${all?.["resultsUrl"]}?limit=30&offset=30`);
    expect([first["size"], first["done"], second["size"], second["done"]]).toEqual([30, false, 10, true]);
    const names = [first, second].flatMap((page) =>
      list(page, "records").map((record) => list(record, "columns")[0]?.["value"]),
    );
    expect(names).toEqual((await rows("SELECT Name FROM Account ORDER BY Name")).map(({ Name }) => Name));
    const own = await got(`${mine?.["resultsUrl"]}?limit=200`);
    expect(own["size"]).toBe((await rows("SELECT Id FROM Account WHERE Owner.Alias = 'ddemo'")).length);
  });

  test("by their names too, and unknown ones are not there", async () => {
    expect(await got("/sobjects/Opportunity/listviews/AllOpportunities")).toMatchObject({
      label: "All Opportunities",
    });
    expect(await refused("GET", "/sobjects/Account/listviews/AllOpportunities")).toMatchObject({
      status: 404,
    });
    expect(await refused("GET", "/sobjects/Account/listviews/AllAccounts/results?limit=-1")).toMatchObject({
      errorCode: "INVALID_ARGUMENT",
    });
    expect(await rows("SELECT Name FROM ListView WHERE SobjectType = 'Case'")).toHaveLength(2);
  });
});

describe("layouts", () => {
  test("of record types, with what must be filled in", async () => {
    const layouts = await got("/sobjects/Account/describe/layouts");
    const mappings = list(layouts, "recordTypeMappings");
    expect(mappings.map(({ developerName }) => developerName)).toEqual(["Customer", "Partner", "Master"]);
    const text = JSON.stringify(
      await got(`/sobjects/Account/describe/layouts/${mappings[0]?.["recordTypeId"]}`),
    );
    expect(text).toContain('"label":"Account Name"');
    expect(text).toContain('"required":true');
    expect(await refused("GET", "/sobjects/Account/describe/layouts/012000000000009AAA")).toMatchObject({
      status: 404,
    });
    const compact = await got("/sobjects/Contact/describe/compactLayouts");
    expect(list(list(compact, "compactLayouts")[0] ?? {}, "fieldItems").map(({ label }) => label)).toContain(
      "Email",
    );
  });
});

test("the Tooling API answers queries in its own shape", async () => {
  const classes = await got(
    `/tooling/query?q=${encodeURIComponent("SELECT Id, Name, Body FROM ApexClass ORDER BY Name")}`,
  );
  expect(classes).toMatchObject({
    size: 2,
    totalSize: 2,
    done: true,
    entityTypeName: "ApexClass",
    records: [{ Name: "ApplyDiscount" }, { Name: "ProjectService" }],
  });
  expect(await refused("GET", "/tooling/query?q=SELECT+Id+FROM+Account")).toMatchObject({
    errorCode: "INVALID_TYPE",
  });
});

test("recent, updated and deleted tell of changes", async () => {
  const id = await create("Account", { Name: "Newest" });
  expect((await ask("GET", "/recent?limit=1")).body).toMatchObject([
    { attributes: { type: "Account" }, Id: id },
  ]);
  const window = `start=${encodeURIComponent(new Date(Date.now() - 60_000).toISOString())}&end=${encodeURIComponent(new Date(Date.now() + 60_000).toISOString())}`;
  expect((await got(`/sobjects/Account/updated?${window}`))["ids"]).toContain(id);
  await ask("DELETE", `/sobjects/Account/${id}`);
  expect(list(await got(`/sobjects/Account/deleted?${window}`), "deletedRecords")).toContainEqual(
    expect.objectContaining({ id }),
  );
});

test("histories keep what changed in tracked fields, and nothing else", async () => {
  const id = await create("Opportunity", {
    Name: "Kept",
    StageName: "Prospecting",
    CloseDate: "2027-01-01",
    Amount: 5,
  });
  await ask("PATCH", `/sobjects/Opportunity/${id}`, {
    body: { Amount: 7.5, StageName: "Prospecting", Description: "x" },
  });
  await ask("PATCH", `/sobjects/Opportunity/${id}`, { body: { CloseDate: "2027-02-01" } });
  const kept = await rows(
    `SELECT Field, OldValue, NewValue, CreatedBy.Name FROM OpportunityFieldHistory WHERE OpportunityId = '${id}' ORDER BY Id`,
  );
  expect(kept).toMatchObject([
    { Field: "Amount", OldValue: 5, NewValue: 7.5, CreatedBy: { Name: "Dana Demo" } },
    { Field: "CloseDate", OldValue: "2027-01-01", NewValue: "2027-02-01" },
  ]);
  const account = await create("Account", { Name: "Before" });
  await ask("PATCH", `/sobjects/Account/${account}`, { body: { Name: "After" } });
  expect(
    await rows(
      `SELECT Name, (SELECT Field, OldValue, NewValue FROM Histories) FROM Account WHERE Id = '${account}'`,
    ),
  ).toMatchObject([{ Histories: { records: [{ Field: "Name", OldValue: "Before", NewValue: "After" }] } }]);
});
