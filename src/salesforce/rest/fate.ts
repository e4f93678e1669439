import { type ErrorCode, ToolError } from "../../errors.ts";
import { SalesforceError, withNote } from "./errors.ts";
import { TransportError } from "./transport.ts";

/** What became of a write whose answer was lost. */
export interface Fate {
  /** What follows "The request had been sent, ": `so the record may or may not have been created`. */
  words: string;
  hint: string;
}

/** What a write may have done when nobody can tell. */
export function uncertain(method: string, pathname: string): Fate {
  const record = /\/sobjects\/[^/]+/.test(pathname);
  const done = { POST: "created", PATCH: "changed", PUT: "changed", DELETE: "deleted" }[method] ?? "changed";
  const words = record
    ? `so the record may or may not have been ${done}`
    : "so what was asked for may or may not have been done";
  return { words, hint: "Look whether it was done before you try again." };
}

/** Whether an error answer leaves open what became of a write: a 5xx without a word of Salesforce's own. */
function leavesOpen(error: SalesforceError): boolean {
  return error.status >= 500 && error.code === "UNEXPECTED_RESPONSE";
}

/** Errors of ours that come while a request is on its way, or from an answer that cannot be read. */
const onTheWay = new Set(["TIMEOUT", "CANCELLED", "UNEXPECTED_RESPONSE"]);

/** An error of ours whose request had been sent, with what became of it. */
function lost({ message }: Error, code: ErrorCode, { words, hint }: Fate): ToolError {
  return new ToolError(code, `${message} The request had been sent, ${words}.`, hint);
}

/**
 * Turns what ended a request into an error for the caller. `open`: the last attempt was a write, and was sent; then
 * its fate is said.
 */
export function explained(error: unknown, request: { open: boolean; fate: () => Fate }): unknown {
  if (error instanceof TransportError)
    return error.sent && request.open
      ? lost(error, "NETWORK", request.fate())
      : new ToolError("NETWORK", error.message, error.hint);
  if (!request.open) return error;
  if (error instanceof ToolError && onTheWay.has(error.code)) return lost(error, error.code, request.fate());
  if (error instanceof SalesforceError && leavesOpen(error))
    return withNote(error, `It had been sent, ${request.fate().words}.`);
  return error;
}
