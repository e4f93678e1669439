import * as z from "zod";
import { ToolError } from "../errors.ts";
import { type Actions, type Effect, orElse } from "../guard/action.ts";
import { touchedByRecords } from "../guard/records.ts";
import { describeObject } from "../salesforce/metadata/describe.ts";
import { typeOf } from "../salesforce/records/identity.ts";
import { type SalesforceRecord, stripped } from "../salesforce/records/rows.ts";
import type { SaveResult } from "../salesforce/rest/answers.ts";
import type { Salesforce } from "../salesforce/rest/client.ts";
import { errorItems, joinedErrors } from "../salesforce/rest/errors.ts";
import { path } from "../salesforce/rest/paths.ts";
import { Failed } from "../tool/results.ts";
import { tool } from "../tool/tool.ts";
import { fieldName, objectName, record, recordId } from "./arguments.ts";

/** Errors that only say that another part failed. */
export const collateral = new Set([
  "PROCESSING_HALTED",
  "BATCH_PROCESSING_HALTED",
  "ALL_OR_NONE_OPERATION_ROLLED_BACK",
]);

const operations = {
  create: "create",
  update: "update",
  upsert: "update",
  delete: "delete",
  retrieve: "read",
} as const satisfies Record<string, Effect>;

const collectionInput = z.object({
  operation: z.enum(["create", "update", "upsert", "delete", "retrieve"]).describe("What to do"),
  object: objectName,
  records: z.array(record).min(1).max(200).optional().describe("Field values, with Id for update"),
  ids: z.array(recordId).min(1).max(200).optional().describe("For delete and retrieve"),
  fields: z.array(fieldName).min(1).max(500).optional().describe("For retrieve"),
  externalIdField: fieldName.optional().describe("For upsert; each record holds its value"),
  allOrNone: z.boolean().optional().describe("One failure undoes all (true)"),
});

type CollectionArguments = z.output<typeof collectionInput>;

function idValue(entry: SalesforceRecord): unknown {
  return Object.entries(entry).find(([name]) => name.toLowerCase() === "id")?.[1];
}

/** Names of fields are the same without case; a record without Id is one to create. */
function hasKey(entry: SalesforceRecord, key: string): boolean {
  const wanted = key.toLowerCase();
  return wanted === "id" || Object.keys(entry).some((name) => name.toLowerCase() === wanted);
}

function collectionProblem({
  operation,
  object,
  records,
  ids,
  fields,
  externalIdField,
}: CollectionArguments): string | undefined {
  const byIds = operation === "delete" || operation === "retrieve";
  if (byIds && (!ids || records)) return `ids: ${operation} takes ids and no records.`;
  if (!byIds && (!records || ids)) return `records: ${operation} takes records and no ids.`;
  if (operation !== "retrieve" && fields) return `fields: ${operation} takes none; they are for retrieve.`;
  if (operation !== "upsert" && externalIdField)
    return `externalIdField: ${operation} takes none; use upsert to find records by it.`;
  if (operation === "retrieve" && !fields) return "fields: retrieve takes the fields to read.";
  if (operation === "upsert" && !externalIdField)
    return "externalIdField: upsert takes the field that tells records apart.";
  for (const [index, entry] of (records ?? []).entries()) {
    const type = typeOf(entry);
    if (type && type.toLowerCase() !== object.toLowerCase())
      return `records[${index}]: it is a ${type}; all records are of ${object}.`;
    if (operation === "update" && typeof idValue(entry) !== "string")
      return `records[${index}]: update needs its Id.`;
    if (operation === "create" && idValue(entry) !== undefined)
      return `records[${index}]: leave Id out to create it.`;
    if (operation === "upsert" && externalIdField && !hasKey(entry, externalIdField))
      return `records[${index}]: it has no ${externalIdField}.`;
  }
  return undefined;
}

function collectionActions(args: CollectionArguments): Actions {
  const { operation, object, records = [], ids = [], fields, externalIdField } = args;
  const effect = operations[operation];
  const paths = [...(fields ?? []), externalIdField ?? ""].filter((name) => name.includes("."));
  const plain = records.map(({ attributes: _, ...values }) => values);
  const touched = touchedByRecords(plain, object);
  const own = { object, ...(ids.length > 0 && { ids }), ...(paths.length > 0 && { paths }) };
  // Both sides of what `check` lets only one of.
  const all = ids.length > 0 || paths.length > 0 ? [own, ...touched] : touched;
  return orElse(
    all.map((touch) => ({ effect, ...touch })),
    { effect, ...own },
  );
}

