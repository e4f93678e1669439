import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { ApiError } from "../errors.ts";

/** What a job was sent, kept compressed: it is read once for its rows and again for each of its results. */
export interface Upload {
  chunks: readonly Buffer[];
  /** Uncompressed. */
  bytes: number;
}

/** 150 MB, as Salesforce counts after base64. */
const mostBytes = 150 * 1024 * 1024;

/** Reads a body as it comes, never holding more of it than its compressed form. Throws when it is too large. */
export async function readUpload(source: Readable): Promise<Upload> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  await pipeline(
    source,
    async function* counted(parts: AsyncIterable<Buffer>) {
      for await (const part of parts) {
        bytes += part.length;
        if (bytes > mostBytes)
          throw new ApiError(413, "REQUEST_TOO_LARGE", `An upload may have at most ${mostBytes} bytes`);
        yield part;
      }
    },
    createGzip({ level: 1 }),
    async (parts: AsyncIterable<Buffer>) => {
      for await (const part of parts) chunks.push(part);
    },
  );
  return { chunks, bytes };
}

export function openUpload({ chunks }: Upload): Readable {
  return Readable.from(chunks).pipe(createGunzip({ chunkSize: 64 * 1024 }));
}
