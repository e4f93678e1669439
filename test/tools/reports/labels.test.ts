import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { reportIds } from "../../../src/demo/store/fixed-ids.ts";
import { distinct } from "../../../src/distinct.ts";
import { type Connected, connect } from "../../connect.ts";
import { temporaryFolder } from "../../own-folder.ts";

const files = temporaryFolder();
const reportId = reportIds.wonByIndustryAndQuarter;
let server: Connected;
let saved = 0;

beforeAll(async () => {
  server = await connect({ settings: { SALESFORCE_FILES_DIR: files } });
});

afterEach(() => server.org.faults.clear());

afterAll(() => server.close());

/** What getReport answers when the run answers this text. */
async function run(body: string, args: Record<string, unknown> = {}) {
  server.org.faults.add({ path: new RegExp(`/reports/${reportId}\\?`), answer: { status: 200, body } });
  const { text, isError } = await server.call("getReport", { reportId, ...args });
  expect(isError, text).toBe(false);
  return text;
}

const cell = (value: unknown) => ({ label: String(value), value });

/** A tabular report of one row, with these labels over its columns. */
function tabular(labels: readonly string[]): string {
  const names = labels.map((_, index) => `C${index}`);
  const info = Object.fromEntries(
    labels.map((label, index) => [names[index], { label, dataType: "string" }]),
  );
  return JSON.stringify({
    allData: true,
    hasDetailRows: true,
    factMap: {
      "T!T": { aggregates: [], rows: [{ dataCells: labels.map((_, index) => cell(`v${index}`)) }] },
    },
    reportMetadata: {
      name: "R",
      reportFormat: "TABULAR",
      aggregates: [],
      detailColumns: names,
      groupingsDown: [],
      groupingsAcross: [],
      reportFilters: [],
    },
    reportExtendedMetadata: { aggregateColumnInfo: {}, detailColumnInfo: info, groupingColumnInfo: {} },
  });
}

/** A matrix with these groups across and one down, its figures as they stand in a JSON text. */
function matrix(groups: readonly string[], figures: readonly string[]): string {
  const grouping = (label: string, index: number) => ({
    key: String(index),
    label,
    value: label,
    groupings: [],
  });
  const facts = groups.flatMap((_, index) =>
    [`"0!${index}"`, `"T!${index}"`].map((key) => `${key}:${figures[index]}`),
  );
  const rest = JSON.stringify({
    allData: true,
    hasDetailRows: false,
    groupingsDown: { groupings: [grouping("Down", 0)] },
    groupingsAcross: { groupings: groups.map(grouping) },
    reportMetadata: {
      name: "R",
      reportFormat: "MATRIX",
      aggregates: ["s!AMOUNT"],
      detailColumns: [],
      groupingsDown: [{ name: "D" }],
      groupingsAcross: [{ name: "A" }],
      reportFilters: [],
    },
    reportExtendedMetadata: {
      aggregateColumnInfo: { "s!AMOUNT": { label: "Sum", dataType: "currency" } },
      detailColumnInfo: {},
      groupingColumnInfo: {
        D: { label: "Down", dataType: "string" },
        A: { label: "Across", dataType: "string" },
      },
    },
  });
  return `{"factMap":{${facts.join(",")}},${rest.slice(1)}`;
}

const figure = (label: string, value: string) =>
  `{"aggregates":[{"label":${JSON.stringify(label)},"value":${value}}]}`;

describe("labels are labels", () => {
  const cases: [string, string[], string[]][] = [
    ["with dots", ["No", "No. of Employees", "Name"], ["No", "No. of Employees", "Name"]],
    ["that differ in case", ["Region", "REGION"], ["Region", "REGION"]],
    ["that are alike", ["Name", "Name", "Name (2)"], ["Name", "Name (3)", "Name (2)"]],
    [
      "that mean something elsewhere",
      ["attributes", "__proto__", "records", "10", "2"],
      ["attributes", "__proto__", "records", "10", "2"],
    ],
  ];

  test.each(cases)("%s: every column stays, as CSV, as JSON and in files", async (_, labels, columns) => {
    const values = labels.map((_, index) => `v${index}`);
    const csv = await run(tabular(labels), { includeDetails: true });
    expect(parse(csv.slice(csv.indexOf("\n") + 1))).toEqual([columns, values]);
    const json = JSON.parse(await run(tabular(labels), { includeDetails: true, format: "json" }));
    expect(Object.entries(json.records[0]).sort()).toEqual(
      columns.map((name, index) => [name, values[index]]).sort(),
    );
    const name = `labels-${saved++}`;
    await run(tabular(labels), { saveTo: `${name}.csv` });
    expect(parse(await readFile(join(files, `${name}.csv`), "utf8"))).toEqual([columns, values]);
    await run(tabular(labels), { saveTo: `${name}.json` });
    const [row] = JSON.parse(await readFile(join(files, `${name}.json`), "utf8"));
    expect(Object.entries(row).sort()).toEqual(
      columns.map((column, index) => [column, values[index]]).sort(),
    );
  });

  test("every group of a matrix has its column, in the report's order", async () => {
    const text = await run(
      matrix(["2", "2.5", "10"], [figure("$1", "1"), figure("$2", "2"), figure("$3", "3")]),
    );
    const [header, row] = parse(text.slice(text.indexOf("\n") + 1));
    expect(header).toEqual(["Down", "2", "2.5", "10", "Total"]);
    expect(row?.slice(0, 4)).toEqual(["Down", "$1", "$2", "$3"]);
  });

  test("however many are alike, no two names are", () => {
    const label = fc.constantFrom("A", "A (2)", "A (3)", "A (2) (2)", "B", "");
    fc.assert(
      fc.property(fc.array(label), (labels) => {
        const names = distinct(labels);
        expect(new Set(names).size).toBe(labels.length);
        for (const [index, name] of names.entries()) expect(name.startsWith(labels[index] ?? "?")).toBe(true);
        if (new Set(labels).size === labels.length) expect(names).toEqual(labels);
      }),
    );
  });
});

test.each([
  ["$123,456,789,012,000", "123456789012345", "$123,456,789,012,000 [123456789012345]"],
  ["1,000,000,000", "1000000000.45", "1,000,000,000 [1000000000.45]"],
  ["1.2E19", "12345678901234567890", "1.2E19 [12345678901234567890]"],
  ["$0.30", "0.30000000000000004", "$0.30"],
  ["45%", "45.0", "45%"],
])("a figure labelled %s that is %s is shown whole", async (label, value, expected) => {
  const text = await run(matrix(["x"], [figure(label, value)]));
  expect(parse(text.slice(text.indexOf("\n") + 1))[1]).toEqual(["Down", expected, ""]);
});
