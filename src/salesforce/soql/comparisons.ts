import { type Token, tokensOf } from "./tokens.ts";

/** `Status IN ('New', 'Open')` in a WHERE clause. */
interface Comparison {
  field: string;
  values: readonly Value[];
}

/** A value of a condition, a text without its quotes. */
interface Value {
  text: string;
  quoted: boolean;
}

/** What one SELECT compares. `child`: FROM names a relationship of the query around it. */
export interface Compared {
  from: string;
  alias: string | undefined;
  child: boolean;
  comparisons: Comparison[];
  /** The queries inside it. */
  inner: Compared[];
}

const operators = new Set(["=", "!=", "<>", "IN", "INCLUDES", "EXCLUDES"]);
const endings = /^(?:USING|WHERE|WITH|GROUP|HAVING|ORDER|LIMIT|OFFSET|FOR|UPDATE|ALL)$/i;

function plain({ kind, text }: Token): Value {
  const quoted = kind === "string";
  return { text: quoted ? text.slice(1, -1).replaceAll(/\\([\s\S])/g, "$1") : text, quoted };
}

/** The values behind an operator: one, or a list in parentheses; none for a query. */
function valuesAt(tokens: readonly Token[], at: number): Value[] {
  const first = tokens[at];
  if (first?.text !== "(") return first ? [plain(first)] : [];
  const values: Value[] = [];
  for (let index = at + 1; index < tokens.length; index++) {
    const token = tokens[index];
    if (!token || token.text === ")") break;
    if (/^SELECT$/i.test(token.text)) return [];
    if (token.text !== ",") values.push(plain(token));
  }
  return values;
}

/** One query from its SELECT to its end, and where it ends. */
function queryAt(
  tokens: readonly Token[],
  start: number,
  child: boolean,
): { compared: Compared; end: number } {
  const compared: Compared = { from: "", alias: undefined, child, comparisons: [], inner: [] };
  let depth = 0;
  let index = start + 1;
  for (; index < tokens.length; index++) {
    const { text, kind } = tokens[index] as Token;
    const next = tokens[index + 1];
    if (text === "(" && /^SELECT$/i.test(next?.text ?? "")) {
      const { compared: inner, end } = queryAt(tokens, index + 1, compared.from === "");
      compared.inner.push(inner);
      index = end;
    } else if (text === "(") depth++;
    else if (text === ")" && depth-- === 0) break;
    else if (/^FROM$/i.test(text) && depth === 0 && next) {
      compared.from = next.text;
      const alias = tokens[index + 2];
      if (alias?.kind === "word" && !endings.test(alias.text)) compared.alias = alias.text;
    } else if (kind === "word" && compared.from !== "") {
      const negated = /^NOT$/i.test(next?.text ?? "") ? 1 : 0;
      const operator = tokens[index + 1 + negated]?.text.toUpperCase() ?? "";
      if (operators.has(operator))
        compared.comparisons.push({ field: text, values: valuesAt(tokens, index + 2 + negated) });
    }
  }
  return { compared, end: index };
}

/** What a statement compares with values, query by query; undefined for one that cannot be read. */
export function comparedIn(soql: string): Compared | undefined {
  try {
    const tokens = tokensOf(soql);
    return /^SELECT$/i.test(tokens[0]?.text ?? "") ? queryAt(tokens, 0, false).compared : undefined;
  } catch {
    return undefined;
  }
}
