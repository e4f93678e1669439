import { expect } from "vitest";
import { csvRows } from "../tools/csv-rows.ts";
import { ask, query } from "./ask.ts";
import { sameRows } from "./holds.ts";

const countOf = (object: string) => ({
  method: "GET",
  url: `query?q=${encodeURIComponent(`SELECT COUNT() FROM ${object} WHERE Owner.Name = 'Sam Okafor'`).replaceAll("%20", "+")}`,
});

export const accountsAndContacts = [
  ask({
    say: "Which contacts have no e-mail address?",
    expert: [query("SELECT Name, Account.Name FROM Contact WHERE Email = null")],
    mistakes: [{ call: query("SELECT Name FROM Contact WHERE Email IS NULL"), wayOut: "Email = null" }],
    holds: async (end) => {
      const all = await end.rows("SELECT Name, Email FROM Contact");
      const without = all.filter(({ Email }) => Email === null).map(({ Name }) => Name);
      expect(without.length).toBeGreaterThan(0);
      expect(
        csvRows(end.answer)
          .map((row) => row["Name"])
          .sort(),
      ).toEqual(without.sort());
    },
  }),
  ask({
    say: "Which e-mail addresses do several contacts share?",
    expert: [
      query("SELECT Email, COUNT(Id) FROM Contact WHERE Email != null GROUP BY Email HAVING COUNT(Id) > 1"),
    ],
    mistakes: [
      {
        call: query("SELECT Email, COUNT(Id) n FROM Contact GROUP BY Email HAVING n > 1"),
        wayOut: "HAVING COUNT(Id)",
      },
    ],
    holds: async (end) => {
      const counts = new Map<string, number>();
      for (const { Email } of await end.rows("SELECT Email FROM Contact WHERE Email != null"))
        counts.set(String(Email), (counts.get(String(Email)) ?? 0) + 1);
      const shared = [...counts].filter(([, count]) => count > 1).map(([email]) => email);
      expect(
        csvRows(end.answer)
          .map((row) => row["Email"])
          .sort(),
      ).toEqual(shared.sort());
    },
  }),
  ask({
    say: "How many accounts, contacts and deals does Sam have?",
    expert: [
      ["executeBatch", { batchRequests: [countOf("Account"), countOf("Contact"), countOf("Opportunity")] }],
    ],
    mistakes: [
      {
        call: query("SELECT COUNT(Id) FROM Account WHERE Owner = 'Sam Okafor'"),
        wayOut: "Owner.Name",
      },
    ],
    holds: async (end) => {
      const objects = ["Account", "Contact", "Opportunity"];
      const all = await Promise.all(
        objects.map((object) => end.rows(`SELECT Id FROM ${object} WHERE Owner.Name = 'Sam Okafor'`)),
      );
      const answered = [...end.answer.matchAll(/"totalSize":(\d+)/g)].map(([, size]) => Number(size));
      expect(answered).toEqual(all.map((rows) => rows.length));
    },
  }),
  ask({
    say: "Which accounts are in EMEA?",
    expert: [query("SELECT Name, Regions__c FROM Account WHERE Regions__c INCLUDES ('EMEA')")],
    mistakes: [
      {
        call: query("SELECT Name FROM Account WHERE Regions__c CONTAINS 'EMEA'"),
        wayOut: "INCLUDES ('EMEA')",
      },
      {
        call: query("SELECT Name FROM Account WHERE Regions__c LIKE '%EMEA%'"),
        wayOut: "INCLUDES ('EMEA')",
      },
    ],
    holds: async (end) => {
      const all = await end.rows("SELECT Name, Regions__c FROM Account");
      const there = all.filter((row) => String(row["Regions__c"]).split(";").includes("EMEA"));
      expect(there.length).toBeGreaterThan(0);
      expect(csvRows(end.answer)).toHaveLength(there.length);
    },
  }),
  ask({
    say: "List the accounts with their contacts.",
    expert: [query("SELECT Name, (SELECT Name FROM Contacts) FROM Account")],
    mistakes: [
      {
        call: query("SELECT Name, (SELECT Name FROM Contact) FROM Account"),
        wayOut: "Contacts",
      },
    ],
    holds: async (end) => {
      const contacts = await end.rows("SELECT Id FROM Contact WHERE AccountId != null");
      // The shape of rows that hold children.
      const { records } = JSON.parse(end.answer) as { records: { Contacts?: unknown[] | null }[] };
      expect(records).toHaveLength((await end.rows("SELECT Id FROM Account")).length);
      const children = JSON.stringify(records).split('"Name":').length - 1 - records.length;
      expect(children).toBe(contacts.length);
    },
  }),
  ask({
    say: "Who works at Ember Robotics?",
    expert: [query("SELECT Name, Title FROM Contact WHERE Account.Name = 'Ember Robotics'")],
    mistakes: [
      { call: query("SELECT Name FROM Contact WHERE Account = 'Ember Robotics'"), wayOut: "Account.Name" },
      {
        call: query('SELECT Name FROM Contact WHERE Account.Name = "Ember Robotics"'),
        wayOut: "'Ember Robotics'",
      },
      {
        call: query("SELECT Name FROM Contact WHERE Account.Name == 'Ember Robotics'"),
        wayOut: "Account.Name = 'Ember Robotics'",
      },
    ],
    holds: (end) =>
      sameRows(
        end,
        "SELECT Name FROM Contact WHERE AccountId IN (SELECT Id FROM Account WHERE Name = 'Ember Robotics')",
        ["Name"],
      ),
  }),
  ask({
    say: "Which accounts have no open deal?",
    expert: [
      query(
        "SELECT Name FROM Account WHERE Id NOT IN (SELECT AccountId FROM Opportunity WHERE IsClosed = false)",
      ),
    ],
    mistakes: [
      {
        call: query(
          "SELECT Name FROM Account WHERE NOT EXISTS (SELECT AccountId FROM Opportunity WHERE IsClosed = false)",
        ),
        wayOut: "NOT IN",
      },
    ],
    holds: async (end) => {
      const busy = new Set(
        (await end.rows("SELECT AccountId FROM Opportunity WHERE IsClosed = false")).map(
          ({ AccountId }) => AccountId,
        ),
      );
      const idle = (await end.rows("SELECT Id, Name FROM Account")).filter(({ Id }) => !busy.has(Id));
      expect(
        csvRows(end.answer)
          .map((row) => row["Name"])
          .sort(),
      ).toEqual(idle.map(({ Name }) => Name).sort());
    },
  }),
  ask({
    say: "What industries are our accounts in?",
    expert: [query("SELECT Industry FROM Account GROUP BY Industry")],
    mistakes: [
      {
        call: query("SELECT DISTINCT Industry FROM Account"),
        wayOut: "SELECT Industry FROM Account GROUP BY Industry",
      },
    ],
    holds: async (end) => {
      const all = await end.rows("SELECT Industry FROM Account");
      expect(new Set(csvRows(end.answer).map((row) => row["Industry"]))).toEqual(
        new Set(all.map(({ Industry }) => String(Industry ?? ""))),
      );
    },
  }),
  ask({
    say: "Which companies have Energy, or something like it, in their name?",
    expert: [query("SELECT Name FROM Account WHERE Name LIKE '%nergie%'")],
    mistakes: [
      { call: query("SELECT Name FROM Account WHERE Name CONTAINS 'nergie'"), wayOut: "LIKE '%nergie%'" },
      {
        call: query("SELECT Name FROM Account WHERE Name ILIKE '%nergie%'"),
        wayOut: "Name LIKE '%nergie%'",
      },
    ],
    holds: async (end) => {
      const all = await end.rows("SELECT Name FROM Account");
      const named = all.filter(({ Name }) => String(Name).toLowerCase().includes("nergie"));
      expect(named.length).toBeGreaterThan(0);
      expect(csvRows(end.answer)).toHaveLength(named.length);
    },
  }),
];
