import fc from "fast-check";
import { expect, test } from "vitest";
import { cutText } from "../../src/cut-text.ts";

test("a cut tears no character apart, is never longer than asked, and says how long the text was", () => {
  const characters = fc.constantFrom("\u{1F600}", "a", "\u{10FFFF}", "ß");
  const text = fc.string({ unit: characters, minLength: 1, maxLength: 300, size: "max" });
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 200 }), (whole, most) => {
      const cut = cutText(whole, most);
      expect(cut.isWellFormed()).toBe(true);
      if (whole.length <= most) {
        expect(cut).toBe(whole);
        return;
      }
      expect(cut.length).toBeLessThanOrEqual(most);
      const [kept = "", noted = ""] = cut.split("…");
      expect(whole.startsWith(kept)).toBe(true);
      expect(noted).toBe(most < 40 ? "" : ` [cut: ${whole.length} characters in all]`);
    }),
    { numRuns: 500 },
  );
});
