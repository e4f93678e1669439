import type { Trace } from "../salesforce/rest/client.ts";
import type { CallResult } from "./call.ts";

/** Errors of ours that say that nothing was sent. */
const refusals = new Set([
  "NOT_CONFIGURED",
  "READ_ONLY",
  "NOT_CONFIRMED",
  "DENIED_OBJECT",
  "RATE_LIMITED",
  "API_RESERVE",
  "BAD_ARGUMENT",
  "FILE_REFUSED",
  "PLAN_CHANGED",
  "AUDIT_FAILED",
]);

/** What became of a call in one word; `unknown` is a write that may or may not have been made. */
export function outcomeOf({ isError, errorCode }: CallResult, { uncertain }: Trace) {
  if (!isError) return "ok";
  if (uncertain) return "unknown";
  return errorCode !== undefined && refusals.has(errorCode) ? "refused" : "error";
}
