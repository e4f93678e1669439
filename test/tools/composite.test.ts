import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Connected, connect } from "../connect.ts";
import { answerIn } from "./answer-in.ts";

let server: Connected;
let readOnly: Connected;

beforeAll(async () => {
  server = await connect();
  readOnly = await connect({ org: server.org, settings: { SALESFORCE_READ_ONLY: "true" } });
});

beforeEach(() => server.org.resetCounters());

afterAll(async () => {
  await readOnly.close();
  await server.close();
});

const deal = (stage: string) => [
  { method: "POST", url: "sobjects/Account", referenceId: "acc", body: { Name: "Composite" } },
  {
    method: "post",
    url: "/services/data/v66.0/sobjects/Contact",
    referenceId: "one",
    body: { LastName: "One", AccountId: "@{acc.id}" },
  },
  {
    method: "POST",
    url: "v66.0/sobjects/Contact",
    referenceId: "two",
    body: { LastName: "Two", AccountId: "@{acc.id}" },
  },
  {
    method: "POST",
    url: "/sobjects/Opportunity",
    referenceId: "opp",
    body: { Name: "Deal", StageName: stage, CloseDate: "2030-01-01", AccountId: "@{acc.id}" },
  },
  {
    method: "POST",
    url: "sobjects/OpportunityContactRole",
    referenceId: "role",
    body: { OpportunityId: "@{opp.id}", ContactId: "@{one.id}" },
  },
];

const count = async (soql: string) =>
  Number(/totalSize=(\d+)/.exec((await server.call("executeQuery", { soql })).text)?.[1]);

const firstId = async (object: string) =>
  (await server.call("executeQuery", { soql: `SELECT Id FROM ${object} LIMIT 1` })).text.split("\n").at(-1);

describe("executeComposite", () => {
  test("dependent records are kept together", async () => {
    const { text, isError } = await server.call("executeComposite", {
      compositeRequest: deal("Prospecting"),
    });
    expect(isError, text).toBe(false);
    const { summary, results } = answerIn(text);
    expect(summary).toBe("all 5 succeeded");
    expect(results.acc.id).toMatch(/^001/);
    expect(await count(`SELECT COUNT() FROM Contact WHERE AccountId = '${results.acc.id}'`)).toBe(2);
  });

  test("one bad record: nothing is kept, and one cause is named", async () => {
    const before = await count("SELECT COUNT() FROM Account");
    const parts = deal("Prospecting").map((part) =>
      part.referenceId === "opp" ? { ...part, body: { ...part.body, Nope: 1 } } : part,
    );
    const { text, isError } = await server.call("executeComposite", { compositeRequest: parts });
    expect(isError).toBe(true);
    const answer = answerIn(text);
    expect(answer.summary).toMatch(/^nothing was kept/);
    expect(answer.failed).toEqual([expect.objectContaining({ part: "opp", code: "INVALID_FIELD" })]);
    expect(answer.haltedWithThem).toBe(4);
    expect(text).not.toContain("results");
    expect(await count("SELECT COUNT() FROM Account")).toBe(before);
  });

  test("without allOrNone the rest is kept", async () => {
    const { text, isError } = await server.call("executeComposite", {
      allOrNone: false,
      compositeRequest: [
        ...deal("Prospecting").slice(0, 1),
        { method: "GET", url: "sobjects/Account/001000000000001AAA", referenceId: "none" },
      ],
    });
    expect(isError).toBe(false);
    expect(answerIn(text).summary).toBe("1 of 2 failed");
  });

  test("a query's result feeds a later part", async () => {
    const compositeRequest = [
      {
        method: "GET",
        url: "query?q=SELECT Id FROM Account WHERE Name = 'Aurora Analytics'",
        referenceId: "q",
      },
      { method: "GET", url: "sobjects/Account/@{q.records[0].Id}?fields=Name", referenceId: "a" },
    ];
    const { results } = JSON.parse((await server.call("executeComposite", { compositeRequest })).text);
    expect(results.a.Name).toBe("Aurora Analytics");
  });

  const many = Array.from({ length: 26 }, (_, index) => ({
    method: "GET",
    url: "limits",
    referenceId: `r${index}`,
  }));
  const part = (url: string, more: object = {}) => [{ method: "GET", url, referenceId: "r", ...more }];
  test.each<[string, unknown[], RegExp]>([
    ["26 parts", many, /^BAD_ARGUMENT: compositeRequest: /],
    ["a name given twice", [...part("limits"), ...part("limits")], /'r' is given twice/],
    ["a reference to a later part", [...part("sobjects/Account/@{later.id}")], /refers to no earlier part/],
    [
      "six queries",
      many.slice(0, 6).map((entry) => ({ ...entry, url: "query?q=SELECT+Id+FROM+Account" })),
      /at most 5 queries/,
    ],
    ["a misspelt key", part("limits", { boddy: {} }), /has no 'boddy'/],
    ["another host", part("https://evil.example/x"), /names another host/],
    ["another host without a scheme", part("//evil.example/x"), /names another host/],
    ["climbing", part("sobjects/../../../apexrest/x"), /climbs out/],
    ["encoded climbing", part("sobjects/%2e%2e/%252e%252e/x"), /climbs out/],
    ["a hidden method", part("sobjects/Account/1?_HttpMethod=DELETE"), /hide the method/],
    ["an encoded hidden method", part("sobjects/Account/1?%5fHttpMethod=DELETE"), /hide the method/],
    [
      "an override header",
      part("limits", { httpHeaders: { "X-HTTP-Method-Override": "DELETE" } }),
      /hide the method/,
    ],
  ])("%s: refused, and nothing is sent", async (_, compositeRequest, expected) => {
    await server.call("listApiVersions");
    server.org.resetCounters();
    const { text, isError } = await server.call("executeComposite", { compositeRequest });
    expect(isError).toBe(true);
    expect(text).toMatch(expected);
    expect(server.org.counters()["api"] ?? 0).toBe(0);
  });
});

