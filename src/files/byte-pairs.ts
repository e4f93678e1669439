/** What a pair of bytes means that holds a mark; more delimiters than a few pairs can hold. */
export const marked = 16;

/**
 * What two bytes that follow one another mean, by the number that they make in memory: how many of them are
 * `delimiter`, and at least `marked` where one of them is among `marks`. Looked up in pairs, bytes take half as long.
 */
export function pairMeanings(delimiter: number, marks: readonly number[]): Uint8Array {
  const meanings = new Uint8Array(2 ** 16);
  const add = (pair: number, meaning: number) => {
    meanings[pair] = (meanings[pair] ?? 0) + meaning;
  };
  for (const [byte, meaning] of [[delimiter, 1] as const, ...marks.map((mark) => [mark, marked] as const)])
    for (let other = 0; other < 2 ** 8; other++) {
      add((byte << 8) | other, meaning);
      add((other << 8) | byte, meaning);
    }
  return meanings;
}

/** A buffer's pairs of bytes. They begin at every second address, so the first one may hold the byte `before` it. */
export function bytePairs(bytes: Buffer): { pairs: Uint16Array; before: 0 | 1 } {
  const before = bytes.byteOffset % 2 === 0 ? 0 : 1;
  const pairs = new Uint16Array(bytes.buffer, bytes.byteOffset - before, (before + bytes.length) >> 1);
  return { pairs, before };
}
