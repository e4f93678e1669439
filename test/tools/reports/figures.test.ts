import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reportIds } from "../../../src/demo/store/fixed-ids.ts";
import { type Connected, connect } from "../../connect.ts";
import { amountIn, type CsvRow, csvRows } from "../csv-rows.ts";

let server: Connected;

beforeAll(async () => {
  server = await connect();
});

afterAll(() => server.close());

async function report(reportId: string, args: Record<string, unknown> = {}): Promise<CsvRow[]> {
  const { text, isError } = await server.call("getReport", { reportId, ...args });
  expect(isError, text).toBe(false);
  return csvRows(text);
}

async function soql(statement: string): Promise<CsvRow[]> {
  const { text, isError } = await server.call("executeQuery", { soql: statement, maxRecords: 2_000 });
  expect(isError, text).toBe(false);
  return csvRows(text);
}

async function count(from: string): Promise<number> {
  const { text } = await server.call("executeQuery", { soql: `SELECT COUNT() FROM ${from}` });
  return Number(/totalSize=(\d+)/.exec(text)?.[1]);
}

/** The row of a report whose first columns hold these texts. */
function rowOf(rows: readonly CsvRow[], ...labels: string[]): CsvRow {
  const found = rows.find((row) => labels.every((label, index) => Object.values(row)[index] === label));
  expect(found, labels.join(" / ")).toBeDefined();
  return found ?? {};
}

const orNone = (text = "") => text || "(none)";

async function totalOf(reportId: string): Promise<string | undefined> {
  const { text } = await server.call("getReport", { reportId });
  return /totalSize=(\d+)/.exec(text)?.[1];
}

async function expectContacts(): Promise<void> {
  expect(await totalOf(reportIds.contactDirectory)).toBe(String(await count("Contact")));
}

async function expectActivities(): Promise<void> {
  const [figures] = await report(reportIds.allActivities, { includeDetails: false });
  expect(figures).toEqual({ "Record Count": (await count("Task")).toLocaleString("en") });
}

async function expectPipeline(): Promise<void> {
  const found = await report(reportIds.pipelineByStage);
  const figures = "SUM(Amount) total, COUNT(Id) number FROM Opportunity WHERE IsClosed = false";
  const groups = await soql(`SELECT StageName, Owner.Name owner, ${figures} GROUP BY StageName, Owner.Name`);
  const stages = await soql(`SELECT StageName, ${figures} GROUP BY StageName`);
  const [all] = await soql(`SELECT ${figures}`);
  const expectRow = (row: CsvRow, { total, number }: CsvRow) => {
    expect(amountIn(row["Sum of Amount"])).toBeCloseTo(Number(total), 2);
    expect(row["Record Count"]).toBe(number);
  };
  for (const group of groups) expectRow(rowOf(found, group["StageName"] ?? "", group["owner"] ?? ""), group);
  for (const stage of stages) expectRow(rowOf(found, stage["StageName"] ?? "", "Subtotal"), stage);
  expectRow(rowOf(found, "Grand total"), all ?? {});
  expect(found).toHaveLength(groups.length + stages.length + 1);
}

async function expectMatrix(): Promise<void> {
  const found = await report(reportIds.wonByIndustryAndQuarter);
  const groups = await soql(
    `SELECT Account.Industry industry, CALENDAR_YEAR(CloseDate) year, CALENDAR_QUARTER(CloseDate) quarter,
     SUM(Amount) total, COUNT(Id) number FROM Opportunity WHERE IsWon = true AND CloseDate = LAST_N_DAYS:730
     GROUP BY Account.Industry, CALENDAR_YEAR(CloseDate), CALENDAR_QUARTER(CloseDate)`,
  );
  let crossings = 0;
  for (const { industry, year, quarter, total, number } of groups) {
    const row = rowOf(found, orNone(industry));
    expect(amountIn(row[`Q${quarter} CY${year} · Sum of Amount`])).toBeCloseTo(Number(total), 2);
    expect(row[`Q${quarter} CY${year} · Record Count`]).toBe(number);
  }
  for (const row of found.slice(0, -1))
    for (const [column, text] of Object.entries(row))
      if (/^Q\d .*Count$/.test(column) && text !== "") crossings++;
  // What is not in SOQL's groups is left empty.
  expect(crossings).toBe(groups.length);
  const sum = groups.reduce((total, group) => total + Number(group["total"]), 0);
  expect(amountIn(rowOf(found, "Grand total")["Total · Sum of Amount"])).toBeCloseTo(sum, 2);
}

