import { ToolError } from "../../errors.ts";
import type { Background, BackgroundRun, BackgroundScope } from "../../waiting/background.ts";
import { Pauses } from "../../waiting/pauses.ts";
import { withinTime } from "../../waiting/signals.ts";
import { answerMilliseconds } from "../rest/answer-time.ts";
import type { BackupFile, Salesforce } from "../rest/client.ts";
import { withNote } from "../rest/errors.ts";
import type { IngestTarget } from "./columns.ts";
import type { BulkSource, SourcePart } from "./csv-source.ts";
import { type BulkJob, createIngestJob, isOver, jobPath, refreshed, setState } from "./jobs.ts";

/** What becomes of one part of a load. */
export interface Piece {
  part: SourcePart;
  /** Once it is open. */
  job: BulkJob | undefined;
  /** Bytes handed to the network. */
  sent: number;
  /** `closed`: Salesforce has all of it and works on it. `stuck`: neither closed nor aborted, for all we know. */
  state: "waiting" | "open" | "closed" | "aborted" | "stuck";
}

/** Jobs are open this many parts before their turn, so that the first answer names them. */
const openAhead = 10;
/** How long the end of a request may be waited for that must not be broken off, or that cleans up. */
const shieldedMilliseconds = 10_000;
/** How much longer one may take that is on its way when the upload ends. */
const endingMilliseconds = 1_000;

const openJobDoubt =
  'A job without rows may be open: listBulkJobs {"states":["Open"]} shows it, abortBulkJob ends it.';

export interface LoadPlan {
  source: BulkSource;
  target: IngestTarget;
  /** Whether the file is still the one that was looked through. */
  unchanged(): Promise<boolean>;
  /** Writes what the load is about to change to a file, before the first job is made. */
  backup?: ((scope: BackgroundScope) => Promise<BackupFile>) | undefined;
  /** The first part goes ahead; when more than half of it fails, the others are not loaded. */
  firstAhead?: boolean;
}

/** One createBulkJob: its parts go up one after the other, each into a job of its own. */
export class Load {
  readonly source: BulkSource;
  readonly target: IngestTarget;
  readonly pieces: readonly Piece[];
  readonly started = Date.now();
  /** Resolves when the first jobs are open; rejects when one cannot be. */
  readonly opened: Promise<void>;
  /** Resolves when every part is closed; rejects when one failed and what was open is aborted. */
  readonly uploaded: Promise<void>;
  /** Why the upload ended early. */
  failure: unknown;
  finished = false;
  /** Where what it changes lies as it was. */
  backup: BackupFile | undefined;
  /** Too much of the first part failed, so the others were not loaded. */
  stopped = false;
  /** Whether a job may have been made whose id nobody knows. */
  #doubtful = false;
  readonly #salesforce: Salesforce;
  readonly #plan: LoadPlan;
  readonly #run: BackgroundRun<void>;

  constructor(salesforce: Salesforce, background: Background, load: LoadPlan) {
    this.source = load.source;
    this.target = load.target;
    this.#plan = load;
    this.#salesforce = salesforce;
    this.pieces = load.source.parts.map((part) => ({ part, job: undefined, sent: 0, state: "waiting" }));
    let opened: () => void = () => undefined;
    const first = new Promise<void>((resolve) => {
      opened = resolve;
    });
    this.#run = background.start("The upload", (scope) => this.#upload(scope, opened));
    this.uploaded = this.#run.done;
    this.opened = Promise.race([first, this.uploaded]);
    this.opened.catch(() => undefined);
  }

  /** Aborts what is not closed. */
  cancel(reason: unknown): void {
    this.#run.cancel(reason);
  }

  get bytes(): { sent: number; all: number } {
    const sum = (bytes: (piece: Piece) => number) =>
      this.pieces.reduce((total, piece) => total + bytes(piece), 0);
    return { sent: sum(({ sent }) => sent), all: sum(({ part }) => part.bytes) };
  }

  async #upload(scope: BackgroundScope, opened: () => void): Promise<void> {
    try {
      this.backup = await this.#plan.backup?.(scope);
      for (const [index, piece] of this.pieces.entries()) {
        const ahead = index === 0 && this.#plan.firstAhead ? 1 : openAhead;
        await this.#open(this.pieces.slice(0, index + ahead), scope);
        opened();
        await this.#send(piece, scope);
        this.stopped = ahead === 1 && this.pieces.length > 1 && !(await this.#wentWell(piece, scope));
        if (this.stopped) return;
      }
    } catch (error) {
      const reason = scope.signal.aborted ? scope.signal.reason : error;
      await this.#abortOpen();
      this.failure = withNote(reason, this.#fate());
      throw this.failure;
    } finally {
      this.finished = true;
    }
  }

  /** Whether at least half of a part's rows were taken, once its job is over. */
  async #wentWell(piece: Piece, scope: BackgroundScope): Promise<boolean> {
    const { trace } = this.#salesforce;
    const salesforce = this.#salesforce.withScope({ signal: scope.signal, trace });
    for (
      const pauses = new Pauses(scope.timeoutMilliseconds);
      piece.job && !isOver(piece.job);
      scope.progress()
    ) {
      await pauses.wait(scope.signal);
      piece.job = await refreshed(salesforce, piece.job);
    }
    const { numberRecordsProcessed: processed = 0, numberRecordsFailed: failed = 0 } = piece.job ?? {};
    return piece.job?.state === "JobComplete" && 2 * (processed - failed) >= piece.part.rows;
  }

