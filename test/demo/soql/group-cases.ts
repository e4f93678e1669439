import {
  average,
  begins,
  type Case,
  everyRow,
  grouped,
  none,
  number,
  numbers,
  same,
  total,
} from "./evaluate.ts";
import type { Data, Plain, Row } from "./soql-org.ts";

type Compute = (rows: Row[], key: (string | number | null)[]) => Plain;

const column = (name: string) => (row: Row) => row[name] ?? null;

/** One result for each combination of keys. */
function groups(
  object: string,
  keys: ((row: Row, data: Data) => string | number | null)[],
  compute: Compute,
  passes: (row: Row) => boolean = everyRow,
): (data: Data) => Plain[] {
  return (data) => {
    const found = grouped(data.rows(object).filter(passes), (row) =>
      JSON.stringify(keys.map((key) => key(row, data))),
    );
    return [...found].map(([key, rows]) => compute(rows, JSON.parse(String(key))));
  };
}

/** The figures of all rows. */
function overall(
  object: string,
  compute: (rows: Row[]) => Plain,
  passes: (row: Row) => boolean = everyRow,
): Case[1] {
  return (data) => [compute(data.rows(object).filter(passes))];
}

/** Values in order, for what is asked to be sorted. */
function by<T>(list: T[], ...keys: ((item: T) => string | number | null)[]): T[] {
  return [...list].sort((a, b) => {
    for (const key of keys) {
      const [left, right] = [key(a), key(b)];
      if (left === right) continue;
      if (left === null) return -1;
      if (right === null) return 1;
      return left < right ? -1 : 1;
    }
    return 0;
  });
}

const extreme = (rows: Row[], name: string, pick: "first" | "last") => {
  const values = rows.map(column(name)).filter((each) => !none(each));
  const ordered = [...values].sort((a, b) => ((a ?? "") < (b ?? "") ? -1 : 1));
  return (pick === "first" ? ordered[0] : ordered.at(-1)) ?? null;
};
const moment = (value: string | number | null) =>
  none(value) ? null : new Date(Number(value)).toISOString().replace("Z", "+0000");
const distinct = (rows: Row[], name: string) =>
  new Set(rows.map(column(name)).filter((each) => !none(each))).size;
const filled = (rows: Row[], name: string) => rows.filter((row) => !none(row[name])).length;
const year = (row: Row, name = "CloseDate") => Number(String(row[name]).slice(0, 4));
const stages = [
  "Prospecting",
  "Qualification",
  "Needs Analysis",
  "Value Proposition",
  "Id. Decision Makers",
  "Perception Analysis",
  "Proposal/Price Quote",
  "Negotiation/Review",
  "Closed Won",
  "Closed Lost",
];

const caseStatuses = ["New", "Working", "Escalated", "Closed"];

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

/** Subtotals: every prefix of the keys for ROLLUP, every subset for CUBE. */
function subtotals(
  object: string,
  names: string[],
  sets: number[][],
  compute: Compute,
): (data: Data) => Plain[] {
  return (data) =>
    sets.flatMap((set) =>
      groups(
        object,
        names.map((name, index) => (set.includes(index) ? column(name) : () => null)),
        (rows, key) => ({
          ...compute(rows, key),
          ...Object.fromEntries(names.map((name, index) => [`g${name}`, set.includes(index) ? 0 : 1])),
        }),
      )(data),
    );
}
const withoutFlags = (list: Plain[]) =>
  list.map((record) => Object.fromEntries(Object.entries(record).filter(([key]) => !/^g[A-Z]/.test(key))));

