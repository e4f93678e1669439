import { setTimeout as sleep } from "node:timers/promises";
import { SalesforceError } from "./errors.ts";
import { TransportError } from "./transport.ts";

const mostRetries = 4;
const firstDelayMilliseconds = 150;

const passingStatuses = new Set([420, 500, 502, 503, 504]);

/** Error codes that say that nothing was done and that a later try may pass. */
const nothingDone = new Set([
  "UNABLE_TO_LOCK_ROW",
  "SERVER_UNAVAILABLE",
  "CONCURRENT_REQUESTS_LIMIT_EXCEEDED",
]);

/** "ConcurrentRequests (Per App) Limit exceeded." passes; "TotalRequests Limit exceeded." lasts for hours. */
function tooManyAtOnce(error: SalesforceError): boolean {
  return error.code === "REQUEST_LIMIT_EXCEEDED" && /concurrent/i.test(error.message);
}

/** Whether a failed request may be sent again: a read when it may pass, a write only when it was not done. */
function mayRepeat(error: unknown, idempotent: boolean): boolean {
  if (error instanceof TransportError) return !error.lasting && (idempotent || !error.sent);
  if (!(error instanceof SalesforceError)) return false;
  if (nothingDone.has(error.code) || tooManyAtOnce(error)) return true;
  return idempotent && passingStatuses.has(error.status);
}

/** Runs `attempt` until it succeeds, is refused for good, or the signal ends the waiting. */
export async function retried<T>(
  attempt: (retries: number) => Promise<T>,
  options: { idempotent: boolean; signal: AbortSignal },
): Promise<T> {
  for (let retries = 0; ; retries++) {
    try {
      return await attempt(retries);
    } catch (error) {
      if (retries === mostRetries || !mayRepeat(error, options.idempotent)) throw error;
    }
    const delay = firstDelayMilliseconds * 2 ** retries * (0.5 + Math.random());
    await sleep(delay, undefined, { signal: options.signal }).catch(() => options.signal.throwIfAborted());
  }
}
