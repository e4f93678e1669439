import { isOlder } from "../../age.ts";
import { ToolError } from "../../errors.ts";
import { onePer } from "../../one-per.ts";
import type { Connection } from "../../salesforce/rest/connection.ts";
import { SharedWork } from "../../waiting/shared.ts";
import { within } from "../../waiting/signals.ts";
import type { Call, Stage } from "../call.ts";
import { onTheClock } from "./time.ts";

/** How old a figure may be that refuses calls; then the org is asked again, by one request for all that wait. */
const staleMilliseconds = 60_000;
/** A figure that does not come in time is done without. */
const longestAskMilliseconds = 10_000;

const askingOf = onePer((_: Connection) => new SharedWork<unknown>());

/** Any answer brings the figure in its header, an error too. */
async function asked({ trace, signal }: Call, connection: Connection): Promise<void> {
  const ask = (own: AbortSignal) => connection.bind({ signal: own, trace }).get("/limits");
  try {
    await within(longestAskMilliseconds, askingOf(connection).ask(signal, ask), undefined);
  } catch {
    signal.throwIfAborted();
    // The call itself will meet the same trouble and say more about it.
  }
}

function isBelow({ limitInfo }: Connection, percent: number): boolean {
  return limitInfo !== undefined && (limitInfo.max - limitInfo.used) * 100 < percent * limitInfo.max;
}

function refused({ limitInfo }: Connection, percent: number): ToolError {
  const { used = 0, max = 0 } = limitInfo ?? {};
  const left = Math.max(0, max - used);
  return new ToolError(
    "API_RESERVE",
    `The org has ${left} of its ${max} daily API requests left, and this server leaves the last ${percent} % to others (SALESFORCE_API_RESERVE_PERCENT). Nothing was sent.`,
    `They come back over 24 hours. getOrganizationLimits {"names":["DailyApiRequests"]} shows them and is not refused.`,
  );
}

/**
 * Refuses calls when too few of the org's daily API requests remain. Asks the org when nothing is known yet, and
 * again before it refuses by a figure that is older than a minute.
 */
export const reserve: Stage = (next) => async (call) => {
  if (call.tool.belowReserve) return next(call);
  const { apiReservePercent: percent } = call.runtime.config;
  const connection = await call.runtime.connect();
  const known = connection.limitInfo;
  const stale = known === undefined || isOlder(known.at, staleMilliseconds);
  if (known === undefined || (stale && isBelow(connection, percent)))
    await onTheClock(call, (timed) => asked(timed, connection));
  if (isBelow(connection, percent)) throw refused(connection, percent);
  return next(call);
};
