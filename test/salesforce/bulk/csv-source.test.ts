import { Readable } from "node:stream";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvRow, delimiters } from "../../../src/files/csv-format.ts";
import {
  type BulkSource,
  type Bytes,
  csvSource,
  type SourceOptions,
} from "../../../src/salesforce/bulk/csv-source.ts";
import { jsonSource, recordsCsv } from "../../../src/salesforce/bulk/json-source.ts";

const chunkBytes = 5;
const options: SourceOptions = {
  place: "file: x",
  mostJobBytes: 100_000,
  signal: new AbortController().signal,
  looked: () => undefined,
  check: async (columns) => ({
    names: columns.map((column) => (column.startsWith("sf__") ? undefined : column)),
    ignored: columns.filter((column) => column.startsWith("sf__")),
  }),
};

async function textsOf(source: BulkSource): Promise<string[]> {
  const texts: string[] = [];
  for (const part of source.parts) {
    const chunks: Buffer[] = [];
    for await (const chunk of source.open(part)) chunks.push(chunk);
    texts.push(Buffer.concat(chunks).toString("utf8"));
  }
  return texts;
}

/** Bytes that come in chunks of this size, which end in the middle of everything; blocks are written over. */
function inChunks(text: string, size: number): Bytes {
  const buffer = Buffer.from(text);
  return {
    size: buffer.length,
    open(start = 0, end = buffer.length - 1) {
      const chunks: Buffer[] = [];
      const wanted = buffer.subarray(0, end + 1);
      for (let from = start; from < wanted.length; from += size)
        chunks.push(wanted.subarray(from, from + size));
      return Readable.from(chunks);
    },
    *blocks(start = 0, end = buffer.length - 1) {
      const block = Buffer.alloc(size);
      const wanted = buffer.subarray(0, end + 1);
      for (let from = start; from < wanted.length; from += size) {
        yield block.subarray(0, wanted.copy(block, 0, from));
        block.fill("spoilt");
      }
    },
  };
}

const csv = (text: string, given: Partial<SourceOptions> = {}) =>
  csvSource(inChunks(text, chunkBytes), { ...options, ...given });
const json = (text: string, given: Partial<SourceOptions> = {}) =>
  jsonSource(inChunks(text, chunkBytes), { ...options, ...given });

describe("a file of CSV", () => {
  test("goes out as it is, without its byte order mark", async () => {
    const source = await csv('\uFEFFName;X\r\n"a\nb";1\r\nc;2\r\n\r\n');
    expect(source).toMatchObject({
      columns: ["Name", "X"],
      rows: 2,
      format: { columnDelimiter: "SEMICOLON", lineEnding: "CRLF" },
    });
    expect(await textsOf(source)).toEqual(['Name;X\r\n"a\nb";1\r\nc;2\r\n']);
    expect(source.parts[0]).toMatchObject({ bytes: 22, exact: true });
  });

  test("each part begins with the header", async () => {
    const source = await csv("A,B\n1,2\n3,4\n5,6\n", { mostJobBytes: 12 });
    expect(await textsOf(source)).toEqual(["A,B\n1,2\n3,4\n", "A,B\n5,6\n"]);
  });

  test.each([
    ["columns of a result file", 'sf__Id,sf__Error,A,B\n,"X:no",1,"2,3"\n001,"Y",,4\n', 'A,B\n1,"2,3"\n,4\n'],
    ["empty lines between rows", "A,B\n1,2\n\n3,4\n", "A,B\n1,2\n3,4\n"],
    ["line endings that differ", 'A,B\n1,2\r\n3,"4\r\n"\n', 'A,B\n1,2\n3,"4\r\n"\n'],
    ["line endings of old Macs", "A,B\r1,2\r3,4\r", "A,B\n1,2\n3,4\n"],
  ])("%s are left out or mended", async (_, text, expected) => {
    const source = await csv(text);
    expect(await textsOf(source)).toEqual([expected]);
    expect(source.format.lineEnding).toBe("LF");
  });

  test.each<[string, string, Partial<SourceOptions>, RegExp]>([
    ["an empty file", "", {}, /^file: x: it is empty/],
    ["a header alone", "Name,X\n", {}, /^file: x: it has a header but no rows\.$/],
    ["a header without a line ending", "Name", {}, /it has a header but no rows/],
    ["a ragged row", "A,B\n1\n", {}, /^file: x: data row 1 \("1"\) has 1 columns, the header has 2\.$/],
    [
      "a wrong delimiter",
      "A;B\n1;2\n",
      { columnDelimiter: "COMMA" },
      /columnDelimiter is COMMA, but the header "A;B" looks like SEMICOLON/,
    ],
  ])("%s is refused", async (_, text, given, expected) => {
    await expect(csv(text, given)).rejects.toMatchObject({
      code: "BAD_ARGUMENT",
      message: expect.stringMatching(expected),
    });
  });
});

