import { describe, expect, test } from "vitest";
import { ChangeJournal } from "../../src/changes/journal.ts";
import type { Action } from "../../src/guard/action.ts";
import { compositeActions, subrequestActions } from "../../src/guard/subrequests.ts";
import { statementEffect } from "../../src/salesforce/soql/effect.ts";
import { allToolsets } from "../all-toolsets.ts";

const account = "001DE0000000001YAA";
const report = "00ODE0000000001YAA";
const job = "750DE0000000001AAA";

type Said = Omit<Action, "words">;

function said(method: string, url: string, body?: unknown): Said[] {
  return subrequestActions({ method, url, body }, "part").map(
    ({ words: _, mentions: __, ...action }) => action,
  );
}

const unknown = {};
const none = { objects: [] };
const unforeseen = true as const;

describe("what a GET touches", () => {
  test.each<[url: string, touches: Omit<Said, "effect">[]]>([
    ["limits", [none]],
    ["limits/recordCount?sObjects=Account, Contact", [{ objects: ["Account", "Contact"] }]],
    ["limits/recordCount", [unknown]],
    ["query?q=SELECT+Id%20FROM Account", [{ soql: "SELECT Id FROM Account" }]],
    ["/services/data/v60.0/queryAll/?q=x", [{ soql: "x" }]],
    [`query?explain=${report}`, [{ report }]],
    ["query?explain=SELECT Id FROM Account", [{ soql: "SELECT Id FROM Account" }]],
    ["query/0r8xx5R2yF2gs3VASQ-2000", [unknown]],
    ["search?q=FIND {a}", [{ sosl: "FIND {a}" }]],
    [
      "parameterizedSearch?q=a&sobject=Account&sobject=Lead&fields=Id,Name&Lead.where=Name='x'",
      [
        { object: "Account", soql: "SELECT Id, Id, Name FROM Account" },
        { object: "Lead", soql: "SELECT Id, Id, Name FROM Lead WHERE Name='x'" },
      ],
    ],
    ["sobjects", [unknown]],
    ["v61.0/sobjects/Account", [{ object: "Account" }]],
    ["sobjects/Account/describe/layouts", [{ object: "Account" }]],
    ["sobjects/Account/updated?start=x&end=y", [{ object: "Account" }]],
    [
      `sobjects/Account/${account}?fields=Id,Owner.Name`,
      [{ object: "Account", ids: [account], paths: ["Owner.Name"] }],
    ],
    [
      `sobjects/Account/${account}/Contacts?fields=Id`,
      [{ object: "Account", ids: [account], paths: ["Contacts", "Contacts.Id"] }],
    ],
    ["sobjects/Account/Key__c/a%2Fb", [{ object: "Account" }]],
    ["sobjects/Account/Key__c/v/Contacts", [{ object: "Account", paths: ["Contacts"] }]],
    [`sobjects/Account/Id/${account}`, [{ object: "Account", ids: [account] }]],
    [
      `composite/sobjects/Account?ids=${account}&fields=Id,Owner.Name`,
      [{ object: "Account", ids: [account], paths: ["Owner.Name"] }],
    ],
    [`analytics/reports/${report}`, [{ report }]],
    ["analytics/reports", [{ object: "Report" }]],
    ["analytics/dashboards/01ZDE0000000001YAA/status", [{ report: "01ZDE0000000001YAA" }]],
    [
      `ui-api/records/${account}?fields=Account.Name,Account.Owner.Name`,
      [{ ids: [account] }, { object: "Account" }, { object: "Account", paths: ["Owner.Name"] }],
    ],
    [`ui-api/records/${account}?layoutTypes=Full`, [{ ids: [account] }, unknown]],
    [
      "search/suggestions?q=a&sobject=Account&where=Id IN (SELECT AccountId FROM Contact)&fields=Owner.Email",
      [
        {
          object: "Account",
          soql: "SELECT Id, Owner.Email FROM Account WHERE Id IN (SELECT AccountId FROM Contact)",
        },
      ],
    ],
    ["limits/recordCount?sObjects=Account&more=Contact", [{ objects: ["Account"] }, unknown]],
    [
      "parameterizedSearch?q=for view&sobject=Account",
      [{ object: "Account", soql: "SELECT Id FROM Account" }],
    ],
    [`ui-api/related-list-count/${account}/Contacts`, [{ ids: [account], paths: ["Contacts"] }]],
    [`ui-api/related-list-records/${account}/Contacts`, [unknown]],
    [
      `ui-api/related-list-records/${account}/Contacts?fields=Contact.Name`,
      [{ ids: [account], paths: ["Contacts"] }, { object: "Contact" }],
    ],
    ["sobjects/Account/listviews/recent/results", [unknown]],
    ["sobjects/Account/@{r.records[0].Id}/Contacts", [{ object: "Account", paths: ["Contacts"] }]],
    ["composite/sobjects/Account?ids=@{r.id}&fields=Id", [{ object: "Account", count: 1 }]],
    [
      `composite/sobjects/Account?ids=@{r.id},${account}&fields=Id`,
      [{ object: "Account", ids: [account], count: 2 }],
    ],
    ["ui-api/object-info/Account", [{ object: "Account" }]],
    [`jobs/ingest/${job}/failedResults`, [{ job: { id: job, kind: "ingest" } }]],
    ["jobs/query", [unknown]],
    ["jobs/ingest", [unknown]],
    ["compactLayouts?q=Account,Contact", [{ objects: ["Account", "Contact"] }]],
    ["recent", [unknown]],
    ["tooling/query?q=x", [unknown]],
  ])("%s", (url, touches) => {
    expect(said("GET", url)).toEqual(touches.map((touch) => ({ effect: "read", ...touch })));
  });
});

