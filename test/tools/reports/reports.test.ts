import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reportIds } from "../../../src/demo/store/fixed-ids.ts";
import { type Connected, connect } from "../../connect.ts";
import { csvRows as rows } from "../csv-rows.ts";

let server: Connected;

beforeAll(async () => {
  server = await connect();
});

afterAll(() => server.close());

async function report(reportId: string, args: Record<string, unknown> = {}): Promise<string> {
  const { text, isError } = await server.call("getReport", { reportId, ...args });
  expect(isError, text).toBe(false);
  return text;
}

describe("rows", () => {
  test("a tabular report shows its rows, with ids beside names", async () => {
    const found = rows(await report(reportIds.contactDirectory));
    expect(Object.keys(found[0] ?? {})).toEqual(
      expect.arrayContaining(["Last Name", "Last Name Id", "Account Name", "Account Name Id", "Email"]),
    );
    // First and last name are of the same record, whose id stands once.
    expect(found[0]).not.toHaveProperty("First Name Id");
    expect(found[0]?.["Last Name Id"]).toMatch(/^003/);
  });

  test("more than 2,000 rows are said loudly, with the way to all of them", async () => {
    const text = await report(reportIds.allActivities);
    expect(text.split("\n")[0]).toMatch(/totalSize=2500 .*cut="Salesforce gives at most 2,000 detail rows/);
  });

  test("details of a grouped report follow its figures", async () => {
    const text = await report(reportIds.pipelineByStage, { includeDetails: true });
    expect(text).toMatch(/Grand total[\s\S]*\n# totalSize=\d+ returned=\d+/);
  });
});

describe("changes for one run", () => {
  const grandCount = (text: string) =>
    rows(text).find((row) => Object.values(row)[0] === "Grand total")?.["Record Count"];
  const open = "Opportunity WHERE IsClosed = false";
  const urgent = "Case WHERE IsClosed = false AND (Priority = 'High' OR Origin = 'Phone')";

  test.each<[string, string, Record<string, unknown>, string]>([
    [
      "a filter by label",
      reportIds.pipelineByStage,
      { filters: [{ column: "Amount", operator: "greaterThan", value: "50000" }] },
      `${open} AND Amount > 50000`,
    ],
    [
      "a value that is a number, an operator by its label",
      reportIds.pipelineByStage,
      { filters: [{ column: "AMOUNT", operator: "less or equal", value: 50_000 }] },
      `${open} AND Amount <= 50000`,
    ],
    [
      "several values",
      reportIds.pipelineByStage,
      { filters: [{ column: "STAGE_NAME", operator: "equals", value: "Prospecting, Qualification" }] },
      `${open} AND StageName IN ('Prospecting', 'Qualification')`,
    ],
    [
      "filters given as JSON text",
      reportIds.pipelineByStage,
      { filters: '[{"column":"STAGE_NAME","operator":"startsWith","value":"Pro"}]' },
      `${open} AND StageName LIKE 'Pro%'`,
    ],
    [
      "filters in place of the report's own",
      reportIds.pipelineByStage,
      { filters: [{ column: "WON", operator: "equals", value: true }], replaceFilters: true },
      "Opportunity WHERE IsWon = true",
    ],
    [
      "a filter beside the report's own logic",
      reportIds.urgentCases,
      { filters: [{ column: "STATUS", operator: "notEqual", value: "New" }] },
      `${urgent} AND Status != 'New'`,
    ],
    [
      "logic over all filters",
      reportIds.urgentCases,
      {
        filters: [{ column: "STATUS", operator: "equals", value: "New" }],
        booleanFilter: "(1 AND (2 OR 3)) OR (1 AND NOT 4)",
      },
      `${urgent.replace("AND (", "AND (Status != 'New' OR ")}`,
    ],
    [
      "a date range",
      reportIds.pipelineByStage,
      { dateFilter: { range: "NEXT_QUARTER" } },
      `${open} AND CloseDate = NEXT_QUARTER`,
    ],
    [
      "a date range by label on another column",
      reportIds.pipelineByStage,
      { dateFilter: { column: "Created Date", range: "Current Month" } },
      `${open} AND CreatedDate = THIS_MONTH`,
    ],
    [
      "a start and an end",
      reportIds.pipelineByStage,
      { dateFilter: { start: "2026-12-01", end: "2027-03-31" } },
      `${open} AND CloseDate >= 2026-12-01 AND CloseDate <= 2027-03-31`,
    ],
  ])("%s", async (_, reportId, args, from) => {
    const { text } = await server.call("executeQuery", { soql: `SELECT COUNT() FROM ${from}` });
    const number = /totalSize=(\d+)/.exec(text)?.[1];
    expect(grandCount(await report(reportId, args))).toBe(number);
  });

  test.each([
    [
      { filters: [{ column: "Nonsense", operator: "equals", value: "x" }] },
      /^BAD_ARGUMENT: filters\[0\]\.column: 'Nonsense' is no column of this report\.\nHint: Columns: [\s\S]*AMOUNT \(Amount\)/,
    ],
    [
      { filters: [{ column: "Amont", operator: "equals", value: "x" }] },
      /'Amont' is no column of this report\.\nHint: Did you mean AMOUNT\? Columns: /,
    ],
    [
      { filters: [{ column: "STAGE_NAME", operator: "is", value: "x" }] },
      /^BAD_ARGUMENT: filters\[0\]\.operator: 'is' is no operator for Stage \(picklist\)\.\nHint: Operators: equals, notEqual, /,
    ],
    [
      { dateFilter: { column: "STAGE_NAME", range: "TODAY" } },
      /^BAD_ARGUMENT: dateFilter\.column: STAGE_NAME is a picklist, not a date/,
    ],
    [
      { dateFilter: { range: "TODAY", start: "2026-01-01" } },
      /^BAD_ARGUMENT: dateFilter: give range, or start/,
    ],
    [{ dateFilter: { start: "1/31/2026" } }, /^BAD_ARGUMENT: dateFilter\.start: /],
    [{ reportId: "Open Pipeline by Stage" }, /^BAD_ARGUMENT: reportId: .*listReports finds it/],
    [{ reportId: "001DE00000000G9YAI" }, /^BAD_ARGUMENT: reportId: takes the id of a report \(00O…/],
    [
      { filters: [{ column: "AMOUNT", operator: "contains", value: "x" }] },
      /^BAD_ARGUMENT: filters\[0\]\.operator: 'contains' is no operator for Amount[\s\S]*greaterThan/,
    ],
    [{ dateFilter: { range: "SOMETIME" } }, /^BAD_ARGUMENT: dateFilter\.range: [\s\S]*THIS_FISCAL_QUARTER/],
    [
      { booleanFilter: "1 AND 7" },
      /^BAD_ARGUMENT: booleanFilter: [\s\S]*Filters: 1: CLOSED equals 'False'\./,
    ],
    [
      { filters: [{ column: "WON", operator: "equals", value: "x" }], booleanFilter: "1 OR 2 AND 1" },
      /^BAD_ARGUMENT: booleanFilter: .* with parentheses where AND meets OR/,
    ],
    [{ booleanFilter: "(1" }, /^BAD_ARGUMENT: booleanFilter: /],
    [{ filters: [{ colum: "x", operator: "equals" }] }, /^BAD_ARGUMENT: [\s\S]*filters\[0\] has no 'colum'/],
  ])("%j is refused with the valid choices", async (args, expected) => {
    const { text, isError } = await server.call("getReport", {
      reportId: reportIds.pipelineByStage,
      ...args,
    });
    expect(isError).toBe(true);
    expect(text).toMatch(expected);
  });

  test("a report that does not exist, and a joined one", async () => {
    expect((await server.call("getReport", { reportId: "00O000000000009" })).text).toMatch(
      /^NOT_FOUND: [\s\S]*\nHint: There is no such report, or the user may not see it; listReports finds/,
    );
    const body = JSON.stringify({
      reportMetadata: {
        id: reportIds.urgentCases,
        name: "Joined",
        reportFormat: "MULTI_BLOCK",
        aggregates: [],
        detailColumns: [],
        groupingsDown: [],
        groupingsAcross: [],
        reportFilters: [],
      },
      reportExtendedMetadata: { aggregateColumnInfo: {}, detailColumnInfo: {}, groupingColumnInfo: {} },
    });
    server.org.faults.add({
      path: `/reports/${reportIds.urgentCases}/describe`,
      answer: { status: 200, body },
      times: 2,
    });
    expect((await server.call("getReport", { reportId: reportIds.urgentCases })).text).toMatch(
      /^BAD_ARGUMENT: reportId: 'Joined' is a joined report[\s\S]*executeQuery, or from a tabular, summary or matrix/,
    );
    const { text } = await server.call("describeReport", { reportId: reportIds.urgentCases });
    expect(JSON.parse(text)).toMatchObject({ name: "Joined", format: "MULTI_BLOCK" });
  });
});

describe("lists and descriptions", () => {
  test("reports are found by name and folder", async () => {
    expect(
      rows((await server.call("listReports", { search: "Service" })).text).map(({ Name }) => Name),
    ).toEqual(["Urgent Cases"]);
  });

  test.each(["Urg_nt", "Urg%nt", "%", "_", "\\"])(
    "what is searched for stands for itself: %s",
    async (search) => {
      expect(rows((await server.call("listReports", { search: "Urgent" })).text)).toHaveLength(1);
      const { text, isError } = await server.call("listReports", { search });
      expect(isError, text).toBe(false);
      // DeveloperName has real underscores.
      if (search === "_") expect(rows(text).length).toBeGreaterThan(0);
      else expect(rows(text)).toEqual([]);
    },
  );

  test("a report's description names what it can be filtered by", async () => {
    const described = JSON.parse(
      (await server.call("describeReport", { reportId: reportIds.urgentCases })).text,
    );
    expect(described).toMatchObject({
      format: "SUMMARY",
      booleanFilter: "1 AND (2 OR 3)",
      groupingsDown: { PRIORITY: "Priority (picklist)", STATUS: "Status (picklist)" },
      filters: ["1: CLOSED equals 'False'", "2: PRIORITY equals 'High'", "3: ORIGIN equals 'Phone'"],
    });
    expect(described.columns.CASE_NUMBER).toBe("Case Number (string)");
    expect(described.operators["string, picklist"]).toContain("contains");
    expect(described.otherFilterColumns.CLOSED).toBe("Closed (boolean)");
  });
});
