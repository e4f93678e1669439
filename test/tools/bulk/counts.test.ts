import fc from "fast-check";
import { afterEach, describe, expect, type TestContext, test } from "vitest";
import type { SetFault } from "../../../src/demo/http/faults.ts";
import { normalized } from "../../../src/json-numbers.ts";
import { csvRows } from "../csv-rows.ts";
import { bulkServer } from "./server.ts";

const server = await bulkServer();
const { org } = server;

afterEach(() => {
  org.faults.clear();
  org.org.settings.bulkMilliseconds = 20;
});

const soql = "SELECT Id, Name FROM Account";
const often = { times: Number.POSITIVE_INFINITY };
const csvOf = (rows: number) =>
  `"Id","Name"\n${Array.from({ length: rows }, (_, index) => `"001DE00000000${index}1YAA","Row ${index}"\n`).join("")}`;

/** The org answers a job's rows like this, whatever it has. */
function answersRows(rows: number, announced: number, from = org): SetFault {
  const headers = { "sforce-numberofrecords": String(announced), "sforce-locator": "null" };
  return from.faults.add({ path: "/results", answer: { status: 200, body: csvOf(rows), headers }, ...often });
}

/** The org says this of the one job that is asked for. */
function answersJob(kind: "ingest" | "query", job: Record<string, unknown>): void {
  const body = JSON.stringify({
    object: "Account",
    apiVersion: 66,
    createdDate: "2026-01-01T00:00:00.000+0000",
    ...job,
  });
  org.faults.add({
    method: "GET",
    path: new RegExp(`/jobs/${kind}/750\\w+$`),
    answer: { status: 200, body },
    ...often,
  });
}

describe("rows that were sent, processed and failed", () => {
  const load = {
    object: "Account",
    operation: "insert",
    records: [{ Name: "A" }, { Name: "B" }, { Name: "C" }],
  };

  async function loaded(counts: Record<string, number>, state = "JobComplete") {
    const jobId = (await server.job(load)).jobs[0]?.id;
    answersJob("ingest", { id: jobId, operation: "insert", state, ...counts });
    return jobId;
  }

  test("fewer processed than sent is no success", async () => {
    const jobId = await loaded({ numberRecordsProcessed: 2, numberRecordsFailed: 0 });
    const { said, answer } = await server.failed("getBulkJob", { jobId });
    expect(said).toBe(
      `UNEXPECTED_RESPONSE: 3 rows were sent, and the job ${jobId} is complete with 2 processed, 0 of them failed.`,
    );
    expect(answer).toMatchObject({
      summary: "2 of 3 records inserted; what became of the others is not known",
      jobs: [{ id: jobId, state: "JobComplete", rows: 3, processed: 2, failed: 0 }],
    });
  });

  test("more failed than processed, and more processed than sent, are none either", async () => {
    const odd = await loaded({ numberRecordsProcessed: 3, numberRecordsFailed: 4 });
    expect((await server.failed("getBulkJob", { jobId: odd })).said).toMatch(/3 processed, 4 of them failed/);
    org.faults.clear();
    const more = await loaded({ numberRecordsProcessed: 4, numberRecordsFailed: 0 });
    expect((await server.failed("getBulkJob", { jobId: more })).said).toMatch(
      /3 rows were sent.*4 processed/,
    );
  });

  test("other failed rows than the job counts", async () => {
    const jobId = await loaded({ numberRecordsProcessed: 3, numberRecordsFailed: 2 });
    const { said, answer } = await server.failed("getBulkJob", { jobId });
    expect(said).toBe(
      `UNEXPECTED_RESPONSE: The job ${jobId} counts 2 rows (failed), and its results hold 0.`,
    );
    expect(answer.summary).toMatch(/^2 of 3 records FAILED/);
  });

  test("failed rows that cannot be read hide nothing of what became of the job", async () => {
    const csv = "Name,Phone\nFine,1\n,2\n";
    org.faults.add({
      path: "failedResults",
      answer: { status: 400, body: '[{"errorCode":"NOPE","message":"Not now."}]' },
    });
    const answer = await server.job({ object: "Account", operation: "insert", csv });
    expect(answer).toMatchObject({
      summary: expect.stringMatching(/^1 of 2 records FAILED/),
      failuresUnread: "Not now.",
      jobs: [{ state: "JobComplete", processed: 2, failed: 1 }],
    });
  });

  test("a job that is not over need not have counted everything", async () => {
    const jobId = await loaded({ numberRecordsProcessed: 1 }, "InProgress");
    expect((await server.job({ jobId, waitSeconds: 0 }, "getBulkJob")).summary).toMatch(
      /^not finished: 1 of 3/,
    );
  });
});

