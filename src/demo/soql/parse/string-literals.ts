import { syntaxErrorAt } from "../errors.ts";

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

/** Salesforce: strings in WHERE have at most 4,000 characters. */
const longest = 4_000;

function unescaped(
  soql: string,
  raw: string,
  at: number,
  special: (letter: string) => string | undefined,
): string {
  return raw.replaceAll(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, (sequence, code: string) => {
    const plain =
      special(code) ??
      (code.length === 5
        ? String.fromCharCode(Number.parseInt(code.slice(1), 16))
        : escapes[code.toLowerCase()]);
    if (plain !== undefined) return plain;
    throw syntaxErrorAt(
      soql,
      at,
      `Invalid string literal '${raw}'. Illegal character sequence '${sequence}' in string literal.`,
    );
  });
}

/** The value of a string as written between its quotes. Throws MALFORMED_QUERY for unknown escapes. */
export function stringValue(soql: string, raw: string, at: number): string {
  if (raw.length > longest)
    throw syntaxErrorAt(soql, at, `String literals can't be longer than ${longest} characters`);
  return unescaped(soql, raw, at, () => undefined);
}

/** The same for LIKE: `\%` and `\_` are those characters, and so is `\\`; the escape character stays `\`. */
export function likePattern(soql: string, raw: string, at: number): string {
  return unescaped(soql, raw, at, (code) =>
    code === "%" || code === "_" || code === "\\" ? `\\${code}` : undefined,
  );
}
