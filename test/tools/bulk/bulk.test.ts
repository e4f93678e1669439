import { afterEach, describe, expect, test } from "vitest";
import { bulkServer } from "./server.ts";

const server = await bulkServer();

afterEach(() => {
  server.org.faults.clear();
  server.org.org.settings.hardDelete = false;
});

describe("createBulkJob", () => {
  test("records: nulls and empty texts become #N/A, parents a column", async () => {
    await server.job({
      object: "Account",
      operation: "insert",
      records: [{ Name: "Parent", External_Id__c: "P-1" }],
    });
    const answer = await server.job({
      object: "Contact",
      operation: "insert",
      records: [
        { LastName: "Bulk", Phone: "1", Account: { External_Id__c: "P-1" } },
        { LastName: "Bulk", Phone: null, Title: "" },
      ],
    });
    expect(answer).toMatchObject({
      summary: "2 records inserted",
      jobs: [{ state: "JobComplete", rows: 2, processed: 2, failed: 0 }],
    });
    const { text } = await server.call("executeQuery", {
      soql: "SELECT Phone, Title, Account.Name FROM Contact WHERE LastName = 'Bulk' ORDER BY Phone NULLS LAST",
    });
    expect(text.split("\n").slice(1)).toEqual(["Phone,Title,Account.Name", "1,,Parent", ",,"]);
  });

  test("null empties a field, an absent one leaves it", async () => {
    const { text } = await server.call("createRecord", {
      object: "Account",
      record: { Name: "Full", Phone: "1", Site: "Here" },
    });
    const { id } = JSON.parse(text);
    await server.job({ object: "Account", operation: "update", records: [{ Id: id, Phone: null }] });
    const found = await server.call("getRecord", { object: "Account", id, fields: ["Phone", "Site"] });
    expect(JSON.parse(found.text)).toMatchObject({ Phone: null, Site: "Here" });
  });

  test("a file whose header is written in its own way is upserted, then deleted by its ids", async () => {
    const rows = Array.from({ length: 300 }, (_, index) => `U-${index};"Line ${index}\nmore; ""text"""`);
    const file = server.file("upsert.csv", `\uFEFFexternal_id__c;NAME\r\n${rows.join("\r\n")}\r\n`);
    const upsert = { object: "Account", operation: "upsert", externalIdField: "External_Id__c", file };
    expect((await server.job(upsert)).summary).toBe("300 records upserted");
    expect((await server.job(upsert)).summary).toBe("300 records upserted");
    expect(await server.count("Account WHERE External_Id__c LIKE 'U-%'")).toBe(300);
    const { text } = await server.call("executeQuery", {
      soql: "SELECT Name FROM Account WHERE External_Id__c = 'U-7'",
      format: "json",
    });
    expect(JSON.parse(text).records).toEqual([{ Name: 'Line 7\nmore; "text"' }]);
    await server.call("executeQuery", {
      soql: "SELECT Id, Name FROM Account WHERE External_Id__c LIKE 'U-%'",
      saveTo: "ids.csv",
    });
    const deleted = await server.job({ object: "Account", operation: "delete", file: "ids.csv" });
    expect(deleted).toMatchObject({ summary: "300 records deleted", ignoredColumns: ["Name"] });
    expect(await server.count("Account WHERE External_Id__c LIKE 'U-%'")).toBe(0);
  });

  test.each([
    ["lines.jsonl", '{"LastName":"FromJson","Company":"A"}\n{"LastName":"FromJson","Company":"B, C"}\n'],
    ["array.json", '[{"LastName":"FromJson","Company":"A"},{"LastName":"FromJson","Company":"B, C"}]'],
  ])("%s is loaded", async (name, content) => {
    const before = await server.count("Lead WHERE LastName = 'FromJson'");
    await server.job({ object: "Lead", operation: "insert", file: server.file(name, content) });
    expect(await server.count("Lead WHERE LastName = 'FromJson'")).toBe(before + 2);
  });

  test("10,000 rows of which 37 fail: the 37 with their reasons, and a file that can be mended and loaded", async () => {
    const bad = new Set(Array.from({ length: 37 }, (_, index) => 11 + index * 269));
    const rows = Array.from({ length: 10_000 }, (_, index) => {
      const number = index + 1;
      if (!bad.has(number)) return `Ten ${number},Acme,`;
      return number % 2 === 0 ? `,Acme ${number},` : `Ten ${number},Acme,nowhere`;
    });
    const file = server.file("leads.csv", `LastName,Company,Email\n${rows.join("\n")}\n`);
    const answer = await server.job({ object: "Lead", operation: "insert", file });
    expect(answer.summary).toBe(
      "37 of 10000 records FAILED, 9963 succeeded, although every job is JobComplete",
    );
    expect(Object.keys(answer).slice(0, 2)).toEqual(["summary", "failures"]);
    expect(answer.jobs).toMatchObject([
      { state: "JobComplete", rows: 10_000, processed: 10_000, failed: 37 },
    ]);
    expect(answer.failures?.map(({ reason, count }) => [reason, count])).toEqual([
      [expect.stringMatching(/^INVALID_EMAIL_ADDRESS:/), 19],
      [expect.stringMatching(/^REQUIRED_FIELD_MISSING:.*LastName/), 18],
    ]);
    const numbers = answer.failures?.flatMap((group) => group.rows ?? []).sort((a, b) => a - b);
    expect(numbers).toEqual([...bad]);
    expect(answer.failures?.[1]?.examples[0]).toEqual({ Company: "Acme 280" });
    expect(await server.count("Lead WHERE LastName LIKE 'Ten %'")).toBe(9_963);

    const jobId = answer.jobs[0]?.id;
    expect(answer.next).toContain(`"saveTo":"failed-${jobId}.csv"`);
    await server.job({ jobId, kind: "failed", saveTo: "failed.csv" }, "getBulkJobResults");
    const failed = server.read("failed.csv");
    expect(failed.trimEnd().split("\n")).toHaveLength(38);
    const mended = failed.replaceAll('"nowhere"', '""').replaceAll(/,"","Acme (\d+)",/g, ',"Ten $1","Acme",');
    const again = await server.job({
      object: "Lead",
      operation: "insert",
      file: server.file("mended.csv", mended),
    });
    expect(again).toMatchObject({
      summary: "37 records inserted",
      ignoredColumns: ["sf__Id", "sf__Error"],
    });
    expect(await server.count("Lead WHERE LastName LIKE 'Ten %'")).toBe(10_000);
  });

  test("hardDelete is a delete for good, with the permission", async () => {
    server.org.org.settings.hardDelete = true;
    const { text } = await server.call("createRecord", { object: "Account", record: { Name: "Gone" } });
    const { id } = JSON.parse(text);
    await server.job({ object: "Account", operation: "hardDelete", records: [{ Id: id }] });
    const found = await server.call("executeQueryAll", {
      soql: "SELECT Id FROM Account WHERE Name = 'Gone'",
    });
    expect(found.text).toContain("totalSize=0");
  });

  test("all rows failed is no error of the call, but said first", async () => {
    const answer = await server.job({ object: "Account", operation: "insert", records: [{ Phone: "1" }] });
    expect(answer.summary).toMatch(/^1 of 1 records FAILED, 0 succeeded/);
  });
});

