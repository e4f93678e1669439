import { ApiError } from "../../errors.ts";
import { malformed, syntaxErrorAt, tooComplicated } from "../errors.ts";
import { ConditionParser } from "./condition-parser.ts";
import { reservedWords } from "./keywords.ts";
import type { FieldPath, Grouping, OrderItem, Query, SelectItem } from "./tree.ts";

const longest = 100_000;

const modes = ["SECURITY_ENFORCED", "USER_MODE", "SYSTEM_MODE"];
const categorySelectors = ["AT", "ABOVE", "BELOW", "ABOVE_OR_BELOW"];

/** Sub-selects within each other that are read at all; far fewer are allowed. */
const deepestChild = 20;

class Parser extends ConditionParser {
  #level = 0;

  statement(): Query {
    const first = this.peek();
    // Salesforce gives no place for a statement that does not even begin as one.
    if (first.text.toUpperCase() !== "SELECT") throw malformed(`unexpected token: ${first.text}`);
    const query = { ...this.#query(), ...this.#ending() };
    if (this.peek().kind !== "end") throw this.unexpected();
    return query;
  }

  /** A semi-join: one field, one object and a WHERE; whatever else follows is a syntax error. */
  protected innerQuery(): Query {
    const { at } = this.peek();
    this.expect("SELECT");
    const items = [this.#item()];
    this.expectBetween("FROM");
    const object = this.#from();
    const where = this.take("WHERE") ? this.condition() : undefined;
    return { ...emptyQuery(at, items), ...named(object), where };
  }

  #query(): Query {
    const { at } = this.peek();
    this.expect("SELECT");
    const items = this.#items(at);
    this.expectBetween("FROM");
    const object = this.#from();
    const parents = this.take(",") ? this.list(() => this.#from()) : [];
    const scope = this.take("USING") ? this.#scope() : undefined;
    const where = this.take("WHERE") ? this.condition() : undefined;
    const filteredBy = this.take("WITH") ? this.#with() : undefined;
    const grouping = this.take("GROUP") ? this.#grouping() : undefined;
    const having = grouping && this.take("HAVING") ? this.condition() : undefined;
    const order = this.take("ORDER") ? this.#order() : [];
    const limit = this.take("LIMIT") ? this.count() : undefined;
    const offset = this.take("OFFSET") ? this.count() : undefined;
    const clauses = { parents, scope, where, filteredBy, grouping, having, order, limit, offset };
    return { ...emptyQuery(at, items), ...named(object), ...clauses };
  }

  #items(selectAt: number): SelectItem[] {
    if (this.isWord("FROM")) throw this.unexpected(this.peek(), selectAt);
    const first = this.#item();
    if (countsRows(first) || !this.take(",")) return [first];
    return [first, ...this.list(() => this.#furtherItem())];
  }

  /** COUNT() stands alone. */
  #furtherItem(): SelectItem {
    const { at } = this.peek();
    const item = this.#item();
    if (countsRows(item)) throw syntaxErrorAt(this.soql, at, "unexpected token: 'COUNT()'");
    return item;
  }

  #item(): SelectItem {
    const { at } = this.peek();
    if (this.take("(")) {
      if (++this.#level > deepestChild) throw tooComplicated();
      const query = this.#query();
      this.#level--;
      this.expectBetween(")");
      return { kind: "children", query, at };
    }
    if (this.isWord("TYPEOF") && this.peek(1).kind === "word") return this.#typeof();
    if (this.isWord("FIELDS") && this.isSymbol("(", 1)) return this.#fields();
    const item: SelectItem = { kind: "item", expression: this.expression(), alias: undefined };
    return countsRows(item) ? item : { ...item, alias: this.#alias() };
  }

  #fields(): SelectItem {
    const { at } = this.next();
    this.expect("(");
    const group = this.peek().text.toUpperCase();
    if (!["ALL", "STANDARD", "CUSTOM"].includes(group)) throw this.unexpected();
    this.next();
    this.expectBetween(")");
    return { kind: "fields", group, at };
  }

  #typeof(): SelectItem {
    this.expect("TYPEOF");
    const path = this.field();
    const whens: { type: string; at: number; fields: FieldPath[] }[] = [];
    while (this.take("WHEN")) {
      const { at } = this.peek();
      const type = this.objectName().path.join(".");
      this.expectBetween("THEN");
      whens.push({ type, at, fields: this.#branch() });
    }
    if (whens.length === 0) throw this.unexpected();
    const otherwise = this.take("ELSE") ? this.#branch() : undefined;
    this.expectBetween("END");
    return { kind: "typeof", path, whens, otherwise };
  }

  #branch(): FieldPath[] {
    return this.list(() => {
      const field = this.field();
      // Functions do not go with TYPEOF.
      if (this.isSymbol("(")) throw this.unexpected();
      return field;
    });
  }

  #alias(): string | undefined {
    const token = this.peek();
    const isAlias =
      token.kind === "word" && !token.text.includes(".") && !reservedWords.has(token.text.toUpperCase());
    return isAlias ? this.next().text : undefined;
  }

  #from(): Query["parents"][number] {
    return { path: this.objectName(), alias: this.#alias() };
  }

  #scope(): NonNullable<Query["scope"]> {
    this.expect("SCOPE");
    const { at } = this.peek();
    return { name: this.field().path.join("."), at };
  }

