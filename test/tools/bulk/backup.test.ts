import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { PlainHttp } from "../../changes/plain-http.ts";
import { bulkServer, type JobAnswer } from "./server.ts";

const server = await bulkServer();

type Backed = JobAnswer & { change: string; canUndo?: boolean; backup?: { savedTo: string; rows: number } };

/** The values of one field of records that a condition finds, in the order of their last names. */
async function values(field: string, where: string, object = "Contact"): Promise<string[]> {
  const order = object === "Account" ? "Name" : "LastName";
  const soql = `SELECT ${field} FROM ${object} WHERE ${where} ORDER BY ${order}`;
  return (await server.call("executeQuery", { soql })).text.split("\n").slice(2);
}

async function undone(change: string, more: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const { text } = await server.call("undoChange", { change, ...more });
  return JSON.parse(text.slice(text.indexOf("{")));
}

/** Contacts with these last names, whose external ids are the same. */
async function contacts(prefix: string, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(3, "0")}`);
  const csv = `LastName,External_Id__c,Title\n${names.map((name) => `${name},${name},old`).join("\n")}`;
  await server.job({ object: "Contact", operation: "insert", csv });
  return values("Id", `LastName LIKE '${prefix}%'`);
}

test("an update with backupTo is taken back from it; what others changed since is left alone", async () => {
  const ids = await contacts("Up", 3);
  const [first = "", second = "", third = ""] = ids;
  const csv = `Id,Title,Department,Phone\n${first},new,"Sales, EMEA",\n${second},new,,\n${third},new,,\n`;
  server.file("up.csv", csv);
  const args = { object: "Contact", operation: "update", file: "up.csv", backupTo: "before.csv" };
  const { change, backup, canUndo } = (await server.job(args)) as Backed;
  expect(backup).toEqual({ savedTo: expect.stringMatching(/before\.csv$/), rows: 3 });
  expect(canUndo).toBeUndefined();
  expect(server.read("before.csv").split("\n")).toEqual([
    "Id,Title,Department,Phone",
    ...ids.map((id) => `${id},old,#N/A,#N/A`),
    "",
  ]);
  const others = new PlainHttp(server.org);
  await others.ask(`/sobjects/Contact/${third}`, {
    method: "PATCH",
    body: JSON.stringify({ Title: "newer" }),
  });
  const preview = await undone(change, { preview: true });
  expect(preview["summary"]).toMatch(/2 put back, 1 left alone/);
  const answer = await undone(change);
  expect(answer).toMatchObject({
    leftAlone: [{ id: third, fields: { Title: { now: "newer", left: "new" } } }],
  });
  expect(await values("Title, Department", "LastName LIKE 'Up%'")).toEqual(["old,", "old,", "newer,"]);
  // The undo of a job is a change like any other.
  await undone(answer["change"] as string);
  expect(await values("Title, Department", "LastName LIKE 'Up%'")).toEqual([
    'new,"Sales, EMEA"',
    "new,",
    "newer,",
  ]);
  // And the file itself can be loaded as it is.
  await server.job({ object: "Contact", operation: "update", file: "before.csv" });
  expect(await values("Title, Department", "LastName LIKE 'Up%'")).toEqual(["old,", "old,", "old,"]);
});

test("an upsert's new records are deleted and its others put back, parents by external id among them", async () => {
  await contacts("Mix", 2);
  const account = { object: "Account", externalIdField: "External_Id__c", externalId: "MIX-PARENT" };
  await server.call("upsertRecord", { ...account, record: { Name: "Mix Parent" } });
  const records = [
    { External_Id__c: "Mix000", LastName: "Mix000", Title: "x", Account: { External_Id__c: "MIX-PARENT" } },
    { External_Id__c: "mix001", LastName: "Mix001", Title: null },
    { External_Id__c: "Mix-new", LastName: "Mix999", Title: "made" },
  ];
  const upsert = { object: "Contact", operation: "upsert", externalIdField: "External_Id__c" };
  const { change, backup } = (await server.job({ ...upsert, records, backupTo: "mix.csv" })) as Backed;
  expect(backup?.rows).toBe(2);
  expect(await values("Title, Account.Name", "LastName LIKE 'Mix%'")).toEqual(["x,Mix Parent", ",", "made,"]);
  expect((await undone(change))["summary"]).toBe("2 put back, 1 deleted");
  expect(await values("Title, Account.Name", "LastName LIKE 'Mix%'")).toEqual(["old,", "old,"]);
});

