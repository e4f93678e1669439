import { ToolError } from "../errors.ts";

export interface BackgroundScope {
  /** Aborted when the work is cancelled, when it makes no progress for too long, and when the process ends. */
  signal: AbortSignal;
  /** Says that there was progress; the next may take so much longer than usual. */
  progress(moreMilliseconds?: number): void;
  /** The longest time without. */
  timeoutMilliseconds: number;
}

export interface BackgroundRun<T> {
  done: Promise<T>;
  cancel(reason: unknown): void;
}

/** Work that may outlast the call that began it: uploads and exports. */
export interface Background {
  /** Begins at once. TIMEOUT, with `what` in its text, after SALESFORCE_TIMEOUT_SECONDS without progress. */
  start<T>(what: string, work: (scope: BackgroundScope) => Promise<T>): BackgroundRun<T>;
}

/** The background work of one process. */
export class BackgroundWork implements Background {
  readonly #running = new Set<Promise<unknown>>();
  readonly #ending: AbortSignal;
  readonly #timeoutSeconds: number;

  constructor(ending: AbortSignal, timeoutSeconds: number) {
    this.#ending = ending;
    this.#timeoutSeconds = timeoutSeconds;
  }

  start<T>(what: string, work: (scope: BackgroundScope) => Promise<T>): BackgroundRun<T> {
    const controller = new AbortController();
    const timeoutMilliseconds = this.#timeoutSeconds * 1_000;
    const stalled = (milliseconds: number) => {
      const seconds = Math.round(milliseconds / 1_000);
      const time = seconds === 1 ? "1 second" : `${seconds} seconds`;
      controller.abort(new ToolError("TIMEOUT", `${what} made no progress for ${time}.`));
    };
    const ended = () => controller.abort(new ToolError("CANCELLED", `${what} was ended with the server.`));
    const startClock = (milliseconds: number) => setTimeout(stalled, milliseconds, milliseconds);
    let timer = startClock(timeoutMilliseconds);
    const progress = (more = 0) => {
      clearTimeout(timer);
      timer = startClock(timeoutMilliseconds + more);
    };
    if (this.#ending.aborted) ended();
    this.#ending.addEventListener("abort", ended, { once: true });
    const done = work({ signal: controller.signal, progress, timeoutMilliseconds }).finally(() => {
      clearTimeout(timer);
      this.#ending.removeEventListener("abort", ended);
      this.#running.delete(done);
    });
    // Whoever began it may be gone when it fails; what became of it is asked for by the job's id.
    done.catch(() => undefined);
    this.#running.add(done);
    return { done, cancel: (reason) => controller.abort(reason) };
  }

  get busy(): boolean {
    return this.#running.size > 0;
  }

  /** Waits until nothing runs; returns the errors of what failed meanwhile. */
  async idle(): Promise<unknown[]> {
    const failures: unknown[] = [];
    while (this.busy)
      for (const outcome of await Promise.allSettled(this.#running))
        if (outcome.status === "rejected") failures.push(outcome.reason);
    return failures;
  }
}
