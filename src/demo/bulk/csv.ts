import { finished } from "node:stream/promises";
import { type CsvFormat, delimiters, lineEndings } from "./job.ts";
import { openUpload, type Upload } from "./upload.ts";

/** A file that cannot be read to its end; the text is what the job's errorMessage says. */
export class UnreadableFile extends Error {}

const mostRowCharacters = 400_000;

function invalid(problem: string): UnreadableFile {
  return new UnreadableFile(`InvalidBatch : Failed to parse CSV. ${problem}`);
}

const problems: Record<string, string> = {
  INVALID_OPENING_QUOTE: "Found unescaped quote. A value with quote should be within a quote",
  CSV_INVALID_CLOSING_QUOTE: "Found unescaped quote. A value with quote should be within a quote",
  CSV_QUOTE_NOT_CLOSED: "EOF reached before closing an opened quote",
  CSV_MAX_RECORD_SIZE: `Exceeded max length for one record: ${mostRowCharacters}`,
};

/** The first line, with its ending, if the text has all of it. */
function firstLine(text: string): { line: string; ending: string } | undefined {
  const found = /^((?:"(?:[^"]|"")*"|[^"\n])*?)(\r?\n)/.exec(text);
  return found ? { line: found[1] ?? "", ending: found[2] ?? "" } : undefined;
}

/** Looks at the beginning of a file: its header as it was written, and whether its lines end as the job says. */
export async function headerLine(upload: Upload, { lineEnding }: CsvFormat): Promise<string> {
  let text = "";
  const source = openUpload(upload);
  for await (const chunk of source) {
    text += String(chunk);
    const found = firstLine(text);
    if (!found && text.length < mostRowCharacters) continue;
    source.destroy();
    if (found && found.ending !== lineEndings[lineEnding])
      throw new UnreadableFile(
        `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${lineEnding}`,
      );
    return found?.line ?? text;
  }
  return text;
}

/** An error of the parser as UnreadableFile; others as they are. */
function readable(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const problem = problems[code] ?? (code.startsWith("CSV_") ? code : undefined);
  return problem === undefined ? error : invalid(problem);
}

/** The rows of a file after its header, in batches; values as text. Throws UnreadableFile after what could be read. */
export async function* batchesOf(
  upload: Upload,
  format: CsvFormat,
  size: number,
): AsyncGenerator<string[][], void> {
  const { parse } = await import("csv-parse");
  let rows: string[][] = [];
  const parser = parse({
    delimiter: delimiters[format.columnDelimiter],
    record_delimiter: lineEndings[format.lineEnding],
    relax_column_count: true,
    skip_empty_lines: true,
    from: 2,
    max_record_size: mostRowCharacters,
  });
  // As they come: an iterator of the stream would lose the rows right before an error.
  parser.on("data", (row: string[]) => rows.push(row));
  const ended = finished(parser);
  const failed = ended.then(
    () => undefined,
    (error: unknown) => readable(error),
  );
  const source = openUpload(upload);
  for await (const chunk of source) {
    await Promise.race([failed, new Promise((done) => parser.write(chunk, done))]);
    for (; rows.length >= size; rows = rows.slice(size)) yield rows.slice(0, size);
    if (parser.errored) break;
  }
  parser.end();
  const error = await failed;
  if (rows.length > 0) yield rows;
  if (error !== undefined) throw error;
}

/** The cells of one line, the header. */
export async function cellsOf(line: string, { columnDelimiter }: CsvFormat): Promise<string[]> {
  const { parse } = await import("csv-parse/sync");
  try {
    const [cells = []] = parse(line, { delimiter: delimiters[columnDelimiter], record_delimiter: "\n" });
    return cells;
  } catch {
    throw invalid(problems["CSV_INVALID_CLOSING_QUOTE"] ?? "");
  }
}

/** A value as Salesforce's files have it, always in quotes. */
export function cell(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}

/** A number as Java prints a double: `5000.0`, `9.12260031E8`. */
export function doubleText(value: number): string {
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-3 && size < 1e7)) return Number.isInteger(value) ? `${value}.0` : `${value}`;
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
}
