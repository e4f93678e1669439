import { parseJson } from "../json-numbers.ts";
import { CsvProblem } from "./csv-format.ts";

const code = (character: string) => character.charCodeAt(0);
const openBrace = code("{");
const closeBrace = code("}");
const openBracket = code("[");
const closeBracket = code("]");
const comma = code(",");
const quote = code('"');
const backslash = code("\\");
const blanks = new Set([code(" "), code("\t"), code("\r"), code("\n")]);
const byteOrderMark = new Set([0xef, 0xbb, 0xbf]);

/** More than any record that Salesforce takes; one that grows past it is not held in memory. */
const mostRecordBytes = 8_000_000;

export interface JsonRecord {
  value: Record<string, unknown>;
  /** Where it stands in the file, in bytes. */
  start: number;
  end: number;
}

/** `array`: one array of records; `lines`: records with nothing but blanks between them. */
export type JsonShape = "array" | "lines";

/** Whether a file is JSON by its name, one array or a record a line; any other is CSV. */
export function isJsonName(name: string): boolean {
  return /\.(?:json|jsonl|ndjson)$/i.test(name);
}

/**
 * Finds the records of a JSON file in its bytes, one after the other, so that a file of any size may be read.
 * Throws CsvProblem that names the record.
 */
export class JsonScanner {
  /** Records found. */
  records = 0;
  /** Known after the first byte that says something. */
  shape: JsonShape | undefined;
  #offset: number;
  #start = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #begun: Buffer[] = [];
  #begunBytes = 0;
  #state: "before" | "record" | "after" | "over" = "before";

  /** `shape` is given to read a stretch of a file that was read before. */
  constructor(start = 0, shape?: JsonShape) {
    this.#offset = start;
    this.shape = shape;
  }

  /** The records that are complete with this chunk. */
  push(chunk: Buffer): JsonRecord[] {
    const found: JsonRecord[] = [];
    let from = this.#depth > 0 ? 0 : -1;
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index] ?? 0;
      if (this.#depth === 0) {
        if (this.#begins(byte)) {
          from = index;
          this.#start = this.#offset + index;
        }
      } else if (this.#ends(byte)) {
        found.push(this.#record(chunk.subarray(from, index + 1), this.#offset + index + 1));
        from = -1;
      }
    }
    if (from >= 0) this.#keep(chunk.subarray(from));
    this.#offset += chunk.length;
    return found;
  }

  /** After the last chunk of a whole file: throws when something is missing. */
  end(): void {
    if (this.#depth > 0) throw new CsvProblem(`record ${this.records + 1} is cut off`);
    if (this.shape === "array" && this.#state !== "over")
      throw new CsvProblem("its array is not closed; the file is cut off");
  }

  /** A byte between records; true when it opens one. */
  #begins(byte: number): boolean {
    if (blanks.has(byte) || (this.shape === undefined && byteOrderMark.has(byte))) return false;
    if (
      byte === openBrace &&
      (this.#state === "before" || (this.shape === "lines" && this.#state === "after"))
    ) {
      this.shape ??= "lines";
      this.#state = "record";
      this.#depth = 1;
      return true;
    }
    if (byte === openBracket && this.shape === undefined) this.shape = "array";
    else if (byte === comma && this.shape === "array" && this.#state === "after") this.#state = "before";
    else if (byte === closeBracket && this.shape === "array" && this.#state !== "over") this.#state = "over";
    else {
      const place = this.records === 0 ? "at its beginning" : `after record ${this.records}`;
      throw new CsvProblem(
        `${JSON.stringify(String.fromCharCode(byte))} ${place} is unexpected; it must be one array of records, or one record a line`,
      );
    }
    return false;
  }

  /** A byte inside a record; true when it closes it. */
  #ends(byte: number): boolean {
    if (this.#escaped) this.#escaped = false;
    else if (this.#inString) {
      if (byte === backslash) this.#escaped = true;
      else if (byte === quote) this.#inString = false;
    } else if (byte === quote) this.#inString = true;
    else if (byte === openBrace || byte === openBracket) this.#depth++;
    else if (byte === closeBrace || byte === closeBracket) this.#depth--;
    return this.#depth === 0;
  }

  #keep(bytes: Buffer): void {
    this.#begunBytes += bytes.length;
    if (this.#begunBytes > mostRecordBytes)
      throw new CsvProblem(`record ${this.records + 1} is larger than Salesforce takes`);
    this.#begun.push(Buffer.from(bytes));
  }

  #record(rest: Buffer, end: number): JsonRecord {
    const text = Buffer.concat([...this.#begun, rest]).toString("utf8");
    this.#begun = [];
    this.#begunBytes = 0;
    this.#state = "after";
    this.records++;
    try {
      // What begins with a brace and parses is an object.
      return { value: parseJson(text) as Record<string, unknown>, start: this.#start, end };
    } catch {
      throw new CsvProblem(`record ${this.records} is no valid JSON`);
    }
  }
}
