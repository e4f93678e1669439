import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { reportIds } from "../../src/demo/store/fixed-ids.ts";
import { type Connected, connect } from "../connect.ts";

let server: Connected;
const ids: Record<string, string> = {};

beforeAll(async () => {
  server = await connect({ settings: { SALESFORCE_DENIED_OBJECTS: "Contact" } });
  const plain = await connect({ org: server.org });
  for (const object of ["Account", "Contact", "Case"]) {
    const { text } = await plain.call("executeQuery", { soql: `SELECT Id FROM ${object} LIMIT 1` });
    ids[object] = text.split("\n").at(-1) ?? "";
  }
  await plain.close();
});

beforeEach(() => server.org.resetCounters());

afterAll(() => server.close());

const sent = () => Object.keys(server.org.counters()).filter((name) => name.startsWith("POST /composite"));

type Args = Record<string, unknown>;
type Row = [name: string, tool: string, args: () => Args, expected: RegExp];

const composite = (part: () => Args, expected: RegExp): Row => [
  "composite",
  "executeComposite",
  () => ({ compositeRequest: [{ method: "GET", referenceId: "r", ...part() }] }),
  expected,
];
const batch = (part: () => Args, expected: RegExp): Row => [
  "batch",
  "executeBatch",
  () => ({ batchRequests: [{ method: "GET", ...part() }] }),
  expected,
];
const record = { LastName: "No" };
const contact = /^DENIED_OBJECT: Contact may not be touched: SALESFORCE_DENIED_OBJECTS names it/;
const untold = /^DENIED_OBJECT: .*object lists/;

test.each<Row>([
  composite(() => ({ url: `sobjects/Contact/${ids["Contact"]}` }), contact),
  composite(() => ({ url: `sobjects/%43ontact/${ids["Contact"]}` }), contact),
  composite(() => ({ url: `sobjects/Account/${ids["Account"]}/Contacts` }), contact),
  composite(() => ({ url: `sobjects/Case/${ids["Case"]}/Contact?fields=Id` }), contact),
  composite(() => ({ url: `sobjects/Case/${ids["Case"]}?fields=Id,Contact.Name` }), contact),
  composite(() => ({ url: "sobjects/Contact/describe" }), contact),
  composite(() => ({ url: "query?q=SELECT+Id+FROM%20Contact" }), contact),
  composite(
    () => ({ url: "query?q=SELECT Id FROM Account WHERE Name = '@{x.Name}'", method: "GET" }),
    /refers to no earlier part/,
  ),
  composite(() => ({ url: "search?q=FIND {ab} RETURNING Contact" }), contact),
  composite(() => ({ url: "parameterizedSearch?q=ab&sobject=Account&sobject=Contact" }), contact),
  composite(() => ({ url: `composite/sobjects?ids=${ids["Contact"]}`, method: "DELETE" }), contact),
  composite(
    () => ({
      url: "composite/sobjects",
      method: "POST",
      body: { records: [{ attributes: { type: "Contact" } }] },
    }),
    contact,
  ),
  composite(
    () => ({
      url: "composite/tree/Account",
      method: "POST",
      body: {
        records: [
          {
            attributes: { type: "Account" },
            Name: "x",
            Contacts: { records: [{ attributes: { type: "Contact" } }] },
          },
        ],
      },
    }),
    contact,
  ),
  composite(
    () => ({
      url: "sobjects/Lead",
      method: "POST",
      body: record,
      httpHeaders: { "Sforce-Duplicate-Rule-Header": "allowSave=false; includeRecordDetails=true" },
    }),
    untold,
  ),
  batch(() => ({ url: "jobs/ingest" }), untold),
  batch(() => ({ url: "limits/recordCount?sObjects=Account,Contact" }), contact),
  batch(() => ({ url: "limits/recordCount" }), untold),
  batch(() => ({ url: "recent" }), untold),
  batch(() => ({ url: "sobjects" }), untold),
  batch(() => ({ url: "query/0r8xx5R2yF2gs3VASQ-2000" }), untold),
  batch(() => ({ url: "tooling/query?q=SELECT+Id+FROM+Contact" }), untold),
  batch(() => ({ url: `ui-api/records/${ids["Contact"]}?fields=Contact.Name` }), contact),
  batch(() => ({ url: `ui-api/records/${ids["Account"]}?layoutTypes=Full` }), untold),
  batch(() => ({ url: `ui-api/related-list-count/${ids["Account"]}/Contacts` }), contact),
  batch(() => ({ url: `analytics/reports/${reportIds.contactDirectory}` }), contact),
  batch(() => ({ url: "sobjects/Contact", method: "POST", richInput: record }), contact),
  batch(
    () => ({ url: "graphql", method: "POST", richInput: { query: "{ uiapi { query { Contact } } }" } }),
    untold,
  ),
  [
    "a part inside a part",
    "executeBatch",
    () => ({
      batchRequests: [
        {
          method: "POST",
          url: "composite/graph",
          richInput: {
            graphs: [
              {
                graphId: "g",
                compositeRequest: [
                  {
                    method: "POST",
                    url: "/services/data/v66.0/sobjects/Contact",
                    referenceId: "c",
                    body: record,
                  },
                ],
              },
            ],
          },
        },
      ],
    }),
    contact,
  ],
  ...[
    { method: "POST", url: "sobjects/Case", body: { "@{a.Name}": "x" } },
    { method: "POST", url: "sobjects/Case", body: { Contact: "@{a.Owner}" } },
    { method: "GET", url: "sobjects/Account/@{a.Id}/@{a.Name}" },
    { method: "GET", url: "sobjects/Account/@{a.Id}/Contacts" },
    { method: "GET", url: "sobjects/@{a.Name}/describe" },
    { method: "DELETE", url: "composite/sobjects?ids=@{a.Id}" },
  ].map(
    (part): Row => [
      `a reference in ${part.url}`,
      "executeComposite",
      () => ({
        compositeRequest: [
          { method: "GET", url: `sobjects/Account/${ids["Account"]}`, referenceId: "a" },
          { referenceId: "b", ...part },
        ],
      }),
      /^DENIED_OBJECT/,
    ],
  ),
  [
    "text from an earlier part in a statement",
    "executeComposite",
    () => ({
      compositeRequest: [
        { method: "GET", url: `sobjects/Account/${ids["Account"]}`, referenceId: "a" },
        { method: "GET", url: "query?q=SELECT Id FROM Account WHERE Name = '@{a.Name}'", referenceId: "q" },
      ],
    }),
    /may bring in any text/,
  ],
])("%s: %s is refused before it is sent", async (_, tool, args, expected) => {
  const { text, isError } = await server.call(tool, args());
  expect(text).toMatch(expected);
  expect(isError).toBe(true);
  expect(sent()).toEqual([]);
});

test("an id of an earlier part in a statement is let through", async () => {
  const compositeRequest = [
    { method: "POST", url: "sobjects/Account", referenceId: "a", body: { Name: "Let through" } },
    {
      method: "GET",
      url: "query?q=SELECT Id FROM Opportunity WHERE AccountId = '@{a.id}'",
      referenceId: "q",
    },
    { method: "PATCH", url: "sobjects/Account/@{a.id}", referenceId: "p", body: { Phone: "1" } },
    {
      method: "POST",
      url: "sobjects/Opportunity",
      referenceId: "o",
      body: { Name: "x", StageName: "Prospecting", CloseDate: "2030-01-01", AccountId: "@{a.id}" },
    },
  ];
  const { text } = await server.call("executeComposite", { compositeRequest });
  expect(JSON.parse(text).summary).toBe("all 4 succeeded");
});
