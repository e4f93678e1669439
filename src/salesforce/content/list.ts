import { ToolError } from "../../errors.ts";
import { isObject, type JsonObject } from "../../json-object.ts";
import type { Salesforce } from "../rest/client.ts";
import { errorItems, joinedErrors, SalesforceError } from "../rest/errors.ts";

/** What a record holds beside its fields. */
export interface Listed {
  /** By this the others are asked for: downloadFile's id, or a note's. */
  id: string;
  kind: "file" | "attachment" | "note";
  name: string;
  type: string | null;
  bytes: number | null;
  /** Of the newest version. */
  modified: string;
  /** Left out where users may not be shown. */
  owner?: string | null;
}

/** One kind of what is attached, and how its rows are read. */
interface Source {
  /** The objects that must be open to it. */
  objects: readonly string[];
  soql(recordId: string): string;
  listed(row: JsonObject): Listed;
}

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);
const size = (value: unknown) => (typeof value === "number" ? value : null);
const inner = (value: unknown): JsonObject => (isObject(value) ? value : {});
const owner = (row: JsonObject) => ("Owner" in row ? { owner: text(inner(row["Owner"])["Name"]) } : {});

const ownerName = /, (?:ContentDocument\.)?Owner\.Name/;

const documentFields = [
  ...["Title", "FileExtension", "FileType", "ContentSize", "ContentModifiedDate", "Owner.Name"],
].map((field) => `ContentDocument.${field}`);

function listedDocument({ ContentDocumentId, ContentDocument }: JsonObject): Listed {
  const document = inner(ContentDocument);
  const title = text(document["Title"]) ?? "";
  const ending = text(document["FileExtension"]);
  const named = ending === null || title.toLowerCase().endsWith(`.${ending.toLowerCase()}`);
  return {
    id: String(ContentDocumentId),
    kind: "file",
    name: named ? title : `${title}.${ending}`,
    type: text(document["FileType"]),
    bytes: size(document["ContentSize"]),
    modified: String(document["ContentModifiedDate"]),
    ...owner(document),
  };
}

const sources: readonly Source[] = [
  {
    objects: ["ContentDocument", "ContentVersion"],
    soql: (id) =>
      `SELECT ContentDocumentId, ${documentFields.join(", ")} FROM ContentDocumentLink WHERE LinkedEntityId = '${id}'`,
    listed: listedDocument,
  },
  {
    objects: ["Attachment"],
    soql: (id) =>
      `SELECT Id, Name, ContentType, BodyLength, LastModifiedDate, Owner.Name FROM Attachment WHERE ParentId = '${id}'`,
    listed: (row) => ({
      id: String(row["Id"]),
      kind: "attachment",
      name: text(row["Name"]) ?? "",
      type: text(row["ContentType"]),
      bytes: size(row["BodyLength"]),
      modified: String(row["LastModifiedDate"]),
      ...owner(row),
    }),
  },
  {
    objects: ["Note"],
    soql: (id) => `SELECT Id, Title, LastModifiedDate, Owner.Name FROM Note WHERE ParentId = '${id}'`,
    listed: (row) => ({
      id: String(row["Id"]),
      kind: "note",
      name: text(row["Title"]) ?? "",
      type: null,
      bytes: null,
      modified: String(row["LastModifiedDate"]),
      ...owner(row),
    }),
  },
];

export interface ListedFiles {
  /** Newest first. */
  found: Listed[];
  /** Salesforce holds more than were read. */
  more: boolean;
  /** Objects of which nothing could be read, with the reason. */
  unread: { object: string; why: string }[];
}

interface BatchAnswer {
  results: { statusCode: number; result: unknown }[];
}

/** Dates are whole seconds; of one second, what has the higher id was made later. */
function newestFirst(a: Listed, b: Listed): number {
  if (a.modified !== b.modified) return a.modified < b.modified ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}

/** Files, attachments and notes of a record, by one request. Objects that `allows` refuses are left out and named. */
export async function listFilesOf(
  salesforce: Salesforce,
  recordId: string,
  allows: (object: string) => boolean,
): Promise<ListedFiles> {
  const asked = sources.filter(({ objects }) => objects.every(allows));
  const refused = sources.filter((source) => !asked.includes(source));
  const version = await salesforce.apiVersion();
  const batchRequests = asked.map(({ soql }) => {
    const whole = soql(recordId);
    const statement = allows("User") ? whole : whole.replace(ownerName, "");
    return { method: "GET", url: `v${version}/query?q=${encodeURIComponent(statement)}` };
  });
  const { results } = await salesforce.post<BatchAnswer>(
    "/composite/batch",
    { batchRequests },
    { idempotent: true },
  );
  const listed: ListedFiles = {
    found: [],
    more: false,
    unread: refused.map(({ objects }) => ({
      object: objects[0] ?? "",
      why: "this server's object lists leave it out",
    })),
  };
  for (const [index, source] of asked.entries()) take(listed, source, results[index]);
  listed.found.sort(newestFirst);
  return listed;
}

function take(listed: ListedFiles, source: Source, part: BatchAnswer["results"][number] | undefined): void {
  const { objects, listed: read } = source;
  if (part === undefined)
    throw new ToolError("UNEXPECTED_RESPONSE", `Salesforce did not answer for ${objects[0]}.`);
  const { statusCode, result } = part;
  if (statusCode < 300 && isObject(result) && Array.isArray(result["records"])) {
    listed.found.push(...result["records"].filter(isObject).map(read));
    listed.more ||= result["done"] === false;
    return;
  }
  const items = errorItems(result);
  // Attachments and notes are switched off in some orgs; files are what is asked for.
  if (source === sources[0]) throw new SalesforceError({ status: statusCode, items, body: result });
  const { code, message } = joinedErrors(items, result);
  listed.unread.push({ object: objects[0] ?? "", why: `${code}: ${message}` });
}