describe("executeBatch", () => {
  test("each part stands for itself", async () => {
    const batchRequests = [
      { method: "GET", url: "sobjects/Account/describe" },
      { method: "POST", url: "/services/data/v66.0/sobjects/Account", richInput: { Name: "Batch" } },
      { method: "DELETE", url: "v66.0/sobjects/Account/001000000000001AAA" },
    ];
    const { text, isError } = await server.call("executeBatch", { batchRequests });
    expect(isError).toBe(false);
    const { summary, failed, results } = answerIn(text);
    expect(summary).toBe("1 of 3 failed");
    expect(failed[0].part).toBe("2");
    expect(results["1"].id).toMatch(/^001/);
  });

  test("25 large parts stay within the limit, the failure first", async () => {
    const batchRequests = Array.from({ length: 25 }, (_, index) => ({
      method: "GET",
      url: index === 24 ? "sobjects/Nope" : "sobjects/Account/describe",
    }));
    const { text } = await server.call("executeBatch", { batchRequests });
    expect(text.length).toBeLessThanOrEqual(40_000);
    expect(text.indexOf('"part":"24"')).toBeLessThan(300);
  });

  test("haltOnError stops", async () => {
    const batchRequests = [
      { method: "GET", url: "sobjects/Nope" },
      { method: "POST", url: "sobjects/Account", richInput: { Name: "Never" } },
    ];
    const { text, isError } = await server.call("executeBatch", { batchRequests, haltOnError: true });
    expect(isError).toBe(true);
    expect(answerIn(text).haltedWithThem).toBe(1);
    expect(await count("SELECT COUNT() FROM Account WHERE Name = 'Never'")).toBe(0);
  });
});

