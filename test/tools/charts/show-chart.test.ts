import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chartsIn } from "../../../src/charts/facts.ts";
import { dashboardIds, reportIds } from "../../../src/demo/store/fixed-ids.ts";
import { type Connected, connect } from "../../connect.ts";
import { temporaryFolder } from "../../own-folder.ts";
import { barsOf, elementsOf } from "./svg-bars.ts";

const folder = temporaryFolder();
let server: Connected;

beforeAll(async () => {
  server = await connect({ settings: { SALESFORCE_FILES_DIR: folder } });
});

afterAll(() => server.close());

async function drawn(args: Record<string, unknown>) {
  const { text, isError } = await server.call("showChart", args);
  expect(isError, text).toBe(false);
  const { charts, ...over } = chartsIn(text);
  const [chart] = charts;
  if (!chart) throw new Error(`no chart in ${text}`);
  return { text, chart, charts, over };
}

async function refused(args: Record<string, unknown>): Promise<string> {
  const { text, isError } = await server.call("showChart", args);
  expect(isError, text).toBe(true);
  return text;
}

const byStage = "SELECT StageName, SUM(Amount) FROM Opportunity GROUP BY StageName";
const byIndustry = "SELECT Industry, COUNT(Id) FROM Account GROUP BY Industry";

describe("auto chooses", () => {
  test("bars, the largest first, for one category", async () => {
    const { chart } = await drawn({ soql: byIndustry });
    expect(chart).toMatchObject({ type: "bar", title: "Number of Accounts by Industry", stacked: false });
    const figures = chart.rows.map(([, figure]) => figure);
    expect(figures).toEqual([...figures].sort((a, b) => Number(b) - Number(a)));
    expect(chart.rows.map(([name]) => name)).toContain("(none)");
  });

  test("a funnel in the picklist's order for stages, with the currency's sign", async () => {
    const { chart } = await drawn({ soql: byStage });
    expect(chart).toMatchObject({ type: "funnel", y: "Sum of Amount", patterns: ["$#"] });
    expect(chart.rows[0]?.[0]).toBe("Prospecting");
    expect(chart.rows.at(-1)?.[0]).toBe("Closed Lost");
  });

  test("a line for time, with the months that had nothing", async () => {
    const soql =
      "SELECT CALENDAR_YEAR(CloseDate), CALENDAR_MONTH(CloseDate), SUM(Amount) FROM Opportunity WHERE StageName = 'Closed Won' AND CloseDate < 2026-11-01 GROUP BY CALENDAR_YEAR(CloseDate), CALENDAR_MONTH(CloseDate)";
    const { chart } = await drawn({ soql });
    expect(chart).toMatchObject({ type: "line", time: true, title: "Sum of Amount by Close Date" });
    const months = chart.rows.map(([month]) => String(month));
    expect(months).toEqual([...months].sort());
    expect(months.every((month) => /^\d{4}-\d\d$/.test(month))).toBe(true);
  });

  test("stacked columns for two categories, grouped ones for averages", async () => {
    const soql = "SELECT Owner.Name, Type, SUM(Amount) FROM Opportunity GROUP BY Owner.Name, Type";
    const sums = await drawn({ soql });
    expect(sums.chart).toMatchObject({ stacked: true, series: "Opportunity Type" });
    const averages = await drawn({ soql: soql.replace("SUM", "AVG") });
    expect(averages.chart).toMatchObject({ stacked: false });
  });

  test("a ring where there are few parts, and bars with others where there are many", async () => {
    const few = await drawn({ soql: "SELECT IsWon, COUNT(Id) FROM Opportunity GROUP BY IsWon" });
    expect(few.chart.type).toBe("donut");
    const many = await drawn({
      soql: "SELECT Account.Name, SUM(Amount) FROM Opportunity GROUP BY Account.Name",
    });
    expect(many.chart.type).toBe("bar");
    expect(many.chart.rows).toHaveLength(13);
    expect(many.chart.rows.at(-1)?.[0]).toMatch(/^Other \(\d+\)$/);
    const all = await server.call("executeQuery", { soql: "SELECT SUM(Amount) total FROM Opportunity" });
    const sum = many.chart.rows.reduce((total, [, figure]) => total + Number(figure), 0);
    expect(sum).toBeCloseTo(Number(all.text.split("\n")[2]), 2);
  });

  test("a scatter for two figures of each record", async () => {
    const { chart } = await drawn({ soql: "SELECT Name, Amount, Probability FROM Opportunity LIMIT 50" });
    expect(chart).toMatchObject({ type: "scatter", patterns: ["$#", "#%"] });
    expect(chart.rows).toHaveLength(50);
  });

  test("rows without a figure are counted, and the same names of records stay apart", async () => {
    const counted = await drawn({ soql: "SELECT StageName FROM Opportunity", type: "column" });
    expect(counted.chart).toMatchObject({ y: "Number of Opportunities" });
    const whole = await server.call("executeQuery", { soql: "SELECT COUNT() FROM Opportunity" });
    const sum = counted.chart.rows.reduce((total, [, figure]) => total + Number(figure), 0);
    expect(whole.text).toContain(`count=${sum}`);
    for (const Name of ["Twin Ltd", "Twin Ltd"])
      await server.call("createRecord", {
        object: "Account",
        record: { Name, AnnualRevenue: 5 },
        allowDuplicates: true,
      });
    const twins = await drawn({
      soql: "SELECT Name, AnnualRevenue FROM Account WHERE Name = 'Twin Ltd'",
      type: "bar",
    });
    expect(twins.chart.rows).toEqual([
      ["Twin Ltd", 5],
      ["Twin Ltd (2)", 5],
    ]);
  });

  test("the statement's own order where it has one", async () => {
    const soql = "SELECT Name, Amount FROM Opportunity WHERE Amount != null ORDER BY Amount ASC LIMIT 20";
    const { chart } = await drawn({ soql });
    expect(chart.type).toBe("bar");
    expect(chart.rows).toHaveLength(20);
    const figures = chart.rows.map(([, figure]) => Number(figure));
    expect(figures).toEqual([...figures].sort((a, b) => a - b));
  });
});

