import { setTimeout as sleep } from "node:timers/promises";

/**
 * Does work that needs a signal, which is aborted for this reason when so much time has passed; sooner where
 * `ended` is aborted, after its own time.
 */
export async function withinTime<T>(
  milliseconds: number,
  late: Error,
  work: (signal: AbortSignal) => Promise<T>,
  ended?: { signal: AbortSignal; milliseconds: number },
): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort(late);
  let timer = setTimeout(abort, milliseconds);
  const unwatch = onAbort(ended ? [ended.signal] : [], () => {
    clearTimeout(timer);
    timer = setTimeout(abort, ended?.milliseconds);
  });
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    unwatch();
  }
}

/** Acts when one of these signals is aborted, at once if one is already. Returns what ends the watching. */
export function onAbort(signals: readonly AbortSignal[], act: () => void): () => void {
  for (const signal of signals) {
    if (signal.aborted) act();
    signal.addEventListener("abort", act, { once: true });
  }
  return () => {
    for (const signal of signals) signal.removeEventListener("abort", act);
  };
}

/** Waits for a promise, at most until a signal is aborted; throws the signal's reason then. */
export async function untilAborted<T>(done: Promise<T>, signal: AbortSignal): Promise<T> {
  let unwatch: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    unwatch = onAbort([signal], () => reject(signal.reason));
  });
  try {
    return await Promise.race([done, aborted]);
  } finally {
    unwatch();
  }
}

/** Waits so many milliseconds; throws the signal's reason when it is aborted before. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
}

/** What a promise brings within a time, or else `late`; what it brings or throws later is dropped. */
export async function within<T>(milliseconds: number, done: Promise<T>, late: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(late), milliseconds);
  });
  try {
    return await Promise.race([done, end]);
  } finally {
    clearTimeout(timer);
    done.catch(() => undefined);
  }
}

/**
 * Waits for a promise until a time (milliseconds since the epoch); false when that came first. Calls `beat` again and
 * again meanwhile: for work that watches its own progress, so that whoever waits for it need not. Throws the
 * signal's reason.
 */
export async function watchedBy(
  done: Promise<unknown>,
  until: number,
  { signal, milliseconds, beat }: { signal: AbortSignal; milliseconds: number; beat: () => void },
): Promise<boolean> {
  const timer = setInterval(beat, milliseconds);
  const settled = done.then(() => true);
  try {
    return await untilAborted(within(Math.max(until - Date.now(), 0), settled, false), signal);
  } finally {
    clearInterval(timer);
  }
}
