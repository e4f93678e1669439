import { quoted } from "../../salesforce/soql/tokens.ts";

const texts = new RegExp(quoted, "g");

/** A statement whose texts are blanked at equal length, so that nothing inside them looks like SOQL. */
export function masked(soql: string): string {
  return soql.replaceAll(texts, (text) =>
    text.length > 1 && text.endsWith("'") ? `'${"_".repeat(text.length - 2)}'` : text,
  );
}

/**
 * How a mistake is written: `FIELD` stands for a name or a function of one, `VALUE` for a text, number, date or
 * literal, a blank for any space. Letters count without case.
 */
export function written(pattern: string): RegExp {
  const source = pattern
    .replaceAll(
      "FIELD",
      String.raw`\b((?!(?:AND|OR|NOT|WHERE|SELECT|FROM|HAVING|BY)\b)[A-Za-z_][\w.]*(?:\([\w.]*\))?)`,
    )
    .replaceAll("VALUE", String.raw`('[^']*'|[\w.:+-]+)`)
    .replaceAll(" ", String.raw`\s+`);
  return new RegExp(source, "dgi");
}

/** What the groups of a pattern hold in the statement itself, texts included, and where it stands. */
export interface Found {
  parts: readonly string[];
  start: number;
  end: number;
}

/** What is looked at of a long statement, on both sides of the place that Salesforce marks. */
const mostAround = 1_500;

/** The part of a statement around an offset, as it is and masked. */
export interface Excerpt {
  text: string;
  masked: string;
  /** Where it begins in the statement. */
  from: number;
}

/** The whole of a short statement, of a long one what stands around the place. */
export function excerptOf(soql: string, place = 0): Excerpt {
  const from = Math.max(place - mostAround, 0);
  const to = place + mostAround;
  return { text: soql.slice(from, to), masked: masked(soql).slice(from, to), from };
}

/** Every place where the pattern stands. */
export function places(excerpt: Excerpt, pattern: RegExp): Found[] {
  return [...excerpt.masked.matchAll(pattern)].map((match) => {
    // The pattern asks for indices, so they are there; a group that took no part has none.
    const spans: readonly ([number, number] | undefined)[] = match.indices ?? [];
    const [start, end] = spans[0] ?? [0, 0];
    const parts = spans.map((span) => (span ? excerpt.text.slice(...span) : ""));
    return { parts, start: start + excerpt.from, end: end + excerpt.from };
  });
}

/** Where an error says that it met something, as an offset into the statement. */
export function placeOf(message: string, soql: string): number | undefined {
  const [, row, column] = /ERROR at Row:(\d+):Column:(\d+)/.exec(message) ?? [];
  if (row === undefined) return undefined;
  const before = soql.split("\n").slice(0, Number(row) - 1);
  return before.join("\n").length + (before.length > 0 ? 1 : 0) + Number(column);
}

/** `$1`, `$2` in a sentence as the parts that were found. */
export function filled(sentence: string, parts: readonly string[]): string {
  return sentence.replaceAll(/\$(\d)/g, (_, index) => parts[Number(index)] ?? "");
}
