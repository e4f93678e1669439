import { expect, test } from "vitest";
import { ChangeJournal, type NewChange, whyNot } from "../../src/changes/journal.ts";

const change = (count: number, characters: number): NewChange => ({
  time: 1,
  answered: 1,
  tool: "executeCollection",
  client: "test",
  operation: "update",
  objects: ["Account"],
  records: Array.from({ length: count }, (_, index) => ({
    object: "Account",
    id: `001${String(index).padStart(12, "0")}`,
    did: "updated",
    before: { Description: "x".repeat(characters) },
    after: { Description: "y".repeat(characters) },
  })),
});

const counts = (journal: ChangeJournal) => journal.all().map(({ records }) => records.length);
const oldest = /^the journal keeps 10,000 records and 12 million characters of values, and these were among/;

test("the oldest changes lose their records when there are more than 10,000", () => {
  const journal = new ChangeJournal();
  for (let count = 0; count < 52; count++) journal.add(change(200, 1));
  expect(counts(journal)).toEqual([0, 0, ...Array(50).fill(200)]);
  const [first] = journal.all();
  expect(first).toMatchObject({ count: 200 });
  expect(first && whyNot(first)).toMatch(oldest);
});

test("and when their values are very long", () => {
  const journal = new ChangeJournal();
  for (let count = 0; count < 5; count++) journal.add(change(100, 30_000));
  expect(counts(journal)).toEqual([0, 0, 0, 100, 100]);
});

test("the newest stays whole, and one that grows counts as it grows", () => {
  const journal = new ChangeJournal();
  const first = journal.add(change(100, 20_000));
  const second = journal.add(change(100, 20_000));
  expect(counts(journal)).toEqual([100, 100]);
  second.records.push(...change(200, 20_000).records);
  journal.altered(second);
  expect(counts(journal)).toEqual([0, 300]);
  expect(whyNot(first)).toMatch(oldest);
});

test("of more than 20,000 changes the oldest that cannot be taken back are no longer listed", () => {
  const journal = new ChangeJournal();
  const [asked, undoable, ...later] = Array.from({ length: 20_003 }, (_, index) =>
    journal.add({ ...change(0, 0), ...(index === 1 ? change(1, 1) : { reason: "nobody can" }) }),
  );
  expect(journal.all()).toHaveLength(20_000);
  expect(journal.get(asked?.id ?? "")).toBeUndefined();
  expect(journal.all().slice(0, 2)).toEqual([undoable, later[2]]);
});
