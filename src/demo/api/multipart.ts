import type { Readable } from "node:stream";
import { ApiError } from "../errors.ts";
import { keyed } from "../json.ts";
import { parsedJson, readBytes } from "./body.ts";

/** As much as SQLite keeps in a row. */
const mostRecordBytes = 900 * 1024 * 1024;

export function isMultipart(contentType = ""): boolean {
  return /^multipart\/form-data\b/i.test(contentType);
}

interface Part {
  name: string;
  /** Whether it names a file, as parts with bytes do. */
  isFile: boolean;
  content: Buffer;
}

function refused(message: string): ApiError {
  return new ApiError(400, "INVALID_MULTIPART_REQUEST", message);
}

function partOf(bytes: Buffer): Part {
  const end = bytes.indexOf("\r\n\r\n");
  const head = bytes.subarray(0, end === -1 ? bytes.length : end).toString();
  const [, name] = /^content-disposition:.*?[;\s]name="([^"]*)"/im.exec(head) ?? [];
  if (end === -1 || name === undefined) throw refused("A part of the multipart request has no name");
  return { name, isFile: /[;\s]filename\*?=/i.test(head), content: bytes.subarray(end + 4) };
}

/**
 * The parts of a multipart body. Node's own reader refuses the short boundaries that Salesforce's documentation uses.
 * Throws INVALID_MULTIPART_REQUEST.
 */
export async function partsOf(source: Readable, contentType: string, mostBytes: number): Promise<Part[]> {
  const [, quoted, plain] = /\bboundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? [];
  // A boundary stands at the beginning of a line, and the first one may be the body's first line.
  const body = Buffer.concat([Buffer.from("\r\n"), await readBytes(source, mostBytes)]);
  const boundary = Buffer.from(`\r\n--${quoted ?? plain}`);
  const parts: Part[] = [];
  let start = body.indexOf(boundary);
  for (;;) {
    const next = start === -1 ? -1 : body.indexOf(boundary, start + boundary.length);
    const isLast =
      start !== -1 &&
      body
        .subarray(start + boundary.length)
        .subarray(0, 2)
        .equals(closing);
    if (isLast && parts.length > 0) return parts;
    if (next === -1) throw refused("The multipart request does not end");
    parts.push(partOf(body.subarray(start + boundary.length + 2, next)));
    start = next;
  }
}

const closing = Buffer.from("--");

/**
 * A record whose blob is too large for JSON: a part with its fields as JSON, whatever its name, and beside it one named
 * for the field that takes the bytes. Throws INVALID_MULTIPART_REQUEST and JSON_PARSER_ERROR.
 */
export async function multipartRecord(
  source: Readable,
  contentType: string,
): Promise<Record<string, unknown>> {
  const parts = await partsOf(source, contentType, mostRecordBytes);
  const json = parts.find(({ isFile }) => !isFile);
  if (!json) throw refused("A part with the record's fields is missing");
  const fields = await parsedJson(json.content.toString(), "json");
  const blobs = parts.filter((part) => part !== json);
  return { ...keyed(fields), ...Object.fromEntries(blobs.map(({ name, content }) => [name, content])) };
}
