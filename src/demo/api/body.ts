import type { Readable } from "node:stream";
import { ApiError } from "./api.ts";

const mostJsonBytes = 50 * 1024 * 1024;

/** A whole body as text. Throws REQUEST_TOO_LARGE. */
export async function readText(source: Readable, mostBytes = mostJsonBytes): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > mostBytes) throw new ApiError(413, "REQUEST_TOO_LARGE", "The request is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** A body that must be JSON; undefined when there is none. Throws UNSUPPORTED_MEDIA_TYPE and JSON_PARSER_ERROR. */
export function parsedJson(text: string, contentType = ""): unknown {
  if (text.trim() === "") return undefined;
  if (!contentType.includes("json"))
    throw new ApiError(
      415,
      "UNSUPPORTED_MEDIA_TYPE",
      `The content-type ${contentType || "of this request"} is not supported`,
    );
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ApiError(
      400,
      "JSON_PARSER_ERROR",
      `${error instanceof Error ? error.message : "Malformed JSON"} at [line:1, column:1]`,
    );
  }
}
