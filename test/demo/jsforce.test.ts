import { Connection } from "jsforce";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";

let org: DemoOrg;
let connection: Connection;

beforeAll(async () => {
  org = await startDemoOrg();
  const {
    SALESFORCE_CLIENT_ID: clientId,
    SALESFORCE_CLIENT_SECRET: clientSecret,
    SALESFORCE_REFRESH_TOKEN: refreshToken,
  } = org.settings;
  connection = new Connection({
    instanceUrl: org.instanceUrl,
    refreshToken,
    version: "66.0",
    oauth2: { loginUrl: org.instanceUrl, clientId, clientSecret },
  });
});

afterAll(() => org.close());

describe("jsforce takes the demo org for Salesforce", () => {
  test("refresh flow, identity and limits", async () => {
    const identity = await connection.identity();
    expect(identity.username).toBe("dana@demo.example");
    expect(connection.limitInfo.apiUsage?.limit).toBe(15_000);
    expect((await connection.limits())["DailyApiRequests"]?.Max).toBe(15_000);
    org.oauth.expireAll();
    expect((await connection.query("SELECT COUNT() FROM Account")).totalSize).toBe(40);
  });

  test("JWT authorize", async () => {
    const {
      SALESFORCE_PRIVATE_KEY: key,
      SALESFORCE_CLIENT_ID: clientId,
      SALESFORCE_USERNAME: user,
    } = org.jwtSettings();
    const { default: jwt } = await import("jsonwebtoken");
    const assertion = jwt.sign({}, key, {
      algorithm: "RS256",
      issuer: clientId,
      subject: user,
      audience: org.instanceUrl,
      expiresIn: 120,
    });
    const own = new Connection({ loginUrl: org.instanceUrl, version: "66.0" });
    await own.authorize({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion });
    expect((await own.query("SELECT Id FROM Account LIMIT 1")).records).toHaveLength(1);
  });

  test("queries: every page, children, aggregates", async () => {
    const tasks = await connection.query("SELECT Id FROM Task").execute({ autoFetch: true, maxFetch: 5_000 });
    expect(new Set((Array.isArray(tasks) ? tasks : tasks.records).map(({ Id }) => Id)).size).toBe(2_500);
    const nested = await connection.query<{ Contacts: { records: object[] } | null }>(
      "SELECT Name, (SELECT LastName FROM Contacts) FROM Account",
    );
    expect(nested.records.flatMap(({ Contacts }) => Contacts?.records ?? [])).toHaveLength(112);
    const grouped = await connection.query<{ expr0: number }>(
      "SELECT Status, COUNT(Id) FROM Case GROUP BY Status",
    );
    expect(grouped.records.reduce((sum, { expr0 }) => sum + expr0, 0)).toBe(80);
  });

  test("one record: create, retrieve, update, upsert, destroy", async () => {
    const account = connection.sobject("Account");
    const created = await account.create({ Name: "By jsforce" });
    if (!created.success) throw new Error("not created");
    await account.update({ Id: created.id, Phone: "1" });
    expect((await account.retrieve(created.id))["Phone"]).toBe("1");
    expect((await account.upsert({ External_Id__c: "js", Name: "Upserted" }, "External_Id__c")).success).toBe(
      true,
    );
    expect((await account.destroy(created.id)).success).toBe(true);
    await expect(account.retrieve(created.id)).rejects.toMatchObject({ errorCode: "ENTITY_IS_DELETED" });
  });

  test("describes and search", async () => {
    expect((await connection.describe("Account")).fields.find(({ name }) => name === "Name")?.type).toBe(
      "string",
    );
    expect((await connection.describeGlobal()).sobjects.map(({ name }) => name)).toContain("Project__c");
    const found = await connection.search("FIND {Aurora} IN NAME FIELDS RETURNING Account(Id, Name)");
    expect(found.searchRecords).toHaveLength(1);
  });

  test("errors carry Salesforce's codes", async () => {
    await expect(connection.query("SELECT Nope FROM Account")).rejects.toMatchObject({
      errorCode: "INVALID_FIELD",
    });
    await expect(connection.sobject("Account").create({})).rejects.toMatchObject({
      errorCode: "REQUIRED_FIELD_MISSING",
    });
  });

  test("many records at once: create, update, retrieve and destroy with arrays", async () => {
    const account = connection.sobject("Account");
    const created = await account.create([{ Name: "Array 1" }, { Name: "Array 2" }]);
    const ids = created.flatMap((result) => (result.success ? [result.id] : []));
    expect(ids).toHaveLength(2);
    await account.update(ids.map((Id) => ({ Id, Phone: "2" })));
    expect((await account.retrieve(ids)).map((record) => record["Phone"])).toEqual(["2", "2"]);
    expect((await account.destroy(ids)).every(({ success }) => success)).toBe(true);
  });

  const parts = (lastName: string | null) => [
    {
      method: "POST",
      url: "/services/data/v66.0/sobjects/Account",
      referenceId: "acc",
      body: { Name: "Composite by jsforce" },
    },
    {
      method: "POST",
      url: "/services/data/v66.0/sobjects/Contact",
      referenceId: "con",
      body: { LastName: lastName, AccountId: "@{acc.id}" },
    },
  ];
  const count = async () =>
    (await connection.query("SELECT COUNT() FROM Account WHERE Name = 'Composite by jsforce'")).totalSize;

  test("composite: committed whole, or rolled back with one real error", async () => {
    interface Answer {
      compositeResponse: { httpStatusCode: number; body: { errorCode: string }[] }[];
    }
    const whole = await connection.requestPost<Answer>("/composite", {
      allOrNone: true,
      compositeRequest: parts("Whole"),
    });
    expect(whole.compositeResponse.map(({ httpStatusCode }) => httpStatusCode)).toEqual([201, 201]);
    const broken = await connection.requestPost<Answer>("/composite", {
      allOrNone: true,
      compositeRequest: parts(null),
    });
    const codes = broken.compositeResponse.map(({ body }) => body[0]?.errorCode);
    expect(codes).toEqual(["PROCESSING_HALTED", "REQUIRED_FIELD_MISSING"]);
    expect(await count()).toBe(1);
  });

  test("graphs are kept one by one", async () => {
    interface Answer {
      graphs: { graphId: string; isSuccessful: boolean }[];
    }
    const graphs = [
      { graphId: "good", compositeRequest: parts("Good") },
      { graphId: "bad", compositeRequest: parts(null) },
    ];
    const answer = await connection.requestPost<Answer>("/composite/graph", { graphs });
    expect(answer.graphs.map(({ isSuccessful }) => isSuccessful)).toEqual([true, false]);
    expect(await count()).toBe(2);
  });

  test("a tree is inserted whole, or only its failing records are named", async () => {
    interface Answer {
      hasErrors: boolean;
      results: { referenceId: string; id?: string; errors?: { statusCode: string }[] }[];
    }
    const records = (LastName: string | null) => [
      {
        attributes: { type: "Account", referenceId: "a" },
        Name: "Tree",
        Contacts: { records: [{ attributes: { type: "Contact", referenceId: "c" }, LastName }] },
      },
    ];
    const good = await connection.requestPost<Answer>("/composite/tree/Account", {
      records: records("Leaf"),
    });
    expect(good).toMatchObject({ hasErrors: false, results: [{ referenceId: "a" }, { referenceId: "c" }] });
    await expect(
      connection.requestPost("/composite/tree/Account", { records: records(null) }),
    ).rejects.toThrow();
    expect((await connection.query("SELECT COUNT() FROM Account WHERE Name = 'Tree'")).totalSize).toBe(1);
  });

  test("pages and child queries with autoFetch, one event a row", async () => {
    const rows: unknown[] = [];
    const query = connection.query("SELECT Id, Who.Name FROM Task ORDER BY Subject");
    query.on("record", (record) => rows.push(record));
    await query.run({ autoFetch: true, maxFetch: 5_000 });
    expect(rows).toHaveLength(2_500);
  });

  test("upserts with arrays, and by a key that nobody has", async () => {
    const account = connection.sobject("Account");
    const records = [
      { External_Id__c: "js-1", Name: "One" },
      { External_Id__c: "js-2", Name: "Two" },
    ];
    const first = await account.upsert(records, "External_Id__c");
    const second = await account.upsert(records, "External_Id__c");
    expect(first.map(({ success }) => success)).toEqual([true, true]);
    expect(second.map((result) => result.success && result.id)).toEqual(
      first.map((result) => result.success && result.id),
    );
    await expect(account.upsert({ Nope__c: "a", Name: "a" }, "Nope__c")).rejects.toMatchObject({
      errorCode: "NOT_FOUND",
    });
  });

  test("bulk 2: loads, with failures told apart, changes and deletes", async () => {
    const { bulk2 } = connection;
    const wait = { pollInterval: 10, pollTimeout: 10_000 };
    const input = [
      { LastName: "Bulk 1", Email: "a@bulk.example" },
      { LastName: "", Email: "nobody@bulk.example" },
      { LastName: 'Bulk 2, with "quotes"\nand lines', Email: "b@bulk.example" },
    ];
    const loaded = await bulk2.loadAndWaitForResults({
      object: "Contact",
      operation: "insert",
      input,
      ...wait,
    });
    expect(loaded.successfulResults).toHaveLength(2);
    expect(loaded.failedResults).toMatchObject([
      { sf__Error: expect.stringContaining("REQUIRED_FIELD_MISSING"), Email: "nobody@bulk.example" },
    ]);
    expect(loaded.unprocessedRecords).toHaveLength(0);
    const ids = loaded.successfulResults.map(({ sf__Id: Id }) => ({ Id: String(Id) }));
    const changed = await bulk2.loadAndWaitForResults({
      object: "Contact",
      operation: "update",
      input: ids.map(({ Id }) => ({ Id, Phone: "9" })),
      ...wait,
    });
    expect(changed.successfulResults.map(({ sf__Created }) => sf__Created)).toEqual(["false", "false"]);
    const deleted = await bulk2.loadAndWaitForResults({
      object: "Contact",
      operation: "delete",
      input: ids,
      ...wait,
    });
    expect(deleted.successfulResults).toHaveLength(2);
    const left = await connection.query("SELECT Id FROM Contact WHERE Email LIKE '%@bulk.example'");
    expect(left.totalSize).toBe(0);
  });

  test("bulk 2: a job that cannot be read fails", async () => {
    const load = connection.bulk2.loadAndWaitForResults({
      object: "Contact",
      operation: "insert",
      input: [{ LastNmae: "a" }],
      pollInterval: 10,
      pollTimeout: 10_000,
    });
    await expect(load).rejects.toThrow(/Field name not found : LastNmae|Failed/);
  });

  test("bulk 2: queries give every row", async () => {
    const stream = await connection.bulk2.query("SELECT Id, Subject, Account.Name FROM Task", {
      pollInterval: 10,
      pollTimeout: 10_000,
    });
    const records = await stream.toArray();
    expect(new Set(records.map(({ Id }) => Id)).size).toBe(2_500);
    expect(Object.keys(records[0] ?? {})).toEqual(["Id", "Subject", "Account.Name"]);
  });
});
