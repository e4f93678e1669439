import { type Case, dayOf, localTime, none, pick, within } from "../random/evaluate.ts";

/** The clock of the tests stands at 2026-11-24T09:00Z, a Tuesday, one in the morning for the demo user. */
const literals: [literal: string, first: string, last: string][] = [
  ["TODAY", "2026-11-24", "2026-11-24"],
  ["YESTERDAY", "2026-11-23", "2026-11-23"],
  ["TOMORROW", "2026-11-25", "2026-11-25"],
  ["LAST_WEEK", "2026-11-15", "2026-11-21"],
  ["THIS_WEEK", "2026-11-22", "2026-11-28"],
  ["NEXT_WEEK", "2026-11-29", "2026-12-05"],
  ["LAST_MONTH", "2026-10-01", "2026-10-31"],
  ["THIS_MONTH", "2026-11-01", "2026-11-30"],
  ["NEXT_MONTH", "2026-12-01", "2026-12-31"],
  ["LAST_90_DAYS", "2026-08-26", "2026-11-24"],
  ["NEXT_90_DAYS", "2026-11-25", "2027-02-22"],
  ["LAST_N_DAYS:0", "2026-11-24", "2026-11-24"],
  ["LAST_N_DAYS:10", "2026-11-14", "2026-11-24"],
  ["NEXT_N_DAYS:10", "2026-11-25", "2026-12-04"],
  ["N_DAYS_AGO:5", "2026-11-19", "2026-11-19"],
  ["LAST_N_WEEKS:2", "2026-11-08", "2026-11-21"],
  ["NEXT_N_WEEKS:2", "2026-11-29", "2026-12-12"],
  ["N_WEEKS_AGO:3", "2026-11-01", "2026-11-07"],
  ["LAST_N_MONTHS:3", "2026-08-01", "2026-10-31"],
  ["NEXT_N_MONTHS:2", "2026-12-01", "2027-01-31"],
  ["N_MONTHS_AGO:11", "2025-12-01", "2025-12-31"],
  ["THIS_QUARTER", "2026-10-01", "2026-12-31"],
  ["LAST_QUARTER", "2026-07-01", "2026-09-30"],
  ["NEXT_QUARTER", "2027-01-01", "2027-03-31"],
  ["LAST_N_QUARTERS:3", "2026-01-01", "2026-09-30"],
  ["NEXT_N_QUARTERS:2", "2027-01-01", "2027-06-30"],
  ["N_QUARTERS_AGO:4", "2025-10-01", "2025-12-31"],
  ["THIS_YEAR", "2026-01-01", "2026-12-31"],
  ["LAST_YEAR", "2025-01-01", "2025-12-31"],
  ["NEXT_YEAR", "2027-01-01", "2027-12-31"],
  ["LAST_N_YEARS:2", "2024-01-01", "2025-12-31"],
  ["NEXT_N_YEARS:1", "2027-01-01", "2027-12-31"],
  ["N_YEARS_AGO:1", "2025-01-01", "2025-12-31"],
  ["THIS_FISCAL_QUARTER", "2026-10-01", "2026-12-31"],
  ["LAST_FISCAL_QUARTER", "2026-07-01", "2026-09-30"],
  ["NEXT_FISCAL_QUARTER", "2027-01-01", "2027-03-31"],
  ["THIS_FISCAL_YEAR", "2026-01-01", "2026-12-31"],
  ["LAST_FISCAL_YEAR", "2025-01-01", "2025-12-31"],
  ["NEXT_FISCAL_YEAR", "2027-01-01", "2027-12-31"],
  ["LAST_N_FISCAL_QUARTERS:2", "2026-04-01", "2026-09-30"],
  ["NEXT_N_FISCAL_QUARTERS:1", "2027-01-01", "2027-03-31"],
  ["N_FISCAL_QUARTERS_AGO:2", "2026-04-01", "2026-06-30"],
  ["LAST_N_FISCAL_YEARS:1", "2025-01-01", "2025-12-31"],
  ["NEXT_N_FISCAL_YEARS:2", "2027-01-01", "2028-12-31"],
  ["N_FISCAL_YEARS_AGO:1", "2025-01-01", "2025-12-31"],
];

const equalToLiterals: Case[] = literals.flatMap(([literal, first, last]): Case[] => [
  [
    `SELECT Id FROM Opportunity WHERE CloseDate = ${literal}`,
    pick("Opportunity", (row) => within(row["CloseDate"], first, last)),
  ],
  [
    `SELECT Id FROM Contact WHERE CreatedDate = ${literal}`,
    pick("Contact", (row) => within(row["CreatedDate"], first, last)),
  ],
]);

/** A literal is a range: less is before its start, greater behind its end. */
const comparedWithLiterals: Case[] = literals.slice(3, 9).flatMap(([literal, first, last]): Case[] => [
  [
    `SELECT Id FROM Opportunity WHERE CloseDate < ${literal}`,
    pick("Opportunity", (row) => dayOf(row["CloseDate"]) < first),
  ],
  [
    `SELECT Id FROM Opportunity WHERE CloseDate >= ${literal.toLowerCase()}`,
    pick("Opportunity", (row) => dayOf(row["CloseDate"]) >= first),
  ],
  [
    `SELECT Id FROM Case WHERE CreatedDate > ${literal}`,
    pick("Case", (row) => dayOf(row["CreatedDate"]) > last),
  ],
  [
    `SELECT Id FROM Case WHERE CreatedDate <= ${literal}`,
    pick("Case", (row) => dayOf(row["CreatedDate"]) <= last),
  ],
]);

