import { afterAll, beforeAll, expect, test } from "vitest";
import { reportIds } from "../../src/demo/store/fixed-ids.ts";
import { type Connected, connect } from "../connect.ts";
import { temporaryFolder } from "../own-folder.ts";

let without: Connected;
let withFolder: Connected;

beforeAll(async () => {
  without = await connect();
  withFolder = await connect({ org: without.org, settings: { SALESFORCE_FILES_DIR: temporaryFolder() } });
});

afterAll(async () => {
  await withFolder.close();
  await without.close();
});

const { allActivities: long, pipelineByStage: grouped } = reportIds;
const leads = { object: "Lead", operation: "insert", csv: "LastName,Company\nA,\n" };
const soql = "SELECT Id FROM Account";
const cut = `[${Array.from({ length: 2_000 }, (_, n) => `{"n":${n},"t":"${"x".repeat(40)}"}`).join(",")}]`;

/** Calls whose answers say how to get more, with what each says where there is a files folder. */
const calls: [string, string, Record<string, unknown>, RegExp?][] = [
  [
    "a report of more rows than Salesforce gives",
    "getReport",
    { reportId: long },
    /saveTo writes them to a file/,
  ],
  ["a grouped report with its rows", "getReport", { reportId: grouped, includeDetails: true }],
  [
    "a search with more hits",
    "executeSearch",
    { term: "example", in: "EMAIL", objects: [{ name: "Contact" }], maxRecords: 1 },
    /saveTo writes all to a file/,
  ],
  ["a query with more rows", "executeQuery", { soql, maxRecords: 1 }],
  ["a query by words of SQL", "executeQuery", { soql: "SELECT * FROM Account" }],
  ["a list that is cut", "listAllObjects", { maxRecords: 1 }],
  ["a load with failed rows", "createBulkJob", leads, /failed-750\w+\.csv/],
  ["a bulk query", "createBulkQuery", { soql }],
  ["a load of nothing", "createBulkJob", { object: "Lead", operation: "insert" }],
  ["a misspelt argument", "executeQuery", { soql, savTo: "x" }, /did you mean saveTo/],
  ["a cursor with more", "getBulkJobResults", { cursor: "x", kind: "query" }],
  ["delimiters of records", "createBulkJob", { ...leads, csv: undefined, records: [{}], lineEnding: "LF" }],
];

const ofFiles = /saveTo|backupTo|previewFile|a file|\bfile\b|\.csv/;

test.each(calls)(
  "%s: files are spoken of only where there is a folder for them",
  async (_, name, args, said) => {
    expect((await without.call(name, args)).text).not.toMatch(ofFiles);
    if (said) expect((await withFolder.call(name, args)).text).toMatch(said);
  },
);

test("a finished query job says how to get its rows", async () => {
  const answers = await Promise.all(
    [without, withFolder].map(async (server) => {
      const started = await server.call("createBulkQuery", { soql, waitSeconds: 0 });
      const [jobId] = /750\w{15}/.exec(started.text) ?? [];
      return (await server.call("getBulkJob", { jobId, waitSeconds: 30 })).text;
    }),
  );
  expect(answers[0]).toContain("shows the rows");
  expect(answers[0]).not.toMatch(ofFiles);
  expect(answers[1]).toContain("shows the rows; with saveTo it writes all to a file");
});

test("an answer too large to be read names the way that is there", async () => {
  without.org.faults.add({ path: "/limits", answer: { status: 200, body: cut.repeat(700) } });
  const { text } = await without.call("getOrganizationLimits");
  expect(text).toMatch(
    /^UNEXPECTED_RESPONSE: Salesforce's answer is larger than 64 MB[\s\S]*createBulkQuery/,
  );
  expect(text).not.toMatch(ofFiles);
});
