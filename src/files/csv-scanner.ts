import { isUtf8 } from "node:buffer";
import { CsvProblem } from "./csv-format.ts";

const quote = 0x22;
const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/** Salesforce takes 400,000 characters in a row, of up to four bytes each; more means a quote that is not closed. */
const mostRowBytes = 1_600_000;
const shownBytes = 120;
const shownCharacters = 60;

/** Rows that go into one job. */
export interface Part {
  /** Bytes of the file, `end` not included; both stand between rows. */
  start: number;
  end: number;
  rows: number;
  /** Counted from 1, without the header. */
  firstRow: number;
}

export interface ScannerOptions {
  delimiter: string;
  /** The byte that ends a row: LF, or CR for files that know no other. */
  rowEnd: "LF" | "CR";
  /** Whether a CR stands before it. */
  crlf: boolean;
  columns: number;
  /** Where the first row begins. */
  start: number;
  /** Bytes that a part may have. */
  mostPartBytes: number;
}

/**
 * Finds the rows of a file of CSV in its bytes, so that it can be cut between them: knows quotes and counts
 * columns, and looks at no value. Throws CsvProblem that names the row for what Salesforce could not read.
 */
export class CsvScanner {
  /** Rows found; empty lines are none. */
  rows = 0;
  /** Lines that Salesforce might not read as we do (empty ones, other line endings): to be written anew. */
  odd = false;
  readonly #options: ScannerOptions;
  readonly #delimiter: number;
  readonly #rowEnd: number;
  readonly #parts: Part[] = [];
  /** Bytes of the file before the chunk at hand. */
  #base: number;
  #rowStart: number;
  #fieldStart: number;
  #columns = 1;
  #quoted = false;
  #closed = false;
  #emptyLine = false;
  #part: Part;
  /** How the row began that the chunk before left unfinished. */
  #begun: Buffer = Buffer.alloc(0);
  /** The last byte before the chunk at hand. */
  #before = 0;
  /** The beginning of a character that the chunk before left unfinished. */
  #partial: Buffer = Buffer.alloc(0);

  constructor(options: ScannerOptions) {
    this.#options = options;
    this.#delimiter = options.delimiter.charCodeAt(0);
    this.#rowEnd = options.rowEnd === "CR" ? carriageReturn : lineFeed;
    this.#base = options.start;
    this.#rowStart = options.start;
    this.#fieldStart = options.start;
    this.#part = { start: options.start, end: options.start, rows: 0, firstRow: 1 };
  }

  push(chunk: Buffer): void {
    const invalid = this.#invalidByte(chunk);
    this.#scan(invalid === undefined ? chunk : chunk.subarray(0, invalid));
    if (invalid === undefined) return;
    throw new CsvProblem(`data row ${this.rows + 1} is not UTF-8; save the file as UTF-8`);
  }

