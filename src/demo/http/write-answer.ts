import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip, gzipSync } from "node:zlib";
import type { ApiResponse } from "../handler.ts";
import type { Fault } from "./faults.ts";

/** Smaller bodies are not worth compressing. */
const leastGzipBytes = 1_000;

let requestNumber = 0;

function headersOf(answer: ApiResponse): Record<string, string> {
  return {
    "cache-control": "no-cache,must-revalidate,max-age=0,no-store,private",
    vary: "Accept-Encoding",
    "x-sfdc-request-id": `demo-${process.pid.toString(36)}-${(++requestNumber).toString(36)}`,
    ...(answer.body !== undefined && { "content-type": "application/json;charset=UTF-8" }),
    ...(answer.status === 401 && { "www-authenticate": "Token" }),
    ...answer.headers,
  };
}

function takesGzip(request: IncomingMessage): boolean {
  return /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
}

/** Sends an answer, or as much of it as the fault lets through. */
export async function writeAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: ApiResponse,
  fault: Fault | undefined,
): Promise<void> {
  // What was not read of an upload would stand in the way of the next request.
  if (!request.complete) request.resume();
  const { raw, body, status } = answer;
  const headers = headersOf(answer);
  if (raw instanceof Readable && !fault?.half) return writeStream(request, response, status, headers, raw);
  const content =
    raw instanceof Readable
      ? await collected(raw)
      : (raw ?? (body === undefined ? "" : JSON.stringify(body)));
  const plain = bytesOf(content);
  const isBlob = content instanceof Uint8Array;
  const zip = plain.length >= leastGzipBytes && !isBlob && takesGzip(request);
  const bytes = zip ? gzipSync(plain, { level: 1 }) : plain;
  if (zip) headers["content-encoding"] = "gzip";
  if (status !== 204 && status !== 304) headers["content-length"] = String(bytes.length);
  response.writeHead(status, headers);
  if (fault?.half)
    response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => request.socket.destroy());
  else response.end(request.method === "HEAD" ? undefined : bytes);
}

function bytesOf(content: string | Uint8Array): Buffer {
  if (typeof content === "string") return Buffer.from(content);
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}

async function collected(source: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A body that is made while it is sent; when that fails the connection breaks, so that nobody takes it for whole. */
async function writeStream(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  source: Readable,
): Promise<void> {
  const zip = takesGzip(request);
  response.writeHead(status, zip ? { ...headers, "content-encoding": "gzip" } : headers);
  try {
    if (zip) await pipeline(source, createGzip({ level: 1 }), response);
    else await pipeline(source, response);
  } catch {
    response.destroy();
  }
}
