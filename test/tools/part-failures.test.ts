import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Connected, connect } from "../connect.ts";
import { knowObjects } from "../known-objects.ts";

let server: Connected;

beforeAll(async () => {
  server = await connect();
  await knowObjects(server);
});

afterAll(() => server.close());

async function answerOf(tool: string, args: Record<string, unknown>) {
  const { text, isError } = await server.call(tool, args);
  return { text, isError, ...JSON.parse(text.slice(text.indexOf("{"))) };
}

const query = (soql: string) => `query?q=${encodeURIComponent(soql)}`;

describe("failures inside an answer have the hints of a single call", () => {
  test("of a batch", async () => {
    const { failed } = await answerOf("executeBatch", {
      batchRequests: [
        { method: "GET", url: query("SELECT Id FROM Contact WHERE Email IS NULL") },
        {
          method: "POST",
          url: "sobjects/Account",
          richInput: { Name: "x", BillingAddress: { city: "Bern" } },
        },
        { method: "GET", url: "sobjects/Acount/001DE00000000G9YAI" },
        { method: "GET", url: query("SELECT Id FROM Account LIMIT 1") },
      ],
    });
    expect(failed.map(({ hint }: { hint: string }) => hint)).toEqual([
      "Write Email = null.",
      expect.stringContaining("BillingStreet, BillingCity"),
      expect.stringContaining("Did you mean Account?"),
    ]);
  });

  test("of a composite, once for each kind", async () => {
    const part = (referenceId: string) => ({
      method: "POST",
      url: "sobjects/Contact",
      referenceId,
      body: {},
    });
    const { failed, text } = await answerOf("executeComposite", {
      allOrNone: false,
      compositeRequest: [part("a"), part("b")],
    });
    expect(failed).toMatchObject([
      { part: "a", hint: expect.stringContaining("Give LastName a value") },
      { part: "b" },
    ]);
    expect(text.match(/Give LastName/g)).toHaveLength(1);
  });

  test("of a collection, grouped without the records' own values", async () => {
    const records = Array.from({ length: 200 }, (_, index) => ({
      LastName: `L${index}`,
      Email: `bad${index}@`,
    }));
    const args = { operation: "create", object: "Contact", allOrNone: false, records };
    const { failed, text, summary, isError } = await answerOf("executeCollection", args);
    expect(isError).toBe(true);
    expect(summary).toBe("nothing was kept: 200 failed");
    expect(failed).toMatchObject([{ code: "INVALID_EMAIL_ADDRESS", count: 200 }]);
    expect(failed[0].rows).toEqual(records.map((_, index) => index + 1));
    expect(failed[0].hint).toContain("name@example.com");
    expect(text.length).toBeLessThan(1_200);
  });

  test("a single failure keeps its value", async () => {
    const records = [{ LastName: "a" }, { LastName: "b", Email: "odd@" }];
    const { failed } = await answerOf("executeCollection", {
      operation: "create",
      object: "Contact",
      records,
    });
    expect(failed).toMatchObject([{ rows: [2], count: 1, message: expect.stringContaining("odd@") }]);
  });
});

test("one record for many ids changes them all, and the answer does not repeat the ids", async () => {
  const { records } = await answerOf("executeQuery", {
    soql: "SELECT Id FROM Contact LIMIT 150",
    format: "json",
  });
  const ids: string[] = records.map(({ Id }: { Id: string }) => Id);
  const update = { operation: "update", object: "Contact", ids, record: { Department: "Moved" } };
  const { text, summary } = await answerOf("executeCollection", update);
  expect(summary).toBe(`${ids.length} records updated`);
  expect(ids.some((id) => text.includes(id))).toBe(false);
  const after = await server.call("executeQuery", {
    soql: "SELECT COUNT(Id) n FROM Contact WHERE Department = 'Moved'",
  });
  expect(after.text.split("\n")[2]).toBe(String(ids.length));
});

test.each([
  [
    { operation: "create", ids: ["003DE00000000G9YAI"], record: { LastName: "x" } },
    /record: it is for update/,
  ],
  [{ operation: "update", ids: ["003DE00000000G9YAI"], record: {} }, /record: it is empty/],
  [{ operation: "update", record: { LastName: "x" } }, /record: it is for update with ids/],
  [
    { operation: "update", ids: ["003DE00000000G9YAI"], record: { Id: "003DE00000000G9YAI" } },
    /leave Id out/,
  ],
])("%j is refused", async (args, expected) => {
  const { text, isError } = await server.call("executeCollection", { object: "Contact", ...args });
  expect(isError).toBe(true);
  expect(text).toMatch(expected);
});

test("duplicates are named in an upsert and a collection too, which can save all the same", async () => {
  const twin = { LastName: "Twofold", Email: "twofold@example.com" };
  const first = await server.call("createRecord", { object: "Contact", record: twin });
  const { id } = JSON.parse(first.text);
  const upsert = {
    object: "Contact",
    externalIdField: "External_Id__c",
    externalId: "twofold",
    record: twin,
  };
  const refused = await server.call("upsertRecord", upsert);
  expect(refused.text).toContain(`found Contact ${id}`);
  const many = { operation: "create", object: "Contact", records: [twin] };
  expect((await server.call("executeCollection", many)).text).toContain("allowDuplicates: true");
  for (const [tool, args] of [
    ["upsertRecord", upsert],
    ["executeCollection", many],
  ] as const) {
    const saved = await server.call(tool, { ...args, allowDuplicates: true });
    expect(saved.isError, saved.text).toBe(false);
  }
});
