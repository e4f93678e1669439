import { closeSync, constants, fstatSync, readSync, renameSync, rmSync, statSync } from "node:fs";
import { isOlder } from "../../age.ts";
import { openPrivate, writeAtOnce } from "../../files/private-file.ts";

/** Bytes at which a file is put aside and a new one begun. Nothing is ever deleted. */
const usualRotateBytes = 10 * 1024 * 1024;
const staleLockMilliseconds = 10_000;

/** How every line of an audit begins. */
const lineStart = Buffer.from('{"time":"');

/** A setting that names some other file, a shell's start file for one, must not get our lines. */
function checkIsAudit(file: number): void {
  const start = Buffer.alloc(lineStart.length);
  const read = readSync(file, start, 0, start.length, 0);
  // A first line may have been torn as well.
  if (!start.subarray(0, read).equals(lineStart.subarray(0, read)))
    throw new Error("it holds something else than an audit log");
}

function openAudit(path: string): number {
  return openPrivate(path, constants.O_APPEND, checkIsAudit);
}

const lineEnd = 10;

/** Whether a full disk or a killed process has left half a line at the end. */
function isTorn(file: number): boolean {
  const { size } = fstatSync(file);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== lineEnd;
}

/**
 * A file that only grows, to which several processes may write at once: it is opened for each text, so that
 * one that another process has put aside is never written on, and a folder that went away is noticed.
 */
export class AuditFile {
  readonly path: string;
  readonly #rotateBytes: number;

  constructor(path: string, options: { rotateBytes?: number } = {}) {
    this.path = path;
    this.#rotateBytes = options.rotateBytes ?? usualRotateBytes;
  }

  /** Throws when nothing can be written. */
  check(): void {
    closeSync(openAudit(this.path));
  }

  /** Appends whole lines. Throws when that fails. */
  append(lines: string): void {
    let file = openAudit(this.path);
    if (fstatSync(file).size >= this.#rotateBytes) {
      closeSync(file);
      this.#rotate();
      file = openAudit(this.path);
    }
    try {
      writeAtOnce(file, Buffer.from(isTorn(file) ? `\n${lines}` : lines));
    } finally {
      closeSync(file);
    }
  }

  #isFull(): boolean {
    const found = statSync(this.path, { throwIfNoEntry: false });
    return found !== undefined && found.size >= this.#rotateBytes;
  }

  /** One process at a time puts the file aside; the others go on writing on it. */
  #rotate(): void {
    const lock = `${this.path}.lock`;
    try {
      closeSync(openPrivate(lock, constants.O_EXCL));
    } catch {
      const found = statSync(lock, { throwIfNoEntry: false });
      if (found && isOlder(found.mtimeMs, staleLockMilliseconds)) rmSync(lock, { force: true });
      return;
    }
    try {
      const target = `${this.path}.${new Date().toISOString().replaceAll(/[:.]/g, "-")}`;
      if (this.#isFull() && !statSync(target, { throwIfNoEntry: false })) renameSync(this.path, target);
    } catch {
      // Windows moves no file that another process has open at this moment; the next line tries again.
    } finally {
      rmSync(lock, { force: true });
    }
  }
}
