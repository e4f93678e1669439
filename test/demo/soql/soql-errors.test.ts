import { describe, expect, test } from "vitest";
import { clauseErrors } from "./errors/clause-errors.ts";
import type { ErrorCase } from "./errors/error-case.ts";
import { filterErrors } from "./errors/filter-errors.ts";
import { functionErrors, groupErrors } from "./errors/group-errors.ts";
import { semiJoinErrors } from "./errors/semi-join-errors.ts";
import { syntaxErrors } from "./errors/syntax-errors.ts";
import { soqlOrg } from "./soql-org.ts";

const { refusal, status } = await soqlOrg();

function split(text: string): { place?: string; message: string } {
  const [, place, message] = /ERROR at Row:(\d+:Column:\d+)\n([\s\S]*)$/.exec(text) ?? [];
  return message === undefined ? { message: text } : { place: place?.replace("Column:", "") ?? "", message };
}

function check(errorCode: string, [soql, message, place]: ErrorCase): void {
  const answer = refusal(soql);
  expect({ errorCode: answer.errorCode, ...split(answer.message) }).toEqual({
    errorCode,
    message: typeof message === "string" ? message : expect.stringMatching(message),
    ...(place ? { place } : answer.message.includes("ERROR at") && { place: expect.any(String) }),
  });
}

function checkAll(name: string, cases: Record<string, ErrorCase[]>): void {
  describe(name, () => {
    for (const [code, rows] of Object.entries(cases))
      test.each(rows.map((row) => ({ soql: row[0], row })))(`${code}: $soql`, ({ row }) => check(code, row));
  });
}

checkAll("what is no SOQL", { MALFORMED_QUERY: syntaxErrors });
checkAll("names and filters", filterErrors);
checkAll("sorting, grouping and functions", { MALFORMED_QUERY: groupErrors, INVALID_FIELD: functionErrors });
checkAll("other clauses", clauseErrors);
checkAll("semi-joins that cannot be", { MALFORMED_QUERY: semiJoinErrors });

test("more semi-joins than two", () => {
  const join = "Id IN (SELECT AccountId FROM Contact)";
  expect(refusal(`SELECT Id FROM Account WHERE ${[join, join, join].join(" AND ")}`)).toEqual({
    errorCode: "EXCEEDED_MAX_SEMIJOIN_SUBSELECTS",
    message: "Maximum 2 semi join sub-selects are allowed",
  });
});

describe("the place of an error", () => {
  test("is under a caret, with the row and the column counted from 1", () => {
    expect(refusal("SELECT Bacon__c FROM Account LIMIT 2").message).toBe(
      "\nSELECT Bacon__c FROM Account LIMIT 2\n       ^\nERROR at Row:1:Column:8\nNo such column 'Bacon__c' on entity 'Account'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.",
    );
  });

  test("of syntax is counted from 0, the caret one to the left, as Salesforce does", () => {
    expect(refusal("SELECT Id, FROM Account").message).toBe(
      "\nSELECT Id, FROM Account\n          ^\nERROR at Row:1:Column:11\nunexpected token: 'FROM'",
    );
  });

  test("is shown with thirty characters on both sides, in whole words", () => {
    const soql =
      "SELECT Id, Name, LastReferencedDate, Jigsaw, JigsawCompanyId, CleanState, AccountSource, DunsNumber, Site FROM Account";
    expect(refusal(soql).message.split("\n").slice(0, 4)).toEqual([
      "",
      "LastReferencedDate, Jigsaw, JigsawCompanyId, CleanState, AccountSource, DunsNumber",
      "                                             ^",
      "ERROR at Row:1:Column:63",
    ]);
  });

  test("is within the row that has it", () => {
    expect(
      refusal("SELECT Id\nFROM Account\nWHERE Foo = 1\nLIMIT 1").message.split("\n").slice(0, 4),
    ).toEqual(["", "WHERE Foo = 1", "      ^", "ERROR at Row:3:Column:7"]);
  });
});

describe("limits of a statement", () => {
  test("100,000 characters", () => {
    const soql = `SELECT Id FROM Account WHERE Name IN (${"'x',".repeat(25_000)}'x')`;
    expect(refusal(soql)).toEqual({
      errorCode: "MALFORMED_QUERY",
      message: "SOQL statements cannot be longer than 100000 characters.",
    });
  });

  test("4,000 characters in a string", () => {
    expect(refusal(`SELECT Id FROM Account WHERE Name = '${"x".repeat(4_001)}'`).message).toMatch(
      /String literals can't be longer than 4000 characters$/,
    );
  });

  test("20 sub-selects", () => {
    const children = Array.from({ length: 21 }, () => "(SELECT Id FROM Contacts)");
    expect(refusal(`SELECT Id, ${children.join(", ")} FROM Account`).message).toMatch(
      /at most 20 sub-selects/,
    );
  });

  test("five levels of parents and children, two before v58.0", () => {
    const levels = (inner: string) => `SELECT Id, (SELECT Id, (${inner}) FROM ChildAccounts) FROM Account`;
    const child = (inner: string) => `SELECT Id, (${inner}) FROM ChildAccounts`;
    const last = "SELECT Id FROM Contacts";
    expect(refusal(levels(child(child(child(last))))).message).toMatch(/at most 5 levels/);
    expect(refusal(levels(last), 57).message).toMatch(/at most 2 levels/);
  });

  test("55 parents", () => {
    const own = ["Owner", "CreatedBy", "LastModifiedBy"];
    const paths = own.flatMap((name) => [
      `${name}.Name`,
      ...own
        .slice(1)
        .flatMap((next) => [
          `${name}.${next}.Name`,
          `${name}.Manager.${next}.Name`,
          `${name}.Manager.Manager.${next}.Name`,
          ...own.slice(1).map((third) => `${name}.${next}.${third}.Name`),
          ...own.slice(1).map((third) => `${name}.${next}.Manager.${third}.Name`),
        ]),
    ]);
    expect(refusal(`SELECT ${paths.join(", ")} FROM Account`).message).toMatch(
      /at most 55 parent relationships/,
    );
  });

  test("conditions in a hundred parentheses", () => {
    const soql = `SELECT Id FROM Account WHERE ${"(".repeat(200)}Name = 'a'${")".repeat(200)}`;
    expect(refusal(soql).errorCode).toBe("QUERY_TOO_COMPLICATED");
  });

  const many = (count: number, text: string, joint: string) => Array(count).fill(text).join(joint);

  test.each([
    ["a long list", 200, `SELECT Id FROM Account WHERE Name IN (${many(24_000, "'a'", ",")})`],
    ["many numbers", 200, `SELECT Id FROM Lead WHERE NumberOfEmployees IN (${many(40_000, "1", ",")})`],
    ["many conditions", 200, `SELECT Id FROM Account WHERE ${many(5_000, "Site = 'a'", " OR ")}`],
    ["many sort keys", 400, `SELECT Id FROM Account ORDER BY ${many(15_000, "Name", ",")}`],
    ["many figures", 400, `SELECT ${many(5_000, "MAX(Name)", ",")} FROM Account`],
    ["many levels", 400, `SELECT Id, ${many(2_000, "(SELECT Id", ", ")}`],
  ])("%s is answered or refused", (_, expected, soql) => {
    expect(status(soql)).toBe(expected);
  });
});
