import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { reportIds } from "../../../src/demo/store/fixed-ids.ts";
import { type Connected, connect } from "../../connect.ts";
import { temporaryFolder } from "../../own-folder.ts";
import { csvRows } from "../csv-rows.ts";
import { recordedMatrix } from "./recorded/matrix.ts";
import { recordedNestedMatrix } from "./recorded/nested-matrix.ts";
import { recordedSummary } from "./recorded/summary.ts";

let server: Connected;

beforeAll(async () => {
  server = await connect({ settings: { SALESFORCE_FILES_DIR: temporaryFolder() } });
});

afterEach(() => server.org.faults.clear());

afterAll(() => server.close());

/** The tool's text when Salesforce answers the run with this body. */
async function shown(body: object, args: Record<string, unknown> = {}): Promise<string> {
  const reportId = reportIds.wonByIndustryAndQuarter;
  const answer = { status: 200, body: JSON.stringify(body) };
  server.org.faults.add({ path: new RegExp(`/reports/${reportId}\\?`), answer });
  const { text, isError } = await server.call("getReport", { reportId, ...args });
  expect(isError, text).toBe(false);
  expect(text.length).toBeLessThanOrEqual(40_000);
  return text;
}

describe("reports as real orgs answered them", () => {
  test("a matrix with subtotals on one axis", async () => {
    expect(await shown(recordedMatrix())).toBe(
      `# returned=15 report="[Analytics API Test] Basic Matrix" reportFormat=MATRIX grandTotal="Sum of Amount £3,645,000.00" scope="All opportunities" filters=none dateFilter="CLOSE_DATE: LAST_N_DAYS:730"
Type,Account Name,May 2013,September 2013,October 2013,December 2013,February 2014,March 2014,April 2014,Total
Existing Customer - Upgrade,Edge Communications,"£50,000.00",,,"£60,000.00",,,,"£110,000.00"
Existing Customer - Upgrade,GenePoint,,,"£30,000.00",,,,,"£30,000.00"
Existing Customer - Upgrade,Grand Hotels & Resorts Ltd,,,,,,"£90,000.00","£350,000.00","£440,000.00"
Existing Customer - Upgrade,United Oil & Gas Corp.,"£235,000.00","£120,000.00",,"£560,000.00",,"£270,000.00",,"£1,185,000.00"
Existing Customer - Upgrade,University of Arizona,,,,"£90,000.00",,,,"£90,000.00"
Existing Customer - Upgrade,Subtotal,"£285,000.00","£120,000.00","£30,000.00","£710,000.00",,"£360,000.00","£350,000.00","£1,855,000.00"
New Customer,Burlington Textiles Corp of America,,,,,"£235,000.00",,,"£235,000.00"
New Customer,Edge Communications,"£75,000.00",,,,,,,"£75,000.00"
New Customer,Express Logistics and Transport,,,,,,"£220,000.00",,"£220,000.00"
New Customer,GenePoint,,,,"£85,000.00",,,,"£85,000.00"
New Customer,Grand Hotels & Resorts Ltd,,,,,,"£210,000.00",,"£210,000.00"
New Customer,United Oil & Gas Corp.,,,,"£915,000.00",,,,"£915,000.00"
New Customer,University of Arizona,,,,"£50,000.00",,,,"£50,000.00"
New Customer,Subtotal,"£75,000.00",,,"£1,050,000.00","£235,000.00","£430,000.00",,"£1,790,000.00"
Grand total,,"£360,000.00","£120,000.00","£30,000.00","£1,760,000.00","£235,000.00","£790,000.00","£350,000.00","£3,645,000.00"`,
    );
  });

  test("a matrix with its rows", async () => {
    const text = await shown(recordedMatrix(), { includeDetails: true });
    const rows = text.slice(text.indexOf("\n# ") + 1).split("\n");
    expect(rows).toHaveLength(2 + 18);
    expect(rows.slice(0, 3)).toEqual([
      "# totalSize=18 returned=18",
      "Type,Account Name,Close Date,Opportunity Name,Opportunity Name Id,Amount,Stage,Fiscal Period,Opportunity Owner",
      'Existing Customer - Upgrade,Edge Communications,May 2013,Edge Installation,00658000002PyUJAA0,"£50,000.00",Closed Won,Q2-2013,Chris Hall',
    ]);
  });

  test("a summary with its rows, dates as ISO and empty cells empty", async () => {
    const text = await shown(recordedSummary(), { includeDetails: true });
    expect(text.split("\n").slice(0, 8)).toEqual([
      '# returned=3 report="[Analytics API Test] Basic Summary" reportFormat=SUMMARY grandTotal="Sum of Annual Revenue £9,469,000,000, Record Count 13" scope="All opportunities" filters=none dateFilter="CLOSE_DATE: LAST_N_DAYS:730"',
      "Type,Sum of Annual Revenue,Record Count",
      'Customer - Direct,"£6,589,000,000",8',
      'Customer - Channel,"£2,880,000,000",5',
      'Grand total,"£9,469,000,000",13',
      "# totalSize=13 returned=13",
      "Type,Account Owner,Account Name,Account Name Id,Billing State/Province,Rating,Industry,Created Date,Annual Revenue",
      'Customer - Direct,Chris Hall,Burlington Textiles Corp of America,00158000002dk2LAAQ,NC,Warm,Apparel,2016-01-16,"£350,000,000"',
    ]);
    expect(text).toContain(
      'Customer - Direct,Chris Hall,"United Oil & Gas, UK",00158000002dk2SAAQ,UK,,Energy,2016-01-16,\n',
    );
  });

  test("two levels on both axes, and a count under another name", async () => {
    const rows = csvRows(await shown(recordedNestedMatrix()));
    expect(rows).toHaveLength(17);
    expect(Object.keys(rows[0] ?? {})).toEqual([
      "Supervisor",
      "Worker",
      ...[1, 2, 3, 4].map((day) => `Product / DeliveryDay${day}`),
      "Product: total",
      "Total",
    ]);
    expect(Object.values(rows[7] ?? {})).toEqual([
      "Supervisor2",
      "Worker7",
      "",
      "1_4!0_1 [2]",
      "1_4!0_2 [2]",
      "1_4!0_3 [1]",
      "5",
      "5",
    ]);
    expect(Object.values(rows.at(-1) ?? {})).toEqual(["Grand total", "", "1", "12", "10", "1", "24", "24"]);
  });

  test("as JSON, one object holds figures and rows", async () => {
    const { figures, rows } = JSON.parse(
      await shown(recordedSummary(), { includeDetails: true, format: "json" }),
    );
    expect(figures).toMatchObject({ done: true, records: [{ Type: "Customer - Direct" }, {}, {}] });
    expect(rows).toMatchObject({ totalSize: 13, done: true });
    expect(rows.records).toHaveLength(13);
  });
});

