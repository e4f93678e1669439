import fc, { type StringConstraints } from "fast-check";

/** Of every code point that is no half of a pair, the printable ones of ASCII first, so that they are tried often. */
const codePoint = fc
  .integer({ min: 0, max: 0x10_ffff - 0x800 })
  .map((number) => String.fromCodePoint(swapped(number < 0xd800 ? number : number + 0x800)));

function swapped(number: number): number {
  if (number < 0x5f) return number + 0x20;
  return number < 0x7f ? number - 0x5f : number;
}

/**
 * Any text. The unit "binary" of fast-check is the same, but keeps a map of a million code points for the whole run,
 * which takes a second to make and is walked through by each collection of garbage.
 */
export function anyText(constraints: Omit<StringConstraints, "unit"> = {}) {
  return fc.string({ unit: codePoint, ...constraints });
}
