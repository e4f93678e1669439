import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Connected, connect } from "../connect.ts";
import { type RawOrg, startRawOrg } from "../raw-org.ts";

let org: RawOrg;
let server: Connected;
let answer: { status: number; body: string };

beforeAll(async () => {
  org = await startRawOrg(() => answer);
  server = await connect({ signIn: () => org.settings });
});

beforeEach(() => {
  answer = { status: 200, body: "null" };
});

afterAll(async () => {
  await server.close();
  await org.close();
});

const saved = { id: "001000000000001AAA", success: true, errors: [] };
const invalid = {
  statusCode: "FIELD_CUSTOM_VALIDATION_EXCEPTION",
  message: "Ten digits.",
  fields: ["Phone"],
};
const part = (referenceId: string) => ({
  method: "POST",
  url: "sobjects/Account",
  referenceId,
  body: { Name: referenceId },
});

/** The first line and the value of an answer to a composite of parts a, b … with these statuses and bodies. */
async function composite(parts: [number, unknown][], more: object = {}, names = ["a", "b"]) {
  const compositeResponse = parts.map(([httpStatusCode, body], index) => ({
    referenceId: names[index],
    httpStatusCode,
    body,
  }));
  answer = { status: 200, body: JSON.stringify({ compositeResponse }) };
  return split(await server.call("executeComposite", { compositeRequest: names.map(part), ...more }));
}

function split({ text, isError }: { text: string; isError: boolean }) {
  const [first = "", ...rest] = text.split("\n");
  return { isError, first, value: JSON.parse(first.startsWith("{") ? first : rest.join("\n")) };
}

async function collection(results: object[], args: object = {}) {
  answer = { status: 200, body: JSON.stringify(results) };
  const records = [{ Name: "a" }, { Name: "b" }];
  return split(
    await server.call("executeCollection", { operation: "create", object: "Account", records, ...args }),
  );
}

describe("a composite", () => {
  test("tells a reference that finds nothing as a failure of its own, and names the parts that it took along", async () => {
    const halted = (message: string) => [{ errorCode: "PROCESSING_HALTED", message }];
    const lost = "Invalid reference specified. No value for q.records[0].Id found in q";
    const rolledBack =
      "The transaction was rolled back since another operation in the same transaction failed.";
    const { isError, first, value } = await composite([
      [400, halted(rolledBack)],
      [400, halted(lost)],
    ]);
    expect(isError).toBe(true);
    expect(first).toBe(`PROCESSING_HALTED: ${lost}`);
    expect(value).toMatchObject({
      failed: [{ part: "b", message: lost }],
      haltedWithThem: 1,
      halted: ["a"],
    });
  });

  test("shows fields, errors of a tree with their references, and what cannot be read", async () => {
    const tree = { hasErrors: true, results: [{ referenceId: "r2", errors: [invalid] }] };
    const { first, value } = await composite([
      [400, tree],
      [400, { odd: "x".repeat(500) }],
    ]);
    expect(first).toBe("FIELD_CUSTOM_VALIDATION_EXCEPTION: r2: Ten digits.");
    expect(value.failed[0]).toMatchObject({ part: "a", message: "r2: Ten digits.", fields: ["Phone"] });
    expect(value.failed[1].message).toMatch(/^no message that can be read: \{"odd":"x{200,300}…$/);
  });

  test("with fewer answers than parts, or a part that says no success, is no success", async () => {
    const short = await composite([[201, saved]]);
    expect(short).toMatchObject({ isError: true, value: { results: { a: { id: saved.id } } } });
    expect(short.first).toMatch(/^UNEXPECTED_RESPONSE: Salesforce answered 1 of the 2 that were sent/);
    const refused = await composite(
      [
        [201, saved],
        [200, { id: null, success: false, errors: [invalid] }],
      ],
      { allOrNone: false },
    );
    expect(refused.value).toMatchObject({
      summary: "1 of 2 failed",
      failed: [{ part: "b", code: invalid.statusCode }],
    });
  });
});

describe("a collection", () => {
  test("with fewer answers than records is no success", async () => {
    for (const results of [[], [saved]]) {
      const { isError, first } = await collection(results);
      expect(isError).toBe(true);
      expect(first).toContain(`UNEXPECTED_RESPONSE: Salesforce answered ${results.length} of the 2`);
    }
  });

  test("begins with the error where nothing was kept, and says the fields", async () => {
    const failed = { success: false, errors: [invalid] };
    const rolledBack = {
      success: false,
      errors: [
        { statusCode: "ALL_OR_NONE_OPERATION_ROLLED_BACK", message: "Record rolled back", fields: [] },
      ],
    };
    const { isError, first, value } = await collection([rolledBack, failed]);
    expect(isError).toBe(true);
    expect(first).toBe("FIELD_CUSTOM_VALIDATION_EXCEPTION: Ten digits.");
    expect(value).toMatchObject({ failed: [{ fields: ["Phone"] }] });
  });
});

test("an error names its fields, and a new record of an upsert is said by its status", async () => {
  answer = {
    status: 400,
    body: '[{"errorCode":"FIELD_CUSTOM_VALIDATION_EXCEPTION","message":"Ten digits.","fields":["Phone"]}]',
  };
  const failed = await server.call("createRecord", { object: "Account", record: { Phone: "1" } });
  expect(failed.text).toMatch(/^FIELD_CUSTOM_VALIDATION_EXCEPTION: Ten digits\. \(field Phone\)\n/);
  answer = { status: 201, body: JSON.stringify(saved) };
  const upsert = { object: "Account", externalIdField: "Ext__c", externalId: "1", record: { Name: "a" } };
  expect(JSON.parse((await server.call("upsertRecord", upsert)).text)).toMatchObject({ created: true });
});
