import { isObject } from "./json-object.ts";

/** Below this there is no room to say how long the text was. */
const leastNoted = 40;

/** The beginning of a text, with no character torn apart. */
function beginning(text: string, length: number): string {
  const torn = /[\uD800-\uDBFF]/.test(text[length - 1] ?? "");
  return text.slice(0, Math.max(torn ? length - 1 : length, 0));
}

/** A text of at most `most` characters that says when it was cut. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  if (most < leastNoted) return `${beginning(text, most - 1)}…`;
  return `${beginning(text, most - 60)}… [cut: ${text.length} characters in all]`;
}

/** Whether a text carries the mark of one that was cut. */
export function isCut(text: string): boolean {
  return text.includes("… [cut: ") && /… \[cut: \d+ characters in all\]/.test(text);
}

/** Of one value where several records are shown, or all fields of one. */
export const mostOfValue = 2_000;

/** A value with each text in it, on every level, cut to what is shown of one among many. */
export function shortened(value: unknown): unknown {
  if (typeof value === "string") return cutText(value, mostOfValue);
  if (Array.isArray(value)) return value.map(shortened);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shortened(inner)]));
}
