import { ApiError } from "../api/api.ts";
import { clauseWords, countedLiteral, dateLiteralWords } from "./keywords.ts";
import { errorAt, type Token, tokenize } from "./tokens.ts";
import type { Condition, Expression, FieldPath, OrderItem, Query, SelectItem, Value } from "./tree.ts";

const longest = 100_000;

class Parser {
  readonly #soql: string;
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;

  constructor(soql: string) {
    this.#soql = soql;
    this.#tokens = tokenize(soql);
  }

  statement(): Query {
    const [first] = this.#tokens;
    if (first?.text.toUpperCase() !== "SELECT")
      throw new ApiError(400, "MALFORMED_QUERY", `unexpected token: ${first?.text ?? "<EOF>"}`);
    const query = this.#query();
    if (this.#peek().kind !== "end") throw this.#unexpected();
    return query;
  }

  #peek(ahead = 0): Token {
    return (
      this.#tokens[Math.min(this.#index + ahead, this.#tokens.length - 1)] ?? {
        kind: "end",
        text: "<EOF>",
        at: this.#soql.length,
      }
    );
  }

  #next(): Token {
    const token = this.#peek();
    this.#index++;
    return token;
  }

  #unexpected(token = this.#peek()): ApiError {
    return errorAt(
      this.#soql,
      token.at,
      "MALFORMED_QUERY",
      `unexpected token: ${token.kind === "end" ? "<EOF>" : `'${token.text}'`}`,
    );
  }

  #isWord(word: string, ahead = 0): boolean {
    const token = this.#peek(ahead);
    return token.kind === "word" && token.text.toUpperCase() === word;
  }

  #take(text: string): boolean {
    const token = this.#peek();
    const found = (token.kind === "word" || token.kind === "symbol") && token.text.toUpperCase() === text;
    if (found) this.#index++;
    return found;
  }

  #expect(text: string): Token {
    const token = this.#peek();
    if (!this.#take(text)) throw this.#unexpected();
    return token;
  }

  #list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.#take(",")) items.push(item());
    return items;
  }

  #query(): Query {
    this.#expect("SELECT");
    const items = this.#list(() => this.#selectItem());
    this.#expect("FROM");
    const object = this.#word();
    const alias = this.#alias();
    const scope = this.#take("USING") ? this.#scope() : undefined;
    const where = this.#take("WHERE") ? this.#condition() : undefined;
    this.#with();
    const grouping = this.#take("GROUP") ? this.#grouping() : undefined;
    const having = this.#take("HAVING") ? this.#condition() : undefined;
    const order = this.#take("ORDER") ? this.#order() : [];
    const limit = this.#take("LIMIT") ? this.#count() : undefined;
    const offsetAt = this.#peek().at;
    const offset = this.#take("OFFSET") ? this.#count() : undefined;
    const allRows = this.#ending();
    return {
      items,
      object: object.text,
      objectAt: object.at,
      alias,
      scope,
      where,
      grouping,
      having,
      order,
      limit,
      offset,
      offsetAt,
      allRows,
    };
  }

  #word(): Token {
    const token = this.#next();
    if (token.kind !== "word") throw this.#unexpected(token);
    return token;
  }

  #alias(): string | undefined {
    this.#take("AS");
    const token = this.#peek();
    const isAlias =
      token.kind === "word" && !token.text.includes(".") && !clauseWords.has(token.text.toUpperCase());
    return isAlias ? this.#next().text : undefined;
  }

  #scope(): string {
    this.#expect("SCOPE");
    return this.#word().text.toLowerCase();
  }

  /** WITH SECURITY_ENFORCED, USER_MODE, SYSTEM_MODE: the demo user may see everything, so nothing follows from them. */
  #with(): void {
    if (!this.#take("WITH")) return;
    if (!["SECURITY_ENFORCED", "USER_MODE", "SYSTEM_MODE"].includes(this.#word().text.toUpperCase()))
      throw this.#unexpected(this.#tokens[this.#index - 1]);
  }

  #ending(): boolean {
    let allRows = false;
    for (;;) {
      if (this.#take("FOR")) {
        if (
          !this.#list(() => this.#word()).every(({ text }) =>
            ["VIEW", "REFERENCE", "UPDATE"].includes(text.toUpperCase()),
          )
        )
          throw this.#unexpected(this.#tokens[this.#index - 1]);
      } else if (this.#take("UPDATE")) this.#list(() => this.#word());
      else if (this.#isWord("ALL") && this.#isWord("ROWS", 1)) {
        this.#index += 2;
        allRows = true;
      } else return allRows;
    }
  }

  #count(): number {
    const token = this.#next();
    if (token.kind !== "number" || !/^\d+$/.test(token.text)) throw this.#unexpected(token);
    return Number(token.text);
  }

  #selectItem(): SelectItem {
    if (this.#take("(")) {
      if (++this.#depth > 5) throw this.#unexpected();
      const query = this.#query();
      this.#expect(")");
      this.#depth--;
      return { kind: "children", query };
    }
    if (this.#isWord("TYPEOF")) return this.#typeof();
    const token = this.#peek();
    if (this.#isWord("FIELDS") && this.#peek(1).text === "(") {
      this.#index += 2;
      const group = this.#word().text.toUpperCase();
      this.#expect(")");
      return { kind: "fields", group, at: token.at };
    }
    const expression = this.#expression();
    return { kind: "item", expression, alias: this.#alias() };
  }

  #typeof(): SelectItem {
    this.#expect("TYPEOF");
    const path = this.#field();
    const whens: { type: string; fields: FieldPath[] }[] = [];
    while (this.#take("WHEN")) {
      const type = this.#word().text;
      this.#expect("THEN");
      whens.push({ type, fields: this.#list(() => this.#field()) });
    }
    if (whens.length === 0) throw this.#unexpected();
    const otherwise = this.#take("ELSE") ? this.#list(() => this.#field()) : undefined;
    this.#expect("END");
    return { kind: "typeof", path, whens, otherwise };
  }

  #field(): FieldPath {
    const token = this.#word();
    if (clauseWords.has(token.text.toUpperCase())) throw this.#unexpected(token);
    return { kind: "field", path: token.text.split("."), at: token.at };
  }

  #expression(): Expression {
    const token = this.#peek();
    if (token.kind === "number" || token.kind === "string") {
      this.#index++;
      return {
        kind: "constant",
        value: token.kind === "number" ? Number(token.text) : token.text,
        at: token.at,
      };
    }
    if (token.kind !== "word" || this.#peek(1).text !== "(" || this.#peek(1).kind !== "symbol")
      return this.#field();
    this.#index += 2;
    const args = this.#take(")") ? [] : this.#arguments();
    return { kind: "call", name: token.text.toUpperCase(), args, at: token.at };
  }

  #arguments(): Expression[] {
    const args = this.#list(() => this.#expression());
    this.#expect(")");
    return args;
  }

  #grouping(): Query["grouping"] {
    this.#expect("BY");
    for (const kind of ["rollup", "cube"] as const) {
      if (!this.#isWord(kind.toUpperCase()) || this.#peek(1).text !== "(") continue;
      this.#index += 2;
      const start = this.#peek();
      const expressions = this.#arguments();
      if (expressions.length > 3)
        throw errorAt(this.#soql, start.at, "MALFORMED_QUERY", "ROLLUP and CUBE take at most three fields");
      return { kind, expressions };
    }
    return { kind: "plain", expressions: this.#list(() => this.#expression()) };
  }

  #order(): OrderItem[] {
    this.#expect("BY");
    return this.#list(() => {
      const expression = this.#expression();
      const descending = this.#take("DESC");
      if (!descending) this.#take("ASC");
      const last = this.#take("NULLS") && !this.#take("FIRST") && this.#expect("LAST") !== undefined;
      return { expression, descending, nullsLast: last };
    });
  }

  /** AND and OR are not mixed without parentheses, and NOT stands at the beginning only. */
  #condition(): Condition {
    const first = this.#isWord("NOT") ? this.#not() : this.#simple();
    for (const kind of ["and", "or"] as const) {
      if (!this.#isWord(kind.toUpperCase())) continue;
      const parts = [first];
      while (this.#take(kind.toUpperCase())) parts.push(this.#simple());
      if (this.#isWord("AND") || this.#isWord("OR")) throw this.#unexpected();
      return kind === "and" ? { kind, parts } : { kind, parts };
    }
    return first;
  }

  #not(): Condition {
    this.#expect("NOT");
    return { kind: "not", part: this.#simple() };
  }

  #simple(): Condition {
    if (this.#peek().text === "(" && this.#peek().kind === "symbol") {
      this.#next();
      const inner = this.#condition();
      this.#expect(")");
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Condition {
    const left = this.#expression();
    const { at, text, kind } = this.#next();
    const operator = text.toUpperCase();
    if (kind === "symbol" && ["=", "!=", "<>", "<", ">", "<=", ">="].includes(operator))
      return {
        kind: "compare",
        left,
        operator: operator === "<>" ? "!=" : operator,
        value: this.#value(),
        at,
      };
    if (operator === "LIKE") return { kind: "compare", left, operator, value: this.#value(), at };
    if (operator === "INCLUDES" || operator === "EXCLUDES")
      return { kind: "includes", left, negated: operator === "EXCLUDES", values: this.#values(), at };
    const negated = operator === "NOT" && this.#isWord("IN");
    if (negated) this.#next();
    if (!negated && operator !== "IN") throw this.#unexpected(this.#tokens[this.#index - 1]);
    if (this.#peek().text !== "(" || !this.#isWord("SELECT", 1))
      return { kind: "in", left, negated, values: this.#values(), at };
    this.#next();
    const query = this.#query();
    this.#expect(")");
    return { kind: "inQuery", left, negated, query, at };
  }

  #values(): Value[] {
    this.#expect("(");
    const values = this.#list(() => this.#value());
    this.#expect(")");
    return values;
  }

  #value(): Value {
    const { kind, text, at } = this.#next();
    if (kind === "string" || kind === "number" || kind === "date" || kind === "dateTime")
      return { kind, text, at };
    const word = text.toUpperCase();
    if (kind === "word" && (word === "TRUE" || word === "FALSE")) return { kind: "boolean", text: word, at };
    if (kind === "word" && word === "NULL") return { kind: "null", text, at };
    if (kind === "word" && dateLiteralWords.has(word)) return { kind: "dateLiteral", text: word, at };
    if (kind === "word" && countedLiteral.test(word) && this.#take(":"))
      return { kind: "dateLiteral", text: word, count: this.#count(), at };
    throw this.#unexpected(this.#tokens[this.#index - 1]);
  }
}

/** A SOQL statement's tree. Throws MALFORMED_QUERY with row, column and caret. */
export function parseSoql(soql: string): Query {
  if (soql.length > longest)
    throw new ApiError(
      400,
      "MALFORMED_QUERY",
      `SOQL statements cannot be longer than ${longest} characters.`,
    );
  return new Parser(soql).statement();
}
