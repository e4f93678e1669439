import { expect } from "vitest";
import { csvRows } from "../tools/csv-rows.ts";
import { ask, type Known, query } from "./ask.ts";

const visitors = `Vorname;Nachname;Firma;E-Mail;Bemerkung
Jürgen;Groß;Nordlicht GmbH;jg@nordlicht.example;call in May
Zoë;Åberg;Nordlicht GmbH;za@nordlicht.example;
`;
const webLeads = {
  object: "Lead",
  operation: "update",
  query: "SELECT Id FROM Lead WHERE Status = 'Open - Not Contacted' AND LeadSource = 'Web'",
  set: { Status: "Working - Contacted" },
};
const boats = (status: string) => [
  { LastName: "Abe", Company: "Lagoon Boats", Status: status },
  { LastName: "Berg", Company: "Lagoon Boats", Status: status },
];
const boatLeads = "SELECT Id, Status FROM Lead WHERE Company = 'Lagoon Boats'";
const worked = {
  object: "Lead",
  operation: "update",
  query: "SELECT Id FROM Lead WHERE Company = 'Lagoon Boats'",
  set: { Status: "Working - Contacted" },
};
const samsTasks = {
  object: "Task",
  operation: "delete",
  query: "SELECT Id FROM Task WHERE Owner.Name = 'Sam Okafor' AND Status = 'Completed'",
};
/** The change that the last answer planned. */
const planned =
  (args: object) =>
  ({ answers }: Known) => ({ ...args, plan: JSON.parse(answers.at(-1) ?? "").plan });

