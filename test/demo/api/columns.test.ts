import { expect, test } from "vitest";
import { type JsonRecord, keyed } from "../../../src/demo/json.ts";
import { httpOrg } from "../http-org.ts";

const { ask } = await httpOrg();

const columns = async (soql: string) => {
  const { status, body } = await ask("GET", `/query?q=${encodeURIComponent(soql)}&columns=true`);
  expect(status).toBe(200);
  return keyed(body);
};
/** Names as a table's header has them. */
function names(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap(({ columnName, joinColumns, aggregate }: JsonRecord) => {
    const inner = names(joinColumns);
    if (inner.length === 0) return [String(columnName)];
    return inner.map((name) => `${columnName}${aggregate ? ">" : "."}${name}`);
  });
}

test.each([
  ["SELECT Id, Name FROM Account", ["Id", "Name"]],
  ["SELECT Account.Owner.Name, Account.Name FROM Contact", ["Account.Owner.Name", "Account.Name"]],
  [
    "SELECT Id, (SELECT LastName, Owner.Name FROM Contacts) FROM Account",
    ["Id", "Contacts>LastName", "Contacts>Owner.Name"],
  ],
  [
    "SELECT StageName, COUNT(Id), SUM(Amount) total FROM Opportunity GROUP BY StageName",
    ["StageName", "expr0", "total"],
  ],
  [
    "SELECT TYPEOF What WHEN Account THEN Phone, Name WHEN Opportunity THEN Name END FROM Task",
    ["What.Phone", "What.Name"],
  ],
  ["SELECT COUNT() FROM Account", []],
  ["SELECT FIELDS(STANDARD) FROM UserRole", expect.arrayContaining(["Id", "Name", "DeveloperName"])],
])("%s", async (soql, expected) => {
  expect(names((await columns(soql))["columnMetadata"])).toEqual(expected);
});

test("a column tells its type, and the statement its object", async () => {
  const told = await columns(
    "SELECT Name, NumberOfEmployees, IsDeleted, COUNT(Id) n FROM Account GROUP BY Name, NumberOfEmployees, IsDeleted",
  );
  expect(told).toMatchObject({ entityName: "Account", groupBy: true, idSelected: false, keyPrefix: "001" });
  expect(told["columnMetadata"]).toMatchObject([
    {
      apexType: "String",
      textType: true,
      numberType: false,
      aggregate: false,
      insertable: true,
      custom: false,
    },
    { apexType: "Integer", textType: false, numberType: true },
    { apexType: "Boolean", booleanType: true, textType: false },
    { apexType: "Integer", aggregate: true, displayName: "count(Id)", columnName: "n" },
  ]);
});

test("a wrong statement is refused as it would be without", async () => {
  const [withColumns, without] = await Promise.all(
    ["&columns=true", ""].map((more) => ask("GET", `/query?q=SELECT+Nme+FROM+Account${more}`)),
  );
  expect(withColumns).toMatchObject({ status: 400, body: [{ errorCode: "INVALID_FIELD" }] });
  expect(withColumns?.body).toEqual(without?.body);
});
