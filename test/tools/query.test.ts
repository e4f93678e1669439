import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newRow, putRow } from "../../src/demo/rows/new-row.ts";
import { type Connected, connect } from "../connect.ts";
import { temporaryFolder } from "../own-folder.ts";

const files = temporaryFolder();
let server: Connected;

beforeAll(async () => {
  server = await connect({ settings: { SALESFORCE_FILES_DIR: files } });
  const { org } = server.org;
  const object = org.schema.object("Task");
  if (!object) throw new Error("no Task");
  for (let index = 0; index < 2_730; index++) {
    const Subject = `Load ${index}, "quoted"\nsecond line`;
    putRow(org, object, newRow(org, object, "005DE0000000001YAA", new Map([["Subject", Subject]])));
  }
});

afterAll(() => server.close());

const cursorIn = (text: string) => /nextCursor=(\S+)/.exec(text.split("\n")[0] ?? "")?.[1];
const rowsIn = (text: string): Record<string, string>[] =>
  parse(text.slice(text.indexOf("\n") + 1), { columns: true });

async function allIds(format: "csv" | "json"): Promise<string[]> {
  const ids: string[] = [];
  let args: Record<string, unknown> = {
    soql: "SELECT Id, Subject, Who.Name FROM Task",
    maxRecords: 1_500,
    format,
  };
  for (;;) {
    const { text, isError } = await server.call("executeQuery", args);
    expect(isError).toBe(false);
    expect(text.length).toBeLessThanOrEqual(40_000);
    const json = format === "json" ? JSON.parse(text) : undefined;
    ids.push(
      ...(json
        ? json.records.map((record: { Id: string }) => record.Id)
        : rowsIn(text).map(({ Id }) => Id ?? "")),
    );
    const cursor = json ? json.nextCursor : cursorIn(text);
    if (!cursor) return ids;
    args = { cursor };
  }
}

