import { expect } from "vitest";
import { csvRows } from "../tools/csv-rows.ts";
import { ask, type Known, query } from "./ask.ts";
import { idIn, sameRows } from "./holds.ts";

const oneContact = "SELECT Id FROM Contact WHERE Account.Name = 'Evergreen Paper' ORDER BY Id LIMIT 1";
const oneProject = "SELECT Id FROM Project__c ORDER BY Name LIMIT 1";
const asked =
  (object: string, record: object) =>
  ({ before }: Known) => ({ object, id: before[0]?.["Id"], record });

export const placesAndTimes = [
  ask({
    say: "Which of our accounts are in Germany?",
    expert: [query("SELECT Name, BillingCity FROM Account WHERE BillingCountry = 'Germany'")],
    mistakes: [
      { call: query("SELECT Name FROM Account WHERE BillingAddress = 'Germany'"), wayOut: "BillingCountry" },
      {
        call: query("SELECT Name, BillingAddress.City FROM Account"),
        wayOut: "BillingCity",
      },
      { call: query("SELECT Name FROM Account WHERE Country = 'Germany'"), wayOut: "BillingCountry" },
    ],
    holds: (end) => sameRows(end, "SELECT Name FROM Account WHERE BillingCountry = 'Germany'", ["Name"]),
  }),
  ask({
    say: "A contact of Evergreen Paper moved to 1 Harbour Street, Bergen, Norway.",
    before: oneContact,
    expert: [
      [
        "updateRecord",
        asked("Contact", {
          MailingStreet: "1 Harbour Street",
          MailingCity: "Bergen",
          MailingCountry: "Norway",
        }),
      ],
    ],
    mistakes: [
      {
        call: ["updateRecord", asked("Contact", { MailingAddress: "1 Harbour Street, Bergen" })],
        wayOut: "MailingStreet",
      },
      {
        call: ["updateRecord", asked("Contact", { Mailing_City: "Bergen" })],
        wayOut: "MailingCity",
      },
    ],
    holds: async ({ rows }) =>
      expect(
        await rows("SELECT MailingStreet, MailingCountry FROM Contact WHERE MailingCity = 'Bergen'"),
      ).toEqual([{ MailingStreet: "1 Harbour Street", MailingCountry: "Norway" }]),
  }),
  ask({
    say: "The first project is built at 60.39 north, 5.32 east.",
    before: oneProject,
    expert: [["updateRecord", asked("Project__c", { Site__Latitude__s: 60.39, Site__Longitude__s: 5.32 })]],
    mistakes: [
      {
        call: ["updateRecord", asked("Project__c", { Site__c: { latitude: 60.39, longitude: 5.32 } })],
        wayOut: "Site__Latitude__s",
      },
    ],
    holds: async ({ before, rows }) => {
      const near = await rows(
        "SELECT Id FROM Project__c WHERE DISTANCE(Site__c, GEOLOCATION(60.39, 5.32), 'km') < 1",
      );
      expect(near).toEqual(before);
    },
  }),
  ask({
    say: "Which projects lie within 50 km of Bergen?",
    expert: [
      query("SELECT Name FROM Project__c WHERE DISTANCE(Site__c, GEOLOCATION(60.39, 5.32), 'km') < 50"),
    ],
    mistakes: [{ call: query("SELECT Name FROM Project__c WHERE Site__c = 'Bergen'"), wayOut: "DISTANCE" }],
    holds: ({ answer }) => expect(csvRows(answer)).toHaveLength(1),
  }),
  ask({
    say: "Which accounts sell in EMEA and in America?",
    expert: [query("SELECT Name FROM Account WHERE Regions__c INCLUDES ('EMEA;AMER')")],
    mistakes: [
      {
        call: query("SELECT Name FROM Account WHERE Regions__c = 'EMEA' AND 'AMER'"),
        wayOut: "INCLUDES ('EMEA;AMER')",
      },
      {
        call: query("SELECT Name FROM Account WHERE Regions__c INCLUDES ('EMEA;America')"),
        wayOut: "AMER",
      },
    ],
    holds: async ({ answer, rows }) => {
      const all = await rows("SELECT Name, Regions__c FROM Account");
      const both = all.filter(({ Regions__c }) => /(?=.*EMEA)(?=.*AMER)/.test(String(Regions__c)));
      expect(both.length).toBeGreaterThan(0);
      expect(
        csvRows(answer)
          .map((row) => row["Name"])
          .sort(),
      ).toEqual(both.map(({ Name }) => Name).sort());
    },
  }),
  ask({
    say: "What is in the calendar on 11 November?",
    expert: [
      query(
        "SELECT Subject, StartDateTime FROM Event WHERE DAY_ONLY(convertTimezone(StartDateTime)) = 2026-11-11",
      ),
    ],
    mistakes: [
      {
        call: query("SELECT Subject FROM Event WHERE StartDateTime = '2026-11-11'"),
        wayOut: "DAY_ONLY(convertTimezone(StartDateTime)) = 2026-11-11",
      },
      {
        call: query("SELECT Subject FROM Event WHERE DATE(StartDateTime) = 2026-11-11"),
        wayOut: "DAY_ONLY",
      },
    ],
    holds: async ({ answer, rows }) => {
      // From midnight to midnight in Los Angeles, where the user is.
      const day = "StartDateTime >= 2026-11-11T08:00:00Z AND StartDateTime < 2026-11-12T08:00:00Z";
      expect(csvRows(answer)).toHaveLength((await rows(`SELECT Id FROM Event WHERE ${day}`)).length);
    },
  }),
  ask({
    say: "Show me the sales dashboard with fresh figures, for leads from the web only.",
    expert: [
      ["listDashboards", { search: "Sales" }],
      [
        "getDashboard",
        ({ answers: [found = ""] }) => ({ dashboardId: idIn(found), filters: ["Web"], refresh: true }),
      ],
    ],
    mistakes: [
      { call: ["listDashboards", { search: "sale board" }], wayOut: "Sales" },
      {
        call: ["getDashboard", { dashboardId: "01ZDE00000000012AA", filter: "Lead Source", refresh: true }],
        wayOut: "filters",
      },
      { call: ["getDashboard", { dashboardId: "01ZDE00000000012AA", filters: ["Internet"] }], wayOut: "Web" },
    ],
    holds: ({ answer }) => expect(JSON.parse(answer).filters[1]).toMatchObject({ selected: "Web" }),
  }),
  ask({
    say: "How many urgent cases does the service desk's dashboard count?",
    expert: [
      ["listDashboards", { search: "Service" }],
      ["getDashboard", ({ answers: [found = ""] }) => ({ dashboardId: idIn(found) })],
    ],
    mistakes: [{ call: ["getDashboard", { dashboardId: "Service Desk" }], wayOut: "listDashboards" }],
    holds: async ({ answer, rows }) => {
      const open = await rows(
        "SELECT Id FROM Case WHERE IsClosed = false AND (Priority = 'High' OR Origin = 'Phone')",
      );
      expect(answer).toContain(`"figure":"Record Count ${open.length}"`);
    },
  }),
];
