import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openPrivate, writeAtOnce } from "../files/private-file.ts";
import { jsonText, parseJson } from "../json-numbers.ts";
import { isObject } from "../json-object.ts";
import type { Keeping, KeptLine } from "./journal.ts";

/** How long changes are kept. */
const keptMilliseconds = 7 * 24 * 3_600_000;

const fileName = /^changes\.(.+)\.(\d{4}-\d{2}-\d{2})\.jsonl$/;

/** Without letters and digits that are taken for one another. */
const letters = "abcdefghjkmnpqrstuvwxyz23456789";

function newEnding(): string {
  return [...randomBytes(4)].map((byte) => letters[byte % letters.length]).join("");
}

function lineOf(text: string): KeptLine | undefined {
  try {
    const value: unknown = parseJson(text);
    // Only this program writes to these files.
    return isObject(value) && typeof value["by"] === "string" ? (value as unknown as KeptLine) : undefined;
  } catch {
    // A process was killed while it wrote.
    return undefined;
  }
}

export interface KeptOptions {
  folder: string;
  /** Of the org, such as `acme.my.salesforce.com`. */
  host: string;
  /** Takes secrets out of what is written. */
  redacted(text: string): string;
  /** Gets a sentence when nothing can be written. */
  warn(sentence: string): void;
}

/**
 * The changes of all processes to one org, in a file of JSON lines a day that only this user can read. A file is
 * deleted seven days after its day.
 */
export class KeptChanges implements Keeping {
  /** With it ends the id of every change of this process. */
  readonly ending = newEnding();
  readonly #options: KeptOptions;
  readonly #host: string;
  /** Bytes of each file that were read. */
  readonly #read = new Map<string, number>();
  #warned = false;

  constructor(options: KeptOptions) {
    this.#options = options;
    this.#host = options.host.toLowerCase().replaceAll(/[^a-z\d.-]/g, "_");
  }

  /** Appends one line. What cannot be written is told once, and the change itself goes on. */
  write(line: Omit<KeptLine, "by">): void {
    const text = this.#options.redacted(jsonText({ by: this.ending, ...line }));
    try {
      mkdirSync(this.#options.folder, { recursive: true, mode: 0o700 });
      const file = openPrivate(this.#path());
      // The line break before it ends what a killed process may have left.
      try {
        writeAtOnce(file, Buffer.from(`\n${text}\n`));
      } finally {
        closeSync(file);
      }
    } catch (error) {
      if (this.#warned) return;
      this.#warned = true;
      const why = error instanceof Error ? error.message : String(error);
      this.#options.warn(`Changes are not kept beyond the end of this process: ${why}`);
    }
  }

  #path(): string {
    const day = new Date().toISOString().slice(0, 10);
    return join(this.#options.folder, `changes.${this.#host}.${day}.jsonl`);
  }

  /** The lines that other processes have written since the last call, oldest first; what is too old is left out. */
  others(): KeptLine[] {
    const oldest = Date.now() - keptMilliseconds;
    return this.#files(oldest)
      .flatMap((name) => this.#newLines(name))
      .filter(({ by, change }) => by !== this.ending && (change === undefined || change.time >= oldest));
  }

  /** This org's files, oldest first; those of any org whose time is over are deleted. */
  #files(oldest: number): string[] {
    return this.#names().filter((name) => {
      const [, host, day = ""] = fileName.exec(name) ?? [];
      if (host === undefined) return false;
      const isOver = Date.parse(day) + 24 * 3_600_000 < oldest;
      if (isOver) rmSync(join(this.#options.folder, name), { force: true });
      return !isOver && host === this.#host;
    });
  }

  #names(): string[] {
    try {
      return readdirSync(this.#options.folder).sort();
    } catch {
      // Nothing was kept so far.
      return [];
    }
  }

  #newLines(name: string): KeptLine[] {
    const bytes = readFileSync(join(this.#options.folder, name));
    const end = bytes.lastIndexOf(0x0a) + 1;
    const begin = Math.min(this.#read.get(name) ?? 0, end);
    this.#read.set(name, end);
    const lines = bytes.subarray(begin, end).toString("utf8").split("\n");
    return lines.flatMap((text) => (text === "" ? [] : (lineOf(text) ?? [])));
  }
}
