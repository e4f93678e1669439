import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Connected, connect } from "../connect.ts";

let server: Connected;

beforeAll(async () => {
  server = await connect();
});

afterAll(() => server.close());

async function header(soql: string): Promise<string[]> {
  const { text, isError } = await server.call("executeQuery", { soql });
  expect(isError, text).toBe(false);
  return parse(text.slice(text.indexOf("\n") + 1))[0] ?? [];
}

test.each([
  ["SELECT COUNT(Email), MAX( CreatedDate ) FROM Contact", ["COUNT(Email)", "MAX(CreatedDate)"]],
  ["SELECT StageName, COUNT(Id) FROM Opportunity GROUP BY StageName", ["StageName", "COUNT(Id)"]],
  [
    "SELECT COUNT(Id), StageName, SUM(Amount) total FROM Opportunity GROUP BY StageName",
    ["COUNT(Id)", "StageName", "total"],
  ],
  [
    "SELECT Owner.Name, COUNT(Id) n, MIN(Amount) FROM Opportunity GROUP BY Owner.Name",
    ["Owner.Name", "n", "MIN(Amount)"],
  ],
  ["SELECT Account.Name who, COUNT(Id) FROM Opportunity GROUP BY Account.Name", ["who", "COUNT(Id)"]],
  ["SELECT id, nAME, owner.name FROM Account LIMIT 1", ["id", "nAME", "owner.name"]],
  ["SELECT toLabel(StageName) st, FORMAT(Amount) a2, Name FROM Opportunity LIMIT 1", ["st", "a2", "Name"]],
  ["SELECT Id, Parent.Name FROM Account WHERE ParentId = null LIMIT 3", ["Id", "Parent.Name"]],
  [
    "SELECT a.Name, a.Industry, COUNT(Id) n FROM Account a GROUP BY a.Name, a.Industry",
    ["Name", "Industry", "n"],
  ],
])("%s has the columns that it asks for, in its order, with and without rows", async (soql, columns) => {
  expect(await header(soql)).toEqual(columns);
  const none = soql.includes("WHERE")
    ? soql.replace("WHERE", "WHERE Name = 'nobody' AND")
    : soql.replace(/ (GROUP|LIMIT) |$/, " WHERE Id = '000000000000000AAA' $1 ");
  if (!/^SELECT COUNT\(Email\)/.test(soql)) expect(await header(none.trim())).toEqual(columns);
});

test("TYPEOF has the fields of all its branches, whatever the page holds", async () => {
  const soql =
    "SELECT Id, TYPEOF What WHEN Account THEN Phone, Industry WHEN Opportunity THEN Amount ELSE Name END FROM Task";
  const columns = ["Id", "What.Phone", "What.Industry", "What.Amount", "What.Name"];
  for (const where of ["WhatId = null", "What.Type = 'Account'", "Id = null"])
    expect(await header(`${soql} WHERE ${where} LIMIT 3`)).toEqual(columns);
});

test("keys of JSON rows are named alike", async () => {
  const soql = "SELECT Owner.Name, COUNT(Email), MAX(Title) FROM Contact GROUP BY Owner.Name LIMIT 1";
  const { text } = await server.call("executeQuery", { soql, format: "json" });
  expect(Object.keys(JSON.parse(text).records[0])).toEqual(["Owner.Name", "COUNT(Email)", "MAX(Title)"]);
});

test("a query with child rows is JSON although its first page holds none", async () => {
  const soql = "SELECT Id, (SELECT Id FROM Contacts) FROM Account WHERE Name = 'nobody'";
  const { text } = await server.call("executeQuery", { soql });
  expect(JSON.parse(text)).toEqual({ totalSize: 0, done: true, records: [] });
});
