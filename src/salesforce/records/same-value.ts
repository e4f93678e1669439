import { shortId } from "./identity.ts";
/** What of a field decides whether two of its values are the same. */
export interface ValueField {
  /** As describes name it. */
  type: string;
  /** Digits behind the point, of numbers. */
  scale?: number;
}

const numbers = new Set(["int", "double", "currency", "percent", "long"]);

function momentOf(text: string): string {
  const time = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, "$1:$2"));
  // Salesforce keeps whole seconds.
  return Number.isNaN(time) ? text : String(Math.floor(time / 1_000));
}

/** `17:05:00Z` with its milliseconds, which Salesforce always shows. */
function timeOf(text: string): string {
  const [, minutes, seconds = ":00", fraction = ""] =
    /^(\d{2}:\d{2})(:\d{2})?(?:\.(\d{1,3})\d*)?Z?$/i.exec(text) ?? [];
  return minutes === undefined ? text : `${minutes}${seconds}.${fraction.padEnd(3, "0")}Z`;
}

function numberOf(text: string, scale: number): string {
  const value = Number(text);
  if (Number.isNaN(value)) return text;
  // Beyond 2^53 only the digits tell two numbers apart.
  return Number.isSafeInteger(Math.trunc(value)) ? String(Number(value.toFixed(Math.min(scale, 18)))) : text;
}

/** A value as Salesforce stores it, as text; null for what it stores as nothing. */
function stored({ type, scale = 18 }: ValueField, value: unknown): string | null {
  if (value === null || value === undefined) return type === "boolean" ? "false" : null;
  const text = String(value).replaceAll("\r\n", "\n").trim();
  if (text === "") return null;
  if (numbers.has(type)) return numberOf(text, scale);
  if (type === "id" || type === "reference") return shortId(text);
  if (type === "boolean") return text.toLowerCase();
  if (type === "date") return text.slice(0, 10);
  if (type === "datetime") return momentOf(text);
  if (type === "time") return timeOf(text);
  if (type === "multipicklist") return [...new Set(text.split(";"))].sort().join(";");
  return type === "email" ? text.toLowerCase() : text;
}

/**
 * Whether two values of a field are the same to Salesforce: an empty text is none, blanks around a text are not
 * kept, numbers count by value to the field's scale, ids by their first 15 characters, times as moments,
 * multi-select picklists as sets.
 */
export function sameValue(field: ValueField, a: unknown, b: unknown): boolean {
  return stored(field, a) === stored(field, b);
}
