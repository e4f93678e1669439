import { randomBytes } from "node:crypto";
import { mediaTypeOf } from "../../files/media-types.ts";
import type { JsonObject } from "../../json-object.ts";
import { answerMilliseconds } from "../rest/answer-time.ts";
import type { RequestOptions, Salesforce } from "../rest/client.ts";
import { path } from "../rest/paths.ts";

/** The largest file that Salesforce takes (ContentVersion, multipart). */
export const mostUploadBytes = 2 * 1024 * 1024 * 1024;

/** Bytes that go up, opened anew for every attempt; a piece may be written over once the next one is asked for. */
export interface UploadSource {
  /** Bytes. */
  size: number;
  open(): AsyncIterable<Buffer>;
}

export interface Upload {
  /** With its extension, by which Salesforce tells what it is. */
  name: string;
  source: UploadSource;
  /** Of the new ContentVersion, beside its name. */
  fields: JsonObject;
  /** Called with how many bytes were handed over. */
  progress(bytes: number): void;
  /** Called when all was handed over, with how many milliseconds the answer to it may take. */
  sent(milliseconds: number): void;
}

/** As browsers write a name into a part's head. */
function quotedName(name: string): string {
  return `"${name.replaceAll("\r", "%0D").replaceAll("\n", "%0A").replaceAll('"', "%22")}"`;
}

/** What stands before and after the bytes. */
function frameOf(fields: JsonObject, name: string, boundary: string): [head: Buffer, tail: Buffer] {
  const head = [
    `--${boundary}`,
    'Content-Disposition: form-data; name="entity_content"',
    "Content-Type: application/json",
    "",
    JSON.stringify(fields),
    `--${boundary}`,
    `Content-Disposition: form-data; name="VersionData"; filename=${quotedName(name)}`,
    `Content-Type: ${mediaTypeOf(name)}`,
    "",
    "",
  ];
  return [Buffer.from(head.join("\r\n")), Buffer.from(`\r\n--${boundary}--\r\n`)];
}

/** A request that streams its record and its bytes as two parts of a form whose length is known. */
function requestOf({ name, source, fields, progress, sent }: Upload): RequestOptions {
  const boundary = `form-${randomBytes(16).toString("hex")}`;
  const record = { ...fields, PathOnClient: name };
  const [head, tail] = frameOf(record, name, boundary);
  let whole = false;
  async function* parts(): AsyncGenerator<Buffer> {
    whole = false;
    let bytes = 0;
    yield head;
    for await (const chunk of source.open()) {
      yield chunk;
      bytes += chunk.length;
      progress(bytes);
    }
    whole = true;
    sent(answerMilliseconds(source.size));
    yield tail;
  }
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    headers: { "content-length": String(head.length + source.size + tail.length) },
    body: parts,
    fields: record,
    incomplete: () => !whole,
  };
}

/** A new ContentVersion of these bytes, and with it a new document where the fields name none; returns its id. */
export async function uploadVersion(salesforce: Salesforce, upload: Upload): Promise<string> {
  const { body, ...options } = requestOf(upload);
  const { id } = await salesforce.post<{ id: string }>(path`/sobjects/ContentVersion`, body, options);
  salesforce.trace.bytes = upload.source.size;
  return id;
}

/** What Salesforce made of a version: its document, number and size. */
export interface MadeVersion {
  documentId: string;
  version: number;
  bytes: number;
}

export async function madeVersion(salesforce: Salesforce, id: string): Promise<MadeVersion> {
  const fields = "ContentDocumentId,VersionNumber,ContentSize";
  const found = await salesforce.get<{
    ContentDocumentId: string;
    VersionNumber: string;
    ContentSize: number;
  }>(path`/sobjects/ContentVersion/${id}`, { query: { fields } });
  return {
    documentId: found.ContentDocumentId,
    version: Number(found.VersionNumber),
    bytes: found.ContentSize,
  };
}

/** The title that a document has, which a new version would otherwise change to its own name. */
export async function titleOf(salesforce: Salesforce, documentId: string): Promise<string> {
  const found = await salesforce.get<{ Title: string }>(path`/sobjects/ContentDocument/${documentId}`, {
    query: { fields: "Title" },
  });
  return found.Title;
}
