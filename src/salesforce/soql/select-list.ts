/** Splits at commas that stand outside parentheses and quotes. */
function splitList(text: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let quoted = false;
  let item = "";
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? "";
    if (character === "\\" && quoted) item += character + (text[++index] ?? "");
    else if (character === "," && depth === 0 && !quoted) {
      items.push(item);
      item = "";
    } else {
      if (character === "'") quoted = !quoted;
      if (!quoted && character === "(") depth++;
      if (!quoted && character === ")") depth--;
      item += character;
    }
  }
  return [...items, item].map((part) => part.trim());
}

/** The position of the FROM that belongs to the outer SELECT. */
function outerFrom(soql: string): number {
  let depth = 0;
  for (const { 0: token, index } of soql.matchAll(/'(?:\\.|[^'\\])*'|[()]|\bfrom\b/gi)) {
    if (token === "(") depth++;
    else if (token === ")") depth--;
    else if (depth === 0 && !token.startsWith("'")) return index;
  }
  return -1;
}

/** The object that a SOQL statement selects from. */
export function outerObject(soql: string): string | undefined {
  const from = outerFrom(soql);
  return from === -1 ? undefined : /^from\s+(\w+)/i.exec(soql.slice(from))?.[1];
}

/** The key that Salesforce answers an item under, or undefined when it cannot be told from the text. */
function keyOf(item: string, prefixes: ReadonlySet<string>): string | undefined {
  const named = /^(?:tolabel|format|convertcurrency)\(\s*([\w.]+)\s*\)$/i.exec(item)?.[1] ?? item;
  if (!/^\w+(?:\.\w+)*$/.test(named)) return undefined;
  const [first = "", ...others] = named.split(".");
  return others.length > 0 && prefixes.has(first.toLowerCase()) ? others.join(".") : named;
}

/**
 * The columns that a SOQL statement asks for, in its order, as far as its text tells: plain fields and
 * parents' fields. Functions, TYPEOF and child queries are left to the answer.
 */
export function selectedColumns(soql: string): string[] {
  const start = /^\s*select\s+/i.exec(soql)?.[0].length;
  const end = outerFrom(soql);
  if (start === undefined || end < start) return [];
  const from = /^from\s+(\w+)(?:\s+(?:as\s+)?(\w+))?/i.exec(soql.slice(end));
  const prefixes = new Set([from?.[1], from?.[2]].flatMap((name) => name?.toLowerCase() ?? []));
  return splitList(soql.slice(start, end)).flatMap((item) => keyOf(item, prefixes) ?? []);
}
