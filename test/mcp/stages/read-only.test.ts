import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Connected, connect } from "../../connect.ts";

let server: Connected;

beforeAll(async () => {
  server = await connect({ settings: { SALESFORCE_READ_ONLY: "true" } });
  await server.call("listApiVersions");
  await server.call("executeQuery", { soql: "SELECT Id FROM Account LIMIT 1" });
  server.org.resetCounters();
});

afterAll(() => server.close());

const id = "001DE0000000001YAA";
const record = { Name: "Written" };
const one = (part: object) => ({ compositeRequest: [{ method: "GET", referenceId: "r", ...part }] });
const batch = (part: object) => ({ batchRequests: [{ method: "GET", ...part }] });
const create = { method: "POST", url: "sobjects/Account", referenceId: "n", body: record };

type Way = [name: string, tool: string, args: Record<string, unknown>];

const tools: Way[] = [
  ["createRecord", "createRecord", { object: "Account", record }],
  ["updateRecord", "updateRecord", { object: "Account", id, record }],
  ["upsertRecord", "upsertRecord", { object: "Account", externalIdField: "X__c", externalId: "1", record }],
  ["deleteRecord", "deleteRecord", { object: "Account", id }],
  ["createBulkJob", "createBulkJob", { object: "Account", operation: "insert", records: [record] }],
  ["abortBulkJob", "abortBulkJob", { jobId: "750DE0000000001AAA" }],
  ["a tool in other letters", "CreateRecord", { object: "Account", record }],
  ["a tool with blanks around it", " createRecord ", { object: "Account", record }],
  ...["create", "update", "upsert", "delete"].map((operation): Way => {
    const byIds = operation === "delete";
    const values = operation === "update" ? { Id: id, ...record } : { ...record, External_Id__c: "1" };
    const key = operation === "upsert" && { externalIdField: "External_Id__c" };
    const rest = byIds ? { ids: [id] } : { records: [values], ...key };
    return [`a collection's ${operation}`, "executeCollection", { operation, object: "Account", ...rest }];
  }),
  [
    "Create in other letters",
    "executeCollection",
    { operation: "CREATE", object: "Account", records: [record] },
  ],
  [
    "records as a text",
    "executeCollection",
    { operation: "create", object: "Account", records: `[{"Name":"x"}]` },
  ],
  ["ids as a text", "executeCollection", { operation: "delete", object: "Account", ids: `["${id}"]` }],
  ["a query that marks as viewed", "executeQuery", { soql: "SELECT Id FROM Account LIMIT 1 FOR VIEW" }],
  ["a query that marks as used", "executeQuery", { soql: "SELECT Id FROM Account LIMIT 1 for\n reference" }],
  ["a query that locks", "executeQueryAll", { soql: "SELECT Id FROM Account LIMIT 1 FOR UPDATE" }],
  ["a query that counts views", "executeQuery", { soql: "SELECT Id FROM Account UPDATE TRACKING, VIEWSTAT" }],
  ["a search that counts views", "executeSearch", { sosl: "FIND {ab} RETURNING Account UPDATE VIEWSTAT" }],
  [
    "a search's condition that marks as viewed",
    "executeSearch",
    { term: "ab", objects: [{ name: "Account", where: "Name != 'x') FOR VIEW LIMIT (1" }] },
  ],
];

const methods = ["POST", "PATCH", "PUT", "DELETE"].flatMap((method): Way[] => {
  const url = method === "POST" ? "sobjects/Account" : `sobjects/Account/${id}`;
  const body = method === "DELETE" ? {} : { body: record };
  const richInput = method === "DELETE" ? {} : { richInput: record };
  return [
    [`${method} in a composite`, "executeComposite", one({ method, url, ...body })],
    [`${method} in a batch`, "executeBatch", batch({ method, url, ...richInput })],
  ];
});

const spellings = [
  "post",
  "PoSt",
  " POST",
  "POST\n",
  "\tpost\t",
  "POST ",
  "po\u017ft",
  "\uff30\uff2f\uff33\uff34",
  "P\u200bOST",
  "GET, POST",
  "GET\r\nPOST",
  "GET POST",
  "MERGE",
  "OPTIONS",
  "",
].flatMap((method): Way[] => [
  [`method ${JSON.stringify(method)}`, "executeComposite", one({ ...create, method })],
  [
    `method ${JSON.stringify(method)} in a batch`,
    "executeBatch",
    batch({ method, url: "sobjects/Account", richInput: record }),
  ],
]);

