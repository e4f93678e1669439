/** Scripts whose letters are joined or kept apart by invisible joiners, as in Persian and Hindi. */
const joining = [
  ..."Arabic Syriac Nko Mongolian Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu".split(" "),
  ..."Kannada Malayalam Sinhala Khmer Myanmar Tibetan".split(" "),
]
  .map((script) => `\\p{Script_Extensions=${script}}`)
  .join("");

/** England, Scotland and Wales, whose flags are spelt with tags. */
const flagsOfTags =
  "\\u{1F3F4}\\u{E0067}\\u{E0062}(?:\\u{E0065}\\u{E006E}\\u{E0067}|\\u{E0073}\\u{E0063}\\u{E0074}|\\u{E0077}\\u{E006C}\\u{E0073})\\u{E007F}";

const picture = "\\p{Extended_Pictographic}(?:\\p{Emoji_Modifier}|[\\uFE0E\\uFE0F])?";

/** Where invisible characters belong to what is seen. */
const meant = [
  flagsOfTags,
  `${picture}(?:\\u200D${picture})*`,
  "[0-9#*]\\uFE0F\\u20E3",
  `(?<=[${joining}])[\\u200C\\u200D](?=[${joining}])`,
].join("|");

/**
 * What a person does not see but a model reads, or what a terminal obeys: controls but for line breaks and tabs,
 * zero-width and direction marks, variation selectors, tags, and code points that are no characters.
 */
const hidden = [
  "\\r(?!\\n)",
  "(?![\\n\\r\\t])\\p{Cc}",
  "\\p{Default_Ignorable_Code_Point}",
  "[\\u2028\\u2029\\uFFF9-\\uFFFB]",
  "\\p{Noncharacter_Code_Point}",
].join("|");

let made: RegExp | undefined;

/** Made for the first text that needs it: to look up all these scripts takes some milliseconds. */
function meantOrHidden(): RegExp {
  made ??= new RegExp(`(${meant})|${hidden}`, "gu");
  return made;
}

const plain = /^[\n\t\x20-\x7E]*$/;
/** Quick to look for, and rarely there. */
const suspect =
  /[\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\p{Cs}\u2028\u2029\uFFF9-\uFFFB]|(?![\n\r\t])\p{Cc}|\r(?!\n)/u;

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).toUpperCase().padStart(4, "0")}`).join("");
}

/**
 * Text with nothing hidden in it: what is invisible stands there as `\u200B`, which is also a valid escape where
 * the text is JSON. Emoji, and joiners between letters that need them, stay as they are.
 */
export function visible(text: string): string {
  if (plain.test(text) || !suspect.test(text)) return text;
  return text
    .toWellFormed()
    .replaceAll(meantOrHidden(), (found: string, kept: string | undefined) => kept ?? escaped(found));
}

/** How lines of ours begin: a table's first line, an error and what follows it. */
const ours = "#|Hint:|HTTP \\d|[A-Z][A-Z\\d_]*: ";
const oursInside = new RegExp(`\\n(?=${ours})`, "g");
const oursFirst = new RegExp(`^(?:${ours})`);

/** Whether a text would look like a line of ours where it begins one. */
export function looksLikeOurs(text: string): boolean {
  return oursFirst.test(text);
}

/**
 * Text from outside with nothing hidden in it, of which no further line looks like one of ours: that is indented by
 * one space. Other line breaks stay as they are.
 */
export function tamed(text: string): string {
  return visible(text).replaceAll(oursInside, "\n ");
}