describe("a report", () => {
  test("is drawn by its groups, with its filters under the title", async () => {
    const { chart, text } = await drawn({ reportId: reportIds.pipelineByStage });
    expect(chart).toMatchObject({
      title: "Open Pipeline by Stage",
      series: "Opportunity Owner",
      stacked: true,
      subtitle: "All opportunities · Closed equals False",
    });
    expect(text).toContain("note: not drawn: Record Count");
  });

  test("takes x, y, series, filters and a title", async () => {
    const { chart } = await drawn({
      reportId: reportIds.pipelineByStage,
      x: "FULL_NAME",
      y: ["Record Count"],
      title: "Deals",
      filters: [{ column: "AMOUNT", operator: ">", value: 50_000 }],
    });
    expect(chart).toMatchObject({ type: "bar", title: "Deals", y: "Record Count", series: "" });
    expect(chart.subtitle).toContain("Amount greaterThan 50000");
    const soql = "SELECT COUNT(Id) FROM Opportunity WHERE IsClosed = false AND Amount > 50000";
    const counted = await server.call("executeQuery", { soql });
    const sum = chart.rows.reduce((total, [, figure]) => total + Number(figure), 0);
    expect(sum).toBe(Number(counted.text.split("\n")[2]));
  });

  test("whose title speaks of one of its figures shows that one", async () => {
    const { chart } = await drawn({ reportId: reportIds.winRateByLeadSource });
    expect(chart).toMatchObject({ y: "Win Rate", patterns: ["#%"], sums: false });
  });

  test("of dates across is a line by quarter", async () => {
    const { chart } = await drawn({ reportId: reportIds.wonByIndustryAndQuarter });
    expect(chart).toMatchObject({ type: "line", time: true, series: "Industry" });
    expect(chart.rows[0]?.[0]).toMatch(/^\d{4}-Q[1-4]$/);
    expect(chart.columns.length - 1).toBeLessThanOrEqual(8);
  });
});

test("a dashboard is its components, with a single figure where it shows one", async () => {
  const { charts, over } = await drawn({ dashboardId: dashboardIds.service });
  expect(over.title).toBe("Service Desk");
  expect(charts.map(({ type, title }) => [type, title])).toEqual([
    ["donut", "Urgent cases"],
    ["metric", "How many"],
  ]);
  const [first, second] = charts;
  const sum = first?.rows.reduce((total, [, figure]) => total + Number(figure), 0);
  expect(second?.rows[0]?.[1]).toBe(sum);
  const filtered = await drawn({ dashboardId: dashboardIds.sales, filters: ["Web"] });
  expect(filtered.over.subtitle).toContain("Web");
  expect(await refused({ dashboardId: dashboardIds.sales, filters: ["Wep"] })).toContain("Web");
});

