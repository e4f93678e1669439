import { asyncProperty, assert as check, constantFrom, dictionary, oneof } from "fast-check";
import { expect, test } from "vitest";
import { keyed } from "../../../src/demo/json.ts";
import { runs } from "../../runs.ts";
import { httpOrg } from "../http-org.ts";

const { ask, rows } = await httpOrg();
const [account] = await rows("SELECT Id FROM Account LIMIT 1");
const id = String(account?.["Id"]);

/** What a client in a hurry sends in place of what belongs there. */
const odd = constantFrom<unknown>(
  null,
  "",
  0,
  -1,
  1.5,
  true,
  [],
  [null],
  [[]],
  {},
  { a: {} },
  { attributes: null },
  { attributes: { type: null } },
  { attributes: { type: {} } },
  { records: [null] },
  "x",
  id,
);
const names = constantFrom(
  "Name",
  "Id",
  "OwnerId",
  "Owner",
  "Account",
  "AccountId",
  "ParentId",
  "AnnualRevenue",
  "Regions__c",
  "External_Id__c",
  "BillingAddress",
  "Status__c",
  "Kickoff__c",
  "Skills__c",
  "VersionData",
  "attributes",
  "records",
  "ids",
  "fields",
  "q",
  "sobjects",
  "in",
  "compositeRequest",
  "batchRequests",
  "graphs",
  "method",
  "url",
  "referenceId",
  "body",
  "object",
  "operation",
  "query",
  "state",
  "allOrNone",
);
const flat = dictionary(names, odd, { maxKeys: 4 });
const inner = oneof(flat, odd);
const body = oneof(
  inner,
  dictionary(names, inner, { maxKeys: 3 }),
  dictionary(
    names,
    inner.map((each) => [each, each]),
    { maxKeys: 3 },
  ),
  dictionary(
    constantFrom("compositeRequest", "batchRequests", "graphs", "records", "sobjects"),
    inner.map((each) => [each, { method: "GET", url: "sobjects", referenceId: "a" }]),
    { maxKeys: 2 },
  ),
);
const routes = constantFrom(
  ["POST", "/sobjects/Account"],
  ["POST", "/sobjects/Project__c"],
  ["POST", "/sobjects/Contact"],
  ["POST", "/sobjects/Task"],
  ["POST", "/sobjects/ContentVersion"],
  ["PATCH", `/sobjects/Account/${id}`],
  ["PATCH", "/sobjects/Account/External_Id__c/new"],
  ["PATCH", "/sobjects/Account/Nope__c/new"],
  ["POST", "/composite"],
  ["POST", "/composite/batch"],
  ["POST", "/composite/graph"],
  ["POST", "/composite/tree/Account"],
  ["POST", "/composite/sobjects"],
  ["PATCH", "/composite/sobjects"],
  ["PATCH", "/composite/sobjects/Account/External_Id__c"],
  ["POST", "/composite/sobjects/Account"],
  ["POST", "/parameterizedSearch"],
  ["POST", "/jobs/ingest"],
  ["POST", "/jobs/query"],
  ["POST", "/analytics/reports/00ODE0000000003YAA"],
);

/** Every message anywhere in an answer. */
function messagesIn(value: unknown): string[] {
  return Object.entries(keyed(value)).flatMap(([key, inside]) =>
    typeof inside === "string" ? (/message/i.test(key) ? [inside] : []) : messagesIn(inside),
  );
}

test("no request makes the org stumble, and no message speaks of nothing in a programming language's words", async () => {
  await check(
    asyncProperty(routes, body, async ([method = "", address = ""], sent) => {
      const answer = await ask(method, address, {
        body: JSON.stringify(sent),
        headers: { "content-type": "application/json" },
      });
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500);
      for (const message of messagesIn(answer.body))
        expect(message).not.toMatch(
          /\bundefined\b|\bNaN\b|\bnull\b|\[object|\bfunction\b|not iterable|Cannot read/,
        );
    }),
    {
      seed: 5,
      numRuns: runs(800),
      examples: [
        [
          ["PATCH", "/composite/sobjects/Account/External_Id__c"],
          { records: [{ External_Id__c: {} }, { External_Id__c: {} }] },
        ],
        [
          ["POST", "/parameterizedSearch"],
          { q: "firm", sobjects: [{ name: "Account", where: {}, orderBy: {} }] },
        ],
        [
          ["POST", "/parameterizedSearch"],
          { q: "firm", in: {}, fields: [{}], sobjects: [{ name: "Account" }] },
        ],
        [["POST", "/parameterizedSearch"], { q: "firm", overallLimit: {} }],
        [["POST", "/sobjects/Contact"], { LastName: "a", Account: { External_Id__c: {} } }],
        [["POST", "/sobjects/Contact"], { LastName: "a", Account: {} }],
        [["POST", "/sobjects/Task"], { Subject: "a", Owner: { attributes: {}, Username: "a" } }],
        [["POST", "/jobs/ingest"], { object: "Account", operation: {} }],
        [["POST", "/jobs/ingest"], { object: "Account", operation: "upsert", externalIdFieldName: {} }],
      ],
    },
  );
}, 60_000);