/** A matrix in Salesforce's shape, every crossing filled. */
function matrix(size: number, across = size): object {
  const groupings = (name: string, count: number) =>
    Array.from({ length: count }, (_, index) => ({
      key: String(index),
      label: `${name} ${index}`,
      value: `${index}`,
      groupings: [],
    }));
  const keys = (count: number) => ["T", ...Array.from({ length: count }, (_, index) => String(index))];
  const amount = (number: number) => ({ label: `$${number.toLocaleString("en")}.00`, value: number });
  const factMap = Object.fromEntries(
    keys(size).flatMap((down, row) =>
      keys(across).map((column, index) => [
        `${down}!${column}`,
        { aggregates: [amount(12_345 + row * 9_871 + index * 7_393)], rows: [] },
      ]),
    ),
  );
  return {
    allData: true,
    hasDetailRows: false,
    factMap,
    groupingsDown: { groupings: groupings("Row", size) },
    groupingsAcross: { groupings: groupings("Col", across) },
    reportMetadata: {
      id: reportIds.wonByIndustryAndQuarter,
      name: "Big",
      reportFormat: "MATRIX",
      aggregates: ["s!AMOUNT"],
      detailColumns: [],
      groupingsDown: [{ name: "A" }],
      groupingsAcross: [{ name: "B" }],
      reportFilters: [],
    },
    reportExtendedMetadata: {
      aggregateColumnInfo: { "s!AMOUNT": { dataType: "currency", label: "Sum" } },
      detailColumnInfo: {},
      groupingColumnInfo: {
        A: { dataType: "string", label: "Down" },
        B: { dataType: "string", label: "Across" },
      },
    },
  };
}

