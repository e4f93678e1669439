import { parse } from "csv-parse/sync";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dashboardIds, reportIds } from "../../src/demo/data/fixed-ids.ts";
import { type Connected, connect } from "../connect.ts";

let server: Connected;

beforeAll(async () => {
  server = await connect();
});

afterAll(() => server.close());

type Row = Record<string, string>;
const rows = (text: string): Row[] =>
  parse(text.slice(text.indexOf("\n") + 1), { columns: true, relax_column_count: true });
const dollars = (text = "") => Number(text.replaceAll(/[$,]/g, ""));

async function report(reportId: string, args: Record<string, unknown> = {}): Promise<string> {
  const { text, isError } = await server.call("getReport", { reportId, ...args });
  expect(isError, text).toBe(false);
  return text;
}

async function soqlRows(soql: string): Promise<Row[]> {
  return rows((await server.call("executeQuery", { soql, maxRecords: 2_000 })).text);
}

async function expectPipeline(): Promise<void> {
  const found = rows(await report(reportIds.pipelineByStage));
  const stages = await soqlRows(
    "SELECT StageName, SUM(Amount) total, COUNT(Id) number FROM Opportunity WHERE IsClosed = false GROUP BY StageName",
  );
  for (const { StageName, total, number } of stages) {
    const subtotal = found.find(
      (row) => row["Stage"] === StageName && row["Opportunity Owner"] === "Subtotal",
    );
    expect(dollars(subtotal?.["Sum of Amount"])).toBeCloseTo(Number(total), 2);
    expect(subtotal?.["Record Count"]).toBe(number);
  }
  const grand = found.find((row) => row["Stage"] === "Grand total");
  expect(dollars(grand?.["Sum of Amount"])).toBeCloseTo(
    stages.reduce((sum, { total }) => sum + Number(total), 0),
    2,
  );
}

describe("figures equal those of SOQL over the same rows", () => {
  test("a summary report, before and after rows change", async () => {
    await expectPipeline();
    const record = { Name: "New deal", StageName: "Prospecting", CloseDate: "2030-01-01", Amount: 1_234.56 };
    await server.call("createRecord", { object: "Opportunity", record });
    await expectPipeline();
  });

  test("a matrix report", async () => {
    const [total] = await soqlRows(
      "SELECT SUM(Amount) total, COUNT(Id) number FROM Opportunity WHERE IsWon = true AND CloseDate = LAST_N_DAYS:730",
    );
    const grand = rows(await report(reportIds.wonByIndustryAndQuarter)).find(
      (row) => row["Industry"] === "Grand total",
    );
    expect(dollars(grand?.["Total · Sum of Amount"])).toBeCloseTo(Number(total?.["total"]), 2);
    expect(grand?.["Total · Record Count"]).toBe(total?.["number"]);
  });

  test("a boolean filter", async () => {
    const [count] = await soqlRows(
      "SELECT COUNT(Id) number FROM Case WHERE IsClosed = false AND (Priority = 'High' OR Origin = 'Phone')",
    );
    const grand = rows(await report(reportIds.urgentCases)).find((row) => row["Priority"] === "Grand total");
    expect(grand?.["Record Count"]).toBe(count?.["number"]);
  });

  test("a formula", async () => {
    const found = rows(await report(reportIds.winRateByLeadSource));
    for (const { LeadSource, closed } of await soqlRows(
      "SELECT LeadSource, COUNT(Id) closed FROM Opportunity WHERE IsClosed = true GROUP BY LeadSource",
    )) {
      const won = (
        await server.call("executeQuery", {
          soql: `SELECT COUNT() FROM Opportunity WHERE IsWon = true AND LeadSource = ${LeadSource ? `'${LeadSource}'` : "null"}`,
        })
      ).text;
      const rate = (Number(/totalSize=(\d+)/.exec(won)?.[1]) / Number(closed)) * 100;
      const row = found.find((candidate) => candidate["Lead Source"] === (LeadSource || "(none)"));
      expect(row?.["Win Rate"]).toContain(`${rate.toFixed(1)}%`);
    }
  });
});

describe("rows", () => {
  test("a tabular report shows its rows, with ids beside names", async () => {
    const found = rows(await report(reportIds.contactDirectory));
    expect(Object.keys(found[0] ?? {})).toEqual(
      expect.arrayContaining(["Last Name", "Last Name Id", "Account Name", "Account Name Id", "Email"]),
    );
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
  test("filters by label or name are added to the report's own", async () => {
    const [count] = await soqlRows(
      "SELECT COUNT(Id) number FROM Opportunity WHERE IsClosed = false AND Amount > 50000",
    );
    const text = await report(reportIds.pipelineByStage, {
      filters: [{ column: "Amount", operator: "greaterThan", value: "50000" }],
    });
    expect(rows(text).find((row) => row["Stage"] === "Grand total")?.["Record Count"]).toBe(
      count?.["number"],
    );
  });

  test("a date filter", async () => {
    const [count] = await soqlRows(
      "SELECT COUNT(Id) number FROM Opportunity WHERE IsClosed = false AND CloseDate = NEXT_QUARTER",
    );
    const text = await report(reportIds.pipelineByStage, { dateFilter: { range: "NEXT_QUARTER" } });
    expect(rows(text).find((row) => row["Stage"] === "Grand total")?.["Record Count"]).toBe(
      count?.["number"],
    );
  });

  test.each([
    [
      { filters: [{ column: "Nonsense", operator: "equals", value: "x" }] },
      /^BAD_ARGUMENT: filters\[0\]\.column: 'Nonsense' is no column of this report\.\nHint: Columns: [\s\S]*AMOUNT \(Amount\)/,
    ],
    [
      { filters: [{ column: "AMOUNT", operator: "contains", value: "x" }] },
      /^BAD_ARGUMENT: filters\[0\]\.operator: 'contains' is no operator for Amount[\s\S]*greaterThan/,
    ],
    [{ dateFilter: { range: "SOMETIME" } }, /^BAD_ARGUMENT: dateFilter\.range: [\s\S]*THIS_FISCAL_QUARTER/],
    [{ booleanFilter: "1 AND 7" }, /^BAD_ARGUMENT: booleanFilter: /],
    [{ filters: [{ colum: "x", operator: "equals" }] }, /^BAD_ARGUMENT: /],
  ])("%j is refused with the valid choices", async (args, expected) => {
    const { text, isError } = await server.call("getReport", {
      reportId: reportIds.pipelineByStage,
      ...args,
    });
    expect(isError).toBe(true);
    expect(text).toMatch(expected);
  });

  test("a report that does not exist, and a joined one", async () => {
    expect((await server.call("getReport", { reportId: "00O000000000009" })).text).toMatch(/^NOT_FOUND: /);
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
    });
    expect((await server.call("getReport", { reportId: reportIds.urgentCases })).text).toMatch(
      /^BAD_ARGUMENT: reportId: 'Joined' is a joined report/,
    );
  });
});