  /** The modes change nothing: the demo user may see everything. */
  #with(): Query["filteredBy"] {
    const { text, at } = this.peek();
    if (modes.includes(text.toUpperCase())) {
      this.next();
      return undefined;
    }
    if (this.isWord("DATA") && this.isWord("CATEGORY", 1)) this.#categories();
    else this.#visibility();
    return { name: text, at };
  }

  #categories(): void {
    this.expect("DATA");
    this.expect("CATEGORY");
    do {
      this.field();
      if (!categorySelectors.includes(this.peek().text.toUpperCase())) throw this.unexpected();
      this.next();
      if (this.take("(")) {
        this.list(() => this.field());
        this.expectBetween(")");
      } else this.field();
    } while (this.take("AND"));
  }

  /** `RecordVisibilityContext (…)` and `UserId = '…'`, known for a few objects only. */
  #visibility(): void {
    const name = this.field();
    if (this.take("=")) {
      this.value();
      return;
    }
    if (name.path.join(".").toLowerCase() !== "recordvisibilitycontext") throw this.unexpected();
    this.expect("(");
    this.list(() => this.#assignment());
    this.expectBetween(")");
  }

  #assignment(): void {
    this.field();
    this.expect("=");
    this.value();
  }

  #grouping(): Grouping {
    this.expectBetween("BY");
    for (const kind of ["rollup", "cube"] as const) {
      if (!this.isWord(kind.toUpperCase()) || !this.isSymbol("(", 1)) continue;
      this.next();
      this.next();
      const expressions = this.list(() => this.expression());
      this.expectBetween(")");
      return { kind, expressions };
    }
    return { kind: "plain", expressions: this.list(() => this.expression()) };
  }

  #order(): OrderItem[] {
    this.expectBetween("BY");
    return this.list(() => {
      const expression = this.expression();
      const descending = this.take("DESC");
      if (!descending) this.take("ASC");
      return { expression, descending, nullsLast: this.take("NULLS") && this.#nullsLast() };
    });
  }

  #nullsLast(): boolean {
    if (this.take("FIRST")) return false;
    this.expect("LAST");
    return true;
  }

  #ending(): Pick<Query, "purposes" | "allRows"> {
    const purposes: string[] = [];
    let allRows = false;
    for (;;) {
      if (this.take("FOR")) purposes.push(this.#oneOf(["VIEW", "REFERENCE", "UPDATE"]));
      else if (this.take("UPDATE")) this.list(() => this.#oneOf(["TRACKING", "VIEWSTAT"]));
      else if (this.isWord("ALL") && this.isWord("ROWS", 1)) {
        this.next();
        this.next();
        allRows = true;
      } else break;
    }
    if (this.take("SET")) this.#options();
    return { purposes, allRows };
  }

  /** `SET OPTIONS (honorEmptyStrings = true)`: Data 360's options, which other objects ignore. */
  #options(): void {
    this.expect("OPTIONS");
    this.expect("(");
    this.list(() => this.#assignment());
    this.expectBetween(")");
  }

  #oneOf(words: readonly string[]): string {
    const word = this.peek().text.toUpperCase();
    if (!words.includes(word)) throw this.unexpected();
    this.next();
    return word;
  }
}

function emptyQuery(at: number, items: SelectItem[]): Query {
  return {
    at,
    items,
    object: "",
    objectAt: at,
    alias: undefined,
    parents: [],
    scope: undefined,
    where: undefined,
    filteredBy: undefined,
    grouping: undefined,
    having: undefined,
    order: [],
    limit: undefined,
    offset: undefined,
    purposes: [],
    allRows: false,
  };
}

function named({ path, alias }: Query["parents"][number]): Pick<Query, "object" | "objectAt" | "alias"> {
  return { object: path.path.join("."), objectAt: path.at, alias };
}

/** Whether an item is `COUNT()`. */
export function countsRows(item: SelectItem | undefined): boolean {
  if (item?.kind !== "item" || item.expression.kind !== "call") return false;
  return item.expression.name === "COUNT" && item.expression.args.length === 0;
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
