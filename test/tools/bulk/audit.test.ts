import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../own-folder.ts";
import { bulkServer } from "./server.ts";

const audit = join(temporaryFolder(), "audit.jsonl");
const questions: string[] = [];
const server = await bulkServer({
  settings: { SALESFORCE_AUDIT_LOG: audit, SALESFORCE_CONFIRM: "writes" },
  orgOptions: { settings: { hardDelete: true } },
  elicit(question) {
    questions.push(question);
    return { action: "accept", content: { confirm: true } };
  },
});

const linesOf = () =>
  readFileSync(audit, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test("questions and audit lines of bulk calls say the object, how many records and which ids", async () => {
  const load = { object: "Contact", operation: "insert" };
  const file = server.file("three.csv", "LastName\nA\nB\nC\n");
  const { jobs } = await server.job({ ...load, file });
  const jobId = jobs[0]?.id;
  await server.job({ ...load, csv: "LastName\nD\n", waitSeconds: 0 });
  const results = await server.call("getBulkJobResults", { jobId, kind: "successful", maxRecords: 1 });
  const cursor = /nextCursor=(\w+)/.exec(results.text)?.[1];
  await server.call("getBulkJobResults", { cursor });
  const id = results.text.split("\n").at(-1)?.split(",")[0];
  await server.job({ object: "Contact", operation: "hardDelete", csv: `Id\n${id}\n` });
  await server.call("abortBulkJob", { jobId });

  expect(questions.map((question) => question.replace(/ in 127[\s\S]*/, ""))).toEqual([
    "createBulkJob would create Contact (all rows of the file three.csv)",
    "createBulkJob would create Contact (1 row)",
    `createBulkJob would delete Contact for good, past the recycle bin (${id} "A")`,
    `abortBulkJob would change the bulk job ${jobId} by aborting it`,
  ]);
  expect(
    linesOf().map(({ tool, effect, object, records, ids, outcome }) => [
      tool,
      effect,
      object,
      records,
      Array.isArray(ids) ? ids[0] : ids,
      outcome,
    ]),
  ).toEqual([
    ["createBulkJob", "create", "Contact", 3, jobId, "ok"],
    ["createBulkJob", "create", "Contact", 1, expect.stringMatching(/^750/), "ok"],
    ["getBulkJobResults", "read", "Contact", undefined, jobId, "ok"],
    ["getBulkJobResults", "read", "Contact", undefined, undefined, "ok"],
    ["createBulkJob", "delete", "Contact", 1, id, "ok"],
    ["abortBulkJob", "update", "Contact", undefined, jobId, "error"],
  ]);
});

test("a job that was begun is named, whatever became of the call", async () => {
  const before = linesOf().length;
  server.org.faults.add({ method: "PUT", path: "/batches", close: "before" });
  const text = await server.refusal("createBulkJob", {
    object: "Contact",
    operation: "insert",
    csv: "LastName\nE\n",
  });
  await server.call("createBulkQuery", { soql: "SELECT Id FROM Account", waitSeconds: 0 });
  expect(linesOf().slice(before)).toMatchObject([
    {
      object: "Contact",
      ids: [/750\w+/.exec(text)?.[0]],
      records: 1,
      outcome: "error",
      errorCode: "NETWORK",
    },
    { object: "Account", ids: [expect.stringMatching(/^750/)], outcome: "ok" },
  ]);
});
