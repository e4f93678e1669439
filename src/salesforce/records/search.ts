import { ToolError } from "../../errors.ts";
import { describeObject } from "../metadata/describe.ts";
import type { Salesforce } from "../rest/client.ts";
import { typeOf } from "./identity.ts";
import { usualNameField } from "./names.ts";
import { firstPage } from "./query.ts";
import type { SalesforceRecord } from "./rows.ts";

interface SearchTarget {
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
  /** Most rows to show over all objects. */
  most: number;
  /** Whether rows of this object are shown when all objects are searched. */
  allows(object: string): boolean;
}

/** What one search finds at most, whatever it is asked for. */
export const mostFound = 2_000;

export interface Found {
  /** The first of those found. */
  records: SalesforceRecord[];
  /** How many were found, up to 2,000. */
  total: number;
  /** Objects of whose records the names could not be read. */
  unnamed?: string[];
}

/** Ids that one statement looks up. */
const idsAtOnce = 500;

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
  const usual = usualNameField(object);
  if (usual !== undefined) return usual;
  const { fields } = await describeObject(salesforce, object);
  return fields.find((field) => field.nameField)?.name;
}

/** A look-up beside the search: when it fails, what was found is shown without it. */
function optional<T>(lookUp: Promise<T>): Promise<T | undefined> {
  return lookUp.catch((error: unknown) => {
    if (error instanceof ToolError && (error.code === "TIMEOUT" || error.code === "CANCELLED")) throw error;
    return undefined;
  });
}

/** Without fields a search answers ids alone, which tell nobody what was found. */
async function withFields(salesforce: Salesforce, target: SearchTarget): Promise<SearchTarget> {
  if (target.fields) return target;
  const name = await optional(nameField(salesforce, target.name));
  return { ...target, fields: ["Id", ...(name ? [name] : [])] };
}

function objectOf(record: SalesforceRecord): string {
  return typeOf(record) ?? "";
}

async function namesOf(
  salesforce: Salesforce,
  ids: readonly string[],
  { type, field }: { type: string; field: string },
): Promise<[unknown, unknown][]> {
  const parts = Array.from({ length: Math.ceil(ids.length / idsAtOnce) }, (_, part) =>
    ids.slice(part * idsAtOnce, (part + 1) * idsAtOnce).join(","),
  );
  const pages = await Promise.all(
    parts.map((some) => {
      const soql = `SELECT Id, ${field} FROM ${type} WHERE Id IN (${some})`;
      return firstPage(salesforce, { soql, all: false, batchSize: idsAtOnce });
    }),
  );
  const nameOf = (record: SalesforceRecord): [unknown, unknown] => [record["Id"], record[field]];
  return pages.flatMap(({ records }) => records.map(nameOf));
}

/** Adds the names of records that were found by id alone, object by object, as far as they can be read. */
async function named(
  salesforce: Salesforce,
  found: readonly SalesforceRecord[],
): Promise<{ records: SalesforceRecord[]; unnamed: string[] }> {
  const types = [...new Set(found.map(objectOf))];
  const lookUp = async (type: string) => {
    const field = await nameField(salesforce, type);
    const ids = found.filter((record) => typeOf(record) === type).map(({ Id }) => `'${Id}'`);
    return field ? namesOf(salesforce, ids, { type, field }) : [];
  };
  const names = await Promise.all(types.map((type) => optional(lookUp(type))));
  const byId = new Map(names.flatMap((some) => some ?? []));
  const records = found.map((record) => ({
    attributes: record["attributes"],
    Id: record["Id"],
    Name: byId.get(record["Id"]) ?? null,
  }));
  return { records, unnamed: types.filter((_, index) => names[index] === undefined) };
}

/** Searches plain words by parameterizedSearch, which has no operators to escape. */
export async function search(
  salesforce: Salesforce,
  { term, targets, scope, most, allows }: PlainSearch,
): Promise<Found> {
  const sobjects = await Promise.all(targets.map((target) => withFields(salesforce, target)));
  // All that it finds: only so the total is known, and what may not be shown takes no place.
  const body = { q: term, in: scope, overallLimit: mostFound, ...(sobjects.length > 0 && { sobjects }) };
  // A search changes nothing, so it may be repeated although it is a POST.
  const answer = await salesforce.post<SearchAnswer>("/parameterizedSearch", body, { idempotent: true });
  const found = recordsOf(answer);
  if (sobjects.length > 0) return { records: found.slice(0, most), total: found.length };
  const shown = found.filter((record) => allows(objectOf(record)));
  return { ...(await named(salesforce, shown.slice(0, most))), total: shown.length };
}
