/** How long a bulk call waits for its end unless told. */
export const usualWaitSeconds = 20;

/** Waits for a promise until a time (milliseconds since the epoch); false when that came first. */
export async function settledBy(
  done: Promise<unknown>,
  until: number,
  signal: AbortSignal,
): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  let abort: () => void = () => undefined;
  const late = new Promise<boolean>((resolve, reject) => {
    timer = setTimeout(() => resolve(false), Math.max(until - Date.now(), 0));
    abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
  });
  try {
    return await Promise.race([done.then(() => true), late]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}
