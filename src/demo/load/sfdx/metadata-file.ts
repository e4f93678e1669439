import type { DataFile } from "../data-folder.ts";

/** `objects/Invoice__c/fields/Total__c.field-meta.xml`: the object, the folder, the name, the kind. */
export const metadataFile =
  /(?:^|\/)objects\/([^/]+)\/(?:(fields|recordTypes)\/)?([^/]+)\.(object|field|recordType)-meta\.xml$/;

/** Whether a file belongs to the metadata of an object. */
export function isMetadata({ name }: DataFile): boolean {
  return metadataFile.test(name);
}
