import { cutText } from "../../cut-text.ts";
import { jsonText, WrittenNumber } from "../../json-numbers.ts";
import { isObject } from "../../json-object.ts";
import { visible } from "./visible.ts";

/** A value with the length of its JSON, found once however often it is then measured under limits. */
interface Measured {
  value: unknown;
  /** Characters of its JSON as it is shown. */
  whole: number;
  /** Of a list its values, of an object the values by `keys`. */
  inner?: Measured[];
  keys?: string[];
  /** A list that stands in no other list. */
  outer?: boolean;
}

/** The most characters that one thing may take. */
interface Limits {
  text: number;
  /** A list inside another one. */
  inner: number;
  /** A list in no other one. */
  outer: number;
  object: number;
}

const deepest = 500;
const tooDeep = "… [nested too deep]";

function shownText(value: unknown): string {
  return visible(jsonText(value));
}

function measured(value: unknown, inList = false): Measured {
  const nested = Array.isArray(value) || isObject(value);
  if (!nested) return { value, whole: shownText(value).length };
  if (Array.isArray(value)) {
    const inner = value.map((item) => measured(item, true));
    const whole = inner.reduce((sum, item) => sum + item.whole + 1, 2);
    return { value, whole, inner, outer: !inList };
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const keys = entries.map(([key]) => key);
  const inner = entries.map(([, item]) => measured(item, inList));
  const whole = inner.reduce((sum, item, index) => sum + item.whole + keyLength(keys[index]) + 1, 2);
  return { value, whole, inner, keys };
}

function keyLength(key: string | undefined): number {
  return key === undefined ? 0 : shownText(key).length + 1;
}

/** How many of its values a list or an object keeps, at least one, and what it then measures. */
function kept(node: Measured, limits: Limits): { count: number; size: number } {
  const { inner = [], keys, outer } = node;
  const limit = keys ? limits.object : outer ? limits.outer : limits.inner;
  let size = 2;
  for (const [index, item] of inner.entries()) {
    const next = size + sizeUnder(item, limits) + keyLength(keys?.[index]) + 1;
    if (next > limit && index > 0) return { count: index, size };
    size = next;
  }
  return { count: inner.length, size };
}

function sizeUnder(node: Measured, limits: Limits): number {
  const { value, whole, inner } = node;
  if (whole <= Math.min(limits.text, limits.inner, limits.outer, limits.object)) return whole;
  if (inner) return kept(node, limits).size;
  return typeof value === "string" && whole > limits.text
    ? shownText(cutText(value, limits.text)).length
    : whole;
}

/** What each list or object lost, by its place, the list's numbers left out of it: `fields.*.picklistValues`. */
type Losses = Map<string, { times: number; shown: number; all: number; keys: Set<string> }>;

/** `keys` are those that an object lost; a list has none. */
function noteLoss(losses: Losses, path: string, shown: number, all: number, keys: readonly string[]): void {
  const before = losses.get(path) ?? { times: 0, shown: 0, all: 0, keys: new Set() };
  losses.set(path, {
    times: before.times + 1,
    shown: before.shown + shown,
    all: before.all + all,
    keys: new Set([...before.keys, ...keys]),
  });
}

/** A query's rows inside a composite or batch, of which the next page would skip what was cut here. */
function cutPage(page: Record<string, unknown>, all: number): Record<string, unknown> {
  const { nextRecordsUrl: _, ...rest } = page;
  const shown = Array.isArray(page["records"]) ? page["records"].length : 0;
  return { cut: `${shown} of these ${all} rows shown; executeQuery shows all`, ...rest, done: false };
}

/** The value as it is shown under these limits. */
function copyUnder(node: Measured, limits: Limits, losses: Losses, path = ""): unknown {
  const { value, whole, inner, keys } = node;
  if (whole <= Math.min(limits.text, limits.inner, limits.outer, limits.object)) return value;
  if (!inner) return typeof value === "string" && whole > limits.text ? cutText(value, limits.text) : value;
  const { count } = kept(node, limits);
  if (count < inner.length)
    noteLoss(losses, path || (keys ? "keys" : "items"), count, inner.length, keys?.slice(count) ?? []);
  const place = (key: string) => (path === "" ? key : `${path}.${key}`);
  const some = inner.slice(0, count);
  if (!keys) return some.map((item) => copyUnder(item, limits, losses, place("*")));
  const copy = Object.fromEntries(
    some.map((item, index) => {
      const key = keys[index] ?? "";
      return [key, copyUnder(item, limits, losses, place(key))];
    }),
  );
  const rows = inner[keys.indexOf("records")]?.inner?.length ?? 0;
  const { records } = copy;
  return "totalSize" in copy && Array.isArray(records) && records.length < rows ? cutPage(copy, rows) : copy;
}

/** Texts and inner lists are first made as short as this, then the outer lists shorter, then texts still more. */
const shortText = 200;
const none = Number.POSITIVE_INFINITY;

/** What is cut, step by step; each step's limit may be anything down to its least. */
const steps: readonly { least: number; limits(limit: number): Limits }[] = [
  { least: shortText, limits: (limit) => ({ text: limit, inner: limit, outer: none, object: none }) },
  { least: 2, limits: (limit) => ({ text: shortText, inner: shortText, outer: limit, object: none }) },
  { least: 2, limits: (limit) => ({ text: limit, inner: 2, outer: 2, object: none }) },
  { least: 2, limits: (limit) => ({ text: 2, inner: 2, outer: 2, object: limit }) },
];

/** The largest limits under which the value fits, or the smallest that there are. */
function fittingLimits(node: Measured, room: number): Limits {
  const fits = (limits: Limits) => sizeUnder(node, limits) <= room;
  const step = steps.find(({ least, limits }) => fits(limits(least)));
  if (!step) return { text: 2, inner: 2, outer: 2, object: 2 };
  let [low, high] = [step.least, room];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(step.limits(middle))) low = middle;
    else high = middle - 1;
  }
  return step.limits(low);
}

