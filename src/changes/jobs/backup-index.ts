import { Readable } from "node:stream";
import { csvRows } from "../../files/csv-rows.ts";
import type { ExistingFile } from "../../files/folder.ts";
import { shortId } from "../../salesforce/records/identity.ts";

/** Characters that tell the records of one object apart: the last ten of the first fifteen. */
const ownCharacters = 5;
const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const worth = new Map([...letters].map((letter, value) => [letter, value]));
/** Rows that lie near one another are read at once, up to so many bytes. */
const mostSpanBytes = 8_000_000;

/** Five letters and digits as a number below 2^32. */
function numberOf(text: string): number {
  let number = 0;
  for (const letter of text) number = number * letters.length + (worth.get(letter) ?? 0);
  return number;
}

/** A growing list of whole numbers below 2^53, in eight bytes each. */
class Numbers {
  #values = new Float64Array(1_024);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Float64Array(this.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  at(index: number): number {
    return this.#values[index] ?? 0;
  }
}

/** Where the rows of a file of CSV begin that has ids in its first column: 33 bytes a row, however long the rows are. */
export class BackupIndex {
  readonly #file: ExistingFile;
  /** Where each row begins; one more for the end. */
  readonly #starts: Numbers;
  /** By hash: the two halves of the id, and the number of the row counted from 1; 0 where there is none. */
  readonly #table: { first: Uint32Array; second: Uint32Array; row: Uint32Array };
  readonly columns: readonly string[];

  private constructor(
    file: ExistingFile,
    columns: readonly string[],
    starts: Numbers,
    table: { first: Uint32Array; second: Uint32Array; row: Uint32Array },
  ) {
    this.#file = file;
    this.columns = columns;
    this.#starts = starts;
    this.#table = table;
  }

  /** Reads the file once; `rows` is how many it has, its header not counted. */
  static async of(file: ExistingFile, rows: number): Promise<BackupIndex> {
    const size = 2 ** Math.ceil(Math.log2(Math.max(rows, 1) * 1.5 + 2));
    const table = {
      first: new Uint32Array(size),
      second: new Uint32Array(size),
      row: new Uint32Array(size),
    };
    const starts = new Numbers();
    let columns: readonly string[] | undefined;
    const options = { info: true, skip_empty_lines: true };
    // With `info` each row comes with how many bytes were read up to its end.
    for await (const entry of csvRows(file.open(), options) as AsyncIterable<unknown>) {
      const { info, record } = entry as { info: { bytes: number }; record: string[] };
      if (columns === undefined) columns = record;
      else if (starts.length <= rows) put(table, record[0] ?? "", starts.length);
      starts.push(info.bytes);
    }
    return new BackupIndex(file, columns ?? [], starts, table);
  }

  /** The rows of these ids that the file holds, by the first 15 characters of the ids; values in the order of the columns. */
  async rowsOf(ids: readonly string[]): Promise<Map<string, string[]>> {
    const places = ids.flatMap((id) => find(this.#table, id) ?? []).sort((one, other) => one - other);
    const found = new Map<string, string[]>();
    for (const span of this.#spans(places)) {
      const [first = 0] = span;
      const start = this.#starts.at(first - 1);
      const bytes = await this.#read(start, this.#starts.at(span.at(-1) ?? first));
      const texts = span.map((place) =>
        bytes.subarray(this.#starts.at(place - 1) - start, this.#starts.at(place) - start),
      );
      const rows = csvRows(Readable.from(texts, { objectMode: false }), { skip_empty_lines: true });
      for await (const row of rows) found.set(shortId(row[0] ?? ""), row);
    }
    return found;
  }

  /** Places that lie near enough to be read at once. */
  #spans(places: readonly number[]): number[][] {
    const spans: number[][] = [];
    for (const place of places) {
      const last = spans.at(-1);
      const [first = place] = last ?? [];
      const near = this.#starts.at(place) - this.#starts.at(first - 1) <= mostSpanBytes;
      if (last && near) last.push(place);
      else spans.push([place]);
    }
    return spans;
  }

  async #read(start: number, end: number): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.#file.open(start, end - 1)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
}

type Table = { first: Uint32Array; second: Uint32Array; row: Uint32Array };

function halvesOf(id: string): [number, number] {
  return [numberOf(id.slice(5, 5 + ownCharacters)), numberOf(id.slice(10, 10 + ownCharacters))];
}

/** The place where an id stands or would stand. */
function slotOf({ first, second, row }: Table, [one, other]: readonly [number, number]): number {
  const mask = row.length - 1;
  let slot = (Math.imul(one, 0x9e3779b1) ^ Math.imul(other, 0x85ebca6b)) & mask;
  while (row[slot] !== 0 && (first[slot] !== one || second[slot] !== other)) slot = (slot + 1) & mask;
  return slot;
}

function put(table: Table, id: string, row: number): void {
  const halves = halvesOf(id);
  const slot = slotOf(table, halves);
  [table.first[slot], table.second[slot]] = halves;
  table.row[slot] = row;
}

function find(table: Table, id: string): number | undefined {
  return table.row[slotOf(table, halvesOf(id))] || undefined;
}
