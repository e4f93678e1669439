import type { Readable, Writable } from "node:stream";

/**
 * The one folder from which files are read and into which results are written. Every method throws
 * FILE_REFUSED for what lies outside it, for `..`, device files, and when no folder is set.
 */
export interface FilesFolder {
  /** A regular file inside the folder, opened for reading, with its size in bytes. */
  read(name: string): Promise<{ path: string; size: number; open(start?: number, end?: number): Readable }>;
  /** A new file; FILE_REFUSED when it exists. `done` makes it visible, `discard` removes it. */
  create(name: string): Promise<{ path: string; stream: Writable; done(): Promise<void>; discard(): Promise<void> }>;
}