test("a matrix of 15 by 15 groups fits in 4,000 tokens", async () => {
  const text = await shown(matrix(15));
  expect(text.split("\n")).toHaveLength(18);
  expect(encode(text).length).toBeLessThanOrEqual(4_000);
});

test("a matrix too wide to read has a row per crossing, totals included", async () => {
  const rows = csvRows(await shown(matrix(3, 50)));
  expect(rows).toHaveLength(4 * 51);
  expect(rows[0]).toEqual({ Down: "Row 0", Across: "Col 0", Sum: "$29,609.00" });
  expect(rows.at(-1)).toEqual({ Down: "Grand total", Across: "Total", Sum: "$12,345.00" });
});

test("figures too many to show are cut with the grand total and the way to the rest in the first line", async () => {
  const text = await shown(matrix(3_000, 2));
  expect(text.split("\n")[0]).toMatch(
    /returned=\d+ cut="saveTo with includeDetails false .* grandTotal="Sum \$12,345\.00"/,
  );
});

test("figures and rows share the room of one answer", async () => {
  const big = matrix(1_500, 2);
  const rows = Array.from({ length: 900 }, (_, index) => ({
    dataCells: [{ label: `Row number ${index} ${"x".repeat(40)}`, value: `${index}` }],
  }));
  const factMap = { ...(big as { factMap: object }).factMap, "0!0": { aggregates: [], rows } };
  const { reportMetadata } = big as { reportMetadata: object };
  const text = await shown(
    { ...big, factMap, reportMetadata: { ...reportMetadata, detailColumns: ["NAME"] } },
    { includeDetails: true },
  );
  const [, returned] = /\n# totalSize=900 returned=(\d+) cut=/.exec(text) ?? [];
  expect(Number(returned)).toBeGreaterThan(50);
});

test("a label that is rounded or abbreviated has the raw value beside it", async () => {
  const body = matrix(1, 5) as { factMap: Record<string, object> };
  const cells = [
    { label: "£1.2M", value: 1_234_567 },
    { label: "(£12.00)", value: -12 },
    { label: "1.234,56 €", value: 1_234.56 },
    { label: "33%", value: 33.3333 },
    { label: "33%", value: 33 },
  ];
  for (const [index, cell] of cells.entries()) body.factMap[`0!${index}`] = { aggregates: [cell], rows: [] };
  const [row] = csvRows(await shown(body));
  expect(Object.values(row ?? {}).slice(1, -1)).toEqual([
    "£1.2M [1234567]",
    "(£12.00)",
    "1.234,56 € [1234.56]",
    "33% [33.3333]",
    "33%",
  ]);
});

/** The keys of an object and of what is in it, a list by its first entry. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
}

/** A report's result, as far as its shape is looked at. */
interface Answered {
  factMap: Record<string, object>;
  groupingsDown: { groupings: unknown[] };
  groupingsAcross: { groupings: unknown[] };
}

test("the demo org answers a matrix in the shape of the recorded one", async () => {
  const { org } = server;
  const token = org.oauth.issue();
  const at = `${org.instanceUrl}/services/data/v66.0/analytics/reports/${reportIds.wonByIndustryAndQuarter}`;
  const response = await fetch(`${at}?includeDetails=true`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const own = (await response.json()) as Answered;
  const real = recordedMatrix() as Answered;
  expect(Object.keys(own)).toEqual(expect.arrayContaining(Object.keys(real)));
  expect(shapeOf(own.groupingsAcross)).toEqual(shapeOf(real.groupingsAcross));
  const cells = (report: Answered) =>
    Object.values(report.factMap).find((fact) => JSON.stringify(fact).includes("dataCells"));
  expect(Object.keys(cells(own) ?? {}).sort()).toEqual(Object.keys(cells(real) ?? {}).sort());
  // The full cross product of both axes, totals included.
  const down = own.groupingsDown.groupings.length + 1;
  const across = own.groupingsAcross.groupings.length + 1;
  expect(Object.keys(own.factMap)).toHaveLength(down * across);
});