const mostNotes = 8;
const mostKeys = 20;

/** ` (without a, b)`: the keys that an object lost. */
function leftOut(keys: ReadonlySet<string>): string {
  if (keys.size === 0) return "";
  const named = [...keys].slice(0, mostKeys).map((key) => cutText(key, 60));
  const more = keys.size - named.length;
  return ` (without ${named.join(", ")}${more > 0 ? ` and ${more} others` : ""})`;
}

/** `Contacts: 200 of 1003 shown`; those that lost most first. */
function notesOf(losses: Losses): string[] {
  const notes = [...losses].sort(([, a], [, b]) => b.all - b.shown - (a.all - a.shown));
  const said = notes.slice(0, mostNotes).map(([path, { times, shown, all, keys }]) => {
    const many = times > 1 ? `${times} ${keys.size > 0 ? "objects" : "lists"} cut, ` : "";
    return `${cutText(path, 100)}: ${many}${shown} of ${all} shown${leftOut(keys)}`;
  });
  return notes.length > mostNotes ? [...said, `and ${notes.length - mostNotes} more were cut`] : said;
}

export interface FittedJson {
  text: string;
  /** The value as the text shows it. */
  copy: unknown;
  /** What is missing: `Contacts: 200 of 1003 shown`. */
  cut: string[];
}

/** A copy without what stands deeper than JSON can be written. */
function flattened(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null || value instanceof WrittenNumber) return value;
  if (depth === deepest) return tooDeep;
  if (Array.isArray(value)) return value.map((item) => flattened(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, flattened(item, depth + 1)]));
}

function writable(value: unknown): { value: unknown; text: string } {
  try {
    return { value, text: shownText(value) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const flat = flattened(value);
    return { value: flat, text: shownText(flat) };
  }
}

/**
 * A value as compact JSON that fits into `room`: what weighs most is cut first, each long text and each inner list
 * where it stands and down to the same length, then the outer lists; `cut` tells of the lists. In time that grows
 * with the value's size and no faster.
 */
export function fitJson(given: unknown, room: number): FittedJson {
  const { value, text } = writable(given);
  if (text.length <= room) return { text, copy: value, cut: [] };
  const node = measured(value);
  const losses: Losses = new Map();
  const copy = copyUnder(node, fittingLimits(node, room), losses);
  return { text: shownText(copy), copy, cut: notesOf(losses) };
}
