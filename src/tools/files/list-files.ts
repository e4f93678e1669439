import { people } from "../../guard/files.ts";
import { linksOf } from "../../salesforce/content/links.ts";
import { type Listed, listFilesOf } from "../../salesforce/content/list.ts";
import { describeGlobal } from "../../salesforce/metadata/describe.ts";
import { shortId } from "../../salesforce/records/identity.ts";
import { path } from "../../salesforce/rest/paths.ts";
import { Rows } from "../../tool/results.ts";
import type { ToolContext } from "../../tool/tool.ts";
import type { ListFilesArguments } from "./arguments.ts";

const usualRows = 200;
const columns = ["id", "kind", "name", "type", "bytes", "modified"];

/** Files that are also linked to records of objects that may not be shown are left out. */
async function allowed(found: readonly Listed[], context: ToolContext): Promise<Listed[]> {
  const { salesforce, allows, denies } = context;
  const documents = found.filter(({ kind }) => kind === "file").map(({ id }) => id);
  if (denies === undefined || documents.length === 0) return [...found];
  const links = await linksOf(salesforce, documents);
  const isOpen = (object: string) => (people.has(object) ? !denies(object) : allows(object));
  return found.filter(({ id, kind }) => {
    const linked = links.get(shortId(id));
    if (kind !== "file") return true;
    if (linked === undefined || linked.more || linked.unknown.length > 0) return false;
    return [...linked.objects].every(isOpen);
  });
}

/** A record without anything is looked for, so that a wrong id is not taken for one. Throws NOT_FOUND. */
async function mustExist(recordId: string, { salesforce }: ToolContext): Promise<void> {
  const objects = await describeGlobal(salesforce);
  const object = objects.find(({ keyPrefix }) => keyPrefix === recordId.slice(0, 3))?.name;
  if (object !== undefined)
    await salesforce.get(path`/sobjects/${object}/${recordId}`, { query: { fields: "Id" } });
}

/** listFiles: what a record holds beside its fields. */
export async function listFiles(
  { recordId, maxRecords = usualRows }: ListFilesArguments,
  context: ToolContext,
): Promise<Rows> {
  const { found, more, unread } = await listFilesOf(context.salesforce, recordId, context.allows);
  const files = await allowed(found, context);
  if (found.length === 0) await mustExist(recordId, context);
  const leftOut = found.length - files.length;
  return new Rows({
    records: files.slice(0, maxRecords).map((file) => ({ ...file })),
    columns: context.allows("User") ? [...columns, "owner"] : columns,
    format: "csv",
    totalSize: files.length,
    more: more || files.length > maxRecords,
    cutHint: more ? "Salesforce holds more than can be listed" : "raise maxRecords",
    notes: {
      ...Object.fromEntries(unread.map(({ object, why }) => [`without${object}`, why])),
      ...(leftOut > 0 && { leftOut: `${leftOut} linked to objects that the object lists leave out` }),
    },
  });
}
