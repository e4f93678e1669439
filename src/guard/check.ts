import type { Salesforce } from "../salesforce/rest/client.ts";
import { type Action, type Actions, saysObjects } from "./action.ts";
import type { ObjectLists } from "./object-lists.ts";
import { ObjectPaths, untold } from "./object-paths.ts";
import { checkSoql, checkSosl } from "./statements.ts";

const nameTheAction =
  "Only the person who runs the server can allow it, by naming it in SALESFORCE_ALLOWED_ACTIONS.";

/** What its own text names, which needs no request. */
function checkNames(action: Action, paths: ObjectPaths): void {
  const { object, objects = [], words, runs } = action;
  if (!saysObjects(action))
    throw untold(
      `${words ?? "This call"} may touch any object`,
      runs === undefined ? "Use a tool, a resource or parameters that name the object." : nameTheAction,
    );
  for (const name of [...(object === undefined ? [] : [object]), ...objects])
    paths.check(name, words ?? "the call itself");
}

async function checkPaths(action: Action, paths: ObjectPaths): Promise<void> {
  const { object, objects = [], ids, report, words = "the call itself" } = action;
  const ways = report === undefined ? (action.paths ?? []) : [];
  const named: string[] = [];
  for (const name of object === undefined ? objects : [object, ...objects])
    named.push(await paths.named(name, words));
  const owners = ids ? await paths.ofIds(ids, object) : named.slice(0, object === undefined ? 0 : 1);
  if (ways.length > 0 && owners.length === 0) throw untold(`It is not known where ${ways[0]} begins`);
  for (const way of ways) await paths.follow(owners, way.split("."), way.replace(/\.$/, ""), true);
}

/**
 * Throws DENIED_OBJECT when a call would touch an object that the lists do not let through, or when it cannot
 * be told. May ask Salesforce for describes, and for what a report, dashboard or job is about; the call itself
 * is not made.
 */
export async function checkObjects(
  actions: Actions,
  lists: ObjectLists,
  salesforce: Salesforce,
): Promise<void> {
  const paths = new ObjectPaths(salesforce, lists);
  for (const action of actions) checkNames(action, paths);
  for (const action of actions) {
    await checkPaths(action, paths);
    if (action.soql !== undefined) await checkSoql(action.soql, paths);
    if (action.sosl !== undefined) await checkSosl(action.sosl, paths);
    if (action.report !== undefined) {
      const { checkReport } = await import("./reports.ts");
      await checkReport(action.report, action.paths ?? [], paths, salesforce);
    }
    if (action.file !== undefined) {
      const { checkFile } = await import("./files.ts");
      await checkFile(action.file, paths, salesforce);
    }
    if (action.quickAction !== undefined || action.workItems !== undefined) {
      const { checkActionObjects } = await import("./action-objects.ts");
      await checkActionObjects(action, paths, salesforce);
    }
    if (action.job !== undefined) {
      const { checkJob } = await import("./jobs.ts");
      await checkJob(action.job, paths, salesforce);
    }
  }
}
