import { Readable } from "node:stream";
import type { FieldSchema } from "../store/schema.ts";
import { batchesOf, cell, cellsOf, doubleText, headerLine, UnreadableFile } from "./csv.ts";
import { batchRows } from "./ingest.ts";
import { delimiters, type IngestJob, lineEndings } from "./job.ts";
import { idAt } from "./outcome.ts";

export type ResultKind = "successful" | "failed" | "unprocessed";

const added: Record<ResultKind, readonly string[]> = {
  successful: ["sf__Id", "sf__Created"],
  failed: ["sf__Id", "sf__Error"],
  unprocessed: [],
};

const doubles: ReadonlySet<FieldSchema["type"]> = new Set(["double", "currency", "percent"]);

/** Numbers come back as Java prints them, everything else as it was sent. */
function echo(field: FieldSchema | undefined, text: string): string {
  const number = Number(text);
  return field && doubles.has(field.type) && text.trim() !== "" && Number.isFinite(number)
    ? doubleText(number)
    : text;
}

/** The added cells of a row that belongs into the file, or undefined. */
function addedCells(job: IngestJob, kind: ResultKind, batch: number, index: number): string[] | undefined {
  const outcome = job.outcomes[batch];
  const letter = outcome?.kinds[index];
  if (!outcome || !letter) return kind === "unprocessed" ? [] : undefined;
  const id = idAt(outcome, index);
  if (kind === "failed" && letter === "f") return [id, outcome.errors.get(index) ?? ""];
  return kind === "successful" && letter !== "f" ? [id, String(letter === "c")] : undefined;
}

/** Rows of which there is none are not looked for: the file would be read in vain. */
function hasNone(job: IngestJob, kind: ResultKind): boolean {
  if (kind === "failed") return job.failed === 0;
  if (kind === "successful") return job.processed === job.failed;
  return job.state === "JobComplete";
}

async function* textOf(job: IngestJob, kind: ResultKind): AsyncGenerator<string, void> {
  const delimiter = delimiters[job.columnDelimiter];
  const ending = lineEndings[job.lineEnding];
  const { upload } = job;
  const line = upload ? await headerLine(upload, job).catch(() => "") : "";
  yield [...added[kind].map(cell), ...(line === "" ? [] : [line])].join(delimiter) + ending;
  if (!upload || hasNone(job, kind)) return;
  const fields = (await cellsOf(line, job)).map((name) => job.object.field(name));
  let batch = 0;
  for await (const rows of batchesOf(upload, job, batchRows)) {
    let text = "";
    for (const [index, cells] of rows.entries()) {
      const more = addedCells(job, kind, batch, index);
      if (!more) continue;
      const own = kind === "successful" ? cells.map((value, column) => echo(fields[column], value)) : cells;
      text += [...more, ...own].map(cell).join(delimiter) + ending;
    }
    batch++;
    if (text !== "") yield text;
  }
}

/** A result file, made while it is read. What could not be read of the upload is left out. */
export function resultFile(job: IngestJob, kind: ResultKind): Readable {
  async function* readable(): AsyncGenerator<string, void> {
    try {
      yield* textOf(job, kind);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
    }
  }
  return Readable.from(readable(), { objectMode: false });
}
