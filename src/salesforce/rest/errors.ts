import { type ErrorCode, ToolError } from "../../errors.ts";
import { jsonText } from "../../json-numbers.ts";
import { isObject, type JsonObject } from "../../json-object.ts";

/** One error of Salesforce's array. */
export interface ErrorItem {
  code: string;
  message: string;
  fields: readonly string[];
  /** What a duplicate rule found, as far as the answer names it. */
  duplicates?: readonly Duplicate[];
}

/** A record that a duplicate rule found; `name` only where the answer holds it. */
interface Duplicate {
  object: string;
  id: string;
  name: string | undefined;
  rule: string;
}

/** An error answer of Salesforce: its first error's code and message, with all of them in `items`. */
export class SalesforceError extends Error {
  readonly code: string;
  readonly status: number;
  readonly items: readonly ErrorItem[];
  readonly requestId: string | undefined;
  readonly retries: number;
  /** The parsed body, for statuses whose body is no error array (300). */
  readonly body: unknown;
  constructor(answer: {
    status: number;
    items: readonly ErrorItem[];
    requestId?: string | undefined;
    retries?: number;
    body?: unknown;
  }) {
    const [first] = answer.items;
    super(first?.message ?? `HTTP ${answer.status}`);
    this.code = first?.code ?? "UNEXPECTED_RESPONSE";
    this.status = answer.status;
    this.items = answer.items;
    this.requestId = answer.requestId;
    this.retries = answer.retries ?? 0;
    this.body = answer.body;
  }
}

function joined(message: string, note: string): string {
  return `${message}${/[.!?]$/.test(message) ? "" : "."} ${note}`;
}

/** The same error with a sentence more; what is no error of ours or Salesforce's stays as it is. */
export function withNote(error: unknown, note: string): unknown {
  if (note === "") return error;
  if (error instanceof ToolError) return new ToolError(error.code, joined(error.message, note), error.hint);
  if (!(error instanceof SalesforceError)) return error;
  const [first, ...others] = error.items;
  const item = { code: error.code, fields: [], ...first, message: joined(error.message, note) };
  const { status, requestId, retries, body } = error;
  return new SalesforceError({ status, requestId, retries, body, items: [item, ...others] });
}

