import { ToolError } from "../../errors.ts";
import { SalesforceError, withNote } from "./errors.ts";
import { TransportError } from "./transport.ts";

/** What a write may have done when nobody can tell. */
export function uncertain(method: string, pathname: string): string {
  const record = /\/sobjects\/[^/]+/.test(pathname);
  const done = { POST: "created", PATCH: "changed", PUT: "changed", DELETE: "deleted" }[method] ?? "changed";
  return record
    ? `the record may or may not have been ${done}`
    : "what was asked for may or may not have been done";
}

const checkFirst = "Look whether it was done before you try again.";

/** Whether an error answer leaves open what became of a write: a 5xx without a word of Salesforce's own. */
function leavesOpen(error: SalesforceError): boolean {
  return error.status >= 500 && error.code === "UNEXPECTED_RESPONSE";
}

/** Errors of ours that come while a request is on its way, or from an answer that cannot be read. */
const onTheWay = new Set(["TIMEOUT", "CANCELLED", "UNEXPECTED_RESPONSE"]);

/**
 * Turns what ended a request into an error for the caller. `open`: the last attempt was a write, and was sent; then
 * its fate is said where nobody can tell it.
 */
export function explained(error: unknown, request: { open: boolean; fate: () => string }): unknown {
  if (error instanceof TransportError) {
    if (!error.sent || !request.open) return new ToolError("NETWORK", error.message, error.hint);
    return new ToolError(
      "NETWORK",
      `${error.message} The request had been sent, so ${request.fate()}.`,
      checkFirst,
    );
  }
  if (!request.open) return error;
  if (error instanceof ToolError && onTheWay.has(error.code))
    return new ToolError(
      error.code,
      `${error.message} The request had been sent, so ${request.fate()}.`,
      checkFirst,
    );
  if (error instanceof SalesforceError && leavesOpen(error))
    return withNote(error, `It had been sent, so ${request.fate()}.`);
  return error;
}
