import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { bulkOrg, type Json } from "./org.ts";

const demo = await bulkOrg();
const { ask, create, json, load, patch, refusal, results, resultText, rows, waitFor } = demo;

const insertAccounts = { object: "Account", operation: "insert" };

describe("creating a job", () => {
  test("answers with what was asked for and where the rows go", async () => {
    const job = await json(await ask("POST", "/jobs/ingest", { ...insertAccounts, contentType: "CSV" }));
    const id = String(job["id"]);
    expect(id).toMatch(/^750\w{15}$/);
    expect(job).toMatchObject({
      operation: "insert",
      object: "Account",
      state: "Open",
      concurrencyMode: "Parallel",
      contentType: "CSV",
      apiVersion: 66,
      contentUrl: `services/data/v66.0/jobs/ingest/${id}/batches`,
      lineEnding: "LF",
      columnDelimiter: "COMMA",
    });
    expect(await json(await ask("GET", `/jobs/ingest/${id.slice(0, 15)}`))).toMatchObject({
      id,
      jobType: "V2Ingest",
      numberRecordsProcessed: 0,
    });
  });

  test.each<[string, Json, string]>([
    ["no object", { operation: "insert" }, "400 INVALIDJOB InvalidJob : object is required"],
    [
      "an unknown object",
      { object: "Nope__c", operation: "insert" },
      "400 INVALIDENTITY Entity 'Nope__c' is not supported by the Bulk API.",
    ],
    ["no operation", { object: "Account" }, "400 INVALIDJOB InvalidJob : operation is required"],
    ["an unknown operation", { object: "Account", operation: "merge" }, "400 JSON_PARSER_ERROR Cannot"],
    ["an unknown delimiter", { ...insertAccounts, columnDelimiter: "SPACE" }, "400 JSON_PARSER_ERROR Cannot"],
    ["an unknown line ending", { ...insertAccounts, lineEnding: "CR" }, "400 JSON_PARSER_ERROR Cannot"],
    ["another content type", { ...insertAccounts, contentType: "JSON" }, "400 JSON_PARSER_ERROR Cannot"],
    [
      "an unknown key",
      { ...insertAccounts, state: "Open" },
      '400 JSON_PARSER_ERROR Unrecognized field "state"',
    ],
    [
      "an upsert without a key",
      { object: "Account", operation: "upsert" },
      "400 INVALIDJOB InvalidJob : External ID was blank for Account.",
    ],
    [
      "an upsert by a field that is no key",
      { object: "Account", operation: "upsert", externalIdFieldName: "Phone" },
      "400 INVALIDJOB InvalidJob : Field name provided, Phone does not match an External ID",
    ],
    [
      "a hard delete without the permission",
      { object: "Account", operation: "hardDelete" },
      "400 FEATURENOTENABLED hard delete operation requires special user profile permission",
    ],
    [
      "an object that takes no new rows",
      { object: "RecordType", operation: "delete" },
      "400 INVALIDJOB InvalidJob : RecordType does not support delete",
    ],
  ])("refuses %s", async (_, job, message) => {
    expect(await refusal(await ask("POST", "/jobs/ingest", job))).toContain(message);
  });

  test("small jobs come whole, as multipart", async () => {
    const form = new FormData();
    form.set("job", new Blob([JSON.stringify(insertAccounts)], { type: "application/json" }));
    form.set("content", new Blob(["Name\nIn one piece\n"], { type: "text/csv" }), "content");
    const job = await json(await ask("POST", "/jobs/ingest", form));
    expect(job["state"]).toBe("UploadComplete");
    expect(await waitFor("ingest", String(job["id"]))).toMatchObject({ numberRecordsProcessed: 1 });
    const empty = new FormData();
    empty.set("job", JSON.stringify(insertAccounts));
    expect(await refusal(await ask("POST", "/jobs/ingest", empty))).toContain("the parts job and content");
  });
});

