import { malformed } from "./malformed.ts";
import type { SearchScope } from "./search-index.ts";
import { parseTerm, type Term } from "./term.ts";

export interface Returning {
  object: string;
  /** As SOQL's SELECT list takes them; Id alone unless given. */
  fields: string | undefined;
  /** What follows WHERE and ORDER BY, as SOQL takes it. */
  where: string | undefined;
  orderBy: string | undefined;
  limit: number | undefined;
  offset: number | undefined;
}

export interface Sosl {
  term: Term;
  scope: SearchScope;
  returning: Returning[];
  limit: number | undefined;
}

const leastCharacters = 2;

/** Throws when a term is too short to be looked for; wildcards do not count. */
export function checkLength(text: string): void {
  if (text.replaceAll(/\\(?=[\s\S])/g, "").replaceAll(/[*?"\s]/g, "").length < leastCharacters)
    throw malformed(`search term must be longer than one character: ${text}`);
}

interface Token {
  text: string;
  /** As it is compared with keywords; a string or what stands in parentheses is none. */
  keyword: string;
  start: number;
}

/** Words, signs and strings that stand outside of parentheses. */
function outerTokens(text: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  for (const { 0: part, index } of text.matchAll(/'(?:\\[\s\S]|[^'\\])*'|[\w.:]+|\S/g)) {
    if (part === ")") depth--;
    if (depth < 0) throw malformed("unexpected token: )");
    if (depth === 0) tokens.push({ text: part, keyword: part.toUpperCase(), start: index });
    if (part === "(") depth++;
  }
  if (depth > 0) throw malformed("expecting a right parentheses, found '<EOF>'");
  return tokens;
}

/** The text from each of the keywords to the next, by keyword; what comes before the first is under "". */
function clausesOf(text: string, keywords: readonly string[]): Map<string, string> {
  const starts = outerTokens(text).filter(({ keyword }) => keywords.includes(keyword));
  const first = text.slice(0, starts[0]?.start ?? text.length).trim();
  const clauses = new Map([["", first]]);
  for (const [index, { keyword, text: word, start }] of starts.entries()) {
    if (clauses.has(keyword)) throw malformed(`unexpected token: ${word}`);
    clauses.set(keyword, text.slice(start + word.length, starts[index + 1]?.start ?? text.length).trim());
  }
  return clauses;
}

function numberAfter(clauses: ReadonlyMap<string, string>, keyword: string): number | undefined {
  const text = clauses.get(keyword);
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw malformed(`unexpected token: ${text || "<EOF>"}`);
}

function orderAfter(clauses: ReadonlyMap<string, string>): string | undefined {
  const text = clauses.get("ORDER");
  if (text === undefined) return undefined;
  const found = /^BY\s+(\S[\s\S]*)$/i.exec(text);
  if (!found) throw malformed(`unexpected token: ${text || "<EOF>"}`);
  return found[1];
}

/** Splits at commas outside parentheses and strings. */
function splitOutside(text: string): string[] {
  const commas = outerTokens(text).filter((token) => token.text === ",");
  const starts = [0, ...commas.map(({ start }) => start + 1)];
  return starts.map((start, index) => text.slice(start, commas[index]?.start ?? text.length).trim());
}

function returningOf(text: string): Returning {
  const [, object, inside] = /^(\w+)\s*(?:\(([\s\S]*)\))?$/.exec(text) ?? [];
  if (object === undefined) throw malformed(`unexpected token: ${text || "<EOF>"}`);
  const clauses = clausesOf(inside ?? "", ["USING", "WHERE", "ORDER", "LIMIT", "OFFSET"]);
  const fields = clauses.get("");
  if (inside !== undefined && !fields) throw malformed("unexpected token: )");
  return {
    object,
    fields: fields || undefined,
    where: clauses.get("WHERE"),
    orderBy: orderAfter(clauses),
    limit: numberAfter(clauses, "LIMIT"),
    offset: numberAfter(clauses, "OFFSET"),
  };
}

function scopeOf(text: string | undefined): SearchScope {
  if (text === undefined) return "ALL";
  const found = /^(ALL|NAME|EMAIL|PHONE|SIDEBAR)\s+FIELDS$/i.exec(text)?.[1];
  if (!found) throw malformed(`unexpected token: ${text || "<EOF>"}`);
  // The pattern lets only these through.
  return found.toUpperCase() as SearchScope;
}

const head = /^\s*FIND\s*\{((?:\\[\s\S]|[^\\{}])*)\}\s*/i;

/** A SOSL statement's parts. Throws MALFORMED_SEARCH as Salesforce words it. */
export function parseSosl(sosl: string): Sosl {
  const found = head.exec(sosl);
  if (!found) throw malformed("No search term found. The search term must be enclosed in braces.");
  const text = (found[1] ?? "").trim();
  checkLength(text);
  const rest = sosl.slice(found[0].length);
  // WITH SNIPPET, WITH METADATA and the like change nothing that the demo org answers.
  const clauses = clausesOf(rest, ["IN", "RETURNING", "WITH", "LIMIT", "UPDATE"]);
  const before = clauses.get("");
  if (before) throw malformed(`unexpected token: ${before.split(/\s/)[0]}`);
  const returning = clauses.get("RETURNING");
  return {
    term: parseTerm(text),
    scope: scopeOf(clauses.get("IN")),
    returning: returning === undefined ? [] : splitOutside(returning).map(returningOf),
    limit: numberAfter(clauses, "LIMIT"),
  };
}
