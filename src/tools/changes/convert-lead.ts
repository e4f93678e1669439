import * as z from "zod";
import { ToolError } from "../../errors.ts";
import type { Actions } from "../../guard/action.ts";
import type { QueryPage } from "../../salesforce/rest/answers.ts";
import type { Salesforce } from "../../salesforce/rest/client.ts";
import { errorItems, SalesforceError } from "../../salesforce/rest/errors.ts";
import { tool } from "../../tool/tool.ts";
import { idArgument, recordId } from "../arguments.ts";

const input = z.object({
  leadId: idArgument("lead", "00Q", "executeQuery"),
  convertedStatus: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe("A converted status; the org's first unless given"),
  accountId: recordId.optional().describe("Existing account in place of a new one"),
  contactId: recordId.optional().describe("Existing contact of that account"),
  opportunityId: recordId.optional().describe("Existing opportunity"),
  opportunityName: z.string().min(1).max(120).optional().describe("Name of the new opportunity"),
  createOpportunity: z.boolean().optional().describe("Whether one is made (true)"),
  ownerId: recordId.optional().describe("Owner of the new records; the lead's unless given"),
  overwriteLeadSource: z.boolean().optional().describe("Give the contact the lead's source (false)"),
  notifyOwner: z.boolean().optional().describe("Mail the owner (false)"),
});

type ConvertArguments = z.output<typeof input>;

function problem(args: ConvertArguments): string | undefined {
  const { accountId, contactId, createOpportunity, opportunityId, opportunityName } = args;
  if (contactId !== undefined && accountId === undefined)
    return "contactId: give accountId too, the account that this contact belongs to.";
  if (createOpportunity === false && (opportunityId ?? opportunityName) !== undefined)
    return "createOpportunity: with false there is no opportunity to name.";
  if (opportunityId !== undefined && opportunityName !== undefined)
    return "opportunityName: opportunityId names one that has its name already.";
  return undefined;
}

function actions(args: ConvertArguments): Actions {
  const { leadId, accountId, contactId, opportunityId, createOpportunity = true } = args;
  const into = [accountId, contactId, opportunityId].flatMap((id) => id ?? []);
  const objects = [
    "Account",
    "Contact",
    ...(createOpportunity || opportunityId !== undefined ? ["Opportunity"] : []),
  ];
  const target =
    into.length === 0 ? `a new ${objects.join(", ")}` : `${objects.join(", ")} (${into.join(", ")})`;
  const manner = `by converting it into ${target}, which cannot be taken back`;
  return [{ effect: "update", object: "Lead", objects, ids: [leadId], manner }];
}

/** The statuses that a converted lead may have, the usual one first. */
async function convertedStatuses(salesforce: Salesforce): Promise<string[]> {
  const q = "SELECT MasterLabel FROM LeadStatus WHERE IsConverted = true ORDER BY SortOrder";
  const { records } = await salesforce.get<QueryPage>("/query", { query: { q } });
  return records.map((record) => String(record["MasterLabel"]));
}

async function statusFor(given: string | undefined, salesforce: Salesforce): Promise<string> {
  if (given !== undefined) return given;
  const [first] = await convertedStatuses(salesforce);
  if (first !== undefined) return first;
  throw new ToolError(
    "BAD_ARGUMENT",
    "convertedStatus: the org has no lead status that counts as converted, or the user may not see them.",
    "Ask an administrator which one it is, and give it.",
  );
}

export const convertLead = tool({
  title: "Convert a lead",
  description:
    "Converts a Salesforce lead into an account, a contact and, unless told otherwise, an opportunity. It cannot be taken back.",
  effect: "update",
  input,
  check: problem,
  actions,
  async run(args, { salesforce }) {
    const { convertLead: convert } = await import("../../salesforce/soap/convert-lead.ts");
    const convertedStatus = await statusFor(args.convertedStatus, salesforce);
    const { createOpportunity = true, overwriteLeadSource = false, notifyOwner = false } = args;
    const lead = { ...args, convertedStatus, createOpportunity, overwriteLeadSource, notifyOwner };
    const { result, ...made } = await convert(salesforce, lead);
    if (!result.success) throw new SalesforceError({ status: 400, items: errorItems(result.errors) });
    const ids = Object.fromEntries(Object.entries(made).filter(([, id]) => id !== undefined));
    return { leadId: args.leadId, success: true, ...ids, convertedStatus };
  },
});