describe("rows go in", () => {
  test("inserted ones get ids and defaults; the rest is told row by row", async () => {
    const csv =
      'Name,"AnnualRevenue",Industry,Description\nGood,912260031,Energy,"two\nlines, ""quoted"""\n,5,,\nBad,much,,\n';
    const status = await load(insertAccounts, csv);
    expect(status).toMatchObject({
      state: "JobComplete",
      numberRecordsProcessed: 3,
      numberRecordsFailed: 2,
      retries: 0,
    });
    const text = await resultText(status["id"], "successfulResults");
    expect(text).toMatch(/^"sf__Id","sf__Created",Name,"AnnualRevenue",Industry,Description\n/);
    const [good] = await results(status["id"], "successfulResults/");
    expect(good).toMatchObject({
      sf__Created: "true",
      AnnualRevenue: "9.12260031E8",
      Description: 'two\nlines, "quoted"',
    });
    expect(await rows(`SELECT Name, OwnerId FROM Account WHERE Id = '${good?.["sf__Id"]}'`)).toHaveLength(1);
    const failed = await results(status["id"], "failedResults");
    expect(failed.map(({ sf__Id, sf__Error }) => [sf__Id, sf__Error])).toEqual([
      ["", "REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --"],
      [
        "",
        "INVALID_TYPE_ON_FIELD_IN_RECORD:Annual Revenue: value not of required type: much:AnnualRevenue --",
      ],
    ]);
    expect(failed[0]).toMatchObject({ AnnualRevenue: "5", Description: "" });
    expect(await resultText(status["id"], "unprocessedrecords")).toBe(
      'Name,"AnnualRevenue",Industry,Description\n',
    );
  });

  test("each result names the id of its own row, whatever failed before it", async () => {
    const names = Array.from({ length: 450 }, (_, index) => `Numbered ${index}`);
    const lines = names.map((name, index) => (index === 230 ? "," : `${name},`));
    const status = await load(insertAccounts, `Name,Phone\n${lines.join("\n")}\n`);
    const told = await results(status["id"], "successfulResults");
    expect(told).toHaveLength(449);
    const there = await rows("SELECT Id, Name FROM Account WHERE Name LIKE 'Numbered %'");
    const idOf = new Map(there.map(({ Id, Name }) => [Name, Id]));
    const ids = told.map(({ sf__Id }) => sf__Id);
    expect(ids).toEqual(told.map(({ Name }) => idOf.get(Name)));
    const [a, b, c, d] = ids;
    const swapped = [a, c, b, d];
    const update = await load(
      { object: "Account", operation: "update" },
      `Id,Fax\n${swapped.join(",1\n")},1\n`,
    );
    const changed = await results(update["id"], "successfulResults");
    expect(changed.map(({ sf__Id }) => sf__Id)).toEqual(swapped);
  });

  test("in an update empty cells are ignored and #N/A is null", async () => {
    const inserted = await load(insertAccounts, "Name,Phone,Fax\nKept,1,2\n");
    const [{ sf__Id: id } = {}] = await results(inserted["id"], "successfulResults");
    const csv = `Id,Name,Phone,Fax\n${id},,,#N/A\n,x,,\n001000000000000AAA,x,,\n`;
    const status = await load({ object: "Account", operation: "update" }, csv);
    expect(await rows(`SELECT Name, Phone, Fax FROM Account WHERE Id = '${id}'`)).toMatchObject([
      { Name: "Kept", Phone: "1", Fax: null },
    ]);
    expect(await results(status["id"], "successfulResults")).toMatchObject([
      { sf__Id: id, sf__Created: "false" },
    ]);
    expect(await results(status["id"], "failedResults")).toMatchObject([
      { sf__Id: "", sf__Error: "MISSING_ARGUMENT:Id not specified:--" },
      {
        sf__Id: "001000000000000AAA",
        sf__Error: "INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--",
      },
    ]);
  });

  test("upsert creates and updates by key, and names the parent by its key", async () => {
    const upsert = { object: "Account", operation: "upsert", externalIdFieldName: "External_Id__c" };
    await load(upsert, "External_Id__c,Name\nbulk-1,First\nbulk-2,Second\n");
    const status = await load(upsert, "External_Id__c,Name\nbulk-2,Renamed\nbulk-3,Third\n,None\n");
    expect(await results(status["id"], "successfulResults")).toMatchObject([
      { sf__Created: "false", External_Id__c: "bulk-2" },
      { sf__Created: "true", External_Id__c: "bulk-3" },
    ]);
    expect(await results(status["id"], "failedResults")).toMatchObject([
      { sf__Error: "MISSING_ARGUMENT:External_Id__c not specified:--" },
    ]);
    const contacts = await load(
      { object: "Contact", operation: "insert" },
      "LastName,Account.External_Id__c\nChild,bulk-1\nOrphan,nobody\n",
    );
    expect(await rows("SELECT Account.Name FROM Contact WHERE LastName = 'Child'")).toMatchObject([
      { Account: { Name: "First" } },
    ]);
    expect((await results(contacts["id"], "failedResults"))[0]?.["sf__Error"]).toBe(
      "INVALID_FIELD:Foreign key external ID: nobody not found for field External_Id__c in entity Account:--",
    );
  });

  test("a polymorphic parent's column begins with its type", async () => {
    const [{ Username: name } = {}] = await rows("SELECT Username FROM User WHERE Name LIKE 'D%' LIMIT 1");
    const lead = { object: "Lead", operation: "insert" };
    const status = await load(lead, `LastName,Company,User:Owner.Username\nOwned,Bulk,${name}\n`);
    expect(status).toMatchObject({ state: "JobComplete", numberRecordsFailed: 0 });
    expect(await rows("SELECT Owner.Username FROM Lead WHERE LastName = 'Owned'")).toMatchObject([
      { Owner: { Username: name } },
    ]);
    expect(await load(lead, `LastName,Company,Owner.Username\nOwned,Bulk,${name}\n`)).toMatchObject({
      state: "Failed",
      errorMessage: expect.stringContaining("must have the type of its parent"),
    });
  });

  test("deletes go to the recycle bin, hard deletes past it when the user may", async () => {
    const inserted = await load(insertAccounts, "Name\nGone 1\nGone 2\n");
    const [first, second] = await results(inserted["id"], "successfulResults");
    const job = { object: "Account", operation: "delete" };
    const status = await load(job, `Id\n${first?.["sf__Id"]}\n${first?.["sf__Id"]}\n`);
    expect((await results(status["id"], "failedResults"))[0]).toMatchObject({
      sf__Id: first?.["sf__Id"],
      sf__Error: "ENTITY_IS_DELETED:entity is deleted:--",
    });
    demo.org.org.settings.hardDelete = true;
    await load({ ...job, operation: "hardDelete" }, `Id\n${second?.["sf__Id"]}\n`);
    const all = await json(await ask("GET", "/queryAll?q=SELECT+Id+FROM+Account+WHERE+Name+LIKE+'Gone%25'"));
    expect(all["totalSize"]).toBe(1);
  });

  test("other delimiters and line endings, compressed", async () => {
    const format = { columnDelimiter: "SEMICOLON", lineEnding: "CRLF" };
    const id = await create({ ...insertAccounts, ...format });
    const csv = 'Name;Phone\r\n"Semi;colon";1,2\r\n';
    const sent = await ask("PUT", `/jobs/ingest/${id}/batches`, gzipSync(csv), {
      "content-type": "text/csv; charset=UTF-8",
      "content-encoding": "gzip",
    });
    expect(sent.status).toBe(201);
    await patch(id, "UploadComplete");
    await waitFor("ingest", id);
    expect(await resultText(id, "successfulResults")).toMatch(
      /^"sf__Id";"sf__Created";Name;Phone\r\n"\w{18}";"true";"Semi;colon";"1,2"\r\n$/,
    );
  });
});

