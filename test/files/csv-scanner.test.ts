import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ColumnDelimiter,
  CsvProblem,
  csvHead,
  csvRow,
  delimiters,
  lineEndings,
} from "../../src/files/csv-format.ts";
import { CsvScanner, type Part } from "../../src/files/csv-scanner.ts";

function inChunks(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

interface ScanOptions {
  most?: number;
  chunk?: number;
  columnDelimiter?: ColumnDelimiter;
}

interface Scanned {
  parts: Part[];
  rows: number;
  odd: boolean;
  texts: string[];
}

function scanned(
  text: string | Buffer,
  { most = 1_000_000, chunk = 7, columnDelimiter }: ScanOptions = {},
): Scanned {
  const bytes = Buffer.from(text);
  const head = csvHead(bytes, true, { columnDelimiter });
  if (!head) throw new Error("no header");
  const scanner = new CsvScanner({
    delimiter: delimiters[head.columnDelimiter],
    rowEnd: head.lineEnding === "CR" ? "CR" : "LF",
    crlf: head.lineEnding === "CRLF",
    columns: head.columns.length,
    start: head.length,
    mostPartBytes: most,
  });
  for (const piece of inChunks(bytes.subarray(head.length), chunk)) scanner.push(piece);
  const parts = scanner.end();
  const texts = parts.map(({ start, end }) => bytes.toString("utf8", start, end));
  return { parts, rows: scanner.rows, odd: scanner.odd, texts };
}

describe("the header", () => {
  test.each<[string, object]>([
    [
      "Name,Phone\nA,1\n",
      { columns: ["Name", "Phone"], columnDelimiter: "COMMA", lineEnding: "LF", length: 11 },
    ],
    [
      "\uFEFFName;Phone\r\n",
      { columns: ["Name", "Phone"], columnDelimiter: "SEMICOLON", lineEnding: "CRLF", length: 15 },
    ],
    ['"Name"\t"Phone"\n', { columns: ["Name", "Phone"], columnDelimiter: "TAB" }],
    ["Name|Parent.Ext__c|X\n", { columnDelimiter: "PIPE" }],
    ["Name^X\n", { columnDelimiter: "CARET" }],
    ["Name`X\n", { columnDelimiter: "BACKQUOTE" }],
    [' Name , "X"\n', { columns: ["Name", "X"] }],
    ["Name\rA\r", { lineEnding: "CR", length: 5 }],
    ["Id", { columns: ["Id"], columnDelimiter: "COMMA", lineEnding: "LF", length: 2 }],
  ])("of %j", (text, expected) => {
    expect(csvHead(Buffer.from(text), true)).toMatchObject(expected);
  });

  test("is undefined while its end is not there yet", () => {
    expect(csvHead(Buffer.from("Name,Pho"), false)).toBeUndefined();
    expect(csvHead(Buffer.from("Name,Phone\r"), false)).toBeUndefined();
  });

  test.each<[string, Buffer, object, RegExp]>([
    ["UTF-16", Buffer.from("\uFEFFName\n", "utf16le"), {}, /UTF-16/],
    ["an empty first line", Buffer.from("\nA\n"), {}, /first line is empty/],
    ["another line ending than was said", Buffer.from("A\nB\n"), { lineEnding: "CRLF" }, /lines end with LF/],
  ])("%s is refused", (_, bytes, given, expected) => {
    expect(() => csvHead(bytes, true, given)).toThrow(expected);
  });

  test("the delimiter that was given wins", () => {
    expect(csvHead(Buffer.from("A,B\n"), true, { columnDelimiter: "TAB" })?.columns).toEqual(["A,B"]);
  });
});

describe("rows", () => {
  test("a last row without a line ending counts", () => {
    expect(scanned("A,B\n1,2\n3,4").rows).toBe(2);
  });

  test("line breaks and doubled quotes inside quotes belong to the value", () => {
    expect(scanned('A,B\n"1\n""x""\r\n",2\n3,"\n"\n').rows).toBe(2);
  });

  test("empty lines at the end are left out, those between rows make the file odd", () => {
    expect(scanned("A,B\n1,2\n\n\n")).toMatchObject({ rows: 1, odd: false, texts: ["1,2\n"] });
    expect(scanned("A,B\n1,2\n\n3,4\n")).toMatchObject({ rows: 2, odd: true });
    expect(scanned("A,B\r\n1,2\r\n\r\n3,4\r\n")).toMatchObject({ rows: 2, odd: true });
  });

  test("line endings that differ make the file odd", () => {
    expect(scanned("A,B\n1,2\r\n3,4\n")).toMatchObject({ rows: 2, odd: true });
    expect(scanned("A,B\r\n1,2\n3,4\r\n")).toMatchObject({ rows: 2, odd: true });
    expect(scanned("A,B\r\n1,2\r\n3,4\r\n")).toMatchObject({ rows: 2, odd: false });
  });

  test("a file cut right before a row goes into another part keeps rows whole", () => {
    const { texts, parts } = scanned('A,B\n1,2\n"3\n",4\n5,6\n', { most: 8 });
    expect(texts).toEqual(["1,2\n", '"3\n",4\n', "5,6\n"]);
    expect(parts.map(({ firstRow, rows }) => [firstRow, rows])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
  });

  test.each<[string, string | Buffer, RegExp]>([
    ["too few columns", "A,B\n1,2\n3\n", /^data row 2 \("3"\) has 1 columns, the header has 2$/],
    ["too many columns", "A,B\n1,2,3\n", /^data row 1 \("1,2,3"\) has 3 columns/],
    ["a ragged last row", "A,B\n1,2\n3,4,5", /^data row 2 \("3,4,5"\) has 3 columns/],
    ["a quote inside a value", 'A,B\n1,5" pipe\n', /^data row 1 .* has a quote inside a value/],
    ["text after a closing quote", 'A,B\n"1"x,2\n', /^data row 1 .* text after a closing quote/],
    ["an open quote", 'A,B\n1,2\n"3,4\n5,6\n', /^a quote that opens in data row 2 is never closed$/],
    ["no UTF-8", Buffer.from("A,B\n1,2\n3,\xe9\n5,6\n", "latin1"), /^data row 2 is not UTF-8/],
    ["half a character at the end", Buffer.from([65, 10, 66, 10, 0xc3]), /ends within a character/],
  ])("%s: the row is named", (_, text, expected) => {
    for (const chunk of [1, 3, 1_000]) expect(() => scanned(text, { chunk })).toThrow(expected);
    expect(() => scanned(text)).toThrow(CsvProblem);
  });

  test("a quote that swallows the file is noticed before it is read to its end", () => {
    const scanner = new CsvScanner({
      delimiter: ",",
      rowEnd: "LF",
      crlf: false,
      columns: 2,
      start: 0,
      mostPartBytes: 1e8,
    });
    scanner.push(Buffer.from('1,"2\n'));
    const lines = Buffer.from("3,4\n".repeat(100_000));
    expect(() => {
      for (let index = 0; index < 10; index++) scanner.push(lines);
    }).toThrow(/^data row 1 .* is a quote in it not closed\?$/);
  });
});

const value = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom("", '"', ',,"', "a\nb", "a\r\nb", "…é€😀", ";|^`\t", " x "),
);

test("whatever rows are written, the parts hold them all, whole and in order", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }).chain((columns) =>
        fc.array(fc.array(value, { minLength: columns, maxLength: columns }), {
          minLength: 1,
          maxLength: 20,
        }),
      ),
      fc.constantFrom(...(Object.keys(delimiters) as (keyof typeof delimiters)[])),
      fc.constantFrom(...(Object.keys(lineEndings) as (keyof typeof lineEndings)[])),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 200 }),
      (rows, columnDelimiter, lineEnding, chunk, most) => {
        const format = { columnDelimiter, lineEnding };
        const header = csvRow(
          (rows[0] ?? []).map((_, index) => `Field${index}`),
          format,
        );
        const written = rows.map((row) => csvRow(row, format));
        const {
          texts,
          rows: count,
          odd,
          parts,
        } = scanned(header + written.join(""), {
          chunk,
          most,
          columnDelimiter,
        });
        expect(odd).toBe(false);
        expect(count).toBe(rows.length);
        expect(texts.join("")).toBe(written.join(""));
        for (const [index, part] of parts.entries()) {
          const own = written.slice(part.firstRow - 1, part.firstRow - 1 + part.rows);
          expect(texts[index]).toBe(own.join(""));
          expect(own.length === 1 || part.end - part.start <= most).toBe(true);
        }
      },
    ),
    { numRuns: 300 },
  );
});

