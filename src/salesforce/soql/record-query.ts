import { statementEffect } from "./effect.ts";
import { soqlScope } from "./scopes.ts";
import { fromOn, selectList } from "./select-list.ts";
import { type Token, tokensOf, UnreadableStatement } from "./tokens.ts";

/** Which records of one object a statement finds, whatever it selects of them. */
export interface RecordQuery {
  /** The statement from its FROM on. */
  from: string;
  /** From its FROM up to ORDER BY and LIMIT; undefined where only the whole statement says which records it finds. */
  conditions: string | undefined;
}

const aggregate = /^(?:count|sum|avg|min|max|count_distinct|grouping)\b.*\(/i;

/** The words of the statement itself, outside parentheses, each with its place. */
function outerWords(soql: string): Token[] {
  let depth = 0;
  return tokensOf(soql).filter(({ kind, text }) => {
    if (text === "(") depth++;
    if (text === ")") depth--;
    return depth === 0 && kind === "word";
  });
}

function placeOf(words: readonly Token[], first: string, second?: string): number | undefined {
  const found = words.find(
    ({ text }, index) =>
      text.toUpperCase() === first &&
      (second === undefined || words[index + 1]?.text.toUpperCase() === second),
  );
  return found?.at;
}

function problemOf(soql: string, object: string): string | undefined {
  const { froms, children } = soqlScope(soql);
  const [from] = froms;
  const name = from?.path.join(".") ?? "";
  if (froms.length !== 1 || name.toLowerCase() !== object.toLowerCase())
    return `it selects from ${froms.map(({ path }) => path.join(".")).join(", ")}, and the job is about ${object}; select from ${object} itself`;
  if (children.length > 0) return "it selects child records; select from the records themselves alone";
  const words = outerWords(soql);
  const has = (first: string, second?: string) => placeOf(words, first, second) !== undefined;
  const grouped = has("GROUP", "BY") || has("HAVING");
  if (
    grouped ||
    selectList(soql).items.some(({ name: item }) => aggregate.test(item)) ||
    /\bcount\s*\(\s*\)/i.test(soql)
  )
    return "it counts or groups; select the records themselves, e.g. SELECT Id";
  if ((has("LIMIT") || has("OFFSET")) && !has("ORDER", "BY"))
    return "LIMIT and OFFSET without ORDER BY find other records each time; say by what they are ordered";
  if (has("ALL", "ROWS")) return "ALL ROWS finds deleted records too, which cannot be written; leave it out";
  return statementEffect(soql) === "read" ? undefined : "FOR and UPDATE change what it finds; leave them out";
}

/**
 * Looks through a statement that says which records of an object to change. What it selects does not matter; what it
 * finds must be records of that object, and the same ones each time as long as nothing changes.
 */
export function recordQuery(soql: string, object: string): RecordQuery | { problem: string } {
  try {
    const problem = problemOf(soql, object);
    if (problem !== undefined) return { problem };
    const from = fromOn(soql);
    const words = outerWords(from);
    const order = placeOf(words, "ORDER", "BY");
    const limited = ["LIMIT", "OFFSET", "USING", "WITH"].some((word) => placeOf(words, word) !== undefined);
    const conditions = from.slice(0, order);
    return { from, conditions: limited || /\bselect\b/i.test(conditions) ? undefined : conditions };
  } catch (error) {
    if (!(error instanceof UnreadableStatement)) throw error;
    return { problem: `it cannot be read: ${error.message}` };
  }
}
