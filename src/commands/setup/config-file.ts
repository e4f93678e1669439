import { constants } from "node:fs";
import { copyFile, mkdir, readFile, readlink, realpath, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { writeWhole } from "../../files/whole-file.ts";
import { UnreadableConfig } from "./config-text.ts";

const byteOrderMark = "\ufeff";

/** A configuration file as it was read: undefined bytes where there is none yet. */
export interface ConfigFile {
  path: string;
  bytes: Buffer | undefined;
  /** Its text without the byte-order mark. */
  text: string;
  hasByteOrderMark: boolean;
}

async function bytesOf(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Reads a file that may be missing. Throws UnreadableConfig when it is not UTF-8. */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  const bytes = await bytesOf(path);
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const hasByteOrderMark = text.startsWith(byteOrderMark);
    return { path, bytes, text: hasByteOrderMark ? text.slice(1) : text, hasByteOrderMark };
  } catch {
    throw new UnreadableConfig("it is not UTF-8 text");
  }
}

/** The file behind symbolic links, which must be replaced in their stead; a link's end may be missing. */
async function targetOf(path: string): Promise<string> {
  const real = await realpath(path).catch(() => undefined);
  if (real !== undefined) return real;
  const link = await readlink(path).catch(() => undefined);
  return link === undefined ? path : targetOf(resolve(dirname(path), link));
}

/** A name beside the file that says when the copy was made. */
function backupName(path: string, now: Date): string {
  return `${path}.${now.toISOString().replaceAll(":", "-")}.bak`;
}

/**
 * Puts a new text in a file's place, in one step and with the old file's mode (0600 for a new one); with a
 * secret in the text other users lose their rights to it. Returns the path of the copy of the old file, or
 * undefined where there was none. Throws UnreadableConfig when the file has changed since it was read.
 */
export async function replaceConfigFile(
  file: ConfigFile,
  { text, secret }: { text: string; secret: boolean },
  now: Date,
): Promise<string | undefined> {
  const target = await targetOf(file.path);
  await mkdir(dirname(target), { recursive: true });
  const current = await bytesOf(file.path);
  if (current?.compare(file.bytes ?? Buffer.alloc(0)) ?? file.bytes !== undefined)
    throw new UnreadableConfig("another program has just changed it; run setup again");
  const found = await stat(target).catch(() => undefined);
  const backup = found && backupName(file.path, now);
  if (backup) await copyFile(target, backup, constants.COPYFILE_EXCL);
  const mode = (found?.mode ?? 0o600) & (secret ? 0o700 : 0o777);
  await writeWhole(target, (file.hasByteOrderMark ? byteOrderMark : "") + text, mode);
  return backup;
}