describe("rows of results", () => {
  test.each(["csv", "json", "jsonl"])(
    "a page that is short but once is asked for again, saveTo .%s",
    async (ending) => {
      const soqlOfTen = "SELECT Id, Name FROM Account ORDER BY Id LIMIT 10";
      const headers = { "sforce-numberofrecords": "10", "sforce-locator": "null" };
      const short = { status: 200, body: csvOf(3), headers };
      org.faults.add({ path: "/results", answer: short });
      const saveTo = `once.${ending}`;
      const { text, isError } = await server.call("createBulkQuery", { soql: soqlOfTen, saveTo });
      expect(isError, text).toBe(false);
      expect(JSON.parse(text)).toMatchObject({ rows: 10 });
      expect(server.read(saveTo)).not.toContain("Row 0");
    },
  );

  test("fewer than the job counts, shown, saved and asked for later", async () => {
    answersRows(2, 2);
    const counted =
      /^UNEXPECTED_RESPONSE: The job (750\w+) counts \d{2,} rows \(query\), and its results hold 2\./;
    const { text } = await server.call("createBulkQuery", { soql });
    expect(text).toMatch(counted);
    const jobId = counted.exec(text)?.[1];
    const saved = await server.failed("getBulkJobResults", { jobId, kind: "query", saveTo: "fewer.csv" });
    expect(saved.said).toMatch(counted);
    expect(saved.answer).toMatchObject({ rows: 2 });
    expect(server.read("fewer.csv")).toBe(csvOf(2));
    expect((await server.call("getBulkJobResults", { jobId, kind: "query" })).text).toMatch(counted);
  });

  test("what follows by a cursor is counted with what came before it", async () => {
    const first = await server.call("createBulkQuery", { soql: "SELECT Id FROM Task" });
    expect(first.isError, first.text).toBe(false);
    const cursor = /nextCursor=(\w+)/.exec(first.text)?.[1];
    const headers = { "sforce-numberofrecords": "300", "sforce-locator": "null" };
    const body = `"Id"\n${'"00TDE0000000001YAA"\n'.repeat(300)}`;
    org.faults.add({ path: "/results", answer: { status: 200, body, headers }, ...often });
    const { text } = await server.call("getBulkJobResults", { cursor, maxRecords: 1_000 });
    expect(text).toMatch(/^UNEXPECTED_RESPONSE: .* counts 2500 rows \(query\), and its results hold 500\./);
  });
});