const totals: Case[] = [
  [
    "SELECT LeadSource, COUNT(Name) cnt FROM Lead GROUP BY ROLLUP(LeadSource)",
    (data) =>
      withoutFlags(
        subtotals("Lead", ["LeadSource"], [[0], []], (rows, [LeadSource]) => ({
          LeadSource,
          cnt: rows.length,
        }))(data),
      ),
  ],
  [
    "SELECT Status, LeadSource, COUNT(Name) cnt FROM Lead GROUP BY ROLLUP(Status, LeadSource)",
    (data) =>
      withoutFlags(
        subtotals("Lead", ["Status", "LeadSource"], [[0, 1], [0], []], (rows, [Status, LeadSource]) => ({
          Status,
          LeadSource,
          cnt: rows.length,
        }))(data),
      ),
  ],
  [
    "SELECT LeadSource, Rating, GROUPING(LeadSource) gLeadSource, GROUPING(Rating) gRating, COUNT(Name) cnt FROM Lead GROUP BY ROLLUP(LeadSource, Rating)",
    subtotals("Lead", ["LeadSource", "Rating"], [[0, 1], [0], []], (rows, [LeadSource, Rating]) => ({
      LeadSource,
      Rating,
      cnt: rows.length,
    })),
  ],
  [
    "SELECT Type, BillingCountry, GROUPING(Type) gType, GROUPING(BillingCountry) gBillingCountry, COUNT(Id) n FROM Account GROUP BY CUBE(Type, BillingCountry)",
    subtotals(
      "Account",
      ["Type", "BillingCountry"],
      [[0, 1], [0], [1], []],
      (rows, [Type, BillingCountry]) => ({ Type, BillingCountry, n: rows.length }),
    ),
  ],
  [
    "SELECT Status, Priority, Origin, COUNT(Id) n FROM Case GROUP BY CUBE(Status, Priority, Origin)",
    (data) =>
      withoutFlags(
        subtotals(
          "Case",
          ["Status", "Priority", "Origin"],
          [[0, 1, 2], [0, 1], [0, 2], [1, 2], [0], [1], [2], []],
          (rows, [Status, Priority, Origin]) => ({ Status, Priority, Origin, n: rows.length }),
        )(data),
      ),
  ],
  [
    "SELECT IsWon, SUM(Amount) s FROM Opportunity GROUP BY ROLLUP(IsWon)",
    (data) =>
      [0, 1]
        .map((flag) => ({
          IsWon: flag === 1,
          s: total(
            data.rows("Opportunity").filter((row) => row["IsWon"] === flag),
            "Amount",
          ) as unknown,
        }))
        .concat([{ IsWon: null as unknown as boolean, s: total(data.rows("Opportunity"), "Amount") }]),
  ],
  [
    "SELECT Status, COUNT(Id) n FROM Case GROUP BY ROLLUP(Status) HAVING GROUPING(Status) = 1",
    (data) => [{ Status: null, n: data.rows("Case").length }],
  ],
  [
    "SELECT Status, COUNT(Id) n FROM Case GROUP BY ROLLUP(Status) ORDER BY GROUPING(Status) DESC, Status",
    (data) => [
      { Status: null, n: data.rows("Case").length },
      ...caseStatuses.map((Status) => ({
        Status,
        n: data.rows("Case").filter((row) => row["Status"] === Status).length,
      })),
    ],
  ],
  [
    "SELECT Priority, Status, COUNT(Id) n FROM Case GROUP BY ROLLUP(Priority, Status) ORDER BY Priority NULLS LAST, GROUPING(Status), COUNT(Id) DESC, Status LIMIT 5",
    (data) => {
      const high = data.rows("Case").filter((row) => row["Priority"] === "High");
      const lines = groups(
        "Case",
        [column("Status")],
        (rows, [Status]) => ({ Priority: "High", Status, n: rows.length }),
        (row) => row["Priority"] === "High",
      )(data);
      const place = ({ Status }: Plain) => caseStatuses.indexOf(String(Status));
      const ordered = by(lines, ({ n }) => -number(n), place);
      return [...ordered, { Priority: "High", Status: null, n: high.length }].slice(0, 5);
    },
  ],
];

export const groupCases: Case[] = [...counts, ...figures, ...plain, ...having, ...order, ...totals];
