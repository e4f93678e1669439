import { syntaxErrorAt } from "../errors.ts";
import { countedLiteral, dateLiteralWords, functionNames, reservedWords } from "./keywords.ts";
import { likePattern, stringValue } from "./string-literals.ts";
import { TokenReader } from "./token-reader.ts";
import type { Token } from "./tokens.ts";
import type { Expression, FieldPath, Value } from "./tree.ts";

/** Functions are nested once at most: date_function(convertTimezone(…)), FORMAT(MIN(…)). */
const deepestCall = 2;

/** A count or limit beyond this is no number that Salesforce knows. */
const largestCount = 2 ** 31 - 1;

/** The earliest and the latest day that Salesforce knows. */
const firstYear = 1700;
const lastYear = 4000;

/** Reads fields, functions and values. */
export class ExpressionParser extends TokenReader {
  protected field(): FieldPath {
    const token = this.peek();
    if (token.kind !== "word" || reservedWords.has(token.text.toUpperCase())) throw this.unexpected();
    this.next();
    return { kind: "field", path: token.text.split("."), at: token.at };
  }

  /** An object's name; two of them are keywords too. */
  protected objectName(): FieldPath {
    if (!this.isWord("GROUP") && !this.isWord("ORDER")) return this.field();
    const { text, at } = this.next();
    return { kind: "field", path: [text], at };
  }

  /** A field or a function of fields. */
  protected expression(depth = 1): Expression {
    const token = this.peek();
    const name = token.text.toUpperCase();
    if (token.kind !== "word" || reservedWords.has(name) || !this.isSymbol("(", 1)) return this.field();
    if (!functionNames.has(name) || depth > deepestCall) throw this.unexpected(this.peek(1));
    this.next();
    this.next();
    const args = this.take(")") ? [] : this.#arguments(depth);
    return { kind: "call", name, args, at: token.at };
  }

  #arguments(depth: number): Expression[] {
    const args = this.list(() => this.#argument(depth));
    this.expectBetween(")");
    return args;
  }

  #argument(depth: number): Expression {
    const { kind, text, at } = this.peek();
    if (kind !== "number" && kind !== "string") return this.expression(depth + 1);
    this.next();
    return { kind: "constant", value: kind === "number" ? Number(text) : text, at };
  }

  /** The count of LIMIT, OFFSET and LAST_N_DAYS:n. */
  protected count(): number {
    const token = this.peek();
    if (token.kind !== "number" || !/^\d+$/.test(token.text)) throw this.unexpected();
    if (Number(token.text) > largestCount)
      throw syntaxErrorAt(this.soql, token.at, `numeric value out of range: ${token.text}`);
    this.next();
    return Number(token.text);
  }

  /** The operand of LIKE. */
  protected pattern(): Value {
    const { kind, text, at } = this.peek();
    if (kind !== "string") throw this.unexpected();
    this.next();
    return { kind, text: likePattern(this.soql, text, at), at };
  }

  protected value(): Value {
    const token = this.next();
    const { kind, text, at } = token;
    if (kind === "string") return { kind, text: stringValue(this.soql, text, at), at };
    if (kind === "date" || kind === "dateTime") return this.#checkedDate(token, kind);
    if (kind === "number" || kind === "time") return { kind, text, at };
    if (kind === "word") return this.#wordValue(token);
    if (kind === "symbol" && text === ":") throw this.#bindVariable(token);
    throw this.unexpected(token);
  }

  #checkedDate({ text, at }: Token, kind: "date" | "dateTime"): Value {
    const day = text.slice(0, 10);
    const moment = Date.parse(`${day}T00:00:00Z`);
    const year = Number(day.slice(0, 4));
    const exists = !Number.isNaN(moment) && new Date(moment).toISOString().startsWith(day);
    if (
      !exists ||
      year < firstYear ||
      year > lastYear ||
      (kind === "dateTime" && !isTimeOfDay(text.slice(11)))
    )
      throw syntaxErrorAt(this.soql, at, `Invalid ${kind.toLowerCase()}: ${text}`);
    return { kind, text, at };
  }

  #wordValue(token: Token): Value {
    const word = token.text.toUpperCase();
    const { at } = token;
    if (word === "TRUE" || word === "FALSE") return { kind: "boolean", text: word, at };
    if (word === "NULL") return { kind: "null", text: word, at };
    if (dateLiteralWords.has(word)) return { kind: "dateLiteral", text: word, at };
    if (countedLiteral.test(word) && this.take(":"))
      return { kind: "dateLiteral", text: word, count: this.count(), at };
    return this.#amount(token) ?? this.#notAValue(token);
  }

  /** `USD500.00` and `USD-500`: a currency and the number that follows without a space. */
  #amount(token: Token): Value | undefined {
    const [, currency, digits = ""] = /^([A-Z]{3})(\d*)$/i.exec(token.text) ?? [];
    const rest = this.peek();
    const joined = rest.kind === "number" && rest.at === token.end;
    const text = digits + (joined ? rest.text : "");
    if (currency === undefined || !/^[+-]?\d+(?:\.\d+)?$/.test(text)) return undefined;
    if (joined) this.next();
    return { kind: "number", text, currency: currency.toUpperCase(), at: token.at };
  }

  #notAValue(token: Token): never {
    // An unquoted text or another field is taken for a variable of Apex.
    if (reservedWords.has(token.text.toUpperCase()) || this.isSymbol("(")) throw this.unexpected(token);
    throw this.#bindVariable(token);
  }

  #bindVariable(token: Token) {
    return syntaxErrorAt(this.soql, token.at, "Bind variables only allowed in Apex code");
  }
}

/** `hh:mm:ss(.fff)` and Z or an offset of at most 14 hours. */
function isTimeOfDay(text: string): boolean {
  const [, hour, minute, second, offset = "00"] =
    /^(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:Z|[+-](\d{2}).*)$/i.exec(text) ?? [];
  return Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60 && Number(offset) <= 14;
}
