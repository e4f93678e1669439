import * as z from "zod";
import { shortened } from "../cut-text.ts";
import type { Actions, Effect } from "../guard/action.ts";
import { recordPaths } from "../guard/records.ts";
import { withoutRepeats } from "../salesforce/records/compounds.ts";
import { duplicateRule } from "../salesforce/records/duplicate-rule.ts";
import { typeOf } from "../salesforce/records/identity.ts";
import { filledIn, type SalesforceRecord, stripped } from "../salesforce/records/rows.ts";
import type { SaveResult } from "../salesforce/rest/answers.ts";
import { renamed, SalesforceError } from "../salesforce/rest/errors.ts";
import { path } from "../salesforce/rest/paths.ts";
import { type Toolset, tool } from "../tool/tool.ts";
import { allowDuplicates, fieldName, objectName, record, recordId, validateOnly } from "./arguments.ts";

const values = record.describe("Field values by API name; null empties a field");
const assignmentRule = z
  .union([z.literal(false), recordId], "takes the id of an assignment rule (01Q…), or false")
  .optional()
  .describe("Assignment rule id, or false for none");

interface SaveOptions {
  allowDuplicates?: boolean | undefined;
  assignmentRule?: false | string | undefined;
}

function saveHeaders({ allowDuplicates, assignmentRule }: SaveOptions): Record<string, string> {
  return {
    ...duplicateRule(allowDuplicates),
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

const moment = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?(?:Z|([+-]\d{2}):?(\d{2}))?)?$/i;

/**
 * `2026-05-06`, `2026-05-06T11:29:09Z` or Salesforce's `…+0000` as the date of an HTTP header; UTC when no zone is
 * given, as Salesforce's own dates are.
 */
function httpDate(text: string): string | undefined {
  const found = moment.exec(text.trim());
  if (!found) return undefined;
  const [, day, minutes = "00:00", seconds = ":00", hours = "+00", rest = "00"] = found;
  const time = Date.parse(`${day}T${minutes}${seconds}${hours}:${rest}`);
  return Number.isNaN(time) ? undefined : new Date(time).toUTCString();
}

/** Without `fields`, nulls say nothing and long texts are cut; with them, what was asked for is shown. */
function shownRecord(answer: SalesforceRecord, fields: readonly string[] | undefined): unknown {
  const plain = stripped(withoutRepeats(answer)) as SalesforceRecord;
  return fields ? plain : shortened(filledIn(plain));
}

/** One record that is written, and the parents that its values name by external id. */
function recordAction(
  effect: Effect,
  args: { object: string; id?: string; record: SalesforceRecord; externalIdField?: string; words?: string },
): Actions {
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

/** Salesforce's answers to a condition that was not met, under the codes that say so. */
function conditionError(error: unknown): unknown {
  if (!(error instanceof SalesforceError)) return error;
  if (error.status === 412)
    return renamed(error, "PRECONDITION_FAILED", "The record was changed since ifUnmodifiedSince.");
  if (error.status !== 300) return error;
  const urls = Array.isArray(error.body) ? error.body : [];
  const ids = urls.map((url) => String(url).split("/").at(-1));
  const message = `${ids.length} records have this external id: ${ids.join(", ")}. Nothing was changed.`;
  return renamed(error, "MULTIPLE_MATCHES", message);
}

async function conditional<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw conditionError(error);
  });
}

export const records = {
  title: "Records",
  tools: {
    createRecord: tool({
      title: "Create a record",
      description:
        "Creates one Salesforce record and returns its id. describeObject tells required fields and picklist values.",
      effect: "create",
      input: z.object({ object: objectName, record: values, allowDuplicates, assignmentRule, validateOnly }),
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
      actions({ object, id, externalIdField = "", fields = [] }): Actions {
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
        validateOnly,
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
        await conditional(salesforce.patch(path`/sobjects/${object}/${id}`, record, { headers }));
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
        allowDuplicates,
        validateOnly,
      }),
      check: ({ record, externalIdField }) => recordProblem(record, externalIdField),
      actions({ updateOnly, ...args }) {
        const { object, externalIdField, externalId } = args;
        const change = updateOnly ? "update" : "create or update";
        const words = `${change} the ${object} whose ${externalIdField} is ${JSON.stringify(externalId)}`;
        return recordAction("update", { ...args, words });
      },
      async run({ object, externalIdField, externalId, record, updateOnly, ...options }, { salesforce }) {
        const at = path`/sobjects/${object}/${externalIdField}/${externalId}`;
        const request = { query: { updateOnly }, body: record, headers: saveHeaders(options) };
        const { status, body: answer } = await conditional(
          salesforce.send<SaveResult | undefined>("PATCH", at, request),
        );
        // Versions up to 45 answer an update with nothing, and a new record without saying that it is new.
        return {
          ...(answer?.id && { id: answer.id }),
          success: true,
          created: answer?.created ?? status === 201,
        };
      },
    }),
    deleteRecord: tool({
      title: "Delete a record",
      description: "Moves one Salesforce record, and what belongs to it, to the recycle bin.",
      effect: "delete",
      input: z.object({ object: objectName, id: recordId, validateOnly }),
      async run({ object, id }, { salesforce }) {
        await salesforce.delete(path`/sobjects/${object}/${id}`);
        return { id, success: true, deleted: true };
      },
    }),
  },
} satisfies Toolset;
