/** A piece of a SOQL or SOSL statement. */
export interface Token {
  kind: "word" | "string" | "number" | "symbol";
  text: string;
  at: number;
}

/** A statement that cannot be read, so that nobody can tell what it touches. */
export class UnreadableStatement extends Error {}

export function unreadable(token: Token | undefined): UnreadableStatement {
  return new UnreadableStatement(
    token ? `unexpected ${token.text.slice(0, 40)} at character ${token.at + 1}` : "it ends too early",
  );
}

/**
 * A text in quotes, for patterns that go through a statement; one that never ends goes on to the end, so that nobody
 * looks for its end again from each quote inside it.
 */
export const quoted = /'(?:\\[\s\S]?|[^'\\])*'?/.source;

const blank = /\s+/y;
const kinds: readonly (readonly [Token["kind"], RegExp])[] = [
  ["string", /'(?:\\[\s\S]|[^'\\])*'/y],
  ["number", /[+-]?(?:\d+(?:\.\d*)?|\.\d+)/y],
  ["word", /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/y],
  ["symbol", /<=|>=|!=|<>|[=<>(),:*]/y],
];

const find = /^\s*FIND\s*\{(?:\\[\s\S]|[^\\{}])*\}/i;

/** Where a SOSL statement goes on behind `FIND {term}`; 0 for a statement that does not begin with it. */
export function textAfterTerm(statement: string): number {
  return find.exec(statement)?.[0].length ?? 0;
}

/** Splits a statement from `start` on. Throws UnreadableStatement for a character that neither language knows. */
export function tokensOf(statement: string, start = 0): Token[] {
  const tokens: Token[] = [];
  let at = start;
  while (at < statement.length) {
    blank.lastIndex = at;
    if (blank.test(statement)) at = blank.lastIndex;
    if (at >= statement.length) break;
    const token = tokenAt(statement, at);
    // A reference brings in text that is not known yet.
    if (token.text.includes("@{"))
      throw new UnreadableStatement(`${/@\{[^}]*\}?/.exec(token.text)?.[0]} may bring in any text`);
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function tokenAt(statement: string, at: number): Token {
  for (const [kind, pattern] of kinds) {
    pattern.lastIndex = at;
    const found = pattern.exec(statement);
    if (found) return { kind, text: found[0], at };
  }
  throw unreadable({ kind: "symbol", text: statement.slice(at, at + 10), at });
}

/** Reads tokens one by one. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#index + ahead];
  }

  next(): Token {
    const token = this.peek();
    if (!token) throw unreadable(undefined);
    this.#index++;
    return token;
  }

  isWord(word: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.kind === "word" && token.text.toUpperCase() === word;
  }

  isSymbol(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.kind === "symbol" && token.text === symbol;
  }

  take(text: string): boolean {
    const found = this.isWord(text) || this.isSymbol(text);
    if (found) this.#index++;
    return found;
  }

  expect(text: string): void {
    if (!this.take(text)) throw unreadable(this.peek());
  }

  word(): string {
    const token = this.next();
    if (token.kind !== "word") throw unreadable(token);
    return token.text;
  }
}
