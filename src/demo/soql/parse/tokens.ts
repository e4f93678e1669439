import { syntaxErrorAt } from "../errors.ts";

export interface Token {
  kind: "word" | "number" | "string" | "date" | "dateTime" | "time" | "symbol" | "end";
  /** As written; a string without its quotes. */
  text: string;
  /** Offset in the statement. */
  at: number;
  /** Offset behind its last character. */
  end: number;
}

const patterns: readonly [Token["kind"], RegExp][] = [
  ["dateTime", /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}(?::?\d{2})?)/iy],
  ["date", /\d{4}-\d{2}-\d{2}/y],
  ["time", /\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/iy],
  ["number", /[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?/iy],
  ["word", /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/y],
  ["string", /'(?:\\[\s\S]|[^'\\])*'/y],
  ["symbol", /<=|>=|!=|<>|[=<>(),:]/y],
];

/** Splits a statement. Throws MALFORMED_QUERY for characters that SOQL does not know. */
export function tokenize(soql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(soql[at] ?? "")) at++;
    if (at >= soql.length) return [...tokens, { kind: "end", text: "<EOF>", at, end: at }];
    const token = tokenAt(soql, at);
    tokens.push(token);
    at = token.end;
  }
}

function tokenAt(soql: string, at: number): Token {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const raw = pattern.exec(soql)?.[0];
    if (raw === undefined) continue;
    return { kind, text: kind === "string" ? raw.slice(1, -1) : raw, at, end: at + raw.length };
  }
  throw syntaxErrorAt(soql, at, `unexpected token: '${String.fromCodePoint(soql.codePointAt(at) ?? 0)}'`);
}