describe("what is no read, or may lead anywhere", () => {
  test.each([
    "sobjects/@{r.type}/x",
    `sobjects/Account/${account}/@{r.Name}`,
    `sobjects/Account/${account}?fields=@{r}`,
    "sobjects/Account/001@{r.id}/Contacts",
    "sobjects/Account/@{r.Name}/Contacts",
    "sobjects/Account/Key__c/@{r.Key__c}",
    "ui-api/related-list-count/@{r.id}/Contacts",
    "composite/sobjects/Account?ids=@{r.Name}",
  ])("a reference: %s", (url) => {
    const actions = said("GET", url);
    expect(actions.every(({ effect }) => effect === "update")).toBe(true);
    expect(actions.at(-1)).toEqual({ effect: "update" });
  });

  test.each([
    "support/knowledgeArticles/kA0000000000001AAA",
    "support/knowledgeArticles/some-address",
    "ui-api/aggregate-ui?input={}",
    "ui-api/session/csrf",
    "analytics/reports/query",
    "quickActions/New/run",
    "parameterizedSearch?q=ab&sobject=KnowledgeArticleVersion&updateViewStat=true",
    "tooling/query?q=SELECT Id FROM ApexClass FOR VIEW",
    "parameterizedSearch?q=ab&sobject=Account&Account.where=Name != null FOR REFERENCE",
    "query?q=SELECT Id FROM Account WHERE Name = '@{r.Name}'",
  ])("GET %s", (url) => {
    const effects = said("GET", url).map(({ effect }) => effect);
    expect(new Set(effects)).toEqual(new Set(["update"]));
  });
});

