/** What bytes are, found out from the bytes themselves. */
export type Kind =
  | { kind: "picture"; mimeType: string }
  | { kind: "text"; encoding: Encoding; text: string }
  | { kind: "other" };

type Encoding = "UTF-8" | "UTF-16LE" | "UTF-16BE" | "Latin-1" | "Windows-1252";

const beginnings: readonly (readonly [string, string])[] = [
  ["\x89PNG\r\n\x1a\n", "image/png"],
  ["\xff\xd8\xff", "image/jpeg"],
  ["GIF87a", "image/gif"],
  ["GIF89a", "image/gif"],
];

/** The media type of a picture that models take, by its first bytes. */
function pictureType(head: string): string | undefined {
  if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) return "image/webp";
  return beginnings.find(([beginning]) => head.startsWith(beginning))?.[1];
}

/** Formats whose bytes may look like text for a while, or all the way. */
const neverText = ["%PDF-", "PK\x03\x04", "{\\rtf"];

/** Controls that stand in no text: all but white space, and the escape that colours logs. */
const control = /(?!\s)\p{Cc}/u;

function isPlain(text: string): boolean {
  return !control.test(text.replaceAll("\x1b", ""));
}

/** As many bytes as tell which of two bytes of a character is the empty one. */
const looked = 2_000;

/** What Windows-1252 has in place of Latin-1's controls from 0x80 on; Node 20 decodes it as Latin-1. */
const windows = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

function decoded(bytes: Buffer, label: string, whole: boolean): string | undefined {
  try {
    const text = new TextDecoder(label, { fatal: true }).decode(bytes, { stream: !whole });
    return isPlain(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** UTF-16 by its byte order mark, or without one by the empty halves of its plainest characters. */
function wideEncoding(bytes: Buffer): "UTF-16LE" | "UTF-16BE" | undefined {
  const mark = bytes.toString("latin1", 0, 2);
  if (mark === "\xff\xfe") return "UTF-16LE";
  if (mark === "\xfe\xff") return "UTF-16BE";
  const start = bytes.subarray(0, looked);
  const empty = (half: 0 | 1) =>
    start.reduce((sum, byte, index) => sum + Number(byte === 0 && index % 2 === half), 0);
  const most = start.length / 4;
  if (most >= 1 && empty(1) > most && empty(0) === 0) return "UTF-16LE";
  return most >= 1 && empty(0) > most && empty(1) === 0 ? "UTF-16BE" : undefined;
}

function textOf(bytes: Buffer, whole: boolean): { encoding: Encoding; text: string } | undefined {
  const wide = wideEncoding(bytes);
  if (wide !== undefined) {
    const text = decoded(bytes, wide, whole);
    return text === undefined ? undefined : { encoding: wide, text };
  }
  const utf8 = decoded(bytes, "utf-8", whole);
  if (utf8 !== undefined) return { encoding: "UTF-8", text: utf8 };
  const narrow = bytes.toString("latin1");
  const text = narrow.replaceAll(/[\u0080-\u009f]/g, (found) => windows[found.charCodeAt(0) - 0x80] ?? found);
  if (!isPlain(text)) return undefined;
  return { encoding: text === narrow ? "Latin-1" : "Windows-1252", text };
}

/** What these bytes are; `whole` says that they are all of it, and not only how it begins. */
export function kindOf(bytes: Buffer, whole: boolean): Kind {
  const head = bytes.toString("latin1", 0, 16);
  const mimeType = pictureType(head);
  if (mimeType !== undefined) return { kind: "picture", mimeType };
  const text = neverText.some((beginning) => head.startsWith(beginning)) ? undefined : textOf(bytes, whole);
  return text ? { kind: "text", ...text } : { kind: "other" };
}
