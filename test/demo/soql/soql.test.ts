import { describe, expect, test } from "vitest";
import { allCases } from "./cases/all-cases.ts";
import { comparable } from "./random/comparable.ts";
import type { Case } from "./random/evaluate.ts";
import { soqlOrg } from "./soql-org.ts";

const { answer, data } = await soqlOrg();

function check([soql, expected]: Case): void {
  expect(comparable(soql, answer(soql))).toEqual(comparable(soql, expected(data)));
}

describe.each(Object.entries(allCases))("%s", (_, cases) => {
  test.each(cases.map((row) => ({ soql: row[0], row })))("$soql", ({ row }) => check(row));
});
