import { shortId } from "../salesforce/records/identity.ts";
import { firstPage } from "../salesforce/records/query.ts";
import type { Salesforce } from "../salesforce/rest/client.ts";
import { sameName } from "../spelling.ts";
import { partsOf } from "./current.ts";
import type { Change, ChangeJournal, RecordChange } from "./journal.ts";

/** As many ids as stand in one statement. */
const mostIds = 500;

/** Whether a record is a version of a file that was uploaded. */
function isUpload({ object, did }: RecordChange): boolean {
  return did === "created" && sameName(object, "ContentVersion");
}

/** The documents of versions, deleted ones too, by the first 15 characters of the versions' ids. */
async function documentsOf(salesforce: Salesforce, ids: readonly string[]): Promise<Map<string, string>> {
  const documents = new Map<string, string>();
  for (const part of partsOf(ids, mostIds)) {
    const list = part.map((id) => `'${id}'`).join(", ");
    const soql = `SELECT Id, ContentDocumentId FROM ContentVersion WHERE Id IN (${list})`;
    const { records } = await firstPage(salesforce, { soql, all: true, batchSize: 2_000 });
    for (const { Id, ContentDocumentId } of records)
      documents.set(shortId(String(Id)), String(ContentDocumentId));
  }
  return documents;
}

/** What an upload did to its document: a first version made it, a further one changed it for good. */
function ofDocument(record: RecordChange, id: string): RecordChange {
  const { after: _, afterByKey: __, reason, ...facts } = record;
  const document = { ...facts, object: "ContentDocument", id };
  return reason === undefined ? document : { ...document, did: "updated", reason };
}

/**
 * Puts documents in the place of their versions, since these are what Salesforce deletes. What was found stays with
 * the changes, so that it is asked for once.
 */
export async function takeDocuments(
  salesforce: Salesforce,
  journal: ChangeJournal,
  changes: readonly Change[],
): Promise<void> {
  const uploading = changes.filter(({ records }) => records.some(isUpload));
  const versions = uploading.flatMap(({ records }) => records.filter(isUpload).map(({ id }) => id));
  const documents = versions.length > 0 ? await documentsOf(salesforce, versions) : new Map();
  for (const change of uploading) {
    change.records = change.records.map((record) => {
      const id = isUpload(record) ? documents.get(shortId(record.id)) : undefined;
      return id === undefined ? record : ofDocument(record, id);
    });
    journal.altered(change);
  }
}