async function expectCases(): Promise<void> {
  const found = await report(reportIds.urgentCases);
  const where = "Case WHERE IsClosed = false AND (Priority = 'High' OR Origin = 'Phone')";
  for (const { Priority = "", Status = "", number } of await soql(
    `SELECT Priority, Status, COUNT(Id) number FROM ${where} GROUP BY Priority, Status`,
  ))
    expect(rowOf(found, Priority, Status)["Record Count"]).toBe(number);
  expect(rowOf(found, "Grand total")["Record Count"]).toBe(String(await count(where)));
}

async function expectWinRates(): Promise<void> {
  const found = await report(reportIds.winRateByLeadSource);
  const where = "FROM Opportunity WHERE IsClosed = true";
  const won = await soql(`SELECT LeadSource, COUNT(Id) number ${where} AND IsWon = true GROUP BY LeadSource`);
  for (const { LeadSource, number, average } of await soql(
    `SELECT LeadSource, COUNT(Id) number, AVG(Amount) average ${where} GROUP BY LeadSource`,
  )) {
    const row = rowOf(found, orNone(LeadSource));
    const wins = Number(won.find((group) => group["LeadSource"] === LeadSource)?.["number"] ?? 0);
    expect(row["Record Count"]).toBe(number);
    expect(row["Sum of Won"]).toBe(String(wins));
    expect(amountIn(row["Average Amount"])).toBeCloseTo(Number(average), 2);
    const rate = (wins / Number(number)) * 100;
    expect(row["Win Rate"]).toContain(`${rate.toFixed(1)}%`);
    // What is shown is rounded, so the raw value stands beside it.
    if (rate !== Number(rate.toFixed(1))) expect(row["Win Rate"]).toContain(`[${rate}]`);
  }
}

async function create(object: string, record: Record<string, unknown>): Promise<string> {
  const { text, isError } = await server.call("createRecord", { object, record });
  expect(isError, text).toBe(false);
  return JSON.parse(text).id;
}

async function changeRows(): Promise<void> {
  const year = new Date().getUTCFullYear();
  await create("Contact", { LastName: "Newcomer" });
  await create("Task", { Subject: "Call", Status: "Not Started", Priority: "High" });
  await create("Opportunity", {
    Name: "Open deal",
    StageName: "Prospecting",
    CloseDate: `${year + 1}-01-01`,
    Amount: 1_234.56,
  });
  const won = await create("Opportunity", {
    Name: "Won deal",
    StageName: "Closed Won",
    CloseDate: new Date().toISOString().slice(0, 10),
    Amount: 777.77,
    LeadSource: "Web",
  });
  await create("Case", { Subject: "New", Status: "New", Priority: "High", Origin: "Web" });
  await server.call("updateRecord", { object: "Opportunity", id: won, record: { LeadSource: null } });
  const [open] = await soql("SELECT Id FROM Opportunity WHERE IsClosed = false LIMIT 1");
  await server.call("deleteRecord", { object: "Opportunity", id: open?.["Id"] });
}

describe("the figures of every demo report equal those of SOQL over the same rows", () => {
  const reports: [string, () => Promise<void>][] = [
    ["Contact Directory", expectContacts],
    ["All Activities", expectActivities],
    ["Open Pipeline by Stage", expectPipeline],
    ["Won Amount by Industry and Quarter", expectMatrix],
    ["Urgent Cases", expectCases],
    ["Win Rate by Lead Source", expectWinRates],
  ];

  test("and these are all", async () => {
    const listed = csvRows((await server.call("listReports", {})).text).map(({ Name }) => Name);
    expect(listed.sort()).toEqual(reports.map(([name]) => name).sort());
  });

  test.each(reports)("%s", (_, expectEqual) => expectEqual());

  test("after rows were created, changed and deleted", async () => {
    await changeRows();
    for (const [, expectEqual] of reports) await expectEqual();
  });
});