/** These are asked for again and again, all of them at once: each has an org of its own. */
describe.concurrent("rows that do not come, however often they are asked for", () => {
  const ownServer = ({ onTestFinished }: Pick<TestContext, "onTestFinished">) =>
    bulkServer({}, onTestFinished);

  test("fewer than their page announced are an error in the end, with what there is", async (context) => {
    const own = await ownServer(context);
    const asked = answersRows(2, 5, own.org);
    const { text, isError } = await own.call("createBulkQuery", { soql });
    expect(isError, text).toBe(true);
    expect(text).toMatch(/^UNEXPECTED_RESPONSE: Salesforce announced 5 rows and sent 2/);
    expect(csvRows(text.slice(text.indexOf("\n") + 1))).toHaveLength(2);
    expect(asked.met).toBe(6);
  });

  test.for(["csv", "json", "jsonl"])(
    "short for good: the file stays, saveTo .%s",
    async (ending, context) => {
      const own = await ownServer(context);
      answersRows(2, 5, own.org);
      const saveTo = `short.${ending}`;
      const { said, answer } = await own.failed("createBulkQuery", { soql, saveTo });
      expect(said).toMatch(/^UNEXPECTED_RESPONSE: Salesforce announced 5 rows and sent 2/);
      expect(answer).toMatchObject({ state: "JobComplete", savedTo: expect.stringContaining(saveTo) });
      expect(own.read(saveTo)).toContain("Row 1");
    },
  );

  test.for([
    ["in a quoted value", '"Id","Name"\n"001DE0000000001YAA","Ro'],
    ["in a row", '"Id","Name"\n"001DE0000000001YAA"'],
  ])("a page that ends %s cannot be read and leaves no file", async ([, body = ""], context) => {
    const own = await ownServer(context);
    own.org.faults.add({ path: "/results", answer: { status: 200, body }, ...often });
    const text = await own.refusal("createBulkQuery", { soql, saveTo: "torn.csv" });
    expect(text).toMatch(/^UNEXPECTED_RESPONSE: The results of 750\w+ cannot be read as CSV/);
    expect(() => own.read("torn.csv")).toThrow(/ENOENT/);
  });
});

describe("numbers that no double holds", () => {
  const digits = fc.stringMatching(/^(?:0|[1-9][0-9]{0,29})(?:\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,2})?$/);
  const special = [
    "12345678901234567890",
    "9007199254740993",
    "1e21",
    "0.0000001",
    "1E-7",
    "123456789012345678",
  ];
  const literals = [...special, ...fc.sample(digits, 200)];
  const record = (number: string, index: number) => `{"Name":"Number ${index}","Site":${number}}`;

  test.each([
    ["array.json", `[${literals.map(record).join(",")}]`],
    ["lines.jsonl", literals.map(record).join("\n")],
  ])("%s: each goes up with the value that it was written with", async (name, content) => {
    const named = name.replace(".", " ");
    const file = server.file(name, content.replaceAll("Number ", `${named} `));
    await server.job({ object: "Account", operation: "insert", file });
    const { text } = await server.call("executeQuery", {
      soql: `SELECT Name, Site FROM Account WHERE Name LIKE '${named} %'`,
      maxRecords: 1_000,
    });
    const sites = new Map(csvRows(text).map(({ Name, Site }) => [Name, Site ?? ""]));
    for (const [index, number] of literals.entries()) {
      const site = sites.get(`${named} ${index}`) ?? "";
      expect(normalized(site)).toBe(normalized(number));
      if (special.includes(number)) expect(site).toBe(number);
    }
  });

  test("come back whole in .json and in rows", async () => {
    const headers = { "sforce-numberofrecords": "2", "sforce-locator": "null" };
    const body = '"Name","AnnualRevenue"\n"a","12345678901234567890"\n"b","1.0E7"\n';
    const soqlOfTwo = "SELECT Name, AnnualRevenue FROM Account LIMIT 2";
    org.faults.add({ path: "/results", answer: { status: 200, body, headers }, times: 2 });
    await server.call("createBulkQuery", { soql: soqlOfTwo, saveTo: "numbers.json" });
    expect(server.read("numbers.json")).toBe(
      '[{"Name":"a","AnnualRevenue":12345678901234567890},\n{"Name":"b","AnnualRevenue":10000000}]\n',
    );
    const { text } = await server.call("createBulkQuery", { soql: soqlOfTwo });
    expect(text).toMatch(/\na,12345678901234567890\nb,10000000$/);
  });
});