describe("a file of JSON", () => {
  test.each([
    ["an array", '[{"A":1,"B":null},\n {"B":"x, y","C":true}]'],
    ["lines", '{"A":1,"B":null}\n{"B":"x, y","C":true}\n'],
  ])("%s becomes CSV with every column", async (_, text) => {
    const source = await json(text);
    expect(await textsOf(source)).toEqual(['A,B,C\n1,#N/A,\n,"x, y",true\n']);
    expect(source.parts[0]?.bytes).toBe(27);
  });

  test("attributes are left out, parents become columns, lists become multi-select values", async () => {
    const source = await json(
      '[{"attributes":{"type":"Contact"},"Account":{"Ext__c":"A1"},"Owner":{"attributes":{"type":"User"},"Ext__c":"U1"},"Days__c":["Mo","Tu"]}]',
    );
    expect(await textsOf(source)).toEqual(["Account.Ext__c,User:Owner.Ext__c,Days__c\nA1,U1,Mo;Tu\n"]);
  });

  test.each([
    ["nothing", "", /it holds no records/],
    ["an empty array", "[]", /it holds no records/],
    ["no records", "[1]", /"1" at its beginning is unexpected/],
    ["a missing comma", '[{"A":1}{"A":2}]', /"{" after record 1 is unexpected/],
    ["an open array", '[{"A":1},', /its array is not closed/],
    ["half a record", '{"A":1}\n{"A":"x', /record 2 is cut off/],
    ["bad JSON", '{"A":1}\n{"A":x}', /record 2 is no valid JSON/],
    ["an empty record", '[{"A":1},{}]', /record 2: it is empty/],
    ["an object as a value", '[{"A":{"B":{"C":1}}}]', /record 1: A must hold one external id/],
  ])("%s is refused", async (_, text, expected) => {
    await expect(json(text)).rejects.toMatchObject({
      code: "BAD_ARGUMENT",
      message: expect.stringMatching(expected),
    });
  });
});

const cell = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 8 }),
  fc.constantFrom("", "a\nb", '"', "€,😀"),
);

test("records come through as they were, whatever the size of chunks and parts", async () => {
  const record = fc.dictionary(
    fc.constantFrom("A", "B", "C", "D"),
    fc.oneof(cell, fc.integer(), fc.boolean(), fc.constant(null)),
    {
      minKeys: 1,
    },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { minLength: 1, maxLength: 15 }),
      fc.boolean(),
      fc.integer({ min: 30, max: 400 }),
      async (records, lines, mostJobBytes) => {
        const text = lines
          ? records.map((entry) => JSON.stringify(entry)).join("\n")
          : JSON.stringify(records);
        const source = await json(text, { mostJobBytes });
        const texts = await textsOf(source);
        const rows = texts.flatMap((part) => parse(part, { columns: true }) as Record<string, string>[]);
        const expected = records.map((entry) =>
          Object.fromEntries(
            source.columns.map((column) => {
              const value = entry[column];
              if (value === undefined) return [column, ""];
              return [column, value === null || value === "" ? "#N/A" : String(value)];
            }),
          ),
        );
        expect(rows).toEqual(expected);
        for (const [index, part] of source.parts.entries())
          expect(Buffer.byteLength(texts[index] ?? "")).toBe(part.bytes);
        expect(recordsCsv(records).toString("utf8")).toBe(
          [
            ...(texts[0] ?? "").split(/(?<=\n)/).slice(0, 1),
            ...texts.map((part) => part.replace(/^.*?\n/, "")),
          ].join(""),
        );
      },
    ),
    { numRuns: 200 },
  );
});

test("rows that are written anew stay the same values", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 10 }),
      fc.constantFrom(...(Object.keys(delimiters) as (keyof typeof delimiters)[])),
      fc.integer({ min: 30, max: 300 }),
      async (rows, columnDelimiter, mostJobBytes) => {
        const format = { columnDelimiter, lineEnding: "LF" } as const;
        const text = [["sf__Error", "A", "B"], ...rows].map((row) => csvRow(row, format)).join("");
        const texts = await textsOf(await csv(text, { mostJobBytes }));
        const back = texts.flatMap(
          (part) => parse(part, { delimiter: delimiters[columnDelimiter], from: 2 }) as string[][],
        );
        expect(back).toEqual(rows.map(([, a, b]) => [a, b]));
        for (const part of texts) expect(part.startsWith(csvRow(["A", "B"], format))).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});
