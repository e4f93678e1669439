import { average, begins, type Case, numbers, same, total } from "../random/evaluate.ts";
import { by, distinct, extreme, filled, moment, overall, stages } from "../random/group-evaluation.ts";

const counts: Case[] = [
  ["SELECT COUNT() FROM Account", (data) => data.rows("Account").length],
  [
    "SELECT count() FROM Account WHERE Name LIKE 'a%'",
    (data) => data.rows("Account").filter((row) => begins(row["Name"], "a")).length,
  ],
  ["SELECT COUNT() FROM Task LIMIT 100", () => 100],
  ["SELECT COUNT() FROM Account WHERE Name = 'nothing'", () => 0],
  ["SELECT COUNT(Id) FROM Account", overall("Account", (rows) => ({ expr0: rows.length }))],
  [
    "SELECT COUNT(Id) n FROM Account WHERE Industry = 'Energy'",
    overall(
      "Account",
      (rows) => ({ n: rows.length }),
      (row) => same(row["Industry"], "energy"),
    ),
  ],
  [
    "SELECT COUNT(Id), COUNT(Phone), COUNT(ParentId) FROM Account",
    overall("Account", (rows) => ({
      expr0: rows.length,
      expr1: filled(rows, "Phone"),
      expr2: filled(rows, "ParentId"),
    })),
  ],
  [
    "SELECT COUNT_DISTINCT(Industry) FROM Account",
    overall("Account", (rows) => ({ expr0: distinct(rows, "Industry") })),
  ],
  [
    "SELECT COUNT_DISTINCT(Account.Industry) FROM Contact",
    (data) => [
      {
        expr0: new Set(data.rows("Contact").flatMap((row) => data.find(row["AccountId"])?.["Industry"] ?? []))
          .size,
      },
    ],
  ],
  ["SELECT COUNT(Id) FROM Account WHERE Name = 'nothing'", () => [{ expr0: 0 }]],
  [
    "SELECT SUM(Amount), AVG(Amount) FROM Opportunity WHERE Name = 'nothing'",
    () => [{ expr0: null, expr1: null }],
  ],
];

const figures: Case[] = [
  [
    "SELECT SUM(Amount) FROM Opportunity",
    overall("Opportunity", (rows) => ({ expr0: total(rows, "Amount") })),
  ],
  [
    "SELECT AVG(Amount) a, MIN(Amount) low, MAX(Amount) high FROM Opportunity WHERE IsWon = true",
    overall(
      "Opportunity",
      (rows) => ({
        a: average(rows, "Amount"),
        low: Math.min(...numbers(rows, "Amount")),
        high: Math.max(...numbers(rows, "Amount")),
      }),
      (row) => row["IsWon"] === 1,
    ),
  ],
  [
    "SELECT AVG(NumberOfEmployees) FROM Account",
    overall("Account", (rows) => ({ expr0: average(rows, "NumberOfEmployees") })),
  ],
  [
    "SELECT SUM(Team_Size__c), AVG(Progress__c) FROM Project__c",
    overall("Project__c", (rows) => ({
      expr0: total(rows, "Team_Size__c"),
      expr1: average(rows, "Progress__c"),
    })),
  ],
  [
    "SELECT MIN(CloseDate), MAX(CloseDate) FROM Opportunity",
    overall("Opportunity", (rows) => ({
      expr0: extreme(rows, "CloseDate", "first"),
      expr1: extreme(rows, "CloseDate", "last"),
    })),
  ],
  [
    "SELECT MAX(CreatedDate) FROM Lead",
    overall("Lead", (rows) => ({ expr0: moment(extreme(rows, "CreatedDate", "last")) })),
  ],
  [
    "SELECT MIN(Name), MAX(Name) FROM Account",
    overall("Account", (rows) => {
      const names = by(
        rows.map((row) => String(row["Name"])),
        (name) => name.toUpperCase(),
      );
      return { expr0: names[0], expr1: names.at(-1) };
    }),
  ],
  [
    "SELECT MIN(StageName), MAX(StageName) FROM Opportunity WHERE IsClosed = false",
    overall(
      "Opportunity",
      (rows) => {
        const found = stages.filter((stage) => rows.some((row) => row["StageName"] === stage));
        return { expr0: found[0], expr1: found.at(-1) };
      },
      (row) => row["IsClosed"] !== 1,
    ),
  ],
  [
    "SELECT MIN(AccountId) FROM Contact",
    overall("Contact", (rows) => ({ expr0: extreme(rows, "AccountId", "first") })),
  ],
  [
    "SELECT FORMAT(MIN(CloseDate)) d FROM Opportunity",
    overall("Opportunity", (rows) => {
      const [y, m, d] = String(extreme(rows, "CloseDate", "first"))
        .split("-")
        .map(Number);
      return { d: `${m}/${d}/${y}` };
    }),
  ],
  [
    "SELECT FORMAT(SUM(Amount)) FROM Opportunity",
    overall("Opportunity", (rows) => ({
      expr0: `$${Number(total(rows, "Amount")).toLocaleString("en-US", { minimumFractionDigits: 2 })}`,
    })),
  ],
];

export const aggregateCases: Case[] = [...counts, ...figures];
