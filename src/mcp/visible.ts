/**
 * Characters that a person does not see but a model reads: controls (line breaks and tabs stay), zero-width
 * and direction marks, variation selectors, tags. Joiners and selectors inside an emoji stay.
 */
const invisible =
  /(?<!\p{Extended_Pictographic}\uFE0F?)\u200D|(?<![\p{Extended_Pictographic}0-9#*])\uFE0F|(?![\n\r\t])\p{Cc}|(?!\u200D|\uFE0F)\p{Default_Ignorable_Code_Point}|[\u2028\u2029\uFFF9-\uFFFB]/gu;

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
