import { expect, test } from "vitest";
import { connect } from "../../connect.ts";
import { filesServer, seeded } from "./files-server.ts";

/** Later by the org's clock, so that what is made then is the newest. */
let later = 0;
const server = await filesServer({ orgOptions: { now: () => Date.now() + later } });
const list = (args: Record<string, unknown>) => server.call("listFiles", args);

test("files, attachments and notes of a record stand in one table, by their newest version", async () => {
  const { text } = await list({ recordId: seeded.account });
  const [first, header, ...rows] = text.split("\n");
  expect(first).toBe("# totalSize=6 returned=6");
  expect(header).toBe("id,kind,name,type,bytes,modified,owner");
  const shown = rows.map((row) => row.replace(/,20\d\d-[\d-]+T[\d:.]+\+0000,/, ",…,")).sort();
  expect(shown).toEqual([
    "002DE00000000G9YAI,note,Parking,,,…,Dana Demo",
    `${seeded.plan},attachment,Site plan.svg,image/svg+xml,100,…,Dana Demo`,
    `${seeded.notes},file,Meeting notes.txt,TXT,31,…,Dana Demo`,
    `${seeded.prices},file,Price list.txt,TXT,30,…,Dana Demo`,
    `${seeded.picture},file,Orders by quarter.png,PNG,131,…,Dana Demo`,
    `${seeded.contract},file,Framework contract.pdf,PDF,614,…,Dana Demo`,
  ]);
});

test("what does not fit is told of, and the newest comes first", async () => {
  later = 60_000;
  await server.json("uploadFile", { text: "x", name: "newest.txt", recordId: seeded.account });
  const { text } = await list({ recordId: seeded.account, maxRecords: 1 });
  expect(text).toMatch(/^# totalSize=7 returned=1 cut="raise maxRecords"\n.*\n069\w+,file,newest\.txt,/);
});

test("a record without files is told from one that is not there", async () => {
  const { text: empty } = await list({ recordId: "003DE00000000G9YAI" });
  expect(empty).toMatch(/^# totalSize=0 returned=0\n/);
  const { text, isError } = await list({ recordId: "001DE00000000ZZYAI" });
  expect(isError).toBe(true);
  expect(text).toMatch(/^NOT_FOUND: /);
});

test("an org without attachments still lists files, and says what is missing", async () => {
  const answer = (statusCode: number, result: unknown) => ({ statusCode, result });
  const none = { totalSize: 0, done: true, records: [] };
  const off = [{ errorCode: "INVALID_TYPE", message: "sObject type 'Attachment' is not supported." }];
  const results = [answer(200, none), answer(400, off), answer(200, none)];
  server.org.faults.add({
    path: "/composite/batch",
    answer: { status: 200, body: JSON.stringify({ hasErrors: true, results }) },
  });
  const { text } = await list({ recordId: seeded.account });
  expect(text).toContain("withoutAttachment=\"INVALID_TYPE: sObject type 'Attachment' is not supported.\"");
});

test("under object lists files on other objects are left out, and attachments where they are not allowed", async () => {
  const account = { SALESFORCE_ALLOWED_OBJECTS: "Account,ContentDocument,ContentVersion" };
  const narrow = await connect({ org: server.org, settings: account });
  const link = { ContentDocumentId: seeded.notes, LinkedEntityId: "003DE00000000G9YAI", ShareType: "V" };
  await server.json("createRecord", { object: "ContentDocumentLink", record: link });
  const { text } = await narrow.call("listFiles", { recordId: seeded.account });
  expect(text).toMatch(/withoutAttachment="[^"]+" withoutNote="[^"]+" leftOut="1 linked/);
  expect(text).toContain("\nid,kind,name,type,bytes,modified\n");
  expect(text).not.toMatch(/Meeting notes|Dana/);
  expect(text).toContain("Price list.txt");
  const contact = await narrow.call("listFiles", { recordId: "003DE00000000G9YAI" });
  expect(contact.text).toMatch(/^DENIED_OBJECT: Contact /);
  await narrow.close();
});

test("where users are denied, files that are shared with them are left out, as downloadFile refuses them", async () => {
  const narrow = await connect({ org: server.org, settings: { SALESFORCE_DENIED_OBJECTS: "User" } });
  const { text } = await narrow.call("listFiles", { recordId: seeded.account });
  expect(text).toMatch(/leftOut="\d linked to objects/);
  expect(text).not.toMatch(/,file,|Dana/);
  expect(text).toContain(",attachment,Site plan.svg,");
  await narrow.close();
});
