import { ToolError } from "../errors.ts";

/** A subrequest's URL, taken apart and decoded. What is sent is built from it anew, so it is what was checked. */
export interface Address {
  /** `v66.0`, when one is given. */
  version: string | undefined;
  /** What follows the version, decoded: `["sobjects", "Account"]`. */
  segments: readonly string[];
  query: readonly (readonly [name: string, value: string])[];
}

export function refused(at: string, reason: string): ToolError {
  return new ToolError(
    "BAD_ARGUMENT",
    `${at}: ${reason}.`,
    "Write it as sobjects/Account/001…, query?q=…, or /services/data/v66.0/sobjects/….",
  );
}

/** `@{ref.id}`, which Salesforce puts a value in place of. */
const reference = /@\{[^{}]*\}/;

/** Undoes percent-encoding until nothing is left to undo, so that nothing hides in it. */
function fullyDecoded(text: string, at: string): string {
  let decoded = text;
  for (let round = 0; round < 5; round++) {
    let next: string;
    try {
      next = decodeURIComponent(decoded);
    } catch {
      if (round > 0) return decoded;
      throw refused(at, "its percent-encoding is broken; write % as %25");
    }
    if (next === decoded) return decoded;
    decoded = next;
  }
  throw refused(at, "it is encoded too often");
}

function decodedOnce(text: string, at: string): string {
  fullyDecoded(text, at);
  return decodeURIComponent(text);
}

/** The value of an external id, the one part of a path that may hold any character. */
function isValue(index: number, parts: readonly string[]): boolean {
  return index === 3 && parts[0]?.toLowerCase() === "sobjects";
}

function checkSegment(text: string, index: number, parts: readonly string[], at: string): void {
  const plain = fullyDecoded(text, at).replaceAll(new RegExp(reference, "g"), "REFERENCE");
  if (plain.split(/[/\\]/).some((part) => part === "." || part === ".."))
    throw refused(at, "it climbs out of its path");
  if (/\p{Cc}/u.test(plain) || !plain.isWellFormed()) throw refused(at, "its path holds control characters");
  if (!isValue(index, parts) && !/^[\w.,:~-]+$/.test(plain))
    throw refused(at, `its path holds ${JSON.stringify(plain)}, which is no part of an address`);
}

/** Splits at the slashes; one at either end is fine. */
function segmentsOf(path: string, at: string): string[] {
  if (/^\/\/|^[a-z][a-z0-9+.-]*:/i.test(fullyDecoded(path, at))) throw refused(at, "it names another host");
  const parts = path.replace(/^\//, "").replace(/\/$/, "").split("/");
  if (parts.length === 1 && parts[0] === "") return [];
  if (parts.includes("")) throw refused(at, "it has an empty part");
  for (const part of parts)
    if (/^\.\.?$/.test(fullyDecoded(part, at))) throw refused(at, "it climbs out of its path");
  return parts;
}

/** `/services/data` and the version, which may be left out, and the rest. */
function withoutVersion(parts: readonly string[], at: string): Pick<Address, "version" | "segments"> {
  const [first = "", second = ""] = parts.map((part) => part.toLowerCase());
  const below = first === "services" ? parts.slice(2) : parts;
  if (first === "services" && second !== "data") throw refused(at, "it is not below /services/data");
  const [version = ""] = below;
  if (/^v\d{2,3}\.0$/i.test(version)) return { version: version.toLowerCase(), segments: below.slice(1) };
  if (/^v?\d/i.test(version) || first === "services")
    throw refused(at, "its version is not written as in v66.0");
  return { version: undefined, segments: below };
}

/** A pasted statement is often not encoded: a % that begins no code stands for itself. */
function decodedValue(text: string, at: string): string {
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return decodedOnce(spaced.replaceAll(/%(?![0-9a-f]{2})/gi, "%25"), at);
  }
}

function parameterOf(text: string, at: string): readonly [string, string] {
  const [name = "", ...rest] = text.split("=");
  const value = decodedValue(rest.join("="), at);
  const plain = fullyDecoded(decodedValue(name, at), at).trim();
  const both = `${plain}=${/[&?;]\s*_httpmethod/i.exec(value)?.[0] ?? ""}`;
  if (/_httpmethod/i.test(both)) throw refused(at, "_HttpMethod would hide the method");
  if (!/^[\w.$-]+$/.test(plain))
    throw refused(
      at,
      `its query holds the odd name ${JSON.stringify(plain.slice(0, 60))}; write & inside a value as %26`,
    );
  if (!value.isWellFormed()) throw refused(at, `the value of ${plain} is no valid text`);
  return [plain, value];
}

/**
 * Takes a URL apart, in any of its three spellings (`sobjects/…`, `v66.0/…`, `/services/data/v66.0/…`).
 * Throws BAD_ARGUMENT for one that could leave the org, its path or its method.
 */
export function parseAddress(url: string, at: string): Address {
  const text = url.trim();
  const cut = text.indexOf("?");
  const path = cut === -1 ? text : text.slice(0, cut);
  if (/\p{Cc}|\\|#|\s/u.test(path))
    throw refused(at, "its path holds blanks, backslashes, # or control characters");
  const { version, segments } = withoutVersion(segmentsOf(path, at), at);
  for (const [index, part] of segments.entries()) checkSegment(part, index, segments, at);
  const query = cut === -1 ? [] : text.slice(cut + 1).split("&");
  return {
    version,
    segments: segments.map((part) => decodedOnce(part, at)),
    query: query.filter((part) => part !== "").map((part) => parameterOf(part, at)),
  };
}

/** Encodes everything but references, and commas, which mean the same either way. */
function encoded(text: string): string {
  return text
    .split(new RegExp(`(${reference.source})`))
    .map((part) => (reference.test(part) ? part : encodeURIComponent(part).replaceAll("%2C", ",")))
    .join("");
}

/** The URL as the API wants it: `version/rest` (batch) or `/services/data/version/rest` (composite). */
export function addressText(
  { version, segments, query }: Address,
  usual: string,
  prefix: "" | "/services/data/",
): string {
  const path = [version ?? `v${usual}`, ...segments.map(encoded)].join("/");
  const parameters = query.map(([name, value]) => `${name}=${encoded(value)}`).join("&");
  return `${prefix}${path}${parameters === "" ? "" : `?${parameters}`}`;
}
