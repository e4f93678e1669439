import type { Config } from "../../config/config.ts";
import { unknownActions } from "../../guard/action-names.ts";
import { unknownNames } from "../../guard/object-lists.ts";
import { onePer } from "../../one-per.ts";
import { everyAction } from "../../salesforce/actions/catalog.ts";
import { describeGlobal } from "../../salesforce/metadata/describe.ts";
import { whoAmI } from "../../salesforce/metadata/who-am-i.ts";
import type { Salesforce } from "../../salesforce/rest/client.ts";
import { SalesforceError } from "../../salesforce/rest/errors.ts";
import { closest, didYouMean } from "../../spelling.ts";
import { withCommas } from "../../with-commas.ts";
import { failed, type Outcome, ok, type Step, skipped } from "./checkup.ts";

const everyday = ["Account", "Contact", "Lead", "Opportunity", "Case"];

async function versionCheck({ apiVersion }: Config, salesforce: Salesforce): Promise<Outcome> {
  const offered = await salesforce.get<{ version: string }[]>("/services/data/");
  const used = await salesforce.apiVersion();
  const range = `the org offers ${offered[0]?.version} to ${offered.at(-1)?.version}`;
  if (apiVersion === undefined || offered.some(({ version }) => version === apiVersion))
    return ok(`${used}; ${range}`);
  return failed(
    `SALESFORCE_API_VERSION is ${apiVersion}, but ${range}`,
    "Leave SALESFORCE_API_VERSION out, or set one that the org offers.",
  );
}

/** The list of resources, which every user with API access may read. */
async function accessCheck(salesforce: Salesforce): Promise<Outcome> {
  await salesforce.get("/");
  return ok("the REST API answers");
}

async function userCheck(salesforce: Salesforce): Promise<Outcome> {
  const { user, organization } = await whoAmI(salesforce);
  const { name = "an org whose name this user may not see", id, kind, edition } = organization;
  const facts = [kind, edition, id].filter((fact) => fact !== undefined);
  return ok(`${user.name} (${user.username}) in ${name} (${facts.join(", ")})`);
}

async function objectsCheck(salesforce: Salesforce): Promise<Outcome> {
  const objects = await describeGlobal(salesforce);
  const readable = objects.filter(({ queryable }) => queryable);
  const writable = objects.filter(({ createable, updateable }) => createable || updateable);
  const missing = everyday.filter((name) => !readable.some((object) => object.name === name));
  const counts = `${readable.length} of ${objects.length} objects can be queried, ${writable.length} written`;
  const remedy = "Give the user a profile or permission set with object permissions.";
  if (readable.length === 0) return failed(counts, remedy);
  return ok(missing.length > 0 ? `${counts}; not ${missing.join(", ")}` : counts);
}

/** A misspelt name protects nothing, or lets nothing through, in silence. */
async function objectListsCheck(config: Config, salesforce: Salesforce): Promise<Outcome> {
  if (config.allowedObjects === undefined && config.deniedObjects === undefined)
    return skipped("neither SALESFORCE_ALLOWED_OBJECTS nor SALESFORCE_DENIED_OBJECTS is set");
  const objects = await describeGlobal(salesforce);
  const unknown = unknownNames(config, objects);
  if (unknown.length === 0) return ok("every name stands for an object of the org");
  const said = unknown.map(({ setting, name }) => `${setting} names ${name}`).join(", ");
  const near = unknown.flatMap(({ name }) => closest(name, objects, 1));
  return failed(
    `${said}, and the org shows this user no such object`,
    didYouMean(near, "alone") || "Correct the name; listAllObjects shows those that are there.",
  );
}

/** A misspelt action lets nothing run. Apex REST classes and other addresses cannot be listed, so they are not checked. */
async function actionListCheck({ allowedActions }: Config, salesforce: Salesforce): Promise<Outcome> {
  if (allowedActions === undefined) return skipped("SALESFORCE_ALLOWED_ACTIONS is not set");
  const actions = await everyAction(salesforce);
  const unknown = unknownActions(allowedActions, actions);
  if (unknown.length === 0) return ok("every name stands for an action of the org");
  const near = unknown.flatMap((name) => closest(name, actions, 1));
  return failed(
    `SALESFORCE_ALLOWED_ACTIONS names ${unknown.join(", ")}, and the org shows this user no such action`,
    didYouMean(near, "alone") || "Correct the name; listActions shows those that are there.",
  );
}

type Limits = Record<string, { Max?: number; Remaining?: number }>;

/** The org's limits, or undefined when the user may not see them; two checks look at them. */
const limitsOf = onePer(async (salesforce: Salesforce): Promise<Limits | undefined> => {
  try {
    return await salesforce.get<Limits>("/limits");
  } catch (error) {
    if (error instanceof SalesforceError && error.status === 403 && error.code !== "REQUEST_LIMIT_EXCEEDED")
      return undefined;
    throw error;
  }
});

/** Users who may not see the limits still learn it from a header that every answer has. */
async function requestsCheck({ apiReservePercent }: Config, salesforce: Salesforce): Promise<Outcome> {
  const found = (await limitsOf(salesforce))?.["DailyApiRequests"];
  const usage = salesforce.limitInfo;
  const max = found?.Max ?? usage?.max;
  const left = found?.Remaining ?? (usage && usage.max - usage.used);
  if (max === undefined || left === undefined) return skipped("the user may not see the org's limits");
  const message = `${withCommas(left)} of ${withCommas(max)} requests of these 24 hours are left`;
  if (left <= 0)
    return failed(message, "Wait until they come back, or ask Salesforce for more; see what else uses them.");
  if (left >= (max * apiReservePercent) / 100) return ok(message);
  return failed(
    `${message}, less than the reserve of ${apiReservePercent}%`,
    "Wait, or set a smaller SALESFORCE_API_RESERVE_PERCENT.",
  );
}

async function storageCheck(salesforce: Salesforce): Promise<Outcome> {
  const limits = await limitsOf(salesforce);
  const said = (["DataStorageMB", "FileStorageMB"] as const).flatMap((name) => {
    const { Max, Remaining } = limits?.[name] ?? {};
    return Max === undefined || Remaining === undefined ? [] : [{ name, Max, Remaining }];
  });
  if (said.length === 0) return skipped("the user may not see the org's limits");
  const message = said.map(({ name, Max, Remaining }) => `${name} ${Remaining} of ${Max} left`).join(", ");
  return said.some(({ Max, Remaining }) => Max > 0 && Remaining <= 0)
    ? failed(message, "Delete or archive what is no longer needed; until then records cannot be created.")
    : ok(message);
}

/** The checks that need a token: what the org offers and what the user may do there. */
export function orgSteps(config: Config, salesforce: Salesforce): Step[] {
  return [
    {
      name: "API version",
      run: () => versionCheck(config, salesforce),
      vital: "there is no API version to use",
    },
    { name: "API access", run: () => accessCheck(salesforce), vital: "the REST API refuses this user" },
    { name: "user", run: () => userCheck(salesforce) },
    { name: "objects", run: () => objectsCheck(salesforce) },
    { name: "object lists", run: () => objectListsCheck(config, salesforce) },
    { name: "action list", run: () => actionListCheck(config, salesforce) },
    { name: "API requests", run: () => requestsCheck(config, salesforce) },
    { name: "storage", run: () => storageCheck(salesforce) },
  ];
}
