import { createReadStream } from "node:fs";
import { csvRow } from "../../files/csv-format.ts";
import { csvRows } from "../../files/csv-rows.ts";
import { WholeFile } from "../../files/whole-file.ts";
import type { Salesforce } from "../../salesforce/rest/client.ts";
import type { Counts, SnapshotFolder } from "./folder.ts";
import { checkedRow, type Taken } from "./reference-check.ts";
import { idsOf, sourceRows } from "./source-rows.ts";
import type { TakenObject } from "./taken-object.ts";

/** What the parts of a snapshot share. */
export interface Snapshot {
  salesforce: Salesforce;
  folder: SnapshotFolder;
  taken: Taken;
  /** Rows of an object at most. */
  rows: number;
  timeoutMilliseconds: number;
  /** Says how far it is. */
  progress(text: string): void;
  /** The cells as they are written. */
  written(object: TakenObject, cells: string[]): string[];
}

const format = { columnDelimiter: "COMMA", lineEnding: "LF" } as const;

/** Ids in one statement. */
const idsAtOnce = 200;

function selection({ name, fields }: TakenObject): string {
  return `SELECT ${fields.map((field) => field.name).join(", ")} FROM ${name}`;
}

/** One object's file while it is written. */
export class ObjectFile {
  readonly #snapshot: Snapshot;
  readonly #object: TakenObject;
  readonly #file: WholeFile;
  readonly counts: Counts = { rows: 0, leftOut: {}, emptied: {} };

  private constructor(snapshot: Snapshot, object: TakenObject, file: WholeFile) {
    this.#snapshot = snapshot;
    this.#object = object;
    this.#file = file;
  }

  /** Writes with `work`, and notes that the object is done; nothing stays of a file that is not whole. */
  static async write(
    snapshot: Snapshot,
    object: TakenObject,
    work: (file: ObjectFile) => Promise<void>,
  ): Promise<void> {
    const { folder } = snapshot;
    const whole = await WholeFile.begin(folder.place(`${object.name}.csv`));
    try {
      await whole.write(
        csvRow(
          object.fields.map(({ name }) => name),
          format,
        ),
      );
      const file = new ObjectFile(snapshot, object, whole);
      await work(file);
      await whole.replace(0o600);
      await folder.finish(object.name, file.counts);
      snapshot.progress(`${object.name}: ${file.counts.rows} rows`);
    } catch (error) {
      await whole.discard();
      throw error;
    }
  }

  /** Adds rows; returns those that were not left out. */
  async add(rows: readonly string[][]): Promise<string[][]> {
    const { taken, written } = this.#snapshot;
    const place = this.#object.fields.findIndex(({ name }) => name === "Id");
    const kept = rows.flatMap((row) => {
      const cells = checkedRow(this.#object, row, taken, this.counts);
      if (!cells) taken.ids.delete(row[place] ?? "");
      return cells ? [cells] : [];
    });
    await this.#file.write(kept.map((cells) => csvRow(written(this.#object, cells), format)).join(""));
    return kept;
  }
}

/** The first rows of an object by id, which are the oldest: so parents and children fit together best. */
export async function takeRows(snapshot: Snapshot, object: TakenObject, count: number): Promise<void> {
  const { salesforce, timeoutMilliseconds, rows: most } = snapshot;
  const columns = object.fields.map(({ name }) => name);
  const soql = `${selection(object)} ORDER BY Id LIMIT ${most}`;
  await ObjectFile.write(snapshot, object, async (file) => {
    let seen = 0;
    for await (const rows of sourceRows(salesforce, soql, { columns, count, timeoutMilliseconds })) {
      await file.add(rows);
      seen += rows.length;
      if (seen < count) snapshot.progress(`${object.name}: ${seen} of ${count} rows`);
    }
  });
}

/** The records of users and the like that rows refer to, and those that these refer to. */
export async function takeWanted(
  snapshot: Snapshot,
  object: TakenObject,
  file: ObjectFile,
): Promise<boolean> {
  const { salesforce, taken, timeoutMilliseconds } = snapshot;
  const wanted = [...(taken.wanted.get(object.name) ?? [])].filter((id) => !taken.ids.has(id));
  const columns = object.fields.map(({ name }) => name);
  for (let from = 0; from < wanted.length; from += idsAtOnce) {
    const some = wanted.slice(from, from + idsAtOnce);
    for (const id of some) taken.ids.add(id);
    const list = some.map((id) => `'${id}'`).join(", ");
    const soql = `${selection(object)} WHERE Id IN (${list})`;
    for await (const rows of sourceRows(salesforce, soql, {
      columns,
      count: some.length,
      timeoutMilliseconds,
    }))
      await file.add(rows);
  }
  return wanted.length > 0;
}

/** The ids of the rows that will be taken. */
export function firstIds({ salesforce, rows }: Snapshot, { name }: TakenObject): Promise<string[]> {
  return idsOf(salesforce, `SELECT Id FROM ${name} ORDER BY Id LIMIT ${rows}`);
}

/** Notes what an object's finished file holds and refers to, where an earlier call wrote it. */
export async function noteWritten({ folder, taken }: Snapshot, { name, fields }: TakenObject): Promise<void> {
  const references = fields.flatMap((field, place) => (field.type === "reference" ? [{ field, place }] : []));
  const idPlace = fields.findIndex((field) => field.name === "Id");
  const source = createReadStream(folder.place(`${name}.csv`));
  for await (const row of csvRows(source, { from: 2, relax_column_count: true })) {
    taken.ids.add(row[idPlace] ?? "");
    for (const { field, place } of references) if (row[place]) taken.holds(field, row[place]);
  }
}
