import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { csvRows } from "../tools/csv-rows.ts";
import { ask } from "./ask.ts";

const leads = `LastName,Company,Email
Sato,Blue Harbor Tours,sato@blueharbor.example
Novak,Blue Harbor Tours,novak at blueharbor
,Orchard Lane Foods,info@orchardlane.example
`;

const fair = `First Name;E-mail;Firma;Surname
Mei;mei@lagoon.example;Lagoon Boats;Abe
Otto;otto@lagoon.example;Lagoon Boats;Berg
`;

const thousand = Array.from({ length: 1_000 }, (_, index) => ({
  LastName: index % 40 === 7 ? null : `Fair ${index}`,
  Company: "Thousand Lakes Fair",
  Email: index % 50 === 3 ? `visitor ${index} at fair` : `visitor${index}@fair.example`,
}));
const wrong = thousand.filter(({ LastName, Email }) => LastName === null || Email.includes(" "));

const notStarted = "SELECT Id FROM Task WHERE Status = 'Not Started' AND Owner.Name = 'Sam Okafor'";
const deferred = { object: "Task", operation: "update", query: notStarted, set: { Status: "Deferred" } };
const saved = (files: string, name: string) => readFileSync(join(files, name), "utf8");
const linesOf = (text: string) => csvRows(`#\n${text}`);

