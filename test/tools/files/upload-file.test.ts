import { readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { reportIds } from "../../../src/demo/store/fixed-ids.ts";
import { connect } from "../../connect.ts";
import { temporaryFolder } from "../../own-folder.ts";
import { until } from "../../until.ts";
import { filesServer, seeded } from "./files-server.ts";

const server = await filesServer();
const upload = (args: Record<string, unknown>) => server.call("uploadFile", args);

test("a file goes up byte for byte, onto a record, and comes back", async () => {
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 13) % 256));
  const file = server.file("Offer 7.pdf", bytes);
  const made = await server.json("uploadFile", { file, recordId: seeded.account });
  expect(made).toEqual({
    id: expect.stringMatching(/^068/),
    success: true,
    title: "Offer 7",
    bytes: bytes.length,
    documentId: expect.stringMatching(/^069/),
    version: 1,
    change: "c1",
  });
  const { text } = await server.call("listFiles", { recordId: seeded.account });
  expect(text).toContain(`${made.documentId},file,Offer 7.pdf,PDF,300000,`);
  await server.json("downloadFile", { id: made.documentId, saveTo: "back.pdf" });
  expect(server.read("back.pdf").equals(bytes)).toBe(true);
});

test("a text and base64 come with the call", async () => {
  const text = "Größe: 5 €\r\n--form\r\n";
  const { documentId } = await server.json("uploadFile", { text, name: 'a "b" ü.txt', title: "Sizes" });
  expect((await server.call("downloadFile", { id: documentId })).text).toContain(`encoding=UTF-8\n${text}`);
  const bytes = Buffer.from([0, 255, 254, 1]);
  for (const base64 of ["AP/+AQ==", "AP_-AQ", "AP/+\nAQ==", "data:a/b;base64,AP/+AQ=="]) {
    const made = await server.json("uploadFile", { base64, name: "b.bin" });
    const saveTo = `${made.id}.bin`;
    await server.json("downloadFile", { id: made.id, saveTo });
    expect(server.read(saveTo).equals(bytes)).toBe(true);
  }
});

test.each([
  ["executeQuery", { soql: "SELECT Name FROM Account" }, "query.csv"],
  ["createBulkQuery", { soql: "SELECT Name FROM Account" }, "bulk.csv"],
  ["getReport", { reportId: reportIds.pipelineByStage, includeDetails: true }, "report.csv"],
])("what %s saved can be put on a record", async (tool, args, saveTo) => {
  await server.json(tool, { ...args, saveTo });
  const made = await server.json("uploadFile", { file: saveTo, recordId: seeded.account });
  const { text } = await server.call("downloadFile", { id: made.documentId });
  expect(text.split("\n").slice(1).join("\n")).toBe(server.read(saveTo).toString());
});

test("a new version keeps the document and its title", async () => {
  const args = { text: "Sensor S1: 130\n", name: "prices 2027.txt", documentId: seeded.prices };
  const made = await server.json("uploadFile", args);
  expect(made).toMatchObject({ documentId: seeded.prices, version: 3, title: "Price list" });
  expect((await server.call("downloadFile", { id: seeded.prices })).text).toContain("Sensor S1: 130");
  const titled = await server.json("uploadFile", { ...args, title: "Prices" });
  expect(titled).toMatchObject({ version: 4, title: "Prices" });
});

