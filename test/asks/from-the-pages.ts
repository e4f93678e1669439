import { expect } from "vitest";
import { csvRows } from "../tools/csv-rows.ts";
import { ask, type Known, query } from "./ask.ts";
import { idIn } from "./holds.ts";

const granite = "SELECT Id, Phone FROM Account WHERE Name = 'Granite Peak Mining'";
const two = "SELECT Id, Phone FROM Account ORDER BY Id LIMIT 2";
const aurora = "SELECT Id FROM Account WHERE Name = 'Aurora Analytics'";
const largest =
  "SELECT Name, Amount, CloseDate FROM Opportunity WHERE IsClosed = false AND Amount != null ORDER BY Amount DESC LIMIT 5";
const called = ({ before }: Known) => before.map(({ Id }) => ({ Id, Phone: "+1 555 0100" }));
const onAurora =
  (args: object) =>
  ({ before }: Known) => ({ ...args, recordId: before[0]?.["Id"] });

/** Asks of the pages in docs that stand in no other topic. */
export const fromThePages = [
  ask({
    say: "Set both phones to +1 555 0100, and keep what was there. … No, put the old ones back.",
    before: two,
    expert: [
      [
        "createBulkJob",
        (known) => ({
          object: "Account",
          operation: "update",
          records: called(known),
          backupTo: "before.csv",
        }),
      ],
      ["undoChange", { change: "c1" }],
    ],
    mistakes: [
      {
        call: [
          "createBulkJob",
          (known) => ({ object: "Account", operation: "update", records: called(known), backup: true }),
        ],
        wayOut: "backupTo",
      },
    ],
    holds: async ({ before, rows }) => expect(await rows(two)).toEqual(before),
  }),
  ask({
    say: "Who works at Granite Peak Mining?",
    expert: [query("SELECT Name, Email FROM Contact WHERE Account.Name = 'Granite Peak Mining'")],
    mistakes: [
      {
        call: query("SELECT Name FROM Contact WHERE AccountName = 'Granite Peak Mining'"),
        wayOut: "Account.Name",
      },
    ],
    holds: async ({ answer, rows }) => {
      const there = await rows("SELECT Id FROM Contact WHERE Account.Name = 'Granite Peak Mining'");
      expect(there.length).toBeGreaterThan(0);
      expect(csvRows(answer)).toHaveLength(there.length);
    },
  }),
  ask({
    say: "Set the phone of Granite Peak Mining to +1 555 0100.",
    settings: { SALESFORCE_CONFIRM: "writes" },
    replies: "accept",
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
    ],
    mistakes: [
      {
        call: ["updateRecord", { object: "Account", name: "Granite Peak Mining", record: { Phone: "1" } }],
        wayOut: "id",
      },
    ],
    holds: async ({ rows }) => expect(await rows(granite)).toMatchObject([{ Phone: "+1 555 0100" }]),
  }),
  ask({
    say: "Save the five largest open deals, and put that list on the record of Aurora Analytics.",
    before: aurora,
    expert: [
      ["executeQuery", { soql: largest, saveTo: "deals.csv" }],
      ["uploadFile", onAurora({ file: "deals.csv", title: "Largest open deals" })],
    ],
    mistakes: [{ call: ["uploadFile", onAurora({ path: "deals.csv" })], wayOut: "file" }],
    holds: async ({ before, rows }) => {
      const links = `SELECT ContentDocument.Title FROM ContentDocumentLink WHERE LinkedEntityId = '${before[0]?.["Id"]}'`;
      expect(await rows(links)).toContainEqual({ "ContentDocument.Title": "Largest open deals" });
    },
  }),
];
