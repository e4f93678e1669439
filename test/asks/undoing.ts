import { expect } from "vitest";
import { csvRows } from "../tools/csv-rows.ts";
import { ask, type Known, query } from "./ask.ts";
import { idIn } from "./holds.ts";

const willow = "SELECT Id, Phone, Website FROM Account WHERE Name = 'Willow Health'";
const openLeads = "SELECT Id, LastName, Phone FROM Lead WHERE IsConverted = false ORDER BY Id";
const contactsOf =
  "SELECT Id FROM Contact WHERE Account.Industry = 'Energy' AND Id NOT IN (SELECT ContactId FROM Case) ORDER BY Id";
const closings = "SELECT Id, CloseDate, StageName FROM Opportunity ORDER BY Id LIMIT 40";
const record =
  (values: object) =>
  ({ before }: Known) => ({ object: "Account", id: before[0]?.["Id"], record: values });
const lead = (LastName: string, Company = "Undone Ltd") => ({
  object: "Lead",
  record: { LastName, Company },
});
const three = ({ before }: Known) => before.slice(0, 3).map(({ Id }) => Id);

export const undoing = [
  ask({
    say: "Make two leads for Undone Ltd and a task to call them … no, take all of that back.",
    before: "SELECT Id FROM Lead",
    expert: [
      ["createRecord", lead("One")],
      ["createRecord", lead("Two")],
      ["createRecord", { object: "Task", record: { Subject: "Call Undone", Status: "Not Started" } }],
      ["undoChange", { since: "c1", preview: true }],
      ["undoChange", { since: "c1" }],
    ],
    mistakes: [
      { call: ["undoChange", {}], wayOut: "since" },
      { call: ["undoChange", { from: "c1" }], wayOut: "since" },
    ],
    holds: async ({ before, answers, rows }) => {
      expect(await rows("SELECT Id FROM Lead")).toHaveLength(before.length);
      expect(await rows("SELECT Id FROM Task WHERE Subject = 'Call Undone'")).toEqual([]);
      expect(answers[3]).toContain("3 deleted");
    },
  }),
  ask({
    say: "Set Willow Health's phone and website. What did you change there? Then put the phone back alone.",
    before: willow,
    expert: [
      ["updateRecord", record({ Website: "willow.example" })],
      ["updateRecord", record({ Phone: "+1 555 0199" })],
      ["listChanges", ({ before }) => ({ recordId: before[0]?.["Id"] })],
      ["undoChange", { change: "c2" }],
    ],
    mistakes: [
      { call: ["listChanges", ({ before }) => ({ record: before[0]?.["Id"] })], wayOut: "recordId" },
      { call: ["updateRecord", record({ Web_Site: "willow.example" })], wayOut: "Website" },
    ],
    holds: async ({ before, answers, rows }) => {
      expect(csvRows(answers[2] ?? "").map(({ change }) => change)).toEqual(["c2", "c1"]);
      expect(await rows(willow)).toEqual([{ ...before[0], Website: "willow.example" }]);
    },
  }),
  ask({
    say: "Set the phone back; no, leave it as you had set it.",
    before: willow,
    expert: [
      ["updateRecord", record({ Phone: "+1 555 0188" })],
      ["undoChange", { change: "c1" }],
      ["undoChange", { change: "c2" }],
    ],
    mistakes: [{ call: ["undoChange", { id: "c1" }], wayOut: "change" }],
    holds: async ({ rows }) => expect(await rows(willow)).toMatchObject([{ Phone: "+1 555 0188" }]),
  }),
  ask({
    say: "Delete the contacts of energy firms that never had a case. I was wrong: I need them.",
    before: contactsOf,
    expert: [
      [
        "executeCollection",
        ({ before }) => ({ operation: "delete", object: "Contact", ids: before.map(({ Id }) => Id) }),
      ],
      ["undoChange", { change: "c1" }],
    ],
    mistakes: [
      {
        call: [
          "executeCollection",
          ({ before }) => ({ operation: "delete", object: "Contact", records: before.map(({ Id }) => Id) }),
        ],
        wayOut: "ids",
      },
    ],
    holds: async ({ before, rows }) => {
      expect(before.length).toBeGreaterThan(0);
      expect(await rows(contactsOf)).toEqual(before);
    },
  }),
  ask({
    say: "Push these forty deals out to June. Undo that.",
    before: closings,
    expert: [
      [
        "executeCollection",
        ({ before }) => ({
          operation: "update",
          object: "Opportunity",
          ids: before.map(({ Id }) => Id),
          record: { CloseDate: "2027-06-30" },
        }),
      ],
      ["undoChange", { change: "c1" }],
    ],
    mistakes: [
      {
        call: [
          "executeCollection",
          ({ before }) => ({
            operation: "update",
            object: "Opportunity",
            records: before.map(({ Id }) => ({ Id, Close: "2027-06-30" })),
          }),
        ],
        wayOut: "CloseDate",
      },
    ],
    holds: async ({ before, rows }) => expect(await rows(closings)).toEqual(before),
  }),
  ask({
    say: "These three leads are one person; keep the first one, with the phone 555 0101.",
    before: openLeads,
    expert: [
      [
        "mergeRecords",
        (known) => {
          const [masterId, ...duplicateIds] = three(known);
          return { object: "Lead", masterId, duplicateIds, record: { Phone: "555 0101" } };
        },
      ],
    ],
    mistakes: [
      {
        call: [
          "mergeRecords",
          (known) => {
            const [master, ...duplicateIds] = three(known);
            return { object: "Lead", master, duplicateIds };
          },
        ],
        wayOut: "masterId",
      },
      {
        call: [
          "mergeRecords",
          (known) => {
            const [masterId, ...duplicateIds] = three(known);
            return { object: "Leads", masterId, duplicateIds };
          },
        ],
        wayOut: "Lead",
      },
    ],
    holds: async ({ before, rows }) => {
      const ids = before.slice(0, 3).map(({ Id }) => `'${Id}'`);
      expect(await rows(`SELECT Id, Phone FROM Lead WHERE Id IN (${ids.join(", ")})`)).toEqual([
        { Id: before[0]?.["Id"], Phone: "555 0101" },
      ]);
    },
  }),
  ask({
    say: "Merge the two newest leads. Can you take that back?",
    before: openLeads,
    expert: [
      [
        "mergeRecords",
        ({ before }) => {
          const [one, other] = before.slice(-2).map(({ Id }) => Id);
          return { object: "Lead", masterId: one, duplicateIds: [other] };
        },
      ],
      ["undoChange", { change: "c1" }],
    ],
    refused: true,
    holds: async ({ before, answer, rows }) => {
      expect(answer).toMatch(/merge/i);
      expect(await rows(openLeads)).toHaveLength(before.length - 1);
    },
  }),
  ask({
    say: "Turn our oldest lead into a contact of Atlas Freight, with a deal called Atlas - Pilot.",
    before: openLeads,
    expert: [
      query("SELECT Id FROM Account WHERE Name = 'Atlas Freight'"),
      [
        "convertLead",
        ({ before, answers: [found = ""] }) => ({
          leadId: before[0]?.["Id"],
          accountId: idIn(found),
          opportunityName: "Atlas - Pilot",
          convertedStatus: "Closed - Converted",
        }),
      ],
    ],
    mistakes: [
      {
        call: ["convertLead", ({ before }) => ({ leadId: before[0]?.["Id"], convertedStatus: "Converted" })],
        wayOut: "Closed - Converted",
      },
      {
        call: ["convertLead", ({ before }) => ({ id: before[0]?.["Id"], accountName: "Atlas Freight" })],
        wayOut: "leadId",
      },
    ],
    holds: async ({ rows }) =>
      expect(await rows("SELECT Account.Name FROM Opportunity WHERE Name = 'Atlas - Pilot'")).toEqual([
        { "Account.Name": "Atlas Freight" },
      ]),
  }),
];
