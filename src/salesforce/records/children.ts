import type { QueryPage } from "../rest/answers.ts";
import type { Salesforce } from "../rest/client.ts";
import { PageTrail } from "../rest/page-trail.ts";
import { type ChildResult, childResults, hasChildren, isChildResult, type SalesforceRecord } from "./rows.ts";

/** What tells a record from every other: its address, or its id where it has none. */
function identityOf({ attributes, Id }: SalesforceRecord): string | undefined {
  const { url } = (attributes ?? {}) as { url?: unknown };
  const id = url ?? Id;
  return typeof id === "string" ? id : undefined;
}

/** The records of both lists; of one that both hold, one with the children of both. `merges` says which may be merged. */
function union(
  known: readonly SalesforceRecord[],
  further: readonly SalesforceRecord[],
  merges: (record: SalesforceRecord) => boolean,
): SalesforceRecord[] {
  const all = [...known];
  const places = new Map<string, number>();
  for (const [place, record] of all.entries()) {
    const identity = merges(record) && identityOf(record);
    if (identity) places.set(identity, place);
  }
  for (const record of further) {
    const place = places.get(identityOf(record) ?? "");
    const before = place === undefined ? undefined : all[place];
    if (place !== undefined && before) all[place] = merged(before, record);
    else all.push(record);
  }
  return all;
}

/** A record that came twice, with the children of both; neither is changed. */
function merged(before: SalesforceRecord, again: SalesforceRecord): SalesforceRecord {
  const record = { ...before };
  for (const [name, child] of childResults(again)) {
    const known = before[name];
    record[name] = isChildResult(known)
      ? { ...known, records: union(known.records, child.records, () => true) }
      : child;
  }
  return record;
}

/** Called when further rows have come, which is progress. */
export type Fetched = () => void;

async function completeChild(salesforce: Salesforce, child: ChildResult, fetched: Fetched): Promise<void> {
  const trail = new PageTrail();
  let url = trail.follow(child.nextRecordsUrl);
  while (url) {
    const page: QueryPage = await salesforce.get<QueryPage>(url);
    child.records.push(...page.records);
    if (page.records.length > 0) fetched();
    url = trail.follow(page.nextRecordsUrl);
  }
  // Children of children have pages of their own, in a page that was fetched as well.
  await completeChildren(salesforce, child.records, fetched);
}

/**
 * Fetches what is missing of child queries' results, on every level: each answers its first rows only, with the
 * address of the others. Changes the records.
 */
export async function completeChildren(
  salesforce: Salesforce,
  records: readonly SalesforceRecord[],
  fetched: Fetched = () => undefined,
): Promise<void> {
  const children = records.flatMap((record) => childResults(record).map(([, child]) => child));
  await Promise.all(children.map((child) => completeChild(salesforce, child, fetched)));
}

function isParent(record: SalesforceRecord): boolean {
  return childResults(record).length > 0;
}

/** Whether it came without all of its children, so that a later page may bring it again. */
function wasCut(record: SalesforceRecord): boolean {
  return childResults(record).some(([, { done }]) => done === false);
}

/** Whether children of it are still missing, on any level. */
function isShort(record: SalesforceRecord): boolean {
  return childResults(record).some(
    ([, { records, totalSize }]) => records.length < totalSize || records.some(isShort),
  );
}

/** Rows of a query that later pages may add to. A value: reading on from it changes nothing in it. */
export interface Unfinished {
  /** In their order, from the first one on that may get further children. */
  held: readonly SalesforceRecord[];
  /** Identities of parents that came without all their children, were completed and given out, and may come again. */
  given: ReadonlySet<string>;
}

export const nothingUnfinished: Unfinished = { held: [], given: new Set() };

/**
 * Takes in the next page of a query: its children are completed, and a parent that comes again (Salesforce counts
 * child rows towards the size of a page, so a later one can bring the same parent with its next children) is one
 * record with the children of both. Returns what is complete; a parent that is the last of its page, or short of
 * children, is held back until the page after it is there.
 */
export async function takePage(
  salesforce: Salesforce,
  before: Unfinished,
  page: QueryPage,
  fetched?: Fetched,
): Promise<{ records: SalesforceRecord[]; after: Unfinished }> {
  if (page.records.length > 0) fetched?.();
  // So are nearly all pages: there is nothing to complete, and nothing to add to.
  if (before.held.length === 0 && before.given.size === 0 && !hasChildren(page.records))
    return { records: page.records, after: nothingUnfinished };
  await completeChildren(salesforce, page.records, fetched);
  const fresh = page.records.filter((record) => !before.given.has(identityOf(record) ?? ""));
  const rows = union(before.held, fresh, isParent);
  const touched = new Set(fresh.map(identityOf));
  const last = rows.at(-1);
  const isOpen = (record: SalesforceRecord) =>
    isParent(record) && touched.has(identityOf(record)) && (record === last || isShort(record));
  const firstOpen = page.nextRecordsUrl ? rows.findIndex(isOpen) : -1;
  const records = firstOpen === -1 ? rows : rows.slice(0, firstOpen);
  const comeAgain = records.filter((record) => wasCut(record) && !isShort(record));
  const given = new Set([...before.given, ...comeAgain.flatMap((record) => identityOf(record) ?? [])]);
  return { records, after: { held: rows.slice(records.length), given } };
}