/** The same answer under a code of ours, with what it means here. */
export function renamed(error: SalesforceError, code: ErrorCode, message: string): SalesforceError {
  const { status, requestId, retries, body } = error;
  return new SalesforceError({ status, requestId, retries, body, items: [{ code, message, fields: [] }] });
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function objectsIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The field that names a record: Name for most, CaseNumber, Subject and the like for others. */
const namingFields = ["Name", "CaseNumber", "Subject", "Title"];

function duplicateOf(match: JsonObject, rule: string): Duplicate[] {
  return objectsIn(match["matchRecords"]).flatMap(({ record }) => {
    if (!isObject(record)) return [];
    const { attributes, Id: id } = record;
    const type = isObject(attributes) ? text(attributes["type"]) : undefined;
    const object = type ?? text(match["entityType"]) ?? "record";
    const full = [record["FirstName"], record["LastName"]].flatMap((part) => text(part) ?? []).join(" ");
    const name = namingFields.map((field) => text(record[field])).find((found) => found) ?? text(full);
    return typeof id === "string" ? [{ object, id, name, rule }] : [];
  });
}

/** Salesforce spells the key of a single record's answer `duplicateResut`. */
function duplicatesIn(value: JsonObject): Duplicate[] {
  const result = value["duplicateResut"] ?? value["duplicateResult"];
  if (!isObject(result)) return [];
  const rule = text(result["duplicateRule"]) ?? "without a name";
  return objectsIn(result["matchResults"]).flatMap((match) => duplicateOf(match, rule));
}

/**
 * One error, whichever shape it has: `{message, errorCode, fields}` (rows), `{statusCode, …}`
 * (collections, tree), `{error, error_description}` (OAuth).
 */
function errorItem(value: unknown): ErrorItem | undefined {
  if (!isObject(value)) return undefined;
  const code =
    text(value["errorCode"]) ??
    text(value["statusCode"]) ??
    text(value["error"]) ??
    text(value["exceptionCode"]);
  const message =
    text(value["message"]) ?? text(value["error_description"]) ?? text(value["exceptionMessage"]);
  if (code === undefined && message === undefined) return undefined;
  const fields = Array.isArray(value["fields"]) ? value["fields"].map(String) : [];
  const duplicates = duplicatesIn(value);
  return {
    code: code ?? "UNEXPECTED_RESPONSE",
    message: message ?? code ?? "",
    fields,
    ...(duplicates.length > 0 && { duplicates }),
  };
}

/** A tree's results hold errors, each with the reference of its record; so do answers with a list of errors inside. */
function innerItems(value: unknown): ErrorItem[] {
  if (!isObject(value)) return [];
  const named = text(value["referenceId"]);
  const inner = [...objectsIn(value["errors"]), ...objectsIn(value["results"])];
  const items = inner.flatMap((one) => errorItem(one) ?? objectsIn(one["errors"]).flatMap(innerItem(one)));
  return named === undefined
    ? items
    : items.map((item) => ({ ...item, message: `${named}: ${item.message}` }));
}

function innerItem({ referenceId }: JsonObject): (error: JsonObject) => ErrorItem[] {
  const named = text(referenceId);
  return (error) => {
    const item = errorItem(error);
    return item ? [{ ...item, message: named ? `${named}: ${item.message}` : item.message }] : [];
  };
}

/** Every error in a parsed error body, none when it holds no error that can be read. */
export function errorItems(body: unknown): ErrorItem[] {
  const values: unknown[] = Array.isArray(body) ? body : [body];
  return values.flatMap((value) => errorItem(value) ?? innerItems(value));
}

const mostUnreadCharacters = 300;

/** What is shown of a body in which no error can be read. */
function unread(body: unknown): string {
  const shown = body === undefined || body === null ? "" : jsonText(body);
  if (shown === "" || shown === "[]" || shown === "{}") return "no message";
  return `no message that can be read: ${shown.slice(0, mostUnreadCharacters).toWellFormed()}${shown.length > mostUnreadCharacters ? "…" : ""}`;
}

/**
 * Several errors of one record or part as one: the first's code, every message, and the fields that they name. `body`
 * is where they were read from, and shown when there are none.
 */
export function joinedErrors(
  items: readonly ErrorItem[],
  body?: unknown,
): { code: string; message: string; fields?: string[] } {
  const [first, ...others] = items;
  const code = first?.code ?? "UNEXPECTED_RESPONSE";
  const further = others.map((item) => (item.code === code ? item.message : `${item.code}: ${item.message}`));
  const fields = [...new Set(items.flatMap((item) => item.fields))];
  return {
    code,
    message: [first?.message ?? unread(body), ...further].join(" | "),
    ...(fields.length > 0 && { fields }),
  };
}

const collateral = new Set([
  "PROCESSING_HALTED",
  "BATCH_PROCESSING_HALTED",
  "ALL_OR_NONE_OPERATION_ROLLED_BACK",
]);

/**
 * Whether an error only says that another part failed. With any other text than of a rollback, such as a reference
 * that finds nothing, a halted part failed itself.
 */
export function isCollateral({ code, message }: { code: string; message: string }): boolean {
  return collateral.has(code) && (code !== "PROCESSING_HALTED" || /rolled back/i.test(message));
}

const statusMeanings: Record<number, string> = {
  404: "there is nothing at this address",
  405: "the method is not allowed there",
  414: "the request's address is too long",
  420: "the request reached the wrong place; the org may be moving",
  431: "the request's address and headers are too long",
  500: "Salesforce failed",
  502: "a gateway before Salesforce failed",
  503: "Salesforce is not available",
  504: "a gateway before Salesforce timed out",
};

/** The error of an answer whose body says nothing: HTML, an empty body, half a body. HTML is never passed on. */
export function unreadable(status: number, what: string): ErrorItem {
  const meaning = statusMeanings[status];
  return {
    code: "UNEXPECTED_RESPONSE",
    message: `HTTP ${status} with ${what}${meaning ? `: ${meaning}` : ""}.`,
    fields: [],
  };
}

/** For catch: what Salesforce refuses is done without, any other error (no sign-in, no network) is thrown. */
export function unlessRefused(error: unknown): undefined {
  if (error instanceof SalesforceError) return undefined;
  throw error;
}
