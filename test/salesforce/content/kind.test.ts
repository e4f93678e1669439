import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kindOf } from "../../../src/salesforce/content/kind.ts";

const runs = { seed: 7, numRuns: 300 };

/** Text as people write it: any letters of any script, no controls, and nothing that a picture begins with. */
const words = fc
  .array(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 30 })
  .map((parts) => `Text: ${parts.join(" ")}`)
  .filter((text) => !/\p{Cc}/u.test(text) && text.isWellFormed());
const latin = fc
  .string({
    unit: fc.integer({ min: 0xa0, max: 0xff }).map((code) => String.fromCharCode(code)),
    minLength: 1,
  })
  .map((text) => `a ${text} b`);

describe("text is known by its bytes", () => {
  test("in UTF-8, with and without its mark, cut anywhere", () => {
    fc.assert(
      fc.property(words, fc.boolean(), fc.nat(), (text, marked, cut) => {
        const bytes = Buffer.from(`${marked ? "\uFEFF" : ""}${text}`);
        expect(kindOf(bytes, true)).toEqual({ kind: "text", encoding: "UTF-8", text });
        const part = bytes.subarray(0, Math.max(cut % bytes.length, 8));
        const found = kindOf(part, false);
        expect(found).toMatchObject({ kind: "text", encoding: "UTF-8" });
        expect(found.kind === "text" && text.startsWith(found.text)).toBe(true);
      }),
      runs,
    );
  });

  test("in UTF-16 of both orders by its mark", () => {
    fc.assert(
      fc.property(words, (text) => {
        const little = Buffer.from(`\uFEFF${text}`, "utf16le");
        expect(kindOf(little, true)).toEqual({ kind: "text", encoding: "UTF-16LE", text });
        expect(kindOf(Buffer.from(little).swap16(), true)).toEqual({
          kind: "text",
          encoding: "UTF-16BE",
          text,
        });
      }),
      runs,
    );
  });

  test("in Latin-1, where it is no UTF-8", () => {
    fc.assert(
      fc.property(latin, (text) => {
        const bytes = Buffer.from(text, "latin1");
        const found = kindOf(bytes, true);
        const encoding = bytes.toString("utf8").includes("\uFFFD") ? "Latin-1" : "UTF-8";
        expect(found).toMatchObject({ kind: "text", encoding });
        if (encoding === "Latin-1") expect(found).toMatchObject({ text });
      }),
      runs,
    );
  });
});

test("bytes with a zero in an odd place are no text", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 9, maxLength: 300 }), (array) => {
      const bytes = Buffer.concat([Buffer.from("ab\0\0c"), Buffer.from(array)]);
      expect(kindOf(bytes, true).kind).toBe("other");
    }),
    runs,
  );
});

test("windows' own characters are told from Latin-1", () => {
  const found = kindOf(Buffer.from([0x80, 0x20, 0x93, 0xe9, 0x94]), true);
  expect(found).toEqual({ kind: "text", encoding: "Windows-1252", text: "€ “é”" });
});
