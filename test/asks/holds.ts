import { expect } from "vitest";
import { amountIn, csvRows } from "../tools/csv-rows.ts";
import type { End, Row } from "./ask.ts";

/** Columns of rows as CSV shows them, without regard to their order. */
const shown = (rows: readonly Row[], columns: readonly string[]) =>
  rows.map((row) => columns.map((column) => String(row[column] ?? "")).join(" | ")).sort();

/** Expects that the answer has the rows that this query finds, and at least one, in these columns. */
export async function sameRows(end: End, soql: string, columns: readonly string[]): Promise<void> {
  const rows = await end.rows(soql);
  expect(rows.length).toBeGreaterThan(0);
  expect(shown(csvRows(end.answer), columns)).toEqual(shown(rows, columns));
}

/** Expects that these columns of the answer hold the query's values in their order, numbers by value. */
export async function sameFigures(
  end: End,
  soql: string,
  columns: Record<string, string>,
  answer = end.answer,
): Promise<void> {
  const rows = await end.rows(soql);
  expect(rows.length).toBeGreaterThan(0);
  const found = csvRows(answer).map((row) => Object.keys(columns).map((name) => plain(row[name])));
  expect(found).toEqual(rows.map((row) => Object.values(columns).map((name) => plain(row[name]))));
}

const plain = (value: unknown): string => {
  const text = String(value ?? "");
  return text !== "" && Number.isFinite(amountIn(text)) ? String(amountIn(text)) : text;
};

/** The number behind `# count=`. */
export const countOf = (answer: string): number => Number(/^# count=(\d+)/.exec(answer)?.[1]);

/** The first record's id in an answer with a column Id. */
export const idIn = (answer: string): string => String(csvRows(answer)[0]?.["Id"]);
