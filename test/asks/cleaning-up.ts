import { expect } from "vitest";
import { csvRows } from "../tools/csv-rows.ts";
import { ask, query } from "./ask.ts";
import { idIn } from "./holds.ts";

const byName = (name: string) => `SELECT Id FROM Account WHERE Name = '${name}'`;
const childrenOf = (name: string) => `SELECT Id FROM Contact WHERE Account.Name = '${name}'`;
const twoContacts = "SELECT Id FROM Contact WHERE Account.Name = 'Evergreen Paper' ORDER BY Id LIMIT 2";
const oldTasks = "SELECT Id FROM Task WHERE Status = 'Completed' AND Owner.Name = 'Morgan Reyes'";
const oneLead = "SELECT Id, LastName, Company FROM Lead WHERE IsConverted = false ORDER BY Id LIMIT 1";

export const cleaningUp = [
  ask({
    say: "Delete the account Falcon Foundry, with its cases.",
    before: byName("Falcon Foundry"),
    expert: [
      query(
        "SELECT Id FROM Case WHERE Account.Name = 'Falcon Foundry' OR Contact.Account.Name = 'Falcon Foundry'",
      ),
      [
        "executeCollection",
        ({ answers: [cases = ""] }) => ({
          operation: "delete",
          object: "Case",
          ids: csvRows(cases).map((row) => row["Id"]),
        }),
      ],
      ["deleteRecord", ({ before }) => ({ object: "Account", id: before[0]?.["Id"] })],
    ],
    mistakes: [
      { call: query("DELETE FROM Account WHERE Name = 'Falcon Foundry'"), wayOut: "executeCollection" },
      {
        call: ["deleteRecord", ({ before }) => ({ object: "Account", id: before[0]?.["Id"] })],
        wayOut: "delete",
      },
    ],
    holds: async ({ before, rows }) => {
      expect(before).toHaveLength(1);
      expect(await rows(byName("Falcon Foundry"))).toEqual([]);
      expect(await rows(childrenOf("Falcon Foundry"))).toEqual([]);
    },
  }),
  ask({
    say: "Which accounts were deleted?",
    expert: [["executeQueryAll", { soql: "SELECT Name FROM Account WHERE IsDeleted = true" }]],
    mistakes: [{ call: query("SELECT Name FROM Account WHERE IsDeleted = true"), wayOut: "executeQueryAll" }],
    holds: async ({ answer, rows }) => {
      const kept = new Set((await rows("SELECT Name FROM Account")).map(({ Name }) => Name));
      const gone = csvRows(answer).map((row) => row["Name"]);
      expect(gone).toContain("Falcon Foundry");
      for (const name of gone) expect(kept.has(name)).toBe(false);
    },
  }),
  ask({
    say: "Bring Falcon Foundry back.",
    expert: [
      [
        "executeQueryAll",
        { soql: "SELECT Id FROM Account WHERE Name = 'Falcon Foundry' AND IsDeleted = true" },
      ],
      ["undeleteRecords", ({ answers: [found = ""] }) => ({ ids: [idIn(found)] })],
    ],
    holds: async ({ rows }) => {
      expect(await rows(byName("Falcon Foundry"))).toHaveLength(1);
      expect((await rows(childrenOf("Falcon Foundry"))).length).toBeGreaterThan(0);
    },
  }),
  ask({
    say: "These two contacts of Evergreen Paper are one person: merge them.",
    before: twoContacts,
    expert: [
      query(twoContacts),
      [
        "mergeRecords",
        ({ answers: [found = ""] }) => {
          const [one, other] = csvRows(found).map((row) => row["Id"]);
          return { object: "Contact", masterId: one, duplicateIds: [other] };
        },
      ],
    ],
    mistakes: [
      {
        call: ["mergeRecords", ({ before }) => ({ object: "Contact", ids: before.map(({ Id }) => Id) })],
        wayOut: "duplicateIds",
      },
    ],
    holds: async ({ before, rows }) => {
      const [one, other] = before.map(({ Id }) => Id);
      expect(await rows(`SELECT Id FROM Contact WHERE Id IN ('${one}', '${other}')`)).toEqual([{ Id: one }]);
    },
  }),
  ask({
    say: "Delete all of Morgan's completed tasks.",
    before: oldTasks,
    expert: [
      ["executeQuery", { soql: oldTasks, saveTo: "old.csv" }],
      ["createBulkJob", { object: "Task", operation: "delete", file: "old.csv" }],
    ],
    mistakes: [
      { call: ["createBulkJob", { object: "Task", operation: "remove", file: "old.csv" }], wayOut: "delete" },
    ],
    holds: async ({ before, rows }) => {
      expect(before.length).toBeGreaterThan(100);
      expect(await rows(oldTasks)).toEqual([]);
    },
  }),
  ask({
    say: "Convert our oldest open lead; no deal yet.",
    before: oneLead,
    expert: [
      query(oneLead),
      ["convertLead", ({ answers: [found = ""] }) => ({ leadId: idIn(found), createOpportunity: false })],
    ],
    mistakes: [
      {
        call: [
          "updateRecord",
          ({ before }) => ({ object: "Lead", id: before[0]?.["Id"], record: { IsConverted: true } }),
        ],
        wayOut: "convertLead",
      },
    ],
    holds: async ({ before, rows }) => {
      const [lead] = await rows(
        `SELECT IsConverted, ConvertedOpportunityId, ConvertedContact.LastName FROM Lead WHERE Id = '${before[0]?.["Id"]}'`,
      );
      expect(lead).toMatchObject({
        IsConverted: true,
        ConvertedOpportunityId: null,
        "ConvertedContact.LastName": before[0]?.["LastName"],
      });
    },
  }),
  ask({
    say: "Add a note-taking task for Atlas Freight, then show what you changed and take it all back.",
    before: "SELECT Id FROM Task",
    expert: [
      ["createRecord", { object: "Task", record: { Subject: "Take notes", Status: "Not Started" } }],
      ["listChanges"],
      ["undoChange", { change: "c1" }],
    ],
    mistakes: [
      {
        call: ["createRecord", { object: "Tasks", record: { Subject: "Take notes" } }],
        wayOut: "Task",
      },
    ],
    holds: async ({ before, answers, rows }) => {
      expect(csvRows(answers[1] ?? "")).toMatchObject([{ change: "c1", object: "Task", canUndo: "true" }]);
      expect(await rows("SELECT Id FROM Task")).toHaveLength(before.length);
    },
  }),
];
