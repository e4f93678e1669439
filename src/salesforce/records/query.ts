import type { QueryPage } from "../rest/answers.ts";
import type { Salesforce } from "../rest/client.ts";
import { PageTrail } from "../rest/page-trail.ts";
import { withQuery } from "../rest/paths.ts";
import { type Fetched, nothingUnfinished, takePage } from "./children.ts";

export interface QueryOptions {
  soql: string;
  /** Deleted and archived rows too (queryAll). */
  all: boolean;
  /** Rows a page, 200 to 2,000; Salesforce may send fewer. */
  batchSize: number;
  fetched?: Fetched;
}

/** Salesforce refuses addresses over 16,384 bytes; headers count too. */
const longestAddress = 12_000;

/** The first page of a query, as it came. One too long for an address goes inside a batch request, which holds any length. */
export async function firstPage(salesforce: Salesforce, options: QueryOptions): Promise<QueryPage> {
  const { soql, all, batchSize } = options;
  const resource = all ? "queryAll" : "query";
  const headers = { "sforce-query-options": `batchSize=${Math.min(Math.max(batchSize, 200), 2_000)}` };
  const target = withQuery(resource, { q: soql });
  return target.length > longestAddress
    ? inBatch(salesforce, target)
    : salesforce.get<QueryPage>(`/${resource}`, { query: { q: soql }, headers });
}

async function inBatch(salesforce: Salesforce, url: string): Promise<QueryPage> {
  const { errorItems, SalesforceError } = await import("../rest/errors.ts");
  const version = await salesforce.apiVersion();
  const body = { batchRequests: [{ method: "GET", url: `v${version}/${url}` }] };
  const answer = await salesforce.post<{ results: { statusCode: number; result: unknown }[] }>(
    "/composite/batch",
    body,
    { idempotent: true },
  );
  const [first] = answer.results;
  // A query inside a batch answers what it would alone.
  if (first && first.statusCode < 300) return first.result as QueryPage;
  throw new SalesforceError({ status: first?.statusCode ?? 500, items: errorItems(first?.result) });
}

/**
 * Every page of a query as it arrives, with what is complete of its rows; the next one is on its way while a page is
 * used. Throws UNEXPECTED_RESPONSE when a page leads back to an earlier one.
 */
export async function* queryPages(salesforce: Salesforce, options: QueryOptions): AsyncGenerator<QueryPage> {
  const trail = new PageTrail();
  let page: QueryPage | undefined = await firstPage(salesforce, options);
  let unfinished = nothingUnfinished;
  while (page) {
    const url: string | undefined = trail.follow(page.nextRecordsUrl);
    const next: Promise<QueryPage> | undefined = url ? salesforce.get<QueryPage>(url) : undefined;
    // Its failure is seen where it is awaited, or by nobody when no further page is asked for.
    next?.catch(() => undefined);
    const { records, after } = await takePage(salesforce, unfinished, page, options.fetched);
    unfinished = after;
    yield { ...page, records };
    page = await next;
  }
}
