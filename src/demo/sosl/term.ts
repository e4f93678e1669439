import { malformed } from "./malformed.ts";

/** A search term as a tree; `none` is what no record can have. */
export type Term =
  | { kind: "phrase"; text: string; isPrefix: boolean }
  /** A word with wildcards that stand not only at its end, folded. */
  | { kind: "pattern"; glob: string }
  | { kind: "and" | "or" | "not"; left: Term; right: Term }
  | { kind: "none" };

const tokenPattern = /"(?:\\.|[^"\\])*"|[()]|(?:\\[\s\S]|[^\s()"\\])+/g;

/** Marks in place of wildcards that were escaped, while a word is taken apart. */
const star = "\uE000";
const mark = "\uE001";

function unescaped(text: string): string {
  return text
    .replaceAll(/\\\*/g, star)
    .replaceAll(/\\\?/g, mark)
    .replaceAll(/\\([\s\S])/g, "$1");
}

function plain(text: string): string {
  return text.replaceAll(star, "*").replaceAll(mark, "?");
}

/** As the index folds words: without case and accents. */
function folded(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

function hasLetters(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

/** A piece between characters that separate words. */
function pieceTerm(piece: string): Term {
  return /[*?]/.test(piece.replace(/\*+$/, ""))
    ? { kind: "pattern", glob: folded(piece) }
    : { kind: "phrase", text: piece.replace(/\*+$/, ""), isPrefix: piece.endsWith("*") };
}

/** A word; wildcards at its beginning are not looked at. Undefined when there is nothing to look for. */
function wordTerm(word: string): Term | undefined {
  const text = unescaped(word).replace(/^[*?]+/, "");
  if (!hasLetters(text)) return undefined;
  if (!/[*?]/.test(text.replace(/\*+$/, "")))
    return { kind: "phrase", text: plain(text.replace(/\*+$/, "")), isPrefix: text.endsWith("*") };
  const pieces = text.split(/[^\p{L}\p{N}\p{M}*?]+/u).filter(hasLetters);
  return pieces.map(pieceTerm).reduce((left, right) => ({ kind: "and", left, right }));
}

function phraseTerm(quoted: string): Term | undefined {
  const text = unescaped(quoted.slice(1, -1));
  if (!hasLetters(text)) return undefined;
  return { kind: "phrase", text: plain(text.replaceAll(/[*?]/g, " ")).trim(), isPrefix: /\*\s*$/.test(text) };
}

/** Reads a term: words are joined by AND unless OR or AND NOT stands between them. */
class TermReader {
  readonly #tokens: readonly string[];
  #place = 0;

  constructor(term: string) {
    this.#tokens = term.match(tokenPattern) ?? [];
  }

  read(): Term {
    const term = this.#or();
    const rest = this.#tokens[this.#place];
    if (rest !== undefined) throw malformed(`unexpected token: ${rest}`);
    return term ?? { kind: "none" };
  }

  #is(word: string, offset = 0): boolean {
    return this.#tokens[this.#place + offset]?.toUpperCase() === word;
  }

  #or(): Term | undefined {
    let left = this.#and();
    while (this.#is("OR")) {
      this.#place++;
      const right = this.#and();
      left = left && right ? { kind: "or", left, right } : (left ?? right);
    }
    return left;
  }

  #and(): Term | undefined {
    let left = this.#operand();
    while (this.#place < this.#tokens.length && !this.#is("OR") && !this.#is(")")) {
      if (this.#is("AND")) this.#place++;
      const negated = this.#is("NOT");
      if (negated) this.#place++;
      const right = this.#operand();
      left = left && right ? { kind: negated ? "not" : "and", left, right } : (left ?? right);
    }
    return left;
  }

  #operand(): Term | undefined {
    const token = this.#tokens[this.#place];
    if (token === undefined || /^(?:AND|OR|NOT|\))$/i.test(token))
      throw malformed(`unexpected token: ${token ?? "}"}`);
    this.#place++;
    if (token.startsWith('"')) return phraseTerm(token);
    if (token !== "(") return wordTerm(token);
    const inside = this.#or();
    if (!this.#is(")")) throw malformed("unexpected token: }");
    this.#place++;
    return inside;
  }
}

/** A search term, as it stands between braces. Throws MALFORMED_SEARCH. */
export function parseTerm(term: string): Term {
  return new TermReader(term).read();
}

function plainWord(text: string): Term {
  return { kind: "phrase", text, isPrefix: false };
}

/**
 * Words, all of which a record must have: neither operators nor quotes, but `*` and `?` are the wildcards they are in SOSL,
 * in whose place Salesforce's REST guide puts such a search.
 */
export function plainTerm(text: string): Term {
  const words = text.split(/\s+/).filter(hasLetters);
  const terms = words.flatMap((word) => (/[*?]/.test(word) ? (wordTerm(word) ?? []) : plainWord(word)));
  return terms.length === 0
    ? { kind: "none" }
    : terms.reduce((left, right) => ({ kind: "and", left, right }));
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', " ")}"`;
}

/** A term as an FTS5 expression, or undefined when nothing can match; `wordsLike` tells the index's words of a pattern. */
export function ftsExpression(
  term: Term,
  wordsLike: (glob: string) => readonly string[],
): string | undefined {
  if (term.kind === "none") return undefined;
  if (term.kind === "phrase") return `${quoted(term.text)}${term.isPrefix ? " *" : ""}`;
  if (term.kind === "pattern") {
    const words = wordsLike(term.glob);
    return words.length === 0 ? undefined : `(${words.map(quoted).join(" OR ")})`;
  }
  const left = ftsExpression(term.left, wordsLike);
  const right = ftsExpression(term.right, wordsLike);
  if (term.kind === "or") return left && right ? `(${left} OR ${right})` : (left ?? right);
  if (term.kind === "not") return left && right ? `(${left} NOT ${right})` : left;
  return left && right ? `(${left} AND ${right})` : undefined;
}
