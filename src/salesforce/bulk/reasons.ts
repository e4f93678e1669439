import { normalized } from "../../json-numbers.ts";
import type { ErrorItem } from "../rest/errors.ts";

/** A row of a result file by its columns. */
export type ResultRow = Readonly<Record<string, string>>;

/** Why a row failed. */
export interface Reason {
  error: ErrorItem;
  /** `CODE:message:fields` as Salesforce says it. */
  text: string;
  /** The same without this row's own values and ids, which is equal for all rows that failed alike. */
  alike: string;
  /** The columns whose values were set aside, or else those that the reason names. */
  columns: string[];
}

const setAside = "…";
const word = /[\p{L}\p{N}_]/u;
const recordId = /\b(?=[A-Za-z]*\d)[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?\b/g;

/** The text without a value where that stands by itself and not within a word. */
function without(text: string, value: string): string {
  let kept = "";
  let from = 0;
  for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, Math.max(at + 1, from))) {
    const end = at + value.length;
    const within =
      (word.test(value[0] ?? "") && word.test(text[at - 1] ?? " ")) ||
      (word.test(value.at(-1) ?? "") && word.test(text[end] ?? " "));
    if (within) continue;
    kept += text.slice(from, at) + setAside;
    from = end;
  }
  return kept + text.slice(from);
}

function withoutValues(message: string, row: ResultRow, columns: readonly string[]) {
  const found: string[] = [];
  let text = message;
  // The longest first, since it may hold another one.
  const byLength = [...columns].sort((a, b) => (row[b]?.length ?? 0) - (row[a]?.length ?? 0));
  for (const column of byLength) {
    const value = row[column]?.trim() ?? "";
    if (value === "" || !text.includes(value)) continue;
    const shorter = without(text, value);
    if (shorter !== text) found.push(column);
    text = shorter;
  }
  return { text, found };
}

/** What Salesforce says of a record, without the record's own values and without ids: equal for all that failed alike. */
export function withoutOwnValues(
  message: string,
  record: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): string {
  const row = Object.fromEntries(Object.entries(record).map(([name, value]) => [name, String(value ?? "")]));
  const first = withoutValues(message, row, fields);
  const { text } = first.found.length > 0 ? first : withoutValues(message, row, Object.keys(row));
  return text.replaceAll(recordId, setAside);
}

/** `CODE:message:Field, Other --`, or `CODE:message:--` where no field is named, in its parts. */
function partsOf(error: string): { code: string; message: string; named: string } {
  const [, code = "", rest = error] = /^([A-Z][A-Z0-9_]+):([\s\S]*)$/.exec(error) ?? [];
  const [, body, ending = ""] = /^([\s\S]*?)(:?\s*--)?\s*$/.exec(rest) ?? [];
  const text = body ?? rest;
  const at = text.lastIndexOf(":");
  const last = text.slice(at + 1).trim();
  const isFields = ending !== "" && !ending.startsWith(":") && /^\w[\w.]*(?:, ?\w[\w.]*)*$/.test(last);
  return isFields
    ? { code, message: text.slice(0, Math.max(at, 0)), named: last }
    : { code, message: text, named: "" };
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(":");
}

/** Why a row of a job's failed results failed, by its `sf__Error`. */
export function reasonOf(row: ResultRow): Reason {
  const { code, message, named } = partsOf(row["sf__Error"] || "no reason given");
  const fields = named === "" ? [] : named.split(/, ?/);
  const lower = new Set(fields.map((name) => name.toLowerCase()));
  const own = Object.keys(row).filter((name) => !/^sf__/i.test(name));
  const failed = own.filter((name) => lower.has(name.toLowerCase()));
  const first = withoutValues(message, row, failed);
  const { text, found } = first.found.length > 0 ? first : withoutValues(message, row, own);
  return {
    error: { code: code || "UNEXPECTED_RESPONSE", message, fields },
    text: joined(code, message, named),
    alike: joined(code, text.replaceAll(recordId, setAside), named),
    columns: found.length > 0 ? found : failed,
  };
}

/** Salesforce writes numbers its own way: 912260031 comes back as 9.12260031E8. */
export function sameNumber(value: string): string {
  return /^[-+]?\d+(?:\.\d+)?(?:E[-+]?\d+)?$/i.test(value) ? normalized(value.replace(/^\+/, "")) : value;
}
