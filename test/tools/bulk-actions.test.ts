import { expect, test } from "vitest";
import { bulk } from "../../src/tools/bulk.ts";

/** What a person is asked about, and what lists and audit look at. */
const actionsOf = (name: string, args: Record<string, unknown>) => bulk.tools[name]?.actions?.(args);

test.each<[string, Record<string, unknown>, object]>([
  ["records", { operation: "insert", records: [{}, {}] }, { effect: "create", count: 2 }],
  [
    "csv with a quoted line break",
    { operation: "update", csv: 'Id,Name\r\n1,"a\nb"\r\n2,c\r\n\r\n' },
    { effect: "update", count: 2 },
  ],
  ["an upsert", { operation: "upsert", csv: "Key__c\n1" }, { effect: "update", count: 1 }],
  [
    "a file",
    { operation: "delete", file: "x.csv" },
    { effect: "delete", words: "all rows of the file x.csv" },
  ],
  [
    "a hard delete",
    { operation: "hardDelete", records: [{}] },
    { effect: "delete", count: 1, words: "for good, past the recycle bin" },
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
    { effect: "update", job: { id: jobId }, words: `abort the bulk job ${jobId}` },
  ]);
  expect(actionsOf("listBulkJobs", {})).toEqual([{ effect: "read", objects: [] }]);
});
