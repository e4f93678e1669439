import { ToolError } from "../../errors.ts";
import { checkColumns } from "../../salesforce/bulk/columns.ts";
import { bytesInMemory, csvSource } from "../../salesforce/bulk/csv-source.ts";
import { type BulkJob, isOver, refreshed } from "../../salesforce/bulk/jobs.ts";
import { recordsCsv } from "../../salesforce/bulk/json-source.ts";
import { Load } from "../../salesforce/bulk/load.ts";
import { reasonOf } from "../../salesforce/bulk/reasons.ts";
import { readResults } from "../../salesforce/bulk/results.ts";
import { shortId } from "../../salesforce/records/identity.ts";
import { undelete } from "../../salesforce/soap/undelete.ts";
import type { Background } from "../../waiting/background.ts";
import { Pauses } from "../../waiting/pauses.ts";
import { watchedBy } from "../../waiting/signals.ts";
import { partsOf } from "../current.ts";
import type { Done } from "../report.ts";
import type { Step } from "../steps.ts";
import { mostNamed, Tally } from "../tally.ts";
import { type FailedStep, outcomes, stepsOf, type Undone, type UndoScope } from "../undo.ts";
import { type JobScope, jobRecords, type LargeChange } from "./job-records.ts";

/** Records that one job takes back: few enough to be held in memory, many enough for few jobs. */
const mostInJob = 20_000;
/** As many as undelete takes at once (SOAP API Developer Guide). */
const mostUndeleted = 200;
const mostJobBytes = 100_000_000;
/** A job is asked after at least so often, so that the call is seen to go on. */
const beatMilliseconds = 500;
const longestMilliseconds = 24 * 3_600_000;

export interface MassScope extends UndoScope, JobScope {
  background: Background;
  timeoutMilliseconds: number;
}

/** What an undo of very many records has come to. */
export interface MassUndone extends Done {
  steps: Tally;
}

/** Takes back one change part by part, as each of its parts is read. */
class MassUndo {
  readonly #scope: MassScope;
  readonly #all: number;
  readonly steps = new Tally();
  readonly done = new Tally();
  readonly failed = { count: 0, first: [] as FailedStep[] };
  #waiting: Step[] = [];
  #looked = 0;

  constructor(scope: MassScope, all: number) {
    this.#scope = scope;
    this.#all = all;
  }

  /** Takes steps that were decided; those that write wait until there are enough for a job. */
  async take(steps: readonly Step[], writes: boolean): Promise<void> {
    this.steps.add(steps);
    this.#looked += steps.length;
    this.#scope.progress(this.#looked, this.#all);
    if (!writes) return;
    this.#waiting.push(...steps.filter(({ action }) => /^(?:put back|delete|undelete)$/.test(action)));
    if (this.#waiting.length >= mostInJob) await this.flush();
  }

  /** Does what waits: values first, then what comes back from the bin, then what is deleted. */
  async flush(): Promise<void> {
    const steps = this.#waiting.splice(0);
    const of = (action: Step["action"]) => steps.filter((step) => step.action === action);
    await this.#byJob(of("put back"), "update");
    for (const part of partsOf(of("undelete"), mostUndeleted)) await this.#undelete(part);
    await this.#byJob(of("delete"), "delete");
  }

  #add({ done, failed }: Pick<Undone, "done" | "failed">): void {
    this.done.add(done);
    this.failed.count += failed.length;
    this.failed.first.push(...failed.slice(0, mostNamed - this.failed.first.length));
  }

