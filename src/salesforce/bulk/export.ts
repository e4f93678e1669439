import { ToolError } from "../../errors.ts";
import type { Background, BackgroundRun } from "../../waiting/background.ts";
import { Pauses } from "../../waiting/pauses.ts";
import { withinTime } from "../../waiting/signals.ts";
import type { SavedRows } from "../records/save-rows.ts";
import type { Salesforce } from "../rest/client.ts";
import { type BulkJob, isOver, refreshed, setState } from "./jobs.ts";
import type { ResultFile } from "./save.ts";

/** How long the end of a job that nobody waits for any more may be waited for. */
const abandonMilliseconds = 5_000;

/** One createBulkQuery with saveTo: waits for its job and writes the rows, however long it takes. */
export class Export {
  job: BulkJob;
  /** Once all rows are in the file. */
  saved: SavedRows | undefined;
  /** Why those are not the rows that Salesforce announced or counted. */
  problem: string | undefined;
  failure: unknown;
  finished = false;
  readonly done: Promise<void>;
  readonly #file: ResultFile;
  readonly #run: BackgroundRun<void>;

  constructor(salesforce: Salesforce, background: Background, job: BulkJob, file: ResultFile) {
    this.job = job;
    this.#file = file;
    this.#run = background.start("The export", async ({ signal, progress, timeoutMilliseconds }) => {
      const bound = salesforce.withScope({ signal, trace: salesforce.trace });
      try {
        await this.#work(bound, signal, new Pauses(timeoutMilliseconds), progress);
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

  async #work(
    salesforce: Salesforce,
    signal: AbortSignal,
    pauses: Pauses,
    progress: () => void,
  ): Promise<void> {
    while (!isOver(this.job)) {
      await pauses.wait(signal);
      this.job = await refreshed(salesforce, this.job);
      progress();
    }
    if (this.job.state !== "JobComplete") {
      const message = `The query job ${this.job.id} is ${this.job.state}: ${this.job.errorMessage ?? "no reason given"}`;
      throw new ToolError("UNEXPECTED_RESPONSE", message);
    }
    this.saved = await this.#file.fill({ salesforce, job: this.job, kind: "query", signal, progress });
    this.problem = this.#file.problem;
  }
}

/** Rows of a job that outlives this process's patience can still be saved by another call. */
function isStall(reason: unknown): boolean {
  return reason instanceof ToolError && reason.code === "TIMEOUT";
}

/** Ends a query job that nobody waits for any more; that it may have ended by itself does no harm. */
export async function abandon(salesforce: Salesforce, job: BulkJob): Promise<void> {
  const { trace } = salesforce;
  await withinTime(abandonMilliseconds, new Error("late"), (signal) =>
    setState(salesforce.withScope({ signal, trace }), job, "Aborted"),
  ).catch(() => undefined);
}
