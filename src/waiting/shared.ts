import { setImmediate as nextTurn } from "node:timers/promises";
import { untilAborted, within } from "./signals.ts";

/** How long work that was aborted may take to say what it had met. */
const lastWordMilliseconds = 50;

/** One piece of work on its way, and how many wait for it. */
interface Running<T> {
  done: Promise<T>;
  controller: AbortController;
  waiting: number;
}

/**
 * One piece of work for many callers: whoever comes while it runs waits for the same. A caller that goes leaves the
 * others' work alone; when the last has gone it is aborted.
 */
export class SharedWork<T> {
  #running: Running<T> | undefined;
  readonly #toTheEnd: boolean;

  /** `toTheEnd`: it goes on when all have gone, since what it brings must not be lost, and is never run twice at once. */
  constructor({ toTheEnd = false } = {}) {
    this.#toTheEnd = toTheEnd;
  }

  /** Joins what runs, or starts it. Throws what the work throws, or the reason of this caller's own signal. */
  async ask(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const running = this.#running ?? this.#start(work);
    running.waiting++;
    try {
      return await untilAborted(running.done, signal).finally(() => running.waiting--);
    } catch (error) {
      if (!signal.aborted || this.#toTheEnd) throw error;
      // Those who go in the same moment have all gone by then.
      await nextTurn();
      if (running.waiting > 0) throw error;
      throw (await this.#abandon(running, signal)) ?? error;
    }
  }

  #start(work: (signal: AbortSignal) => Promise<T>): Running<T> {
    const controller = new AbortController();
    const done = work(controller.signal);
    const running = { done, controller, waiting: 0 };
    this.#running = running;
    const end = () => {
      if (this.#running === running) this.#running = undefined;
    };
    // Whoever waits sees how it ends.
    done.then(end, end);
    return running;
  }

  /** Nobody is left who would take what it brings. It may know more of why it came to nothing. */
  #abandon(running: Running<T>, signal: AbortSignal): Promise<unknown> {
    if (this.#running === running) this.#running = undefined;
    running.controller.abort(signal.reason);
    const end = running.done.then(
      () => undefined,
      (error: unknown) => error,
    );
    return within(lastWordMilliseconds, end, undefined);
  }
}
