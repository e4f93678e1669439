import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { visible } from "../../src/mcp/answers/visible.ts";
import { anyText } from "../any-text.ts";

describe("what people write stays as it is", () => {
  test.each([
    "Zürich, Łódź, naïve, coöperate, tiếng Việt",
    "e\u0301 and n\u0303 with combining marks, Z\u0351\u036B\u0343algo",
    "שלום עולם, مرحبا بالعالم, می\u200Cخواهم",
    "हिन्दी क्\u200Dष, ශ්\u200Dරී ලංකා, 中文 日本語 한국어",
    "👩‍👩‍👧‍👦 👨🏽‍🚀 ❤️‍🔥 🏳️‍🌈 🏳\u200D🌈 1️⃣ #️⃣ ☎️ ☎\uFE0E 🇨🇭 ©️",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "line one\r\nline two\n\ttab\u00A0and other\u2003blanks\u3000",
    '"quotes", \\backslashes\\ and <b>markup</b>',
  ])("%s", (text) => {
    expect(visible(text)).toBe(text);
  });
});

describe("what hides is shown", () => {
  test.each<[string, string, string]>([
    ["zero-width", "a\u200Bb\u2060c\uFEFFd", "a\\u200Bb\\u2060c\\uFEFFd"],
    ["soft hyphen and grapheme joiner", "a\u00ADb\u034Fc", "a\\u00ADb\\u034Fc"],
    ["direction", "user\u202Egnp.exe\u2066x\u2069\u200F", "user\\u202Egnp.exe\\u2066x\\u2069\\u200F"],
    ["tags", "hi\u{E0048}\u{E0049}", "hi\\uDB40\\uDC48\\uDB40\\uDC49"],
    [
      "other words in a flag",
      "🏴\u{E0068}\u{E0069}\u{E007F}",
      "🏴\\uDB40\\uDC68\\uDB40\\uDC69\\uDB40\\uDC7F",
    ],
    [
      "selectors behind an emoji",
      "😀\uFE0F\uFE01\u{E0101}\u{E0155}",
      "😀\uFE0F\\uFE01\\uDB40\\uDD01\\uDB40\\uDD55",
    ],
    ["a second selector", "😀\uFE0F\uFE0F", "😀\uFE0F\\uFE0F"],
    ["selectors behind a letter", "a\uFE0F7\uFE0F", "a\\uFE0F7\\uFE0F"],
    ["a joiner that joins nothing", "😀\u200Dx a\u200Db a\u200Cb", "😀\\u200Dx a\\u200Db a\\u200Cb"],
    ["many joiners", "م\u200C\u200Cم", "م\\u200C\\u200Cم"],
    [
      "escapes of terminals",
      "\u001B[31mred\u009B0m\u0007\u0008\u007F",
      "\\u001B[31mred\\u009B0m\\u0007\\u0008\\u007F",
    ],
    ["a line that is written over", "all is well\rrun this", "all is well\\u000Drun this"],
    ["fillers", "a\u3164b\u115Fc\uFFA0d\u180Ee", "a\\u3164b\\u115Fc\\uFFA0d\\u180Ee"],
    ["separators and no characters", "a\u2028b\uFFF9c\uFFFEd", "a\\u2028b\\uFFF9c\\uFFFEd"],
    ["half a character", "a\uD800b", "a\uFFFDb"],
  ])("%s", (_, text, shown) => {
    expect(visible(text)).toBe(shown);
  });
});

const anything = anyText({ maxLength: 60 });

test("whatever comes, nothing ignorable is left but in emoji and joining scripts, and once is enough", () => {
  fc.assert(
    fc.property(anything, (text) => {
      const shown = visible(text);
      const left = shown.match(/[\p{Cc}\p{Default_Ignorable_Code_Point}]/gu) ?? [];
      expect(left.filter((found) => !"\n\r\t\u200C\u200D\uFE0E\uFE0F".includes(found))).toEqual([]);
      expect(visible(shown)).toBe(shown);
    }),
    { numRuns: 2_000 },
  );
});

test("JSON stays JSON, and says the same", () => {
  fc.assert(
    fc.property(fc.dictionary(anything, anything), (value) => {
      const json = JSON.stringify(value);
      expect(JSON.parse(visible(json))).toEqual(JSON.parse(json));
    }),
  );
});
