import type { Salesforce } from "./client.ts";
import { describeObject } from "./describe.ts";
import { firstPage } from "./query.ts";
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
  /** Whether rows of this object are shown when all objects are searched. */
  allows(object: string): boolean;
}

const mostFound = 2_000;

/** Up to version 36 the answer is the bare array. */
type SearchAnswer = SalesforceRecord[] | { searchRecords: SalesforceRecord[] };

function recordsOf(answer: SearchAnswer): SalesforceRecord[] {
  return Array.isArray(answer) ? answer : answer.searchRecords;
}

/** Runs a SOSL statement. */
export async function searchStatement(salesforce: Salesforce, sosl: string): Promise<SalesforceRecord[]> {
  return recordsOf(await salesforce.get<SearchAnswer>("/search", { query: { q: sosl } }));
}

/** The field that names an object's records: Name for most, CaseNumber, Subject or Title for others. */
async function nameField(salesforce: Salesforce, object: string): Promise<string | undefined> {
  const { fields } = await describeObject(salesforce, object);
  return fields.find((field) => field.nameField)?.name;
}

/** Without fields a search answers ids alone, which tell nobody what was found. */
async function withFields(salesforce: Salesforce, target: SearchTarget): Promise<SearchTarget> {
  if (target.fields) return target;
  const name = await nameField(salesforce, target.name);
  return { ...target, fields: ["Id", ...(name ? [name] : [])] };
}

function typeOf(record: SalesforceRecord): string {
  const { attributes } = record as { attributes?: { type?: string } };
  return attributes?.type ?? "";
}

/** Adds the names of records that were found by id alone, by one query an object. */
async function named(
  salesforce: Salesforce,
  found: readonly SalesforceRecord[],
): Promise<SalesforceRecord[]> {
  const types = [...new Set(found.map(typeOf))];
  const names = await Promise.all(
    types.map(async (type) => {
      const field = await nameField(salesforce, type);
      const ids = found.filter((record) => typeOf(record) === type).map(({ Id }) => `'${Id}'`);
      if (!field) return [];
      const soql = `SELECT Id, ${field} FROM ${type} WHERE Id IN (${ids.slice(0, 500).join(",")})`;
      const { records } = await firstPage(salesforce, { soql, all: false, batchSize: 500 });
      return records.map((record) => [record["Id"], record[field]] as const);
    }),
  );
  const byId = new Map(names.flat());
  return found.map((record) => ({
    attributes: record["attributes"],
    Id: record["Id"],
    Name: byId.get(record["Id"]) ?? null,
  }));
}

/** Searches plain words by parameterizedSearch, which has no operators to escape. */
export async function search(
  salesforce: Salesforce,
  { term, targets, scope, most, allows }: PlainSearch,
): Promise<SalesforceRecord[]> {
  const sobjects = await Promise.all(targets.map((target) => withFields(salesforce, target)));
  const body = { q: term, in: scope, overallLimit: most, ...(sobjects.length > 0 && { sobjects }) };
  // A search changes nothing, so it may be repeated although it is a POST.
  const answer = await salesforce.post<SearchAnswer>("/parameterizedSearch", body, { idempotent: true });
  const found = recordsOf(answer);
  if (sobjects.length > 0) return found;
  const shown = found.filter((record) => allows(typeOf(record)));
  // What may not be shown must not take the place of what may.
  if (shown.length < found.length && found.length >= most && most < mostFound)
    return search(salesforce, { term, targets, scope, most: mostFound, allows });
  return named(salesforce, shown);
}
