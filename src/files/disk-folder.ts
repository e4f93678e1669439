import { randomBytes } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { link, lstat, mkdir, open, realpath, stat, unlink } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { Readable } from "node:stream";
import { ToolError } from "../errors.ts";
import type { ExistingFile, FilesFolder, NewFile } from "./folder.ts";

const howToSet = "Set SALESFORCE_FILES_DIR to the one folder that files may be read from and written to.";

function refused(message: string, hint?: string): ToolError {
  return new ToolError("FILE_REFUSED", message, hint);
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Windows opens devices under these names in every folder. */
const deviceName = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$/i;

/** The folder of SALESFORCE_FILES_DIR, after symbolic links are resolved. */
export class DiskFilesFolder implements FilesFolder {
  readonly #folder: string | undefined;

  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  async read(name: string): Promise<ExistingFile> {
    const { folder, path } = await this.#locate(name);
    const real = await realpath(path).catch(() => {
      throw refused(
        `There is no file ${name} in the files folder.`,
        "Give its name relative to SALESFORCE_FILES_DIR.",
      );
    });
    if (!isInside(folder, real)) throw refused(`${name} leads out of the files folder.`);
    const found = await stat(real);
    if (!found.isFile()) throw refused(`${name} is not a regular file.`);
    const { size, mtimeMs: modified } = found;
    return { path: real, size, modified, open: (start, end) => readable(real, start, end) };
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
    return newFile(target, join(parent, `.${basename(path)}.${randomBytes(6).toString("hex")}.part`), name);
  }

  async #locate(name: string): Promise<{ folder: string; path: string }> {
    if (this.#folder === undefined)
      throw refused("No files folder is set, so files cannot be used.", howToSet);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 }).catch(() => undefined);
    const folder = await realpath(this.#folder).catch(() => {
      throw refused("The files folder does not exist and cannot be made.", howToSet);
    });
    const parts = name.split(/[\\/]/);
    const odd =
      name === "" ||
      name.includes("\0") ||
      parts.includes("..") ||
      parts.some((part) => deviceName.test(part));
    const path = resolve(folder, name);
    // An absolute path is welcome when it is inside, also by the way the folder itself was written.
    const inside = isInside(folder, path) || isInside(resolve(this.#folder), path);
    if (odd || !inside)
      throw refused(
        `${JSON.stringify(name)} is not a file inside the files folder.`,
        "Give a name relative to SALESFORCE_FILES_DIR.",
      );
    return { folder, path };
  }
}

function readable(path: string, start: number | undefined, end: number | undefined): Readable {
  // Opened without following a link, in case the file was replaced since it was looked at.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);
  // Node takes numeric flags for streams too; its type only lists the texts.
  return createReadStream(path, {
    flags: flags as unknown as string,
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
  });
}

function alreadyThere(name: string): ToolError {
  return refused(`${name} exists already and is not overwritten.`, "Choose another name.");
}

async function newFile(target: string, partial: string, name: string): Promise<NewFile> {
  const cannotWrite = ({ code }: NodeJS.ErrnoException) => {
    throw refused(`${name} cannot be written (${code}).`);
  };
  // Appending, so that after a truncation the next write goes to the new end.
  const handle = await open(partial, "ax", 0o600).catch(cannotWrite);
  const discard = async () => {
    await handle.close().catch(() => undefined);
    await unlink(partial).catch(() => undefined);
  };
  const done = async () => {
    await handle.close().catch(cannotWrite);
    // link() fails when the name is taken, where rename() would overwrite.
    await link(partial, target).catch(async (error: NodeJS.ErrnoException) => {
      await discard();
      throw error.code === "EEXIST" ? alreadyThere(name) : cannotWrite(error);
    });
    await unlink(partial);
  };
  return {
    path: target,
    write: (data) => handle.appendFile(data).catch(cannotWrite),
    truncate: (bytes) => handle.truncate(bytes).catch(cannotWrite),
    done,
    discard,
  };
}
