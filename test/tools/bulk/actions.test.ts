import { expect, test } from "vitest";
import { ChangeJournal } from "../../../src/changes/journal.ts";
import { bulk } from "../../../src/tools/bulk.ts";

const account = "001DE0000000001YAA";
const contact = "003DE0000000001YAA";

/** What a person is asked about, and what lists and audit look at. */
const actionsOf = (name: keyof typeof bulk.tools, args: Record<string, unknown>) =>
  bulk.tools[name].actions?.(args, { changes: new ChangeJournal() });

test.each<[string, Record<string, unknown>, object]>([
  ["records", { operation: "insert", records: [{}, {}] }, { effect: "create", count: 2 }],
  [
    "csv with a quoted line break",
    { operation: "update", csv: 'Id,Name\r\n1,"a\nb"\r\n2,c\r\n\r\n' },
    { effect: "update", count: 2 },
  ],
  ["an upsert", { operation: "upsert", csv: "Key__c\n1" }, { effect: "update", count: 1, words: "1 row" }],
  [
    "records by their ids",
    { operation: "delete", records: [{ id: account }, { Id: contact }] },
    { effect: "delete", ids: [account, contact] },
  ],
  [
    "csv by ids as data loaders write it",
    { operation: "update", csv: `\uFEFF"Name";"ID"\n"a;b\nc";"${account}"\n"";${contact}\n` },
    { effect: "update", ids: [account, contact] },
  ],
  [
    "csv with a row that has no id",
    { operation: "upsert", csv: `Id,Name\n${account},a\n,b\n` },
    { effect: "update", count: 2 },
  ],
  [
    "more ids than a person reads",
    { operation: "delete", csv: `Id\n${`${account}\n`.repeat(201)}` },
    { effect: "delete", count: 201 },
  ],
  [
    "a file",
    { operation: "delete", file: "x.csv" },
    { effect: "delete", words: "all rows of the file x.csv" },
  ],
  [
    "a hard delete",
    { operation: "hardDelete", records: [{}] },
    { effect: "delete", count: 1, manner: "for good, past the recycle bin", words: "1 row" },
  ],
])("a load of %s", (_, args, expected) => {
  expect(actionsOf("createBulkJob", { object: "Account", ...args })).toEqual([
    { object: "Account", ...expected },
  ]);
});

test("reads, jobs and lists", () => {
  const jobId = "750DE0000000001AAA";
  expect(actionsOf("createBulkQuery", { soql: "SELECT Id FROM Account" })).toEqual([
    { effect: "read", soql: "SELECT Id FROM Account" },
  ]);
  expect(actionsOf("getBulkJob", { jobId })).toEqual([{ effect: "read", job: { id: jobId } }]);
  expect(actionsOf("getBulkJobResults", { jobId, kind: "query" })).toEqual([
    { effect: "read", job: { id: jobId, kind: "query" } },
  ]);
  expect(actionsOf("getBulkJobResults", { cursor: "x" })).toEqual([{ effect: "read", objects: [] }]);
  expect(actionsOf("abortBulkJob", { jobId })).toEqual([
    { effect: "update", job: { id: jobId }, manner: "by aborting it" },
  ]);
  expect(actionsOf("listBulkJobs", {})).toEqual([{ effect: "read", objects: [] }]);
});
