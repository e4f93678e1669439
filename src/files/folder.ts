import type { Readable } from "node:stream";

/** A file that results are written to; it appears under its name only when it is complete. */
export interface NewFile {
  path: string;
  /** Appends. FILE_REFUSED when the disk does not take it. */
  write(data: string | Buffer): Promise<void>;
  /** Drops what was written after this many bytes. */
  truncate(bytes: number): Promise<void>;
  /** Makes the file visible; FILE_REFUSED when one of that name came into being meanwhile. */
  done(): Promise<void>;
  discard(): Promise<void>;
}

export interface ExistingFile {
  path: string;
  /** Bytes. */
  size: number;
  /** Milliseconds since the epoch. */
  modified: number;
  open(start?: number, end?: number): Readable;
  /** For those who keep none of the bytes: a block is written over once the next one is asked for. */
  blocks(start?: number, end?: number): AsyncIterable<Buffer>;
}

/** A file as it is listed. */
export interface ListedFile {
  /** Relative to the folder, with `/` between folders. */
  name: string;
  bytes: number;
  /** Milliseconds since the epoch. */
  modified: number;
}

/**
 * The one folder from which files are read and into which results are written. Every method throws
 * FILE_REFUSED for what lies outside it, for `..`, device files, and when no folder is set.
 */
export interface FilesFolder {
  /** Whether a folder is set. Where none is, no answer speaks of what it would be good for. */
  readonly given: boolean;
  /** A regular file inside the folder. */
  read(name: string): Promise<ExistingFile>;
  /** The files in it and below, but hidden ones, by name; `all` is false where there are too many. */
  list(): Promise<{ found: ListedFile[]; all: boolean }>;
  /** A new file; FILE_REFUSED when it exists. */
  create(name: string): Promise<NewFile>;
}