describe("what a write does", () => {
  const contact = { attributes: { type: "Contact" }, LastName: "x" };
  test.each<[method: string, url: string, body: unknown, Said[]]>([
    [
      "POST",
      "sobjects/Account",
      { Name: "x", Owner: { Key__c: "1" } },
      [{ effect: "create", object: "Account", count: 1, paths: ["Owner."] }],
    ],
    [
      "PATCH",
      `sobjects/Account/${account}`,
      { Name: "x" },
      [{ effect: "update", object: "Account", ids: [account] }],
    ],
    [
      "PATCH",
      "sobjects/Account/Key__c/1",
      { Name: "x" },
      [{ effect: "update", object: "Account", count: 1 }],
    ],
    [
      "POST",
      "sobjects/Account",
      contact,
      [{ effect: "create", object: "Account", objects: ["Contact"], count: 1 }],
    ],
    [
      "DELETE",
      `sobjects/Account/${account}`,
      undefined,
      [{ effect: "delete", object: "Account", ids: [account] }],
    ],
    [
      "DELETE",
      `composite/sobjects?ids=${account},${report}`,
      undefined,
      [{ effect: "delete", ids: [account, report] }],
    ],
    [
      "PATCH",
      "composite/sobjects",
      { records: [{ ...contact, id: account }] },
      [{ effect: "update", object: "Contact", ids: [account] }],
    ],
    ["POST", "composite/sobjects", { records: [{ LastName: "x" }] }, [{ effect: "create", count: 1 }]],
    [
      "POST",
      "composite/tree/Account",
      { records: [{ attributes: { type: "Account" }, Contacts: { records: [contact, contact] } }] },
      [
        { effect: "create", object: "Account", count: 1, paths: ["Contacts."] },
        { effect: "create", object: "Contact", count: 2 },
      ],
    ],
    [
      "POST",
      "composite/batch",
      { batchRequests: [{ method: "delete", url: `v66.0/sobjects/Account/${account}` }] },
      [{ effect: "delete", object: "Account", ids: [account] }],
    ],
    [
      "POST",
      "composite",
      { compositeRequest: [{ method: "GET", url: "limits" }] },
      [
        { effect: "create", objects: [] },
        { effect: "read", objects: [] },
      ],
    ],
    [
      "POST",
      "jobs/query",
      { query: "SELECT Id FROM Account" },
      [{ effect: "create", soql: "SELECT Id FROM Account", unforeseen }],
    ],
    [
      "POST",
      "jobs/ingest",
      { query: "SELECT Id FROM Contact", object: "Account", operation: "delete" },
      [
        { effect: "create", soql: "SELECT Id FROM Contact", unforeseen },
        { effect: "create", object: "Account", unforeseen },
      ],
    ],
    ["POST", "graphql", { query: "x" }, [{ effect: "create", unforeseen, runs: ["graphql"] }]],
    ["POST", `analytics/reports/${report}`, { reportMetadata: {} }, [{ effect: "create", unforeseen }]],
    [
      "POST",
      `sobjects/User/${account}/password`,
      { NewPassword: "x" },
      [
        {
          effect: "create",
          object: "User",
          ids: [account],
          paths: ["password"],
          unforeseen,
          runs: [`sobjects/User/${account}/password`],
        },
      ],
    ],
    [
      "PATCH",
      `sobjects/Account/${account}`,
      { Id: report, id: job },
      [{ effect: "update", object: "Account", ids: [account, report, job] }],
    ],
    ["POST", "composite/sobjects", { records: [] }, [{ effect: "create" }]],
    ["POST", "composite/sobjects", { Records: [contact] }, [{ effect: "create" }]],
    ["POST", "composite/sobjects", [contact], [{ effect: "create" }]],
    [
      "POST",
      "composite/sobjects/Account",
      { ids: [account], records: [contact] },
      [
        { effect: "create", object: "Account", ids: [account] },
        { effect: "create", object: "Contact", count: 1 },
      ],
    ],
    [
      "PATCH",
      `composite/sobjects?ids=${report}`,
      { records: [{ ...contact, id: account, Id: job }, "x"] },
      [
        { effect: "update", ids: [report] },
        { effect: "update", object: "Contact", ids: [account, job] },
        { effect: "update" },
      ],
    ],
    [
      "POST",
      "composite/tree/Account",
      { records: [contact] },
      [
        { effect: "create", object: "Account" },
        { effect: "create", object: "Contact", count: 1 },
      ],
    ],
    [
      "POST",
      "parameterizedSearch?sobject=Account",
      { q: "a", sobjects: [{ name: "Contact" }] },
      [
        { effect: "create", object: "Account", soql: "SELECT Id FROM Account", unforeseen },
        { effect: "create", object: "Contact", soql: "SELECT Id FROM Contact", unforeseen },
      ],
    ],
    [
      "GET",
      "tooling/executeAnonymous",
      undefined,
      [{ effect: "update", runs: ["tooling/executeAnonymous"] }],
    ],
    ["GET", "apexrest/x", undefined, [{ effect: "update", runs: ["apexrest/x"] }]],
  ])("%s %s %j", (method, url, body, actions) => {
    expect(said(method, url, body)).toEqual(actions);
  });

  test("another default namespace leaves open what names mean", () => {
    const httpHeaders = { "Sforce-Call-Options": "client=x, defaultNamespace=ns" };
    const actions = subrequestActions({ method: "GET", url: "sobjects/Account", httpHeaders }, "part");
    const words = "GET sobjects/Account";
    expect(actions).toEqual([
      { effect: "read", object: "Account", words },
      { effect: "read", words },
    ]);
  });

  test("in statements only ids of created records may stand for themselves", () => {
    const url = "query?q=SELECT Id FROM Contact WHERE AccountId = '@{a.id}' AND Name = '@{a.Name}'";
    const [, query] = compositeActions(
      [
        { method: "POST", url: "sobjects/Account", referenceId: "a", body: {} },
        { method: "GET", url, referenceId: "q" },
      ],
      "parts",
    );
    expect(query?.soql).toBe(
      "SELECT Id FROM Contact WHERE AccountId = '000000000000000AAA' AND Name = '@{a.Name}'",
    );
  });
});

