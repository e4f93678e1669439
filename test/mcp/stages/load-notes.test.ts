import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Connected, connect } from "../../connect.ts";
import { temporaryFolder } from "../../own-folder.ts";

const folder = temporaryFolder();
let server: Connected;

beforeAll(async () => {
  server = await connect({ settings: { SALESFORCE_FILES_DIR: folder } });
  await server.call("describeObject", { object: "Lead", fields: ["Id"] });
});

afterAll(() => server.close());

/** The notes on a load of leads, all of whose rows must be loaded. */
async function notesOn(args: Record<string, unknown>): Promise<string[] | undefined> {
  const given = { object: "Lead", operation: "insert", ...args };
  const { text, isError } = await server.call("createBulkJob", given);
  expect(isError, text).toBe(false);
  expect(Object.keys(JSON.parse(text))[0]).toBe("summary");
  return JSON.parse(text).notes;
}

const columns = { Surname: "LastName", Firm: "Company", State: "Status", Remark: null };
const rows = "Surname;Firm;State;Remark\nA;X;Hot;Hot\nB;X;working - contacted;\nC;X;lukewarm;Cold\n";
const hot = [expect.stringMatching(/^Status has no value 'Hot', 'lukewarm'; it has .*Closed - Converted/)];

test("values that a picklist lacks are noted for CSV whose headers are renamed", async () => {
  expect(await notesOn({ csv: rows, columns })).toEqual(hot);
});

test("so they are for files", async () => {
  writeFileSync(join(folder, "leads.csv"), rows);
  expect(await notesOn({ file: "leads.csv", columns })).toEqual(hot);
  const records = ["Hot", "lukewarm", "Working - Contacted"].map((State) => ({
    Surname: "D",
    Firm: "X",
    State,
  }));
  writeFileSync(join(folder, "leads.jsonl"), records.map((record) => JSON.stringify(record)).join("\n"));
  writeFileSync(join(folder, "leads.json"), JSON.stringify(records));
  const { Remark, ...keys } = columns;
  expect(await notesOn({ file: "leads.jsonl", columns: keys })).toEqual(hot);
  expect(await notesOn({ file: "leads.json", columns: keys })).toEqual(hot);
  expect(await notesOn({ records, columns: keys })).toEqual(hot);
});

test("what empties a field, or leaves it as it is, is no value", async () => {
  expect(await notesOn({ csv: "LastName,Company,Rating\nE,X,\nF,X,#N/A\n" })).toBeUndefined();
  expect(await notesOn({ records: [{ LastName: "G", Company: "X", Rating: null }] })).toBeUndefined();
});

test("of many rows the first thousand are looked at", async () => {
  const leads = (count: number, last: string) =>
    `LastName,Company,Status\n${"H,X,Working - Contacted\n".repeat(count)}H,X,${last}\n`;
  expect(await notesOn({ csv: leads(999, "Hot") })).toEqual([expect.stringContaining("'Hot'")]);
  expect(await notesOn({ csv: leads(1_000, "Hot") })).toBeUndefined();
});

test("a delete is of ids alone", async () => {
  const { text } = await server.call("createRecord", {
    object: "Lead",
    record: { LastName: "I", Company: "X" },
  });
  const csv = `Id,Status\n${JSON.parse(text).id},Hot\n`;
  expect(await notesOn({ operation: "delete", csv })).toBeUndefined();
});

test("a change of what a query finds is noted for its conditions and its values", async () => {
  const query = "SELECT Id FROM Lead WHERE Status != 'Hot'";
  expect(await notesOn({ operation: "update", query, set: { Rating: "Boiling" } })).toEqual([
    expect.stringContaining("Status has no value 'Hot'"),
    expect.stringContaining("Rating has no value 'Boiling'"),
  ]);
});

test("a preview of a file is no load", async () => {
  writeFileSync(join(folder, "look.csv"), "LastName,Company,Status\nJ,X,Hot\n");
  const { text } = await server.call("previewFile", { file: "look.csv", object: "Lead" });
  expect(text).not.toContain("no value");
});