/** A matrix in Salesforce's shape, every crossing filled. */
function matrix(size: number): string {
  const groupings = (name: string) =>
    Array.from({ length: size }, (_, index) => ({
      key: String(index),
      label: `${name} ${index}`,
      value: `${index}`,
      groupings: [],
    }));
  const keys = ["T", ...Array.from({ length: size }, (_, index) => String(index))];
  const factMap = Object.fromEntries(
    keys.flatMap((down) =>
      keys.map((across) => [
        `${down}!${across}`,
        { aggregates: [{ label: "$12,345.00", value: 12_345 }], rows: [] },
      ]),
    ),
  );
  const info = { dataType: "string", label: "Group" };
  const reportMetadata = {
    id: reportIds.wonByIndustryAndQuarter,
    name: "Big",
    reportFormat: "MATRIX",
    aggregates: ["s!AMOUNT"],
    detailColumns: [],
    groupingsDown: [{ name: "A" }],
    groupingsAcross: [{ name: "B" }],
    reportFilters: [],
  };
  return JSON.stringify({
    allData: true,
    hasDetailRows: false,
    factMap,
    groupingsDown: { groupings: groupings("Row") },
    groupingsAcross: { groupings: groupings("Col") },
    reportMetadata,
    reportExtendedMetadata: {
      aggregateColumnInfo: { "s!AMOUNT": { dataType: "currency", label: "Sum" } },
      detailColumnInfo: {},
      groupingColumnInfo: { A: info, B: info },
    },
  });
}

test("a matrix of 15 by 15 groups fits in 4,000 tokens", async () => {
  server.org.faults.add({
    path: new RegExp(`/reports/${reportIds.wonByIndustryAndQuarter}\\?`),
    answer: { status: 200, body: matrix(15) },
  });
  const text = await report(reportIds.wonByIndustryAndQuarter);
  expect(text.split("\n")).toHaveLength(18);
  expect(encode(text).length).toBeLessThanOrEqual(4_000);
});

describe("lists, descriptions and dashboards", () => {
  test("reports and dashboards are found by name and folder", async () => {
    expect(
      rows((await server.call("listReports", { search: "Service" })).text).map(({ Name }) => Name),
    ).toEqual(["Urgent Cases"]);
    expect(rows((await server.call("listDashboards", {})).text)).toHaveLength(2);
  });

  test("a report's description names what it can be filtered by", async () => {
    const described = JSON.parse(
      (await server.call("describeReport", { reportId: reportIds.urgentCases })).text,
    );
    expect(described).toMatchObject({
      format: "SUMMARY",
      booleanFilter: "1 AND (2 OR 3)",
      groupingsDown: ["PRIORITY", "STATUS"],
    });
    expect(described.columns.CASE_NUMBER).toBe("Case Number (string)");
    expect(described.operators.picklist).toContain("contains");
  });

  test("a dashboard shows figures as of its last refresh, until it is refreshed", async () => {
    const totals = async (args: Record<string, unknown> = {}) => {
      const { text } = await server.call("getDashboard", { dashboardId: dashboardIds.service, ...args });
      return JSON.parse(text).components[0].rows.at(-1).at(-1);
    };
    const before = await totals();
    await server.call("createRecord", {
      object: "Case",
      record: { Subject: "New", Status: "New", Priority: "High", Origin: "Web" },
    });
    expect(await totals()).toBe(before);
    expect(Number(await totals({ refresh: true }))).toBe(Number(before) + 1);
  });

  test("filters by label become option ids; unknown ones are refused with the choices", async () => {
    const { text } = await server.call("getDashboard", {
      dashboardId: dashboardIds.sales,
      filters: ["New customers"],
    });
    const { filters, components } = JSON.parse(text);
    expect(filters[0]).toMatchObject({ name: "Opportunity Type", selected: "New customers" });
    expect(components.map(({ title }: { title: string }) => title)).toEqual([
      "Open pipeline",
      "Won by quarter",
      "Win rate",
    ]);
    expect(
      (await server.call("getDashboard", { dashboardId: dashboardIds.sales, filters: ["Nope"] })).text,
    ).toMatch(/^BAD_ARGUMENT: filters: 'Nope' is no option[\s\S]*Opportunity Type: New customers/);
  });
});
