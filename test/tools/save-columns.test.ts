import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { connect } from "../connect.ts";
import { temporaryFolder } from "../own-folder.ts";

const folder = temporaryFolder();
const server = await connect({ settings: { SALESFORCE_FILES_DIR: folder } });
const { faults } = server.org;

afterEach(() => faults.clear());
afterAll(() => server.close());

const attributes = { type: "Account", url: "/services/data/v66.0/sobjects/Account/1" };

/** The org answers a query with these two pages. */
function answersPages(first: object, second: object): void {
  const next = "/services/data/v66.0/query/01gX-1";
  const page = (record: object, more: object) =>
    JSON.stringify({ totalSize: 2, done: false, ...more, records: [{ attributes, ...record }] });
  faults.add({ path: "/query?", answer: { status: 200, body: page(first, { nextRecordsUrl: next }) } });
  faults.add({ path: "/query/01g", answer: { status: 200, body: page(second, { done: true }) } });
}

const read = (name: string) => readFileSync(join(folder, name), "utf8");

async function saved(name: string, soql: string): Promise<Record<string, string>[]> {
  const { text, isError } = await server.call("executeQuery", { soql, saveTo: name });
  expect(isError, text).toBe(false);
  return parse(read(name), { columns: true });
}

const address = { street: "1 Way", city: "Ghent", country: null, latitude: 51.05, longitude: 3.72 };

describe("a .csv has all its columns from the start, whatever fills first on a later page", () => {
  test("an address", async () => {
    answersPages(
      { Id: "1", BillingAddress: null, Name: "A" },
      { Id: "2", BillingAddress: address, Name: "B" },
    );
    const rows = await saved("address.csv", "SELECT Id, BillingAddress, Name FROM Account");
    expect(rows).toMatchObject([
      { Id: "1", "BillingAddress.city": "", Name: "A" },
      { Id: "2", "BillingAddress.city": "Ghent", "BillingAddress.latitude": "51.05", Name: "B" },
    ]);
    const header = read("address.csv").split("\n")[0] ?? "";
    expect(header).toMatch(/^Id,BillingAddress\.street,.*,Name$/);
    expect(header.split(",")).not.toContain("BillingAddress");
  });

  test("a parent's address", async () => {
    answersPages({ Id: "1", Parent: null }, { Id: "2", Parent: { attributes, BillingAddress: address } });
    const rows = await saved("parent.csv", "SELECT Id, Parent.BillingAddress FROM Account");
    expect(rows.map((row) => row["Parent.BillingAddress.city"])).toEqual(["", "Ghent"]);
  });

  test("FIELDS()", async () => {
    answersPages({ Id: "1", BillingAddress: null }, { Id: "2", BillingAddress: address });
    const rows = await saved("fields.csv", "SELECT FIELDS(STANDARD) FROM Account LIMIT 200");
    expect(rows.map((row) => row["BillingAddress.street"])).toEqual(["", "1 Way"]);
  });

  test("a column that nobody can foresee is an error and no file", async () => {
    answersPages({ Id: "1" }, { Id: "2", Surprise: "x" });
    const { text } = await server.call("executeQuery", { soql: "SELECT Id FROM Account", saveTo: "odd.csv" });
    expect(text).toMatch(/^UNEXPECTED_RESPONSE: Later rows have further columns \(Surprise\)/);
    expect(() => read("odd.csv")).toThrow(/ENOENT/);
  });
});

test("the rows of a real query are the same in .csv and .json", async () => {
  const soql = "SELECT Id, Name, BillingAddress, Parent.Name FROM Account ORDER BY Id";
  const rows = await saved("real.csv", soql);
  await server.call("executeQuery", { soql, saveTo: "real.json" });
  const records: { Id: string; BillingAddress: { city: string | null } | null }[] = JSON.parse(
    read("real.json"),
  );
  expect(rows.map((row) => [row["Id"], row["BillingAddress.city"]])).toEqual(
    records.map(({ Id, BillingAddress }) => [Id, BillingAddress?.city ?? ""]),
  );
});

test.each(["csv", "json"])("a count is in the file and in the answer, saveTo .%s", async (ending) => {
  const saveTo = `count.${ending}`;
  const soql = "SELECT COUNT() FROM Account";
  const shown = await server.call("executeQuery", { soql });
  const count = /totalSize=(\d+)/.exec(shown.text)?.[1];
  const { text } = await server.call("executeQuery", { soql, saveTo });
  expect(JSON.parse(text)).toMatchObject({
    rows: 1,
    preview: expect.arrayContaining([expect.stringContaining(String(count))]),
  });
  expect(read(saveTo)).toBe(ending === "csv" ? `count\n${count}\n` : `[{"count":${count}}]\n`);
});
