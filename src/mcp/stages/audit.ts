import { mkdirSync } from "node:fs";
import { ToolError } from "../../errors.ts";
import { onePer } from "../../one-per.ts";
import { AuditFile } from "../audit/file.ts";
import { AuditJournal } from "../audit/journal.ts";
import { finishedLine, gravestEffect, unfinishedLine } from "../audit/line.ts";
import type { Call, CallResult, Next, Runtime, Stage } from "../call.ts";
import { failure } from "./answer.ts";

/** Characters of lines that could not be written and are kept for the next try. */
const mostKept = 5_000_000;

/** The audit of one process. */
class Audit {
  readonly file: AuditFile;
  readonly journal: AuditJournal;
  readonly #log: Runtime["log"];
  #kept: { call: object; line: string }[] = [];
  #warned = false;

  constructor({ config, ending, log }: Runtime) {
    this.#log = log;
    if (config.auditFolder !== undefined) makeFolder(config.auditFolder);
    this.file = new AuditFile(config.auditLog ?? "");
    this.journal = new AuditJournal(this.file, ending);
  }

  /** Appends a call's line, behind those that could not be written before. Throws when that fails. */
  record(call: object, line: string): void {
    this.#kept.push({ call, line });
    this.#forgetOldest();
    this.file.append(this.#kept.map((entry) => entry.line).join(""));
    for (const entry of this.#kept) this.journal.end(entry.call);
    this.#kept = [];
    this.#warned = false;
  }

  #forgetOldest(): void {
    let characters = this.#kept.reduce((sum, { line }) => sum + line.length, 0);
    while (characters > mostKept && this.#kept.length > 1) characters -= this.#kept.shift()?.line.length ?? 0;
  }

  /** Says why a line could not be written, once until it works again. */
  warn(error: unknown): void {
    if (!this.#warned) this.#log(reasonOf(this.file, error));
    this.#warned = true;
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch {
    // The first line that cannot be written says why.
  }
}

const auditOf = onePer((runtime: Runtime) => new Audit(runtime));

function reasonOf({ path }: AuditFile, error: unknown): string {
  // What node:fs throws has a code; our own errors have a message alone.
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === "ELOOP" ? "it is a symbolic link" : (code ?? message);
  return `the audit file ${path} cannot be written (${reason}).`;
}

function refused(file: AuditFile, error: unknown, consequence: string): ToolError {
  return new ToolError(
    "AUDIT_FAILED",
    `${reasonOf(file, error)} In production mode nothing runs unrecorded, neither writes nor reads. ${consequence}`,
    "Only the person who runs the server can mend that: SALESFORCE_AUDIT_LOG, the folder's rights, a full disk.",
  );
}

/** In production mode a call whose line cannot be written is not run. */
function guarded(next: Next, { file }: Audit): Next {
  return async (call) => {
    try {
      file.check();
    } catch (error) {
      return failure(refused(file, error, "Nothing was sent."), call);
    }
    return next(call);
  };
}

/** In production mode, when the line of a call that was run cannot be written: a write says so, a read is withheld. */
async function unrecorded(
  call: Call,
  result: CallResult,
  file: AuditFile,
  error: unknown,
): Promise<CallResult> {
  if (result.errorCode === "AUDIT_FAILED") return result;
  const writes = (gravestEffect(call.actions) ?? "read") !== "read";
  if (!writes && !result.isError)
    return failure(refused(file, error, "What was read is not handed over."), call);
  return { ...result, text: `${result.text}\nThis call is not recorded yet: ${reasonOf(file, error)}` };
}

/** Writes one line a call, whatever becomes of it; the round that only asks the user is part of its call. */
export const audit: Stage = (next) => async (call) => {
  const { production } = call.runtime.config;
  const log = auditOf(call.runtime);
  const started = Date.now();
  const result = await (production ? guarded(next, log) : next)(call);
  if (result.inputRequired !== undefined) return result;
  try {
    log.record(call.trace, finishedLine(call, started, result));
    return result;
  } catch (error) {
    if (production) return unrecorded(call, result, log.file, error);
    log.warn(error);
    return result;
  }
};

/** In production mode a write is written down before it is sent, so that one whose process is killed is not lost. */
export const intent: Stage = (next) => async (call) => {
  if (gravestEffect(call.actions) === "read") return next(call);
  const { journal, file } = auditOf(call.runtime);
  try {
    journal.begin(call.trace, unfinishedLine(call, Date.now()));
  } catch (error) {
    throw refused(file, error, "Nothing was sent.");
  }
  return next(call);
};