  /** The parts, after the last chunk. */
  end(): Part[] {
    if (this.#quoted && !this.#closed)
      throw new CsvProblem(`a quote that opens in data row ${this.rows + 1} is never closed`);
    if (this.#partial.length > 0)
      throw new CsvProblem(`data row ${this.rows + 1} ends within a character; save the file as UTF-8`);
    if (this.#base > this.#rowStart) this.#endRow(Buffer.alloc(0), this.#base, this.#base);
    if (this.#part.rows > 0) this.#parts.push(this.#part);
    return this.#parts;
  }

  /** Where the first byte stands that is no UTF-8; a character may go on in the next chunk. */
  #invalidByte(chunk: Buffer): number | undefined {
    const carried = this.#partial.length;
    const bytes = carried > 0 ? Buffer.concat([this.#partial, chunk]) : chunk;
    const whole = wholeCharacters(bytes);
    this.#partial = Buffer.from(bytes.subarray(whole));
    if (isUtf8(bytes.subarray(0, whole))) return undefined;
    let [good, bad] = [0, whole];
    while (bad - good > 1) {
      const middle = (good + bad) >> 1;
      if (isUtf8(bytes.subarray(0, wholeCharacters(bytes.subarray(0, middle))))) good = middle;
      else bad = middle;
    }
    return Math.max(good - carried, 0);
  }

  #scan(chunk: Buffer): void {
    for (let index = 0; index < chunk.length; )
      index = this.#quoted ? this.#insideQuotes(chunk, index) : this.#outsideQuotes(chunk, index);
    this.#endChunk(chunk);
  }

  /** Returns where a quoted value begins, or the chunk's end. What the loop reads at every byte is local, for speed. */
  #outsideQuotes(chunk: Buffer, from: number): number {
    const delimiter = this.#delimiter;
    const rowEnd = this.#rowEnd;
    const base = this.#base;
    for (let index = from; index < chunk.length; ) {
      const byte = chunk[index++] ?? 0;
      // Nearly all bytes end here: only the delimiter and what is up to a comma in ASCII can mean something.
      if (byte > 0x2c && byte !== delimiter) continue;
      if (byte === delimiter) {
        this.#columns++;
        this.#fieldStart = base + index;
      } else if (byte === rowEnd) this.#endRow(chunk, base + index - 1, base + index);
      else if (byte === quote) {
        if (this.#fieldStart !== base + index - 1)
          throw this.#problem(chunk, "has a quote inside a value: enclose the value in quotes and double it");
        this.#quoted = true;
        this.#closed = false;
        return index;
      }
    }
    return chunk.length;
  }

  /** Goes on in a quoted value; returns where to go on outside, or at the chunk's end. */
  #insideQuotes(chunk: Buffer, from: number): number {
    if (!this.#closed) {
      const end = chunk.indexOf(quote, from);
      if (this.#base + (end < 0 ? chunk.length : end) - this.#rowStart > mostRowBytes)
        throw this.#problem(chunk, "is longer than Salesforce takes; is a quote in it not closed?");
      if (end < 0) return chunk.length;
      this.#closed = true;
      return end + 1;
    }
    const byte = chunk[from];
    if (byte === quote) {
      this.#closed = false;
      return from + 1;
    }
    const over = byte === this.#delimiter || byte === this.#rowEnd;
    if (!over && byte !== carriageReturn)
      throw this.#problem(chunk, "has text after a closing quote: double the quotes inside the value");
    if (over) this.#quoted = false;
    return over ? from : from + 1;
  }

  /** `end` is where the row's line ending begins, a CR not counted; `next` is where the next row begins. */
  #endRow(chunk: Buffer, end: number, next: number): void {
    const at = end - this.#base - 1;
    const last = at >= 0 ? chunk[at] : this.#before;
    const returned = this.#rowEnd === lineFeed && end > this.#rowStart && last === carriageReturn;
    if (end - this.#rowStart === (returned ? 1 : 0)) this.#emptyLine = true;
    else this.#addRow(chunk, next, returned === this.#options.crlf || next === end);
    this.#rowStart = next;
    this.#fieldStart = next;
    this.#columns = 1;
  }

  #addRow(chunk: Buffer, next: number, asOthers: boolean): void {
    const { columns, mostPartBytes } = this.#options;
    if (this.#columns !== columns)
      throw this.#problem(chunk, `has ${this.#columns} columns, the header has ${columns}`);
    // Empty lines after the last row are left out, those between rows are in the way.
    this.odd ||= !asOthers || this.#emptyLine;
    this.rows++;
    if (next - this.#part.start > mostPartBytes && this.#part.rows > 0) {
      this.#parts.push(this.#part);
      this.#part = { start: this.#rowStart, end: next, rows: 1, firstRow: this.rows };
    } else {
      this.#part.end = next;
      this.#part.rows++;
    }
  }

  #endChunk(chunk: Buffer): void {
    this.#begun = this.#rowBeginning(chunk);
    if (chunk.length > 0) this.#before = chunk[chunk.length - 1] ?? 0;
    this.#base += chunk.length;
  }

  /** The first bytes of the row at hand. */
  #rowBeginning(chunk: Buffer): Buffer {
    const from = this.#rowStart - this.#base;
    if (from >= 0) return Buffer.from(chunk.subarray(from, from + shownBytes));
    if (this.#begun.length >= shownBytes) return this.#begun;
    return Buffer.concat([this.#begun, chunk.subarray(0, shownBytes - this.#begun.length)]);
  }

  /** What is wrong, with the row's number and how it begins. */
  #problem(chunk: Buffer, what: string): CsvProblem {
    const [line = ""] = this.#rowBeginning(chunk)
      .toString("utf8")
      .split(/[\r\n]/);
    const shown = line.length > shownCharacters ? `${line.slice(0, shownCharacters)}…` : line;
    return new CsvProblem(`data row ${this.rows + 1} (${JSON.stringify(shown)}) ${what}`);
  }
}

/** How many of these bytes are whole characters, the last one's missing bytes being still to come. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return needs > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