export const loadsByColumns = [
  ask({
    say: "What is in visitors.csv, and which of its columns would be what field of a contact?",
    files: { "visitors.csv": visitors },
    expert: [["previewFile", { file: "visitors.csv", object: "Contact", rows: 1 }]],
    mistakes: [
      { call: ["previewFile", { name: "visitors.csv" }], wayOut: "file" },
      { call: ["previewFile", { file: "visitors.csv", object: "Contacts" }], wayOut: "Contact" },
    ],
    holds: ({ answer }) =>
      expect(JSON.parse(answer)).toMatchObject({
        rows: 2,
        columns: { Vorname: "FirstName", Nachname: "LastName", "E-Mail": "Email", Bemerkung: null },
      }),
  }),
  ask({
    say: "Load visitors.csv as leads, without the remarks.",
    files: { "visitors.csv": visitors },
    expert: [
      [
        "createBulkJob",
        {
          object: "Lead",
          operation: "insert",
          file: "visitors.csv",
          columns: {
            Vorname: "FirstName",
            Nachname: "LastName",
            Firma: "Company",
            "E-Mail": "Email",
            Bemerkung: null,
          },
        },
      ],
    ],
    mistakes: [
      {
        call: ["createBulkJob", { object: "Lead", operation: "insert", file: "visitors.csv" }],
        wayOut: "columns",
      },
      {
        call: [
          "createBulkJob",
          { object: "Lead", operation: "insert", file: "visitors.csv", columns: { Nachnahme: "LastName" } },
        ],
        wayOut: "Nachname",
      },
      {
        call: [
          "createBulkJob",
          {
            object: "Lead",
            operation: "insert",
            file: "visitors.csv",
            columns: { Vorname: "First_Name", Nachname: "Last_Name" },
          },
        ],
        wayOut: "LastName",
      },
    ],
    holds: async ({ rows }) =>
      expect(
        await rows("SELECT FirstName, LastName FROM Lead WHERE Company = 'Nordlicht GmbH' ORDER BY Email"),
      ).toEqual([
        { FirstName: "Jürgen", LastName: "Groß" },
        { FirstName: "Zoë", LastName: "Åberg" },
      ]),
  }),
  ask({
    say: "These two projects come from our planning tool: save them by their key.",
    expert: [
      [
        "createBulkJob",
        {
          object: "Project__c",
          operation: "upsert",
          externalIdField: "External_Id__c",
          csv: "key,title,begins\nTIDE-1,Tide,2026-12-01\nTIDE-2,Ebb,2026-12-08\n",
          columns: { key: "External_Id__c", title: "Name", begins: "Start_Date__c" },
        },
      ],
    ],
    mistakes: [
      {
        call: [
          "createBulkJob",
          {
            object: "Project__c",
            operation: "upsert",
            externalIdField: "key",
            csv: "key,title\nTIDE-1,Tide\n",
            columns: { key: "External_Id", title: "Name" },
          },
        ],
        wayOut: "External_Id__c",
      },
      {
        call: [
          "createBulkJob",
          {
            object: "Project__c",
            operation: "upsert",
            externalIdField: "External_Id__c",
            csv: "key,title\nTIDE-1,Tide\n",
            columns: { key: "External_Id__c", title: "Name" },
          },
        ],
        wayOut: "Start_Date__c",
      },
    ],
    holds: async ({ rows }) =>
      expect(
        await rows("SELECT Name FROM Project__c WHERE External_Id__c LIKE 'TIDE-%' ORDER BY External_Id__c"),
      ).toEqual([{ Name: "Tide" }, { Name: "Ebb" }]),
  }),
  ask({
    say: "Load the two leads of Lagoon Boats; both were called already.",
    expert: [
      ["createBulkJob", worked],
      ["createBulkJob", planned(worked)],
    ],
    mistakes: [
      {
        call: ["createBulkJob", { object: "Lead", operation: "insert", records: boats("Called") }],
        wayOut: "Working - Contacted",
      },
    ],
    holds: async ({ rows }) => {
      const all = await rows(boatLeads);
      expect(all.map(({ Status }) => Status)).toEqual(["Working - Contacted", "Working - Contacted"]);
    },
  }),
  ask({
    say: "The leads from the web are all being called. Set them to working.",
    before: webLeads.query,
    expert: [
      ["createBulkJob", webLeads],
      ["createBulkJob", planned(webLeads)],
    ],
    mistakes: [
      { call: ["createBulkJob", { ...webLeads, set: { Status: "Working" } }], wayOut: "Working - Contacted" },
      {
        call: ["createBulkJob", { ...webLeads, set: undefined, record: webLeads.set }],
        wayOut: "set",
      },
    ],
    holds: async ({ before, rows }) => {
      expect(before.length).toBeGreaterThan(1);
      expect(await rows(webLeads.query)).toEqual([]);
      const ids = before.map(({ Id }) => `'${Id}'`).join(", ");
      const now = await rows(`SELECT Id FROM Lead WHERE Id IN (${ids}) AND Status = 'Working - Contacted'`);
      expect(now).toHaveLength(before.length);
    },
  }),
  ask({
    say: "Delete Sam's completed tasks, but tell me first how many there are.",
    before: samsTasks.query,
    expert: [
      ["createBulkJob", samsTasks],
      ["createBulkJob", planned(samsTasks)],
    ],
    mistakes: [
      {
        call: ["createBulkJob", { ...samsTasks, query: samsTasks.query.replace("Owner.Name", "Owner") }],
        wayOut: "Owner.Name",
      },
    ],
    holds: async ({ before, answers, rows }) => {
      expect(before.length).toBeGreaterThan(1);
      expect(answers[0]).toContain(String(before.length));
      expect(await rows(samsTasks.query)).toEqual([]);
    },
  }),
  ask({
    say: "Would Salesforce take these two projects? Save nothing yet.",
    before: "SELECT Id FROM Project__c",
    expert: [
      [
        "executeCollection",
        {
          operation: "create",
          object: "Project__c",
          records: [
            { Name: "Harbor", Start_Date__c: "2026-12-01", End_Date__c: "2027-11-30" },
            { Name: "Orchard", Start_Date__c: "2026-12-01", Status__c: "Planned" },
          ],
          validateOnly: true,
        },
      ],
    ],
    mistakes: [
      {
        call: [
          "executeCollection",
          {
            operation: "create",
            object: "Project__c",
            records: [{ Name: "Orchard", Start_Date__c: "2026-12-01", Status__c: "Open" }],
            validateOnly: true,
          },
        ],
        wayOut: "Planned",
      },
      {
        call: [
          "executeCollection",
          { operation: "create", object: "Project__c", records: [{ Name: "Orchard" }], dryRun: true },
        ],
        wayOut: "validateOnly",
      },
    ],
    holds: async ({ before, answer, rows }) => {
      expect(JSON.parse(answer)).toMatchObject({ valid: true });
      expect(await rows("SELECT Id FROM Project__c")).toEqual(before);
    },
  }),
  ask({
    say: "How many leads does each company of our biggest load have? Only those with two and more.",
    expert: [query("SELECT Company, COUNT(Id) leads FROM Lead GROUP BY Company HAVING COUNT(Id) > 1")],
    mistakes: [
      {
        call: query("SELECT Company, COUNT(*) FROM Lead GROUP BY Company HAVING COUNT(*) > 1"),
        wayOut: "COUNT(Id)",
      },
    ],
    holds: async ({ answer, rows }) => {
      const counts = new Map<string, number>();
      for (const { Company } of await rows("SELECT Company FROM Lead"))
        counts.set(String(Company), (counts.get(String(Company)) ?? 0) + 1);
      const several = [...counts].filter(([, count]) => count > 1);
      expect(csvRows(answer)).toHaveLength(several.length);
      for (const { Company = "", leads } of csvRows(answer)) expect(Number(leads)).toBe(counts.get(Company));
    },
  }),
];