const headers = [
  "X-HTTP-Method-Override",
  "x-http-method-override",
  "X-HTTP-Method",
  "X-Method-Override",
  "X_HTTP_METHOD_OVERRIDE",
  " X-HTTP-Method-Override ",
  "X-HTTP-Method-Override\r\nX-A",
  "_method",
  "X-Original-URL",
  "Content-Type",
].map(
  (name): Way => [
    `header ${JSON.stringify(name)}`,
    "executeComposite",
    one({ url: `sobjects/Account/${id}`, httpHeaders: { [name]: "DELETE" } }),
  ],
);

const gets = [
  `sobjects/Account/${id}?_HttpMethod=DELETE`,
  `sobjects/Account/${id}?_httpmethod=delete`,
  `sobjects/Account/${id}?_HTTPMETHOD=DELETE`,
  `sobjects/Account/${id}?%5FHttpMethod=DELETE`,
  `sobjects/Account/${id}?%255FHttpMethod=DELETE`,
  `sobjects/Account/${id}?_Http%4dethod=DELETE`,
  `sobjects/Account/${id}?fields=Id&_HttpMethod=PATCH`,
  `sobjects/Account/${id}?fields=Id;_HttpMethod=PATCH`,
  `sobjects/Account/${id}?fields=Id%26_HttpMethod%3DPATCH`,
  `sobjects/Account/${id}?+_HttpMethod=DELETE`,
  `sobjects/Account/${id}?\u{ff3f}HttpMethod=DELETE`,
  `sobjects/Account/${id};_HttpMethod=DELETE`,
  `sobjects/Account;x=1/${id}`,
  `sobjects/Account/${id}#?_HttpMethod=DELETE`,
  "tooling/executeAnonymous?anonymousBody=delete+x;",
  "tooling/executeAnonymous/?anonymousBody=x",
  "tooling/EXECUTEANONYMOUS?anonymousBody=x",
  "tooling/%65xecuteAnonymous?anonymousBody=x",
  "tooling/%2565xecuteAnonymous?anonymousBody=x",
  "tooling/query/../executeAnonymous?anonymousBody=x",
  "tooling/query%2f..%2fexecuteAnonymous?anonymousBody=x",
  "tooling/query/%2e%2e/executeAnonymous?anonymousBody=x",
  "sobjects/./../tooling/executeAnonymous?anonymousBody=x",
  "sobjects/Account/Key__c/..%2f..%2f..%2ftooling%2fexecuteAnonymous",
  "tooling//executeAnonymous?anonymousBody=x",
  "tooling\\executeAnonymous?anonymousBody=x",
  "tooling/executeAnonymous;query?anonymousBody=x",
  "tooling/execute\tAnonymous?anonymousBody=x",
  "tooling/execute\nAnonymous?anonymousBody=x",
  "t\u043eoling/executeAnonymous?anonymousBody=x",
  "tooling/runTestsAsynchronous?classids=01p000000000001",
  "tooling/runTestsSynchronous?classnames=A",
  "/services/apexrest/delete",
  "services/apexrest/delete",
  "/services/data/../apexrest/delete",
  "/services/data/v66.0/../../apexrest/delete",
  "/services/data/v66.0/%2e%2e/%2e%2e/apexrest/delete",
  "v66.0/apexrest/delete",
  "apexrest/delete",
  "v66/tooling/executeAnonymous",
  "/v66.0/v66.0/tooling/executeAnonymous",
  "/services/Soap/u/66.0",
  "/services/async/66.0/job",
  "/services/oauth2/revoke?token=x",
  "https://evil.example/services/data/v66.0/sobjects",
  "//evil.example/services/data/v66.0/sobjects",
  "/%2f/evil.example/sobjects",
  "actions/standard/emailSimple",
  "actions/custom/flow/Delete_all",
  "actions/custom/apex/Delete",
  "graphql?query=mutation",
  "process/rules",
  "process/approvals",
  "connect/communities",
  "chatter/feeds/news/me",
  "consent/action/email?ids=1",
  "metadata/deployRequest",
  "async-queries",
  "composite/batch",
  "composite/graph",
  "composite/tree/Account",
  "composite/sobjects/../tree/Account",
  "something-new/2031",
  "support/knowledgeArticles/kA0000000000001AAA",
  "ui-api/aggregate-ui?input={}",
  "parameterizedSearch?q=ab&sobject=Account&updateTracking=true",
  "tooling/query?q=SELECT+Id+FROM+ApexClass+FOR+VIEW",
  "ui-api/records/001DE0000000001YAA?fields=Account.Name&updateMru=true",
].flatMap((url): Way[] => [
  [`GET ${url}`, "executeComposite", one({ url })],
  [`GET ${url} in a batch`, "executeBatch", batch({ url })],
]);

