import { expect, test } from "vitest";
import { bulkServer } from "./server.ts";

const open = await bulkServer();
const denying = await bulkServer({ org: open.org, settings: { SALESFORCE_DENIED_OBJECTS: "Contact,User" } });

const denied = /^DENIED_OBJECT: /;

test("loads into denied objects, and to parents by them, are refused from every source", async () => {
  const contacts = { object: "Contact", operation: "insert" };
  expect(await denying.refusal("createBulkJob", { ...contacts, records: [{ LastName: "A" }] })).toMatch(
    denied,
  );
  const header = "Name,Owner.Username\n";
  const accounts = { object: "Account", operation: "insert" };
  denying.org.resetCounters();
  const file = denying.file("owners.csv", `${header}A,x\n`);
  for (const given of [
    { csv: `${header}A,x\n` },
    { file },
    { records: [{ Name: "A", Owner: { Username: "x" } }] },
  ])
    expect(await denying.refusal("createBulkJob", { ...accounts, ...given })).toMatch(denied);
  expect(denying.org.counters()["bulk.ingest"]).toBeUndefined();
});

test("queries that reach denied objects are refused; an own one goes on by cursor and by its job", async () => {
  expect(await denying.refusal("createBulkQuery", { soql: "SELECT Id, Owner.Name FROM Account" })).toMatch(
    denied,
  );
  const { text } = await denying.call("createBulkQuery", { soql: "SELECT Id FROM Task" });
  const [, cursor, jobId] = /nextCursor=(\w+) jobId=(\w+)/.exec(text) ?? [];
  expect((await denying.call("getBulkJobResults", { cursor })).text).toMatch(
    /^# totalSize=2500 returned=200/,
  );
  expect((await denying.call("getBulkJobResults", { jobId, kind: "query" })).text).toMatch(
    /^# totalSize=2500/,
  );
  expect((await denying.call("getBulkJob", { jobId })).isError).toBe(false);
});

test("jobs of denied objects, and queries of others whose statement nobody knows, are neither shown nor touched", async () => {
  const contacts = await open.job({ object: "Contact", operation: "insert", records: [{ LastName: "A" }] });
  const jobId = contacts.jobs[0]?.id ?? "";
  expect(await denying.refusal("getBulkJob", { jobId })).toMatch(denied);
  expect(await denying.refusal("abortBulkJob", { jobId })).toMatch(denied);
  expect(await denying.refusal("getBulkJobResults", { jobId, kind: "successful" })).toMatch(denied);
  // Whoever names the wrong kind gets no further.
  expect(await denying.refusal("getBulkJobResults", { jobId, kind: "query" })).toMatch(denied);
  const { text } = await open.call("createBulkQuery", { soql: "SELECT Id, Owner.Name FROM Task" });
  const query = /jobId=(\w+)/.exec(text)?.[1];
  expect(await denying.refusal("getBulkJobResults", { jobId: query, kind: "query" })).toMatch(denied);
  expect((await open.call("listBulkJobs", {})).text).toContain("Contact");
  const list = await denying.call("listBulkJobs", {});
  expect(list.text).toContain("Task");
  expect(list.text).not.toContain("Contact");
  expect(await denying.refusal("listBulkJobs", { objects: ["Contact"] })).toMatch(denied);
});
