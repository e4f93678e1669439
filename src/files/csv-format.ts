/** How a file of CSV is written, in the words of a bulk job. */
export interface CsvFormat {
  columnDelimiter: ColumnDelimiter;
  lineEnding: LineEnding;
}

/** What Bulk API 2.0 takes as `columnDelimiter`. */
export const delimiters = {
  COMMA: ",",
  TAB: "\t",
  SEMICOLON: ";",
  PIPE: "|",
  CARET: "^",
  BACKQUOTE: "`",
} as const;
export type ColumnDelimiter = keyof typeof delimiters;

/** What Bulk API 2.0 takes as `lineEnding`. */
export const lineEndings = { LF: "\n", CRLF: "\r\n" } as const;
export type LineEnding = keyof typeof lineEndings;

/** The first line of a file of CSV. */
export interface CsvHead {
  columns: string[];
  columnDelimiter: ColumnDelimiter;
  /** CR is what no job takes: such a file is written anew. */
  lineEnding: LineEnding | "CR";
  /** Bytes before the first row. */
  length: number;
}

/** What is wrong with a file, for the one who wrote it. */
export class CsvProblem extends Error {}

const quote = '"';
const byteOrderMark = "\uFEFF";

/** Where the first line ends, outside of quotes; undefined when the text does not hold all of it. */
function firstLineEnd(text: string): { end: number; ending: CsvHead["lineEnding"] } | undefined {
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === quote) quoted = !quoted;
    if (quoted || (character !== "\n" && character !== "\r")) continue;
    if (character === "\n") return { end: index, ending: "LF" };
    if (index + 1 === text.length) return undefined;
    return { end: index, ending: text[index + 1] === "\n" ? "CRLF" : "CR" };
  }
  return undefined;
}

/** Field names hold no character that separates columns, so the one that is there most often is the delimiter. */
function delimiterOf(line: string): ColumnDelimiter {
  const bare = line.replaceAll(/"(?:[^"]|"")*"/g, "");
  let best: ColumnDelimiter = "COMMA";
  let most = 0;
  for (const [name, character] of Object.entries(delimiters)) {
    const count = bare.split(character).length - 1;
    // Object.entries forgets which keys the object has.
    if (count > most) [best, most] = [name as ColumnDelimiter, count];
  }
  return best;
}

/** The names in a header; quotes and blanks around them are no part of them. */
function namesIn(line: string, delimiter: string): string[] {
  const names: string[] = [];
  let name = "";
  let quoted = false;
  for (const character of line) {
    if (character === quote) quoted = !quoted;
    else if (character === delimiter && !quoted) {
      names.push(name.trim());
      name = "";
    } else name += character;
  }
  return [...names, name.trim()];
}

/**
 * Reads the header from the first bytes of a file. Undefined when they do not hold all of it and `whole` is
 * false. Throws CsvProblem for a file without one, and for one that is no UTF-8.
 */
export function csvHead(
  bytes: Buffer,
  whole: boolean,
  given: { columnDelimiter?: ColumnDelimiter | undefined; lineEnding?: LineEnding | undefined } = {},
): CsvHead | undefined {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    throw new CsvProblem("it is written in UTF-16; save it as UTF-8");
  const text = bytes.toString("utf8");
  const mark = text.startsWith(byteOrderMark) ? 1 : 0;
  const found = firstLineEnd(text.slice(mark));
  if (!found && !whole) return undefined;
  const { end, ending } = found ?? { end: text.length - mark, ending: given.lineEnding ?? "LF" };
  const line = text.slice(mark, mark + end).replace(/\r$/, "");
  if (line.trim() === "") throw new CsvProblem("its first line is empty; it must name the columns");
  if (given.lineEnding && found && given.lineEnding !== ending)
    throw new CsvProblem(`lineEnding is ${given.lineEnding}, but its lines end with ${ending}`);
  const columnDelimiter = given.columnDelimiter ?? delimiterOf(line);
  if (line.includes("\uFFFD"))
    throw new CsvProblem("its first line is no text in UTF-8; save the file as UTF-8");
  const length = found ? mark + end + (ending === "CRLF" ? 2 : 1) : text.length;
  return {
    columns: namesIn(line, delimiters[columnDelimiter]),
    columnDelimiter,
    lineEnding: ending,
    length: Buffer.byteLength(text.slice(0, length)),
  };
}

/** What would end a cell that is not in quotes, by its delimiter. */
const endings = new Map<string, RegExp>(
  Object.values(delimiters).map((delimiter) => [delimiter, new RegExp(`["\\r\\n\\${delimiter}]`)]),
);

/** One value as a cell: in quotes when it holds what would end it. */
export function csvCell(value: string, delimiter: string): string {
  return endings.get(delimiter)?.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** One row with its line ending. A single empty cell is written in quotes, since an empty line is no row. */
export function csvRow(values: readonly string[], { columnDelimiter, lineEnding }: CsvFormat): string {
  const delimiter = delimiters[columnDelimiter];
  let line = "";
  let between = "";
  for (const value of values) {
    line += between + csvCell(value, delimiter);
    between = delimiter;
  }
  return (line === "" ? '""' : line) + lineEndings[lineEnding];
}
