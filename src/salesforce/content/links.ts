import { describeGlobal } from "../metadata/describe.ts";
import { shortId } from "../records/identity.ts";
import { firstPage } from "../records/query.ts";
import type { Salesforce } from "../rest/client.ts";
import { path } from "../rest/paths.ts";

/** What a file is linked or attached to. */
export interface Linked {
  /** Object names, as far as the ids tell; several where an object shares its prefix with another. */
  objects: Set<string>;
  /** Ids of which nobody can tell the object. */
  unknown: string[];
  /** There is more than was looked at. */
  more: boolean;
}

/** The objects that ids are of, by their first three characters. */
async function objectsOf(salesforce: Salesforce, ids: readonly string[]): Promise<Omit<Linked, "more">> {
  const all = await describeGlobal(salesforce);
  const objects = new Set<string>();
  const unknown: string[] = [];
  for (const id of ids) {
    const found = all.filter(({ keyPrefix }) => keyPrefix === id.slice(0, 3));
    for (const { name } of found) objects.add(name);
    if (found.length === 0) unknown.push(id);
  }
  return { objects, unknown };
}

/** Ids of at most so many documents stand in one statement. */
const mostDocuments = 500;

/** What each of these documents is linked to, by the first 15 characters of its id, by one query for every 500. */
export async function linksOf(
  salesforce: Salesforce,
  documentIds: readonly string[],
): Promise<Map<string, Linked>> {
  const byDocument = new Map(documentIds.map((id) => [shortId(id), [] as string[]]));
  let more = false;
  for (let index = 0; index < documentIds.length; index += mostDocuments) {
    const ids = documentIds.slice(index, index + mostDocuments).map((id) => `'${id}'`);
    const soql = `SELECT ContentDocumentId, LinkedEntityId FROM ContentDocumentLink WHERE ContentDocumentId IN (${ids.join(", ")})`;
    const { records, done } = await firstPage(salesforce, { soql, all: false, batchSize: 2_000 });
    more ||= !done;
    for (const { ContentDocumentId, LinkedEntityId } of records)
      byDocument.get(shortId(String(ContentDocumentId)))?.push(String(LinkedEntityId));
  }
  const linked = new Map<string, Linked>();
  for (const [id, ids] of byDocument) linked.set(id, { ...(await objectsOf(salesforce, ids)), more });
  return linked;
}

/** The field of a file's own record that leads to what it belongs to. */
const wayUp: Readonly<Record<string, { object: string; field: string }>> = {
  "068": { object: "ContentVersion", field: "ContentDocumentId" },
  "00P": { object: "Attachment", field: "ParentId" },
  "015": { object: "Document", field: "FolderId" },
};

async function parentOf(salesforce: Salesforce, id: string): Promise<string[]> {
  const way = wayUp[id.slice(0, 3)];
  if (way === undefined) return [id];
  const { object, field } = way;
  const record = await salesforce.get<Record<string, unknown>>(path`/sobjects/${object}/${id}`, {
    query: { fields: field },
  });
  const parent = record[field];
  return typeof parent === "string" ? [parent] : [];
}

/** What one file is linked to, or its one parent. Throws NOT_FOUND for one that the user does not see. */
export async function linkedTo(salesforce: Salesforce, id: string): Promise<Linked> {
  const parents = await parentOf(salesforce, id);
  const [document] = parents;
  if (document?.startsWith("069") !== true) return { ...(await objectsOf(salesforce, parents)), more: false };
  const links = await linksOf(salesforce, [document]);
  return links.get(shortId(document)) ?? { objects: new Set(), unknown: [], more: false };
}
