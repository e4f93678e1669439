import { createHash, randomBytes } from "node:crypto";
import { type FileHandle, link, open, readdir, rename, rm, stat, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isOlder } from "../age.ts";
import { systemCode } from "../errors.ts";
import { goesWithProcess, isOfThisProcess } from "../gone-with-process.ts";
import { processSpace } from "./process-space.ts";

/** What tells the leavings of processes that can be seen from those of others that share the folder, such as containers. */
const machine = createHash("sha256").update(`${hostname()} ${processSpace}`).digest("hex").slice(0, 8);

/** Of a name only so much, since the partial file's own is longer and names have at most 255 bytes. */
const shownCharacters = 40;

/** The leavings of another machine, whose processes cannot be seen, are dead when nothing has touched them for so long. */
const staleMilliseconds = 24 * 3_600_000;

/** So much is written at once: in small pieces each would wait for the one before. */
const blockBytes = 1024 * 1024;

/** Folders that are looked through for leavings. */
const mostFolders = 1_000;

/** `.contacts.csv.0123abcd-4711-0123456789ab.part`: of which machine and process it is. */
function partialPath(target: string): string {
  const name = basename(target).slice(0, shownCharacters);
  return join(dirname(target), `.${name}.${machine}-${process.pid}-${randomBytes(6).toString("hex")}.part`);
}

const partialName = /\.([0-9a-f]{8})-(\d{1,10})-[0-9a-f]{12}\.part$/;

/**
 * A file that is written under another name beside its own, which it gets only when it is whole. A process that
 * ends takes its unfinished ones along. Every method throws what the file system throws; what goes wrong with a write
 * may be thrown by a later one.
 */
export class WholeFile {
  readonly #target: string;
  readonly #partial: string;
  readonly #handle: FileHandle;
  readonly #forget: () => void;
  /** What has not begun to be written. */
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  /** The write that is under way. */
  #writing: Promise<void> | undefined;

  private constructor(target: string, partial: string, handle: FileHandle, forget: () => void) {
    this.#target = target;
    this.#partial = partial;
    this.#handle = handle;
    this.#forget = forget;
  }

  /** Readable by its owner alone, unless another mode is given. */
  static async begin(target: string, mode = 0o600): Promise<WholeFile> {
    const partial = partialPath(target);
    const forget = goesWithProcess(partial);
    try {
      // Appending, so that after a truncation the next write goes to the new end.
      return new WholeFile(target, partial, await open(partial, "ax", mode), forget);
    } catch (error) {
      forget();
      throw error;
    }
  }

  /** Resolves when there is room for more, so that the next data can be made while these are written. */
  async write(data: string | Buffer): Promise<void> {
    const bytes = typeof data === "string" ? Buffer.from(data) : data;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes >= blockBytes) await this.#begin();
  }

  /** Begins to write what waits, once the write before has ended. */
  async #begin(): Promise<void> {
    await this.#writing;
    const pieces = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#writing = this.#append(pieces);
    // Thrown where it is waited for.
    this.#writing.catch(() => undefined);
  }

  /** Written as they are, since putting them together would copy every byte. */
  async #append(pieces: readonly Buffer[]): Promise<void> {
    if (pieces.length === 0) return;
    const { bytesWritten } = await this.#handle.writev(pieces);
    // A disk that is nearly full takes a part of them, and says why when it is given the others.
    if (bytesWritten < pieces.reduce((sum, { length }) => sum + length, 0))
      await this.#handle.appendFile(Buffer.concat(pieces).subarray(bytesWritten));
  }

  async #writeAll(): Promise<void> {
    await this.#begin();
    await this.#writing;
  }

  /** Drops what was written after this many bytes. */
  async truncate(bytes: number): Promise<void> {
    await this.#writeAll();
    await this.#handle.truncate(bytes);
  }

  /** Gives it its name; throws EEXIST when that is taken, and leaves no partial file whatever happens. */
  async appear(): Promise<void> {
    await this.#finish(() => appearAs(this.#partial, this.#target));
  }

  /** Puts it on disk and in the place of what has its name, in one step, with exactly this mode where there are such. */
  async replace(mode: number): Promise<void> {
    await this.#writeAll();
    await this.#handle.sync();
    // What open gave it, the process's umask has narrowed; some file systems have no modes.
    await this.#handle.chmod(mode).catch(() => undefined);
    await this.#finish(() => replaceBy(this.#partial, this.#target));
  }

  /** As if it had never been. */
  async discard(): Promise<void> {
    await this.#writing?.catch(() => undefined);
    await this.#handle.close().catch(() => undefined);
    await rm(this.#partial, { force: true }).catch(() => undefined);
    this.#forget();
  }

  async #finish(name: () => Promise<void>): Promise<void> {
    try {
      await this.#writeAll();
      await this.#handle.close();
      await name();
    } finally {
      await this.discard();
    }
  }
}

/** link() fails when the name is taken, where rename() would overwrite; some file systems have no links. */
function appearAs(partial: string, target: string): Promise<void> {
  return link(partial, target).catch(() => takeName(partial, target));
}

/** Takes the name with an empty file, which fails when it is taken, and replaces only that one. */
async function takeName(partial: string, target: string): Promise<void> {
  await (await open(target, "wx", 0o600)).close();
  try {
    await replaceBy(partial, target);
  } catch (error) {
    await unlink(target);
    throw error;
  }
}

/** Windows refuses to replace a file while another process reads it, which passes. */
async function replaceBy(partial: string, target: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(partial, target);
    } catch (error) {
      if (attempt === 10 || !["EPERM", "EACCES", "EBUSY"].includes(systemCode(error))) throw error;
      await sleep(10 * attempt);
    }
  }
}

/** Writes a small file whole or not at all, in the place of what has its name. */
export async function writeWhole(target: string, text: string, mode = 0o600): Promise<void> {
  const file = await WholeFile.begin(target, mode);
  try {
    await file.write(text);
    await file.replace(mode);
  } catch (error) {
    await file.discard();
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as another user's.
    return systemCode(error) === "EPERM";
  }
}

/** Whether a partial file belongs to a process that is gone. In containers another one may have had this one's id. */
async function isLeft(path: string): Promise<boolean> {
  const [, host, pid] = partialName.exec(path) ?? [];
  if (pid === undefined || isOfThisProcess(path)) return false;
  if (host === machine) return Number(pid) === process.pid || !isRunning(Number(pid));
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && isOlder(found.mtimeMs, staleMilliseconds);
}

/** Removes the partial files that processes have left in a folder and those below it when they were killed. Never throws. */
export async function removeLeavings(folder: string): Promise<void> {
  const folders = [folder];
  for (let looked = 0; looked < Math.min(folders.length, mostFolders); looked++) {
    const at = folders[looked] ?? folder;
    // Links are no folders here, so nothing outside is looked at, and nothing twice.
    for (const entry of await readdir(at, { withFileTypes: true }).catch(() => [])) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile() && (await isLeft(path))) await rm(path, { force: true }).catch(() => undefined);
    }
  }
}
