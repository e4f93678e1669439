import { afterAll, beforeAll, expect, test } from "vitest";
import { type Connected, connect } from "../../connect.ts";

let server: Connected;
let contact: string;
let report: string;

beforeAll(async () => {
  server = await connect();
  const { text } = await server.call("executeQuery", { soql: "SELECT Id FROM Contact LIMIT 1" });
  contact = text.split("\n")[2] ?? "";
  const reports = await server.call("executeQuery", {
    soql: "SELECT Id FROM Report WHERE Name LIKE '%ipeline%' LIMIT 1",
  });
  report = reports.text.split("\n")[2] ?? "";
});

afterAll(() => server.close());

test("shapes that can mean only one thing give what the plain form gives", async () => {
  const object = "Contact";
  const pairs: [string, Record<string, unknown>, Record<string, unknown>][] = [
    [
      "getRecord",
      { object, id: contact, fields: "Id, LastName" },
      { object, id: contact, fields: ["Id", "LastName"] },
    ],
    ["getRecord", { object, id: contact, fields: "LastName" }, { object, id: contact, fields: ["LastName"] }],
    ["describeObject", { object, fields: "LastName,Email" }, { object, fields: ["LastName", "Email"] }],
    ["describeObject", { object, include: "recordTypes" }, { object, include: ["recordTypes"] }],
    [
      "executeQuery",
      { soql: "SELECT Id FROM Contact LIMIT 3", maxRecords: "9" },
      { soql: "SELECT Id FROM Contact LIMIT 3", maxRecords: 9 },
    ],
    [
      "executeQuery",
      { soql: "SELECT Id FROM Contact LIMIT 1", format: "JSON" },
      { soql: "SELECT Id FROM Contact LIMIT 1", format: "json" },
    ],
    [
      "executeSearch",
      { term: "Aurora", objects: "Account, Contact" },
      { term: "Aurora", objects: [{ name: "Account" }, { name: "Contact" }] },
    ],
    [
      "executeSearch",
      { term: "Aurora", objects: ["Account"] },
      { term: "Aurora", objects: [{ name: "Account" }] },
    ],
    [
      "executeSearch",
      { term: "Aurora", objects: { name: "Account", fields: "Id,Name" } },
      { term: "Aurora", objects: [{ name: "Account", fields: ["Id", "Name"] }] },
    ],
    [
      "executeCollection",
      { operation: "retrieve", object, ids: contact, fields: "Id" },
      { operation: "retrieve", object, ids: [contact], fields: ["Id"] },
    ],
    ["getReport", { reportId: report, includeDetails: "false" }, { reportId: report, includeDetails: false }],
    [
      "getReport",
      { reportId: report, dateFilter: "THIS_YEAR" },
      { reportId: report, dateFilter: { range: "THIS_YEAR" } },
    ],
    ["getOrganizationLimits", { names: "DailyApiRequests" }, { names: ["DailyApiRequests"] }],
  ];
  for (const [tool, given, plain] of pairs) {
    const [meant, expected] = [await server.call(tool, given), await server.call(tool, plain)];
    expect(expected.isError, `${tool}: ${expected.text}`).toBe(false);
    // Limits count the call that asks for them.
    expect(meant.text.replaceAll(/\d+/g, "n"), JSON.stringify(given)).toBe(
      expected.text.replaceAll(/\d+/g, "n"),
    );
  }
});

test("create stands for a bulk insert and insert for a collection's create", async () => {
  const bulk = await server.call("createBulkJob", {
    object: "Lead",
    operation: "create",
    csv: "LastName,Company\nBulk,Acme\n",
  });
  expect(bulk.isError, bulk.text).toBe(false);
  const records = [{ LastName: "Collected", Company: "Acme" }];
  const collection = await server.call("executeCollection", { object: "Lead", operation: "insert", records });
  expect(collection.isError, collection.text).toBe(false);
  const { text } = await server.call("executeQuery", {
    soql: "SELECT COUNT(Id) n FROM Lead WHERE LastName IN ('Bulk','Collected')",
  });
  expect(text.split("\n")[2]).toBe("2");
});

test("the Id beside its own id is no obstacle, another one is", async () => {
  const args = { object: "Contact", id: contact };
  const record = { Id: contact.slice(0, 15), Department: "Given" };
  expect((await server.call("updateRecord", { ...args, record })).isError).toBe(false);
  const other = {
    Id: `${contact.slice(0, 14)}~`.replace("~", contact[14] === "8" ? "7" : "8"),
    Department: "Other",
  };
  expect((await server.call("updateRecord", { ...args, record: other })).text).toMatch(/leave Id out/);
  const { text } = await server.call("getRecord", { ...args, fields: ["Department"] });
  expect(JSON.parse(text).Department).toBe("Given");
});

test("what a record holds stays as it is", async () => {
  const record = { LastName: "true", Department: "12, 13" };
  const created = await server.call("createRecord", { object: "Contact", record });
  const { id } = JSON.parse(created.text);
  const { text } = await server.call("getRecord", { object: "Contact", id, fields: "LastName, Department" });
  expect(JSON.parse(text)).toMatchObject(record);
});

test.each<[string, Record<string, unknown>, string]>([
  ["executeSearch", { term: "Aurora", objects: 5 }, 'objects: takes [{"name":"Account"}]'],
  ["executeSearch", { term: "a" }, "term: takes words of two letters or more"],
  [
    "executeQuery",
    { soql: "SELECT Id FROM Contact", maxRecords: "many" },
    "maxRecords: takes a whole number from 1 to 10000",
  ],
  [
    "executeQuery",
    { soql: "SELECT Id FROM Contact", maxRecords: 0 },
    "maxRecords: takes a whole number from 1 to 10000",
  ],
  ["executeQuery", { soql: "SELECT Id FROM Contact", format: "xml" }, "format: takes one of csv, json"],
  ["createRecord", { object: "Contact", record: "LastName=x" }, 'record: takes {"Name":"…"}'],
  ["createRecord", { object: "Contact" }, 'record: it is missing; it takes {"Name":"…"}'],
  ["executeBatch", { batchRequests: "sobjects" }, 'batchRequests: takes [{"method":'],
  ["executeCollection", { object: "Contact", operation: "merge" }, "operation: takes one of create, update"],
])("%s %j is refused with the right shape", async (tool, args, expected) => {
  const { text, isError } = await server.call(tool, args);
  expect(isError).toBe(true);
  expect(text).toContain(expected);
  expect(text).not.toMatch(/expected|received|Too (?:small|big)|Invalid (?:input|option)/);
});

test("one Chinese or Japanese character is a word", async () => {
  const { text } = await server.call("executeSearch", { term: "株" });
  expect(text).not.toContain("BAD_ARGUMENT");
});
