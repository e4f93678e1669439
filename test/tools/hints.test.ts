import { afterAll, beforeAll, expect, test } from "vitest";
import { type Connected, connect } from "../connect.ts";

let server: Connected;

beforeAll(async () => {
  server = await connect();
});

afterAll(() => server.close());

const hintOf = async (tool: string, args: Record<string, unknown>) => {
  const { text, isError } = await server.call(tool, args);
  expect(isError, text).toBe(true);
  return text.split("\n").at(-1);
};

test.each<[string, Record<string, unknown>, RegExp]>([
  [
    "getRecord",
    { object: "Account", id: "001DE00000000G9YAI", fields: ["Owner.Name"] },
    /^Hint: Parents' fields come by a query: executeQuery \{"soql":"SELECT Owner\.Name FROM Account WHERE/,
  ],
  [
    "getRecord",
    { object: "Account", externalIdField: "Nope__c", externalId: "1" },
    /^Hint: describeObject \{"object":"Account"\} marks the fields that are an external id/,
  ],
  ["executeSearch", { term: "Aurora", objects: [{ name: "Acount" }] }, /^Hint: Did you mean Account\?/],
  ["executeSearch", { term: "a*" }, /^Hint: Give words of two letters/],
  ["executeQuery", { soql: "SELECT Id FROM Account WHERE Id = '1'" }, /^Hint: The value or operator/],
])("%s %j", async (tool, args, expected) => {
  expect(await hintOf(tool, args)).toMatch(expected);
});
