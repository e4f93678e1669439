import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Connected, connect } from "../connect.ts";
import { temporaryFolder } from "../own-folder.ts";
import { type RawOrg, startRawOrg } from "../raw-org.ts";

type Row = Record<string, unknown>;

const files = temporaryFolder();
/** What each address answers; set by each test. */
let pages: Record<string, object> = {};
let org: RawOrg;
let server: Connected;

beforeEach(async () => {
  org = await startRawOrg(({ method, url }) => {
    const found = Object.entries(pages).find(([address]) => url.endsWith(address));
    if (found) return JSON.stringify(found[1]);
    return method === "GET" && url.includes("?q=") && pages["first"]
      ? JSON.stringify(pages["first"])
      : { status: 404, body: '[{"errorCode":"NOT_FOUND","message":"no such page"}]' };
  });
  server = await connect({
    signIn: () => org.settings,
    settings: { SALESFORCE_FILES_DIR: files },
  });
});

afterEach(async () => {
  await server.close();
  await org.close();
});

const at = "/services/data/v66.0/query/";
const row = (type: string, Id: string, fields: Row = {}): Row => ({
  attributes: { type, url: `/services/data/v66.0/sobjects/${type}/${Id}` },
  Id,
  ...fields,
});
const children = (records: Row[], totalSize = records.length, next?: string) => ({
  totalSize,
  done: next === undefined && records.length === totalSize,
  ...(next && { nextRecordsUrl: at + next }),
  records,
});
const contacts = (...ids: string[]) => ids.map((id) => row("Contact", id));
const shown = (...ids: string[]) => ids.map((Id) => ({ Id }));

async function queried(args: Row = {}) {
  const { text, isError } = await server.call("executeQuery", {
    soql: "SELECT Id, (SELECT Id FROM Contacts) FROM Account",
    ...args,
  });
  expect(isError, text).toBe(false);
  return JSON.parse(text);
}

describe("children of children", () => {
  test("are complete on every level, also in pages that were fetched for them", async () => {
    const picks = (id: string, next: string) =>
      children([row("Pick__c", `${id}1`), row("Pick__c", `${id}2`)], 3, next);
    pages = {
      first: children([
        row("Event__c", "e", {
          Blocks__r: children([row("Block__c", "b1", { Picks__r: picks("p", "picks-1") })], 2, "blocks"),
        }),
      ]),
      "query/blocks": children([row("Block__c", "b2", { Picks__r: picks("q", "picks-2") })]),
      "query/picks-1": children([row("Pick__c", "p3")]),
      "query/picks-2": children([row("Pick__c", "q3")]),
    };
    expect((await queried()).records).toEqual([
      {
        Id: "e",
        Blocks__r: [
          { Id: "b1", Picks__r: shown("p1", "p2", "p3") },
          { Id: "b2", Picks__r: shown("q1", "q2", "q3") },
        ],
      },
    ]);
  });
});

