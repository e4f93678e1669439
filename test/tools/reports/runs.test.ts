import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { reportIds } from "../../../src/demo/store/fixed-ids.ts";
import { PlainHttp } from "../../changes/plain-http.ts";
import { type Connected, connect } from "../../connect.ts";
import { temporaryFolder } from "../../own-folder.ts";
import { until } from "../../until.ts";
import { csvRows } from "../csv-rows.ts";

let server: Connected;
const folder = temporaryFolder();

beforeAll(async () => {
  const settings = { SALESFORCE_TIMEOUT_SECONDS: "2", SALESFORCE_FILES_DIR: folder };
  server = await connect({ settings });
  // Sign-in and the first imports are not what these tests time.
  await server.call("describeReport", { reportId: reportIds.urgentCases });
});

afterEach(() => {
  server.org.faults.clear();
  server.org.resetCounters();
});

afterAll(() => server.close());

const reportId = reportIds.pipelineByStage;
const atOnce = new RegExp(`/reports/${reportId}\\?`);
const instance = /\/instances\/0LG/;

function running(status: string) {
  return { status: 200, body: JSON.stringify({ attributes: { id: "0LG", status, type: "ReportInstance" } }) };
}

describe("a report that takes long", () => {
  const run = (args: object = {}) => server.call("getReport", { reportId, ...args });

  test("is run as an instance, waited for beyond the call's limit and fetched", async () => {
    const quick = await run();
    const started = Date.now();
    server.org.faults.add({ path: atOnce, delay: 5_000 });
    server.org.faults.add({ path: instance, answer: running("Running"), times: 6 });
    const slow = await run();
    expect(slow.isError, slow.text).toBe(false);
    expect(slow.text).toBe(quick.text);
    expect(Date.now() - started).toBeGreaterThan(2_000);
  });

  test("goes on as an instance with its filters and rows", async () => {
    const filters = [{ column: "Stage", operator: "equals", value: "Prospecting" }];
    const quick = await run({ filters, includeDetails: true });
    server.org.faults.add({ path: atOnce, delay: 5_000 });
    expect((await run({ filters, includeDetails: true })).text).toBe(quick.text);
    expect(quick.text).toMatch(/\n# totalSize=\d+ returned=\d+\nStage,.*\nProspecting,/);
  });

  test.each([
    ["Salesforce ends it", 500, "UNKNOWN_EXCEPTION", "Your request timed out."],
    [
      "the hour's synchronous runs are used up",
      403,
      "FORBIDDEN",
      "You can't run more than 500 reports synchronously every 60 minutes. Try again later.",
    ],
  ])("also when %s", async (_, status, errorCode, message) => {
    const body = JSON.stringify([{ errorCode, message }]);
    server.org.faults.add({ path: atOnce, answer: { status, body }, times: 9 });
    expect((await run()).text).toMatch(/^# returned=\d+ report="Open Pipeline by Stage"/);
  });

  test("says so when its instance ends in an error", async () => {
    server.org.faults.add({ path: atOnce, delay: 5_000 });
    server.org.faults.add({ path: instance, answer: running("Error") });
    expect((await run()).text).toMatch(
      /^UNEXPECTED_RESPONSE: Salesforce could not run the report \(instance 0LG\w+\)\.\nHint: Narrow it/,
    );
  });

  test("is given up after half an hour", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      server.org.faults.add({ path: atOnce, delay: 5_000 });
      const asked = server.org.faults.add({ path: instance, answer: running("Running"), times: 1_000 });
      const answer = run();
      await until(() => asked.met > 0);
      vi.setSystemTime(Date.now() + 31 * 60_000);
      expect((await answer).text).toMatch(/^TIMEOUT: The report is running, even after 30 minutes/);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("saveTo", () => {
  const save = async (saveTo: string, args: object = {}) => {
    const { text, isError } = await server.call("getReport", { reportId, saveTo, ...args });
    expect(isError, text).toBe(false);
    return { answer: JSON.parse(text), content: await readFile(join(folder, saveTo), "utf8") };
  };

  test(".csv holds the rows, as values to compute with", async () => {
    const { answer, content } = await save("pipeline.csv");
    const rows = csvRows(`\n${content}`);
    expect(answer).toMatchObject({ savedTo: join(folder, "pipeline.csv"), rows: rows.length });
    const [total] = csvRows(
      (
        await server.call("executeQuery", {
          soql: "SELECT SUM(Amount) total, COUNT(Id) number FROM Opportunity WHERE IsClosed = false",
        })
      ).text,
    );
    expect(rows).toHaveLength(Number(total?.["number"]));
    expect(rows.reduce((sum, row) => sum + Number(row["Amount"]), 0)).toBeCloseTo(
      Number(total?.["total"]),
      2,
    );
    expect(rows[0]?.["Close Date"]).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(rows[0]?.["Opportunity Name Id"]).toMatch(/^006\w{15}$/);
  });

  test(".json is one array and .jsonl one object a line, with the same rows", async () => {
    const whole = await save("pipeline.json");
    const lines = await save("pipeline.jsonl");
    const records = JSON.parse(whole.content);
    expect(
      lines.content
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual(records);
    expect(records).toHaveLength(whole.answer.rows);
    expect(records[0]).toMatchObject({ Stage: expect.any(String), Amount: expect.any(Number) });
  });

  test("with includeDetails false it holds the figures", async () => {
    const { content } = await save("figures.csv", { includeDetails: false });
    expect(content).toMatch(/^Stage,Opportunity Owner,Sum of Amount,Record Count\n[\s\S]*Grand total,/);
  });

  test("a file that cannot be written costs no run, and a report that cannot be run leaves no file", async () => {
    await save("taken.csv");
    server.org.resetCounters();
    for (const saveTo of ["taken.csv", "rows.xlsx", "../out.csv"])
      expect((await server.call("getReport", { reportId, saveTo })).isError).toBe(true);
    expect(server.org.counters()["report.run"]).toBeUndefined();
    const body = JSON.stringify([
      { errorCode: "BAD_REQUEST", message: "The report definition is obsolete." },
    ]);
    server.org.faults.add({ path: atOnce, answer: { status: 400, body } });
    const { text } = await server.call("getReport", { reportId, saveTo: "never.csv" });
    expect(text).toMatch(/^BAD_REQUEST: The report definition is obsolete\./);
    expect(await readdir(folder)).not.toContainEqual(expect.stringContaining("never.csv"));
  });

  test("a report without rows still has its header", async () => {
    const filters = [{ column: "AMOUNT", operator: "lessThan", value: -1 }];
    const { answer, content } = await save("none.csv", { filters });
    expect(answer.rows).toBe(0);
    expect(content).toMatch(/^Stage,Opportunity Owner,Opportunity Name,/);
  });

  test("rows that Salesforce kept back are said", async () => {
    const { answer } = await save("tasks.csv", { reportId: reportIds.allActivities });
    expect(answer).toMatchObject({
      rows: 2_000,
      incomplete: expect.stringMatching(/at most 2,000 detail rows.* this one has 2,500.*createBulkQuery/),
    });
  });
});

test("a report that was rows when it ran last and has groups now is run again, for its figures", async () => {
  const directory = { reportId: reportIds.contactDirectory };
  const rows = await server.call("getReport", directory);
  expect(rows.text).toMatch(/^# totalSize=/);
  const path = `/analytics/reports/${directory.reportId}/describe`;
  // What the org answers is a description.
  const describe = (await new PlainHttp(server.org).ask(path)) as { reportMetadata: object };
  const reportMetadata = { ...describe.reportMetadata, reportFormat: "SUMMARY" };
  server.org.faults.add({
    path,
    answer: { status: 200, body: JSON.stringify({ ...describe, reportMetadata }) },
  });
  server.org.resetCounters();
  const figures = await server.call("getReport", directory);
  expect(figures.text).toMatch(/^# returned=\d+ report="Contact Directory"/);
  expect(server.org.counters()["GET /analytics/reports/:id"]).toBe(2);
});
