import type { Readable } from "node:stream";
import { ToolError } from "../../errors.ts";
import type { FilesFolder } from "../../files/folder.ts";
import type { Salesforce } from "../rest/client.ts";
import { retried } from "../rest/retry.ts";
import { TransportError } from "../rest/transport.ts";

/** An answer's body as it arrives. */
export interface Body {
  /** Lower-case names. */
  headers: Record<string, string>;
  chunks: AsyncIterable<Buffer>;
}

/** Thrown while a body is read: it may be asked for again. */
class BrokenOff extends TransportError {
  constructor(message: string, cause?: unknown) {
    super(message, { sent: true, lasting: false, hint: "Ask for it again.", cause });
  }
}

/** A body that came to its end with other bytes than Salesforce says that it has. */
class OddLength extends BrokenOff {}

/** Throws, so that the body is asked for again, when not as many bytes came as there are; undefined when that is not known. */
export function checkLength(came: number, expected: number | undefined): void {
  if (expected !== undefined && came !== expected)
    throw new OddLength(`${came} bytes came of the ${expected} that Salesforce says there are.`);
}

async function* chunksOf(body: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body) yield chunk;
  } catch (error) {
    throw new BrokenOff("The answer broke off on the way.", error);
  }
}

/**
 * Has the body of a GET read, again from its beginning when it breaks off on the way, so `read` must be able to
 * begin anew. It need not read to the end.
 */
export async function withBody<T>(
  salesforce: Salesforce,
  at: string,
  read: (body: Body) => Promise<T>,
  accept = "*/*",
): Promise<T> {
  const { signal } = salesforce;
  const attempt = async () => {
    const { headers, body } = await salesforce.stream("GET", at, { headers: { accept } });
    // Closed before its end it says so as an error, which nobody need hear.
    body.on("error", () => undefined);
    try {
      return await read({ headers, chunks: chunksOf(body) });
    } finally {
      body.destroy();
    }
  };
  try {
    return await retried(attempt, { idempotent: true, signal });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof OddLength) throw new ToolError("UNEXPECTED_RESPONSE", error.message);
    if (error instanceof TransportError) throw new ToolError("NETWORK", error.message, error.hint);
    throw error;
  }
}

/** Larger than what the network gives at once, so that a disk is asked seldom. */
const partBytes = 512 * 1024;

/** `came` is told of every chunk at once, since a slow one is progress too. */
async function* inParts(
  chunks: AsyncIterable<Buffer>,
  came: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  let part: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    part.push(chunk);
    length += chunk.length;
    came(chunk.length);
    if (length < partBytes) continue;
    yield Buffer.concat(part);
    part = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(part);
}

export interface Saved {
  savedTo: string;
  bytes: number;
}

/**
 * Streams the body of a GET into a new file of the files folder; when it does not come whole, no file is left.
 * `expected`: how many bytes Salesforce says that it has.
 */
export async function saveBody(
  { salesforce, files }: { salesforce: Salesforce; files: FilesFolder },
  at: string,
  target: {
    name: string;
    expected?: number | undefined;
    progress: (bytes: number) => void;
    /** Throws for an answer that is none. */
    check?: (body: Body) => void;
  },
): Promise<Saved> {
  const file = await files.create(target.name);
  const { expected, progress } = target;
  let bytes = 0;
  const read = async (body: Body) => {
    target.check?.(body);
    await file.truncate(0);
    bytes = 0;
    const came = (length: number) => {
      bytes += length;
      progress(bytes);
    };
    for await (const part of inParts(body.chunks, came)) await file.write(part);
    checkLength(bytes, expected);
  };
  try {
    await withBody(salesforce, at, read);
    await file.done();
  } catch (error) {
    await file.discard();
    throw error;
  }
  salesforce.trace.bytes = bytes;
  return { savedTo: file.path, bytes };
}
