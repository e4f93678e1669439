import { expect } from "vitest";
import { csvRows } from "../tools/csv-rows.ts";
import { ask, query } from "./ask.ts";

const accountNamed = "SELECT Id, Name FROM Account WHERE Name = 'Cedar & Sons, Ltd.'";

export const search = [
  ask({
    say: "Find the person whose name begins with Cast.",
    expert: [["executeSearch", { sosl: "FIND {Cast*} IN NAME FIELDS RETURNING Contact(Id, Name)" }]],
    mistakes: [
      { call: ["executeSearch", { term: "Cast", objects: [{ name: "Contact" }] }], wayOut: "FIND {Cast*}" },
    ],
    holds: async ({ answer, rows }) => {
      const named = await rows("SELECT Id FROM Contact WHERE LastName LIKE 'Cast%'");
      expect(named.length).toBeGreaterThan(0);
      const found = new Set(csvRows(answer).map((row) => row["Id"]));
      for (const { Id } of named) expect(found.has(String(Id))).toBe(true);
    },
  }),
  ask({
    say: "Whose e-mail address is contact7@people.example?",
    expert: [query("SELECT Id, Name FROM Contact WHERE Email = 'contact7@people.example'")],
    mistakes: [
      {
        call: query("SELECT Id, Name FROM Contact WHERE Email = contact7@people.example"),
        wayOut: "'contact7@people.example'",
      },
    ],
    holds: async ({ answer, rows }) => {
      const all = await rows("SELECT Id, Email FROM Contact");
      const [one] = all.filter(({ Email }) => Email === "contact7@people.example");
      expect(csvRows(answer).map((row) => row["Id"])).toEqual([one?.["Id"]]);
    },
  }),
  ask({
    say: "Who called from +1 555 02001?",
    expert: [
      [
        "executeSearch",
        { term: "+1 555 02001", in: "PHONE", objects: [{ name: "Contact", fields: ["Id"] }] },
      ],
    ],
    mistakes: [
      {
        call: ["executeSearch", { term: "+1 555 02001", in: "PHONES", objects: [{ name: "Contact" }] }],
        wayOut: "PHONE",
      },
    ],
    holds: async ({ answer, rows }) => {
      const callers = await rows("SELECT Id FROM Contact WHERE Phone = '+1 555 02001'");
      expect(callers.length).toBeGreaterThan(0);
      for (const { Id } of callers) expect(answer).toContain(String(Id));
    },
  }),
  ask({
    say: "Find Cedar & Sons, Ltd.",
    before: accountNamed,
    expert: [
      [
        "executeSearch",
        { term: "Cedar & Sons, Ltd.", objects: [{ name: "Account", fields: ["Id", "Name"] }] },
      ],
    ],
    mistakes: [
      {
        call: ["executeSearch", { term: "Cedar & Sons, Ltd.", objects: [{ object: "Account" }] }],
        wayOut: "name",
      },
    ],
    holds: ({ answer, before }) => {
      expect(before).toHaveLength(1);
      expect(answer).toContain(String(before[0]?.["Id"]));
    },
  }),
  ask({
    say: "Show me the account with our key ACC-0007.",
    expert: [
      [
        "getRecord",
        {
          object: "Account",
          externalIdField: "External_Id__c",
          externalId: "ACC-0007",
          fields: ["Id", "Name"],
        },
      ],
    ],
    mistakes: [
      { call: ["getRecord", { object: "Account", id: "ACC-0007" }], wayOut: "externalId" },
      {
        call: ["getRecord", { object: "Account", externalIdField: "External_Id", externalId: "ACC-0007" }],
        wayOut: "External_Id__c",
      },
    ],
    holds: async ({ answer, rows }) => {
      const [account] = await rows("SELECT Id, Name FROM Account WHERE External_Id__c = 'ACC-0007'");
      expect(JSON.parse(answer)).toMatchObject({ Id: account?.["Id"], Name: account?.["Name"] });
    },
  }),
  ask({
    say: "Where do we know somebody or something called Ember?",
    expert: [["executeSearch", { term: "Ember", objects: [{ name: "Account" }, { name: "Opportunity" }] }]],
    mistakes: [
      {
        call: ["executeSearch", { term: "Ember", objects: [{ name: "Acount" }, { name: "Opportunity" }] }],
        wayOut: "Account",
      },
    ],
    holds: async ({ answer, rows }) => {
      const objects = csvRows(answer).map((row) => row["object"]);
      for (const object of ["Account", "Opportunity"]) {
        const known = await rows(`SELECT Id FROM ${object} WHERE Name LIKE 'Ember %'`);
        expect(objects.filter((found) => found === object)).toHaveLength(known.length);
      }
    },
  }),
  ask({
    say: "Find O'Brien.",
    expert: [query("SELECT Id, Name FROM Contact WHERE LastName = 'O\\'Brien'")],
    mistakes: [
      { call: query("SELECT Id, Name FROM Contact WHERE LastName = 'O'Brien'"), wayOut: "O\\'Brien" },
    ],
    holds: async ({ answer, rows }) => {
      const all = await rows("SELECT Id, LastName FROM Contact");
      const named = all.filter(({ LastName }) => LastName === "O'Brien");
      expect(named.length).toBeGreaterThan(0);
      expect(csvRows(answer)).toHaveLength(named.length);
    },
  }),
];
