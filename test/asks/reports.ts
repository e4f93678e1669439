import { expect } from "vitest";
import { amountIn, csvRows } from "../tools/csv-rows.ts";
import { ask, type End, type Known, query, type Row } from "./ask.ts";
import { idIn } from "./holds.ts";

const find = (name: string) => ["listReports", { search: name }] as const;
const runIt = (more: object) =>
  ["getReport", ({ answers: [found = ""] }: Known) => ({ reportId: idIn(found), ...more })] as const;
const idOf = (name: string) => `SELECT Id FROM Report WHERE Name = '${name}'`;
const first =
  (args: object) =>
  ({ before }: Known) => ({ reportId: before[0]?.["Id"], ...args });

const sum = (rows: readonly Row[]) => rows.reduce((total, row) => total + Number(row["Amount"]), 0);
const openDeals = "SELECT Amount FROM Opportunity WHERE IsClosed = false";

/** Expects that the report's grand total is of exactly the rows of this query. */
async function totalIs({ answer, rows }: End, soql: string): Promise<void> {
  const deals = await rows(soql);
  expect(deals.length).toBeGreaterThan(0);
  const total = csvRows(answer).find((row) => row["Stage"] === "Grand total");
  expect(Number(total?.["Record Count"])).toBe(deals.length);
  expect(amountIn(total?.["Sum of Amount"])).toBeCloseTo(sum(deals), 0);
}

export const reports = [
  ask({
    say: "What does our pipeline report say?",
    expert: [find("pipeline"), runIt({})],
    mistakes: [{ call: ["getReport", { report: "Open Pipeline by Stage" }], wayOut: "reportId" }],
    holds: (end) => totalIs(end, openDeals),
  }),
  ask({
    say: "The pipeline report for this fiscal quarter only.",
    before: idOf("Open Pipeline by Stage"),
    expert: [find("pipeline"), runIt({ dateFilter: { column: "CLOSE_DATE", range: "THIS_FISCAL_QUARTER" } })],
    mistakes: [
      {
        call: ["getReport", first({ dateFilter: { column: "CLOSE_DATE", range: "THIS_FISCAL_QTR" } })],
        wayOut: "THIS_FISCAL_QUARTER",
      },
      {
        call: ["getReport", first({ dateFilter: { column: "CLOSING_DATE", range: "THIS_FISCAL_QUARTER" } })],
        wayOut: "CLOSE_DATE",
      },
    ],
    holds: (end) => totalIs(end, `${openDeals} AND CloseDate = THIS_FISCAL_QUARTER`),
  }),
  ask({
    say: "The pipeline report for January to March.",
    before: idOf("Open Pipeline by Stage"),
    expert: [
      find("pipeline"),
      runIt({ dateFilter: { column: "CLOSE_DATE", start: "2027-01-01", end: "2027-03-31" } }),
    ],
    mistakes: [
      {
        call: [
          "getReport",
          first({ dateFilter: { column: "CLOSE_DATE", from: "2027-01-01", to: "2027-03-31" } }),
        ],
        wayOut: "start",
      },
    ],
    holds: (end) => totalIs(end, `${openDeals} AND CloseDate >= 2027-01-01 AND CloseDate <= 2027-03-31`),
  }),
  ask({
    say: "The pipeline report, only deals over 50,000.",
    before: idOf("Open Pipeline by Stage"),
    expert: [
      find("pipeline"),
      runIt({ filters: [{ column: "AMOUNT", operator: "greaterThan", value: "50000" }] }),
    ],
    mistakes: [
      {
        call: ["getReport", first({ filters: [{ column: "AMOUNT", operator: "over", value: "50000" }] })],
        wayOut: "greaterThan",
      },
      {
        call: [
          "getReport",
          first({ filters: [{ field: "AMOUNT", operator: "greaterThan", value: "50000" }] }),
        ],
        wayOut: "column",
      },
    ],
    holds: (end) => totalIs(end, `${openDeals} AND Amount > 50000`),
  }),
  ask({
    say: "The pipeline report for the energy industry.",
    before: idOf("Open Pipeline by Stage"),
    expert: [
      find("Open Pipeline"),
      runIt({ filters: [{ column: "INDUSTRY", operator: "equals", value: "Energy" }] }),
    ],
    mistakes: [
      {
        call: ["getReport", first({ filters: [{ column: "Industry", operator: "=", value: "Enrgy" }] })],
        wayOut: "Energy",
      },
      { call: ["listReports", { search: "pipline" }], wayOut: "Open Pipeline" },
    ],
    holds: async ({ answer, rows }) => {
      const deals = await rows(`${openDeals} AND Account.Industry = 'Energy'`);
      const total = csvRows(answer).find((row) => row["Stage"] === "Grand total");
      expect(Number(total?.["Record Count"] ?? 0)).toBe(deals.length);
    },
  }),
  ask({
    say: "By what could I filter the pipeline report?",
    expert: [
      find("pipeline"),
      ["describeReport", ({ answers: [found = ""] }) => ({ reportId: idIn(found) })],
    ],
    mistakes: [{ call: ["describeReport", { reportId: "Open Pipeline by Stage" }], wayOut: "listReports" }],
    holds: ({ answer }) => expect(Object.keys(JSON.parse(answer).otherFilterColumns)).toContain("INDUSTRY"),
  }),
  ask({
    say: "What is on our sales dashboard?",
    expert: [
      ["listDashboards"],
      ["getDashboard", ({ answers: [found = ""] }) => ({ dashboardId: idIn(found) })],
    ],
    mistakes: [{ call: ["getDashboard", { id: "Sales Overview" }], wayOut: "dashboardId" }],
    holds: async ({ answer, rows }) => {
      const { name, components } = JSON.parse(answer);
      expect(await rows(`SELECT Title FROM Dashboard WHERE Title = '${name}'`)).toHaveLength(1);
      expect(components.length).toBeGreaterThan(1);
    },
  }),
  ask({
    say: "Who is in our contact directory?",
    expert: [find("directory"), runIt({ includeDetails: true })],
    holds: async ({ answer, rows }) => {
      const contacts = await rows("SELECT Id FROM Contact");
      expect(csvRows(answer)).toHaveLength(contacts.length);
    },
  }),
  ask({
    say: "How many deals have we won by lead source?",
    expert: [
      query("SELECT LeadSource, COUNT(Id) deals FROM Opportunity WHERE IsWon = true GROUP BY LeadSource"),
    ],
    mistakes: [
      {
        call: query("SELECT LeadSource, COUNT(Id) AS deals FROM Opportunity GROUP BY LeadSource"),
        wayOut: "COUNT(Id) deals",
      },
    ],
    holds: async ({ answer, rows }) => {
      const won = await rows("SELECT LeadSource FROM Opportunity WHERE IsWon = true");
      for (const { LeadSource, deals } of csvRows(answer))
        expect(Number(deals)).toBe(won.filter((row) => (row["LeadSource"] ?? "") === LeadSource).length);
      expect(csvRows(answer).length).toBeGreaterThan(1);
    },
  }),
];
