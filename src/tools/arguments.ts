import * as z from "zod";
import { parseJson } from "../json-numbers.ts";

/** A text of a certain form. Clients are shown its length alone: a pattern costs a model many tokens and tells it little. */
export function formed(pattern: RegExp, most: number, wrong: string) {
  return z
    .string()
    .refine((text) => text.length <= most && pattern.test(text), wrong)
    .meta({ maxLength: most });
}

/** An sObject's API name. */
export const objectName = formed(
  /^[A-Za-z]\w*$/,
  80,
  "takes an object's API name, e.g. Account or Invoice__c",
).describe("API name of the object, e.g. Account");

export const recordId = formed(
  /^(?:[A-Za-z0-9]{15}|[A-Za-z0-9]{18})$/,
  18,
  "takes an id of 15 or 18 letters and digits",
).describe("Record id");

/** An id of one kind of record, told by its first three characters; `finder` is the tool that lists them. */
export function idArgument(kind: string, prefix: string, finder: string) {
  const wrong = `takes the id of a ${kind} (${prefix}…, 15 or 18 characters); ${finder} finds it`;
  const pattern = new RegExp(`^${prefix}(?:[A-Za-z0-9]{12}|[A-Za-z0-9]{15})$`);
  return formed(pattern, 18, wrong).describe(`Id of the ${kind} (${prefix}…)`);
}

export const fieldName = formed(/^[A-Za-z]\w*(?:\.[A-Za-z]\w*)*$/, 255, "takes a field's API name");

export const record = z.record(z.string().max(255), z.unknown());

export const allowDuplicates = z.boolean().optional().describe("Save although a duplicate rule warns");

/** A dry run: what the call writes is tried and rolled back (mcp/stages/dry-run.ts). */
export const validateOnly = z.boolean().optional().describe("Dry run: keeps nothing");

export const format = z.enum(["csv", "json"]).optional().describe("csv (default) or json");

export const saveTo = z
  .string()
  .min(1)
  .max(255)
  .optional()
  .describe("Write all rows to this new file (.csv, .json, .jsonl) instead of showing them");

export const cursor = z.string().min(1).max(200).optional().describe("nextCursor of the answer before");

export function maxRecords(most: number, usual = 200) {
  return z.int().min(1).max(most).optional().describe(`Most rows to show (${usual})`);
}

/** The body of a request, whatever it holds. Some models send it as a JSON text. */
export function jsonBody(what: string) {
  return z
    .unknown()
    .transform((given) => {
      if (typeof given !== "string" || !/^\s*[{[]/.test(given)) return given;
      try {
        return parseJson(given);
      } catch {
        return given;
      }
    })
    .optional()
    .describe(what)
    .meta({ type: "object" });
}
