import { ApiError } from "../api/api.ts";

export interface Token {
  kind: "word" | "number" | "string" | "date" | "dateTime" | "symbol" | "end";
  /** As written; a string's value without quotes and escapes. */
  text: string;
  /** Offset in the statement. */
  at: number;
}

/** An error with the line, a caret under the place, row and column, as Salesforce words it. */
export function errorAt(soql: string, at: number, errorCode: string, message: string): ApiError {
  const before = soql.slice(0, at).split("\n");
  const row = before.length;
  const column = (before.at(-1)?.length ?? 0) + 1;
  const line = soql.split("\n")[row - 1] ?? "";
  return new ApiError(
    400,
    errorCode,
    `\n${line}\n${" ".repeat(column - 1)}^\nERROR at Row:${row}:Column:${column}\n${message}`,
  );
}

const patterns: readonly [Token["kind"], RegExp][] = [
  ["dateTime", /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})/iy],
  ["date", /\d{4}-\d{2}-\d{2}/y],
  ["number", /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy],
  ["word", /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/y],
  ["string", /'(?:\\[\s\S]|[^'\\])*'/y],
  ["symbol", /<=|>=|!=|<>|[=<>(),:]/y],
];

const escapes: Record<string, string> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  "'": "'",
  '"': '"',
  "\\": "\\",
};

/** A string's value. `\%` and `\_` stay, since LIKE reads them; other unknown escapes are errors. */
function unquoted(soql: string, raw: string, at: number): string {
  return raw.slice(1, -1).replaceAll(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, (all, code: string) => {
    if (code.length === 5) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    if (code === "%" || code === "_") return all;
    const plain = escapes[code.toLowerCase()];
    if (plain !== undefined) return plain;
    throw errorAt(
      soql,
      at,
      "MALFORMED_QUERY",
      `Invalid string literal '${raw.slice(1, -1)}'. Illegal character sequence '${all}' in string literal.`,
    );
  });
}

/** Splits a statement. Throws MALFORMED_QUERY for characters that SOQL does not know. */
export function tokenize(soql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(soql[at] ?? "")) at++;
    if (at >= soql.length) return [...tokens, { kind: "end", text: "<EOF>", at }];
    const token = tokenAt(soql, at);
    tokens.push(token.kind === "string" ? { ...token, text: unquoted(soql, token.text, at) } : token);
    at += token.text.length;
  }
}

function tokenAt(soql: string, at: number): Token {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const found = pattern.exec(soql);
    if (found) return { kind, text: found[0], at };
  }
  const message =
    soql[at] === "'" ? "unexpected end of the string literal" : `unexpected char: '${soql[at]}'`;
  throw errorAt(soql, at, "MALFORMED_QUERY", message);
}
