import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reportIds } from "../../../src/demo/store/fixed-ids.ts";
import { type Connected, connect } from "../../connect.ts";
import { temporaryFolder } from "../../own-folder.ts";
import { csvRows } from "../csv-rows.ts";

let server: Connected;
const folder = temporaryFolder();

beforeAll(async () => {
  server = await connect({ settings: { SALESFORCE_FILES_DIR: folder } });
});

afterAll(() => server.close());

async function report(reportId: string, args: Record<string, unknown> = {}): Promise<string> {
  const { text, isError } = await server.call("getReport", { reportId, ...args });
  expect(isError, text).toBe(false);
  return text;
}

const firstLine = (text: string) => text.split("\n")[0] ?? "";

describe("maxRecords of the details", () => {
  test("is 200 unless given, beside the true total", async () => {
    const text = await report(reportIds.allActivities);
    expect(firstLine(text)).toMatch(/^# totalSize=2500 returned=200 cut="Salesforce gives at most 2,000/);
    expect(csvRows(text)).toHaveLength(200);
  });

  test("says how to get the rest", async () => {
    const text = await report(reportIds.contactDirectory, { maxRecords: 50 });
    const { text: counted } = await server.call("executeQuery", { soql: "SELECT COUNT() FROM Contact" });
    const total = /totalSize=(\d+)/.exec(counted)?.[1];
    const start = `# totalSize=${total} returned=50 cut="raise maxRecords (2,000), let saveTo write`;
    expect(firstLine(text).slice(0, start.length)).toBe(start);
    expect(csvRows(text)).toHaveLength(50);
  });

  test("shows that many and leaves the figures whole", async () => {
    const args = { includeDetails: true };
    const [figures, rows] = (await report(reportIds.pipelineByStage, { ...args, maxRecords: 3 })).split(
      /\n(?=# )/,
    );
    const [whole] = (await report(reportIds.pipelineByStage, { ...args, maxRecords: 2_000 })).split(
      /\n(?=# )/,
    );
    expect(figures).toBe(whole);
    expect(csvRows(rows ?? "")).toHaveLength(3);
    expect(rows).toMatch(/^# totalSize=(?!3 )\d+ returned=3 cut=/);
  });

  test("does not bound what is saved", async () => {
    const text = await report(reportIds.allActivities, { maxRecords: 5, saveTo: "activities.csv" });
    expect(JSON.parse(text)).toMatchObject({ filters: "none" });
    const saved = await readFile(join(folder, "activities.csv"), "utf8");
    expect(csvRows(`\n${saved}`)).toHaveLength(2_000);
  });
});

describe("what a run's figures were made by", () => {
  test("is said of the report's own conditions", async () => {
    const line = firstLine(await report(reportIds.urgentCases));
    expect(line).toMatch(/ scope="?\w+[^=]* filters="1: \w+ \w+ '[^']+'; 2: /);
    expect(line).toMatch(/ booleanFilter="1 AND \(2 OR 3\)"/);
    expect(firstLine(await report(reportIds.contactDirectory))).toContain("filters=none");
  });

  test("is said of what was given for the run, joined to them", async () => {
    const filters = [{ column: "Status", operator: "=", value: "New" }];
    const line = firstLine(await report(reportIds.urgentCases, { filters }));
    expect(line).toContain("; 4: STATUS equals 'New'");
    expect(line).toContain('booleanFilter="(1 AND (2 OR 3)) AND 4"');
  });

  test.each([
    [{ range: "THIS_FISCAL_YEAR" }, 'dateFilter="CLOSE_DATE: THIS_FISCAL_YEAR"'],
    [{ start: "2026-01-01", end: "2026-03-31" }, 'dateFilter="CLOSE_DATE: 2026-01-01 to 2026-03-31"'],
  ])("names the date range %o", async (range, said) => {
    const dateFilter = { column: "CLOSE_DATE", ...range };
    expect(firstLine(await report(reportIds.pipelineByStage, { dateFilter }))).toContain(said);
  });

  test("stands in JSON too", async () => {
    const shown = JSON.parse(await report(reportIds.urgentCases, { format: "json", includeDetails: false }));
    expect(shown).toMatchObject({ booleanFilter: "1 AND (2 OR 3)", filters: expect.stringMatching(/^1: /) });
  });
});
