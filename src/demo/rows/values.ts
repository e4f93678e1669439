import { ApiError, UnreadableValue } from "../errors.ts";
import { to18 } from "../store/ids.ts";
import type { FieldSchema } from "../store/schema.ts";
import type { SqlValue } from "../store/store.ts";

function fieldError(code: string, field: FieldSchema, message: string): ApiError {
  return new ApiError(400, code, message, [field.name]);
}

/** A JSON value as Salesforce's reader names it. */
function tokenOf(value: unknown): string {
  if (typeof value === "string") return `VALUE_STRING value ${value}`;
  if (typeof value === "number")
    return `VALUE_NUMBER_${Number.isInteger(value) ? "INT" : "FLOAT"} value ${value}`;
  if (typeof value === "boolean") return `VALUE_${String(value).toUpperCase()} value ${value}`;
  return Array.isArray(value) ? "START_ARRAY value [" : "START_OBJECT value {";
}

/** What Salesforce's JSON reader says of a value of the wrong kind; where it stands is added to the answer. */
function unreadable(type: string, value: unknown, key?: string): UnreadableValue {
  return new UnreadableValue(
    `Cannot deserialize instance of ${type} from ${tokenOf(value)} or request may be missing a required field`,
    key,
    value,
  );
}

function textOf(field: FieldSchema, value: unknown): string {
  if (typeof value !== "string") throw unreadable(field.type, value, field.name);
  const text = value.trim();
  if (field.length > 0 && text.length > field.length)
    throw fieldError(
      "STRING_TOO_LONG",
      field,
      `${field.label}: data value too large: ${text.slice(0, 255)} (max length=${field.length})`,
    );
  return text;
}

function emailOf(field: FieldSchema, value: unknown): string {
  const text = textOf(field, value);
  if (text !== "" && !/^[^\s@,;]+@[^\s@,;]+\.[^\s@,;.]+$/.test(text))
    throw fieldError("INVALID_EMAIL_ADDRESS", field, `${field.label}: invalid email address: ${text}`);
  return text;
}

function picklistOf(field: FieldSchema, value: unknown): string {
  const text = textOf(field, value);
  const known = field.picklistValues.find(
    (entry) => entry.active && entry.value.toLowerCase() === text.toLowerCase(),
  );
  if (known || !field.restrictedPicklist || text === "") return known?.value ?? text;
  throw fieldError(
    "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
    field,
    `${field.label}: bad value for restricted picklist field: ${text}`,
  );
}

/** Values in the picklist's order, joined by semicolons. */
function multipicklistOf(field: FieldSchema, value: unknown): string {
  const texts = textOf(field, value)
    .split(";")
    .map((part) => picklistOf({ ...field, length: 0 }, part))
    .filter((part) => part !== "");
  const order = new Map(field.picklistValues.map((entry, index) => [entry.value, index]));
  const place = (text: string) => order.get(text) ?? order.size;
  return [...new Set(texts)].sort((a, b) => place(a) - place(b)).join(";");
}

/** Latitudes reach 90 degrees, longitudes 180. */
function checkDegrees(field: FieldSchema, number: number): void {
  if (field.type !== "double" || field.compoundFieldName === null) return;
  const most = field.name.includes("Latitude") ? 90 : 180;
  if (Math.abs(number) > most)
    throw fieldError(
      "NUMBER_OUTSIDE_VALID_RANGE",
      field,
      `${field.label}: value outside of valid range on numeric field: ${number}`,
    );
}

function bytesOf(field: FieldSchema, value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === "string" && /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(value))
    return Buffer.from(value, "base64");
  throw unreadable("base64Binary", typeof value === "string" ? "…" : value, field.name);
}

function numberOf(field: FieldSchema, value: unknown): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  const whole = field.type === "int" || field.type === "long";
  if (typeof number !== "number" || !Number.isFinite(number))
    throw unreadable(whole ? "int" : "double", value, field.name);
  if (whole && !Number.isInteger(number)) throw unreadable("int", value, field.name);
  checkDegrees(field, number);
  const digits = whole ? field.digits || 9 : field.precision - field.scale;
  if (digits > 0 && Math.abs(number) >= 10 ** digits)
    throw fieldError(
      "NUMBER_OUTSIDE_VALID_RANGE",
      field,
      `${field.label}: value outside of valid range on numeric field: ${number}`,
    );
  if (whole || field.precision === 0) return number;
  return Number(number.toFixed(Math.min(field.scale, 15)));
}

function booleanOf(field: FieldSchema, value: unknown): number {
  if (typeof value === "boolean") return value ? 1 : 0;
  const text = typeof value === "string" ? value.trim().toLowerCase() : "";
  if (text === "true" || text === "1") return 1;
  if (text === "false" || text === "0") return 0;
  throw unreadable("boolean", value, field.name);
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function dateOf(field: FieldSchema, value: unknown): string {
  const text =
    typeof value === "string"
      ? (/^(\d{4}-\d{2}-\d{2})(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(value.trim())?.[1] ?? "")
      : "";
  if (text === "" || !isDay(text)) throw unreadable("date", value, field.name);
  return text;
}

/** Milliseconds since the epoch; Salesforce keeps whole seconds. */
export function momentOf(value: unknown, key?: string): number {
  const text = typeof value === "string" ? value.trim() : "";
  const shaped = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/.test(
    text,
  );
  const time = shaped ? Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, "$1:$2")) : Number.NaN;
  if (Number.isNaN(time) || !isDay(text.slice(0, 10))) throw unreadable("datetime", value, key);
  return Math.floor(time / 1_000) * 1_000;
}

function timeOf(field: FieldSchema, value: unknown): string {
  const found =
    typeof value === "string" ? /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?Z?$/.exec(value.trim()) : null;
  if (!found || Number(found[1]) > 23 || Number(found[2]) > 59) throw unreadable("time", value, field.name);
  return `${found[1]}:${found[2]}:${found[3] ?? "00"}.${(found[4] ?? "").padEnd(3, "0")}Z`;
}

function idOf(field: FieldSchema, value: unknown): string {
  if (typeof value !== "string") throw unreadable("reference", value, field.name);
  const id = to18(value.trim());
  if (id !== undefined) return id;
  throw fieldError("MALFORMED_ID", field, `${field.label}: id value of incorrect type: ${value}`);
}

/** A value of a request as its column takes it; null and the empty string are null. Throws ApiError. */
export function toSql(field: FieldSchema, value: unknown): SqlValue {
  if (value === null || value === undefined || value === "") return null;
  const converted = converters[field.type]?.(field, value) ?? textOf(field, value);
  return converted === "" ? null : converted;
}

const converters: Partial<Record<FieldSchema["type"], (field: FieldSchema, value: unknown) => SqlValue>> = {
  email: emailOf,
  picklist: picklistOf,
  multipicklist: multipicklistOf,
  int: numberOf,
  long: numberOf,
  double: numberOf,
  currency: numberOf,
  percent: numberOf,
  boolean: booleanOf,
  date: dateOf,
  datetime: (field, value) => momentOf(value, field.name),
  time: timeOf,
  reference: idOf,
  base64: bytesOf,
};

/** `2013-12-20T04:13:07.000+0000`, as every dateTime of the REST API. */
export function dateTimeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace("Z", "+0000");
}

/** A column's value as JSON has it. */
export function toJson(field: FieldSchema, value: SqlValue | undefined): unknown {
  if (value === null || value === undefined) return field.type === "boolean" ? false : null;
  if (field.type === "boolean") return value === 1;
  if (field.type === "datetime") return dateTimeText(Number(value));
  return typeof value === "bigint" ? Number(value) : value;
}