interface Line {
  start: number;
  /** Its ending, and the next line's beginning: the same at the end of the file. */
  end: number;
  next: number;
  columns: number;
}

/** The lines of a text, looked at byte by byte; undefined where something is wrong with its quotes. */
function linesOf(text: string, delimiter: string, rowEnd: string): Line[] | undefined {
  const lines: Line[] = [];
  let [start, columns, state] = [0, 1, "outside"];
  for (const [at, character] of [...text].entries()) {
    if (state === "inside" || (state === "closed" && character === '"')) {
      state = character === '"' && state === "inside" ? "closed" : "inside";
    } else if (character === delimiter || character === rowEnd) {
      state = "outside";
      columns += character === delimiter ? 1 : 0;
      if (character === delimiter) continue;
      lines.push({ start, end: at, next: at + 1, columns });
      [start, columns] = [at + 1, 1];
    } else if (state === "closed" && character !== "\r") return undefined;
    else if (character === '"') {
      if (at > start && text[at - 1] !== delimiter) return undefined;
      state = "inside";
    }
  }
  if (state === "inside") return undefined;
  if (start < text.length) lines.push({ start, end: text.length, next: text.length, columns });
  return lines;
}

type SimpleOptions = ConstructorParameters<typeof CsvScanner>[0];

/** What the scanner must find, found in the plainest way; undefined where it must refuse the bytes. */
function simplyScanned(bytes: Buffer, options: SimpleOptions) {
  const rowEnd = options.rowEnd === "CR" ? "\r" : "\n";
  const text = bytes.toString("latin1");
  const lines = isUtf8(bytes) ? linesOf(text, options.delimiter, rowEnd) : undefined;
  const returned = ({ start, end }: Line) => rowEnd === "\n" && end > start && text[end - 1] === "\r";
  const isEmpty = (line: Line) => line.end - line.start === (returned(line) ? 1 : 0);
  const rows = lines?.filter((line) => !isEmpty(line));
  if (!lines || !rows || rows.some(({ columns }) => columns !== options.columns)) return undefined;
  const parts: Part[] = [];
  for (const [index, { start, next }] of rows.entries()) {
    const part = parts.at(-1);
    const end = options.start + next;
    if (part && end - part.start <= options.mostPartBytes) Object.assign(part, { end, rows: part.rows + 1 });
    else
      parts.push({ start: part ? options.start + start : options.start, end, rows: 1, firstRow: index + 1 });
  }
  const last = lines.findLastIndex((line) => !isEmpty(line));
  const gap = lines.slice(0, Math.max(last, 0)).some(isEmpty);
  const mixed = rows.some((row) => row.next > row.end && returned(row) !== options.crlf);
  return { parts, rows: rows.length, odd: gap || mixed };
}

