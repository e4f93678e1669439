import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";

/** A secret or a key is far shorter; more is some other file. */
const mostBytes = 64 * 1024;

/** Not waiting for the other end of a pipe. Windows lacks it. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

function decoded(bytes: Buffer): string {
  try {
    // Drops a byte order mark, which some editors begin a file with.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error("it is no UTF-8 text");
  }
}

/**
 * The text of a small plain file. Throws what the file system throws, or an Error whose message says what the file
 * is instead; never anything of what it holds.
 */
export function plainText(path: string): string {
  const file = openSync(path, flags);
  try {
    const found = fstatSync(file);
    if (found.isDirectory()) throw new Error("it is a folder");
    if (!found.isFile()) throw new Error("it is no plain file");
    if (found.size > mostBytes) throw new Error("it is longer than 64 kB");
    return decoded(readFileSync(file));
  } finally {
    closeSync(file);
  }
}

/** Why a file cannot be read, as `plainText` throws it. */
export function whyUnreadable(error: unknown): string {
  // What node:fs throws has a code; our own errors have a message alone.
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