describe("a part has one body, where it takes one, and no key that is not known", () => {
  const part = { method: "GET", url: "limits" };
  test.each<[method: string, url: string, body: unknown]>([
    ["DELETE", `composite/sobjects?ids=${account}`, { records: [] }],
    ["DELETE", `composite/sobjects?ids=${account}`, []],
    ["DELETE", `sobjects/Account/${account}`, "x"],
    ["GET", "limits", { a: 1 }],
    ["HEAD", "limits", [1]],
    ["POST", "composite", undefined],
    ["POST", "composite", { compositeRequest: [] }],
    ["POST", "composite", { CompositeRequest: [part] }],
    ["POST", "composite", { compositeRequest: [part], batchRequests: [part] }],
    ["POST", "composite/batch", { batchRequests: [{ ...part, body: {} }] }],
    ["POST", "composite/batch", { batchRequests: [{ ...part, Method: "DELETE" }] }],
    ["POST", "composite", { compositeRequest: [{ ...part, richInput: {} }] }],
    ["POST", "composite/graph", { graphs: [{ graphId: "g", compositeRequest: part }] }],
    ["PUT", "composite", "compositeRequest"],
  ])("%s %s %j", (method, url, body) => {
    expect(() => subrequestActions({ method, url, body }, "part")).toThrow(/^part/);
  });

  test("nor stands it inside too many others", () => {
    let url = "limits";
    let body: unknown;
    for (let depth = 0; depth < 10; depth++) {
      body = {
        batchRequests: [
          { method: depth === 0 ? "GET" : "POST", url, ...(body !== undefined && { richInput: body }) },
        ],
      };
      url = "composite/batch";
    }
    expect(() => subrequestActions({ method: "POST", url, body }, "part")).toThrow(/too many others/);
  });
});

