import type { SaveResult } from "../rest/answers.ts";
import type { RequestOptions, Salesforce } from "../rest/client.ts";
import { soapCall } from "./call.ts";

/**
 * Brings up to 200 records back from the recycle bin, with what was deleted along with them; one result an id, in
 * order. Source: SOAP API Developer Guide, undelete().
 */
export function undelete(
  salesforce: Salesforce,
  records: readonly { object?: string; id: string }[],
  undoes?: RequestOptions["undoes"],
): Promise<SaveResult[]> {
  const written = { operation: "undelete", did: "undeleted" as const, records };
  const ids = records.map(({ id }) => id);
  return soapCall(salesforce, "undelete", { "urn:ids": ids }, { written, ...(undoes && { undoes }) });
}
