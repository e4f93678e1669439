import { closeSync, constants, fchmodSync, fstatSync, lstatSync, openSync, writeSync } from "node:fs";

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

/** Writes all of it by one call, so that lines of several processes never mix; at its end unless told where. */
export function writeAtOnce(file: number, bytes: Buffer, position: number | null = null): void {
  const written = writeSync(file, bytes, 0, bytes.length, position);
  if (written < bytes.length) throw new Error("the disk is full");
}
