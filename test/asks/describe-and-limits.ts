import { expect } from "vitest";
import { csvRows } from "../tools/csv-rows.ts";
import { ask, query } from "./ask.ts";
import { countOf } from "./holds.ts";

const fieldsIn = (answer: string): Record<string, string> => JSON.parse(answer).fields;

export const describeAndLimits = [
  ask({
    say: "Who am I here, and in which org?",
    expert: [["getUserInfo"]],
    holds: async ({ answer, rows }) => {
      const [me] = await rows("SELECT Id, Name FROM User WHERE Name = 'Dana Demo'");
      expect(JSON.parse(answer).user).toMatchObject({ id: me?.["Id"], name: me?.["Name"] });
    },
  }),
  ask({
    say: "What statuses can a case have?",
    expert: [["describeObject", { object: "Case", fields: ["Status"] }]],
    mistakes: [
      { call: ["describeObject", { object: "Cases", fields: ["Status"] }], wayOut: "Case" },
      { call: ["describeObject", { object: "Case", fields: ["Statu"] }], wayOut: "Status" },
    ],
    holds: async ({ answer, rows }) => {
      const used = new Set((await rows("SELECT Status FROM Case")).map(({ Status }) => String(Status)));
      for (const status of used) expect(fieldsIn(answer)["Status"]).toContain(status);
    },
  }),
  ask({
    say: "How many cases are open?",
    expert: [query("SELECT COUNT() FROM Case WHERE IsClosed = false AND Status != 'Closed'")],
    mistakes: [
      { call: query("SELECT COUNT() FROM Case WHERE Status = 'Open'"), wayOut: "Closed" },
      { call: query("SELECT COUNT(*) FROM Case WHERE IsClosed = false"), wayOut: "COUNT()" },
    ],
    holds: async ({ answer, rows }) => {
      const open = await rows("SELECT Id FROM Case WHERE IsClosed = false");
      expect(open.length).toBeGreaterThan(0);
      expect(countOf(answer)).toBe(open.length);
    },
  }),
  ask({
    say: "Does an account have a billing city?",
    expert: [["describeObject", { object: "Account", fields: ["BillingCity", "ShippingCity"] }]],
    mistakes: [{ call: query("SELECT City FROM Account"), wayOut: "BillingCity" }],
    holds: async ({ answer, rows }) => {
      expect(Object.keys(fieldsIn(answer))).toEqual(expect.arrayContaining(["BillingCity", "ShippingCity"]));
      expect((await rows("SELECT BillingCity FROM Account")).length).toBeGreaterThan(0);
    },
  }),
  ask({
    say: "How many API calls do we have left today?",
    expert: [["getOrganizationLimits", { names: ["DailyApiRequests"] }]],
    mistakes: [
      { call: ["getOrganizationLimits", { names: ["DailyApiRequest"] }], wayOut: "DailyApiRequests" },
    ],
    holds: ({ answer }) => {
      const [limit] = csvRows(answer);
      expect(Number(limit?.["remaining"])).toBeLessThan(Number(limit?.["max"]));
      expect(Number(limit?.["remaining"])).toBeGreaterThan(0);
    },
  }),
  ask({
    say: "Which objects of our own have we got?",
    expert: [["listAllObjects", { kind: "custom" }]],
    mistakes: [{ call: ["listAllObjects", { kind: "own" }], wayOut: "custom" }],
    holds: async ({ answer, rows }) => {
      const names = csvRows(answer).map((row) => row["name"] ?? "");
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) {
        expect(name).toMatch(/__c$/);
        expect(Array.isArray(await rows(`SELECT Id FROM ${name}`))).toBe(true);
      }
    },
  }),
  ask({
    say: "What must I give to create a project?",
    expert: [["describeObject", { object: "Project__c" }]],
    mistakes: [{ call: ["describeObject", { object: "Project" }], wayOut: "Project__c" }],
    holds: ({ answer }) => expect(JSON.parse(answer).required).toEqual(["Start_Date__c"]),
  }),
  ask({
    say: "Which API versions does this org have?",
    expert: [["listApiVersions"]],
    holds: ({ answer }) => expect(answer).toContain("66.0"),
  }),
  ask({
    say: "What hangs on an account?",
    expert: [["describeObject", { object: "Account", include: ["childRelationships"] }]],
    mistakes: [
      {
        call: ["describeObject", { object: "Account", include: ["children"] }],
        wayOut: "childRelationships",
      },
    ],
    holds: ({ answer }) => {
      for (const name of ["Contacts", "Opportunities", "Cases"]) expect(answer).toContain(name);
    },
  }),
  ask({
    say: "How much are the deals worth that our tasks are about?",
    expert: [
      query(
        "SELECT Subject, TYPEOF What WHEN Opportunity THEN Name, Amount END FROM Task WHERE What.Type = 'Opportunity' ORDER BY Id LIMIT 20",
      ),
    ],
    mistakes: [
      {
        call: query("SELECT Subject, What.Amount FROM Task WHERE What.Type = 'Opportunity'"),
        wayOut: "TYPEOF What WHEN Opportunity THEN",
      },
    ],
    holds: async ({ answer, rows }) => {
      const amounts = new Map(
        (await rows("SELECT Name, Amount, Id FROM Opportunity")).map((row) => [row["Name"], row["Amount"]]),
      );
      const answered = csvRows(answer);
      expect(answered).toHaveLength(20);
      for (const row of answered) expect(amounts.has(row["What.Name"])).toBe(true);
    },
  }),
];