const nested: Way[] = [
  ["composite", { compositeRequest: [create] }],
  ["composite", { compositeRequest: [{ ...create, method: "GET" }] }],
  [
    "composite/batch",
    { batchRequests: [{ method: "POST", url: "v66.0/sobjects/Account", richInput: record }] },
  ],
  ["composite/batch", { batchRequests: [{ method: "GET", url: "v66.0/limits" }] }],
  ["composite/graph", { graphs: [{ graphId: "g", compositeRequest: [create] }] }],
  ["composite/tree/Account", { records: [{ attributes: { type: "Account", referenceId: "a" }, ...record }] }],
  ["composite/sobjects", { records: [{ attributes: { type: "Account" }, ...record }] }],
  ["composite/sobjects/Account", { ids: [id], fields: ["Id"] }],
  ["parameterizedSearch", { q: "ab" }],
  ["jobs/ingest", { object: "Account", operation: "delete" }],
  ["tooling/executeAnonymous", { anonymousBody: "x" }],
  ["actions/custom/flow/Delete_all", { inputs: [{}] }],
  ["graphql", { query: "mutation { uiapi { AccountDelete } }" }],
  ["ui-api/records", { apiName: "Account", fields: record }],
  ["analytics/reports/00ODE0000000001YAA", {}],
].flatMap(([url, body]): Way[] => [
  [`POST ${url} ${Object.keys(Object(body))}`, "executeComposite", one({ method: "POST", url, body })],
  [
    `POST ${url} ${Object.keys(Object(body))} in a batch`,
    "executeBatch",
    batch({ method: "POST", url, richInput: body }),
  ],
]);

