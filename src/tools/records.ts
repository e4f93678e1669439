import * as z from "zod";
import { ToolError } from "../errors.ts";
import type { SaveResult } from "../salesforce/answers.ts";
import type { Answer, Salesforce } from "../salesforce/client.ts";
import { SalesforceError } from "../salesforce/errors.ts";
import { path } from "../salesforce/paths.ts";
import { recordPaths, typeOf } from "../salesforce/record-paths.ts";
import { filledIn, type SalesforceRecord, stripped } from "../salesforce/rows.ts";
import { type Action, type Effect, type Toolset, tool } from "../tool.ts";
import { fieldName, objectName, record, recordId } from "./arguments.ts";

const values = record.describe("Field values by API name; null empties a field");
const allowDuplicates = z.boolean().optional().describe("Save although a duplicate rule warns");
const assignmentRule = z
  .union([z.literal(false), recordId])
  .optional()
  .describe("Assignment rule id, or false for none");

interface SaveOptions {
  allowDuplicates?: boolean | undefined;
  assignmentRule?: false | string | undefined;
}

function saveHeaders({ allowDuplicates, assignmentRule }: SaveOptions): Record<string, string> {
  return {
    ...(allowDuplicates !== undefined && { "sforce-duplicate-rule-header": `allowSave=${allowDuplicates}` }),
    ...(assignmentRule !== undefined && {
      "sforce-auto-assign": assignmentRule === false ? "FALSE" : assignmentRule,
    }),
  };
}

/** What no record may hold: nothing at all, its own Id, or the key it is addressed by. */
function recordProblem(record: SalesforceRecord, key?: string): string | undefined {
  const names = Object.keys(record).map((name) => name.toLowerCase());
  if (names.length === 0) return "record: it is empty; give at least one field.";
  if (names.includes("id")) return "record: leave Id out; it cannot be written.";
  if (key && names.includes(key.toLowerCase()))
    return `record: leave ${key} out; externalId already says its value.`;
  return undefined;
}

/** `2026-05-06`, `2026-05-06T11:29:09Z` or Salesforce's `…+0000` as the date of an HTTP header. */
function httpDate(text: string): string | undefined {
  const time = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, "$1:$2"));
  return Number.isNaN(time) ? undefined : new Date(time).toUTCString();
}

/** Without `fields`, nulls say nothing and are left out; with them, what was asked for is shown. */
function shownRecord(answer: SalesforceRecord, fields: readonly string[] | undefined): unknown {
  const plain = stripped(answer) as SalesforceRecord;
  return fields ? plain : filledIn(plain);
}

/** One record that is written, and the parents that its values name by external id. */
function recordAction(
  effect: Effect,
  args: { object: string; id?: string; record: SalesforceRecord; externalIdField?: string; words?: string },
): Action[] {
  const { object, id, record, externalIdField = "", words } = args;
  const said = typeOf(record);
  const paths = [...recordPaths(record), ...(externalIdField.includes(".") ? [externalIdField] : [])];
  return [
    {
      effect,
      object,
      ...(said !== undefined && { objects: [said] }),
      ...(id === undefined ? { count: 1 } : { ids: [id] }),
      ...(paths.length > 0 && { paths }),
      ...(words !== undefined && { words }),
    },
  ];
}

async function preconditioned<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (!(error instanceof SalesforceError) || error.status !== 412) throw error;
    const hint = "Read the record again, look at what changed, and decide anew. Nothing was changed.";
    throw new ToolError("PRECONDITION_FAILED", "The record was changed since ifUnmodifiedSince.", hint);
  });
}

async function upsert(
  salesforce: Salesforce,
  at: string,
  values: SalesforceRecord,
  updateOnly: boolean | undefined,
) {
  const options = { body: values, query: { updateOnly }, accept: [300] };
  const answer: Answer<SaveResult | string[] | undefined> = await salesforce.send("PATCH", at, options);
  if (answer.status !== 300) return answer.body;
  const urls = Array.isArray(answer.body) ? answer.body : [];
  const ids = urls.map((url) => String(url).split("/").at(-1));
  throw new ToolError(
    "MULTIPLE_MATCHES",
    `${ids.length} records have this external id: ${ids.join(", ")}. Nothing was changed.`,
    "Choose one and use updateRecord with its id.",
  );
}