describe("executeCollection", () => {
  const records = (number: number) =>
    Array.from({ length: number }, (_, index) => ({
      Name: `Many ${index}`,
      External_Id__c: `many-${index}`,
    }));

  test("200 records are created, changed, read and deleted", async () => {
    const { ids } = JSON.parse(
      (
        await server.call("executeCollection", {
          operation: "create",
          object: "Account",
          records: records(200),
        })
      ).text,
    );
    expect(ids).toHaveLength(200);
    const changes = ids.map((Id: string) => ({ Id, Phone: "7" }));
    expect(
      (await server.call("executeCollection", { operation: "update", object: "Account", records: changes }))
        .isError,
    ).toBe(false);
    const read = JSON.parse(
      (
        await server.call("executeCollection", {
          operation: "retrieve",
          object: "Account",
          ids: [ids[0], "001000000000001AAA"],
          fields: ["Phone"],
        })
      ).text,
    );
    expect(read).toMatchObject({ missing: ["001000000000001AAA"], records: [{ Phone: "7" }] });
    const again = JSON.parse(
      (
        await server.call("executeCollection", {
          operation: "upsert",
          object: "Account",
          externalIdField: "External_Id__c",
          records: records(200),
        })
      ).text,
    );
    expect(again.created).toBeUndefined();
    expect(
      (await server.call("executeCollection", { operation: "delete", object: "Account", ids })).isError,
    ).toBe(false);
    expect(await count("SELECT COUNT() FROM Account WHERE Name LIKE 'Many %'")).toBe(0);
  });

  test("all or none: the cause is told apart from those it took along", async () => {
    const { text, isError } = await server.call("executeCollection", {
      operation: "create",
      object: "Account",
      records: [{ Name: "A" }, { Industry: "Energy" }, { Name: "C" }],
    });
    expect(isError).toBe(true);
    expect(answerIn(text)).toMatchObject({
      summary: "nothing was kept: 1 failed, 2 rolled back with it",
      failed: [{ rows: [2], code: "REQUIRED_FIELD_MISSING" }],
      rolledBackWithThem: 2,
    });
    expect(text).not.toContain('"ids"');
    const kept = await server.call("executeCollection", {
      operation: "create",
      object: "Account",
      allOrNone: false,
      records: [{ Name: "A" }, { Industry: "Energy" }],
    });
    expect(kept.isError).toBe(false);
    expect(JSON.parse(kept.text).summary).toBe("1 of 2 failed");
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ["201 records", { operation: "create", records: records(201) }, /^BAD_ARGUMENT: records: /],
    [
      "mixed objects",
      { operation: "create", records: [{ attributes: { type: "Contact" }, LastName: "x" }] },
      /it is a Contact/,
    ],
    ["an unknown operation", { operation: "merge", records: records(1) }, /^BAD_ARGUMENT: operation: /],
    [
      "an update without Id",
      { operation: "update", records: records(1) },
      /records\[0\]: update needs its Id/,
    ],
    ["a delete of records", { operation: "delete", records: records(1) }, /delete takes ids/],
  ])("%s: refused, and nothing is sent", async (_, args, expected) => {
    const { text, isError } = await server.call("executeCollection", { object: "Account", ...args });
    expect(isError).toBe(true);
    expect(text).toMatch(expected);
    expect(server.org.counters()["api"] ?? 0).toBe(0);
  });

  test("ids of another object are not deleted", async () => {
    const contactId = await firstId("Contact");
    server.org.resetCounters();
    const { text, isError } = await server.call("executeCollection", {
      operation: "delete",
      object: "Account",
      ids: [contactId],
    });
    expect(isError).toBe(true);
    expect(text).toMatch(/^BAD_ARGUMENT: ids\[0\]: 003\w+ is no Account, whose ids begin with 001/);
    expect(server.org.counters()["DELETE /composite/sobjects"]).toBeUndefined();
  });

  test("a body as a JSON text is taken as meant, and an empty one with a GET is left out", async () => {
    const { text } = await server.call("executeBatch", {
      batchRequests: [
        { method: "POST", url: "sobjects/Account", richInput: '{"Name":"From a text"}' },
        { method: "GET", url: "limits", richInput: {} },
      ],
    });
    expect(answerIn(text).summary).toBe("all 2 succeeded");
  });
});

describe("read-only mode", () => {
  const id = "001000000000001AAA";
  const one = (method: string, url: string, more: object = {}) =>
    ["executeComposite", { compositeRequest: [{ method, url, referenceId: "r", ...more }] }] as const;
  const batched = (method: string, url: string) =>
    ["executeBatch", { batchRequests: [{ method, url }] }] as const;
  test.each<readonly [string, Record<string, unknown>]>([
    ["createRecord", { object: "Account", record: { Name: "x" } }],
    ["updateRecord", { object: "Account", id, record: { Name: "x" } }],
    [
      "upsertRecord",
      { object: "Account", externalIdField: "External_Id__c", externalId: "x", record: { Name: "x" } },
    ],
    ["deleteRecord", { object: "Account", id }],
    ["executeCollection", { operation: "create", object: "Account", records: [{ Name: "x" }] }],
    ["executeCollection", { operation: "delete", object: "Account", ids: [id] }],
    ...["POST", "post", " Post ", "PATCH", "PUT", "DELETE", "delete "].flatMap((method) => [
      one(method, "sobjects/Account"),
      batched(method, `v66.0/sobjects/Account/${id}`),
    ]),
    ...[
      "tooling/executeAnonymous/?anonymousBody=x",
      "/services/data/v66.0/tooling/executeAnonymous",
      "actions/standard/chatterPost",
      "connect/x",
      "%74ooling/executeAnonymous",
      "composite/sobjects/../../tooling/x",
      `sobjects/Account/${id}?_HttpMethod=DELETE`,
      `sobjects/Account/${id}?_httpmethod=patch`,
    ].flatMap((url) => [one("GET", url), batched("GET", url)]),
    one("GET", `sobjects/Account/${id}`, { httpHeaders: { "x-http-method-override": "DELETE" } }),
    one("GET", `sobjects/Account/${id}`, { httpHeaders: { "X-Method-Override": "DELETE" } }),
  ])("%s %j is refused", async (tool, args) => {
    const { text, isError } = await readOnly.call(tool, args);
    expect(isError).toBe(true);
    expect(text).toMatch(/^(?:READ_ONLY|BAD_ARGUMENT): /);
    expect(server.org.counters()["api"] ?? 0).toBe(0);
  });

  test("reading goes on", async () => {
    const { isError } = await readOnly.call(...batched("GET", "query?q=SELECT+Id+FROM+Account+LIMIT+1"));
    expect(isError).toBe(false);
    expect((await readOnly.client.listTools()).tools.map(({ name }) => name)).not.toContain("createRecord");
  });
});
