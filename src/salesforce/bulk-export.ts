import { setTimeout as sleep } from "node:timers/promises";
import { ToolError } from "../errors.ts";
import type { Background, BackgroundRun } from "./background.ts";
import { type BulkJob, isOver, refreshed, setState } from "./bulk-jobs.ts";
import type { ResultFile } from "./bulk-save.ts";
import type { Salesforce } from "./client.ts";
import type { SavedRows } from "./save-rows.ts";
import { withinTime } from "./time-limit.ts";

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

/** One createBulkQuery with saveTo: waits for its job and writes the rows, however long it takes. */
export class Export {
  job: BulkJob;
  /** Once all rows are in the file. */
  saved: SavedRows | undefined;
  failure: unknown;
  finished = false;
  readonly done: Promise<void>;
  /** Called at every step. */
  onStep: () => void = () => undefined;
  readonly #file: ResultFile;
  readonly #run: BackgroundRun<void>;

  constructor(salesforce: Salesforce, background: Background, job: BulkJob, file: ResultFile) {
    this.job = job;
    this.#file = file;
    this.#run = background.start("The export", async ({ signal, progress, timeoutMilliseconds }) => {
      const bound = salesforce.withScope({ signal, trace: salesforce.trace });
      const step = () => {
        progress();
        this.onStep();
      };
      try {
        await this.#work(bound, signal, new Pauses(timeoutMilliseconds), step);
      } catch (error) {
        this.failure = signal.aborted ? signal.reason : error;
        await file.discard();
        if (signal.aborted && !isOver(this.job) && !isStall(this.failure))
          await abandon(salesforce, this.job);
        throw this.failure;
      } finally {
        this.finished = true;
      }
    });
    this.done = this.#run.done;
  }

  cancel(reason: unknown): void {
    this.#run.cancel(reason);
  }

  /** Rows that are in the file so far. */
  get rows(): number {
    return this.#file.rows;
  }

  async #work(salesforce: Salesforce, signal: AbortSignal, pauses: Pauses, step: () => void): Promise<void> {
    while (!isOver(this.job)) {
      await pauses.wait(signal);
      this.job = await refreshed(salesforce, this.job);
      step();
    }
    if (this.job.state !== "JobComplete") {
      const message = `The query job ${this.job.id} is ${this.job.state}: ${this.job.errorMessage ?? "no reason given"}`;
      throw new ToolError("UNEXPECTED_RESPONSE", message);
    }
    this.saved = await this.#file.fill({ salesforce, job: this.job, kind: "query", signal, progress: step });
  }
}

/** Rows of a job that outlives this process's patience can still be saved by another call. */
function isStall(reason: unknown): boolean {
  return reason instanceof ToolError && reason.code === "TIMEOUT";
}

/** Ends a query job that nobody waits for any more; that it may have ended by itself does no harm. */
export async function abandon(salesforce: Salesforce, job: BulkJob): Promise<void> {
  const { trace } = salesforce;
  await withinTime(longestPauseMilliseconds, new Error("late"), (signal) =>
    setState(salesforce.withScope({ signal, trace }), job, "Aborted"),
  ).catch(() => undefined);
}
