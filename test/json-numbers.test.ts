import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonText, parseJson, WrittenNumber } from "../src/json-numbers.ts";

const digits = fc
  .array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 })
  .map((all) => all.join(""));
const whole = digits.map((text) => text.replace(/^0+(?=\d)/, ""));
/** Numbers in every form that JSON has. */
const number = fc
  .tuple(
    fc.boolean(),
    whole,
    fc.option(digits),
    fc.option(fc.tuple(fc.constantFrom("e", "E", "e+", "e-"), whole)),
  )
  .map(
    ([minus, integer, fraction, exponent]) =>
      `${minus ? "-" : ""}${integer}${fraction === null ? "" : `.${fraction}`}${exponent === null ? "" : exponent.join("")}`,
  );
const text = fc.oneof(
  fc.string(),
  number,
  fc.constantFrom("a, 12345678901234567890", '":1e99,\\', "\\\\", "\u2028"),
);
const { value: json } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    number,
    text.map((value) => JSON.stringify(value)),
    fc.constantFrom("true", "null"),
    fc.array(tie("value")).map((items) => `[${items.join(", ")}]`),
    fc
      .array(fc.tuple(text, tie("value")))
      .map((entries) => `{${entries.map(([key, value]) => `${JSON.stringify(key)} : ${value}`).join(",")}}`),
  ),
}));

/** The value of a decimal number, exactly. */
function exact(number: string): string {
  const [, sign = "", integer = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  const all = `${integer}${fraction}`.replace(/^0+/, "");
  const kept = all.replace(/0+$/, "");
  return kept === ""
    ? "0"
    : `${sign}${kept}e${BigInt(exponent) + BigInt(all.length - kept.length - fraction.length)}`;
}

describe("numbers in JSON", () => {
  test("a number comes out as exactly the value that went in, without a new exponent", () => {
    fc.assert(
      fc.property(number, (written) => {
        const shown = jsonText(parseJson(`{"a":[${written}]}`));
        const [, found = ""] = /^\{"a":\[(.*)\]\}$/.exec(shown) ?? [];
        expect(exact(found)).toBe(exact(written));
        if (!/e/i.test(written)) expect(found).not.toMatch(/e/i);
      }),
      { numRuns: 1_000 },
    );
  });

  test("everything else is what JSON.parse says, texts that look like numbers included", () => {
    fc.assert(
      fc.property(json, (written) => {
        const doubles = JSON.parse(jsonText(parseJson(written)));
        // -0 is written as 0.
        expect(JSON.stringify(doubles)).toBe(JSON.stringify(JSON.parse(written)));
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    "12345678901234567890",
    "-9007199254740993",
    "1e21",
    "0.0000001",
    "0.10000000000000000055",
    "1E400",
  ])("%s stays as it was written", (written) => {
    expect(parseJson(written)).toEqual(new WrittenNumber(written));
    expect(jsonText({ a: parseJson(` [1, ${written} ]`) })).toBe(`{"a":[1,${written}]}`);
  });

  test.each(["1500000", "9007199254740991", "0.5", "1.50", "1e3", "-0"])(
    "%s is a plain number",
    (written) => {
      expect(parseJson(written)).toBe(Number(written));
    },
  );

  test("what is no JSON is refused as ever", () => {
    for (const bad of ["", "{", "[01]", "[12345678901234567890", '{"a":1e}'])
      expect(() => parseJson(bad)).toThrow(SyntaxError);
  });

  test("any other writer of JSON gets the digits as a text", () => {
    expect(JSON.stringify(parseJson("[12345678901234567890]"))).toBe('["12345678901234567890"]');
  });
});
