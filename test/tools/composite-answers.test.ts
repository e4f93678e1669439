import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Connected, connect } from "../connect.ts";
import { answerIn } from "./answer-in.ts";

let server: Connected;
let accounts: string[];

beforeAll(async () => {
  server = await connect();
  const { text } = await server.call("executeQuery", { soql: "SELECT Id FROM Account ORDER BY Id LIMIT 2" });
  accounts = text.split("\n").slice(2);
});

afterAll(() => server.close());

const batch = async (...urls: string[]) => {
  const batchRequests = urls.map((url) => ({ method: "GET", url }));
  return JSON.parse((await server.call("executeBatch", { batchRequests })).text).results;
};

const collection = async (args: Record<string, unknown>) => {
  const { text, isError } = await server.call("executeCollection", args);
  return { text, isError, answer: /^\{|\n\{/.test(text) ? answerIn(text) : {} };
};

describe("parts that read", () => {
  test("a query's figures are there: a count, and that its rows were cut", async () => {
    const results = await batch("query?q=SELECT COUNT() FROM Account", "query?q=SELECT Id FROM Task");
    expect(results["0"]).toEqual({ totalSize: 40, done: true, records: [] });
    // Following the page would skip the rows that were cut here.
    expect(results["1"]).toMatchObject({ totalSize: 2500, done: false });
    expect(Object.keys(results["1"])[0]).toBe("cut");
    expect(results["1"].cut).toContain("executeQuery");
    expect(results["1"]).not.toHaveProperty("nextRecordsUrl");
  });

  test("nulls are shown only where fields were named, in compound values too", async () => {
    const at = `sobjects/Account/${accounts[0]}`;
    const results = await batch(at, `${at}?fields=Name,Fax`);
    expect(JSON.stringify(results["0"])).not.toContain("null");
    expect(results["0"].BillingCity).toBe("Portland");
    expect(results["1"]).toMatchObject({ Name: "Aurora Analytics", Fax: null });
    const { text } = await server.call("getRecord", { object: "Account", id: accounts[0] });
    expect(text).not.toContain("null");
    expect(answerIn(text)).toMatchObject({ BillingCity: "Portland" });
  });

  test("records that are not found are counted, and none at all is an error", async () => {
    const retrieve = { operation: "retrieve", object: "Account", fields: ["Name"] };
    const none = "001000000000001AAA";
    const some = await collection({ ...retrieve, ids: [accounts[0], none] });
    expect(some.isError).toBe(false);
    expect(some.text).toMatch(/^\{"summary":"1 of 2 not found/);
    const all = await collection({ ...retrieve, ids: [none] });
    expect(all.isError).toBe(true);
    expect(all.answer.missing).toEqual([none]);
  });
});

describe("collections inside a composite", () => {
  const named = (Name?: string) => ({ attributes: { type: "Account" }, ...(Name && { Name }) });
  const inside = async (allOrNone: boolean, own: boolean) => {
    const compositeRequest = [
      { method: "POST", url: "sobjects/Account", referenceId: "first", body: { Name: "Sibling" } },
      {
        method: "POST",
        url: "composite/sobjects",
        referenceId: "many",
        body: { allOrNone: own, records: [named("Inside"), named()] },
      },
    ];
    const { text, isError } = await server.call("executeComposite", { compositeRequest, allOrNone });
    return { isError, answer: answerIn(text) };
  };
  const count = async (name: string) =>
    (await server.call("executeQuery", { soql: `SELECT COUNT() FROM Account WHERE Name = '${name}'` })).text;

  test("a record that failed is told, and what was kept stands beside it", async () => {
    const { isError, answer } = await inside(false, false);
    expect(isError).toBe(false);
    expect(answer.summary).toBe("1 of 3 failed");
    expect(answer.failed).toMatchObject([{ part: "many[1]", code: "REQUIRED_FIELD_MISSING" }]);
    expect(Object.keys(answer.results)).toEqual(["first", "many[0]"]);
    expect(await count("Inside")).toContain("totalSize=1");
  });

  test("all or nothing: nothing was kept, and nothing reads as if it were", async () => {
    const before = [await count("Sibling"), await count("Inside")];
    const { isError, answer } = await inside(true, false);
    expect(isError).toBe(true);
    expect(answer.summary).toMatch(/^nothing was kept/);
    expect(answer.failed).toMatchObject([{ part: "many[1]", code: "REQUIRED_FIELD_MISSING" }]);
    expect(answer).not.toHaveProperty("results");
    expect([await count("Sibling"), await count("Inside")]).toEqual(before);
  });

  test("an upsert that found several records is a failure", async () => {
    const url = "sobjects/Account/Legacy_Key__c/SHARED";
    const batchRequests = [{ method: "PATCH", url, richInput: { Name: "No" } }];
    const { text, isError } = await server.call("executeBatch", { batchRequests });
    expect(isError).toBe(true);
    expect(answerIn(text).failed).toMatchObject([{ part: "0", code: "MULTIPLE_MATCHES" }]);
  });
});

describe("every error of a part is told", () => {
  const errors = [
    { errorCode: "FIELD_CUSTOM_VALIDATION_EXCEPTION", message: "First rule" },
    { errorCode: "FIELD_CUSTOM_VALIDATION_EXCEPTION", message: "Second rule" },
    { errorCode: "STRING_TOO_LONG", message: "Too long" },
  ];
  const said = "First rule | Second rule | STRING_TOO_LONG: Too long";

  test("in a batch", async () => {
    const body = JSON.stringify({ hasErrors: true, results: [{ statusCode: 400, result: errors }] });
    server.org.faults.add({ path: "/composite/batch", answer: { status: 200, body } });
    const batchRequests = [{ method: "POST", url: "sobjects/Account", richInput: { Name: "x" } }];
    const { text, isError } = await server.call("executeBatch", { batchRequests });
    expect(isError).toBe(true);
    expect(answerIn(text).failed[0].message).toBe(said);
  });

  test("in a collection", async () => {
    const items = errors.map(({ errorCode, message }) => ({ statusCode: errorCode, message, fields: [] }));
    const body = JSON.stringify([{ success: false, errors: items }]);
    server.org.faults.add({ path: "/composite/sobjects", answer: { status: 200, body } });
    const { answer } = await collection({
      operation: "create",
      object: "Account",
      records: [{ Name: "x" }],
      allOrNone: false,
    });
    expect(answer.failed).toMatchObject([
      { rows: [1], count: 1, code: "FIELD_CUSTOM_VALIDATION_EXCEPTION", message: said },
    ]);
  });
});

describe("collections", () => {
  test.each([
    [
      { operation: "create", externalIdField: "External_Id__c" },
      /^BAD_ARGUMENT: externalIdField: create takes/,
    ],
    [{ operation: "create", fields: ["Name"] }, /^BAD_ARGUMENT: fields: create takes none/],
  ])("what an operation would not look at is refused: %o", async (args, expected) => {
    server.org.resetCounters();
    const { text } = await collection({ object: "Account", records: [{ Name: "x" }], ...args });
    expect(text).toMatch(expected);
    expect(server.org.counters()["api"] ?? 0).toBe(0);
  });

  test("an upsert's field may be spelt in any case", async () => {
    const { answer, text } = await collection({
      operation: "upsert",
      object: "Project__c",
      externalIdField: "external_id__c",
      records: [{ External_Id__c: "Any case", Name: "Any case", Start_Date__c: "2030-01-01" }],
    });
    expect(answer, text).toMatchObject({ summary: "1 record saved", created: 1 });
  });

  test("an upsert by Id creates what has none", async () => {
    const { answer, text } = await collection({
      operation: "upsert",
      object: "Account",
      externalIdField: "Id",
      records: [{ Id: accounts[1], Fax: "1" }, { Name: "Without an id" }],
    });
    expect(answer, text).toMatchObject({ summary: "2 records saved", created: 1 });
  });
});

test("an upsert that several records match undoes nothing else, which is told and can be taken back", async () => {
  const compositeRequest = [
    { method: "POST", url: "sobjects/Account", referenceId: "made", body: { Name: "Beside" } },
    {
      method: "PATCH",
      url: "sobjects/Account/Legacy_Key__c/SHARED",
      referenceId: "many",
      body: { Name: "A" },
    },
  ];
  const { text, isError } = await server.call("executeComposite", { compositeRequest });
  const { summary, failed, results } = JSON.parse(text);
  expect(isError).toBe(false);
  expect(summary).toBe("1 of 2 failed");
  expect(failed).toMatchObject([{ part: "many", code: "MULTIPLE_MATCHES" }]);
  const undone = await server.call("undoChange", { change: results.made.change });
  expect(undone.text).toContain('"summary":"1 deleted"');
});
