import { linkedTo } from "../salesforce/content/links.ts";
import { isRecordId } from "../salesforce/records/identity.ts";
import type { Salesforce } from "../salesforce/rest/client.ts";
import { SalesforceError } from "../salesforce/rest/errors.ts";
import { type ObjectPaths, untold } from "./object-paths.ts";

/** Whom a file is shared with, which says nothing of what it is about: its owner is always among them. */
export const people: ReadonlySet<string> = new Set([
  "User",
  "Group",
  "CollaborationGroup",
  "Organization",
  "ContentWorkspace",
]);

/** Throws DENIED_OBJECT for a file that is linked or attached to a record of an object that may not be touched. */
export async function checkFile(id: string, paths: ObjectPaths, salesforce: Salesforce): Promise<void> {
  // An id that an earlier part gives, of a record that is not there yet.
  if (!isRecordId(id)) throw untold(`It is not known what the file ${id} is linked to`);
  const linked = await linkedTo(salesforce, id).catch((error: unknown) => {
    // Without such a file there is nothing to touch, and Salesforce says so.
    if (error instanceof SalesforceError && error.status === 404) return undefined;
    throw error;
  });
  if (linked === undefined) return;
  const way = `the file ${id}, which is linked to a record of it`;
  for (const object of linked.objects) {
    if (people.has(object)) paths.checkDenied(object, way);
    else paths.check(object, way);
  }
  if (linked.unknown.length > 0 || linked.more)
    throw untold(`It is not known what else the file ${id} is linked to`);
}