test("fifty points are told in 1,500 tokens", async () => {
  const soql = "SELECT Name, Amount FROM Opportunity WHERE Amount != null ORDER BY Amount DESC LIMIT 50";
  const { text, chart } = await drawn({ soql });
  expect(chart.rows).toHaveLength(50);
  expect(encode(text).length).toBeLessThanOrEqual(1_500);
});

describe("what cannot be drawn says why", () => {
  test.each([
    [{ soql: "SELECT COUNT() FROM Account" }, /no field by name.*\n(?:.*\n)*Hint: Group by a field/],
    [{ soql: "SELECT COUNT(Id) FROM Account" }, /a single figure/],
    [{ soql: "SELECT Name, (SELECT Id FROM Contacts) FROM Account" }, /child query/],
    [{ soql: "SELECT Name, Amount FROM Opportunity WHERE Name = 'nobody'" }, /there is nothing in it/],
    [{ soql: byStage.replace("SUM", "AVG"), type: "pie" }, /no sum/],
    [{ soql: byStage.replace("GROUP BY StageName", "GROUP BY ROLLUP(StageName)") }, /subtotals/],
    [{ soql: "SELECT StageName, FORMAT(Amount) FROM Opportunity" }, /FORMAT\(\) makes texts/],
    [{ soql: "SELECT Stage, COUNT(Id) FROM Opportunity GROUP BY Stage" }, /INVALID_FIELD/],
    [{ soql: byStage, x: "Stag" }, /x: 'Stag' is not there\.\n(?:.*\n)*Hint: Did you mean StageName/],
    [{ soql: byStage, type: "scatter" }, /needs two figures/],
    [{ reportId: reportIds.contactDirectory }, /has no groups/],
    [{ soql: byStage, reportId: reportIds.pipelineByStage }, /give one of/],
    [{ soql: byStage, filters: ["Web"] }, /WHERE/],
    [{ soql: byStage, saveTo: "chart.png" }, /must end with \.svg/],
    [{ dashboardId: dashboardIds.sales, x: "Stage" }, /axes of their own/],
    [
      { reportId: reportIds.pipelineByStage, filters: [{ colum: "AMOUNT" }] },
      /filters\[0\]: takes \[\{"column"/,
    ],
  ])("%j", async (args, message) => {
    expect(await refused(args)).toMatch(message);
  });
});

test("saveTo writes the picture, whose bars are as long as the figures say", async () => {
  const { chart, text } = await drawn({ soql: byIndustry, saveTo: "industries.svg" });
  const path = join(folder, "industries.svg");
  expect(text).toContain(`savedTo=${path}`);
  const svg = readFileSync(path, "utf8");
  const widths = barsOf(svg).map(({ width }) => width);
  const figures = chart.rows.map(([, figure]) => Number(figure));
  expect(widths).toHaveLength(figures.length);
  const scale = (widths[0] ?? 0) / (figures[0] ?? 1);
  for (const [place, figure] of figures.entries()) expect(widths[place]).toBeCloseTo(figure * scale, 0);
  const texts = elementsOf(svg).map(({ text: words }) => words);
  expect(texts).toContain("Number of Accounts by Industry");
  for (const [name] of chart.rows) expect(texts).toContain(name);
  const again = await refused({ soql: byIndustry, saveTo: "industries.svg" });
  expect(again).toContain("exists already");
});

test("nothing is left behind where the picture cannot be drawn", async () => {
  await refused({ soql: "SELECT COUNT(Id) FROM Account", saveTo: "none.svg" });
  expect(existsSync(join(folder, "none.svg"))).toBe(false);
});

test("a client that shows no pictures hears of saveTo, but not where no file can be written", async () => {
  expect((await drawn({ soql: byStage })).text).toContain('saveTo "chart.svg"');
  const without = await connect({ org: server.org });
  const { text } = await without.call("showChart", { soql: byStage });
  expect(text).not.toContain("saveTo");
  const { tools } = await without.client.listTools();
  expect(JSON.stringify(tools.find(({ name }) => name === "showChart"))).not.toContain("saveTo");
  await without.close();
});

test("object lists hold for what a chart reads", async () => {
  const guarded = await connect({ org: server.org, settings: { SALESFORCE_DENIED_OBJECTS: "Opportunity" } });
  for (const args of [
    { soql: byStage },
    { reportId: reportIds.pipelineByStage },
    { dashboardId: dashboardIds.sales },
  ]) {
    const { text } = await guarded.call("showChart", args);
    expect(text).toContain("DENIED_OBJECT");
  }
  expect((await guarded.call("showChart", { soql: byIndustry })).isError).toBe(false);
  await guarded.close();
});
