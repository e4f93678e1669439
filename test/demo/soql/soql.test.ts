import { describe, expect, test } from "vitest";
import { allCases } from "./all-cases.ts";
import type { Case } from "./evaluate.ts";
import { type Plain, soqlOrg } from "./soql-org.ts";

const { answer, data } = await soqlOrg();

/** The order counts where the statement itself asks for one. */
function isOrdered(soql: string): boolean {
  return /\border by\b/i.test(soql.replaceAll(/\([^()]*(?:\([^()]*\)[^()]*)*\)/g, ""));
}

function text(record: Plain): string {
  return JSON.stringify(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function comparable(result: Plain[] | number, ordered: boolean): Plain[] | number {
  if (ordered || typeof result === "number") return result;
  return [...result].sort((a, b) => (text(a) < text(b) ? -1 : 1));
}

function check([soql, expected]: Case): void {
  const ordered = isOrdered(soql);
  expect(comparable(answer(soql), ordered)).toEqual(comparable(expected(data), ordered));
}

describe.each(Object.entries(allCases))("%s", (_, cases) => {
  test.each(cases.map((row) => ({ soql: row[0], row })))("$soql", ({ row }) => check(row));
});