test("a mass change with backupTo is taken back whole, in several jobs", async () => {
  await contacts("Mass", 230);
  const args = {
    object: "Contact",
    operation: "update",
    query: "SELECT Id FROM Contact WHERE LastName LIKE 'Mass%'",
    set: { Title: "set", Department: "x" },
    backupTo: "mass.csv",
  };
  const { plan } = (await server.job(args)) as unknown as { plan: string };
  expect(readdirSync(server.folder)).not.toContain("mass.csv");
  const { change, backup, jobs } = (await server.job({ ...args, plan })) as Backed;
  expect([backup?.rows, jobs.length]).toEqual([230, 2]);
  expect((await undone(change))["summary"]).toBe("230 put back");
  const left = await values("Title, Department", "LastName LIKE 'Mass%'");
  expect(new Set(left)).toEqual(new Set(["old,"]));
});

test("a later job of ours is not somebody, and stands in the way of an earlier change of the same fields", async () => {
  const csv = "LastName,Title\nLater,old\n";
  const made = (await server.job({ object: "Contact", operation: "insert", csv })) as Backed;
  const [Id = ""] = await values("Id", "LastName = 'Later'");
  const text = (await server.call("updateRecord", { object: "Contact", id: Id, record: { Title: "mid" } }))
    .text;
  const update = { object: "Contact", operation: "update", records: [{ Id, Title: "new" }] };
  const { change } = (await server.job(update)) as Backed;
  expect(await undone(JSON.parse(text).change)).toMatchObject({
    cannot: [{ id: Id, reason: expect.stringContaining(`${change} changed it later`) }],
  });
  expect((await undone(made.change))["summary"]).toBe("1 deleted");
});

test("a backup of a delete holds all that could be loaded again", async () => {
  const [id = ""] = await contacts("Del", 1);
  const args = { object: "Contact", operation: "delete", records: [{ Id: id }], backupTo: "del.csv" };
  const { change } = (await server.job(args)) as Backed;
  const [header = "", row = ""] = server.read("del.csv").split("\n");
  const at = (name: string) => row.split(",")[header.split(",").indexOf(name)];
  expect([at("Id"), at("LastName"), at("Title"), at("Email")]).toEqual([id, "Del000", "old", "#N/A"]);
  expect(header).not.toMatch(/CreatedDate|MailingAddress/);
  expect((await undone(change))["summary"]).toBe("1 undeleted");
});

test("a backup that is gone or was changed is not used, and is again once it is back", async () => {
  const [id = ""] = await contacts("Gone", 1);
  const records = [{ Id: id, Title: "new" }];
  const args = { object: "Contact", operation: "update", records, backupTo: "gone.csv" };
  const { change } = (await server.job(args)) as Backed;
  const whole = server.read("gone.csv");
  server.file("gone.csv", whole.replace("old", "odd or"));
  expect(await undone(change)).toMatchObject({
    cannotTakeBack: [
      { change, reason: expect.stringMatching(/gone\.csv cannot be used: it was changed since/) },
    ],
  });
  expect(await values("Title", "LastName = 'Gone000'")).toEqual(["new"]);
  server.file("gone.csv", whole);
  expect((await undone(change))["summary"]).toBe("1 put back");
});

test.each([
  [
    "an insert",
    { operation: "insert", csv: "LastName\nX\n", backupTo: "x.csv" },
    /^BAD_ARGUMENT: backupTo: an insert/,
  ],
  ["no CSV", { operation: "delete", csv: "Id\nx\n", backupTo: "x.json" }, /^BAD_ARGUMENT: backupTo: .*\.csv/],
  [
    "a file that is there",
    { operation: "delete", csv: "Id\nx\n", backupTo: "before.csv" },
    /^FILE_REFUSED: before\.csv exists/,
  ],
  ["outside", { operation: "delete", csv: "Id\nx\n", backupTo: "../x.csv" }, /^FILE_REFUSED/],
])("%s is refused before a job is made", async (_, args, message) => {
  server.org.resetCounters();
  expect(await server.refusal("createBulkJob", { object: "Contact", ...args })).toMatch(message);
  expect(server.org.counters()["bulk.ingest"]).toBeUndefined();
});

test("a backup that breaks off leaves no file and no job", async () => {
  const [id = ""] = await contacts("Off", 1);
  server.org.resetCounters();
  const body = JSON.stringify([{ errorCode: "INSUFFICIENT_ACCESS", message: "no" }]);
  server.org.faults.add({ path: "/composite/sobjects/Contact", answer: { status: 403, body } });
  const args = {
    object: "Contact",
    operation: "update",
    records: [{ Id: id, Title: "x" }],
    backupTo: "off.csv",
  };
  await server.refusal("createBulkJob", args);
  expect(readdirSync(server.folder)).not.toContain("off.csv");
  expect(server.org.counters()["bulk.ingest"]).toBeUndefined();
});
