import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { isOlder } from "../../age.ts";

/** Bytes at which a file is put aside and a new one begun. Nothing is ever deleted. */
const usualRotateBytes = 10 * 1024 * 1024;
const staleLockMilliseconds = 10_000;

/**
 * Never through a symbolic link, and never waiting for the other end of a pipe. Windows lacks both, and there
 * a link is looked for first.
 */
const flags =
  constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a plain file of this user alone; throws when it is anything else, or when `check` throws,
 * which sees the file before anything of it is changed.
 */
export function openPrivate(
  path: string,
  more: number = constants.O_APPEND,
  check: (file: number) => void = () => undefined,
): number {
  if (constants.O_NOFOLLOW === undefined && lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
    throw new Error("it is a symbolic link");
  const file = openSync(path, flags | more, 0o600);
  try {
    const { mode } = plainFile(file);
    check(file);
    if ((mode & 0o077) !== 0 && process.platform !== "win32") fchmodSync(file, 0o600);
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function plainFile(file: number) {
  const found = fstatSync(file);
  if (!found.isFile()) throw new Error("it is not a plain file");
  return found;
}

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

/** Writes all of it by one call, so that lines of several processes never mix; at its end unless told where. */
export function writeWhole(file: number, bytes: Buffer, position: number | null = null): void {
  const written = writeSync(file, bytes, 0, bytes.length, position);
  if (written < bytes.length) throw new Error("the disk is full");
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
      writeWhole(file, Buffer.from(isTorn(file) ? `\n${lines}` : lines));
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