/** Salesforce would delete whatever these ids are of, so they are held against the object that was named. */
async function checkIds(salesforce: Salesforce, object: string, ids: readonly string[]): Promise<void> {
  const { keyPrefix, name } = await describeObject(salesforce, object);
  const index = keyPrefix === null ? -1 : ids.findIndex((id) => !id.startsWith(keyPrefix));
  if (index === -1) return;
  throw new ToolError(
    "BAD_ARGUMENT",
    `ids[${index}]: ${ids[index]} is no ${name}, whose ids begin with ${keyPrefix}. Nothing was deleted.`,
    "Give the object that the ids are of, one object a call.",
  );
}

/** Of each part that was sent an answer must come; of one that is missing nobody knows what became of it. */
export function unanswered(answered: number, asked: number): string | undefined {
  if (answered === asked) return undefined;
  return `Salesforce answered ${answered} of the ${asked} that were sent; what became of the others is not known, so look before you send them again.`;
}

async function save(args: CollectionArguments, salesforce: Salesforce): Promise<SaveResult[]> {
  const { operation, object, records = [], ids = [], externalIdField = "", allOrNone = true } = args;
  if (operation === "delete") await checkIds(salesforce, object, ids);
  if (operation === "delete")
    return salesforce.delete("/composite/sobjects", { query: { ids: ids.join(","), allOrNone } });
  // attributes come first, as polymorphic parents want them.
  const typed = records.map(({ attributes: _, ...entry }) => ({ attributes: { type: object }, ...entry }));
  const body = { allOrNone, records: typed };
  if (operation === "create") return salesforce.post("/composite/sobjects", body);
  return operation === "update"
    ? salesforce.patch("/composite/sobjects", body)
    : salesforce.patch(path`/composite/sobjects/${object}/${externalIdField}`, body);
}

async function retrieve(
  { object, ids = [], fields = [] }: CollectionArguments,
  salesforce: Salesforce,
): Promise<unknown> {
  const found = await salesforce.post<(SalesforceRecord | null)[]>(
    path`/composite/sobjects/${object}`,
    { ids, fields },
    { idempotent: true },
  );
  const missing = ids.filter((_, index) => !found[index]);
  if (missing.length === 0) return { records: found.map(stripped) };
  const summary = `${missing.length} of ${ids.length} not found: deleted, never there, or hidden from the user`;
  const records = found.filter((entry) => entry !== null).map(stripped);
  return records.length > 0
    ? { summary, missing, records }
    : new Failed({ summary: `nothing was found: ${summary}`, missing }, "NOT_FOUND", summary);
}

function collectionAnswer(results: readonly SaveResult[], args: CollectionArguments): unknown {
  const { operation, allOrNone = true, records, ids: givenIds } = args;
  const asked = (records ?? givenIds ?? []).length;
  const upserted = operation === "upsert";
  const items = results.map((result, index) => {
    return { index, result, ...joinedErrors(errorItems(result.errors), result.errors) };
  });
  const bad = items.filter(({ result }) => !result.success);
  const culprits = bad.filter(({ code }) => !collateral.has(code));
  const nothing = bad.length > 0 && (allOrNone || bad.length === items.length);
  const failed = culprits.map(({ index, code, message, fields }) => ({
    index,
    code,
    message,
    ...(fields && { fields }),
  }));
  const good = items.filter(({ result }) => result.success);
  const summary =
    bad.length === 0
      ? `all ${items.length} succeeded`
      : nothing
        ? `nothing was kept: ${culprits.length} of ${items.length} failed`
        : `${bad.length} of ${items.length} failed`;
  const rolledBack = bad.length - culprits.length;
  // Beside failures a place of its own tells which record each id is of.
  const ids = good.map(({ index, result: { id } }) => (failed.length > 0 ? { index, id } : id));
  const createdIds = good.flatMap(({ result }) => (result.created && result.id ? [result.id] : []));
  const created = createdIds.length;
  const problem = unanswered(results.length, asked);
  const value = {
    summary: problem ?? summary,
    ...(failed.length > 0 && { failed }),
    ...(rolledBack > 0 && { rolledBackWithThem: rolledBack }),
    ...(!nothing && { ids }),
    ...(created > 0 && { created }),
    ...(created > 0 && upserted && { createdIds }),
  };
  if (problem !== undefined) return new Failed(value, "UNEXPECTED_RESPONSE", problem);
  const [first] = failed;
  return nothing
    ? new Failed(value, first?.code ?? "ALL_OR_NONE_OPERATION_ROLLED_BACK", first?.message ?? summary)
    : value;
}

export const executeCollection = tool({
  title: "Write up to 200 records of one object",
  description:
    "Creates, updates, upserts, deletes or reads up to 200 Salesforce records of one object in one request.",
  effect: "mixed",
  readsToo: true,
  input: collectionInput,
  check: collectionProblem,
  actions: collectionActions,
  async run(args, { salesforce }) {
    if (args.operation === "retrieve") return retrieve(args, salesforce);
    return collectionAnswer(await save(args, salesforce), args);
  },
});
