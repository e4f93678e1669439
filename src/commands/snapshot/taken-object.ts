import { ToolError } from "../../errors.ts";
import type { ObjectLists } from "../../guard/object-lists.ts";
import { describeObject } from "../../salesforce/metadata/describe.ts";
import type { DescribeField, ObjectDescribe } from "../../salesforce/rest/answers.ts";
import type { Salesforce } from "../../salesforce/rest/client.ts";
import { SalesforceError } from "../../salesforce/rest/errors.ts";

/** An object whose rows are taken. */
export interface TakenObject {
  name: string;
  describe: ObjectDescribe;
  /** What rows are made of; compound fields and files are not. */
  fields: readonly DescribeField[];
}

/** Made of other fields, or the content of a file. */
const notTaken = new Set(["address", "location", "base64", "complexvalue", "json"]);

/** Users and what places them, which are taken as far as rows refer to them. */
export const supports = ["Group", "UserRole", "Profile", "RecordType", "User"] as const;

export function isSupport(name: string): boolean {
  return supports.some((support) => support === name);
}

function refused(name: string, reason: string, hint: string): ToolError {
  return new ToolError("DENIED_OBJECT", `${name} cannot be taken: ${reason}.`, hint);
}

/** The object as the user sees it. Throws DENIED_OBJECT for one that the lists or the org keep back. */
export async function takenObject(
  salesforce: Salesforce,
  lists: Pick<ObjectLists, "refusal">,
  name: string,
): Promise<TakenObject> {
  const denial = lists.refusal(name);
  if (denial !== undefined) throw refused(name, denial, "Leave it out of --objects, or change the lists.");
  const describe = await describeObject(salesforce, name).catch((error: unknown) => {
    if (!(error instanceof SalesforceError) || error.status !== 404) throw error;
    throw refused(name, "the org has no such object, or you cannot see it", "Check the API name (__c).");
  });
  if (!describe.queryable) throw refused(name, "it cannot be queried", "Leave it out of --objects.");
  const fields = describe.fields.filter(({ type }) => !notTaken.has(type));
  return { name: describe.name, describe, fields };
}

/** The same, or undefined for one that is kept back. */
export function takenIfAllowed(
  salesforce: Salesforce,
  lists: Pick<ObjectLists, "refusal">,
  name: string,
): Promise<TakenObject | undefined> {
  return takenObject(salesforce, lists, name).catch((error: unknown) => {
    if (error instanceof ToolError && error.code === "DENIED_OBJECT") return undefined;
    throw error;
  });
}

/** Objects so that what is referred to stands before what refers to it, as far as there are no circles. */
export function parentsFirst(objects: readonly TakenObject[]): TakenObject[] {
  const byName = new Map(objects.map((object) => [object.name, object]));
  const sorted = new Set<TakenObject>();
  const visited = new Set<TakenObject>();
  const visit = (object: TakenObject) => {
    if (visited.has(object)) return;
    visited.add(object);
    for (const name of object.fields.flatMap(({ referenceTo }) => referenceTo)) {
      const parent = byName.get(name);
      if (parent) visit(parent);
    }
    sorted.add(object);
  };
  for (const object of objects) visit(object);
  return [...sorted];
}
