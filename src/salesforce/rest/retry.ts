import { ToolError } from "../../errors.ts";
import { pause } from "../../waiting/signals.ts";
import { SalesforceError } from "./errors.ts";
import { TransportError } from "./transport.ts";

export const mostRetries = 4;
const firstDelayMilliseconds = 150;
const longestDelayMilliseconds = 3_000;

const passingStatuses = new Set([420, 429, 500, 502, 503, 504]);

/** Error codes that say that nothing was done and that a later try may pass. */
const refusedForNow = new Set([
  "UNABLE_TO_LOCK_ROW",
  "SERVER_UNAVAILABLE",
  "CONCURRENT_REQUESTS_LIMIT_EXCEEDED",
]);

/** "ConcurrentRequests (Per App) Limit exceeded." passes; "TotalRequests Limit exceeded." lasts for hours. */
function tooManyAtOnce({ code, message, status }: SalesforceError): boolean {
  return status === 429 || (code === "REQUEST_LIMIT_EXCEEDED" && /concurrent/i.test(message));
}

/** Whether a failure says that nothing was done, and may pass: then even a write may be sent again. */
export function nothingDone(error: unknown): boolean {
  if (error instanceof TransportError) return !error.lasting && !error.sent;
  return error instanceof SalesforceError && (refusedForNow.has(error.code) || tooManyAtOnce(error));
}

/** Whether a failed request may be sent again: a read when it may pass, a write only when it was not done. */
function mayRepeat(error: unknown, idempotent: boolean, once: boolean): boolean {
  if (once && !(error instanceof TransportError)) return false;
  if (nothingDone(error)) return true;
  if (error instanceof TransportError) return !error.lasting && idempotent;
  return idempotent && error instanceof SalesforceError && passingStatuses.has(error.status);
}

/** What ended the waiting, with what the attempts before had met: that, and not the time, is the reason. */
function ended(reason: unknown, met: unknown, attempts: number): unknown {
  if (!(reason instanceof ToolError) || !(met instanceof Error)) return reason;
  const times = attempts === 1 ? "Its attempt" : `Each of its ${attempts} attempts`;
  const hint =
    met instanceof TransportError
      ? met.hint
      : "Try again later; status.salesforce.com says how Salesforce is.";
  return new ToolError(reason.code, `${reason.message} ${times} had failed: ${met.message}`, hint);
}

/** Runs `attempt` until it succeeds, is refused for good, or the signal ends the waiting. */
export async function retried<T>(
  attempt: (retries: number) => Promise<T>,
  options: { idempotent: boolean; once?: boolean; signal: AbortSignal; most?: (error: unknown) => number },
): Promise<T> {
  const { idempotent, once = false, signal, most = () => mostRetries } = options;
  let met: unknown;
  for (let retries = 0; ; retries++) {
    try {
      return await attempt(retries);
    } catch (error) {
      if (signal.aborted && error === signal.reason) throw ended(error, met, retries);
      if (retries >= most(error) || !mayRepeat(error, idempotent, once)) throw error;
      met = error;
    }
    const delay = Math.min(firstDelayMilliseconds * 2 ** retries, longestDelayMilliseconds);
    await pause(delay * (0.5 + Math.random()), signal).catch((reason: unknown) => {
      throw ended(reason, met, retries + 1);
    });
  }
}
