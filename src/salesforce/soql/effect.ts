import { textAfterTerm, tokensOf } from "./tokens.ts";

const changing = /\bfor\s+(?:view|reference|update)\b|\bupdate\s+(?:tracking|viewstat)\b/i;
/** References that bring in an id; any other may bring in any text. */
const idReference = /@\{\w+(?:\.\w+|\[\d+\])*\.id\}/gi;

/** The words of a statement, without its texts and what is searched for; the whole of one that cannot be read. */
function wordsOf(statement: string): string {
  try {
    const tokens = tokensOf(statement, textAfterTerm(statement));
    return tokens.map(({ kind, text }) => (kind === "word" ? text : "'")).join(" ");
  } catch {
    return statement;
  }
}

/**
 * Whether a statement changes something, through whatever tool or resource it is run: FOR VIEW and FOR REFERENCE
 * write dates, UPDATE TRACKING and VIEWSTAT count, FOR UPDATE locks (SOQL and SOSL Reference). One into which
 * another request's answer puts a text that is no id may hold any of them.
 */
export function statementEffect(statement: string): "read" | "update" {
  const filled = statement.replaceAll(idReference, "000000000000000AAA");
  return filled.includes("@{") || changing.test(wordsOf(filled)) ? "update" : "read";
}
