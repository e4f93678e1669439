import type { Readable } from "node:stream";
import type { Options } from "csv-parse";

/** The rows of a stream of CSV, parsed one by one; the stream ends with them, or when nobody wants more. */
export async function* csvRows(source: Readable, options: Options): AsyncGenerator<string[]> {
  const { parse } = await import("csv-parse");
  const parser = parse(options);
  source.on("error", (error) => parser.destroy(error));
  try {
    // Without `columns` a row is the list of its values.
    yield* source.pipe(parser) as AsyncIterable<string[]>;
  } finally {
    source.destroy();
  }
}
