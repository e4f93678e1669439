import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { reportIds } from "../../src/demo/store/fixed-ids.ts";
import { type Connected, connect } from "../connect.ts";

const reportId = reportIds.pipelineByStage;

let org: DemoOrg;
let server: Connected;
let describe: { reportMetadata: Record<string, unknown> & { detailColumns: string[] } };

beforeAll(async () => {
  org = await startDemoOrg();
  server = await connect({ org, settings: { SALESFORCE_DENIED_OBJECTS: "Contact,Project__c,Campaign" } });
  const { SALESFORCE_ACCESS_TOKEN: token } = org.accessTokenSettings();
  const url = `${org.instanceUrl}/services/data/v66.0/analytics/reports/${reportId}/describe`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  // The demo org describes each report so.
  describe = (await answer.json()) as typeof describe;
});

beforeEach(() => {
  org.faults.clear();
  org.resetCounters();
});

afterAll(async () => {
  await server.close();
  await org.close();
});

/** Runs the report as if Salesforce described it so. */
async function run(metadata: Record<string, unknown>) {
  const body = JSON.stringify({ ...describe, reportMetadata: { ...describe.reportMetadata, ...metadata } });
  org.faults.add({ method: "GET", path: `/reports/${reportId}/describe`, answer: { status: 200, body } });
  const { text } = await server.call("getReport", { reportId });
  const runs = Object.entries(org.counters()).filter(([name]) => /\/analytics\/reports\/:id$/.test(name));
  return { text, runs };
}

const shows = (column: string) => ({ detailColumns: [...describe.reportMetadata.detailColumns, column] });
const formula = (text: string) => ({ ...shows("CDF1"), customDetailFormula: { CDF1: { formula: text } } });
const cross = (relatedEntity: string, ...columns: unknown[]) => ({
  crossFilters: [
    {
      relatedEntity,
      relatedEntityJoinField: "AccountId",
      criteria: columns.map((column) => ({ column, operator: "equals", value: "x" })),
    },
  ],
});

test.each<[string, () => Record<string, unknown>, RegExp]>([
  ["a formula of the rows over a denied object's column", () => formula("LEN(CONTACT_NAME)"), /Contact/],
  ["a formula over a column of a lookup", () => formula("IF(Opportunity.CampaignId__c, 1, 0)"), /not known/],
  ["a formula over an unknown column", () => formula("AMOUNT + SECRET_AMOUNT"), /Contact|Campaign/],
  [
    "a formula over a bucket of a denied object's column",
    () => ({
      ...formula("BucketField_1"),
      buckets: [{ developerName: "BucketField_1", sourceColumnName: "CONTACT_NAME" }],
    }),
    /Contact/,
  ],
  ["a cross filter's object", () => cross("Contact"), /Contact/],
  ["a cross filter without an object", () => ({ crossFilters: [{ criteria: [] }] }), /not known/],
  ["a cross filter's criterion over a denied lookup", () => cross("Case", "Case.ContactId"), /Contact/],
  ["a cross filter's criterion over a denied parent", () => cross("Case", "Contact.Name"), /Contact/],
  ["a cross filter's criterion that is not known", () => cross("Case", "WHATEVER"), /not known/],
  ["a cross filter's criterion without a column", () => cross("Case", undefined), /not known/],
  ["an unknown column of an object that may be read", () => shows("Opportunity.Hidden__c"), /not known/],
])("%s is refused", async (_, metadata, expected) => {
  const { text, runs } = await run(metadata());
  expect(text).toMatch(/^DENIED_OBJECT: /);
  expect(text.split("\n")[0]).toMatch(expected);
  expect(runs).toEqual([]);
});

test.each<[string, () => Record<string, unknown>]>([
  ["a formula over the report's own columns", () => formula("IF(AMOUNT > 100, 'CONTACT_NAME', PROBABILITY)")],
  ["a cross filter over an object's own field", () => cross("Case", "Case.Status", "Priority")],
  ["nothing else", () => ({})],
])("%s is let through", async (_, metadata) => {
  const { text, runs } = await run(metadata());
  expect(text).not.toMatch(/^DENIED_OBJECT/);
  expect(runs).toHaveLength(1);
});
