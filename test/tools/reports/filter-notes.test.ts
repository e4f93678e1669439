import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { reportIds } from "../../../src/demo/store/fixed-ids.ts";
import { type Connected, connect } from "../../connect.ts";
import { temporaryFolder } from "../../own-folder.ts";

let server: Connected;

beforeAll(async () => {
  server = await connect({ settings: { SALESFORCE_FILES_DIR: temporaryFolder() } });
});

afterEach(() => server.org.faults.clear());

afterAll(() => server.close());

async function report(args: Record<string, unknown>): Promise<string> {
  const given = { reportId: reportIds.pipelineByStage, ...args };
  const { text, isError } = await server.call("getReport", given);
  expect(isError, text).toBe(false);
  return text;
}

const filter = (column: string, value: string | number, operator = "equals") => ({
  filters: [{ column, operator, value }],
});

async function firstLine(args: Record<string, unknown>): Promise<string> {
  return (await report(args)).split("\n")[0] ?? "";
}

describe("a value that a filter's picklist does not have", () => {
  test.each([
    ["alone", filter("INDUSTRY", "Enrgy"), "Industry has no value 'Enrgy'; it has Energy, Agriculture"],
    ["by the column's label", filter("industry ", "Enrgy", "="), "Industry has no value 'Enrgy'"],
    [
      "among others",
      filter("INDUSTRY", 'Energy, "Oil, gas",Banking'),
      "Industry has no value 'Oil, gas'; it",
    ],
    ["left out", filter("STAGE_NAME", "Won", "!="), "Stage has no value 'Won'; it has Closed Won"],
    [
      "several",
      filter("LEAD_SOURCE", "A,B,C,D,E,F,G"),
      "Lead Source has no value 'A', 'B', 'C', 'D', 'E' and 2 more; it",
    ],
  ])("is noted: %s", async (_, args, note) => {
    expect(await firstLine(args)).toContain(` · note: ${note}`);
  });

  test.each([
    ["one that it has", filter("INDUSTRY", "energy")],
    ["a part of one", filter("INDUSTRY", "nerg", "contains")],
    ["none", filter("INDUSTRY", "")],
    ["of a text", filter("NEXT_STEP", "Enrgy")],
    ["of a number", filter("AMOUNT", 5)],
    ["of a boolean", filter("WON", "yes")],
  ])("is no matter: %s", async (_, args) => {
    expect(await firstLine(args)).not.toContain("note:");
  });

  test("is noted once, in the figures, where rows follow", async () => {
    const { filters } = filter("INDUSTRY", "Enrgy", "notEqual");
    const text = await report({ filters: [...filters, ...filters], includeDetails: true });
    expect(text.match(/note: Industry/g)).toHaveLength(1);
    const json = JSON.parse(await report({ filters, format: "json" }));
    expect(json.notes).toEqual([expect.stringContaining("'Enrgy'")]);
    const saved = JSON.parse(await report({ filters, saveTo: "deals.csv" }));
    expect(saved.notes).toEqual(json.notes);
  });

  test("counts as had when it once was", async () => {
    const column = { label: "Industry", dataType: "picklist", filterable: true };
    const filterValues = [{ name: "Energy", label: "Energie" }];
    const inactiveFilterValues = [{ name: "Steam", label: "Dampf" }];
    const INDUSTRY = { ...column, filterValues, inactiveFilterValues };
    const body = JSON.stringify({
      reportMetadata: { name: "R", reportFormat: "SUMMARY", reportFilters: [], groupingsDown: [] },
      reportExtendedMetadata: {},
      reportTypeMetadata: { categories: [{ label: "Account", columns: { INDUSTRY } }] },
    });
    const described = () => server.org.faults.add({ path: /\/describe$/, answer: { status: 200, body } });
    described();
    expect(await firstLine(filter("INDUSTRY", "Energie,Energy,Steam,dampf"))).not.toContain("note:");
    described();
    expect(await firstLine(filter("INDUSTRY", "Oil"))).toContain(
      "Industry has no value 'Oil'; it has Energie",
    );
  });
});

describe("what a report calls by a label", () => {
  test.each([
    ["a column", { column: "Close Date", range: "THIS_FISCAL_QUARTER" }],
    ["a range", { column: "CLOSE_DATE", range: "Current FQ" }],
    ["both, in other letters", { column: "close date", range: "current fq " }],
    ["a range as filters write it", { range: "this fiscal quarter" }],
  ])("is understood: %s", async (_, dateFilter) => {
    expect(await firstLine({ dateFilter })).toContain('dateFilter="CLOSE_DATE: THIS_FISCAL_QUARTER"');
  });

  test("is understood where the whole date filter is a range", async () => {
    const dateFilter = "Current FQ";
    expect(await firstLine({ dateFilter })).toContain('dateFilter="CLOSE_DATE: THIS_FISCAL_QUARTER"');
  });

  test("is refused with the ranges there are where it is none", async () => {
    const args = { reportId: reportIds.pipelineByStage, dateFilter: { range: "this fiscal qtr" } };
    const { text, isError } = await server.call("getReport", args);
    expect(isError).toBe(true);
    expect(text).toContain("Ranges: CUSTOM, THIS_FISCAL_YEAR");
  });
});
