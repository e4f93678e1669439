import { quoted } from "./tokens.ts";

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

const quoteOrFrom = new RegExp(`${quoted}|[()]|\\bfrom\\b`, "gi");

/** The position of the FROM that belongs to the outer SELECT. */
function outerFrom(soql: string): number {
  let depth = 0;
  for (const { 0: token, index } of soql.matchAll(quoteOrFrom)) {
    if (token === "(") depth++;
    else if (token === ")") depth--;
    else if (depth === 0 && !token.startsWith("'")) return index;
  }
  return -1;
}

/** A SOQL statement from the FROM of its outer SELECT on; empty where it has none. */
export function fromOn(soql: string): string {
  const from = outerFrom(soql);
  return from === -1 ? "" : soql.slice(from);
}

/** The object that a SOQL statement selects from. */
export function outerObject(soql: string): string | undefined {
  return /^from\s+(\w+)/i.exec(fromOn(soql))?.[1];
}

/** One thing that a statement selects, by the name that it has there and the key that Salesforce answers it under. */
export interface Selected {
  /** `Owner.Name`, an alias, or the function as it is written: `COUNT(Email)`. */
  name: string;
  /** In a row of GROUP BY: the alias, a field's last name, or `expr0` for the first function without an alias. */
  aggregateKey: string;
  /** What is selected, without its alias: `COUNT(Email)`. */
  expression: string;
}

export interface SelectList {
  items: Selected[];
  /** Whether rows hold rows of child queries. */
  children: boolean;
}

const path = /^\w+(?:\.\w+)*$/;
/** Functions that only change how a field is shown: their values stand under the field's name. */
const shownField = /^(?:(?:tolabel|format|convertcurrency)\()+([\w.]+)\)+$/i;

/** An item and its alias; blanks inside a function say nothing. */
function withoutAlias(item: string): [string, string | undefined] {
  const end = item.lastIndexOf(")") + 1;
  const words = item
    .slice(end)
    .split(/\s+/)
    .filter((word) => word !== "" && word.toUpperCase() !== "AS");
  if (end === 0) return [words[0] ?? "", words[1]];
  const said = item.slice(0, end).split(/\s+/).join(" ");
  return [said.replaceAll(/ ?([(),]) ?/g, "$1"), words[0]];
}

/** The list's items, a TYPEOF with its commas as one. */
function itemsOf(list: string): string[] {
  const items: string[] = [];
  let open: string[] = [];
  for (const part of splitList(list)) {
    if (open.length > 0 || /^typeof\s/i.test(part)) open.push(part);
    else items.push(part);
    if (open.length > 0 && /\send$/i.test(part)) {
      items.push(open.join(","));
      open = [];
    }
  }
  return [...items, ...open];
}

/** The fields of all branches of `TYPEOF What WHEN Account THEN Phone, Name ELSE Id END`, each once. */
function typeofColumns(item: string): string[] {
  const [, relationship = "", ...words] = item.split(/[\s,]+/);
  const columns = new Map<string, string>();
  let listed = false;
  for (const word of words) {
    if (/^(?:then|else)$/i.test(word)) listed = true;
    else if (/^(?:when|end)$/i.test(word)) listed = false;
    else if (listed) columns.set(word.toLowerCase(), `${relationship}.${word}`);
  }
  return [...columns.values()];
}

/** What a SOQL statement selects, in its order, as far as its text tells; what FIELDS() stands for is left to the answer. */
export function selectList(soql: string): SelectList {
  const start = /^\s*select\s+/i.exec(soql)?.[0].length;
  const end = outerFrom(soql);
  if (start === undefined || end < start) return { items: [], children: false };
  const from = /^from\s+(\w+)(?:\s+(?:as\s+)?(\w+))?/i.exec(soql.slice(end));
  const prefixes = new Set([from?.[1], from?.[2]].flatMap((name) => name?.toLowerCase() ?? []));
  const list: SelectList = { items: [], children: false };
  let functions = 0;
  for (const item of itemsOf(soql.slice(start, end))) {
    const [said, alias] = withoutAlias(item);
    const field = shownField.exec(said)?.[1] ?? said;
    if (/^\(\s*select\s/i.test(item)) list.children = true;
    else if (/^typeof\s/i.test(item))
      list.items.push(...typeofColumns(item).map((name) => ({ name, aggregateKey: name, expression: name })));
    else if (path.test(field)) {
      const names = field.split(".");
      const own = names.length > 1 && prefixes.has(names[0]?.toLowerCase() ?? "") ? names.slice(1) : names;
      const expression = own.join(".");
      list.items.push({ name: alias ?? expression, aggregateKey: alias ?? own.at(-1) ?? "", expression });
    } else if (said !== "" && !/^fields\(|^count\(\)/i.test(said))
      list.items.push({ name: alias ?? said, aggregateKey: alias ?? `expr${functions++}`, expression: said });
  }
  return list;
}
