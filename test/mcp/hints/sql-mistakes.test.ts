import { afterAll, beforeAll, expect, test } from "vitest";
import { type Connected, connect } from "../../connect.ts";
import { knowObjects } from "../../known-objects.ts";
import { mistakes } from "./sql-mistakes.ts";

let server: Connected;

beforeAll(async () => {
  server = await connect();
  await knowObjects(server);
});

afterAll(() => server.close());

const hintIn = (text: string) => text.split("\n").at(-1) ?? "";

test.each(mistakes)("%s", async (wrong, expected, right) => {
  const failed = await server.call("executeQuery", { soql: wrong });
  expect(failed.isError, failed.text).toBe(true);
  const hint = hintIn(failed.text);
  expect(hint).toMatch(/^Hint: /);
  expect(hint).toContain(expected);
  const mended = await server.call("executeQuery", { soql: right, maxRecords: 1 });
  expect(mended.isError, mended.text).toBe(false);
});

test("texts in a statement are no mistakes of it", async () => {
  const soql =
    "SELECT Id FROM Account WHERE Name = 'a BETWEEN 1 AND 2; IS NULL -- JOIN b' AND Email IS NOT NULL";
  const { text } = await server.call("executeQuery", { soql });
  expect(hintIn(text)).toBe("Hint: Write Email != null.");
});

test("a mistake that Salesforce marks counts, not another one before it", async () => {
  const soql =
    "SELECT Id FROM Opportunity WHERE Name = 'x'\nAND Type IS NULL AND CloseDate != null AND Amount BETWEEN 1 AND 2";
  const { text } = await server.call("executeQuery", { soql });
  expect(hintIn(text)).toBe("Hint: Write Type = null.");
});

test("a statement of any length gets its hint", async () => {
  const ids = Array.from({ length: 4_000 }, (_, index) => `'${index}'`).join(",");
  const soql = `SELECT Id FROM Contact WHERE Name NOT IN (${ids}) AND Email IS NULL`;
  const { text } = await server.call("executeQuery", { soql });
  expect(hintIn(text)).toBe("Hint: Write Email = null.");
});
