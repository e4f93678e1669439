import { expect } from "vitest";
import { csvRows } from "../tools/csv-rows.ts";
import { ask, query } from "./ask.ts";
import { idIn } from "./holds.ts";

const granite = "SELECT Id, Phone FROM Account WHERE Name = 'Granite Peak Mining'";
const dealsOfTwo =
  "SELECT Id, CloseDate FROM Opportunity WHERE IsClosed = false AND Account.Name IN ('Granite Peak Mining', 'Copperfield Plumbing')";
const idsIn = (answer = "") => csvRows(answer).map((row) => row["Id"]);
const newCustomer = (contact: object) => [
  { method: "POST", url: "sobjects/Account", referenceId: "firm", body: { Name: "Blue Harbor Tours" } },
  {
    method: "POST",
    url: "sobjects/Contact",
    referenceId: "person",
    body: { ...contact, AccountId: "@{firm.id}" },
  },
  {
    method: "POST",
    url: "sobjects/Opportunity",
    referenceId: "deal",
    body: {
      Name: "Blue Harbor Tours - Pilot",
      StageName: "Prospecting",
      CloseDate: "2026-12-31",
      AccountId: "@{firm.id}",
    },
  },
];

export const changes = [
  ask({
    say: "Set the phone of Granite Peak Mining to +1 555 0100. … No, that was wrong: take it back.",
    before: granite,
    expert: [
      query(granite),
      [
        "updateRecord",
        ({ answers: [found = ""] }) => ({
          object: "Account",
          id: idIn(found),
          record: { Phone: "+1 555 0100" },
        }),
      ],
      ["undoChange", { change: "c1" }],
    ],
    holds: async ({ before, rows }) => expect(await rows(granite)).toEqual(before),
  }),
  ask({
    say: "Give Sam's contacts to Jamie.",
    before: "SELECT Id FROM Contact WHERE Owner.Name = 'Sam Okafor'",
    expert: [
      query("SELECT Id FROM Contact WHERE Owner.Name = 'Sam Okafor'"),
      query("SELECT Id FROM User WHERE Name = 'Jamie Laurent'"),
      [
        "executeCollection",
        ({ answers: [contacts, users = ""] }) => ({
          operation: "update",
          object: "Contact",
          ids: idsIn(contacts),
          record: { OwnerId: idIn(users) },
        }),
      ],
    ],
    mistakes: [
      {
        call: [
          "executeCollection",
          ({ before }) => ({
            operation: "update",
            object: "Contact",
            ids: before.map(({ Id }) => Id),
            record: { Owner: "Jamie Laurent" },
          }),
        ],
        wayOut: "OwnerId",
      },
    ],
    holds: async ({ before, rows }) => {
      expect(before.length).toBeGreaterThan(0);
      const owners = await rows("SELECT Id, Owner.Name FROM Contact");
      const moved = new Set(before.map(({ Id }) => Id));
      for (const { Id, ...owner } of owners)
        if (moved.has(Id)) expect(owner["Owner.Name"]).toBe("Jamie Laurent");
        else expect(owner["Owner.Name"]).not.toBe("Sam Okafor");
    },
  }),
  ask({
    say: "Move the close date of the open Granite and Copperfield deals to the end of the year.",
    before: dealsOfTwo,
    expert: [
      query(dealsOfTwo),
      [
        "executeCollection",
        ({ answers: [deals] }) => ({
          operation: "update",
          object: "Opportunity",
          ids: idsIn(deals),
          record: { CloseDate: "2026-12-31" },
        }),
      ],
    ],
    mistakes: [
      {
        call: [
          "updateRecord",
          ({ before }) => ({
            object: "Opportunity",
            id: before[0]?.["Id"],
            record: { Close_Date: "2026-12-31" },
          }),
        ],
        wayOut: "CloseDate",
      },
    ],
    holds: async ({ before, rows }) => {
      expect(before.length).toBeGreaterThan(1);
      for (const { CloseDate } of await rows(dealsOfTwo)) expect(CloseDate).toBe("2026-12-31");
    },
  }),
  ask({
    say: "We won one of the open Willow Health deals: mark it.",
    before: "SELECT Id FROM Opportunity WHERE IsClosed = false AND Account.Name = 'Willow Health' LIMIT 1",
    expert: [
      [
        "updateRecord",
        ({ before }) => ({
          object: "Opportunity",
          id: before[0]?.["Id"],
          record: { StageName: "Closed Won" },
        }),
      ],
    ],
    mistakes: [
      {
        call: [
          "updateRecord",
          ({ before }) => ({ object: "Opportunity", id: before[0]?.["Id"], record: { StageName: "Won" } }),
        ],
        wayOut: "Closed Won",
      },
    ],
    holds: async ({ before, rows }) =>
      expect(await rows(`SELECT IsWon FROM Opportunity WHERE Id = '${before[0]?.["Id"]}'`)).toEqual([
        { IsWon: true },
      ]),
  }),
  ask({
    say: "Blue Harbor Tours is a new customer: create account, contact Mei Sato and a deal in one go.",
    expert: [["executeComposite", { compositeRequest: newCustomer({ FirstName: "Mei", LastName: "Sato" }) }]],
    mistakes: [
      {
        call: ["executeComposite", { compositeRequest: newCustomer({ FirstName: "Mei" }) }],
        wayOut: "LastName",
      },
    ],
    holds: async ({ rows }) => {
      const named = "Name = 'Blue Harbor Tours'";
      expect(await rows(`SELECT Id FROM Account WHERE ${named}`)).toHaveLength(1);
      expect(await rows(`SELECT LastName FROM Contact WHERE Account.${named}`)).toEqual([
        { LastName: "Sato" },
      ]);
      expect(await rows(`SELECT StageName FROM Opportunity WHERE Account.${named}`)).toEqual([
        { StageName: "Prospecting" },
      ]);
    },
  }),
  ask({
    say: "Granite Peak Mining also buys in APAC and EMEA: set its regions to these two.",
    before: granite,
    expert: [
      [
        "updateRecord",
        ({ before }) => ({
          object: "Account",
          id: before[0]?.["Id"],
          record: { Regions__c: "APAC;EMEA" },
        }),
      ],
    ],
    mistakes: [
      {
        call: [
          "updateRecord",
          ({ before }) => ({
            object: "Account",
            id: before[0]?.["Id"],
            record: { Regions__c: ["APAC", "EMEA"] },
          }),
        ],
        wayOut: "APAC;EMEA",
      },
      {
        call: [
          "updateRecord",
          ({ before }) => ({ object: "Account", id: before[0]?.["Id"], record: { Regions__c: "APAC,EMEA" } }),
        ],
        wayOut: "APAC;EMEA",
      },
    ],
    holds: async ({ before, rows }) => {
      const [row] = await rows(`SELECT Regions__c FROM Account WHERE Id = '${before[0]?.["Id"]}'`);
      expect(String(row?.["Regions__c"]).split(";").sort()).toEqual(["APAC", "EMEA"]);
    },
  }),
  ask({
    say: "Granite Peak Mining moved to Bergen.",
    before: granite,
    expert: [
      [
        "updateRecord",
        ({ before }) => ({ object: "Account", id: before[0]?.["Id"], record: { BillingCity: "Bergen" } }),
      ],
    ],
    mistakes: [
      {
        call: [
          "updateRecord",
          ({ before }) => ({
            object: "Account",
            id: before[0]?.["Id"],
            record: { BillingAddress: { city: "Bergen" } },
          }),
        ],
        wayOut: "BillingCity",
      },
    ],
    holds: async ({ rows }) =>
      expect(await rows("SELECT Name FROM Account WHERE BillingCity = 'Bergen'")).toEqual([
        { Name: "Granite Peak Mining" },
      ]),
  }),
  ask({
    say: "One of the Hollis Motors deals is really Atlas Freight's: move it there.",
    before:
      "SELECT Id, Name, (SELECT Id FROM OpportunityLineItems) FROM Opportunity WHERE Account.Name = 'Hollis Motors' LIMIT 1",
    expert: [
      query("SELECT Id FROM Account WHERE Name = 'Atlas Freight'"),
      [
        "updateRecord",
        ({ before, answers: [found = ""] }) => ({
          object: "Opportunity",
          id: before[0]?.["Id"],
          record: { AccountId: idIn(found) },
        }),
      ],
    ],
    mistakes: [
      {
        call: [
          "updateRecord",
          ({ before }) => ({
            object: "Opportunity",
            id: before[0]?.["Id"],
            record: { "Account.Name": "Atlas Freight" },
          }),
        ],
        wayOut: "AccountId",
      },
    ],
    holds: async ({ before, rows }) =>
      expect(
        await rows(`SELECT Name, Account.Name FROM Opportunity WHERE Id = '${before[0]?.["Id"]}'`),
      ).toEqual([{ Name: before[0]?.["Name"], "Account.Name": "Atlas Freight" }]),
  }),
  ask({
    say: "Put a meeting into my calendar: tomorrow, 10 to 11.",
    expert: [
      ["getUserInfo"],
      [
        "createRecord",
        {
          object: "Event",
          record: {
            Subject: "Plan the launch",
            StartDateTime: "2026-11-19T10:00:00-08:00",
            EndDateTime: "2026-11-19T11:00:00-08:00",
          },
        },
      ],
    ],
    mistakes: [
      {
        call: [
          "createRecord",
          {
            object: "Event",
            record: { Subject: "Meting", Start_DateTime: "2026-11-19T10:00:00-08:00" },
          },
        ],
        wayOut: "StartDateTime",
      },
    ],
    holds: async ({ rows }) =>
      expect(await rows("SELECT StartDateTime FROM Event WHERE Subject = 'Plan the launch'")).toEqual([
        { StartDateTime: "2026-11-19T18:00:00.000+0000" },
      ]),
  }),
  ask({
    say: "Save project HELM-1 from our planning tool, whether we have it or not: it starts on 1 December.",
    expert: [
      [
        "upsertRecord",
        {
          object: "Project__c",
          externalIdField: "External_Id__c",
          externalId: "HELM-1",
          record: { Name: "Helm", Start_Date__c: "2026-12-01", Status__c: "Planned" },
        },
      ],
    ],
    mistakes: [
      {
        call: [
          "upsertRecord",
          {
            object: "Project__c",
            externalIdField: "External_Id",
            externalId: "HELM-1",
            record: { Start_Date__c: "2026-12-01" },
          },
        ],
        wayOut: "External_Id__c",
      },
      {
        call: [
          "upsertRecord",
          {
            object: "Project__c",
            externalIdField: "External_Id__c",
            externalId: "HELM-1",
            record: { Name: "Helm", Start_Date__c: "2026-12-01", Status__c: "planing" },
          },
        ],
        wayOut: "Planned",
      },
    ],
    holds: async ({ rows }) =>
      expect(await rows("SELECT Name, Status__c FROM Project__c WHERE External_Id__c = 'HELM-1'")).toEqual([
        { Name: "Helm", Status__c: "Planned" },
      ]),
  }),
];
