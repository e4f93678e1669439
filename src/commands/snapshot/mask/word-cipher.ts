import { createHmac } from "node:crypto";
import { type Alphabet, alphabetOf } from "./alphabet.ts";

/** So many times each half of a word is moved by the other. */
const rounds = 8;

/** Words that are kept, since most come again and again. */
const mostKept = 50_000;

interface Half {
  size: bigint;
  value: bigint;
  alphabets: readonly Alphabet[];
}

function halfOf(letters: readonly string[], alphabets: readonly Alphabet[]): Half {
  let value = 0n;
  let size = 1n;
  for (const [index, letter] of letters.entries()) {
    const alphabet = alphabets[index] ?? alphabetOf(letter);
    value = value * BigInt(alphabet.size) + BigInt(alphabet.placeOf(letter.codePointAt(0) ?? 0));
    size *= BigInt(alphabet.size);
  }
  return { size, value, alphabets };
}

function textOf({ value, alphabets }: Half): string {
  let rest = value;
  let text = "";
  for (const alphabet of [...alphabets].reverse()) {
    const size = BigInt(alphabet.size);
    text = String.fromCodePoint(alphabet.at(Number(rest % size))) + text;
    rest /= size;
  }
  return text;
}

/**
 * Changes small words of up to 16 letters and digits into others of the same alphabets, each into another one, by a
 * Feistel network over the two halves of a word: so equal words stay equal, different ones stay different, and who has
 * the salt can turn them back.
 */
export class WordCipher {
  readonly #salt: string;
  readonly #kept = new Map<string, string>();

  constructor(salt: string) {
    this.#salt = salt;
  }

  /** `place` gives another answer for the same word; empty for one answer everywhere. */
  changed(word: string, place: string): string {
    const key = `${place} ${word}`;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    if (this.#kept.size >= mostKept) this.#kept.clear();
    const made = this.#turned(word, place, 1);
    this.#kept.set(key, made);
    return made;
  }

  /** The word that was changed into this one. */
  original(word: string, place: string): string {
    return this.#turned(word, place, -1);
  }

  #turned(word: string, place: string, direction: 1 | -1): string {
    const letters = [...word];
    const alphabets = letters.map(alphabetOf);
    const shape = `${place} ${alphabets.map(({ name }) => name).join(".")}`;
    const middle = Math.floor(letters.length / 2);
    const halves: [Half, Half] = [
      halfOf(letters.slice(0, middle), alphabets.slice(0, middle)),
      halfOf(letters.slice(middle), alphabets.slice(middle)),
    ];
    for (let step = 0; step < rounds; step++) {
      const round = direction === 1 ? step : rounds - 1 - step;
      const [moved, other] = round % 2 === 0 ? halves : [halves[1], halves[0]];
      const by = this.#number(`${round} ${shape} ${other.value}`) % moved.size;
      moved.value = (moved.value + (direction === 1 ? by : moved.size - by)) % moved.size;
    }
    return halves.map(textOf).join("");
  }

  /** A number below 2^256 that only the salt tells. */
  #number(text: string): bigint {
    return BigInt(`0x${createHmac("sha256", this.#salt).update(text).digest("hex")}`);
  }

  /** A whole number from 0 to below `limit`, always the same for a text. */
  below(limit: number, text: string): number {
    return Number(this.#number(`below ${text}`) % BigInt(limit));
  }
}
