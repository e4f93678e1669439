import { ToolError } from "../../errors.ts";
import { onAbort } from "../../waiting/signals.ts";
import type { Call, Stage } from "../call.ts";

/** How long an aborted call may take to clean up before it is answered without it. */
const graceMilliseconds = 5_000;

function timeout(name: string, seconds: number, longRunning: boolean): ToolError {
  const message = longRunning
    ? `${name} made no progress for ${seconds} seconds.`
    : `${name} took longer than ${seconds} seconds.`;
  return new ToolError(
    "TIMEOUT",
    message,
    "Ask for less, or set a higher SALESFORCE_TIMEOUT_SECONDS (up to 600).",
  );
}

/**
 * Has what a stage does before the tool end with the call and its time limit, of which the tool then has as much
 * less: one clock a call.
 */
export async function onTheClock(call: Call, work: (call: Call) => Promise<void>): Promise<void> {
  await time(async (timed) => {
    await work(timed);
    return { text: "", isError: false };
  })(call);
}

/**
 * Gives the call a signal of its own, aborted when its time is over, the client cancels or the process ends.
 * A timer and a controller, since Node 20 may collect AbortSignal.any with AbortSignal.timeout unfired.
 */
export const time: Stage = (next) => async (call) => {
  const { config, ending } = call.runtime;
  const milliseconds = config.timeoutSeconds * 1_000;
  const longRunning = call.tool.longRunning ?? false;
  const controller = new AbortController();
  const expire = () => controller.abort(timeout(call.name, config.timeoutSeconds, longRunning));
  const started = performance.now();
  let timer = setTimeout(expire, Math.max(milliseconds - (call.spent ?? 0), 0));
  const cancel = () => controller.abort(new ToolError("CANCELLED", `${call.name} was cancelled.`));
  const unwatch = onAbort([call.signal, ending], cancel);
  const progress: typeof call.progress = (step) => {
    if (longRunning) {
      clearTimeout(timer);
      timer = setTimeout(expire, milliseconds);
    }
    call.progress(step);
  };
  try {
    const working = next({ ...call, signal: controller.signal, progress });
    return await Promise.race([working, overdue(controller.signal, working)]);
  } finally {
    call.spent = (call.spent ?? 0) + performance.now() - started;
    clearTimeout(timer);
    unwatch();
  }
};

/** Rejects some time after the abort, in case something does not listen to the signal. */
function overdue(signal: AbortSignal, working: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => {
    const wait = () => {
      const timer = setTimeout(() => reject(signal.reason), graceMilliseconds);
      const stop = () => clearTimeout(timer);
      working.then(stop, stop);
    };
    if (signal.aborted) wait();
    else signal.addEventListener("abort", wait, { once: true });
  });
}