  async #undelete(steps: readonly Step[]): Promise<void> {
    const records = steps.map(({ net: { object, id } }) => ({ object, id }));
    const undone: Undone = { steps: [], done: [], failed: [] };
    outcomes(steps, await undelete(this.#scope.salesforce, records), undone);
    this.#add(undone);
    this.#scope.progress(this.#looked, this.#all);
  }

  async #byJob(steps: readonly Step[], operation: "update" | "delete"): Promise<void> {
    const [first] = steps;
    if (first === undefined) return;
    const records = steps.map(({ net, values }) => ({ Id: net.id, ...(operation === "update" && values) }));
    const job = await this.#loaded(records, { object: first.net.object, operation });
    const failures = await this.#failures(job);
    const failed = steps.flatMap((step): FailedStep[] => {
      const failure = failures.get(shortId(step.net.id));
      return failure === undefined ? [] : [{ step, ...failure }];
    });
    const lost = new Set(failed.map(({ step }) => step));
    this.#add({ done: steps.filter((step) => !lost.has(step)), failed });
  }

  /** Loads rows by one job, and waits for its end. */
  async #loaded(
    records: readonly Record<string, unknown>[],
    target: { object: string; operation: "update" | "delete" },
  ): Promise<BulkJob> {
    const { salesforce, background } = this.#scope;
    const { signal } = salesforce;
    const org = { salesforce, allows: () => true };
    const source = await csvSource(bytesInMemory(recordsCsv(records)), {
      place: "the undo",
      mostJobBytes,
      signal,
      looked: () => undefined,
      check: (columns) => checkColumns(org, target, columns, "the undo"),
    });
    const load = new Load(salesforce, background, { source, target, unchanged: async () => true });
    const beat = () => this.#scope.progress(this.#looked, this.#all);
    const watching = { signal, milliseconds: beatMilliseconds, beat };
    try {
      await watchedBy(load.uploaded, Date.now() + longestMilliseconds, watching);
    } catch (error) {
      load.cancel(error);
      throw error;
    }
    const [piece] = load.pieces;
    if (!piece?.job) throw new Error("a load of a few rows is one job");
    return this.#ended(piece.job);
  }

  async #ended(job: BulkJob): Promise<BulkJob> {
    const { salesforce, timeoutMilliseconds } = this.#scope;
    let now = job;
    for (const pauses = new Pauses(timeoutMilliseconds); !isOver(now); ) {
      await pauses.wait(salesforce.signal);
      now = await refreshed(salesforce, job);
      this.#scope.progress(this.#looked, this.#all);
    }
    if (now.state === "JobComplete") return now;
    throw new ToolError(
      "UNEXPECTED_RESPONSE",
      `The job ${now.id}, which takes records back, is ${now.state}: ${now.errorMessage ?? "no reason given"}.`,
      "Call undoChange again: it goes on with what is not taken back yet.",
    );
  }

  /** Why rows of a job failed, by the first 15 characters of their ids. */
  async #failures(job: BulkJob): Promise<Map<string, { code: string; message: string }>> {
    if ((job.numberRecordsFailed ?? 0) === 0) return new Map();
    const { salesforce } = this.#scope;
    const options = {
      from: { locator: undefined, skip: 0 },
      most: mostInJob,
      pageRows: mostInJob,
      signal: salesforce.signal,
    };
    const { records } = await readResults(salesforce, job, "failed", options);
    return new Map(
      records.map((record) => {
        const row = Object.fromEntries(
          Object.entries(record).map(([name, value]) => [name, String(value ?? "")]),
        );
        const { error } = reasonOf(row);
        const id = row["sf__Id"] || row["Id"] || "";
        return [shortId(id), { code: error.code, message: error.message }];
      }),
    );
  }
}

/**
 * Takes back a change of very many records, or says what that would do: part by part, in memory that does not grow
 * with their number. Values and deletes go by bulk jobs. When it is interrupted, the same undo goes on where it was.
 */
export async function massUndo(
  { change, records: all }: LargeChange,
  scope: MassScope,
  preview: boolean,
): Promise<MassUndone> {
  const undo = new MassUndo(scope, all);
  for await (const records of jobRecords(change, scope))
    await undo.take(await stepsOf([{ ...change, records }], scope), !preview);
  if (preview) return undo;
  await undo.flush();
  const { steps, failed } = undo;
  if (failed.count === 0 && steps.count("left alone", "cannot") === 0) scope.journal.takenBack(change);
  return undo;
}