describe("files that cannot be read fail the job", () => {
  test.each<[string, Json, string, string]>([
    ["an unknown column", {}, "Name,Nmae\na,b\n", "InvalidBatch : Field name not found : Nmae"],
    ["a column twice", {}, "Name,name\na,b\n", "InvalidBatch : Duplicate field name : name"],
    [
      "CRLF where LF was said",
      {},
      "Name,Phone\r\na,b\r\n",
      "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF",
    ],
    [
      "LF where CRLF was said",
      { lineEnding: "CRLF" },
      "Name,Phone\na,b\n",
      "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is CRLF",
    ],
    ["another delimiter", {}, "Name;Phone\na;b\n", "InvalidBatch : Field name not found : Name;Phone"],
    [
      "a mark at the beginning of the file",
      {},
      '\uFEFF"Name"\na\n',
      "InvalidBatch : Failed to parse CSV. Found unescaped quote. A value with quote should be within a quote",
    ],
    [
      "a quote inside a value",
      {},
      'Name\nGood\nBa"d\n',
      "InvalidBatch : Failed to parse CSV. Found unescaped quote. A value with quote should be within a quote",
    ],
    [
      "a row with too many values",
      {},
      "Name\nGood\nBad,1\n",
      "InvalidBatch : Failed to parse CSV. Row 2 has 2 values, but the header has 1 columns",
    ],
    ["no header", {}, "", "InvalidBatch : Failed to parse CSV. The file has no header row"],
    ["no id", { operation: "update" }, "Name\na\n", "InvalidBatch : Field name not found : Id"],
    [
      "more than the id in a delete",
      { operation: "delete" },
      "Id,Name\na,b\n",
      "InvalidBatch : A delete takes no column but Id: Name",
    ],
    [
      "no key",
      { operation: "upsert", externalIdFieldName: "External_Id__c" },
      "Name\na\n",
      "InvalidBatch : Field name not found : External_Id__c",
    ],
  ])("%s", async (_, more, csv, errorMessage) => {
    const status = await load({ ...insertAccounts, ...more }, csv);
    expect(status).toMatchObject({ state: "Failed", errorMessage });
  });

  test("rows before the fault are kept, the rest is unprocessed", async () => {
    const status = await load(insertAccounts, 'Name\nBefore the fault\nB"\nAfter\n');
    expect(status).toMatchObject({ state: "Failed", numberRecordsProcessed: 1 });
    expect(await results(status["id"], "successfulResults")).toMatchObject([{ Name: "Before the fault" }]);
  });

  test("a header alone is a job without rows", async () => {
    expect(await load(insertAccounts, "Name\n")).toMatchObject({
      state: "JobComplete",
      numberRecordsProcessed: 0,
    });
  });
});
