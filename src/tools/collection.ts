import * as z from "zod";
import { ToolError } from "../errors.ts";
import { type Actions, type Effect, orElse } from "../guard/action.ts";
import { touchedByRecords } from "../guard/records.ts";
import { withoutOwnValues } from "../salesforce/bulk/reasons.ts";
import { describeObject } from "../salesforce/metadata/describe.ts";
import { duplicateRule } from "../salesforce/records/duplicate-rule.ts";
import { typeOf } from "../salesforce/records/identity.ts";
import { type SalesforceRecord, shownRecords } from "../salesforce/records/rows.ts";
import type { SaveResult } from "../salesforce/rest/answers.ts";
import type { Salesforce } from "../salesforce/rest/client.ts";
import { type ErrorItem, errorItems, isCollateral, joinedErrors } from "../salesforce/rest/errors.ts";
import { path } from "../salesforce/rest/paths.ts";
import { Failed } from "../tool/results.ts";
import { type ToolContext, tool } from "../tool/tool.ts";
import { allowDuplicates, fieldName, objectName, record, recordId, validateOnly } from "./arguments.ts";

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
  ids: z.array(recordId).min(1).max(200).optional().describe("For delete, retrieve, and update with record"),
  record: record.optional().describe("For update with ids: what all of them get"),
  fields: z.array(fieldName).min(1).max(500).optional().describe("For retrieve"),
  externalIdField: fieldName.optional().describe("For upsert; each record holds its value"),
  allOrNone: z.boolean().optional().describe("One failure undoes all (true)"),
  allowDuplicates,
  validateOnly,
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
  record: same,
  validateOnly,
}: CollectionArguments): string | undefined {
  if (operation === "retrieve" && validateOnly)
    return "validateOnly: retrieve takes none; it changes nothing.";
  if (same && (operation !== "update" || !ids || records))
    return "record: it is for update with ids, all of which get it; otherwise give records.";
  if (same && idValue(same) !== undefined) return "record: leave Id out; ids say which records get it.";
  if (same)
    return Object.keys(same).length === 0 ? "record: it is empty; give at least one field." : undefined;
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

/** The records to write; one record for many ids as many records. */
function recordsToWrite({ records = [], ids = [], record: same }: CollectionArguments): SalesforceRecord[] {
  return same ? ids.map((Id) => ({ Id, ...same })) : records;
}

function collectionActions(args: CollectionArguments): Actions {
  const { operation, object, ids = [], fields, externalIdField } = args;
  const records = recordsToWrite(args);
  const effect = operations[operation];
  const paths = [...(fields ?? []), externalIdField ?? ""].filter((name) => name.includes("."));
  const plain = records.map(({ attributes: _, ...values }) => values);
  const touched = touchedByRecords(plain, object);
  const own = { object, ...(ids.length > 0 && !args.record && { ids }), ...(paths.length > 0 && { paths }) };
  // Both sides of what `check` lets only one of.
  const all = (ids.length > 0 && !args.record) || paths.length > 0 ? [own, ...touched] : touched;
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
  const { operation, object, ids = [], externalIdField = "", allOrNone = true } = args;
  if (operation === "delete") await checkIds(salesforce, object, ids);
  if (operation === "delete")
    return salesforce.delete("/composite/sobjects", { query: { ids: ids.join(","), allOrNone } });
  // attributes come first, as polymorphic parents want them.
  const typed = recordsToWrite(args).map(({ attributes: _, ...entry }) => ({
    attributes: { type: object },
    ...entry,
  }));
  const body = { allOrNone, records: typed };
  const options = { headers: duplicateRule(args.allowDuplicates) };
  if (operation === "create") return salesforce.post("/composite/sobjects", body, options);
  return operation === "update"
    ? salesforce.patch("/composite/sobjects", body, options)
    : salesforce.patch(path`/composite/sobjects/${object}/${externalIdField}`, body, options);
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
  if (missing.length === 0) return { records: shownRecords(found.filter((entry) => entry !== null)) };
  const summary = `${missing.length} of ${ids.length} not found: deleted, never there, or hidden from the user`;
  const records = shownRecords(found.filter((entry) => entry !== null));
  return records.length > 0
    ? { summary, missing, records }
    : new Failed({ summary: `nothing was found: ${summary}`, missing }, "NOT_FOUND", summary);
}

const done: Readonly<Record<string, string>> = {
  create: "created",
  update: "updated",
  upsert: "saved",
  delete: "deleted",
};

/** One kind of failure, and which records it met, counted from 1. */
interface FailureKind {
  code: string;
  message: string;
  fields?: string[];
  count: number;
  rows: number[];
  hint?: string;
}

/** Records that failed alike, put together: their own values and ids are set aside where there are several. */
async function failureKinds(
  results: readonly SaveResult[],
  args: CollectionArguments,
  { hint }: ToolContext,
): Promise<FailureKind[]> {
  const records = recordsToWrite(args);
  const kinds = new Map<string, FailureKind & { items: readonly ErrorItem[]; alike: string }>();
  for (const [index, { success, errors }] of results.entries()) {
    const items = errorItems(errors);
    const said = joinedErrors(items, errors);
    if (success || isCollateral(said)) continue;
    const { code, message, fields } = said;
    const alike = withoutOwnValues(message, records[index] ?? {}, fields ?? []);
    const known = kinds.get(`${code}:${alike}`);
    if (known) {
      known.count++;
      known.rows.push(index + 1);
      known.message = known.alike;
    } else
      kinds.set(`${code}:${alike}`, {
        code,
        message,
        ...(fields && { fields }),
        count: 1,
        rows: [index + 1],
        items,
        alike,
      });
  }
  const { object, ids } = args;
  return Promise.all(
    [...kinds.values()].map(async ({ items: [item], alike: _, ...kind }) => {
      const place = (kind.rows[0] ?? 1) - 1;
      const advice = item && (await hint(item, { object, id: ids?.[place], record: records[place] }));
      return { ...kind, ...(advice && { hint: advice }) };
    }),
  );
}

function summaryOf(
  operation: string,
  all: number,
  failed: number,
  rolledBack: number,
  nothing: boolean,
): string {
  if (failed + rolledBack === 0) return `${all} ${all === 1 ? "record" : "records"} ${done[operation]}`;
  if (!nothing) return `${failed + rolledBack} of ${all} failed`;
  return `nothing was kept: ${failed} failed${rolledBack > 0 ? `, ${rolledBack} rolled back with ${failed === 1 ? "it" : "them"}` : ""}`;
}

/** The ids of what was saved; beside failures each with its row, and none that the caller has named. */
function savedIds(results: readonly SaveResult[], { operation }: CollectionArguments): unknown[] | undefined {
  if (operation === "update" || operation === "delete") return undefined;
  const some = results.some(({ success }) => !success);
  return results.flatMap(({ success, id }, index) => (success ? [some ? { row: index + 1, id } : id] : []));
}

/** The answer to a dry run: every record that would fail, though the real call might keep the others. */
function wouldFail(failed: readonly FailureKind[], all: number, allOrNone: boolean): Failed {
  const failures = failed.reduce((sum, { count }) => sum + count, 0);
  const others = allOrNone || failures === all ? "" : ", the others would be kept";
  const summary = `a dry run, nothing was kept: ${failures} of ${all} would fail${others}`;
  return new Failed({ summary, wouldFail: failed }, failed[0]?.code ?? "", failed[0]?.message);
}

async function collectionAnswer(
  results: readonly SaveResult[],
  args: CollectionArguments,
  context: ToolContext,
): Promise<unknown> {
  const { operation, allOrNone = true, records, ids: givenIds, validateOnly } = args;
  const failed = await failureKinds(results, args, context);
  if (validateOnly && failed.length > 0) return wouldFail(failed, results.length, allOrNone);
  const good = results.filter(({ success }) => success);
  const failures = failed.reduce((sum, { count }) => sum + count, 0);
  const rolledBack = results.length - good.length - failures;
  const nothing = good.length < results.length && (allOrNone || good.length === 0);
  const createdIds = good.flatMap(({ created, id }) => (created && id ? [id] : []));
  const problem = unanswered(results.length, (records ?? givenIds ?? []).length);
  const summary = summaryOf(operation, results.length, failures, rolledBack, nothing);
  const ids = nothing ? undefined : savedIds(results, args);
  const value = {
    summary: problem ?? summary,
    ...(failed.length > 0 && { failed }),
    ...(rolledBack > 0 && { rolledBackWithThem: rolledBack }),
    ...(ids && { ids }),
    ...(createdIds.length > 0 && { created: createdIds.length }),
    ...(createdIds.length > 0 && operation === "upsert" && { createdIds }),
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
  async run(args, context) {
    if (args.operation === "retrieve") return retrieve(args, context.salesforce);
    return collectionAnswer(await save(args, context.salesforce), args, context);
  },
});
