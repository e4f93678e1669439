import { jsonText, parseJson } from "../json-numbers.ts";
import { visible } from "./visible.ts";

/** No result is longer, in characters: clients cut what is over about 48 KB. */
export const mostCharacters = 40_000;

/** Below this there is no room to say how long the text was. */
const leastNoted = 40;

/** A text of at most `most` characters that says when it was cut. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  if (most < leastNoted) return `${text.slice(0, Math.max(most - 1, 0)).toWellFormed()}…`;
  return `${text.slice(0, Math.max(most - 60, 0)).toWellFormed()}… [cut: ${text.length} characters in all]`;
}

/** Limits for one text, so that short neighbours stay whole. */
const textLimits = [mostCharacters, 30_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 80];
/** For rows of hundreds of columns, once nothing else helps. */
const tinyLimits = [20, 2];

/** The first of the texts, each made under a smaller limit for its parts, that fits; else the last. */
function firstFitting(make: (limit: number) => string, room: number, limits: readonly number[]): string {
  let made = "";
  for (const limit of limits) {
    made = make(limit);
    if (made.length <= room) break;
  }
  return made;
}

/** A text made of parts under the largest limit of a part's length with which it fits. */
export function fitText(make: (limit: number) => string, room: number): string {
  return firstFitting(make, room, [...textLimits, ...tinyLimits]);
}

interface Place {
  /** Where the list stands, `results.1.records`. */
  path: string;
  values: unknown[];
  all: number;
}

function listsIn(value: unknown, path = "", found: Place[] = []): Place[] {
  if (typeof value !== "object" || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    const place = path === "" ? key : `${path}.${key}`;
    if (Array.isArray(inner)) found.push({ path: place, values: inner, all: inner.length });
    listsIn(inner, place, found);
  }
  return found;
}

function shownText(value: unknown, limit = mostCharacters): string {
  const limited = (_: string, inner: unknown) => (typeof inner === "string" ? cutText(inner, limit) : inner);
  return visible(jsonText(value, limit < mostCharacters ? limited : undefined));
}

export interface FittedJson {
  text: string;
  /** The value as the text shows it. */
  copy: unknown;
  /** What is missing: `Contacts: 200 of 1003 shown`. */
  cut: string[];
}

/** Makes the longest list shorter until all fits; changes `copy`. */
function cutLists(copy: unknown, room: number): string[] {
  const cut = new Map<string, Place>();
  for (let size = shownText(copy).length; size > room; size = shownText(copy).length) {
    const [largest] = listsIn(copy)
      .filter(({ values }) => values.length > 1)
      .sort((a, b) => JSON.stringify(b.values).length - JSON.stringify(a.values).length);
    if (!largest) break;
    if (!cut.has(largest.path)) cut.set(largest.path, largest);
    largest.values.length = Math.max(1, Math.floor(largest.values.length * Math.min(0.9, room / size)));
  }
  return [...cut.values()].map(({ path, values, all }) => `${path}: ${values.length} of ${all} shown`);
}

/**
 * A value as compact JSON that fits into `room`: the longest texts are cut first, each where it stands, then the
 * longest lists, of which `cut` tells.
 */
export function fitJson(value: unknown, room: number): FittedJson {
  const whole = shownText(value);
  if (whole.length <= room) return { text: whole, copy: value, cut: [] };
  const short = firstFitting((limit) => shownText(value, limit), room, textLimits);
  const copy: unknown = parseJson(short);
  const cut = short.length > room ? cutLists(copy, room) : [];
  const text = firstFitting((limit) => shownText(copy, limit), room, [mostCharacters, ...tinyLimits]);
  return { text, copy, cut };
}