  /** A request that is not broken off with the upload: whether it was done must be known. */
  #shielded<T>(work: (salesforce: Salesforce) => Promise<T>, scope?: BackgroundScope): Promise<T> {
    const late = new ToolError("TIMEOUT", "Salesforce did not answer in time.");
    const { trace } = this.#salesforce;
    const bound = (signal: AbortSignal) => work(this.#salesforce.withScope({ signal, trace }));
    const ended = scope && { signal: scope.signal, milliseconds: endingMilliseconds };
    return withinTime(shieldedMilliseconds, late, bound, ended);
  }

  async #open(pieces: readonly Piece[], scope: BackgroundScope): Promise<void> {
    for (const piece of pieces) {
      if (piece.state !== "waiting") continue;
      scope.signal.throwIfAborted();
      piece.job = await this.#create(scope);
      piece.state = "open";
      scope.progress();
    }
    scope.signal.throwIfAborted();
  }

  async #create(scope: BackgroundScope): Promise<BulkJob> {
    try {
      return await this.#shielded(
        (salesforce) => createIngestJob(salesforce, this.target, this.source.format, this.backup),
        scope,
      );
    } catch (error) {
      this.#doubtful = this.#salesforce.trace.uncertain === true;
      throw error;
    }
  }

  async #send(piece: Piece, scope: BackgroundScope): Promise<void> {
    const { job, part } = piece;
    if (!job) throw new Error("the job of this part is not open");
    const { trace } = this.#salesforce;
    const salesforce = this.#salesforce.withScope({ signal: scope.signal, trace });
    const sending = salesforce.send("PUT", jobPath(job, "batches"), {
      contentType: "text/csv; charset=UTF-8",
      headers: part.exact ? { "content-length": String(part.bytes) } : {},
      body: () => this.#counted(piece, scope),
      undone: true,
    });
    await sending.catch(async (error: unknown) => {
      // One that has become shorter ends the request, with an error that speaks of the network.
      await this.#checkUnchanged();
      throw error;
    });
    scope.signal.throwIfAborted();
    await this.#checkUnchanged();
    await this.#close(piece, job, scope);
    scope.progress();
  }

  async #checkUnchanged(): Promise<void> {
    if (await this.#plan.unchanged()) return;
    throw new ToolError("BAD_ARGUMENT", "The file was changed while it was being loaded.");
  }

  async *#counted(piece: Piece, scope: BackgroundScope): AsyncGenerator<Buffer> {
    piece.sent = 0;
    for await (const chunk of this.source.blocks(piece.part)) {
      yield chunk;
      piece.sent += chunk.length;
      scope.progress();
    }
    scope.progress(answerMilliseconds(piece.sent));
  }

  /** When an error leaves open whether the job was closed, the job itself says. */
  async #close(piece: Piece, job: BulkJob, scope: BackgroundScope): Promise<void> {
    try {
      piece.job = await this.#shielded((salesforce) => setState(salesforce, job, "UploadComplete"), scope);
    } catch (error) {
      const now = await this.#shielded((salesforce) => refreshed(salesforce, job)).catch(() => job);
      if (now.state === "Open" || now.state === "Aborted") throw error;
      piece.job = now;
    }
    piece.state = "closed";
    piece.sent = piece.part.bytes;
  }

  async #abortOpen(): Promise<void> {
    const open = this.pieces.filter(({ state }) => state === "open");
    await Promise.all(open.map((piece) => this.#abort(piece)));
  }

  async #abort(piece: Piece): Promise<void> {
    const { job } = piece;
    if (!job) return;
    try {
      piece.job = await this.#shielded((salesforce) => setState(salesforce, job, "Aborted"));
      piece.state = "aborted";
    } catch {
      const now = await this.#shielded((salesforce) => refreshed(salesforce, job)).catch(() => job);
      piece.job = now;
      piece.state = now.state === "Open" ? "stuck" : now.state === "Aborted" ? "aborted" : "closed";
    }
  }

  /** What became of the rows when the upload ended early; nothing to say when it had not begun. */
  #fate(): string {
    const doubt = this.#doubtful ? [openJobDoubt] : [];
    if (this.pieces.every(({ job }) => !job)) return doubt.join("");
    const named = (state: Piece["state"]) =>
      this.pieces
        .filter((piece) => piece.state === state)
        .map(({ job, part }) => `${job ? `${job.id}, ` : ""}${rowsOf(part)}`)
        .join("; ");
    const [closed, aborted, stuck, waiting] = [
      named("closed"),
      named("aborted"),
      named("stuck"),
      named("waiting"),
    ];
    return [
      ...(closed ? [`Uploaded before and going on: ${closed}.`] : []),
      ...(aborted ? [`Aborted, nothing of it was loaded: ${aborted}.`] : []),
      ...(stuck ? [`Could not be aborted and is still open: ${stuck}; use abortBulkJob.`] : []),
      ...(waiting ? [`Not sent: ${waiting}.`] : []),
      ...doubt,
    ].join(" ");
  }
}

function rowsOf({ firstRow, rows }: SourcePart): string {
  return rows === 1 ? `data row ${firstRow}` : `data rows ${firstRow} to ${firstRow + rows - 1}`;
}
