import { checkLength } from "./body.ts";
import { type Kind, kindOf } from "./kind.ts";

/** Larger pictures are not shown. */
export const mostPictureBytes = 1024 * 1024;
/** Of a text so much is read to count its characters; of a longer one only what can be shown. */
const mostTextBytes = 5 * 1024 * 1024;
/** Enough to tell what a file is. */
const leastBytes = 4_096;
/** Four bytes for each character that an answer may hold. */
const shownBytes = 160_000;

/** What was read of a file. */
export interface Looked {
  kind: Kind;
  /** All of it, where `whole`; else its beginning. */
  bytes: Buffer;
  whole: boolean;
}

/** Whether there is no use in reading on: it cannot be shown, or enough of it is there. */
function isEnough(start: Buffer, length: number, expected = 0): boolean {
  if (length < leastBytes) return false;
  const { kind } = kindOf(start, false);
  if (kind === "other") return true;
  if (kind === "picture") return Math.max(length, expected) > mostPictureBytes;
  return expected > mostTextBytes ? length >= shownBytes : length > mostTextBytes;
}

/** Reads of a body as much as there is use in; `expected` is how many bytes Salesforce says that it has. */
export async function looked(
  chunks: AsyncIterable<Buffer>,
  expected: number | undefined,
  progress: (bytes: number) => void,
): Promise<Looked> {
  const read: Buffer[] = [];
  let start = Buffer.alloc(0);
  let length = 0;
  let enough = false;
  for await (const chunk of chunks) {
    read.push(chunk);
    length += chunk.length;
    if (start.length < leastBytes) start = Buffer.concat([start, chunk]).subarray(0, leastBytes);
    progress(length);
    enough = isEnough(start, length, expected);
    if (enough) break;
  }
  if (!enough) checkLength(length, expected);
  const bytes = Buffer.concat(read);
  const whole = !enough || length === expected;
  return { kind: kindOf(bytes, whole), bytes, whole };
}
