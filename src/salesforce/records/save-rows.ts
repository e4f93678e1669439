import { extname } from "node:path";
import { ToolError } from "../../errors.ts";
import { csvRow } from "../../files/csv-format.ts";
import type { FilesFolder } from "../../files/folder.ts";
import { jsonText } from "../../json-numbers.ts";
import { flatTable, labelTable, type SalesforceRecord, stripped } from "./rows.ts";

export interface SavedRows {
  savedTo: string;
  rows: number;
  /** The first rows, as the file has them. */
  preview: string[];
}

const previewRows = 3;
const previewCharacters = 300;

/** Turns one page of records into text; `first` says whether nothing was written yet. */
type PageWriter = (records: readonly SalesforceRecord[], first: boolean) => string;

/** A value as a cell holds it; none is an empty one. */
function cellText(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}

const commas = { columnDelimiter: "COMMA", lineEnding: "LF" } as const;

function csvWriter(asked: readonly string[], labels: boolean): PageWriter {
  let columns: string[] | undefined;
  return (records, first) => {
    const table = labels ? labelTable(records, asked) : flatTable(records, columns ?? asked);
    columns ??= table.columns;
    const known = new Set(columns);
    const added = table.columns.filter((column) => !known.has(column) && !isNullParent(column, known));
    if (added.length > 0)
      throw new ToolError(
        "UNEXPECTED_RESPONSE",
        `Later rows have further columns (${added.join(", ")}), which a CSV file cannot take up.`,
        "Save as .jsonl instead.",
      );
    const places = columns.map((column) => table.columns.indexOf(column));
    let text = first ? csvRow(columns, commas) : "";
    for (const row of table.rows)
      text += csvRow(
        places.map((place) => cellText(row[place])),
        commas,
      );
    return text;
  };
}

/** A parent that is null in every row of a page shows up as a column of its own. */
function isNullParent(column: string, known: ReadonlySet<string>): boolean {
  return [...known].some((name) => name.startsWith(`${column}.`));
}

const jsonLines: PageWriter = (records) => records.map((record) => `${jsonText(record)}\n`).join("");

const jsonArray: PageWriter = (records, first) =>
  records.map((record, index) => `${first && index === 0 ? "[" : ",\n"}${jsonText(record)}`).join("");

export type FileFormat = "csv" | "json" | "jsonl";

/** What a file's name says that it holds; `json` is one array, `jsonl` an object a line. Throws BAD_ARGUMENT. */
export function formatOf(name: string): FileFormat {
  const ending = extname(name).slice(1).toLowerCase();
  if (ending === "csv" || ending === "json" || ending === "jsonl") return ending;
  throw new ToolError("BAD_ARGUMENT", `saveTo: '${name}' must end with .csv, .json or .jsonl.`);
}

export function previewOf(text: string): string[] {
  return text
    .split("\n", previewRows + 1)
    .filter((line) => line !== "")
    .map((line) => (line.length > previewCharacters ? `${line.slice(0, previewCharacters)}…` : line));
}

/** `labels` says that the records' keys are labels and no paths, and `asked` all of them. */
export interface SaveOptions {
  labels?: boolean;
}

function writerOf(format: FileFormat, asked: readonly string[], labels: boolean): PageWriter {
  if (format === "csv") return csvWriter(asked, labels);
  const plain = (records: readonly SalesforceRecord[]) =>
    // A record without attributes is a record.
    labels ? records : records.map((record) => stripped(record) as SalesforceRecord);
  const write = format === "json" ? jsonArray : jsonLines;
  return (records, first) => write(plain(records), first);
}

/**
 * Streams pages of records into a new file of the files folder: `.csv`, `.json` (one array) or `.jsonl`. The columns
 * that were asked for may be found out while the first page is on its way. When anything fails, no file is left behind.
 */
export async function saveRows(
  files: FilesFolder,
  name: string,
  pages: AsyncIterable<readonly SalesforceRecord[]>,
  asked: readonly string[] | Promise<readonly string[]> = [],
  { labels = false }: SaveOptions = {},
): Promise<SavedRows> {
  const format = formatOf(name);
  const file = await files.create(name);
  let toText: PageWriter | undefined;
  let rows = 0;
  let preview: string[] = [];
  try {
    let first = true;
    for await (const records of pages) {
      toText ??= writerOf(format, await asked, labels);
      const text = toText(records, first);
      if (first) preview = previewOf(text);
      first = first && records.length === 0;
      rows += records.length;
      await file.write(text);
    }
    if (format === "json") await file.write(rows === 0 ? "[]\n" : "]\n");
    await file.done();
  } catch (error) {
    await file.discard();
    throw error;
  }
  return { savedTo: file.path, rows, preview };
}
