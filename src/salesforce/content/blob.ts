import { ToolError } from "../../errors.ts";
import type { Salesforce } from "../rest/client.ts";
import { type ApiPath, path } from "../rest/paths.ts";

/** A file as Salesforce holds it, and where its bytes are. */
export interface Blob {
  /** With its extension. */
  name: string;
  /** Undefined where Salesforce does not say. */
  bytes: number | undefined;
  at: ApiPath;
}

interface Kind {
  object: string;
  fields: string;
  blob(id: string, record: Record<string, unknown>): Blob;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function bytesIn(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** `Price list` and `txt` → `Price list.txt`; titles often end with the extension already. */
function fileName(title: unknown, extension: unknown): string {
  const ending = text(extension) === "" ? "" : `.${text(extension)}`;
  const name = text(title) || "file";
  return name.toLowerCase().endsWith(ending.toLowerCase()) ? name : `${name}${ending}`;
}

/** By the first three characters of an id. Source: Object Reference, key prefixes and fields of base64. */
const kinds: Readonly<Record<string, Kind>> = {
  "069": {
    object: "ContentDocument",
    fields: "Title,FileExtension,ContentSize,LatestPublishedVersionId",
    blob: (_, record) => ({
      name: fileName(record["Title"], record["FileExtension"]),
      bytes: bytesIn(record["ContentSize"]),
      at: path`/sobjects/ContentVersion/${text(record["LatestPublishedVersionId"])}/VersionData`,
    }),
  },
  "068": {
    object: "ContentVersion",
    fields: "Title,FileExtension,ContentSize",
    blob: (id, record) => ({
      name: fileName(record["Title"], record["FileExtension"]),
      bytes: bytesIn(record["ContentSize"]),
      at: path`/sobjects/ContentVersion/${id}/VersionData`,
    }),
  },
  "00P": {
    object: "Attachment",
    fields: "Name,BodyLength",
    blob: (id, record) => ({
      name: fileName(record["Name"], undefined),
      bytes: bytesIn(record["BodyLength"]),
      at: path`/sobjects/Attachment/${id}/Body`,
    }),
  },
  "015": {
    object: "Document",
    fields: "Name,Type,BodyLength",
    blob: (id, record) => ({
      name: fileName(record["Name"], record["Type"]),
      bytes: bytesIn(record["BodyLength"]),
      at: path`/sobjects/Document/${id}/Body`,
    }),
  },
};

/** The objects that a file of this id counts as; undefined for an id that is no file's. */
export function objectsOfFile(id: string): readonly string[] | undefined {
  const object = kinds[id.slice(0, 3)]?.object;
  if (object === undefined) return undefined;
  return object.startsWith("Content") ? ["ContentDocument", "ContentVersion"] : [object];
}

/** Where the bytes of a file are, and what is known of it. Throws BAD_ARGUMENT for an id that is no file's. */
export async function findBlob(salesforce: Salesforce, id: string): Promise<Blob> {
  const kind = kinds[id.slice(0, 3)];
  if (kind === undefined) throw new ToolError("BAD_ARGUMENT", `id: ${id} is no file.`);
  const { object, fields } = kind;
  const record = await salesforce.get<Record<string, unknown>>(path`/sobjects/${object}/${id}`, {
    query: { fields },
  });
  return kind.blob(id, record);
}
