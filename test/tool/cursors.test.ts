import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { parseJson } from "../../src/json-numbers.ts";
import { CursorStore } from "../../src/tool/cursors.ts";

const minute = 60_000;
const kind = "executeQuery";

/** Rows that take about so many bytes, since nothing in them comes again. */
const rowsOf = (bytes: number) => [{ text: randomBytes(bytes).toString("base64") }];

test("cursors whose rows are more than there is room for make room, the ones unused for longest first", () => {
  const cursors = new CursorStore();
  const save = (n: number, characters: number) => cursors.save(kind, { n }, rowsOf(characters));
  const placeOf = (cursor: string) => cursors.load(kind, cursor).place;
  const [first = "", second = "", third = ""] = [1, 2, 3].map((n) => save(n, 2_600_000));
  expect(placeOf(first)).toEqual({ n: 1 });
  const fourth = save(4, 2_600_000);
  expect(() => placeOf(second)).toThrow(/expired or never existed/);
  for (const [cursor, n] of [
    [first, 1],
    [third, 3],
    [fourth, 4],
  ] as const)
    expect(placeOf(cursor)).toEqual({ n });
  // One that is larger than all the room stays, alone.
  const huge = save(5, 12_000_000);
  expect(placeOf(huge)).toEqual({ n: 5 });
  for (const cursor of [first, third, fourth]) expect(() => placeOf(cursor)).toThrow(/expired/);
});

test("a cursor without rows takes room too, so that their number has an end", () => {
  const cursors = new CursorStore();
  const first = cursors.save(kind, {});
  for (let n = 0; n < 20_000; n++) cursors.save(kind, {});
  expect(() => cursors.load(kind, first)).toThrow(/expired/);
});

test("a cursor lives half an hour from its last use, and what has expired makes room", () => {
  let now = 0;
  const cursors = new CursorStore(() => now);
  const old = cursors.save(kind, { n: 0 }, rowsOf(5_500_000));
  now += 29 * minute;
  expect(cursors.load(kind, old).place).toEqual({ n: 0 });
  now += 29 * minute;
  expect(cursors.load(kind, old).place).toEqual({ n: 0 });
  now += 31 * minute;
  expect(() => cursors.load(kind, old)).toThrow(/expired/);
  const [kept = ""] = [1, 2].map((n) => cursors.save(kind, { n }, rowsOf(3_000_000)));
  // Were the old one still counted, this one would have had to go.
  expect(cursors.load(kind, kept).place).toEqual({ n: 1 });
});

test("rows come back as they were, with every digit, and can be read again", () => {
  const cursors = new CursorStore();
  const rows = parseJson(
    '[{"Id":"001","Name":"Zoë \\u2028","Amount":12345678901234567890,"Contacts":{"records":[{"Id":"003"}]},"Empty":null}]',
  ) as object[];
  const cursor = cursors.save(kind, {}, rows);
  for (let times = 0; times < 2; times++) expect(cursors.load(kind, cursor).rows).toEqual(rows);
});
