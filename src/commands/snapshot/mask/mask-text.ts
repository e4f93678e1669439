import { small } from "./alphabet.ts";
import type { WordCipher } from "./word-cipher.ts";

/** How a text is masked. */
export interface TextKind {
  /** Long texts: a word is another one at each place, so that nobody can read it by how often its words come. */
  byPlace?: boolean;
  /** Keeps `https://www.`. */
  address?: boolean;
  /** The first digit is never zero: a number would lose it. */
  number?: boolean;
}

const wordPattern = /[\p{L}\p{N}]+/gu;
const longestWord = 16;

/** A word of a text, in small, and what is to be put in its place. */
export type ChangeWord = (word: string, place: string) => string;

function pieces(word: string): string[] {
  const letters = [...word];
  const found: string[] = [];
  for (let from = 0; from < letters.length; from += longestWord)
    found.push(letters.slice(from, from + longestWord).join(""));
  return found;
}

/** Changes a word piece by piece; capitals stay where they were. */
function changedWord(word: string, place: string, change: ChangeWord): string {
  const letters = [...word];
  const smalls = letters.map(small);
  const made = [
    ...pieces(smalls.join(""))
      .map((piece) => change(piece, place))
      .join(""),
  ];
  return made
    .map((letter, index) => (smalls[index] === letters[index] ? letter : letter.toUpperCase()))
    .join("");
}

/** All digits of a text without letters are one word: figures of a phone number, a postal code. */
function changedFigures(text: string, change: ChangeWord): string {
  const made = [
    ...pieces(text.replaceAll(/[^\p{N}]/gu, ""))
      .map((piece) => change(piece, ""))
      .join(""),
  ];
  let next = 0;
  return text.replaceAll(/\p{N}/gu, (digit) => made[next++] ?? digit);
}

/** A text with every word of it changed, of the same shape and length. */
export function changedText(text: string, { byPlace, address }: TextKind, change: ChangeWord): string {
  const kept = address ? (/^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:www\.)?/i.exec(text)?.[0] ?? "") : "";
  const rest = text.slice(kept.length);
  if (!/[\p{L}\p{Nl}]/u.test(rest) && !byPlace) return kept + changedFigures(rest, change);
  let index = 0;
  return (
    kept + rest.replaceAll(wordPattern, (word) => changedWord(word, byPlace ? String(index++) : "", change))
  );
}

/** What masks texts of a kind. */
export function textMask(cipher: WordCipher, kind: TextKind): (text: string) => string {
  return (text) => changedText(text, kind, (word, place) => cipher.changed(word, place));
}

/** A number of an external id: its digits change, and it stays as long as it is. */
export function numberMask(cipher: WordCipher): (text: string) => string {
  return (text) => {
    const [, sign = "", whole = "", fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(plainNumber(text)) ?? [];
    if (whole === "") return text;
    const [first = "0"] = whole;
    // One of nine for the first digit, so that it stays a number of as many digits.
    const start =
      first === "0" ? "0" : String(((Number(first) - 1 + cipher.below(9, `first ${whole.length}`)) % 9) + 1);
    const rest = whole.length > 1 ? cipher.changed(whole.slice(1), `number ${whole.length}`) : "";
    return `${sign}${start}${rest}${/[1-9]/.test(fraction) ? `.${fraction}` : ""}`;
  };
}

function plainNumber(text: string): string {
  const number = Number(text);
  return /e/i.test(text) && Number.isSafeInteger(number) ? String(number) : text.trim();
}