describe("what cannot be loaded leaves no job", () => {
  const insert = { object: "Account", operation: "insert" };
  const big = `Name\n${"x".repeat(100)}\n`.repeat(60_000);

  test.each<[string, Record<string, unknown>, RegExp]>([
    ["nothing", insert, /^BAD_ARGUMENT: records: give the rows by exactly one argument/],
    [
      "two of them",
      { ...insert, csv: "Name\nA\n", records: [{ Name: "A" }] },
      /rows by exactly one argument/,
    ],
    ["an empty csv", { ...insert, csv: "\n" }, /^BAD_ARGUMENT: csv: its first line is empty/],
    ["a header alone", { ...insert, csv: "Name,Phone\n" }, /^BAD_ARGUMENT: csv: it has a header but no rows/],
    [
      "ragged rows",
      { ...insert, csv: "Name,Phone\nA,1\nB\n" },
      /^BAD_ARGUMENT: csv: data row 2 \("B"\) has 1 columns, the header has 2/,
    ],
    [
      "a wrong delimiter",
      { ...insert, csv: "Name;Phone\nA;1\n", columnDelimiter: "TAB" },
      /looks like SEMICOLON/,
    ],
    [
      "wrong line endings",
      { ...insert, csv: "Name\nA\n", lineEnding: "CRLF" },
      /lineEnding is CRLF, but its lines end with LF/,
    ],
    [
      "unknown columns",
      { ...insert, csv: "Nmae,Phnoe\nA,1\n" },
      /'Nmae' is no field of Account; did you mean Name\?\n'Phnoe' is no field of Account; did you mean Phone\?/,
    ],
    ["a column twice", { ...insert, csv: "Name,name\nA,1\n" }, /the column Name is there twice/],
    [
      "no column of its own",
      { ...insert, csv: "sf__Id,sf__Error\n,x\n" },
      /it has no column that can be loaded/,
    ],
    ["a column without a name", { ...insert, csv: "Name,\nA,1\n" }, /a column has no name/],
    [
      "a column that cannot be written",
      { ...insert, csv: "Name,CreatedDate\nA,x\n" },
      /'CreatedDate': it cannot be written; leave it out/,
    ],
    ["an Id to insert", { ...insert, csv: "Id,Name\n001,x\n" }, /'Id': an insert makes new ids/],
    [
      "an update without Id",
      { object: "Account", operation: "update", csv: "Name\nA\n" },
      /update needs the column Id of Account/,
    ],
    [
      "a delete without Id",
      { object: "Account", operation: "delete", csv: "Name\nA\n" },
      /delete needs the column Id of Account/,
    ],
    [
      "an upsert without its field",
      { object: "Account", operation: "upsert", csv: "Name\nA\n" },
      /^BAD_ARGUMENT: externalIdField: upsert takes the field/,
    ],
    [
      "an upsert by another field",
      { object: "Account", operation: "upsert", csv: "Phone\nA\n", externalIdField: "Phone" },
      /'Phone' is no external id of Account.[\s\S]*External_Id__c/,
    ],
    [
      "an upsert without the column",
      { object: "Account", operation: "upsert", csv: "Name\nA\n", externalIdField: "External_Id__c" },
      /the column External_Id__c is missing/,
    ],
    [
      "an unknown parent",
      { object: "Contact", operation: "insert", csv: "LastName,Acount.Name\nA,x\n" },
      /Contact has no parent 'Acount'; did you mean Account/,
    ],
    [
      "a parent by a field that is no key",
      { object: "Contact", operation: "insert", csv: "LastName,Account.Phone\nA,x\n" },
      /Phone is no external id of Account/,
    ],
    [
      "a parent of several objects",
      { object: "Task", operation: "insert", csv: "Subject,What.External_Id__c\nA,x\n" },
      /say which object it is, e\.g\. \w+:What\.External_Id__c/,
    ],
    [
      "an unknown object",
      { object: "Acount", operation: "insert", csv: "Name\nA\n" },
      /^NOT_FOUND: [\s\S]*Did you mean Account/,
    ],
    [
      "hardDelete without the permission",
      { object: "Account", operation: "hardDelete", csv: "Id\n001DE0000000001AAA\n" },
      /^FEATURENOTENABLED: [\s\S]*Bulk API Hard Delete/,
    ],
    ["no file", { ...insert, file: "nope.csv" }, /^FILE_REFUSED: There is no file nope.csv/],
    ["a file outside the folder", { ...insert, file: "../secret.csv" }, /^FILE_REFUSED: /],
    [
      "too much csv",
      { ...insert, csv: big },
      /^BAD_ARGUMENT: csv: up to 5 MB come with a call, more by file/,
    ],
    [
      "too many records",
      { ...insert, records: Array.from({ length: 60_000 }, () => ({ Name: "x".repeat(100) })) },
      /^BAD_ARGUMENT: records: 6\.\d MB is more than a call may bring: up to 5 MB come with a call, more by file/,
    ],
    [
      "an empty record",
      { ...insert, records: [{ Name: "A" }, {}] },
      /^BAD_ARGUMENT: records\[1\]: it is empty/,
    ],
    [
      "a delimiter for records",
      { ...insert, records: [{ Name: "A" }], columnDelimiter: "TAB" },
      /records have none/,
    ],
  ])("%s", async (_, args, expected) => {
    server.org.resetCounters();
    expect(await server.refusal("createBulkJob", args)).toMatch(expected);
    expect(server.org.counters()["bulk.ingest"]).toBeUndefined();
  });

  test.each<[string, string | Buffer, RegExp]>([
    ["empty.csv", "", /^BAD_ARGUMENT: file: empty\.csv: it is empty/],
    [
      "ragged.csv",
      `Name,Phone\n${"A,1\n".repeat(200_000)}B\n`,
      /^BAD_ARGUMENT: file: ragged\.csv: data row 200001 \("B"\) has 1 columns/,
    ],
    [
      "latin.csv",
      Buffer.from("Name\nCaf\xe9\n", "latin1"),
      /data row 1 is not UTF-8; save the file as UTF-8/,
    ],
    ["utf16.csv", Buffer.from("\uFEFFName\nA\n", "utf16le"), /written in UTF-16/],
    [
      "binary.csv",
      Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0xff, 0x0a, 0x41]),
      /its first line is no text in UTF-8/,
    ],
    [
      "wide.jsonl",
      Array.from({ length: 5_001 }, (_, index) => `{"F${index}":1}`).join("\n"),
      /more than 5000 different fields/,
    ],
    ["half.jsonl", '{"Name":"A"}\n{"Name":', /record 2 is cut off/],
  ])("%s", async (name, content, expected) => {
    server.org.resetCounters();
    expect(await server.refusal("createBulkJob", { ...insert, file: server.file(name, content) })).toMatch(
      expected,
    );
    expect(server.org.counters()["bulk.ingest"]).toBeUndefined();
  });
});
