import { isObject } from "../../json-object.ts";
import type { Salesforce } from "../rest/client.ts";
import { path } from "../rest/paths.ts";
import { cached } from "./describe.ts";

/** Most deletes are of these and of custom objects, which have a recycle bin in every org. Source: Object Reference. */
const usual = new Set([
  "account",
  "asset",
  "campaign",
  "case",
  "contact",
  "contract",
  "event",
  "lead",
  "opportunity",
  "product2",
  "task",
]);

async function keepsDeleted(salesforce: Salesforce, object: string): Promise<boolean> {
  const name = object.toLowerCase();
  if (usual.has(name) || name.endsWith("__c")) return true;
  const basics = await cached<unknown>(salesforce, path`/sobjects/${object}`);
  const facts = isObject(basics) ? basics["objectDescribe"] : undefined;
  return !isObject(facts) || facts["undeletable"] !== false;
}

/**
 * Those of these objects whose deleted records are gone at once, since Salesforce has no recycle bin for them
 * (`undeletable` in sObject Basic Information), in lower case. Objects that the org says nothing of are not among them.
 */
export async function withoutRecycleBin(
  salesforce: Salesforce,
  objects: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = [...new Set(objects)].map(async (object) => {
    const keeps = await keepsDeleted(salesforce, object).catch(() => true);
    return keeps ? [] : [object.toLowerCase()];
  });
  return new Set((await Promise.all(found)).flat());
}