const others: Case[] = [
  [
    "SELECT Id FROM Task WHERE ActivityDate != THIS_MONTH",
    pick("Task", (row) => !within(row["ActivityDate"], "2026-11-01", "2026-11-30")),
  ],
  [
    "SELECT Id FROM Task WHERE ActivityDate IN (TODAY, TOMORROW, 2026-12-24)",
    pick("Task", (row) => ["2026-11-24", "2026-11-25", "2026-12-24"].includes(String(row["ActivityDate"]))),
  ],
  [
    "SELECT Id FROM Task WHERE ActivityDate NOT IN (THIS_YEAR)",
    pick("Task", (row) => !within(row["ActivityDate"], "2026-01-01", "2026-12-31")),
  ],
  ["SELECT Id FROM Task WHERE ActivityDate = null", pick("Task", (row) => none(row["ActivityDate"]))],
  [
    "SELECT Id, CloseDate FROM Opportunity WHERE CloseDate = 2026-11-25",
    pick("Opportunity", (row) => row["CloseDate"] === "2026-11-25", "Id", "CloseDate"),
  ],
  [
    "SELECT Id FROM Opportunity WHERE CloseDate >= 2026-07-01 AND CloseDate < 2026-10-01",
    pick("Opportunity", (row) => within(row["CloseDate"], "2026-07-01", "2026-09-30")),
  ],
  [
    "SELECT Id, CreatedDate FROM Lead WHERE CreatedDate > 2026-08-01T00:00:00Z",
    pick("Lead", (row) => Number(row["CreatedDate"]) > Date.UTC(2026, 7, 1), "Id", "CreatedDate"),
  ],
  [
    "SELECT Id FROM Lead WHERE CreatedDate <= 2026-08-01t02:00:00.000+02:00",
    pick("Lead", (row) => Number(row["CreatedDate"]) <= Date.UTC(2026, 7, 1)),
  ],
  [
    "SELECT Id FROM Lead WHERE CreatedDate >= 2026-09-01T00:00:00-0800 AND CreatedDate < 2026-10-01T00:00:00-08:00",
    pick(
      "Lead",
      (row) =>
        Number(row["CreatedDate"]) >= Date.UTC(2026, 8, 1, 8) &&
        Number(row["CreatedDate"]) < Date.UTC(2026, 9, 1, 8),
    ),
  ],
];

const day = (value: unknown) => new Date(`${value}T00:00:00Z`);
const dayOfYear = (date: Date) =>
  Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;

/** Date functions in WHERE; they are in UTC unless convertTimezone says otherwise. */
const functions: Case[] = [
  ["CALENDAR_YEAR(CloseDate) = 2027", (date: Date) => date.getUTCFullYear() === 2027] as const,
  ["CALENDAR_QUARTER(CloseDate) = 2", (date: Date) => Math.ceil((date.getUTCMonth() + 1) / 3) === 2] as const,
  ["CALENDAR_MONTH(CloseDate) > 10", (date: Date) => date.getUTCMonth() + 1 > 10] as const,
  ["FISCAL_YEAR(CloseDate) = 2026", (date: Date) => date.getUTCFullYear() === 2026] as const,
  [
    "FISCAL_QUARTER(CloseDate) IN (1, 4)",
    (date: Date) => [1, 4].includes(Math.ceil((date.getUTCMonth() + 1) / 3)),
  ] as const,
  ["FISCAL_MONTH(CloseDate) = 5", (date: Date) => date.getUTCMonth() === 4] as const,
  ["DAY_IN_MONTH(CloseDate) < 6", (date: Date) => date.getUTCDate() < 6] as const,
  ["DAY_IN_WEEK(CloseDate) = 1", (date: Date) => date.getUTCDay() === 0] as const,
  ["DAY_IN_YEAR(CloseDate) >= 300", (date: Date) => dayOfYear(date) >= 300] as const,
  ["WEEK_IN_MONTH(CloseDate) = 5", (date: Date) => Math.ceil(date.getUTCDate() / 7) === 5] as const,
  ["WEEK_IN_YEAR(CloseDate) = 52", (date: Date) => Math.ceil(dayOfYear(date) / 7) === 52] as const,
].map(
  ([condition, passes]): Case => [
    `SELECT Id FROM Opportunity WHERE ${condition}`,
    pick("Opportunity", (row) => passes(day(row["CloseDate"]))),
  ],
);

const momentFunctions: Case[] = [
  [
    "SELECT Id FROM Case WHERE HOUR_IN_DAY(CreatedDate) = 9",
    pick("Case", (row) => new Date(Number(row["CreatedDate"])).getUTCHours() === 9),
  ],
  [
    "SELECT Id FROM Case WHERE HOUR_IN_DAY(convertTimezone(CreatedDate)) = 2",
    pick("Case", (row) => localTime(row["CreatedDate"]).getUTCHours() === 2),
  ],
  [
    "SELECT Id FROM Case WHERE DAY_ONLY(CreatedDate) = 2026-10-10",
    pick("Case", (row) => new Date(Number(row["CreatedDate"])).toISOString().startsWith("2026-10-10")),
  ],
  [
    "SELECT Id FROM Case WHERE DAY_ONLY(convertTimezone(CreatedDate)) >= 2026-10-10",
    pick("Case", (row) => dayOf(row["CreatedDate"]) >= "2026-10-10"),
  ],
  [
    "SELECT Id FROM Case WHERE CALENDAR_MONTH(convertTimezone(CreatedDate)) = 11",
    pick("Case", (row) => localTime(row["CreatedDate"]).getUTCMonth() === 10),
  ],
];

export const dateCases: Case[] = [
  ...equalToLiterals,
  ...comparedWithLiterals,
  ...others,
  ...functions,
  ...momentFunctions,
];
