import { expect } from "vitest";
import { ask, type Known, query } from "./ask.ts";
import { idIn } from "./holds.ts";

const granite = "SELECT Id FROM Account WHERE Name = 'Granite Peak Mining'";
const openLeads = "SELECT Id FROM Lead WHERE IsConverted = false ORDER BY CreatedDate DESC, Id";
const deleteIt = [
  "deleteRecord",
  ({ answers: [found = ""] }: Known) => ({ object: "Account", id: idIn(found) }),
] as const;
const beforeDelete = [
  "deleteRecord",
  ({ before }: Known) => ({ object: "Account", id: before[0]?.["Id"] }),
] as const;

export const refusals = [
  ask({
    say: "Delete the account Granite Peak Mining.",
    settings: { SALESFORCE_CONFIRM: "destructive" },
    replies: "decline",
    expert: [query("SELECT Id, Name, Owner.Name FROM Account WHERE Name = 'Granite Peak Mining'"), deleteIt],
    refused: true,
    holds: async ({ answer, rows }) => {
      expect(answer).toMatch(/^NOT_CONFIRMED/);
      expect(await rows(granite)).toHaveLength(1);
    },
  }),
  ask({
    say: "Delete our newest lead. Yes, I am sure.",
    before: openLeads,
    settings: { SALESFORCE_CONFIRM: "destructive" },
    replies: "accept",
    expert: [["deleteRecord", ({ before }) => ({ object: "Lead", id: before[0]?.["Id"] })]],
    holds: async ({ before, rows }) => expect(await rows(openLeads)).toEqual(before.slice(1)),
  }),
  ask({
    say: "Delete the account Granite Peak Mining, in a client that cannot ask.",
    settings: { SALESFORCE_CONFIRM: "destructive" },
    expert: [query(granite), deleteIt],
    refused: true,
    holds: async ({ answer, rows }) => {
      expect(answer).toMatch(/^NOT_CONFIRMED/);
      expect(answer).toContain("SALESFORCE_CONFIRM");
      expect(await rows(granite)).toHaveLength(1);
    },
  }),
  ask({
    say: "I may only read: what would deleting Granite Peak Mining take along?",
    before: granite,
    settings: { SALESFORCE_READ_ONLY: "true" },
    expert: [query("SELECT Id, Name FROM Contact WHERE Account.Name = 'Granite Peak Mining'")],
    mistakes: [{ call: beforeDelete, wayOut: "executeQuery" }],
    holds: async ({ answer, rows }) => {
      expect(await rows(granite)).toHaveLength(1);
      const contacts = await rows("SELECT Id FROM Contact WHERE Account.Name = 'Granite Peak Mining'");
      expect(answer).toContain(`totalSize=${contacts.length}`);
    },
  }),
  ask({
    say: "How many cases are there? (Cases are kept from the agent.)",
    settings: { SALESFORCE_DENIED_OBJECTS: "Case" },
    expert: [query("SELECT Name, (SELECT Id FROM Cases) FROM Account")],
    refused: true,
    holds: ({ answer }) => expect(answer).toMatch(/^DENIED_OBJECT/),
  }),
  ask({
    say: "Write my accounts to a file outside of the folder.",
    expert: [["executeQuery", { soql: "SELECT Name FROM Account", saveTo: "../accounts.csv" }]],
    refused: true,
    holds: ({ answer }) => expect(answer).toMatch(/^FILE_REFUSED/),
  }),
];
