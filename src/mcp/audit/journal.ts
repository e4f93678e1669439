import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  ftruncateSync,
  futimesSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { isOlder } from "../../age.ts";
import { openPrivate, writeAtOnce } from "../../files/private-file.ts";
import { processSpace } from "../../files/process-space.ts";
import type { AuditFile } from "./file.ts";

const dayMilliseconds = 24 * 60 * 60 * 1_000;
const signOfLifeMilliseconds = 60_000;
/** Without a sign of life for so long a process of this host that cannot be seen is taken for dead. */
const silenceMilliseconds = 10 * signOfLifeMilliseconds;
const mostKeptBytes = 1_000_000;
/** In place of the brace that a line begins with. */
const ended = Buffer.from("#");

/** Neither an ended line nor what is left of one that a shorter line was written over. */
function isLine(text: string): boolean {
  try {
    return text.startsWith("{") && typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process exists, but belongs to another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * The writes that are under way, in a file of this process beside the audit file: each stands there, as the
 * line that the audit file gets if nobody lives to tell how it ended, from before it is sent until its own
 * line is written. So the audit has one line a call, and none is missing.
 */
export class AuditJournal {
  readonly #audit: AuditFile;
  readonly #host = hostname().replaceAll(/[^\w.]/g, "_");
  readonly #ending: AbortSignal;
  /** Where the lines of those that are under way begin. */
  readonly #open = new Map<object, number>();
  /** Where the next line goes. */
  #position = 0;
  #path: string | undefined;
  #file: number | undefined;
  #life: NodeJS.Timeout | undefined;

  constructor(audit: AuditFile, ending: AbortSignal) {
    this.#audit = audit;
    this.#ending = ending;
    ending.addEventListener("abort", () => this.#settle(), { once: true });
  }

  /** Throws when the intent cannot be written; the write must then not be made. */
  begin(call: object, line: string): void {
    this.#file ??= this.#create();
    const bytes = Buffer.from(line);
    writeAtOnce(this.#file, bytes, this.#position);
    this.#open.set(call, this.#position);
    this.#position += bytes.length;
  }

  /** To be called when the call's own line stands in the audit file. */
  end(call: object): void {
    const position = this.#open.get(call);
    if (position === undefined || this.#file === undefined) return;
    writeAtOnce(this.#file, ended, position);
    this.#open.delete(call);
    this.#settle();
  }

  /** Begins anew when nothing is under way; the end of the process takes the file away. */
  #settle(): void {
    if (this.#file === undefined || this.#open.size > 0) return;
    // To cut the file costs more than all else here, so what is marked as ended stays until it is written over.
    if (this.#position > mostKeptBytes) ftruncateSync(this.#file);
    this.#position = 0;
    if (!this.#ending.aborted) return;
    clearInterval(this.#life);
    closeSync(this.#file);
    this.#file = undefined;
    rmSync(this.#path ?? "", { force: true });
  }

  #create(): number {
    this.#recover();
    this.#path = this.#newPath();
    const file = openPrivate(this.#path, constants.O_EXCL);
    this.#life = setInterval(() => this.#live(), signOfLifeMilliseconds).unref();
    return file;
  }

  /** Tells those that cannot see this process that it lives, and looks for what the dead among them left. */
  #live(): void {
    try {
      if (this.#file !== undefined) futimesSync(this.#file, new Date(), new Date());
      this.#recover();
    } catch {
      // The next write says why the audit cannot be written.
    }
  }

  #newPath(): string {
    return `${this.#audit.path}.${this.#host}-${processSpace}-${process.pid}-${randomBytes(4).toString("hex")}.open`;
  }

  /** Records what processes that were killed left behind. */
  #recover(): void {
    const folder = dirname(this.#audit.path);
    const prefix = `${basename(this.#audit.path)}.`;
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(prefix) || !this.#isOrphan(join(folder, name), name.slice(prefix.length)))
        continue;
      // Several processes may try to rename it; only one succeeds.
      const claimed = this.#newPath();
      try {
        renameSync(join(folder, name), claimed);
      } catch {
        continue;
      }
      const lines = readFileSync(claimed, "utf8").split("\n").filter(isLine);
      if (lines.length > 0) this.#audit.append(`${lines.join("\n")}\n`);
      rmSync(claimed, { force: true });
    }
  }

  /** `host-space-pid-random.open`, of a process that is gone, or that is silent where it cannot be seen. */
  #isOrphan(path: string, name: string): boolean {
    const [, host, space, pid] = /^([\w.]+)-(\d+)-(\d+)-[0-9a-f]{8}\.open$/.exec(name) ?? [];
    if (host === undefined || path === this.#path) return false;
    // Another file with this process's number is of a former process.
    if (host === this.#host && space === processSpace)
      return Number(pid) === process.pid || !isAlive(Number(pid));
    // The clocks of other machines may differ from this one's by much.
    const most = host === this.#host ? silenceMilliseconds : dayMilliseconds;
    return isOlder(statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0, most);
  }
}
