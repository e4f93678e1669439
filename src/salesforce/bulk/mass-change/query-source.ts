import { csvCell, csvRow, delimiters } from "../../../files/csv-format.ts";
import { type BulkSource, openedAlike, type SourcePart } from "../csv-source.ts";
import { recordCells } from "../record-cells.ts";
import type { IdList } from "./id-list.ts";

const format = { columnDelimiter: "COMMA", lineEnding: "LF" } as const;

/** Rows that go ahead of the rest, in a job of their own. */
export const firstRows = 200;
/** Rows written at once. */
const chunkRows = 2_000;

/** Where the parts begin and end, counted in ids: the first few by themselves, then as many as a job takes. */
function partsOf(ids: IdList, headerBytes: number, rowBytes: number, mostJobBytes: number): SourcePart[] {
  const parts: SourcePart[] = [];
  const mostRows = Math.max(Math.floor((mostJobBytes - headerBytes) / rowBytes), 1);
  for (let start = 0; start < ids.length; ) {
    const rows = Math.min(start === 0 ? firstRows : mostRows, ids.length - start);
    const bytes = headerBytes + rows * rowBytes;
    parts.push({ start, end: start + rows, rows, firstRow: start + 1, bytes, exact: true });
    start += rows;
  }
  return parts;
}

/** The same values for each of these records, as rows for jobs; the rows are made as they are sent. */
export function querySource(
  ids: IdList,
  set: Readonly<Record<string, unknown>>,
  mostJobBytes: number,
): BulkSource {
  const cells = Object.keys(set).length > 0 ? recordCells(set) : new Map<string, string>();
  const columns = ["Id", ...cells.keys()];
  const header = csvRow(columns, format);
  const values = [...cells.values()].map((text) => `,${csvCell(text, delimiters.COMMA)}`).join("");
  const rowBytes = Buffer.byteLength(`${ids.at(0)}${values}\n`);
  async function* open({ start, end }: { start: number; end: number }): AsyncGenerator<Buffer> {
    yield Buffer.from(header);
    for (let at = start; at < end; at += chunkRows) {
      const rows = ids.slice(at, Math.min(at + chunkRows, end)).map((id) => `${id}${values}\n`);
      yield Buffer.from(rows.join(""));
    }
  }
  const parts = partsOf(ids, Buffer.byteLength(header), rowBytes, mostJobBytes);
  return { columns, format, rows: ids.length, ignored: [], parts, ...openedAlike(open) };
}
