import * as z from "zod";
import { actionKinds } from "../../salesforce/actions/kinds.ts";
import { formed, jsonBody, objectName, record } from "../arguments.ts";

/** An id without words of its own: what stands around it says what it is. */
const id = formed(/^(?:[A-Za-z0-9]{15}|[A-Za-z0-9]{18})$/, 18, "takes an id of 15 or 18 letters and digits");

const actionName = formed(
  /^[A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)?$/,
  160,
  "takes an action's name as listActions shows it, e.g. Plan_Follow_Up or Account.New_Contact",
);
const kind = z.enum(actionKinds).optional();

export const listActionsInput = z.object({
  search: z.string().min(1).max(100).optional().describe("Part of name or label"),
  object: objectName.optional().describe("Its quick actions too"),
  kind: kind.describe("Only this kind"),
  name: actionName.optional().describe("Show its inputs and outputs"),
});

export const runActionInput = z.object({
  name: actionName.describe("As in listActions"),
  kind: kind.describe("Where several kinds have the name"),
  inputs: z.array(record).min(1).max(200).describe("Inputs of each run; quick actions: contextId and fields"),
  object: objectName.optional().describe("Of a quick action"),
});

export const processApprovalInput = z.object({
  action: z.enum(["Submit", "Approve", "Reject"]).describe("Action"),
  ids: z.array(id).min(1).max(200).describe("Records; to decide also work items (04i…)"),
  comments: z.string().max(4_000).optional().describe("Comments"),
  nextApproverIds: z.array(id).min(1).max(100).optional().describe("Who is asked next"),
  processName: z.string().min(1).max(80).optional().describe("Process to submit to"),
  skipEntryCriteria: z.boolean().optional().describe("Submit in any case (false)"),
});

const body = jsonBody("JSON, or text");

export const callApexRestInput = z.object({
  method: z
    .string()
    .max(10)
    .transform((text) => text.trim().toUpperCase())
    .pipe(z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]))
    .describe("GET, POST, PUT, PATCH or DELETE"),
  path: z.string().min(1).max(2_000).describe("Below /services/apexrest/"),
  query: z.record(z.string().max(200), z.unknown()).optional().describe("Parameters"),
  body,
});

export type ListActionsArguments = z.output<typeof listActionsInput>;
export type RunActionArguments = z.output<typeof runActionInput>;
export type ProcessApprovalArguments = z.output<typeof processApprovalInput>;
export type CallApexRestArguments = z.output<typeof callApexRestInput>;
