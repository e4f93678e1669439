import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { connect } from "../connect.ts";
import { temporaryFolder } from "../own-folder.ts";
import { bulkServer } from "./bulk/server.ts";

const server = await bulkServer();
const preview = async (args: Record<string, unknown>) => {
  const { text, isError } = await server.call("previewFile", args);
  expect(isError, text).toBe(false);
  return JSON.parse(text);
};

test("without a file the folder is listed, what is hidden or outside is not", async () => {
  server.file("b.csv", "Name\nA\n");
  server.file(".hidden.csv", "Name\n");
  mkdirSync(join(server.folder, "below"));
  server.file("below/c.jsonl", "{}");
  symlinkSync(temporaryFolder(), join(server.folder, "way-out"));
  const { text } = await server.call("previewFile", {});
  expect(text).toMatch(
    /^# returned=2\nname,bytes,time\nb\.csv,7,20\d\d-\S+Z\nbelow\/c\.jsonl,2,20\d\d-\S+Z$/,
  );
});

test("a file of strange headers is looked into and loaded in two calls", async () => {
  const file = server.file(
    "people.csv",
    "\uFEFFFirst Name;Nachname;E-mail;Firma;Telefon;Ort;Shoe size\nAda;One;a@x.example;Of Preview;1;Ghent;40\n;Two;;Of Preview;;;\n",
  );
  const found = await preview({ file, object: "Lead", rows: 1 });
  expect(found).toMatchObject({
    file,
    format: "csv",
    delimiter: "SEMICOLON",
    headers: ["First Name", "Nachname", "E-mail", "Firma", "Telefon", "Ort", "Shoe size"],
    rows: 2,
    first: [["Ada", "One", "a@x.example", "Of Preview", "1", "Ghent", "40"]],
    utf8: true,
    columns: {
      "First Name": "FirstName",
      Nachname: "LastName",
      "E-mail": "Email",
      Firma: "Company",
      Telefon: "Phone",
      Ort: "City",
      "Shoe size": null,
    },
  });
  expect(found.problem).toBeUndefined();
  const { columns } = found;
  const loaded = await server.job({ object: "Lead", operation: "insert", file, columns });
  expect(loaded).toMatchObject({ summary: "2 records inserted", ignoredColumns: ["Shoe size"] });
});

test("fields are proposed by name and label, own and foreign, each but once", async () => {
  const file = server.file(
    "accounts.csv",
    "external_id__c,Account Name,name,Billing City,ParentId,Parent.External_Id__c,CreatedDate\n1,A,B,C,,,\n",
  );
  expect((await preview({ file, object: "Account" })).columns).toEqual({
    external_id__c: "External_Id__c",
    "Account Name": null,
    name: "Name",
    "Billing City": "BillingCity",
    ParentId: "ParentId",
    "Parent.External_Id__c": "Parent.External_Id__c",
    CreatedDate: null,
  });
});

describe("what a file is", () => {
  test.each<[string, string | Buffer, object]>([
    [
      "array.json",
      '[{"Name":"A","Account":{"Key__c":"x"}},{"Site":12345678901234567890}]',
      {
        format: "json",
        headers: ["Name", "Account.Key__c", "Site"],
        rows: 2,
      },
    ],
    [
      "lines.jsonl",
      '{"Name":"A"}\n{"Name":"B"}\n',
      { format: "jsonl", headers: ["Name"], rows: 2, first: [{ Name: "A" }, { Name: "B" }] },
    ],
    ["tab.tsv", "A\tB\r\n1\t2\r\n", { delimiter: "TAB", rows: 1, first: [["1", "2"]] }],
    [
      "latin.csv",
      Buffer.from("Name,Ort\nM\xfcller,K\xf6ln\n", "latin1"),
      {
        utf8: false,
        headers: ["Name", "Ort"],
        rows: "at least 0",
        problem: expect.stringContaining("UTF-8"),
      },
    ],
    [
      "latin-header.csv",
      Buffer.from("Stra\xdfe,Ort\nA,B\n", "latin1"),
      { utf8: false, headers: ["Straße", "Ort"], problem: expect.stringContaining("UTF-8") },
    ],
    [
      "utf16.csv",
      Buffer.from("\uFEFFName\nA\n", "utf16le"),
      { utf8: false, headers: [], problem: expect.stringContaining("UTF-16") },
    ],
    [
      "ragged.csv",
      "A,B\n1,2\n3\n",
      {
        rows: "at least 1",
        problem: expect.stringMatching(/^data row 2 .* has 1 columns, the header has 2/),
      },
    ],
    ["empty.csv", "", { headers: [], rows: 0, problem: expect.stringContaining("its first line is empty") }],
    [
      "half.json",
      '[{"Name":"A"},{"Na',
      { rows: "at least 1", problem: expect.stringContaining("record 2 is cut off") },
    ],
  ])("%s", async (name, content, expected) => {
    expect(await preview({ file: server.file(name, content) })).toMatchObject(expected);
  });

  test("no more than it is, no file, and none outside", async () => {
    expect((await preview({ file: server.file("few.csv", "A\n1\n"), rows: 0 })).first).toEqual([]);
    expect(await server.refusal("previewFile", { file: "nope.csv" })).toMatch(
      /^FILE_REFUSED: There is no file nope/,
    );
    expect(await server.refusal("previewFile", { file: "../x.csv" })).toMatch(/^FILE_REFUSED: /);
    expect(await server.refusal("previewFile", { object: "Lead" })).toMatch(
      /^BAD_ARGUMENT: file: name the file/,
    );
  });
});

test("an object that may not be touched is not described for it", async () => {
  const denied = await bulkServer({ org: server.org, settings: { SALESFORCE_DENIED_OBJECTS: "Lead" } });
  const file = denied.file("x.csv", "LastName\nA\n");
  expect(await denied.refusal("previewFile", { file, object: "Lead" })).toMatch(/^DENIED_OBJECT: /);
});

test("without a files folder nothing offered speaks of files, and who asks all the same is told the setting", async () => {
  const bare = await connect({ org: server.org });
  const { tools } = await bare.client.listTools();
  expect(tools.map(({ name }) => name)).not.toContain("previewFile");
  const said = JSON.stringify([tools, bare.client.getInstructions()]);
  expect(said).not.toMatch(/saveTo|backupTo|previewFile|"file"|files folder/);
  const setting = /^FILE_REFUSED: .*\nHint: The user must set SALESFORCE_FILES_DIR/;
  for (const [name, args] of [
    ["previewFile", {}],
    ["executeQuery", { soql: "SELECT Id FROM Account", saveTo: "x.csv" }],
    ["createBulkQuery", { soql: "SELECT Id FROM Account", saveTo: "x.csv" }],
    ["createBulkJob", { object: "Account", operation: "insert", file: "x.csv" }],
  ] as const) {
    server.org.resetCounters();
    const { text, isError } = await bare.call(name, args);
    expect(isError).toBe(true);
    expect(text).toMatch(setting);
  }
  await bare.close();
});