test.each([
  ["nothing", {}, /^BAD_ARGUMENT: text: give the content in one argument/],
  ["two contents", { text: "a", base64: "YQ==", name: "a" }, /^BAD_ARGUMENT: text: give the content/],
  ["no name", { text: "a" }, /^BAD_ARGUMENT: name: text and base64 need a name/],
  ["a path", { text: "a", name: "b/c.txt" }, /^BAD_ARGUMENT: name: takes a file's name without a folder/],
  ["no base64", { base64: "a b?", name: "a" }, /^BAD_ARGUMENT: base64: this is no base64/],
  ["half base64", { base64: "YQ==YQ==", name: "a" }, /^BAD_ARGUMENT: base64: this is no base64/],
  [
    "two places",
    { text: "a", name: "a", recordId: seeded.account, documentId: seeded.notes },
    /^BAD_ARGUMENT: documentId:/,
  ],
  [
    "a version as document",
    { text: "a", name: "a", documentId: seeded.oldPrices },
    /^BAD_ARGUMENT: documentId: takes the id of a document \(069/,
  ],
  ["a file that is not there", { file: "none.txt" }, /^FILE_REFUSED: There is no file none\.txt/],
  ["a file outside", { file: "../none.txt" }, /^FILE_REFUSED: /],
  ["too much", { text: "x".repeat(5_000_001), name: "a.txt" }, /^BAD_ARGUMENT: text: .*5,000,000 characters/],
  [
    "an unknown record",
    { text: "a", name: "a.txt", recordId: "001DE00000000ZZYAI" },
    /^INVALID_CROSS_REFERENCE_KEY: /,
  ],
  [
    "an unknown document",
    { text: "a", name: "a.txt", documentId: "069DE00000000ZZYAI" },
    /^NOT_FOUND: [\s\S]*There is no such file/,
  ],
])("%s is refused", async (_, args, refused) => {
  const { text, isError } = await upload(args);
  expect(isError).toBe(true);
  expect(text).toMatch(refused);
});

test("an empty file is refused before anything is sent", async () => {
  expect((await upload({ file: server.file("empty.txt", "") })).text).toMatch(
    /^BAD_ARGUMENT: file: empty\.txt is empty\./,
  );
});

describe("a connection that is lost", () => {
  test("after all was sent leaves the fate open, and no second file is made", async () => {
    server.org.faults.add({ method: "POST", path: "/sobjects/ContentVersion", close: "after" });
    const { text, isError } = await upload({ text: "once", name: "fate.txt" });
    expect(isError).toBe(true);
    expect(text).toMatch(
      /^NETWORK: .*so the record may or may not have been created\.\nHint: Look whether it was done/,
    );
    expect(await server.versions("fate")).toBe(1);
    expect((await server.call("listChanges")).text).toMatch(
      /uploadFile,create,ContentVersion,0,test,false,.*nobody knows/,
    );
  });

  test("before all was sent did nothing, so it is sent again", async () => {
    const file = server.file("large.bin", Buffer.alloc(20_000_000, "x"));
    const lost = server.org.faults.add({
      method: "POST",
      path: "/sobjects/ContentVersion",
      close: "before",
      times: 2,
    });
    expect(await server.json("uploadFile", { file })).toMatchObject({ success: true, bytes: 20_000_000 });
    expect(lost.met).toBe(2);
    expect(await server.versions("large")).toBe(1);
  });
});

test("a file that becomes shorter on its way makes no file", async () => {
  const file = server.file("shrinking.bin", Buffer.alloc(30_000_000, "x"));
  const slow = server.org.faults.add({ method: "POST", path: "/sobjects/ContentVersion", delay: 600 });
  const uploading = upload({ file });
  await until(() => slow.met === 1);
  truncateSync(join(server.folder, file), 1_000);
  const { text } = await uploading;
  expect(text).toMatch(/^FILE_REFUSED: shrinking\.bin became shorter while it was read\. .*nothing was done/);
  expect(await server.versions("shrinking")).toBe(0);
});

test("a refusal on the way is Salesforce's own error", async () => {
  const body = JSON.stringify([{ errorCode: "STORAGE_LIMIT_EXCEEDED", message: "storage limit exceeded" }]);
  server.org.faults.add({ method: "POST", path: "/sobjects/ContentVersion", answer: { status: 400, body } });
  const file = server.file("refused.bin", Buffer.alloc(8_000_000, "x"));
  expect((await upload({ file })).text).toMatch(/^STORAGE_LIMIT_EXCEEDED: storage limit exceeded\nHTTP 400/);
});

test("read-only mode does not offer it, and object lists hold", async () => {
  const { org } = server;
  const reading = await connect({ org, settings: { SALESFORCE_READ_ONLY: "true" } });
  const names = (await reading.client.listTools()).tools.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["listFiles", "downloadFile"]));
  expect(names).not.toContain("uploadFile");
  expect((await reading.call("uploadFile", { text: "a", name: "a" })).text).toMatch(/^READ_ONLY: /);
  await reading.close();
  const narrow = await connect({ org, settings: { SALESFORCE_DENIED_OBJECTS: "Account" } });
  const onAccount = { text: "a", name: "a.txt", recordId: seeded.account };
  expect((await narrow.call("uploadFile", onAccount)).text).toMatch(/^DENIED_OBJECT: Account /);
  const version = { text: "a", name: "a.txt", documentId: seeded.prices };
  expect((await narrow.call("uploadFile", version)).text).toMatch(/^DENIED_OBJECT: Account /);
  expect((await narrow.call("uploadFile", { text: "a", name: "a.txt" })).isError).toBe(false);
  await narrow.close();
});

test("the user is asked in words, and the audit notes ids and bytes", async () => {
  const log = join(temporaryFolder(), "audit.jsonl");
  const questions: string[] = [];
  const asking = await connect({
    org: server.org,
    settings: { SALESFORCE_CONFIRM: "writes", SALESFORCE_AUDIT_LOG: log },
    elicit: (question) => {
      questions.push(question);
      return { action: "accept", content: { confirm: true } };
    },
  });
  const { text } = await asking.call("uploadFile", { text: "abc", name: "a.txt", recordId: seeded.account });
  const { id, documentId } = JSON.parse(text);
  await asking.call("downloadFile", { id: documentId });
  await asking.close();
  expect(questions[0]).toMatch(
    /^uploadFile would create ContentDocument, ContentVersion as a new file of \(001\w+ "Aurora/,
  );
  const lines = readFileSync(log, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines[0]).toMatchObject({
    tool: "uploadFile",
    effect: "create",
    bytes: 3,
    ids: [seeded.account, id],
  });
  expect(lines[1]).toMatchObject({ tool: "downloadFile", effect: "read", bytes: 3, ids: [documentId] });
});
