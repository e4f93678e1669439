import { ToolError } from "../../errors.ts";
import { type BulkJob, createQueryJob, isOver, refreshed, setState } from "../../salesforce/bulk/jobs.ts";
import { rowsOf, withPage } from "../../salesforce/bulk/results.ts";
import { firstPage } from "../../salesforce/records/query.ts";
import type { QueryPage } from "../../salesforce/rest/answers.ts";
import type { Salesforce } from "../../salesforce/rest/client.ts";
import { SalesforceError } from "../../salesforce/rest/errors.ts";
import { PageTrail } from "../../salesforce/rest/page-trail.ts";
import { Pauses } from "../../waiting/pauses.ts";

/** From so many rows on a bulk job brings them. */
const bulkFrom = 2_001;
const pageRows = 2_000;
const bulkPageRows = 10_000;

/** Rows as cells, in the order of the columns, some at a time. */
export type Batches = AsyncGenerator<string[][]>;

/** A value of the REST API as the cell that a bulk job would have. */
function cellOf(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}

async function* restPages(salesforce: Salesforce, soql: string): AsyncGenerator<QueryPage> {
  const trail = new PageTrail();
  let page = await firstPage(salesforce, { soql, all: false, batchSize: pageRows });
  for (;;) {
    yield page;
    const next = trail.follow(page.nextRecordsUrl);
    if (next === undefined) return;
    page = await salesforce.get<QueryPage>(next);
  }
}

async function* byRest(salesforce: Salesforce, soql: string, columns: readonly string[]): Batches {
  for await (const { records } of restPages(salesforce, soql))
    yield records.map((record) => columns.map((column) => cellOf(record[column])));
}

/** The ids of the rows that a statement finds. */
export async function idsOf(salesforce: Salesforce, soql: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const rows of byRest(salesforce, soql, ["Id"])) for (const [id = ""] of rows) ids.push(id);
  return ids;
}

async function finishedJob(
  salesforce: Salesforce,
  soql: string,
  timeoutMilliseconds: number,
): Promise<BulkJob> {
  let job = await createQueryJob(salesforce, soql, false);
  const pauses = new Pauses(timeoutMilliseconds);
  try {
    while (!isOver(job)) {
      await pauses.wait(salesforce.signal);
      job = await refreshed(salesforce, job);
    }
  } catch (error) {
    await setState(salesforce, job, "Aborted").catch(() => undefined);
    throw error;
  }
  if (job.state === "JobComplete") return job;
  const why = job.errorMessage ?? "no reason given";
  throw new ToolError("UNEXPECTED_RESPONSE", `The query job ${job.id} is ${job.state}: ${why}.`);
}

/** Pages are read whole, since one that breaks off is asked for again from its beginning. */
async function* byBulk(salesforce: Salesforce, job: BulkJob, columns: readonly string[]): Batches {
  const trail = new PageTrail();
  let locator: string | undefined;
  do {
    const options = { locator, maxRecords: bulkPageRows, signal: salesforce.signal };
    const found = await withPage(salesforce, job, "query", options, async (page, end) => {
      const places = columns.map((column) => page.head?.columns.indexOf(column) ?? -1);
      const rows: string[][] = [];
      for await (const row of rowsOf(page)) rows.push(places.map((place) => row[place] ?? ""));
      end(page, rows.length);
      return { rows, next: page.locator };
    });
    yield found.rows;
    locator = trail.follow(found.next);
  } while (locator !== undefined);
}

/** Objects that no bulk job takes are read page by page. */
function unlessNoBulkObject(error: unknown): undefined {
  if (error instanceof SalesforceError && /^(INVALIDENTITY|API_ERROR|FEATURENOTENABLED)$/.test(error.code))
    return undefined;
  throw error;
}

interface Wanted {
  columns: readonly string[];
  /** About how many rows there are. */
  count: number;
  timeoutMilliseconds: number;
}

/** The rows of a statement, by the way that suits so many of them. */
export async function* sourceRows(
  salesforce: Salesforce,
  soql: string,
  { columns, count, timeoutMilliseconds }: Wanted,
): Batches {
  const many = count >= bulkFrom;
  const job = many
    ? await finishedJob(salesforce, soql, timeoutMilliseconds).catch(unlessNoBulkObject)
    : undefined;
  yield* job ? byBulk(salesforce, job, columns) : byRest(salesforce, soql, columns);
}
