/** The most characters that a result may have, since clients cut what is longer than about 48 KB. */
export const mostCharacters = 40_000;

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
