/** No result is longer, in characters: clients cut what is over about 48 KB. */
export const mostCharacters = 40_000;

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

/** Limits for one text, so that short neighbours stay whole; the last ones for rows of hundreds of columns. */
const textLimits = [mostCharacters, 30_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 80, 20, 2];

/** A text made of parts under the largest limit of a part's length with which it fits. */
export function fitText(make: (limit: number) => string, room: number): string {
  let made = "";
  for (const limit of textLimits) {
    made = make(limit);
    if (made.length <= room) break;
  }
  return made;
}
