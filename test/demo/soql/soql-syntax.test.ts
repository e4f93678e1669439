import { isQueryValid } from "@jetstreamapp/soql-parser-js";
import { expect, test } from "vitest";
import { allCases } from "./cases/all-cases.ts";
import { clauseErrors } from "./errors/clause-errors.ts";
import { filterErrors } from "./errors/filter-errors.ts";
import { functionErrors, groupErrors } from "./errors/group-errors.ts";
import { semiJoinErrors } from "./errors/semi-join-errors.ts";
import { syntaxErrors } from "./errors/syntax-errors.ts";

/**
 * Where another parser of SOQL, @jetstreamapp/soql-parser-js, and the demo org do not agree: what it refuses
 * although Salesforce takes it, and what it takes although Salesforce does not. All else has to agree.
 */
const refusedThere: [reason: string, RegExp][] = [
  ["a describe lists more scopes than it knows", /USING SCOPE (scopingRule|user_owned|queue_owned|nobody)/],
  ["FOR VIEW goes with FOR REFERENCE", /FOR VIEW FOR REFERENCE/],
  ["the reference shows UPDATE TRACKING, VIEWSTAT", /UPDATE TRACKING, VIEWSTAT/],
  ["SET OPTIONS is new in v68.0", /SET OPTIONS/],
  ["ALL ROWS is Apex's way to queryAll", /ALL ROWS/],
  ["numbers may have an exponent", /\b5e7\b/],
  ["times are not quoted", /Daily_Standup__c [<=] \d\d:/],
  ["the reference sorts by GROUPING()", /ORDER BY GROUPING/],
  ["FROM may name parents: Contact c, c.Account a", /FROM Contact c, c\./],
  [
    "WITH RecordVisibilityContext and WITH UserId are in the reference",
    /WITH (UserId|RecordVisibilityContext)/,
  ],
  ["it looks at the arguments of DISTANCE", /DISTANCE\((GEOLOCATION|Site__c, GEOLOCATION\(1, 2\), 'm'\))/],
  [
    "it looks at what may be grouped by, sorted by and nested",
    /GROUP BY MAX|MIN\(CALENDAR_YEAR|ORDER BY (FORMAT|toLabel)/,
  ],
];

const takenThere: [reason: string, RegExp][] = [
  ["LIKE takes a string alone", /LIKE NULL/],
  ["IN takes a list or a query", /IN 'a'/],
  ["AND and OR need parentheses between them", /AND Name = 'b' OR|OR Name = 'b' AND/],
  ["NOT stands at the beginning, and once", /AND NOT \(|NOT Name = 'a' AND|NOT NOT/],
  ["n of a date literal is not negative", /LAST_N_DAYS:-3/],
  ["dates have to exist", /CreatedDate > 2020-(12|52)|CloseDate [=>] (2025-02-30|1599)/],
  ["other escapes are errors", /\\[%q]/],
  ["numbers have an end", /LIMIT 3000000000/],
  ["COUNT() stands alone", /COUNT\(\), Id|Id, COUNT\(\)/],
  [
    "a semi-join is one field, FROM and WHERE",
    /IN \(SELECT AccountId(, Id FROM Case| FROM Contact (LIMIT|ORDER))/,
  ],
];

function without(statements: readonly string[], exceptions: readonly [string, RegExp][]): string[] {
  return statements.filter((soql) => !exceptions.some(([, pattern]) => pattern.test(soql)));
}

const written = (cases: Record<string, readonly (readonly [string, ...unknown[]])[]>) =>
  Object.values(cases).flatMap((rows) => rows.map(([soql]) => soql));

const wellFormed = written({
  ...allCases,
  ...filterErrors,
  a: groupErrors,
  b: functionErrors,
  c: semiJoinErrors,
}).concat(written(clauseErrors));
const malformed = written({ syntaxErrors });

test("what is SOQL to the demo org is SOQL to another parser", () => {
  expect(wellFormed.length).toBeGreaterThan(500);
  expect(without(wellFormed, refusedThere).filter((soql) => !isQueryValid(soql))).toEqual([]);
});

test("what is no SOQL to the demo org is none to another parser", () => {
  expect(malformed.length).toBeGreaterThan(80);
  expect(without(malformed, takenThere).filter((soql) => isQueryValid(soql))).toEqual([]);
});

test.each([
  ["refused", refusedThere, wellFormed, false],
  ["taken", takenThere, malformed, true],
] as const)("every exception of what is %s there is one", (_, exceptions, statements, valid) => {
  const idle = exceptions.filter(
    ([, pattern]) => !statements.some((soql) => pattern.test(soql) && isQueryValid(soql) === valid),
  );
  expect(idle).toEqual([]);
});