export const loadsAndFiles = [
  ask({
    say: "Load these three leads, and tell me which of them failed and why.",
    expert: [["createBulkJob", { object: "Lead", operation: "insert", csv: leads }]],
    mistakes: [
      {
        call: ["createBulkJob", { object: "Leads", operation: "insert", csv: leads }],
        wayOut: "Lead",
      },
    ],
    holds: async ({ answer, rows }) => {
      expect(answer).toContain("INVALID_EMAIL_ADDRESS");
      expect(answer).toContain("REQUIRED_FIELD_MISSING");
      expect(await rows("SELECT LastName FROM Lead WHERE Company = 'Blue Harbor Tours'")).toEqual([
        { LastName: "Sato" },
      ]);
      expect(await rows("SELECT Id FROM Lead WHERE Company = 'Orchard Lane Foods'")).toEqual([]);
    },
  }),
  ask({
    say: "Import the visitors of the fair from fair.csv as leads.",
    files: { "fair.csv": fair },
    expert: [
      ["previewFile", { file: "fair.csv", object: "Lead" }],
      [
        "createBulkJob",
        ({ answers: [seen = ""] }) => ({
          object: "Lead",
          operation: "insert",
          file: "fair.csv",
          columns: { ...JSON.parse(seen).columns, Firma: "Company", Surname: "LastName" },
        }),
      ],
    ],
    mistakes: [
      {
        call: ["createBulkJob", { object: "Lead", operation: "insert", file: "fair.csv" }],
        wayOut: "columns",
      },
      {
        call: ["createBulkJob", { object: "Lead", operation: "insert", file: "fare.csv" }],
        wayOut: "fair.csv",
      },
    ],
    holds: async ({ rows }) =>
      expect(
        await rows(
          "SELECT FirstName, LastName, Email FROM Lead WHERE Company = 'Lagoon Boats' ORDER BY LastName",
        ),
      ).toEqual([
        { FirstName: "Mei", LastName: "Abe", Email: "mei@lagoon.example" },
        { FirstName: "Otto", LastName: "Berg", Email: "otto@lagoon.example" },
      ]),
  }),
  ask({
    say: "Load these 1,000 leads; which of them failed, and why?",
    expert: [["createBulkJob", { object: "Lead", operation: "insert", records: thousand }]],
    holds: async ({ answer, rows }) => {
      const kept = await rows("SELECT Email FROM Lead WHERE Company = 'Thousand Lakes Fair'");
      expect(kept).toHaveLength(thousand.length - wrong.length);
      expect(JSON.parse(answer).summary).toContain(`${wrong.length} of 1000 records FAILED`);
      expect(answer.length).toBeLessThan(3_000);
    },
  }),
  ask({
    say: "Save the leads that failed to a file, so that I can mend them.",
    expert: [
      ["createBulkJob", { object: "Lead", operation: "insert", csv: leads.replaceAll("Blue", "Red") }],
      [
        "getBulkJobResults",
        ({ answers: [done = ""] }) => ({
          jobId: JSON.parse(done).jobs[0].id,
          kind: "failed",
          saveTo: "failed.csv",
        }),
      ],
    ],
    mistakes: [
      { call: ["getBulkJobResults", { jobId: "750DE0000000001YAA", kind: "errors" }], wayOut: "failed" },
    ],
    holds: ({ files }) =>
      expect(
        linesOf(saved(files, "failed.csv"))
          .map((row) => row["Email"])
          .sort(),
      ).toEqual(["info@orchardlane.example", "novak at blueharbor"]),
  }),
  ask({
    say: "Defer all of Sam's tasks that were not started.",
    before: notStarted,
    expert: [
      ["createBulkJob", deferred],
      ["createBulkJob", ({ answers: [planned = ""] }) => ({ ...deferred, plan: JSON.parse(planned).plan })],
    ],
    mistakes: [
      { call: ["createBulkJob", { ...deferred, set: { Status: "Postponed" } }], wayOut: "Deferred" },
    ],
    holds: async ({ before, rows }) => {
      expect(before.length).toBeGreaterThan(200);
      expect(await rows(notStarted)).toEqual([]);
      expect(
        await rows("SELECT Id FROM Task WHERE Status = 'Deferred' AND Owner.Name = 'Sam Okafor'"),
      ).toHaveLength(before.length);
    },
  }),
  ask({
    say: "Export all opportunities to deals.csv.",
    expert: [
      [
        "createBulkQuery",
        { soql: "SELECT Id, Name, StageName, Amount FROM Opportunity", saveTo: "deals.csv" },
      ],
    ],
    mistakes: [
      {
        call: ["createBulkQuery", { soql: "SELECT * FROM Opportunity", saveTo: "deals.csv" }],
        wayOut: "StageName, Amount",
      },
    ],
    holds: async ({ files, rows }) => {
      const all = (await rows("SELECT Id FROM Opportunity")).map(({ Id }) => Id).sort();
      expect(
        linesOf(saved(files, "deals.csv"))
          .map((row) => row["Id"])
          .sort(),
      ).toEqual(all);
    },
  }),
  ask({
    say: "Write the open cases to cases.jsonl.",
    expert: [
      [
        "executeQuery",
        { soql: "SELECT CaseNumber, Subject FROM Case WHERE IsClosed = false", saveTo: "cases.jsonl" },
      ],
    ],
    mistakes: [
      {
        call: [
          "executeQuery",
          { soql: "SELECT CaseNumber FROM Case WHERE IsClosed = 'false'", saveTo: "cases.csv" },
        ],
        wayOut: "IsClosed = false",
      },
    ],
    holds: async ({ files, rows }) => {
      const open = await rows("SELECT CaseNumber, Subject FROM Case WHERE IsClosed = false");
      const lines = saved(files, "cases.jsonl").trimEnd().split("\n");
      expect(lines.map((line) => JSON.parse(line).CaseNumber).sort()).toEqual(
        open.map(({ CaseNumber }) => CaseNumber).sort(),
      );
    },
  }),
  ask({
    say: "Which files can you load, and what is in them?",
    files: { "fair.csv": fair, "leads.csv": leads },
    expert: [["previewFile"], ["previewFile", { file: "fair.csv" }], ["previewFile", { file: "leads.csv" }]],
    holds: ({ answers: [list, semicolons = "", commas = ""] }) => {
      expect(list).toContain("fair.csv");
      expect(list).toContain("leads.csv");
      expect(JSON.parse(semicolons)).toMatchObject({ headers: fair.split("\n")[0]?.split(";") });
      expect(JSON.parse(commas)).toMatchObject({ headers: leads.split("\n")[0]?.split(",") });
    },
  }),
  ask({
    say: "Load budgets.csv into our projects, by their external ids.",
    files: { "budgets.csv": "External_Id__c,Budget__c\nPRJ-1,4200\nPRJ-2,5100\n" },
    expert: [
      [
        "createBulkJob",
        {
          object: "Project__c",
          operation: "upsert",
          externalIdField: "External_Id__c",
          file: "budgets.csv",
        },
      ],
    ],
    mistakes: [
      {
        call: ["createBulkJob", { object: "Project__c", operation: "upsert", file: "budgets.csv" }],
        wayOut: "externalIdField",
      },
    ],
    holds: async ({ rows }) =>
      expect(
        await rows(
          "SELECT Budget__c FROM Project__c WHERE External_Id__c IN ('PRJ-1', 'PRJ-2') ORDER BY External_Id__c",
        ),
      ).toEqual([{ Budget__c: 4200 }, { Budget__c: 5100 }]),
  }),
  ask({
    say: "How many tasks are there? Show me the first 300 subjects.",
    expert: [["executeQuery", { soql: "SELECT Subject FROM Task ORDER BY Id", maxRecords: 300 }]],
    holds: async ({ answer, rows }) => {
      const all = await rows("SELECT Id FROM Task");
      expect(answer).toContain(`totalSize=${all.length} returned=300`);
    },
  }),
];
