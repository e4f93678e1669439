import { csvRow } from "../../files/csv-format.ts";
import type { NewFile } from "../../files/folder.ts";
import { sameName } from "../../spelling.ts";
import { describeObject } from "../metadata/describe.ts";
import { firstPage } from "../records/query.ts";
import type { DescribeField, ObjectDescribe } from "../rest/answers.ts";
import type { BackupFile, Salesforce } from "../rest/client.ts";
import { path } from "../rest/paths.ts";
import { textLiteral } from "../soql/literal.ts";
import { type IngestTarget, writtenField } from "./columns.ts";
import type { BulkSource } from "./csv-source.ts";
import { cellText, emptied } from "./record-cells.ts";
import { sentRows } from "./sent-rows.ts";

/** As many records as one request retrieves (REST API Developer Guide, sObject Collections). */
const mostRecords = 2_000;
/** Of the values in one statement, which may have 100,000 characters. */
const mostCharacters = 60_000;

const format = { columnDelimiter: "COMMA", lineEnding: "LF" } as const;

type Row = Readonly<Record<string, unknown>> | null;

/** What a backup reads of each record. */
interface Wanted {
  object: string;
  /** The field by which records are found: Id, or the external id of an upsert. */
  key: DescribeField | undefined;
  /** Where its value stands in a row. */
  place: number;
  /** Beside the id. */
  fields: string[];
}

/** All that could be loaded again, of records that are about to be deleted. */
function loadable({ fields }: ObjectDescribe): string[] {
  return fields
    .filter(({ createable, updateable, type }) => (createable || updateable) && type !== "base64")
    .map(({ name }) => name);
}

function wantedOf(describe: ObjectDescribe, target: IngestTarget, columns: readonly string[]): Wanted {
  const name = target.operation === "upsert" ? (target.externalIdField ?? "Id") : "Id";
  const place = columns.findIndex((column) => sameName(column, name));
  const written =
    target.operation === "update" || target.operation === "upsert"
      ? columns.flatMap((column) => writtenField(describe, column)?.name ?? [])
      : loadable(describe);
  const fields = [...new Set(written)].filter((field) => !sameName(field, "Id") && !sameName(field, name));
  const key = describe.fields.find((field) => sameName(field.name, name));
  return { object: describe.name, key, place, fields };
}

function literal(value: string, { type }: DescribeField): string {
  if (type === "double" || type === "int") return value;
  return textLiteral(value);
}

async function byKey(salesforce: Salesforce, wanted: Wanted, values: readonly string[]): Promise<Row[]> {
  const { object, key, fields } = wanted;
  if (key === undefined || sameName(key.name, "Id"))
    return salesforce.post<Row[]>(
      path`/composite/sobjects/${object}`,
      { ids: values, fields: ["Id", ...fields] },
      { idempotent: true },
    );
  const list = values.map((value) => literal(value, key)).join(", ");
  const soql = `SELECT ${["Id", ...fields].join(", ")} FROM ${object} WHERE ${key.name} IN (${list})`;
  return (await firstPage(salesforce, { soql, all: false, batchSize: mostRecords })).records;
}

/** The keys of the rows, so many together as one request reads, each once. */
async function* keysOf(source: BulkSource, place: number): AsyncGenerator<string[]> {
  let keys = new Set<string>();
  let characters = 0;
  for (const part of source.parts)
    for await (const row of sentRows(source, part)) {
      const key = row[place] ?? "";
      if (key === "" || key === emptied || keys.has(key)) continue;
      keys.add(key);
      characters += key.length;
      if (keys.size < mostRecords && characters < mostCharacters) continue;
      yield [...keys];
      [keys, characters] = [new Set(), 0];
    }
  if (keys.size > 0) yield [...keys];
}

/**
 * Writes the records that a load is about to change, as they are: their ids, and the fields that it writes; of
 * records that it deletes, all that could be loaded again. `#N/A` stands for an empty field, so that the file can
 * be loaded as it is. Records that are not there yet are left out. Memory stays flat however many there are.
 */
export async function writeBackup(
  salesforce: Salesforce,
  { source, target }: { source: BulkSource; target: IngestTarget },
  file: NewFile,
  progress: () => void,
): Promise<BackupFile> {
  const describe = await describeObject(salesforce, target.object);
  const wanted = wantedOf(describe, target, source.columns);
  let [rows, bytes] = [0, 0];
  const write = async (text: string) => {
    await file.write(text);
    bytes += Buffer.byteLength(text);
  };
  await write(csvRow(["Id", ...wanted.fields], format));
  for await (const keys of keysOf(source, wanted.place)) {
    const found = (await byKey(salesforce, wanted, keys)).filter((row) => row !== null);
    const cells = (row: Exclude<Row, null>) =>
      ["Id", ...wanted.fields].map((name) => cellText(name, row[name]));
    await write(found.map((row) => csvRow(cells(row), format)).join(""));
    rows += found.length;
    progress();
  }
  await file.done();
  return { path: file.path, rows, bytes };
}
