import { setTimeout as sleep } from "node:timers/promises";

const firstPauseMilliseconds = 100;

const longestPauseMilliseconds = 5_000;

const growth = 1.5;

/** So that several questions fit into the time that may pass without progress. */
const questionsInTimeout = 4;

/** Pauses between questions to Salesforce: short at first, for small jobs, then longer. */
export class Pauses {
  #next = firstPauseMilliseconds;
  readonly #longest: number;

  /** `timeoutMilliseconds` is how long may pass without progress. */
  constructor(timeoutMilliseconds: number) {
    this.#longest = Math.min(longestPauseMilliseconds, timeoutMilliseconds / questionsInTimeout);
  }

  /** Waits, at most until `until` (milliseconds since the epoch). Throws the signal's reason. */
  async wait(signal: AbortSignal, until = Number.POSITIVE_INFINITY): Promise<void> {
    const pause = Math.max(Math.min(this.#next, until - Date.now()), 0);
    this.#next = Math.min(this.#next * growth, this.#longest);
    await sleep(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}
