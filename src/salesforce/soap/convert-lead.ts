import type { SaveResult } from "../rest/answers.ts";
import type { Salesforce } from "../rest/client.ts";
import { soapCall, textOf } from "./call.ts";

export interface LeadConversion {
  leadId: string;
  convertedStatus: string;
  accountId?: string | undefined;
  contactId?: string | undefined;
  opportunityId?: string | undefined;
  opportunityName?: string | undefined;
  createOpportunity: boolean;
  ownerId?: string | undefined;
  overwriteLeadSource: boolean;
  notifyOwner: boolean;
}

export interface Converted {
  result: SaveResult;
  accountId: string | undefined;
  contactId: string | undefined;
  opportunityId: string | undefined;
}

const left = "a converted lead cannot be turned back into an open one";

/** The parts of a LeadConvert in the order of the partner WSDL, without those that are not given. */
function leadConvert(given: LeadConversion) {
  const parts: [string, string | boolean | undefined][] = [
    ["accountId", given.accountId],
    ["contactId", given.contactId],
    ["convertedStatus", given.convertedStatus],
    ["doNotCreateOpportunity", !given.createOpportunity],
    ["leadId", given.leadId],
    ["opportunityId", given.opportunityId],
    ["opportunityName", given.opportunityName],
    ["overwriteLeadSource", given.overwriteLeadSource],
    ["ownerId", given.ownerId],
    ["sendNotificationEmail", given.notifyOwner],
  ];
  const said = parts.filter(([, value]) => value !== undefined);
  return Object.fromEntries(said.map(([name, value]) => [`urn:${name}`, value]));
}

/** Converts one lead. Source: SOAP API Developer Guide, convertLead(). */
export async function convertLead(salesforce: Salesforce, given: LeadConversion): Promise<Converted> {
  const records = [{ object: "Lead", id: given.leadId }];
  const written = { operation: "convert", did: "updated" as const, records, together: true, reason: left };
  const body = { "urn:leadConverts": leadConvert(given) };
  const [result] = await soapCall(salesforce, "convertLead", body, { written });
  return {
    result: result ?? { success: false, errors: [] },
    accountId: textOf(result?.["accountId"]),
    contactId: textOf(result?.["contactId"]),
    opportunityId: textOf(result?.["opportunityId"]),
  };
}
