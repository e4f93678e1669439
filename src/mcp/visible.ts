/**
 * Characters that a person does not see but a model reads: controls (line breaks and tabs stay), zero-width
 * and direction marks, variation selectors, tags. Joiners and selectors inside an emoji stay.
 */
const invisible =
  /(?<!\p{Extended_Pictographic}\uFE0F?)\u200D|(?<![\p{Extended_Pictographic}0-9#*])\uFE0F|[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B\u200C\u200E\u200F\u2028-\u202E\u2060-\u206F\u3164\uFE00-\uFE0E\uFEFF\uFFA0\uFFF0-\uFFFB]|[\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]/gu;

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).toUpperCase().padStart(4, "0")}`).join("");
}

/**
 * Text from the org with nothing hidden in it: what is invisible stands there as `\u200B`, which is also a
 * valid escape where the text is JSON.
 */
export function visible(text: string): string {
  return text.toWellFormed().replaceAll(invisible, escaped);
}
