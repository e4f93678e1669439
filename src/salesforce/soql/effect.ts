import { textAfterTerm, tokensOf } from "./tokens.ts";

const changing = /\bfor\s+(?:view|reference|update)\b|\bupdate\s+(?:tracking|viewstat)\b/i;
/** References that bring in an id; any other may bring in any text. */
const idReference = /@\{\w+(?:\.\w+|\[\d+\])*\.id\}/gi;

/** Of a statement that cannot be read, whatever stands between or around these words. */
const perhapsChanging = [
  [/\bfor\b/i, /\b(?:view|reference|update)\b/i],
  [/\bupdate\b/i, /\b(?:tracking|viewstat)\b/i],
] as const;

function changes(statement: string): boolean {
  try {
    const tokens = tokensOf(statement, textAfterTerm(statement));
    // String literals and the search term are left out, since words in them change nothing.
    return changing.test(tokens.map(({ kind, text }) => (kind === "word" ? text : "'")).join(" "));
  } catch {
    return perhapsChanging.some((words) => words.every((word) => word.test(statement)));
  }
}

/**
 * Whether a statement changes something, through whatever tool or resource it is run: FOR VIEW and FOR REFERENCE
 * write dates, UPDATE TRACKING and VIEWSTAT count, FOR UPDATE locks (SOQL and SOSL Reference). One into which
 * another request's answer puts a text that is no id may hold any of them.
 */
export function statementEffect(statement: string): "read" | "update" {
  const filled = statement.replaceAll(idReference, "000000000000000AAA");
  return filled.includes("@{") || changes(filled) ? "update" : "read";
}
