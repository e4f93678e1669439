import type { Salesforce } from "./client.ts";
import type { SalesforceRecord } from "./rows.ts";

export interface SearchTarget {
  name: string;
  fields?: string[] | undefined;
  where?: string | undefined;
  limit?: number | undefined;
}

export interface PlainSearch {
  /** Plain words; nothing in it is an operator. */
  term: string;
  targets: readonly SearchTarget[];
  scope: string;
  /** Most rows over all objects, up to Salesforce's 2,000. */
  most: number;
}

/** Up to version 36 the answer is the bare array. */
type SearchAnswer = SalesforceRecord[] | { searchRecords: SalesforceRecord[] };

function recordsOf(answer: SearchAnswer): SalesforceRecord[] {
  return Array.isArray(answer) ? answer : answer.searchRecords;
}

/** Runs a SOSL statement. */
export async function searchStatement(salesforce: Salesforce, sosl: string): Promise<SalesforceRecord[]> {
  return recordsOf(await salesforce.get<SearchAnswer>("/search", { query: { q: sosl } }));
}

/** Searches plain words by parameterizedSearch, which has no operators to escape. */
export async function search(salesforce: Salesforce, { term, targets, scope, most }: PlainSearch): Promise<SalesforceRecord[]> {
  const sobjects = targets.map(({ name, fields, where, limit }) => ({
    name,
    ...(fields && { fields: fields.map((field) => field) }),
    ...(where && { where }),
    ...(limit && { limit }),
  }));
  const body = {
    q: term,
    in: scope,
    overallLimit: most,
    ...(sobjects.length > 0 ? { sobjects } : {}),
    ...(sobjects.every(({ fields }) => !fields) && { fields: ["Id", "Name"] }),
  };
  // A search changes nothing, so it may be repeated although it is a POST.
  return recordsOf(await salesforce.post<SearchAnswer>("/parameterizedSearch", body, { idempotent: true }));
}
