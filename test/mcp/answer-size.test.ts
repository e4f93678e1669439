import fc from "fast-check";
import { expect, test } from "vitest";
import { cutText } from "../../src/cut-text.ts";
import { render } from "../../src/mcp/answers/result.ts";
import type { SalesforceRecord } from "../../src/salesforce/records/rows.ts";
import { Lengthy, Rows } from "../../src/tool/results.ts";
import { anyText } from "../any-text.ts";

const most = 40_000;

const shown = (records: SalesforceRecord[], format: "csv" | "json") =>
  render(new Rows({ records, format, totalSize: records.length, rest: (from) => `after${from}` })).text;

const children = (count: number, text: string) => ({
  totalSize: count,
  done: true,
  records: Array.from({ length: count }, (_, index) => ({ Id: `003${index}`, LastName: text })),
});

const texts = fc.oneof(
  anyText(),
  // Each of these becomes six characters when it is made visible.
  fc.nat({ max: 40_000 }).map((length) => "\u200B".repeat(length)),
  fc.nat({ max: 45_000 }).map((length) => '"\n'.repeat(length / 2)),
);

test("rows stay within the limit whatever they hold, and the first is always there", () => {
  const record = fc.record({
    Id: fc.constant("001000000000000AAA"),
    Description: texts,
    Contacts: fc.option(
      fc.tuple(fc.nat({ max: 3_000 }), fc.string()).map(([count, text]) => children(count, text)),
    ),
  });
  fc.assert(
    fc.property(
      fc.array(record, { minLength: 1, maxLength: 4 }),
      fc.constantFrom("csv", "json"),
      (rows, format) => {
        const text = shown(rows, format);
        expect(text.length).toBeLessThanOrEqual(most);
        expect(text).toContain("001000000000000AAA");
        if (text.startsWith("{")) JSON.parse(text);
      },
    ),
    { numRuns: 20 },
  );
});

test("of too many child records the first are shown, and how many there are is said", () => {
  const text = shown([{ Name: "Acme", Contacts: children(1_500, "Somebody with a name") }], "csv");
  const { records, cutInside } = JSON.parse(text);
  const [{ Name, Contacts }] = records;
  expect(Name).toBe("Acme");
  expect(Contacts.length).toBeGreaterThan(300);
  expect(Contacts[0]).toEqual({ Id: "0030", LastName: "Somebody with a name" });
  expect(cutInside).toContain(`Contacts: ${Contacts.length} of 1500 shown`);
});

test("a record of hundreds of long texts stays one row", () => {
  const wide = Object.fromEntries(
    Array.from({ length: 700 }, (_, index) => [`Field_${index}__c`, "long text ".repeat(20)]),
  );
  const csv = shown([wide], "csv");
  expect(csv.length).toBeLessThanOrEqual(most);
  expect(csv.split("\n").at(-1)?.split(",")).toHaveLength(700);
  const json = shown([wide], "json");
  expect(json.length).toBeLessThanOrEqual(most);
  expect(Object.keys(JSON.parse(json).records[0])).toHaveLength(700);
});

const budget = 0.9 * most;

test("of a describe the heavy picklist is cut, and its neighbours fill the answer", () => {
  const values = Array.from({ length: 2_000 }, (_, index) => ({ value: `Value ${index}`, active: true }));
  const field = (name: string, picklistValues: object[] = []) => ({ name, type: "string", picklistValues });
  const fields = [
    field("Country", values),
    ...Array.from({ length: 300 }, (_, index) => field(`F${index}__c`)),
  ];
  const { text } = render(new Lengthy({ name: "Account", fields }, "name some in fields"));
  const { cut, fields: shown } = JSON.parse(text);
  expect(shown).toHaveLength(301);
  expect(shown.slice(1)).toEqual(fields.slice(1));
  const { length } = shown[0].picklistValues;
  expect(cut).toEqual([`fields.*.picklistValues: ${length} of 2000 shown`, "name some in fields"]);
  expect(text.length).toBeGreaterThan(budget);
});

const leaf = fc.oneof(texts, fc.string(), fc.double(), fc.constantFrom(null, true));
const small = fc.jsonValue({ maxDepth: 3 });
/** Long lists of a few different values, alone and inside one another. */
const list = fc
  .tuple(fc.array(small, { minLength: 1, maxLength: 4 }), fc.nat({ max: 2_000 }))
  .map(([items, length]) => Array.from({ length }, (_, index) => items[index % items.length]));
const object = fc.dictionary(fc.string({ maxLength: 20 }), fc.oneof(leaf, list, small), { maxKeys: 6 });
const json = fc.oneof(leaf, small, list, object, fc.array(object, { maxLength: 4 }));

test("any value is one JSON text within the limit, and one that is too long fills it", () => {
  fc.assert(
    fc.property(json, (value) => {
      const { text } = render({ value });
      expect(text.length).toBeLessThanOrEqual(most);
      expect(JSON.parse(text)).toBeTypeOf("object");
    }),
    { numRuns: 30 },
  );
  const flat = Object.fromEntries(
    Array.from({ length: 2_000 }, (_, index) => [`Field_${index}__c`, "text(80)"]),
  );
  for (const value of [{ fields: flat }, flat, Array.from({ length: 9_000 }, (_, index) => index)]) {
    const { text } = render(value);
    expect(text.length).toBeGreaterThan(budget);
    expect(JSON.parse(text).cut[0]).toMatch(
      /^\w+: \d+ of \d000 shown(?: \(without Field_\d+__c, .* and \d+ others\))?$/,
    );
  }
});

test("a text that is cut never ends in half a character", () => {
  for (let length = 0; length < 120; length++) {
    const text = cutText(`${"x".repeat(length % 2)}${"😀".repeat(60)}`, length);
    expect(text.isWellFormed()).toBe(true);
    expect(text).not.toContain("\uFFFD");
  }
});

test("a value that is nested without end is shown as far as it can be", () => {
  const nested = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  expect(render({ a: JSON.parse(nested) }).text).toContain("[nested too deep]");
});

test("any other answer stays within the limit, is whole JSON, and names each list that was cut", () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ Id: `001${index}`, n: index }));
  const text = render({ results: { a: { records: rows(2_000) }, b: { records: rows(3_000) } } }).text;
  expect(text.length).toBeLessThanOrEqual(most);
  const { results, cut } = JSON.parse(text);
  expect(cut).toEqual([
    `results.b.records: ${results.b.records.length} of 3000 shown`,
    `results.a.records: ${results.a.records.length} of 2000 shown`,
  ]);
  const hidden = render({ Name: "Acme", Description: "\u200B".repeat(30_000) }).text;
  expect(hidden.length).toBeLessThanOrEqual(most);
  expect(JSON.parse(hidden)).toMatchObject({ Name: "Acme" });
});
