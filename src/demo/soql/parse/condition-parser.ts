import { tooComplicated } from "../errors.ts";
import { ExpressionParser } from "./expression-parser.ts";
import type { Condition, Expression, Query, Value } from "./tree.ts";

const comparisonOperators = new Set(["=", "!=", "<>", "<", ">", "<=", ">="]);

/** Conditions within conditions. */
const deepest = 100;

/** Reads the conditions of WHERE and HAVING. */
export abstract class ConditionParser extends ExpressionParser {
  #depth = 0;

  /** The query within `IN (SELECT …)`. */
  protected abstract innerQuery(): Query;

  /** AND and OR are not mixed without parentheses, and NOT stands at the beginning only. */
  protected condition(): Condition {
    if (this.take("NOT")) return { kind: "not", part: this.#simple() };
    const first = this.#simple();
    for (const kind of ["and", "or"] as const) {
      if (!this.isWord(kind.toUpperCase())) continue;
      const parts = [first];
      while (this.take(kind.toUpperCase())) parts.push(this.#simple());
      if (this.isWord("AND") || this.isWord("OR")) throw this.unexpected();
      return kind === "and" ? { kind, parts } : { kind, parts };
    }
    return first;
  }

  #simple(): Condition {
    if (!this.take("(")) return this.#comparison();
    if (++this.#depth > deepest) throw tooComplicated();
    const inner = this.condition();
    this.#depth--;
    this.expectBetween(")");
    return inner;
  }

  #comparison(): Condition {
    const left = this.expression();
    const { at, text, kind } = this.peek();
    const operator = text.toUpperCase();
    if (kind === "symbol" && comparisonOperators.has(operator)) {
      this.next();
      return {
        kind: "compare",
        left,
        operator: operator === "<>" ? "!=" : operator,
        value: this.value(),
        at,
      };
    }
    if (this.take("LIKE")) return { kind: "compare", left, operator, value: this.pattern(), at };
    if (this.take("INCLUDES") || this.take("EXCLUDES"))
      return { kind: "includes", left, negated: operator === "EXCLUDES", values: this.#values(left), at };
    return this.#in(left, at);
  }

  #in(left: Expression, at: number): Condition {
    const negated = this.take("NOT");
    if (!this.take("IN")) throw this.unexpected(this.peek(), left.at);
    if (this.isSymbol(":")) this.value();
    if (!this.isSymbol("(") || !this.isWord("SELECT", 1))
      return { kind: "in", left, negated, values: this.#values(left), at };
    this.next();
    const query = this.innerQuery();
    this.expectBetween(")");
    return { kind: "inQuery", left, negated, query, at };
  }

  #values(left: Expression): Value[] {
    this.expect("(");
    if (this.isSymbol(")")) throw this.unexpected(this.peek(), left.at);
    const values = this.list(() => this.value());
    this.expectBetween(")");
    return values;
  }
}
