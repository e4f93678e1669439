import { expect } from "vitest";
import { csvRows } from "../tools/csv-rows.ts";
import { ask, query } from "./ask.ts";
import { sameFigures, sameRows } from "./holds.ts";

export const pipeline = [
  ask({
    say: "Which of my opportunities close this month, and which of them have had no activity for two weeks?",
    expert: [
      ["getUserInfo"],
      [
        "executeQuery",
        ({ answers: [me = ""] }) => ({
          soql: `SELECT Name, Amount, CloseDate, StageName, LastActivityDate FROM Opportunity WHERE IsClosed = false AND CloseDate = THIS_MONTH AND OwnerId = '${JSON.parse(me).user.id}' ORDER BY LastActivityDate`,
        }),
      ],
    ],
    mistakes: [
      {
        call: query("SELECT Name FROM Opportunity WHERE CloseDate = CURRENT_MONTH"),
        wayOut: "THIS_MONTH",
      },
    ],
    holds: async (end) => {
      const mine =
        "FROM Opportunity WHERE IsClosed = false AND CloseDate = THIS_MONTH AND Owner.Name = 'Dana Demo'";
      await sameRows(end, `SELECT Name, Amount, LastActivityDate ${mine}`, [
        "Name",
        "Amount",
        "LastActivityDate",
      ]);
      const stale = await end.rows(`SELECT Name ${mine} AND LastActivityDate < LAST_N_DAYS:14`);
      expect(stale.length).toBeGreaterThan(0);
      expect(stale.length).toBeLessThan(csvRows(end.answer).length);
    },
  }),
  ask({
    say: "Show me the open pipeline by stage, this fiscal quarter.",
    expert: [
      query(
        "SELECT StageName, SUM(Amount) total, COUNT(Id) deals FROM Opportunity WHERE IsClosed = false AND CloseDate = THIS_FISCAL_QUARTER GROUP BY StageName ORDER BY SUM(Amount) DESC",
      ),
    ],
    mistakes: [
      {
        call: query(
          "SELECT StageName, SUM(Amount) total FROM Opportunity WHERE IsClosed = false AND CloseDate = THIS_FISCAL_QTR GROUP BY StageName",
        ),
        wayOut: "THIS_FISCAL_QUARTER",
      },
      {
        call: query(
          "SELECT StageName, SUM(Amount) total FROM Opportunity WHERE IsClosed = false GROUP BY StageName ORDER BY total DESC",
        ),
        wayOut: "ORDER BY SUM(Amount)",
      },
    ],
    holds: async (end) => {
      const deals = await end.rows(
        "SELECT StageName, Amount FROM Opportunity WHERE IsClosed = false AND CloseDate = THIS_FISCAL_QUARTER",
      );
      const totals = new Map<string, number>();
      for (const { StageName, Amount } of deals)
        totals.set(String(StageName), (totals.get(String(StageName)) ?? 0) + Number(Amount));
      const answered = csvRows(end.answer);
      expect(answered).toHaveLength(totals.size);
      for (const { StageName = "", total } of answered)
        expect(Number(total)).toBeCloseTo(totals.get(StageName) ?? Number.NaN, 2);
    },
  }),
  ask({
    say: "Which deals has nobody touched for two weeks?",
    expert: [
      query(
        "SELECT Name, Owner.Name, LastActivityDate FROM Opportunity WHERE IsClosed = false AND (LastActivityDate < LAST_N_DAYS:14 OR LastActivityDate = null)",
      ),
    ],
    mistakes: [
      {
        call: query(
          "SELECT Name FROM Opportunity WHERE IsClosed = false AND LastActivityDate < LAST_N_DAYS(14)",
        ),
        wayOut: "LAST_N_DAYS:14",
      },
      {
        call: query("SELECT Name FROM Opportunity WHERE IsClosed = false AND LastActivityDate IS NULL"),
        wayOut: "LastActivityDate = null",
      },
      {
        call: query(
          "SELECT Name FROM Opportunity WHERE IsClosed = false AND LastActivityDate < LAST_N_DAYS:14 OR LastActivityDate = null",
        ),
        wayOut: "LastActivityDate = null)",
      },
    ],
    holds: async (end) => {
      const open = await end.rows("SELECT Name, LastActivityDate FROM Opportunity WHERE IsClosed = false");
      const limit = new Date(Date.UTC(2026, 10, 18) - 14 * 86_400_000).toISOString().slice(0, 10);
      const stale = open.filter(
        ({ LastActivityDate }) => LastActivityDate === null || String(LastActivityDate) < limit,
      );
      expect(stale.length).toBeGreaterThan(0);
      expect(csvRows(end.answer).length).toBe(stale.length);
    },
  }),
  ask({
    say: "The ten biggest open deals, with account and owner.",
    expert: [
      query(
        "SELECT Name, Account.Name, Owner.Name, Amount FROM Opportunity WHERE IsClosed = false AND Amount != null ORDER BY Amount DESC LIMIT 10",
      ),
    ],
    mistakes: [
      {
        call: query("SELECT Name, AccountName, Amount FROM Opportunity WHERE IsClosed = false"),
        wayOut: "Account.Name",
      },
      { call: query("SELECT Name, Owner FROM Opportunity WHERE IsClosed = false"), wayOut: "Owner.Name" },
      {
        call: query("SELECT TOP 10 Name FROM Opportunity WHERE IsClosed = false ORDER BY Amount DESC"),
        wayOut: "LIMIT 10",
      },
    ],
    holds: (end) =>
      sameFigures(
        end,
        "SELECT Name, Amount, Owner.Name FROM Opportunity WHERE IsClosed = false AND Amount != null ORDER BY Amount DESC LIMIT 10",
        { Name: "Name", Amount: "Amount", "Owner.Name": "Owner.Name" },
      ),
  }),
  ask({
    say: "Top 10 accounts by open amount, with owners.",
    expert: [
      query(
        "SELECT Account.Name, Account.Owner.Name Name2, SUM(Amount) FROM Opportunity WHERE IsClosed = false GROUP BY Account.Name, Account.Owner.Name ORDER BY SUM(Amount) DESC LIMIT 10",
      ),
    ],
    mistakes: [
      {
        call: query(
          "SELECT Account.Name, Account.Owner.Name, SUM(Amount) FROM Opportunity WHERE IsClosed = false GROUP BY Account.Name, Account.Owner.Name",
        ),
        wayOut: "Name2",
      },
    ],
    holds: async (end) => {
      const sums = new Map<string, number>();
      for (const row of await end.rows(
        "SELECT Account.Name, Amount FROM Opportunity WHERE IsClosed = false",
      )) {
        const name = String(row["Account.Name"]);
        sums.set(name, (sums.get(name) ?? 0) + Number(row["Amount"]));
      }
      const best = [...sums].sort(([, one], [, other]) => other - one).slice(0, 10);
      expect(csvRows(end.answer).map((row) => row["Account.Name"])).toEqual(best.map(([name]) => name));
    },
  }),
  ask({
    say: "Who has won more than 150,000, and how much?",
    expert: [
      query(
        "SELECT Owner.Name, SUM(Amount) won FROM Opportunity WHERE IsWon = true GROUP BY Owner.Name HAVING SUM(Amount) > 150000",
      ),
    ],
    mistakes: [
      {
        call: query(
          "SELECT Owner.Name, SUM(Amount) won FROM Opportunity WHERE IsWon = true GROUP BY Owner.Name HAVING won > 150000",
        ),
        wayOut: "HAVING SUM(Amount)",
      },
      {
        call: query(
          "SELECT Owner.Name, SUM(Amount) won FROM Opportunity WHERE IsWon = true AND SUM(Amount) > 150000 GROUP BY Owner.Name",
        ),
        wayOut: "HAVING",
      },
    ],
    holds: async (end) => {
      const sums = new Map<string, number>();
      for (const row of await end.rows("SELECT Owner.Name, Amount FROM Opportunity WHERE IsWon = true"))
        sums.set(
          String(row["Owner.Name"]),
          (sums.get(String(row["Owner.Name"])) ?? 0) + Number(row["Amount"]),
        );
      const big = [...sums].filter(([, sum]) => sum > 150_000);
      expect(big.length).toBeGreaterThan(0);
      expect(
        csvRows(end.answer)
          .map((row) => row["Owner.Name"])
          .sort(),
      ).toEqual(big.map(([name]) => name).sort());
    },
  }),
  ask({
    say: "What have we won month by month this year?",
    expert: [
      query(
        "SELECT CALENDAR_MONTH(CloseDate) month, SUM(Amount) won FROM Opportunity WHERE IsWon = true AND CloseDate = THIS_YEAR GROUP BY CALENDAR_MONTH(CloseDate) ORDER BY CALENDAR_MONTH(CloseDate)",
      ),
    ],
    mistakes: [
      {
        call: query(
          "SELECT MONTH(CloseDate), SUM(Amount) FROM Opportunity WHERE IsWon = true GROUP BY MONTH(CloseDate)",
        ),
        wayOut: "CALENDAR_MONTH(CloseDate)",
      },
    ],
    holds: async (end) => {
      const months = new Map<number, number>();
      for (const { CloseDate, Amount } of await end.rows(
        "SELECT CloseDate, Amount FROM Opportunity WHERE IsWon = true AND CloseDate = THIS_YEAR",
      )) {
        const month = Number(String(CloseDate).slice(5, 7));
        months.set(month, (months.get(month) ?? 0) + Number(Amount));
      }
      const answered = csvRows(end.answer);
      expect(answered).toHaveLength(months.size);
      for (const { month, won } of answered)
        expect(Number(won)).toBeCloseTo(months.get(Number(month)) ?? Number.NaN, 2);
    },
  }),
  ask({
    say: "Which deals close between the first and the fifteenth of January?",
    expert: [
      query(
        "SELECT Name, CloseDate FROM Opportunity WHERE CloseDate >= 2027-01-01 AND CloseDate <= 2027-01-15",
      ),
    ],
    mistakes: [
      {
        call: query("SELECT Name FROM Opportunity WHERE CloseDate BETWEEN 2027-01-01 AND 2027-01-15"),
        wayOut: "CloseDate >= 2027-01-01 AND CloseDate <= 2027-01-15",
      },
      {
        call: query(
          "SELECT Name FROM Opportunity WHERE CloseDate >= '2027-01-01' AND CloseDate <= '2027-01-15'",
        ),
        wayOut: "CloseDate >= 2027-01-01",
      },
    ],
    holds: async (end) => {
      const all = await end.rows("SELECT Name, CloseDate FROM Opportunity");
      const due = all.filter(
        ({ CloseDate }) => String(CloseDate) >= "2027-01-01" && String(CloseDate) <= "2027-01-15",
      );
      expect(due.length).toBeGreaterThan(0);
      expect(csvRows(end.answer)).toHaveLength(due.length);
    },
  }),
];
