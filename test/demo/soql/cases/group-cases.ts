import { average, begins, type Case, none, number, numbers, total } from "../random/evaluate.ts";
import { by, column, filled, groups, stages, year } from "../random/group-evaluation.ts";

const plain: Case[] = [
  [
    "SELECT Industry FROM Account GROUP BY Industry",
    groups("Account", [column("Industry")], (_, [Industry]) => ({ Industry })),
  ],
  [
    "SELECT Industry, COUNT(Id) FROM Account GROUP BY Industry",
    groups("Account", [column("Industry")], (rows, [Industry]) => ({ Industry, expr0: rows.length })),
  ],
  [
    "SELECT a.Industry, COUNT(a.Id) n FROM Account a GROUP BY Industry",
    groups("Account", [column("Industry")], (rows, [Industry]) => ({ Industry, n: rows.length })),
  ],
  [
    "SELECT StageName, COUNT(Id) n, SUM(Amount) total, AVG(Amount) FROM Opportunity GROUP BY StageName",
    groups("Opportunity", [column("StageName")], (rows, [StageName]) => ({
      StageName,
      n: rows.length,
      total: total(rows, "Amount"),
      expr0: average(rows, "Amount"),
    })),
  ],
  [
    "SELECT Name n, MAX(Amount) max FROM Opportunity GROUP BY Name",
    groups("Opportunity", [column("Name")], (rows, [n]) => ({
      n,
      max: Math.max(...numbers(rows, "Amount")),
    })),
  ],
  [
    "SELECT Name, MAX(Amount), MIN(Amount) min, SUM(Amount) FROM Opportunity GROUP BY Name",
    groups("Opportunity", [column("Name")], (rows, [Name]) => ({
      Name,
      expr0: Math.max(...numbers(rows, "Amount")),
      min: Math.min(...numbers(rows, "Amount")),
      expr1: total(rows, "Amount"),
    })),
  ],
  [
    "SELECT Status, Priority, COUNT(Id) FROM Case GROUP BY Status, Priority",
    groups("Case", [column("Status"), column("Priority")], (rows, [Status, Priority]) => ({
      Status,
      Priority,
      expr0: rows.length,
    })),
  ],
  [
    "SELECT Account.Industry, COUNT(Id) FROM Contact GROUP BY Account.Industry",
    groups(
      "Contact",
      [(row, data) => data.find(row["AccountId"])?.["Industry"] ?? null],
      (rows, [Industry]) => ({ Industry, expr0: rows.length }),
    ),
  ],
  [
    "SELECT Owner.Name, COUNT(Id) n FROM Lead GROUP BY Owner.Name",
    groups("Lead", [(row, data) => data.find(row["OwnerId"])?.["Name"] ?? null], (rows, [Name]) => ({
      Name,
      n: rows.length,
    })),
  ],
  [
    "SELECT IsClosed, COUNT(Id) n FROM Opportunity GROUP BY IsClosed",
    groups("Opportunity", [column("IsClosed")], (rows, [flag]) => ({ IsClosed: flag === 1, n: rows.length })),
  ],
  [
    "SELECT Account.IsDeleted, COUNT(Id) n FROM Contact GROUP BY Account.IsDeleted",
    groups("Contact", [() => 0], (rows) => ({ IsDeleted: false, n: rows.length })),
  ],
  [
    "SELECT What.Type, COUNT(Id) n FROM Task GROUP BY What.Type",
    groups(
      "Task",
      [
        (row) =>
          ({ "001": "Account", "006": "Opportunity", "500": "Case" })[String(row["WhatId"]).slice(0, 3)] ??
          null,
      ],
      (rows, [Type]) => ({ Type, n: rows.length }),
    ),
  ],
  [
    "SELECT WhatId, ActivityDate, Status, COUNT(Id) MyCount FROM Task WHERE Priority = 'High' GROUP BY WhatId, ActivityDate, Status LIMIT 2000",
    groups(
      "Task",
      [column("WhatId"), column("ActivityDate"), column("Status")],
      (rows, [WhatId, ActivityDate, Status]) => ({ WhatId, ActivityDate, Status, MyCount: rows.length }),
      (row) => row["Priority"] === "High",
    ),
  ],
  [
    "SELECT toLabel(ForecastCategory) label, COUNT(Id) n FROM Opportunity GROUP BY ForecastCategory",
    groups("Opportunity", [column("ForecastCategory")], (rows, [value]) => ({
      label: { BestCase: "Best Case", MostLikely: "Most Likely", Forecast: "Commit" }[String(value)] ?? value,
      n: rows.length,
    })),
  ],
  [
    "SELECT CALENDAR_YEAR(CloseDate), SUM(Amount) FROM Opportunity GROUP BY CALENDAR_YEAR(CloseDate)",
    groups("Opportunity", [(row) => year(row)], (rows, [expr0]) => ({ expr0, expr1: total(rows, "Amount") })),
  ],
  [
    "SELECT CALENDAR_YEAR(CloseDate) y, CALENDAR_QUARTER(CloseDate) q, COUNT(Id) n FROM Opportunity GROUP BY CALENDAR_YEAR(CloseDate), CALENDAR_QUARTER(CloseDate)",
    groups(
      "Opportunity",
      [(row) => year(row), (row) => Math.ceil(Number(String(row["CloseDate"]).slice(5, 7)) / 3)],
      (rows, [y, q]) => ({ y, q, n: rows.length }),
    ),
  ],
  [
    "SELECT CALENDAR_YEAR(CloseDate) y, CloseDate FROM Opportunity GROUP BY CloseDate",
    groups("Opportunity", [column("CloseDate")], (rows, [CloseDate]) => ({
      y: year(rows[0] ?? {}),
      CloseDate,
    })),
  ],
  [
    "SELECT DAY_ONLY(CreatedDate) d, COUNT(Id) n FROM Case GROUP BY DAY_ONLY(CreatedDate)",
    groups(
      "Case",
      [(row) => new Date(Number(row["CreatedDate"])).toISOString().slice(0, 10)],
      (rows, [d]) => ({ d, n: rows.length }),
    ),
  ],
  [
    "SELECT HOUR_IN_DAY(convertTimezone(CreatedDate)), COUNT(Id) FROM Case GROUP BY HOUR_IN_DAY(convertTimezone(CreatedDate))",
    groups(
      "Case",
      [(row) => (Number(row["CreatedDate"]) >= Date.UTC(2026, 10, 1, 9) ? 1 : 2)],
      (rows, [expr0]) => ({ expr0, expr1: rows.length }),
    ),
  ],
];

