import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changedText, numberMask, textMask } from "../../../src/commands/snapshot/mask/mask-text.ts";
import { WordCipher } from "../../../src/commands/snapshot/mask/word-cipher.ts";

const cipher = new WordCipher("a salt");
const characters = "aAbßéÉøØÿłŁжЖλΣς漢字한글アあאبक٣0123456789 .,-_@/+()'\"\n🙂ᴬⅣǅİ";
const texts = fc.array(fc.constantFrom(...characters), { maxLength: 40 }).map((list) => list.join(""));
const places = fc.record({ byPlace: fc.boolean(), address: fc.boolean() });

/** Letters and digits by their kind; everything else stays. */
function shape(text: string): string {
  return text
    .replaceAll(/\p{Lu}/gu, "A")
    .replaceAll(/\p{Ll}/gu, "a")
    .replaceAll(/\p{Lo}/gu, "o")
    .replaceAll(/\p{Lm}/gu, "m")
    .replaceAll(/\p{Nl}/gu, "n")
    .replaceAll(/\p{Lt}/gu, "t")
    .replaceAll(/\p{Nd}/gu, "0");
}

describe("invented texts", () => {
  test("keep shape and length, and are other ones for other texts", () => {
    fc.assert(
      fc.property(texts, texts, places, (text, other, kind) => {
        const mask = textMask(cipher, kind);
        expect(shape(mask(text))).toBe(shape(text));
        expect(mask(text)).toHaveLength(text.length);
        expect(mask(text)).toBe(textMask(new WordCipher("a salt"), kind)(text));
        expect(mask(text) === mask(other)).toBe(text === other);
      }),
      { numRuns: 400, seed: 3 },
    );
  });

  test("can be turned back word by word, as long as there is the salt", () => {
    fc.assert(
      fc.property(texts, fc.boolean(), (text, byPlace) => {
        const masked = textMask(cipher, { byPlace })(text);
        const back = changedText(masked, { byPlace }, (word, place) => cipher.original(word, place));
        expect(back).toBe(text);
      }),
      { numRuns: 400, seed: 5 },
    );
  });

  test("say the same of the same word in names, addresses and e-mails", () => {
    const mask = textMask(cipher, {});
    const [first = "", last = ""] = mask("Ada Abara").split(" ");
    expect(mask("ada.abara@acme.example")).toMatch(
      new RegExp(`^${first.toLowerCase()}\\.${last.toLowerCase()}@\\w{4}\\.\\w{7}$`),
    );
    expect(textMask(cipher, { address: true })("https://www.acme.example/a?b=1")).toMatch(
      /^https:\/\/www\.[a-z]{4}\.[a-z]{7}\/[a-z]\?[a-z]=\d$/,
    );
    expect(mask("Ada")).not.toBe(textMask(new WordCipher("another salt"), {})("Ada"));
    const long = textMask(cipher, { byPlace: true })("the cat and the dog").split(" ");
    expect(new Set(long).size).toBe(5);
  });

  test("of numbers are numbers of as many digits, each another", () => {
    const mask = numberMask(cipher);
    const numbers = Array.from({ length: 2_000 }, (_, index) => String(index + 1));
    const made = numbers.map(mask);
    expect(made.map((text) => text.length)).toEqual(numbers.map((text) => text.length));
    expect(made.every((text) => String(Number(text)) === text)).toBe(true);
    expect(new Set(made).size).toBe(numbers.length);
    expect(mask("12345678.0")).toBe(mask("1.2345678E7"));
  });
});