export const records: Toolset = {
  title: "Records",
  tools: {
    createRecord: tool({
      title: "Create a record",
      description:
        "Creates one Salesforce record and returns its id. describeObject tells required fields and picklist values.",
      effect: "create",
      input: z.object({ object: objectName, record: values, allowDuplicates, assignmentRule }),
      check: ({ record }) => recordProblem(record),
      actions: (args) => recordAction("create", args),
      async run({ object, record, ...options }, { salesforce }) {
        const { id } = await salesforce.post<SaveResult>(path`/sobjects/${object}`, record, {
          headers: saveHeaders(options),
        });
        return { id, success: true };
      },
    }),
    getRecord: tool({
      title: "Get a record",
      description: "Reads one Salesforce record by its id, or by an external id.",
      effect: "read",
      alwaysLoad: true,
      input: z.object({
        object: objectName,
        id: recordId.optional(),
        externalIdField: fieldName.optional().describe("External id field, with externalId in place of id"),
        externalId: z.string().min(1).max(255).optional().describe("Its value"),
        fields: z
          .array(fieldName)
          .min(1)
          .max(500)
          .optional()
          .describe("Fields to read; all filled ones unless given"),
      }),
      check({ id, externalIdField, externalId }) {
        if (id !== undefined && (externalIdField ?? externalId) !== undefined)
          return "id: give id or externalIdField with externalId, not both.";
        if (id === undefined && (externalIdField === undefined || externalId === undefined))
          return "id: give id, or externalIdField together with externalId.";
        return undefined;
      },
      actions({ object, id, externalIdField = "", fields = [] }): Action[] {
        const paths = [...fields, externalIdField].filter((name) => name.includes("."));
        return [{ effect: "read", object, ...(id && { ids: [id] }), ...(paths.length > 0 && { paths }) }];
      },
      async run({ object, id, externalIdField = "", externalId = "", fields }, { salesforce }) {
        const at = id
          ? path`/sobjects/${object}/${id}`
          : path`/sobjects/${object}/${externalIdField}/${externalId}`;
        return shownRecord(
          await salesforce.get<SalesforceRecord>(at, { query: { fields: fields?.join(",") } }),
          fields,
        );
      },
    }),
    updateRecord: tool({
      title: "Update a record",
      description: "Changes fields of one Salesforce record; fields that are not given stay as they are.",
      effect: "update",
      input: z.object({
        object: objectName,
        id: recordId,
        record: values,
        allowDuplicates,
        assignmentRule,
        ifUnmodifiedSince: z
          .string()
          .max(40)
          .optional()
          .describe("Change it only if nobody did since this moment (ISO date, e.g. its LastModifiedDate)"),
      }),
      check({ record, ifUnmodifiedSince }) {
        if (ifUnmodifiedSince !== undefined && httpDate(ifUnmodifiedSince) === undefined)
          return "ifUnmodifiedSince: takes a date and time such as 2026-05-06T11:29:09Z.";
        return recordProblem(record);
      },
      actions: (args) => recordAction("update", args),
      async run({ object, id, record, ifUnmodifiedSince, ...options }, { salesforce }) {
        const since = ifUnmodifiedSince && httpDate(ifUnmodifiedSince);
        const headers = { ...saveHeaders(options), ...(since && { "if-unmodified-since": since }) };
        await preconditioned(salesforce.patch(path`/sobjects/${object}/${id}`, record, { headers }));
        return { id, success: true };
      },
    }),
    upsertRecord: tool({
      title: "Create or update a record",
      description:
        "Creates a Salesforce record, or updates the one that has this external id. Repeating it is safe.",
      effect: "update",
      input: z.object({
        object: objectName,
        externalIdField: fieldName.describe("External id field"),
        externalId: z.string().min(1).max(255).describe("Its value"),
        record: values,
        updateOnly: z.boolean().optional().describe("Never create"),
      }),
      check: ({ record, externalIdField }) => recordProblem(record, externalIdField),
      actions({ updateOnly, ...args }) {
        const { object, externalIdField, externalId } = args;
        const change = updateOnly ? "update" : "create or update";
        const words = `${change} the ${object} whose ${externalIdField} is ${JSON.stringify(externalId)}`;
        return recordAction("update", { ...args, words });
      },
      async run({ object, externalIdField, externalId, record, updateOnly }, { salesforce }) {
        const at = path`/sobjects/${object}/${externalIdField}/${externalId}`;
        const answer = await upsert(salesforce, at, record, updateOnly);
        // Versions up to 45 answer an update with nothing.
        return {
          ...(answer && "id" in answer && { id: answer.id }),
          success: true,
          created: (answer as SaveResult | undefined)?.created ?? false,
        };
      },
    }),
    deleteRecord: tool({
      title: "Delete a record",
      description: "Moves one Salesforce record, and what belongs to it, to the recycle bin.",
      effect: "delete",
      input: z.object({ object: objectName, id: recordId }),
      async run({ object, id }, { salesforce }) {
        await salesforce.delete(path`/sobjects/${object}/${id}`);
        return { id, success: true, deleted: true };
      },
    }),
  },
};
