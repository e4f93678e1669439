import { ApiError } from "../api/api.ts";
import type { SearchScope } from "./search-index.ts";

export interface Returning {
  object: string;
  /** As SOQL's SELECT list takes them; Id alone unless given. */
  fields: string | undefined;
  /** WHERE … ORDER BY …, as written. */
  clauses: string;
  limit: number | undefined;
}

export interface Sosl {
  term: string;
  scope: SearchScope;
  returning: Returning[];
  limit: number | undefined;
}

function malformed(message: string): ApiError {
  return new ApiError(400, "MALFORMED_SEARCH", message);
}

const head = /^\s*FIND\s*\{((?:\\[\s\S]|[^\\}])*)\}\s*/i;

/** Splits at commas outside parentheses and quotes. */
function splitOutside(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const { 0: token } of text.matchAll(/'(?:\\.|[^'\\])*'|[\s\S]/g)) {
    if (token === "(") depth++;
    if (token === ")") depth--;
    if (token === "," && depth === 0) {
      parts.push(part);
      part = "";
    } else part += token;
  }
  return [...parts, part].map((entry) => entry.trim());
}

function returningOf(text: string): Returning {
  const found = /^(\w+)\s*(?:\(([\s\S]*)\))?$/.exec(text);
  if (!found) throw malformed(`unexpected token: ${text}`);
  const [, object = "", inside] = found;
  if (inside === undefined) return { object, fields: undefined, clauses: "", limit: undefined };
  const cut = inside.search(/\s+(?:WHERE|ORDER\s+BY|LIMIT|OFFSET|USING)\b/i);
  const fields = (cut === -1 ? inside : inside.slice(0, cut)).trim();
  const rest = cut === -1 ? "" : inside.slice(cut);
  const limit = /\s+LIMIT\s+(\d+)/i.exec(rest)?.[1];
  return {
    object,
    fields,
    clauses: rest.replace(/\s+LIMIT\s+\d+/i, "").trim(),
    limit: limit === undefined ? undefined : Number(limit),
  };
}

/** A SOSL statement's parts. Throws MALFORMED_SEARCH as Salesforce words it. */
export function parseSosl(sosl: string): Sosl {
  const found = head.exec(sosl);
  if (!found) throw malformed("No search term found. The search term must be enclosed in braces.");
  const term = (found[1] ?? "").trim();
  if (term.replaceAll(/[*?\s]/g, "").length < 2)
    throw malformed(`search term must be longer than one character: ${term}`);
  let rest = sosl.slice(found[0].length);
  const scope = /^IN\s+(ALL|NAME|EMAIL|PHONE|SIDEBAR)\s+FIELDS\s*/i.exec(rest);
  rest = rest.slice(scope?.[0].length ?? 0);
  const total = /\s*\bLIMIT\s+(\d+)\s*$/i.exec(rest);
  const body = total && !rest.slice(total.index).includes(")") ? rest.slice(0, total.index) : rest;
  const returning = /^RETURNING\s+([\s\S]*?)(?:\s+WITH\s+[\s\S]*)?$/i.exec(body.trim());
  if (body.trim() !== "" && !returning && !/^WITH\s/i.test(body.trim()))
    throw malformed(`unexpected token: ${body.trim().split(/\s/)[0]}`);
  return {
    term,
    // The pattern lets only these through.
    scope: (scope?.[1]?.toUpperCase() ?? "ALL") as SearchScope,
    returning: returning ? splitOutside(returning[1] ?? "").map(returningOf) : [],
    limit: total ? Number(total[1]) : undefined,
  };
}

function ftsWord(word: string): string {
  const plain = word.replaceAll(/\\([\s\S])/g, "$1");
  const prefix = plain.endsWith("*");
  const text = plain.replaceAll(/[*?]+/g, " ").replaceAll('"', " ").trim();
  if (!/[\p{L}\p{N}]/u.test(text)) return "";
  return `"${text}"${prefix || plain.includes("*") || plain.includes("?") ? " *" : ""}`;
}

/** A search term as an FTS5 expression: words are joined by AND; OR, AND NOT, phrases and wildcards hold. */
export function ftsExpression(term: string): string {
  const tokens = term.match(/"(?:\\.|[^"\\])*"|[()]|(?:\\.|[^\s()"\\])+/g) ?? [];
  const parts: string[] = [];
  for (const token of tokens) {
    const upper = token.toUpperCase();
    if (upper === "AND" || upper === "OR") parts.push(upper);
    else if (upper === "NOT") parts.splice(parts.length - Number(parts.at(-1) === "AND"), 1, "NOT");
    else if (token === "(" || token === ")") parts.push(token);
    else parts.push(ftsWord(token.replace(/^"|"$/g, "")));
  }
  const kept = parts.filter((part) => part !== "");
  return kept.reduce((text, part, index) => {
    const joined =
      index > 0 && !/^(?:AND|OR|NOT|\))$/.test(part) && !/^(?:AND|OR|NOT|\()$/.test(kept[index - 1] ?? "");
    return `${text}${joined ? " AND " : index > 0 ? " " : ""}${part}`;
  }, "");
}
