import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Connected, connect } from "../connect.ts";
import { temporaryFolder } from "../own-folder.ts";
import { csvRows } from "./csv-rows.ts";

let server: Connected;
const folder = temporaryFolder();
const long = `${"A long story. ".repeat(400)}The end.`;
const mark = `… [cut: ${long.length} characters in all]`;
const ids: string[] = [];

async function answer(name: string, args: Record<string, unknown>): Promise<string> {
  const { text, isError } = await server.call(name, args);
  expect(isError, text).toBe(false);
  return text;
}

beforeAll(async () => {
  server = await connect({ settings: { SALESFORCE_FILES_DIR: folder } });
  for (const Name of ["Long One", "Long Two"]) {
    const record = { Name, Description: long };
    ids.push(JSON.parse(await answer("createRecord", { object: "Account", record })).id);
  }
});

afterAll(() => server.close());

const both = "SELECT Name, Description FROM Account WHERE Name LIKE 'Long %' ORDER BY Name";

function expectCut(value: unknown): void {
  expect(value).toMatch(/^A long story\./);
  expect(String(value).endsWith(mark)).toBe(true);
  expect(String(value).length).toBeLessThanOrEqual(2_000);
}

describe("a long text", () => {
  test("is cut with its length where several rows are shown, in CSV and JSON", async () => {
    const text = await answer("executeQuery", { soql: both });
    expect(text.split("\n")[0]).toMatch(/^# totalSize=2 returned=2 · note: values over 2,000 characters/);
    for (const { Description } of csvRows(text)) expectCut(Description);
    const { notes, records } = JSON.parse(await answer("executeQuery", { soql: both, format: "json" }));
    expect(notes).toEqual([expect.stringMatching(/^values over 2,000 characters are cut here/)]);
    for (const { Description } of records) expectCut(Description);
  });

  test("is cut in child rows, collections and the queries of a composite", async () => {
    const child = { LastName: "Child", AccountId: ids[0], Description: long };
    await answer("createRecord", { object: "Contact", record: child });
    const soql = `SELECT Id, (SELECT Description FROM Contacts) FROM Account WHERE Id = '${ids[0]}'`;
    const [parent] = JSON.parse(await answer("executeQuery", { soql })).records;
    expectCut(parent.Contacts[0].Description);
    const args = { operation: "retrieve", object: "Account", ids, fields: ["Description"] };
    const { records } = JSON.parse(await answer("executeCollection", args));
    for (const { Description } of records) expectCut(Description);
    const url = `query?q=${encodeURIComponent(both)}`;
    const compositeRequest = [{ method: "GET", url, referenceId: "both" }];
    const { results } = JSON.parse(await answer("executeComposite", { compositeRequest }));
    for (const { Description } of results.both.records) expectCut(Description);
  });

  test("is whole in a single row, asked for by name and in a file", async () => {
    const soql = `${both} LIMIT 1`;
    expect(csvRows(await answer("executeQuery", { soql }))[0]?.["Description"]).toBe(long);
    const read = { object: "Account", id: ids[0] };
    expectCut(JSON.parse(await answer("getRecord", read)).Description);
    const asked = await answer("getRecord", { ...read, fields: ["Description"] });
    expect(JSON.parse(asked).Description).toBe(long);
    await answer("executeQuery", { soql: both, saveTo: "long.csv" });
    const saved = csvRows(`\n${await readFile(join(folder, "long.csv"), "utf8")}`);
    expect(saved.map(({ Description }) => Description)).toEqual([long, long]);
  });

  test("stands beside the notes on a statement in one list", async () => {
    const soql = both.replace("WHERE", "WHERE Industry != 'Nonsense' AND");
    const text = await answer("executeQuery", { soql, format: "json" });
    expect(text.match(/"notes":/g)).toHaveLength(1);
    expect(JSON.parse(text).notes).toEqual([
      expect.stringContaining("Nonsense"),
      expect.stringContaining("2,000 characters"),
    ]);
  });
});

describe("a write of a value that was shown cut", () => {
  const record = { Name: "Cut", Description: `A long story.${mark}` };
  const post = { method: "POST", url: "sobjects/Account" };
  test.each<[string, Record<string, unknown>, string]>([
    ["createRecord", { object: "Account", record }, "record.Description"],
    ["updateRecord", { object: "Account", id: "001000000000001", record }, "record.Description"],
    [
      "executeCollection",
      { operation: "create", object: "Account", records: [{ Name: "x" }, record] },
      "records[1].Description",
    ],
    [
      "executeComposite",
      { compositeRequest: [{ ...post, referenceId: "a", body: record }] },
      "compositeRequest[0].body.Description",
    ],
    [
      "executeBatch",
      { batchRequests: [{ ...post, richInput: record }] },
      "batchRequests[0].richInput.Description",
    ],
    [
      "createBulkJob",
      { object: "Account", operation: "insert", records: [record] },
      "records[0].Description",
    ],
    [
      "createBulkJob",
      { object: "Account", operation: "insert", csv: `Name,Description\nCut,"x${mark}"\n` },
      "csv",
    ],
    [
      "upsertRecord",
      { object: "Account", externalIdField: "External_Key__c", externalId: "k", record },
      "record.Description",
    ],
  ])("is refused by %s, with its place (%#)", async (name, args, place) => {
    server.org.resetCounters();
    const { text, isError } = await server.call(name, args);
    expect(isError).toBe(true);
    expect(text.startsWith(`BAD_ARGUMENT: ${place}: it holds the mark`), text).toBe(true);
    expect(Object.keys(server.org.counters()).filter((key) => key.startsWith("http."))).toEqual([]);
  });

  test("is refused for whatever text was cut, and for none that was not", async () => {
    const { cutText, isCut } = await import("../../src/cut-text.ts");
    fc.assert(
      fc.property(fc.string({ maxLength: 4_000 }), fc.integer({ min: 60, max: 3_000 }), (text, most) => {
        expect(isCut(cutText(text, most))).toBe(text.length > most);
      }),
    );
  });
});

test("more rows asked for than an answer holds are said with the reason and the way on", async () => {
  const soql = "SELECT Id, Subject, CreatedDate, LastModifiedDate, OwnerId FROM Task";
  const text = await answer("executeQuery", { soql, maxRecords: 2_000 });
  const first = text.split("\n")[0] ?? "";
  const returned = csvRows(text).length;
  expect(first).toContain(`returned=${returned} nextCursor=`);
  expect(first).toContain(
    ` · note: an answer holds 40,000 characters, so ${returned} of 2000 rows are shown; nextCursor goes on`,
  );
});
