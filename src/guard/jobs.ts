import { type BulkJob, findJob, kindOf } from "../salesforce/bulk/jobs.ts";
import { statementOf } from "../salesforce/bulk/registry.ts";
import type { Salesforce } from "../salesforce/rest/client.ts";
import { SalesforceError } from "../salesforce/rest/errors.ts";
import type { Action } from "./action.ts";
import { type ObjectPaths, untold } from "./object-paths.ts";
import { checkSoql } from "./statements.ts";

function jobInfo(id: string, salesforce: Salesforce): Promise<BulkJob | undefined> {
  return findJob(salesforce, id).catch((error: unknown) => {
    if (error instanceof SalesforceError && error.status === 404) return undefined;
    throw error;
  });
}

/**
 * Throws DENIED_OBJECT for a bulk job on an object that may not be touched. Salesforce tells a job's object, but
 * not a query's statement, so a query that this process did not begin is refused.
 */
export async function checkJob(
  { id }: NonNullable<Action["job"]>,
  paths: ObjectPaths,
  salesforce: Salesforce,
): Promise<void> {
  const soql = statementOf(salesforce, id);
  if (soql !== undefined) return checkSoql(soql, paths);
  const info = await jobInfo(id, salesforce);
  // Without such a job there is nothing to touch, and Salesforce says so.
  if (!info) return;
  if (!info.object) throw untold(`It is not known which object the job ${id} is about`);
  await paths.named(info.object, `the job ${id}`);
  if (kindOf(info) === "query")
    throw untold(
      `Salesforce does not tell the statement of the query job ${id}, so it is not known what else it reads`,
      "Run the statement with createBulkQuery.",
    );
}
