import { expect, test } from "vitest";
import { CursorStore } from "../../src/tool/cursors.ts";

const minute = 60_000;

test("cursors that hold more rows than there is room for make room, the ones unused for longest first", () => {
  const cursors = new CursorStore();
  const [first = "", second = "", third = ""] = [1, 2, 3].map((n) => cursors.save("executeQuery", n, 60_000));
  expect(cursors.load("executeQuery", first)).toBe(1);
  const fourth = cursors.save("executeQuery", 4, 60_000);
  expect(() => cursors.load("executeQuery", second)).toThrow(/expired or never existed/);
  for (const [cursor, state] of [
    [first, 1],
    [third, 3],
    [fourth, 4],
  ] as const)
    expect(cursors.load("executeQuery", cursor)).toBe(state);
  // One that is larger than all the room stays, alone.
  const huge = cursors.save("executeQuery", 5, 1_000_000);
  expect(cursors.load("executeQuery", huge)).toBe(5);
  for (const cursor of [first, third, fourth])
    expect(() => cursors.load("executeQuery", cursor)).toThrow(/expired/);
});

test("a cursor lives half an hour from its last use, and what has expired makes room", () => {
  let now = 0;
  const cursors = new CursorStore(() => now);
  const old = cursors.save("executeQuery", "old", 150_000);
  now += 29 * minute;
  expect(cursors.load("executeQuery", old)).toBe("old");
  now += 29 * minute;
  expect(cursors.load("executeQuery", old)).toBe("old");
  now += 31 * minute;
  expect(() => cursors.load("executeQuery", old)).toThrow(/expired/);
  const [kept = ""] = [1, 2].map((n) => cursors.save("executeQuery", n, 90_000));
  // Were the old one still counted, this one would have had to go.
  expect(cursors.load("executeQuery", kept)).toBe(1);
});
