import { isUtf8 } from "node:buffer";
import { bytePairs, marked, pairMeanings } from "./byte-pairs.ts";
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
 *
 * Places count from the beginning of the chunk at hand, below 0 where they lie before it: small integers, which
 * cost less than places in the whole file.
 */
export class CsvScanner {
  /** Rows found; empty lines are none. */
  rows = 0;
  /** Lines that Salesforce might not read as we do (empty ones, other line endings): to be written anew. */
  odd = false;
  readonly #options: ScannerOptions;
  readonly #delimiter: number;
  readonly #rowEnd: number;
  readonly #crlf: boolean;
  readonly #meanings: Uint8Array;
  readonly #parts: Part[] = [];
  /** Bytes of the file before the chunk at hand. */
  #base: number;
  #rowStart = 0;
  #columns = 1;
  #quoted = false;
  /** In quotes: whether the byte before was one, which ends the value unless it is doubled. */
  #closed = false;
  #emptyLine = false;
  /** Where the last row ended, which may be before empty lines. */
  #lastEnd = 0;
  #part: Pick<Part, "start" | "firstRow">;
  /** How far its rows may reach. */
  #partLimit: number;
  /** How the row began that the chunk before left unfinished. */
  #begun: Buffer = Buffer.alloc(0);
  /** The last byte before the chunk at hand. */
  #before: number;
  /** The beginning of a character that the chunk before left unfinished. */
  #partial: Buffer = Buffer.alloc(0);

  constructor(options: ScannerOptions) {
    this.#options = options;
    this.#delimiter = options.delimiter.charCodeAt(0);
    this.#rowEnd = options.rowEnd === "CR" ? carriageReturn : lineFeed;
    this.#crlf = options.crlf;
    this.#meanings = pairMeanings(this.#delimiter, [this.#rowEnd, quote]);
    this.#base = options.start;
    this.#part = { start: options.start, firstRow: 1 };
    this.#partLimit = options.mostPartBytes;
    this.#before = this.#rowEnd;
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
    if (this.#rowStart < 0) this.#endRow(Buffer.alloc(0), 0, this.#columns);
    this.#endPart(this.rows + 1);
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

  /** What the loops read is local, for speed. */
  #scan(chunk: Buffer): void {
    const { pairs, before } = bytePairs(chunk);
    const meanings = this.#meanings;
    const delimiter = this.#delimiter;
    const rowEnd = this.#rowEnd;
    const lastFour = pairs.length - 4;
    let columns = this.#columns;
    let index = this.#quoted ? this.#insideQuotes(chunk, 0) : 0;
    while (index < chunk.length) {
      const byte = chunk[index++];
      if (byte === delimiter) columns++;
      else if (byte === rowEnd) {
        this.#endRow(chunk, index - 1, columns);
        columns = 1;
      } else if (byte === quote) {
        this.#checkOpening(chunk, index - 1);
        index = this.#insideQuotes(chunk, index);
      } else if (((index + before) & 1) === 0) {
        let pair = (index + before) >> 1;
        // Nearly all bytes are passed here: four pairs without a mark are known by their sum.
        for (; pair <= lastFour; pair += 4) {
          const four =
            (meanings[pairs[pair] ?? 0] ?? 0) +
            (meanings[pairs[pair + 1] ?? 0] ?? 0) +
            (meanings[pairs[pair + 2] ?? 0] ?? 0) +
            (meanings[pairs[pair + 3] ?? 0] ?? 0);
          if (four >= marked) break;
          columns += four;
        }
        for (; pair < pairs.length; pair++) {
          const meaning = meanings[pairs[pair] ?? 0] ?? 0;
          if (meaning >= marked) break;
          columns += meaning;
        }
        index = 2 * pair - before;
      }
    }
    this.#columns = columns;
    this.#endChunk(chunk);
  }

  #checkOpening(chunk: Buffer, at: number): void {
    const before = at > 0 ? chunk[at - 1] : this.#before;
    if (before !== this.#delimiter && before !== this.#rowEnd)
      throw this.#problem(chunk, "has a quote inside a value: enclose the value in quotes and double it");
  }

  /** Goes on in a quoted value; returns where to go on outside, or the chunk's end. */
  #insideQuotes(chunk: Buffer, from: number): number {
    let index = this.#closed ? from : this.#afterQuote(chunk, from);
    while (index < chunk.length) {
      const byte = chunk[index];
      if (byte === quote) index = this.#afterQuote(chunk, index + 1);
      else if (byte === carriageReturn && this.#rowEnd === lineFeed) index++;
      else return this.#leaveQuotes(chunk, index);
    }
    this.#quoted = true;
    this.#closed = index === chunk.length;
    return chunk.length;
  }

  /** The place after the next quote; beyond the chunk's end where there is none. */
  #afterQuote(chunk: Buffer, from: number): number {
    const found = chunk.indexOf(quote, from);
    const end = found < 0 ? chunk.length : found;
    if (end - this.#rowStart > mostRowBytes)
      throw this.#problem(chunk, "is longer than Salesforce takes; is a quote in it not closed?");
    return found < 0 ? chunk.length + 1 : found + 1;
  }

  #leaveQuotes(chunk: Buffer, index: number): number {
    const byte = chunk[index];
    if (byte !== this.#delimiter && byte !== this.#rowEnd)
      throw this.#problem(chunk, "has text after a closing quote: double the quotes inside the value");
    this.#quoted = false;
    this.#closed = false;
    return index;
  }

  /** `end` is where the row's line ending begins, a CR not counted, or the end of the file. */
  #endRow(chunk: Buffer, end: number, columns: number): void {
    const last = end > 0 ? chunk[end - 1] : this.#before;
    const returned = last === carriageReturn && this.#rowEnd === lineFeed && end > this.#rowStart;
    if (end - this.#rowStart === (returned ? 1 : 0)) this.#emptyLine = true;
    else this.#addRow(chunk, end, columns, returned);
    this.#rowStart = end + 1;
  }

  #addRow(chunk: Buffer, end: number, columns: number, returned: boolean): void {
    const wanted = this.#options.columns;
    if (columns !== wanted) throw this.#problem(chunk, `has ${columns} columns, the header has ${wanted}`);
    const ended = end < chunk.length;
    // Empty lines after the last row are left out, those between rows are in the way.
    if ((returned !== this.#crlf && ended) || this.#emptyLine) this.odd = true;
    this.rows++;
    const next = ended ? end + 1 : end;
    if (next > this.#partLimit) this.#endPart(this.rows);
    this.#lastEnd = next;
  }

  /** Ends the part before the row `firstRow`, which begins another one; a part has at least one row. */
  #endPart(firstRow: number): void {
    const rows = firstRow - this.#part.firstRow;
    if (rows === 0) return;
    this.#parts.push({ ...this.#part, end: this.#base + this.#lastEnd, rows });
    this.#part = { start: this.#base + this.#rowStart, firstRow };
    this.#partLimit = this.#rowStart + this.#options.mostPartBytes;
  }

  #endChunk(chunk: Buffer): void {
    this.#begun = this.#rowBeginning(chunk);
    if (chunk.length > 0) this.#before = chunk[chunk.length - 1] ?? 0;
    this.#base += chunk.length;
    this.#rowStart -= chunk.length;
    this.#lastEnd -= chunk.length;
    this.#partLimit -= chunk.length;
  }

  /** The first bytes of the row at hand. */
  #rowBeginning(chunk: Buffer): Buffer {
    const from = this.#rowStart;
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
