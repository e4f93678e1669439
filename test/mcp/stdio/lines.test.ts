import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { idOfLongLine, type Line, LineSplitter } from "../../../src/mcp/stdio/lines.ts";
import { anyText } from "../../any-text.ts";

function split(chunks: readonly Buffer[], mostBytes = 1_000_000): Line[] {
  const splitter = new LineSplitter(mostBytes);
  return chunks.flatMap((chunk) => [...splitter.lines(chunk)]);
}

/** The same bytes in chunks that end anywhere. */
function chunked(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...at, bytes.length].map((end, index) => bytes.subarray(at[index - 1] ?? 0, end));
}

test("lines are the same however the bytes arrive", () => {
  const line = anyText().map((text) => text.replaceAll("\n", " "));
  fc.assert(
    fc.property(fc.array(line), line, fc.array(fc.nat(2_000)), (lines, rest, cuts) => {
      const bytes = Buffer.from([...lines, rest].join("\n"));
      const expected = bytes.toString("utf8").split("\n").slice(0, -1);
      expect(split(chunked(bytes, cuts))).toEqual(expected.map((text) => ({ text })));
    }),
  );
});

test("a line that is too long keeps its ends, and those around it are whole", () => {
  fc.assert(
    fc.property(fc.integer({ min: 20_000, max: 60_000 }), fc.array(fc.nat(70_000)), (length, cuts) => {
      const long = `<${"x".repeat(length)}>`;
      const bytes = Buffer.from(`before\n${long}\nafter\n`);
      const lines = split(chunked(bytes, cuts), 10_000);
      expect(lines).toEqual([
        { text: "before" },
        { head: long.slice(0, 4_096), tail: long.slice(-4_096) },
        { text: "after" },
      ]);
    }),
  );
});

describe("the id of a line that is too long", () => {
  const filler = "x".repeat(5_000);
  const idOf = (text: string) => idOfLongLine({ head: text.slice(0, 4_096), tail: text.slice(-4_096) });

  test.each<[string, string, unknown]>([
    ["first", `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"a":"${filler}"}}`, 7],
    ["after the method", `{"method":"tools/call","id":"a\\"b","params":{"a":"${filler}"}}`, 'a"b'],
    ["last", `{"method":"tools/call","params":{"a":"${filler}"},"jsonrpc":"2.0","id":-3}`, -3],
    ["last but one", `{"method":"x","params":{"a":"${filler}"},"id":8,"jsonrpc":"2.0"}`, 8],
    ["with blanks", `{ "jsonrpc" : "2.0" , "id" : 7 , "params" : {"a":"${filler}"}}`, 7],
    ["only within the params", `{"method":"x","params":{"a":"${filler}","id":9}}`, undefined],
    ["nowhere", filler, undefined],
  ])("%s", (_, text, id) => {
    expect(idOf(text)).toBe(id);
  });
});
