import type { ApiError } from "../../errors.ts";
import { syntaxErrorAt } from "../errors.ts";
import { reservedWords } from "./keywords.ts";
import { type Token, tokenize } from "./tokens.ts";

/** Keywords behind which a name has to come. */
const beforeNames: ReadonlySet<string> = new Set(["FROM", "BY", "THEN"]);

/** Reads a statement token by token, and words the errors of syntax. */
export class TokenReader {
  readonly soql: string;
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  #index = 0;

  constructor(soql: string) {
    this.soql = soql;
    this.#tokens = tokenize(soql);
    this.#end = { kind: "end", text: "<EOF>", at: soql.length, end: soql.length };
  }

  protected peek(ahead = 0): Token {
    return this.#tokens[this.#index + ahead] ?? this.#tokens.at(-1) ?? this.#end;
  }

  protected next(): Token {
    const token = this.peek();
    this.#index++;
    return token;
  }

  protected isWord(word: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "word" && token.text.toUpperCase() === word;
  }

  protected isSymbol(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "symbol" && token.text === symbol;
  }

  /** Takes a keyword or symbol if it is there. */
  protected take(text: string): boolean {
    const found = this.isWord(text) || this.isSymbol(text);
    if (found) this.#index++;
    return found;
  }

  protected expect(text: string): void {
    if (!this.take(text)) throw this.unexpected();
  }

  /** The same for a keyword or bracket between two parts; when only it is missing, Salesforce says so. */
  protected expectBetween(text: string): void {
    if (this.take(text)) return;
    const token = this.peek();
    const follows =
      token.kind === "word" && !(beforeNames.has(text) && reservedWords.has(token.text.toUpperCase()));
    if (!follows || this.isWord(text, 1) || this.isSymbol(text, 1)) throw this.unexpected();
    throw syntaxErrorAt(this.soql, token.at, `missing value at '${token.text}'`);
  }

  protected list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.take(",")) items.push(item());
    return items;
  }

  /** The error for a token that does not fit; with `from`, the text since there does not. */
  protected unexpected(token = this.peek(), from = token.at): ApiError {
    const written = token.kind === "end" ? token.text : this.soql.slice(from, token.end);
    return syntaxErrorAt(this.soql, token.at, `unexpected token: '${written}'`);
  }
}
