import { workItemsNamed } from "../salesforce/actions/approvals.ts";
import { quickFacts } from "../salesforce/actions/description.ts";
import { sameId } from "../salesforce/records/identity.ts";
import type { Salesforce } from "../salesforce/rest/client.ts";
import { SalesforceError } from "../salesforce/rest/errors.ts";
import type { Action } from "./action.ts";
import { type ObjectPaths, untold } from "./object-paths.ts";

async function checkQuickAction(
  { name, object }: NonNullable<Action["quickAction"]>,
  paths: ObjectPaths,
  salesforce: Salesforce,
): Promise<void> {
  const facts = await quickFacts(salesforce, { name, object }).catch((error: unknown) => {
    if (error instanceof SalesforceError && error.status === 404) return undefined;
    throw error;
  });
  // Without such an action there is nothing to touch, and the call says so.
  if (facts === undefined) return;
  const { context, target } = facts;
  if (target === undefined) throw untold(`It is not known what the quick action ${name} changes`);
  for (const each of context === undefined ? [target] : [context, target])
    await paths.named(each, `the quick action ${name}`);
}

async function checkWorkItems(
  ids: readonly string[],
  paths: ObjectPaths,
  salesforce: Salesforce,
): Promise<void> {
  const items = await workItemsNamed(salesforce, ids);
  const lost = ids.find((id) => !items.some((item) => sameId(item.id, id)));
  if (lost !== undefined) throw untold(`It is not known which record the work item ${lost} is about`);
  if (items.length > 0)
    await paths.ofIds(
      items.map(({ recordId }) => recordId),
      undefined,
    );
}

/** Throws DENIED_OBJECT for a quick action or work item of an object that may not be touched, or that is not told. */
export async function checkActionObjects(
  { quickAction, workItems }: Action,
  paths: ObjectPaths,
  salesforce: Salesforce,
): Promise<void> {
  if (quickAction !== undefined) await checkQuickAction(quickAction, paths, salesforce);
  if (workItems !== undefined) await checkWorkItems(workItems, paths, salesforce);
}