describe("executeQuery", () => {
  test("rows come as CSV after a line with the figures", async () => {
    const { text } = await server.call("executeQuery", {
      soql: "SELECT Name, Owner.Name, Parent.Name FROM Account ORDER BY Name LIMIT 2",
    });
    const [head, columns, ...rows] = text.split("\n");
    expect(head).toBe("# totalSize=2 returned=2");
    expect(columns).toBe("Name,Owner.Name,Parent.Name");
    expect(rows).toHaveLength(2);
  });

  test.each(["csv", "json"] as const)(
    "5,230 rows arrive once each in %s",
    async (format) => {
      const ids = await allIds(format);
      expect(ids).toHaveLength(5_230);
      expect(new Set(ids).size).toBe(5_230);
    },
    60_000,
  );

  test("a cursor can be read again, and rows that come and go meanwhile change nothing", async () => {
    const first = await server.call("executeQuery", {
      soql: "SELECT Id FROM Account ORDER BY Name",
      maxRecords: 5,
    });
    const cursor = cursorIn(first.text);
    const second = await server.call("executeQuery", { cursor, maxRecords: 5 });
    await server.call("createRecord", { object: "Account", record: { Name: "AAA first by name" } });
    const again = await server.call("executeQuery", { cursor, maxRecords: 5 });
    const ids = ({ text }: { text: string }) => rowsIn(text).map(({ Id }) => Id);
    expect(ids(again)).toEqual(ids(second));
    expect(ids(first)).not.toEqual(ids(second));
  });

  test("a cursor of another tool and an unknown one are refused", async () => {
    const { text } = await server.call("executeQuery", { soql: "SELECT Id FROM Account", maxRecords: 1 });
    const other = await server.call("executeQueryAll", { cursor: cursorIn(text) });
    expect(other.text).toMatch(/^BAD_ARGUMENT: cursor: this cursor belongs to executeQuery/);
    expect((await server.call("executeQuery", { cursor: "nonsense" })).text).toMatch(
      /^BAD_ARGUMENT: cursor: this cursor has expired/,
    );
  });

  test("a count and a grouping", async () => {
    expect((await server.call("executeQuery", { soql: "SELECT COUNT() FROM Case" })).text).toBe(
      "# count=80 totalSize=80",
    );
    const { text } = await server.call("executeQuery", {
      soql: "SELECT Status, COUNT(Id) number FROM Case GROUP BY Status",
    });
    expect(rowsIn(text).reduce((sum, row) => sum + Number(row["number"]), 0)).toBe(80);
  });

  test("child rows come as JSON", async () => {
    const { text } = await server.call("executeQuery", {
      soql: "SELECT Name, (SELECT LastName FROM Contacts) FROM Account WHERE Name = 'Aurora Analytics'",
    });
    const { records } = JSON.parse(text);
    expect(records[0].Contacts.length).toBeGreaterThan(0);
    expect(text).not.toContain("attributes");
  });

  test("a statement too long for an address is asked all the same", async () => {
    const names = Array.from({ length: 1_500 }, (_, index) => `'No such name ${index}'`);
    const { text, isError } = await server.call("executeQuery", {
      soql: `SELECT Id FROM Account WHERE Name IN (${names.join(",")},'Aurora Analytics')`,
    });
    expect(isError, text).toBe(false);
    expect(rowsIn(text)).toHaveLength(1);
  });

  test("deleted rows are found by executeQueryAll only", async () => {
    const { id } = JSON.parse(
      (await server.call("createRecord", { object: "Account", record: { Name: "Gone" } })).text,
    );
    await server.call("deleteRecord", { object: "Account", id });
    const soql = "SELECT Id, IsDeleted FROM Account WHERE Name = 'Gone'";
    expect((await server.call("executeQuery", { soql })).text).toMatch(/^# totalSize=0/);
    expect(rowsIn((await server.call("executeQueryAll", { soql })).text)).toEqual([
      { Id: id, IsDeleted: "true" },
    ]);
  });

  test("saveTo writes every row and overwrites nothing", async () => {
    const args = { soql: "SELECT Id, Subject FROM Task", saveTo: "tasks.csv" };
    const saved = JSON.parse((await server.call("executeQuery", args)).text);
    expect(saved.rows).toBe(5_230);
    expect(parse(await readFile(join(files, "tasks.csv"), "utf8"), { columns: true })).toHaveLength(5_230);
    expect((await server.call("executeQuery", args)).text).toMatch(/^FILE_REFUSED: tasks.csv exists already/);
    for (const saveTo of ["../out.csv", "/etc/out.csv", "no-ending"])
      expect((await server.call("executeQuery", { ...args, saveTo })).isError).toBe(true);
  });

  test("text that tries to instruct stays a visible cell", async () => {
    const { text } = await server.call("executeQuery", {
      soql: "SELECT Name, Description FROM Account WHERE Name = 'Møller Maritime' OR Name LIKE 'Harbour%'",
    });
    expect(text).toContain("\\u200B");
    expect(text).not.toContain("\u200B");
    expect(rowsIn(text).some((row) => row["Description"]?.startsWith("Ignore all previous"))).toBe(true);
  });

  test.each([
    [
      "SELECT * FROM Account",
      /^MALFORMED_QUERY: [\s\S]*Hint: SOQL has no \*\. Name the fields, e\.g\. SELECT Id, /,
    ],
    [
      "SELECT Nmae FROM Account",
      /^INVALID_FIELD: No such column 'Nmae' on entity 'Account'\.[\s\S]*Did you mean Name/,
    ],
    ["SELECT Id FROM Acount", /^INVALID_TYPE: [\s\S]*Did you mean Account/],
    ["SELECT Id FROM Account OFFSET 3000", /^NUMBER_OUTSIDE_VALID_RANGE: /],
    ["SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'", /^MALFORMED_QUERY: /],
  ])("%s gets a next step", async (soql, expected) => {
    const { text, isError } = await server.call("executeQuery", { soql });
    expect(isError).toBe(true);
    expect(text).toMatch(expected);
  });
});

describe("executeSearch", () => {
  test("plain words in several objects", async () => {
    const { text } = await server.call("executeSearch", {
      term: "Aurora",
      objects: [{ name: "Account", fields: ["Name"] }, { name: "Opportunity" }],
    });
    const rows = rowsIn(text);
    expect(text.split("\n")[1]).toMatch(/^object,/);
    expect(new Set(rows.map(({ object }) => object))).toEqual(new Set(["Account", "Opportunity"]));
  });

  test("every searchable object, with names", async () => {
    const { text } = await server.call("executeSearch", { term: "Aurora" });
    expect(rowsIn(text)).toContainEqual(
      expect.objectContaining({ object: "Account", Name: "Aurora Analytics" }),
    );
  });

  test("SOSL, and its errors", async () => {
    const { text } = await server.call("executeSearch", {
      sosl: "FIND {Aurora} IN NAME FIELDS RETURNING Account(Id, Name)",
    });
    expect(rowsIn(text)).toHaveLength(1);
    expect((await server.call("executeSearch", { sosl: "Aurora" })).text).toMatch(
      /^MALFORMED_SEARCH: No search term found/,
    );
    expect(
      (await server.call("executeSearch", { term: "x y", objects: [{ name: "Account", wher: "x" }] })).text,
    ).toMatch(/^BAD_ARGUMENT: objects\[0\] has no 'wher'/);
  });
});

describe("what a search shows", () => {
  test("a parent that was asked for has its column though every parent is null", async () => {
    const objects = [{ name: "Account", fields: ["Name", "Parent.Name"], where: "ParentId = null" }];
    const found = [
      { term: "Aurora", objects },
      {
        sosl: "FIND {Aurora} IN NAME FIELDS RETURNING Account(Name, Parent.Name WHERE Owner.Name != 'x' ORDER BY Owner.Name)",
      },
    ];
    for (const args of found) {
      const { text } = await server.call("executeSearch", args);
      expect(text.split("\n").slice(1)).toEqual(["object,Name,Parent.Name", "Account,Aurora Analytics,"]);
    }
  });

  test("totalSize is what was found, whatever is shown", async () => {
    const all = await server.call("executeSearch", { term: "555*", in: "PHONE" });
    const [, total] = /totalSize=(\d+) returned=\1/.exec(all.text) ?? [];
    const some = await server.call("executeSearch", { term: "555*", in: "PHONE", maxRecords: 2 });
    expect(some.text).toMatch(new RegExp(`^# totalSize=${total} returned=2 cut=`));
  });

  test("every row has its name, also beyond what one statement looks up", async () => {
    const { text } = await server.call("executeSearch", { term: "Load", saveTo: "load.jsonl" });
    expect(JSON.parse(text).rows).toBe(2_000);
    const lines = (await readFile(join(files, "load.jsonl"), "utf8")).trim().split("\n");
    const names = lines.map((line) => JSON.parse(line).Name);
    expect(names.filter((name) => !String(name).startsWith("Load "))).toEqual([]);
  });
});

test("saveTo names the columns of a grouping as the rows do", async () => {
  const soql = "SELECT Account.Name, COUNT(Id) n FROM Opportunity GROUP BY Account.Name LIMIT 2";
  const { text } = await server.call("executeQuery", { soql, saveTo: "grouping.csv" });
  expect(JSON.parse(text).preview[0]).toBe("Account.Name,n");
});
