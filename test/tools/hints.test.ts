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
  ["executeQuery", { soql: "SELECT Id FROM Account WHERE Id = '1'" }, /^Hint: Id takes whole ids/],
  [
    "executeQuery",
    { soql: "SELECT Id FROM Account WHERE CreatedDate > 2020-01-01" },
    /CreatedDate > 2020-01-01T00:00:00Z/,
  ],
  [
    "executeQuery",
    { soql: "SELECT Id, Acount.Name FROM Contact" },
    /^Hint: Did you mean Account\? describeObject \{"object":"Contact"\} names each reference/,
  ],
  [
    "executeQuery",
    { soql: "SELECT Id, (SELECT Id FROM Contact) FROM Account" },
    /^Hint: Did you mean Contacts.*\? A subquery selects .*"include":\["childRelationships"\]/,
  ],
  ["executeQuery", { soql: "SELECT TOP 5 Name FROM Account" }, /^Hint: SOQL has no TOP: put LIMIT 5/],
  [
    "createRecord",
    { object: "Contact", record: { LastName: "x", Account: { External_Id__c: "none" } } },
    /^Hint: No record has this external id/,
  ],
  [
    "createRecord",
    { object: "Contact", record: { LastName: "x", AccountId: "003DE00000000G9YAI" } },
    /^Hint: An id in the request/,
  ],
])("%s %j", async (tool, args, expected) => {
  expect(await hintOf(tool, args)).toMatch(expected);
});
