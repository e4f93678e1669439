import { delimiters } from "../../files/csv-format.ts";
import { CsvScanner } from "../../files/csv-scanner.ts";
import type { FilesFolder, NewFile } from "../../files/folder.ts";
import { jsonText } from "../../json-numbers.ts";
import { type FileFormat, formatOf, previewOf, type SavedRows } from "../records/save-rows.ts";
import type { Salesforce } from "../rest/client.ts";
import { PageTrail } from "../rest/page-trail.ts";
import { nestedRecord } from "./cell-types.ts";
import { announcedOtherwise, type CameRows, countedOtherwise } from "./counts.ts";
import type { BulkJob, ResultKind } from "./jobs.ts";
import {
  type PageEnd,
  pageAhead,
  type ResultPage,
  type ResultRecord,
  recordReader,
  rowsOf,
  sumOf,
  withPage,
} from "./results.ts";

/** Large enough for few requests, small enough that one that breaks off costs little. */
const pageRows = 50_000;
const chunkCharacters = 64 * 1024;

/** The results of a job, and what watches them being saved. */
interface Results {
  salesforce: Salesforce;
  job: BulkJob;
  kind: ResultKind;
  signal: AbortSignal;
  /** Called as rows arrive. */
  progress: () => void;
}

/** A file that a job's results go into, page by page; a page that breaks off is taken back out. */
export class ResultFile {
  rows = 0;
  /** Once it is filled: why its rows are not those that Salesforce announced or counted. */
  problem: string | undefined;
  readonly #file: NewFile;
  readonly #format: FileFormat;
  #bytes = 0;
  #first = true;
  #preview: string[] = [];

  private constructor(file: NewFile, format: FileFormat) {
    this.#file = file;
    this.#format = format;
  }

  /** Throws FILE_REFUSED when it cannot be made, before anything is asked of Salesforce. */
  static async create(files: FilesFolder, name: string): Promise<ResultFile> {
    const format = formatOf(name);
    return new ResultFile(await files.create(name), format);
  }

  discard(): Promise<void> {
    return this.#file.discard();
  }

  /** Writes all results of a job and makes the file visible. */
  async fill(results: Results): Promise<SavedRows> {
    const { job, kind } = results;
    const came = await this.#addPages(results);
    if (this.#format === "json") await this.#write(this.rows === 0 ? "[]\n" : "]\n");
    await this.#file.done();
    this.problem = announcedOtherwise(came) ?? countedOtherwise(job, kind, this.rows);
    return { savedTo: this.#file.path, rows: this.rows, preview: this.#preview };
  }

  /** Page by page; the next one is on its way while a page is written. */
  async #addPages(results: Results): Promise<CameRows> {
    const { salesforce, job, kind, signal } = results;
    const trail = new PageTrail();
    let came: CameRows = { announced: undefined, came: 0 };
    let locator: string | undefined;
    let next: Promise<ResultPage> | undefined;
    try {
      do {
        const start = { bytes: this.#bytes, rows: this.rows, first: this.#first };
        const place = { locator, maxRecords: pageRows, signal, ahead: next };
        next = undefined;
        const read = await withPage(salesforce, job, kind, place, async (page, end) => {
          await this.#rewind(start);
          if (page.locator !== undefined && next === undefined) {
            const further = { ...place, locator: trail.follow(page.locator), ahead: undefined };
            next = pageAhead(salesforce, job, kind, further);
          }
          return { locator: page.locator, rows: await this.#add(page, results, end) };
        });
        came = sumOf(came, read.rows);
        locator = read.locator;
      } while (locator !== undefined);
    } finally {
      next?.then(
        (page) => page.close(),
        () => undefined,
      );
    }
    return came;
  }

  async #rewind({ bytes, rows, first }: { bytes: number; rows: number; first: boolean }): Promise<void> {
    if (bytes !== this.#bytes) await this.#file.truncate(bytes);
    this.#bytes = bytes;
    this.rows = rows;
    this.#first = first;
  }

  async #write(data: string | Buffer): Promise<void> {
    if (this.#preview.length === 0) this.#preview = previewOf(String(data.slice(0, 4_000)));
    await this.#file.write(data);
    this.#bytes += Buffer.byteLength(data);
  }

  async #add(page: ResultPage, results: Results, end: PageEnd): Promise<CameRows> {
    const rows = await (this.#format === "csv" ? this.#addCsv(page, results) : this.#addJson(page, results));
    const came = end(page, rows);
    this.rows += rows;
    this.#first = false;
    return came;
  }

  /** The bytes as they come; only the first page keeps its header. */
  async #addCsv({ head, chunks }: ResultPage, { progress }: Results): Promise<number> {
    if (!head) return 0;
    const scanner = new CsvScanner({
      delimiter: delimiters[head.columnDelimiter],
      rowEnd: "LF",
      crlf: head.lineEnding === "CRLF",
      columns: head.columns.length,
      start: head.length,
      mostPartBytes: Number.POSITIVE_INFINITY,
    });
    let skip = head.length;
    let last = 0;
    for await (const chunk of chunks) {
      const body = chunk.subarray(Math.min(skip, chunk.length));
      skip -= chunk.length - body.length;
      scanner.push(body);
      await this.#write(this.#first ? chunk : body);
      last = chunk.at(-1) ?? last;
      // A page of nothing but its header is no progress.
      if (body.length > 0) progress();
    }
    scanner.end();
    if (last !== 0x0a) await this.#write("\n");
    return scanner.rows;
  }

  async #addJson(page: ResultPage, { salesforce, job, kind, progress }: Results): Promise<number> {
    const recordOf = await recordReader(salesforce, job, page.head?.columns ?? []);
    let rows = 0;
    let text = "";
    for await (const row of rowsOf(page)) {
      const record = recordOf(row);
      const entry = jsonText(kind === "query" ? nestedRecord(record) : withoutNulls(record));
      const begins = this.#first && rows === 0 ? "[" : ",\n";
      text += this.#format === "jsonl" ? `${entry}\n` : begins + entry;
      rows++;
      if (text.length < chunkCharacters) continue;
      await this.#write(text);
      text = "";
      progress();
    }
    if (text !== "") await this.#write(text);
    return rows;
  }
}

/** In a loaded row an empty cell said nothing; a null would empty the field when the file is loaded again. */
function withoutNulls(record: ResultRecord): ResultRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
}
