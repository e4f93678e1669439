import { Readable } from "node:stream";
import { delimiters, lineEndings } from "../../files/csv-format.ts";
import { csvRows } from "../../files/csv-rows.ts";
import type { BulkSource, SourcePart } from "./csv-source.ts";

/** The rows of a part as its job gets them, without the header; values in the order of the source's columns. */
export function sentRows(source: BulkSource, part: SourcePart): AsyncGenerator<string[]> {
  const { columnDelimiter, lineEnding } = source.format;
  return csvRows(Readable.from(source.open(part), { objectMode: false }), {
    delimiter: delimiters[columnDelimiter],
    record_delimiter: lineEndings[lineEnding],
    from: 2,
  });
}
