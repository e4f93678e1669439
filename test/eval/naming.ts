/** Numbers as people and programs write them: `1,234.50`, `1 234`, `$1234.5`. */
function numbersIn(text: string): number[] {
  const plain = text.replaceAll(/(\d)[,'\u00a0\u202f\u2009 ](?=\d{3}(?!\d))/g, "$1");
  return [...plain.matchAll(/-?\d+(?:\.\d+)?/g)].map(([digits]) => Number(digits));
}

function plain(text: string): string {
  return text
    .normalize("NFC")
    .replaceAll(/[\u2018\u2019]/g, "'")
    .replaceAll(/[\u201c\u201d]/g, '"')
    .replaceAll(/[\u2010-\u2015]/g, "-")
    .replaceAll(/[*_`\\]/g, "")
    .replaceAll(/\s+/g, " ")
    .toLowerCase();
}

/**
 * Whether a text names these words, whole and in any case, or this figure. A figure with a fraction may be rounded to a
 * whole number; a count must be exact. Signs that only dress a text, and kinds of quotes and dashes, make no difference.
 */
export function names(text: string, wanted: string): boolean {
  if (/^-?\d+(\.\d+)?$/.test(wanted)) {
    const figure = Number(wanted);
    const most = Number.isInteger(figure) ? 0 : 0.51;
    return numbersIn(text).some((number) => Math.abs(number - figure) <= most);
  }
  const literal = plain(wanted).replaceAll(/[.+?^${}()|[\]]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, "u").test(plain(text));
}

/** Whether a text says that something is not done. */
export function declines(text: string): boolean {
  return /\b(can ?not|can't|could not|couldn't|unable|refuse|declin|won't|will not|did not|didn't|not allowed|not permitted)/i.test(
    plain(text),
  );
}
