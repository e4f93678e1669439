import { ApiError } from "../errors.ts";
import type { ApiRequest, ApiResponse, Org } from "../handler.ts";
import { type JsonRecord, keyed } from "../json.ts";
import type { QueryResult } from "../soql/query.ts";

/** Pages of one result that are still to be fetched; fixed when the query was run. */
interface Locator {
  totalSize: number;
  pages: readonly (readonly JsonRecord[])[];
  /** Rows that had been shown before the first of these pages. */
  shown: number;
  batchSize: number;
}

const mostLocators = 2_000;
const locators = new WeakMap<Org, Map<string, Locator>>();

function locatorsOf(org: Org): Map<string, Locator> {
  const found = locators.get(org) ?? new Map<string, Locator>();
  locators.set(org, found);
  return found;
}

function keep(org: Org, locator: Locator): string {
  const kept = locatorsOf(org);
  const id = `0r8DE${Math.floor(org.random() * 36 ** 10)
    .toString(36)
    .padStart(10, "0")
    .toUpperCase()}AAA`;
  kept.set(id, locator);
  const [oldest] = kept.keys();
  if (kept.size > mostLocators && oldest) kept.delete(oldest);
  return id;
}

function urlOf(id: string, start: number, version: number): string {
  return `/services/data/v${version}.0/query/${id}-${start}`;
}

function pageBody(id: string, locator: Locator, index: number, version: number): JsonRecord {
  const { totalSize, pages, shown, batchSize } = locator;
  const done = index + 1 >= pages.length;
  const next = done ? {} : { nextRecordsUrl: urlOf(id, shown + (index + 1) * batchSize, version) };
  return { totalSize, done, ...next, records: pages[index] ?? [] };
}

interface ChildResult {
  totalSize: number;
  records: JsonRecord[];
}

function childResult(value: unknown): ChildResult | undefined {
  const { records, totalSize } = keyed(value);
  return Array.isArray(records) && typeof totalSize === "number" ? { records, totalSize } : undefined;
}

/**
 * Cuts rows into pages as Salesforce does: children count towards the batch size too, so a page may hold few parents.
 * Where a parent's children do not all fit, those that do come with a nextRecordsUrl of their own, at any depth; an org
 * whose `parentsComeAgain` is set shows the parent once more on the next page, with its next children.
 */
class Cutter {
  readonly #org: Org;
  readonly #batchSize: number;
  readonly #version: number;
  #left: number;

  constructor(org: Org, batchSize: number, version: number) {
    this.#org = org;
    this.#batchSize = batchSize;
    this.#version = version;
    this.#left = batchSize;
  }

  pages(records: readonly JsonRecord[]): JsonRecord[][] {
    const pages: JsonRecord[][] = [[]];
    const waiting = [...records].reverse();
    for (let record = waiting.pop(); record; record = waiting.pop()) {
      if (this.#left <= 0) {
        pages.push([]);
        this.#left = this.#batchSize;
      }
      const { fitting, rest } = this.#fit(record);
      pages.at(-1)?.push(fitting);
      if (rest && this.#org.settings.parentsComeAgain) waiting.push(rest);
    }
    return pages;
  }

  /** A record with as many children as fit, and the record with those that do not. */
  #fit(record: JsonRecord): { fitting: JsonRecord; rest?: JsonRecord } {
    this.#left--;
    const fitting: JsonRecord = {};
    const rest: JsonRecord = {};
    let isCut = false;
    for (const [key, value] of Object.entries(record)) {
      const children = childResult(value);
      const cut = children && this.#children(children);
      fitting[key] = cut ? cut.first : value;
      rest[key] = children ? (cut?.rest ?? null) : value;
      isCut ||= cut?.rest !== undefined;
    }
    return isCut ? { fitting, rest } : { fitting };
  }

  #children({ records, totalSize }: ChildResult): { first: JsonRecord; rest?: ChildResult } {
    const most = Math.max(1, Math.min(this.#left, this.#org.settings.childRows));
    const shown: JsonRecord[] = [];
    while (shown.length < most && (shown.length === 0 || this.#left > 0)) {
      const next = records[shown.length];
      if (!next) break;
      shown.push(this.#fit(next).fitting);
    }
    if (shown.length === records.length) return { first: { totalSize, done: true, records: shown } };
    const rest = records.slice(shown.length);
    const pages = new Cutter(this.#org, this.#batchSize, this.#version).pages(rest);
    const locator = { totalSize, pages, shown: shown.length, batchSize: this.#batchSize };
    const nextRecordsUrl = urlOf(keep(this.#org, locator), shown.length, this.#version);
    return {
      first: { totalSize, done: false, nextRecordsUrl, records: shown },
      rest: { totalSize, records: rest },
    };
  }
}

function slices(records: readonly JsonRecord[], size: number): (readonly JsonRecord[])[] {
  if (records.length <= size) return [records];
  return Array.from({ length: Math.ceil(records.length / size) }, (_, index) =>
    records.slice(index * size, (index + 1) * size),
  );
}

/** The first page of a result; the others are kept for those who ask by its nextRecordsUrl. */
export function firstPage(org: Org, result: QueryResult, batchSize: number, version: number): ApiResponse {
  const { records, totalSize, hasChildren } = result;
  const pages = hasChildren ? new Cutter(org, batchSize, version).pages(records) : slices(records, batchSize);
  const locator = { totalSize, pages, shown: 0, batchSize };
  const id = pages.length > 1 ? keep(org, locator) : "";
  return { status: 200, body: pageBody(id, locator, 0, version) };
}

/** A further page, by the end of its address. Throws INVALID_QUERY_LOCATOR. */
export function nextPage({ params, version }: ApiRequest, org: Org): ApiResponse {
  const [, id = "", start = ""] = /^(0r8\w+)-(\d+)$/.exec(params["locator"] ?? "") ?? [];
  const locator = locatorsOf(org).get(id);
  const index = locator ? (Number(start) - locator.shown) / locator.batchSize : -1;
  if (!locator?.pages[index]) throw new ApiError(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
  return { status: 200, body: pageBody(id, locator, index, version) };
}