const having: Case[] = [
  [
    "SELECT Name, COUNT(Id) FROM Opportunity GROUP BY Name HAVING COUNT(Id) > 1",
    (data) =>
      groups("Opportunity", [column("Name")], (rows, [Name]) => ({ Name, expr0: rows.length }))(data).filter(
        ({ expr0 }) => number(expr0) > 1,
      ),
  ],
  [
    "SELECT Industry, COUNT(Id) n FROM Account GROUP BY Industry HAVING Industry != null AND COUNT(Id) >= 4",
    (data) =>
      groups("Account", [column("Industry")], (rows, [Industry]) => ({ Industry, n: rows.length }))(
        data,
      ).filter(({ Industry, n }) => !none(Industry) && number(n) >= 4),
  ],
  [
    "SELECT StageName, SUM(Amount) s FROM Opportunity GROUP BY StageName HAVING SUM(Amount) > 100000 OR MIN(Amount) < 6000",
    (data) =>
      groups("Opportunity", [column("StageName")], (rows, [StageName]) => ({
        StageName,
        s: total(rows, "Amount"),
        least: Math.min(...numbers(rows, "Amount")),
      }))(data)
        .filter(({ s, least }) => number(s) > 100_000 || number(least) < 6_000)
        .map(({ least: _, ...rest }) => rest),
  ],
  [
    "SELECT Industry FROM Account GROUP BY Industry HAVING NOT (Industry LIKE 'E%')",
    (data) =>
      groups("Account", [column("Industry")], (_, [Industry]) => ({ Industry }))(data).filter(
        ({ Industry }) => !begins(Industry, "e"),
      ),
  ],
  [
    "SELECT Industry FROM Account GROUP BY Industry HAVING MAX(AnnualRevenue) = null",
    (data) =>
      groups("Account", [column("Industry")], (rows, [Industry]) => ({
        Industry,
        n: filled(rows, "AnnualRevenue"),
      }))(data)
        .filter(({ n }) => n === 0)
        .map(({ Industry }) => ({ Industry })),
  ],
  [
    "SELECT CALENDAR_YEAR(CloseDate) y FROM Opportunity GROUP BY CALENDAR_YEAR(CloseDate) HAVING CALENDAR_YEAR(CloseDate) IN (2026, 2027)",
    (data) =>
      groups("Opportunity", [(row) => year(row)], (_, [y]) => ({ y }))(data).filter(
        ({ y }) => number(y) >= 2026,
      ),
  ],
];

const order: Case[] = [
  [
    "SELECT Industry, COUNT(Id) n FROM Account GROUP BY Industry ORDER BY Industry",
    (data) =>
      by(
        groups("Account", [column("Industry")], (rows, [Industry]) => ({ Industry, n: rows.length }))(data),
        ({ Industry }) => Industry as string | null,
      ),
  ],
  [
    "SELECT Name, SUM(Amount) s FROM Opportunity GROUP BY Name ORDER BY SUM(Amount) DESC LIMIT 5",
    (data) =>
      by(
        groups("Opportunity", [column("Name")], (rows, [Name]) => ({ Name, s: total(rows, "Amount") }))(data),
        ({ s }) => -number(s),
      ).slice(0, 5),
  ],
  [
    "SELECT Name, SUM(Amount) s FROM Opportunity GROUP BY Name ORDER BY SUM(Amount) DESC LIMIT 5 OFFSET 5",
    (data) =>
      by(
        groups("Opportunity", [column("Name")], (rows, [Name]) => ({ Name, s: total(rows, "Amount") }))(data),
        ({ s }) => -number(s),
      ).slice(5, 10),
  ],
  [
    "SELECT StageName FROM Opportunity GROUP BY StageName ORDER BY StageName",
    (data) =>
      stages
        .filter((stage) => data.rows("Opportunity").some((row) => row["StageName"] === stage))
        .map((StageName) => ({ StageName })),
  ],
  [
    "SELECT Rating, COUNT(Id) n FROM Account GROUP BY Rating ORDER BY Rating DESC NULLS LAST",
    (data) =>
      ["Cold", "Warm", "Hot", null].map((Rating) => ({
        Rating,
        n: data.rows("Account").filter((row) => (row["Rating"] ?? null) === Rating).length,
      })),
  ],
];

export const groupCases: Case[] = [...plain, ...having, ...order];
