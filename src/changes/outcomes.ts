import { isObject } from "../json-object.ts";
import type { SalesforceRecord } from "../salesforce/records/rows.ts";
import { sameName } from "../spelling.ts";
import type { BeforeImages } from "./before.ts";
import type { RecordChange } from "./journal.ts";
import { fieldsOf, touchedBy } from "./touched.ts";
import type { Answered, Write, WrittenRecord } from "./writes.ts";

/** What an answer says of one record. */
interface Saved {
  id?: string | undefined;
  created?: boolean | undefined;
}

function savedIn(value: unknown): Saved | undefined {
  if (!isObject(value) || value["success"] === false) return undefined;
  const { id, created } = value;
  return {
    id: typeof id === "string" ? id : undefined,
    created: typeof created === "boolean" ? created : undefined,
  };
}

/** What an answer says of each record of a write, in their order; undefined for one that was not kept. */
function savedBy({ shape, records }: Write, { status, body }: Answered): (Saved | undefined)[] {
  if (status >= 300) return records.map(() => undefined);
  if (shape === "list")
    return records.map((_, index) => (Array.isArray(body) ? savedIn(body[index]) : undefined));
  if (shape === "together") {
    const saved = Array.isArray(body) ? savedIn(body[0]) : undefined;
    return records.map(() => saved && {});
  }
  if (shape === "tree") {
    const results = isObject(body) && body["hasErrors"] !== true ? body["results"] : undefined;
    return Array.isArray(results) ? results.map(savedIn) : [];
  }
  return records.map(() => savedIn(isObject(body) ? body : {}));
}

function asBefore(image: SalesforceRecord, fields: readonly string[]): Record<string, unknown> {
  const byName = new Map(Object.entries(image).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(fields.map((field) => [field, byName.get(field.toLowerCase()) ?? null]));
}

function updated(record: WrittenRecord, image: SalesforceRecord | string | undefined): Partial<RecordChange> {
  const touched = touchedBy(record.values);
  const after = { after: touched.values, afterByKey: touched.byKey };
  if (typeof image === "string") return { did: "updated", ...after, reason: image };
  return image === undefined
    ? { did: "updated", ...after, reason: "it was not there, or not to be seen, just before it was changed" }
    : { did: "updated", ...after, before: asBefore(image, fieldsOf(touched)) };
}

function idOf(
  record: WrittenRecord,
  saved: Saved,
  image: SalesforceRecord | string | undefined,
): string | undefined {
  const own = isObject(image) ? image["Id"] : undefined;
  return saved.id ?? record.id ?? (typeof own === "string" ? own : undefined);
}

/** `results` of a tree name records by their referenceIds, in an order of their own. */
function treeObjects(write: Write): string | undefined {
  const names = new Set(write.records.map(({ object }) => object));
  return names.size === 1 ? write.records[0]?.object : undefined;
}

/** Of a file's versions only the first makes something that can be deleted again: the file. */
function versionReason(object: string, after: Record<string, unknown>): Pick<RecordChange, "reason"> {
  const names = Object.keys(after);
  if (!sameName(object, "ContentVersion") || !names.some((name) => sameName(name, "ContentDocumentId")))
    return {};
  return { reason: "Salesforce deletes the versions of a file only together, with the file itself" };
}

function changeOf(write: Write, record: WrittenRecord, saved: Saved, images: BeforeImages): RecordChange[] {
  const image = write.operation === "update" || write.operation === "upsert" ? images.of(record) : undefined;
  const id = idOf(record, saved, image);
  if (id === undefined) return [];
  const object = write.shape === "tree" ? (treeObjects(write) ?? "") : (record.object ?? "");
  const reason = write.reason === undefined ? {} : { reason: write.reason };
  if (write.did !== undefined) return [{ object, id, did: write.did, ...reason }];
  if (write.operation === "delete") return [{ object, id, did: "deleted" }];
  const { values: after, byKey: afterByKey } = touchedBy(record.values);
  const created =
    write.operation === "create" || (write.operation === "upsert" && (saved.created ?? image === undefined));
  if (created && write.shape === "tree") return [{ object, id, did: "created" }];
  if (created) return [{ object, id, did: "created", after, afterByKey, ...versionReason(object, after) }];
  return [{ object, id, did: "updated", ...updated(record, image) }];
}

/** What became of the records of a write, by its answer. */
export function recordChanges(write: Write, answer: Answered, images: BeforeImages): RecordChange[] {
  // The id of an answer to a job is the job's.
  if (write.bulk !== undefined) return [];
  const saved = savedBy(write, answer);
  if (write.shape === "tree")
    return saved.flatMap((one) => (one ? changeOf(write, { values: {} }, one, images) : []));
  return write.records.flatMap((record, index) => {
    const one = saved[index];
    return one ? changeOf(write, record, one, images) : [];
  });
}

/** Whether one of the results says that it was done; Salesforce answers 400 as soon as one was not. */
function ranSome({ status, body }: Answered): boolean {
  const results = (Array.isArray(body) ? body : [body]).filter(isObject);
  const said = results.flatMap((result) => {
    const success = result["isSuccess"] ?? result["success"];
    return typeof success === "boolean" ? [success] : [];
  });
  return said.length > 0 ? said.includes(true) : status < 300;
}

/** Whether an answer says that a write was kept. */
export function wasKept(write: Write, answer: Answered): boolean {
  if (write.shape === "none") return answer.status < 300;
  if (write.shape === "results") return ranSome(answer);
  return savedBy(write, answer).some((saved) => saved !== undefined);
}