describe("a query inside a composite or batch", () => {
  const accounts = () => children([row("Account", "a", { Contacts: children(contacts("1"), 3, "rest") })]);
  const asked = "query?q=SELECT+Id,(SELECT+Id+FROM+Contacts)+FROM+Account";
  const tools: [string, Row, Record<string, object>][] = [
    [
      "executeBatch",
      { batchRequests: [{ method: "GET", url: asked }] },
      { "/composite/batch": { hasErrors: false, results: [{ statusCode: 200, result: accounts() }] } },
    ],
    [
      "executeComposite",
      { compositeRequest: [{ method: "GET", url: asked, referenceId: "q" }] },
      { "/composite": { compositeResponse: [{ referenceId: "q", httpStatusCode: 200, body: accounts() }] } },
    ],
  ];

  test.each(tools)("%s has all child rows", async (tool, args, answers) => {
    pages = { ...answers, "query/rest": children(contacts("2", "3")) };
    const { text } = await server.call(tool, args);
    expect(Object.values(JSON.parse(text).results)).toEqual([
      { totalSize: 1, done: true, records: [{ Id: "a", Contacts: shown("1", "2", "3") }] },
    ]);
  });

  test("of rows that were cut the part says so first, and leads to no page behind them", async () => {
    const rows = Array.from({ length: 2_000 }, (_, index) =>
      row("Account", `001${index}`, { Name: "A name of some length" }),
    );
    const result = { totalSize: 5_000, done: false, nextRecordsUrl: `${at}next`, records: rows };
    pages = { "/composite/batch": { hasErrors: false, results: [{ statusCode: 200, result }] } };
    const { text } = await server.call("executeBatch", { batchRequests: [{ method: "GET", url: asked }] });
    const { cut, results } = JSON.parse(text);
    const [first, ...others] = Object.entries(results[0]);
    const { length } = results[0].records;
    expect(first).toEqual(["cut", `${length} of these 2000 rows shown; executeQuery shows all`]);
    expect(Object.fromEntries(others)).toEqual({
      totalSize: 5_000,
      done: false,
      records: results[0].records,
    });
    expect(length).toBeGreaterThan(500);
    expect(cut).toEqual([`results.0.records: ${length} of 2000 shown`]);
    expect(text).toMatch(/^\{"summary":"all 1 succeeded","cut":/);
  });

  test.each(tools)("%s says when they cannot be had", async (tool, args, answers) => {
    pages = answers;
    const { text, isError } = await server.call(tool, args);
    expect(isError).toBe(false);
    const [part] = Object.values<Row>(JSON.parse(text).results);
    expect(Object.keys(part ?? {})[0]).toBe("incomplete");
    expect(part?.["records"]).toEqual([{ Id: "a", Contacts: shown("1") }]);
  });
});

describe("a parent that comes again on a later page", () => {
  const expected = [
    { Id: "a", Contacts: shown("1") },
    { Id: "b", Contacts: shown("2", "3", "4") },
    { Id: "c", Contacts: null },
    { Id: "d", Contacts: shown("5") },
  ];
  const parent = (Id: string, Contacts: unknown) => row("Account", Id, { Contacts });
  const page = (records: Row[], next?: string) => ({ ...children(records, 4, next), totalSize: 4 });
  const ending = page([parent("c", null), parent("d", children(contacts("5")))]);
  const a = parent("a", children(contacts("1")));

  const cases: [string, Record<string, object>][] = [
    [
      "with its next children",
      {
        first: page([a, parent("b", children(contacts("2"), 3))], "two"),
        "query/two": page([parent("b", children(contacts("3", "4"), 3))], "three"),
        "query/three": ending,
      },
    ],
    [
      "after its children were fetched by their own address",
      {
        first: page([a, parent("b", children(contacts("2"), 3, "children"))], "two"),
        "query/children": children(contacts("3", "4")),
        "query/two": page([parent("b", children(contacts("3"), 3))], "three"),
        "query/three": page([
          parent("b", children(contacts("4"), 3)),
          parent("c", null),
          parent("d", children(contacts("5"))),
        ]),
      },
    ],
    [
      "although it looked complete",
      {
        first: page([a, parent("b", children(contacts("2")))], "two"),
        "query/two": page([parent("b", children(contacts("3", "4")))], "three"),
        "query/three": ending,
      },
    ],
    [
      "in the middle of its page, with another behind it",
      {
        first: page([parent("b", children(contacts("2"), 3)), a], "two"),
        "query/two": page([
          parent("b", children(contacts("3", "4"), 3)),
          parent("c", null),
          parent("d", children(contacts("5"))),
        ]),
      },
    ],
  ];
  const sorted = (records: Row[]) =>
    [...records].sort((one, other) => String(one["Id"]).localeCompare(String(other["Id"])));

  test.each(cases)("%s, is one record with all of them", async (_, given) => {
    pages = given;
    const { totalSize, done, records } = await queried();
    expect(sorted(records)).toEqual(expected);
    expect({ totalSize, done }).toEqual({ totalSize: 4, done: true });
  });

  test.each(cases)("%s, is one record over cursors too, however often they are read", async (_, given) => {
    pages = given;
    const records: Row[] = [];
    let args: Row = { maxRecords: 1, format: "json" };
    for (;;) {
      const answer = await queried(args);
      if (args["cursor"]) expect(await queried(args)).toMatchObject({ records: answer.records });
      records.push(...answer.records);
      if (!answer.nextCursor) break;
      args = { soql: undefined, cursor: answer.nextCursor };
    }
    expect(sorted(records)).toEqual(expected);
  });

  test.each(cases)("%s, is one record in a file", async (name, given) => {
    pages = given;
    const saveTo = `${name.replaceAll(/\W/g, "-")}.json`;
    expect(await queried({ saveTo })).toMatchObject({ rows: 4 });
    expect(sorted(JSON.parse(await readFile(join(files, saveTo), "utf8")))).toEqual(expected);
  });
});

test.each(["/sobjects/Contact/describe", "Contact%20WHERE%20Id"])(
  "a search shows all that it found although %s fails",
  async (failing) => {
    const nameField = { fields: [{ name: "Name", nameField: true }] };
    pages = {
      "/parameterizedSearch": { searchRecords: [row("Account", "a"), row("Contact", "c")] },
      "/sobjects/Account/describe": nameField,
      ...(!failing.includes("describe") && { "/sobjects/Contact/describe": nameField }),
      "FROM%20Account%20WHERE%20Id%20IN%20(%27a%27)": children([row("Account", "a", { Name: "Acme" })]),
    };
    const { text, isError } = await server.call("executeSearch", { term: "Acme" });
    expect(isError, text).toBe(false);
    expect(text).toBe(
      "# totalSize=2 returned=2 namesNotRead=Contact\nobject,Id,Name\nAccount,a,Acme\nContact,c,",
    );
  },
);

test("rows without children are never merged, whatever they look like", async () => {
  const same = { attributes: { type: "AggregateResult" }, n: 1 };
  pages = { first: children([same, same, row("Account", "a"), row("Account", "a")]) };
  const { text } = await server.call("executeQuery", { soql: "SELECT Id FROM Account" });
  expect(text).toContain("returned=4");
});
