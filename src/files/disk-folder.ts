import { constants, createReadStream } from "node:fs";
import { lstat, mkdir, readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { Readable } from "node:stream";
import { systemCode, ToolError } from "../errors.ts";
import { closest } from "../spelling.ts";
import { fileBlocks } from "./file-blocks.ts";
import type { ExistingFile, FilesFolder, ListedFile, NewFile } from "./folder.ts";
import { WholeFile } from "./whole-file.ts";

const howToSet =
  "The user must set SALESFORCE_FILES_DIR to the one folder that files may be read from and written to.";

/** Of a file so much is read at once: in larger pieces than Node's 64 kB it goes over the network twice as fast. */
const blockBytes = 1024 * 1024;

/** Files that are listed, and folders that are looked into. */
const mostListed = 1_000;
const byName = (a: ListedFile, b: ListedFile) => (a.name < b.name ? -1 : 1);

function refused(message: string, hint?: string): ToolError {
  return new ToolError("FILE_REFUSED", message, hint);
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Windows opens devices under these names in every folder. */
const deviceName = /^(?:con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])\s*(?:\..*)?$/i;

/** The drive of an absolute path on Windows, the one place where a colon is no hidden stream of another file. */
const drive = /^[A-Za-z]:(?=[\\/])/;

/** The folder of SALESFORCE_FILES_DIR, after symbolic links are resolved. */
export class DiskFilesFolder implements FilesFolder {
  readonly #folder: string | undefined;

  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  async read(name: string): Promise<ExistingFile> {
    const { folder, path } = await this.#locate(name);
    const real = await realpath(path).catch(() => this.#missing(name));
    if (!isInside(folder, real)) throw refused(`${name} leads out of the files folder.`);
    const found = await stat(real);
    if (!found.isFile()) throw refused(`${name} is not a regular file.`);
    const { size, mtimeMs: modified } = found;
    return {
      path: real,
      size,
      modified,
      open: (start, end) => readable(real, start, end),
      blocks: (start = 0, end = size - 1) => fileBlocks(real, readingFlags, start, end),
    };
  }

  async #missing(name: string): Promise<never> {
    const near = closest(name, (await this.list()).found).join(" or ");
    throw refused(
      `There is no file ${name} in the files folder.`,
      `${near && `Did you mean ${near}? `}Give its name relative to SALESFORCE_FILES_DIR.`,
    );
  }

  async list(): Promise<{ found: ListedFile[]; all: boolean }> {
    const folder = await this.#resolved();
    const found: ListedFile[] = [];
    const ways = [""];
    for (const way of ways) {
      const entries = await readdir(join(folder, way), { withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        const name = `${way}${entry.name}`;
        if (entry.name.startsWith(".")) continue;
        if (found.length === mostListed) return { found: found.sort(byName), all: false };
        if (entry.isDirectory() && ways.length < mostListed) ways.push(`${name}/`);
        const file = entry.isFile() ? await stat(join(folder, name)).catch(() => undefined) : undefined;
        if (file) found.push({ name, bytes: file.size, modified: file.mtimeMs });
      }
    }
    return { found: found.sort(byName), all: true };
  }

  async create(name: string): Promise<NewFile> {
    const { folder, path } = await this.#locate(name);
    const parent = await realpath(dirname(path)).catch(() => {
      throw refused(
        `The folder of ${name} does not exist in the files folder.`,
        "Give a name without a folder, or have the folder made first.",
      );
    });
    if (parent !== folder && !isInside(folder, parent))
      throw refused(`${name} leads out of the files folder.`);
    const target = join(parent, basename(path));
    if (await lstat(target).catch(() => undefined)) throw alreadyThere(name);
    return newFile(target, name);
  }

  get given(): boolean {
    return this.#folder !== undefined;
  }

  async #resolved(): Promise<string> {
    if (this.#folder === undefined)
      throw refused("No files folder is set, so files cannot be used.", howToSet);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 }).catch(() => undefined);
    return realpath(this.#folder).catch(() => {
      throw refused("The files folder does not exist and cannot be made.", howToSet);
    });
  }

  async #locate(name: string): Promise<{ folder: string; path: string }> {
    const folder = await this.#resolved();
    const parts = name.split(/[\\/]/);
    const odd =
      name === "" ||
      name.includes("\0") ||
      (process.platform === "win32" ? name.replace(drive, "") : name).includes(":") ||
      parts.includes("..") ||
      parts.some((part) => deviceName.test(part));
    const path = resolve(folder, name);
    // An absolute path is welcome when it is inside, also by the way the folder itself was written.
    const inside = isInside(folder, path) || isInside(resolve(this.#folder ?? folder), path);
    if (odd || !inside)
      throw refused(
        `${JSON.stringify(name)} is not a file inside the files folder.`,
        "Give a name relative to SALESFORCE_FILES_DIR.",
      );
    return { folder, path };
  }
}

/** Without following a link, in case the file was replaced since it was looked at. */
const readingFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

function readable(path: string, start: number | undefined, end: number | undefined): Readable {
  // Node takes numeric flags for streams too; its type only lists the texts.
  return createReadStream(path, {
    flags: readingFlags as unknown as string,
    highWaterMark: blockBytes,
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
  });
}

function alreadyThere(name: string): ToolError {
  return refused(`${name} exists already and is not overwritten.`, "Choose another name.");
}

async function newFile(target: string, name: string): Promise<NewFile> {
  const cannotWrite = (error: unknown) => {
    throw refused(`${name} cannot be written (${systemCode(error)}).`);
  };
  const file = await WholeFile.begin(target).catch(cannotWrite);
  return {
    path: target,
    write: (data) => file.write(data).catch(cannotWrite),
    truncate: (bytes) => file.truncate(bytes).catch(cannotWrite),
    done: () =>
      file.appear().catch((error: unknown) => {
        throw systemCode(error) === "EEXIST" ? alreadyThere(name) : cannotWrite(error);
      }),
    discard: () => file.discard(),
  };
}
