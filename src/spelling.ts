/** Edits (with swaps of neighbours) between two words, counted by the optimal string alignment distance. */
export function distance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) best = Math.min(best, (before[column - 2] ?? 0) + 1);
      current.push(best);
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/__c$|[\s_]/g, "");
}

/** How far a candidate is from what was written: 0 for the same, over 1 for nothing in common. */
function farness(wanted: string, candidate: string): number {
  const name = plain(candidate);
  if (name === wanted) return 0;
  const share = distance(wanted, name) / Math.max(wanted.length, name.length);
  const contains = wanted.length > 2 && (name.includes(wanted) || wanted.includes(name));
  return contains ? Math.min(share, 0.35) : share;
}

/**
 * The names that someone who wrote `wanted` may have meant, best first: by API name, with or without __c,
 * or by label.
 */
export function closest(
  wanted: string,
  candidates: readonly { name: string; label?: string }[],
  most = 3,
): string[] {
  const word = plain(wanted);
  return candidates
    .map(({ name, label }) => ({
      name,
      far: Math.min(farness(word, name), label ? farness(word, label) + 0.01 : 2),
    }))
    .filter(({ far }) => far <= 0.4)
    .sort((a, b) => a.far - b.far || a.name.localeCompare(b.name))
    .slice(0, most)
    .map(({ name }) => name);
}

const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Titles of several words that someone who wrote `wanted` may have meant: those with most of its words, or words like them. */
export function closestTitles(wanted: string, titles: readonly string[], most = 3): string[] {
  const given = wordsOf(wanted);
  const like = (word: string, other: string) => farness(word, other) <= 0.35;
  return titles
    .map((title) => {
      const words = wordsOf(title);
      return { title, hits: given.filter((word) => words.some((other) => like(word, other))).length };
    })
    .filter(({ hits }) => hits > 0)
    .sort((a, b) => b.hits - a.hits)
    .slice(0, most)
    .map(({ title }) => title);
}

/** Whether two API names are the same, which Salesforce compares without case. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

const around = {
  alone: ["Did", ""],
  after: [" Did", ""],
  before: ["Did", " "],
  clause: ["; did", ""],
} as const;

/**
 * `Did you mean A or B?`, empty without names. `place` is where it stands: `alone`, `after` a sentence (a space
 * first), `before` one (a space last), or at the end of a `clause` (`; did you mean A?`).
 */
export function didYouMean(names: readonly string[], place: keyof typeof around): string {
  if (names.length === 0) return "";
  const [start, end] = around[place];
  return `${start} you mean ${names.join(" or ")}?${end}`;
}
