import { expect, test } from "vitest";
import { connect } from "../../connect.ts";
import { temporaryFolder } from "../../own-folder.ts";
import { filesServer, seeded } from "./files-server.ts";

let later = 0;
const server = await filesServer({ orgOptions: { now: () => Date.now() + later } });
const upload = (args: Record<string, unknown>) =>
  server.json("uploadFile", { text: "a text", name: "a.txt", ...args });
const undo = (args: Record<string, unknown>) => server.call("undoChange", args);
const isThere = async (documentId: string) => {
  const soql = `SELECT COUNT() FROM ContentDocument WHERE Id = '${documentId}'`;
  return (await server.call("executeQuery", { soql })).text.includes("count=1");
};

test("an upload is taken back as a whole document, and that again", async () => {
  const { change, documentId } = await upload({ recordId: seeded.account });
  const preview = JSON.parse((await undo({ change, preview: true })).text);
  expect(preview).toMatchObject({
    summary: "nothing was changed; it would be: 1 deleted",
    records: [{ object: "ContentDocument", id: documentId, would: "delete" }],
  });
  expect(await isThere(documentId)).toBe(true);
  const taken = JSON.parse((await undo({ change })).text);
  expect(taken.summary).toBe("1 deleted");
  expect(await isThere(documentId)).toBe(false);
  expect((await server.call("listChanges", { maxRecords: 5 })).text).toMatch(
    new RegExp(`^${change},.*,false,taken back by ${taken.change}$`, "m"),
  );
  expect(JSON.parse((await undo({ change: taken.change })).text).summary).toBe("1 undeleted");
  expect(await isThere(documentId)).toBe(true);
});

test("a version is not taken back by itself, and says so at once", async () => {
  const first = await upload({});
  const second = await upload({ text: "b", documentId: first.documentId });
  expect(second).toMatchObject({ canUndo: false, reason: expect.stringContaining("only together") });
  const { text, isError } = await undo({ change: second.change });
  expect(isError).toBe(true);
  expect(text).toContain("only together");
  expect(await isThere(first.documentId)).toBe(true);
});

test("the first version takes later ones of ours along, alone or since then", async () => {
  for (const how of ["change", "since"]) {
    const first = await upload({});
    await upload({ text: "b", documentId: first.documentId });
    const { text } = await undo({ [how]: first.change });
    expect(JSON.parse(text).summary).toBe("1 deleted");
    expect(await isThere(first.documentId)).toBe(false);
  }
});

test("a file that somebody has changed since is left alone", async () => {
  const { change, documentId } = await upload({});
  const other = await connect({ org: server.org });
  later += 5_000;
  await other.call("uploadFile", { text: "theirs", name: "b.txt", documentId });
  await other.close();
  const { text, isError } = await undo({ change });
  expect(isError).toBe(true);
  expect(text).toContain("somebody has changed it since");
  expect(await isThere(documentId)).toBe(true);
  expect(JSON.parse((await undo({ change, force: true })).text).summary).toBe("1 deleted");
});

test("versions that other tools made are taken back in the same way", async () => {
  const record = { PathOnClient: "c.txt", VersionData: Buffer.from("c").toString("base64") };
  const made = await server.json("createRecord", { object: "ContentVersion", record });
  const documentId = made.id.replace(/^068/, "069").slice(0, 15);
  expect(JSON.parse((await undo({ change: made.change })).text).summary).toBe("1 deleted");
  expect(await isThere(documentId)).toBe(false);
});

test("what is kept beyond its process is taken back by another", async () => {
  const settings = { SALESFORCE_UNDO: "keep", XDG_STATE_HOME: temporaryFolder() };
  const one = await connect({ org: server.org, settings });
  const { change, documentId } = JSON.parse(
    (await one.call("uploadFile", { text: "k", name: "k.txt" })).text,
  );
  await one.close();
  const two = await connect({ org: server.org, settings });
  expect(JSON.parse((await two.call("undoChange", { change })).text).summary).toBe("1 deleted");
  await two.close();
  expect(await isThere(documentId)).toBe(false);
});

test("under object lists the linked objects count here too", async () => {
  const narrow = await connect({ org: server.org, settings: { SALESFORCE_DENIED_OBJECTS: "Account" } });
  const { change, documentId } = JSON.parse(
    (await narrow.call("uploadFile", { text: "k", name: "k.txt" })).text,
  );
  const record = { ContentDocumentId: documentId, LinkedEntityId: seeded.account, ShareType: "V" };
  await server.json("createRecord", { object: "ContentDocumentLink", record });
  expect((await narrow.call("undoChange", { change })).text).toMatch(/^DENIED_OBJECT: Account /);
  await narrow.close();
});