const someBytes = fc
  .array(
    fc.oneof(
      {
        weight: 30,
        arbitrary: fc.constantFrom("a", ",", ";", '"', '""', '"x"', '"y\n"', "\n", "\r\n", "\r", "é😀"),
      },
      // Long enough to be passed by several pairs of bytes at once.
      { weight: 3, arbitrary: fc.constantFrom("abcdefghijklmnopqr", "a,bcdefghijk;lmnopqrst,", "€€€€,€€€€") },
      { weight: 1, arbitrary: fc.constantFrom(Buffer.from([0xc3]), Buffer.from([0x80])) },
    ),
    { maxLength: 24 },
  )
  .map((pieces) => Buffer.concat(pieces.map((piece) => Buffer.from(piece))));

test("whatever bytes come, cut anywhere, the same is found as by looking at them one by one", () => {
  fc.assert(
    fc.property(
      someBytes,
      fc.array(fc.nat(120), { maxLength: 4 }),
      fc.record({
        delimiter: fc.constantFrom(",", ";"),
        rowEnd: fc.constantFrom("LF" as const, "LF" as const, "CR" as const),
        crlf: fc.boolean(),
        columns: fc.integer({ min: 1, max: 3 }),
        start: fc.nat(50),
        mostPartBytes: fc.integer({ min: 1, max: 40 }),
      }),
      (bytes, cuts, given) => {
        const options = { ...given, crlf: given.crlf && given.rowEnd === "LF" };
        const scanner = new CsvScanner(options);
        const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const scan = () => {
          for (const [index, from] of places.slice(0, -1).entries())
            scanner.push(bytes.subarray(from, places[index + 1]));
          return { parts: scanner.end(), rows: scanner.rows, odd: scanner.odd };
        };
        const expected = simplyScanned(bytes, options);
        if (expected) expect(scan()).toEqual(expected);
        else expect(scan).toThrow(CsvProblem);
      },
    ),
    { numRuns: 3_000 },
  );
});
