import { ToolError } from "../errors.ts";
import { type Address, addressText } from "../guard/subrequest-url.ts";
import { isObject } from "../json-object.ts";
import { shortId } from "../salesforce/records/identity.ts";
import { firstPage } from "../salesforce/records/query.ts";
import type { SalesforceRecord } from "../salesforce/records/rows.ts";
import type { Salesforce } from "../salesforce/rest/client.ts";
import { textLiteral } from "../salesforce/soql/literal.ts";
import type { RecordChange } from "./journal.ts";
import { fieldsOf, touchedBy } from "./touched.ts";
import type { Write, WrittenRecord } from "./writes.ts";

/** Salesforce's limit for the parts of one batch request. */
const mostReads = 25;

/** Records as they were before a write: those of one object that are found by the same field. */
interface Read {
  object: string;
  /** `Id`, or the external id of an upsert. */
  field: string;
  /** As they stand in a statement, by their text. */
  values: Map<string, string>;
  fields: Set<string>;
}

/** Why a record's fields are not known as they were. */
const unread = "its fields could not be read before they were changed";

/** What was found of the records that a request writes. */
export class BeforeImages {
  readonly #found = new Map<string, SalesforceRecord>();
  readonly #reasons = new Map<string, string>();
  readonly #none: string | undefined;

  /** `none` is why nothing is known of any record. */
  constructor(none?: string) {
    this.#none = none;
  }

  /** Takes the rows of a read, or the reason why there are none. */
  take(read: Read, rows: readonly SalesforceRecord[] | undefined, reason = unread): void {
    if (rows === undefined) this.#reasons.set(nameOf(read), reason);
    for (const row of rows ?? []) this.#found.set(placeOf(read, row[read.field]), row);
  }

  /** Goes on from what a part of the request wrote: the next part on the same record finds that. */
  written(records: readonly RecordChange[]): void {
    const byId = new Map(records.map(({ id, after }) => [shortId(id), after]));
    for (const [place, row] of this.#found) {
      const after = byId.get(shortId(String(row["Id"])));
      if (after !== undefined) this.#found.set(place, { ...row, ...after });
    }
  }