test.each<[string, string]>([
  ["SELECT Id FROM Account FOR VIEW", "update"],
  ["SELECT Id FROM Account WHERE Name = 'never ends FOR VIEW", "update"],
  ["SELECT Id FROM Account FOR/**/VIEW", "update"],
  ['SELECT Id FROM Account WHERE Name = "x"', "read"],
  ["SELECT Id FROM Account WHERE Id = '@{a.id}' AND AccountId IN ('@{b.records[0].Id}')", "read"],
  ["SELECT Id FROM Account WHERE Name = '@{a.Name}'", "update"],
  ["SELECT Id FROM Account for\tREFERENCE", "update"],
  ["SELECT Id FROM Account UPDATE TRACKING", "update"],
  ["SELECT Id FROM Account WHERE Name = 'FOR VIEW \\' FOR VIEW'", "read"],
  ["FIND {for view \\} for view} RETURNING Account", "read"],
  ["FIND {x} RETURNING Account UPDATE VIEWSTAT", "update"],
])("%s: %s", (statement, effect) => {
  expect(statementEffect(statement)).toBe(effect);
});

describe("every tool says what it touches", () => {
  const journal = new ChangeJournal();
  journal.add({
    time: 0,
    answered: 0,
    tool: "deleteRecord",
    client: "",
    operation: "delete",
    objects: ["Account"],
    records: [{ object: "Account", id: account, did: "deleted" }],
  });
  const samples: Record<string, Record<string, unknown>> = {
    undoChange: { change: "c1" },
    undeleteRecords: { ids: [account] },
    mergeRecords: { object: "Account", masterId: account, duplicateIds: ["001DE0000000002YAA"] },
    convertLead: { leadId: "00QDE0000000001YAA" },
    runAction: { name: "Plan_Follow_Up", inputs: [{}] },
    processApproval: { action: "Submit", ids: [account] },
    callApexRest: { method: "GET", path: "projects" },
    createRecord: { object: "Account", record: { Name: "x" } },
    getRecord: { object: "Account", id: account },
    updateRecord: { object: "Account", id: account, record: { Name: "x" } },
    upsertRecord: { object: "Account", externalIdField: "Key__c", externalId: "1", record: { Name: "x" } },
    deleteRecord: { object: "Account", id: account },
    executeQuery: { soql: "SELECT Id FROM Account" },
    executeQueryAll: { cursor: "x" },
    executeSearch: { term: "ab" },
    executeComposite: { compositeRequest: [{ method: "GET", url: "limits", referenceId: "r" }] },
    executeBatch: { batchRequests: [{ method: "GET", url: "limits" }] },
    executeCollection: { operation: "delete", object: "Account", ids: [account] },
    createBulkJob: { object: "Account", operation: "insert", records: [{ Name: "x" }] },
    createBulkQuery: { soql: "SELECT Id FROM Account" },
    getBulkJob: { jobId: job },
    getBulkJobResults: { jobId: job, kind: "failed" },
    abortBulkJob: { jobId: job },
    describeObject: { object: "Account" },
    getResource: { path: "limits" },
    listFiles: { recordId: account },
    downloadFile: { id: "069DE0000000001YAA" },
    uploadFile: { text: "x", name: "x.txt" },
    describeReport: { reportId: report },
    getReport: { reportId: report },
    getDashboard: { dashboardId: "01ZDE0000000001YAA" },
  };
  const tools = Object.values(allToolsets).flatMap((toolset) => Object.entries(toolset.tools));
  test.each(tools)("%s", (name, tool) => {
    const args = tool.input.strict().parse(samples[name] ?? {});
    const actions = tool.actions?.(args, { changes: journal }) ?? [
      { effect: tool.effect, object: args["object"] },
    ];
    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) {
      if (tool.effect !== "mixed") expect(action.effect).toBe(tool.effect);
      const names = Object.entries(action).flatMap(([key, value]) => (value === undefined ? [] : [key]));
      expect(names.filter((key) => key !== "effect" && key !== "words")).not.toEqual([]);
    }
  });
});