const others: Way[] = [
  [
    "a collection's DELETE",
    "executeComposite",
    one({ method: "DELETE", url: `composite/sobjects?ids=${id}` }),
  ],
  [
    "a collection's DELETE in a batch",
    "executeBatch",
    batch({ method: "DELETE", url: `composite/sobjects?ids=${id}` }),
  ],
  [
    "a collection's GET that is a DELETE",
    "executeComposite",
    one({ url: `composite/sobjects?ids=${id}&_HttpMethod=DELETE` }),
  ],
  ...["POST", "PATCH", "PUT", "DELETE"].flatMap((method) =>
    [
      { records: [] },
      {},
      [],
      null,
      "x",
      { records: [{ attributes: { type: "Task" } }] },
      { ids: [] },
    ].flatMap((body): Way[] => [
      [
        `${method} of a collection with the body ${JSON.stringify(body)}`,
        "executeComposite",
        one({ method, url: `composite/sobjects?ids=${id}`, body }),
      ],
      [
        `${method} of a collection with the body ${JSON.stringify(body)} in a batch`,
        "executeBatch",
        batch({ method, url: `composite/sobjects?ids=${id}`, richInput: body }),
      ],
    ]),
  ),
  [
    "two bodies",
    "executeBatch",
    batch({ method: "DELETE", url: `composite/sobjects?ids=${id}`, richInput: {}, body: {} }),
  ],
  ["a query job that marks as viewed", "createBulkQuery", { soql: "SELECT Id FROM Account FOR VIEW" }],
  ["a GET with a body", "executeComposite", one({ url: `sobjects/Account/${id}`, body: record })],
  [
    "a GET with a body in a batch",
    "executeBatch",
    batch({ url: `sobjects/Account/${id}`, richInput: record }),
  ],
  [
    "a GET with a body as a text",
    "executeBatch",
    batch({ url: "sobjects/Account", richInput: '{"Name":"x"}' }),
  ],
  [
    "a HEAD with a body",
    "executeComposite",
    one({ method: "HEAD", url: "sobjects/Account", body: [record] }),
  ],
  ["parts as a text", "executeComposite", { compositeRequest: JSON.stringify([create]) }],
  [
    "parts as a text in a batch",
    "executeBatch",
    { batchRequests: `[{"method":"post","url":"sobjects/Account"}]` },
  ],
  [
    "a write behind reads",
    "executeComposite",
    { compositeRequest: [{ method: "GET", url: "limits", referenceId: "l" }, create] },
  ],
  [
    "a read that marks as viewed",
    "executeComposite",
    one({ url: `sobjects/Account/${id}`, httpHeaders: { "Sforce-Mru": "updateMru=true" } }),
  ],
  [
    "a statement that marks as viewed",
    "executeComposite",
    one({ url: "query?q=SELECT+Id+FROM+Account+FOR+VIEW" }),
  ],
  [
    "an encoded statement that marks as viewed",
    "executeBatch",
    batch({ url: "query?q=SELECT+Id+FROM+Account+F%4fR%0AVIEW" }),
  ],
  [
    "a statement given twice",
    "executeBatch",
    batch({ url: "query?q=SELECT+Id+FROM+Account&Q=SELECT+Id+FROM+Account+FOR+VIEW" }),
  ],
  ["another argument", "executeBatch", { ...batch({ url: "limits" }), method: "POST" }],
  ["another key in a part", "executeBatch", batch({ url: "limits", httpMethod: "POST" })],
];

const ways = [...tools, ...methods, ...spellings, ...headers, ...gets, ...nested, ...others];

describe("read-only mode", () => {
  test.each(ways)("%s is refused", async (_, tool, args) => {
    const { text, isError } = await server.call(tool, args);
    expect(text).toMatch(/^(?:READ_ONLY|BAD_ARGUMENT): /);
    expect(isError).toBe(true);
  });

  test("none of all these ways led to the org", () => {
    expect(ways.length).toBeGreaterThanOrEqual(80);
    expect(server.org.counters()).toEqual({});
  });

  const reads = [
    "limits",
    "/services/data/v66.0/limits/recordCount?sObjects=Account,Contact",
    "v66.0/sobjects",
    "sobjects/Account",
    "sobjects/Account/describe",
    `sobjects/Account/${id}?fields=Id,Name`,
    `sobjects/Account/${id}/Contacts`,
    "query?q=SELECT Id, Name FROM Account WHERE Name LIKE '%a%' LIMIT 1",
    "query/?q=SELECT+Id+FROM+Account+WHERE+Name+=+'for+view'+LIMIT+1",
    "queryAll?q=SELECT%20Id%20FROM%20Account%20LIMIT%201",
    "search?q=FIND {for view} RETURNING Account(Id)",
    "parameterizedSearch?q=Aurora&sobject=Account&Account.fields=Id",
    "recent",
    "analytics/reports",
    "sobjects/Account/updated?start=2026-01-01T00:00:00Z&end=2026-01-02T00:00:00Z",
  ];
  test.each(reads)("GET %s reads", async (url) => {
    for (const [tool, args] of [
      ["executeComposite", one({ url })],
      ["executeBatch", batch({ url, richInput: {} })],
    ] as const)
      expect((await server.call(tool, args)).text).not.toMatch(/^(?:READ_ONLY|BAD_ARGUMENT)/);
  });

  test("and only reads arrived", async () => {
    const counted = Object.keys(server.org.counters());
    const envelopes = new Set(["POST /composite", "POST /composite/batch"]);
    const writes = counted.filter((name) =>
      /^(?:POST|PATCH|PUT|DELETE) |^(?:created|updated|deleted)\./.test(name),
    );
    expect(writes.filter((name) => !envelopes.has(name))).toEqual([]);
    expect(counted).toContain("GET /query");
  });
});
