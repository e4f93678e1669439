import type { Readable } from "node:stream";
import type { ParseError } from "jsonc-parser";
import { ApiError, type UnreadableValue } from "../errors.ts";

const mostJsonBytes = 50 * 1024 * 1024;

/** A whole body. Throws REQUEST_TOO_LARGE. */
export async function readBytes(source: Readable, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > mostBytes) throw new ApiError(413, "REQUEST_TOO_LARGE", "The request is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A whole body as text. Throws REQUEST_TOO_LARGE. */
export async function readText(source: Readable, mostBytes = mostJsonBytes): Promise<string> {
  return (await readBytes(source, mostBytes)).toString("utf8");
}

function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return `[line:${line}, column:${offset - before.lastIndexOf("\n")}]`;
}

/** The error with the place of the first of its key that has this value, else of the first at all. */
export function located({ key, value, message }: UnreadableValue, text: string): ApiError {
  return new ApiError(
    400,
    "JSON_PARSER_ERROR",
    `${message} at ${lineAndColumn(text, offsetOf(key, value, text))}`,
  );
}

function offsetOf(key: string | undefined, value: unknown, text: string): number {
  if (key === undefined) return 0;
  const name = JSON.stringify(key).replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const ends = [...text.matchAll(new RegExp(`${name}\\s*:\\s*`, "gi"))].map(
    ({ 0: part, index }) => index + part.length,
  );
  const wanted = value === undefined ? "" : JSON.stringify(value);
  return ends.find((end) => text.startsWith(wanted, end)) ?? ends[0] ?? 0;
}

/** What the reader expected where it stopped, by the name that jsonc-parser has for it. */
const expected: Record<string, string> = {
  PropertyNameExpected: "was expecting double-quote to start field name",
  ColonExpected: "was expecting a colon to separate field name and value",
  CommaExpected: "was expecting comma to separate entries",
  EndOfFileExpected: "was expecting the end of the body",
};

const aValue =
  "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

async function malformed(text: string): Promise<ApiError> {
  const { getLocation, parse, printParseErrorCode } = await import("jsonc-parser");
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true });
  const [found] = errors;
  const offset = found?.offset ?? text.length;
  const character = text.codePointAt(offset);
  const isKey = getLocation(text, offset).isAtPropertyKey;
  const wanted = found && expected[isKey ? "PropertyNameExpected" : printParseErrorCode(found.error)];
  const problem =
    character === undefined
      ? "Unexpected end-of-input"
      : `Unexpected character ('${String.fromCodePoint(character)}' (code ${character})): ${wanted ?? aValue}`;
  return new ApiError(400, "JSON_PARSER_ERROR", `${problem} at ${lineAndColumn(text, offset)}`);
}

/** A body that must be JSON; undefined when there is none. Throws UNSUPPORTED_MEDIA_TYPE and JSON_PARSER_ERROR. */
export async function parsedJson(text: string, contentType = ""): Promise<unknown> {
  if (text.trim() === "") return undefined;
  if (!contentType.includes("json"))
    throw new ApiError(
      415,
      "UNSUPPORTED_MEDIA_TYPE",
      `The content-type ${contentType || "of this request"} is not supported`,
    );
  try {
    return JSON.parse(text);
  } catch {
    throw await malformed(text);
  }
}
