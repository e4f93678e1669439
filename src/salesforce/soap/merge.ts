import type { JsonObject } from "../../json-object.ts";
import type { SaveResult } from "../rest/answers.ts";
import type { Salesforce } from "../rest/client.ts";
import { listOf, soapCall } from "./call.ts";

export interface Merged {
  result: SaveResult;
  /** Ids of the records that were merged away. */
  merged: string[];
  /** Ids of their children, which now are the master's. */
  related: string[];
}

/** Values as the SOAP API takes them: what is emptied is named in fieldsToNull, in front of the others. */
function valuesOf(record: JsonObject): JsonObject {
  const entries = Object.entries(record);
  const emptied = entries.filter(([, value]) => value === null || value === "").map(([name]) => name);
  const filled = entries.filter(([, value]) => value !== null && value !== "");
  return {
    ...(emptied.length > 0 && { "urn1:fieldsToNull": emptied }),
    ...Object.fromEntries(filled.map(([name, value]) => [`urn1:${name}`, value])),
  };
}

const left = "a merge cannot be taken back: what hung on the duplicates stays with the master";

/**
 * Merges one or two records into a master; `record` holds values that the master gets. Source: SOAP API Developer
 * Guide, merge(): Account, Contact, Lead, Case, Individual.
 */
export async function merge(
  salesforce: Salesforce,
  {
    object,
    masterId,
    duplicateIds,
    record = {},
  }: {
    object: string;
    masterId: string;
    duplicateIds: readonly string[];
    record?: JsonObject | undefined;
  },
): Promise<Merged> {
  const { "urn1:fieldsToNull": emptied, ...values } = valuesOf(record);
  const master = {
    "urn1:type": object,
    ...(emptied !== undefined && { "urn1:fieldsToNull": emptied }),
    "urn1:Id": masterId,
    ...values,
  };
  const records = [masterId, ...duplicateIds].map((id) => ({ object, id }));
  const written = { operation: "merge", did: "deleted" as const, records, together: true, reason: left };
  const request = { "urn:masterRecord": master, "urn:recordToMergeIds": duplicateIds };
  const [result] = await soapCall(salesforce, "merge", { "urn:request": request }, { written });
  return {
    result: result ?? { success: false, errors: [] },
    merged: listOf(result?.["mergedRecordIds"]).map(String),
    related: listOf(result?.["updatedRelatedIds"]).map(String),
  };
}