  /** The record as it was; a reason in words where that is not known; undefined where there was none. */
  of(record: WrittenRecord): SalesforceRecord | string | undefined {
    if (this.#none !== undefined) return this.#none;
    const read = readOf(record);
    if (read === undefined) return unread;
    const [value = ""] = read.values.keys();
    return this.#reasons.get(nameOf(read)) ?? this.#found.get(placeOf(read, value));
  }
}

function nameOf({ object, field }: Read): string {
  return `${object.toLowerCase()} ${field.toLowerCase()}`;
}

/** Ids are the same by their first 15 characters; external ids without case, as far as Salesforce itself finds them so. */
function placeOf(read: Read, value: unknown): string {
  const text = String(value ?? "");
  return `${nameOf(read)} ${/^id$/i.test(read.field) ? shortId(text) : text.toLowerCase()}`;
}

function literals(value: unknown): Map<string, string> {
  const text = String(value);
  return new Map([[text, typeof value === "number" ? text : textLiteral(text)]]);
}

function readOf({ object, id, key, values }: WrittenRecord): Read | undefined {
  if (object === undefined) return undefined;
  const fields = new Set(fieldsOf(touchedBy(values)));
  if (id !== undefined) return { object, field: "Id", values: literals(id), fields };
  if (key?.value === undefined || key.value === null) return undefined;
  return { object, field: key.field, values: literals(key.value), fields };
}

/** One read for all records of an object that are found by the same field. */
function merged(reads: readonly Read[]): Read[] {
  const byName = new Map<string, Read>();
  for (const read of reads) {
    const same = byName.get(nameOf(read));
    if (same === undefined) byName.set(nameOf(read), { ...read });
    for (const [text, literal] of read.values) same?.values.set(text, literal);
    for (const field of read.fields) same?.fields.add(field);
  }
  return [...byName.values()];
}

function statementOf({ object, field, values, fields }: Read): string {
  const columns = [...new Set(["Id", field, ...fields].map((name) => name.toLowerCase()))];
  const spelled = columns.map((name) => [...fields, field, "Id"].find((own) => own.toLowerCase() === name));
  return `SELECT ${spelled.join(", ")} FROM ${object} WHERE ${field} IN (${[...values.values()].join(", ")})`;
}

/** One external id is asked for by its address, which takes it whatever its field's type. */
function byAddress({
  object,
  field,
  values,
  fields,
}: Read): { segments: string[]; fields: string } | undefined {
  const [value = ""] = values.keys();
  if (values.size !== 1 || /^id$/i.test(field)) return undefined;
  return { segments: ["sobjects", object, field, value], fields: ["Id", field, ...fields].join(",") };
}

async function readAlone(salesforce: Salesforce, read: Read, images: BeforeImages): Promise<void> {
  const single = byAddress(read);
  if (single === undefined) {
    const page = await firstPage(salesforce, { soql: statementOf(read), all: false, batchSize: 2_000 });
    return images.take(read, page.done ? page.records : undefined);
  }
  const at = `/${single.segments.map(encodeURIComponent).join("/")}`;
  const { status, body } = await salesforce.send<SalesforceRecord>("GET", at, {
    query: { fields: single.fields },
    accept: [300, 404],
  });
  images.take(read, rowsOf(read, status, body));
}

/** The rows of an answer to a read; undefined when it does not tell them. */
function rowsOf(read: Read, status: number, body: unknown): SalesforceRecord[] | undefined {
  if (byAddress(read) !== undefined && status === 404) return [];
  if (status >= 300 || !isObject(body)) return undefined;
  if (byAddress(read) !== undefined) {
    const [value] = read.values.keys();
    return [{ ...body, [read.field]: value }];
  }
  return body["done"] === true && Array.isArray(body["records"])
    ? body["records"].filter(isObject)
    : undefined;
}

function addressOf(read: Read): Address {
  const single = byAddress(read);
  if (single !== undefined)
    return { version: undefined, segments: single.segments, query: [["fields", single.fields]] };
  return { version: undefined, segments: ["query"], query: [["q", statementOf(read)]] };
}

async function readTogether(
  salesforce: Salesforce,
  reads: readonly Read[],
  images: BeforeImages,
): Promise<void> {
  const version = await salesforce.apiVersion();
  const batchRequests = reads.map((read) => ({
    method: "GET",
    url: addressText(addressOf(read), version, ""),
  }));
  const { results } = await salesforce.post<{ results: { statusCode: number; result: unknown }[] }>(
    "/composite/batch",
    { batchRequests },
    { idempotent: true },
  );
  for (const [index, read] of reads.entries())
    images.take(read, rowsOf(read, results[index]?.statusCode ?? 500, results[index]?.result));
}

/** Reads, in at most one request, what updates and upserts are about to change. A read that Salesforce refuses fails nothing. */
export async function beforeImages(salesforce: Salesforce, writes: readonly Write[]): Promise<BeforeImages> {
  const images = new BeforeImages();
  const changing = writes.filter(({ operation }) => operation === "update" || operation === "upsert");
  const reads = merged(changing.flatMap(({ records }) => records.flatMap((record) => readOf(record) ?? [])));
  const [first] = reads;
  for (const read of reads.slice(mostReads)) images.take(read, undefined);
  try {
    if (first !== undefined && reads.length === 1) await readAlone(salesforce, first, images);
    else if (first !== undefined) await readTogether(salesforce, reads.slice(0, mostReads), images);
  } catch (error) {
    // What ends the call, or keeps it from signing in, would end the write just the same.
    if (error instanceof ToolError && error.code !== "NETWORK") throw error;
    // The write goes on; that it cannot be taken back is said in its answer.
    for (const read of reads) images.take(read, undefined);
  }
  return images;
}
