import { ToolError } from "../errors.ts";

/** Where an Apex class is called: below `/services/apexrest/`, decoded, and the query that the path held. */
export interface ApexPath {
  segments: readonly string[];
  query: readonly (readonly [name: string, value: string])[];
}

function refused(reason: string): ToolError {
  return new ToolError(
    "BAD_ARGUMENT",
    `path: ${reason}.`,
    "Write what stands behind /services/apexrest/, e.g. projects/a01…; parameters go into query. Nothing was sent.",
  );
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw refused("its percent-encoding is broken; write % as %25");
  }
}

/** A part that, however often it is decoded, stays one part of a path. */
function segmentOf(part: string): string {
  const text = decoded(part);
  let plain = text;
  for (let round = 0; round < 5 && /%[0-9a-f]{2}/i.test(plain); round++) {
    try {
      plain = decodeURIComponent(plain);
    } catch {
      break;
    }
  }
  if (plain === "") throw refused("it has an empty part");
  // Servers in Java leave out what follows a semicolon.
  const [kept = ""] = plain.split(";");
  if (/[/\\]/.test(plain) || /^\.{0,2}$/.test(kept)) throw refused("it climbs out of its path");
  if (/\p{Cc}/u.test(plain) || !plain.isWellFormed()) throw refused("it holds control characters");
  return text;
}

/** Takes a path apart. Throws BAD_ARGUMENT for one that could lead elsewhere. */
export function apexPath(path: string): ApexPath {
  const text = path.trim();
  if (/^[a-z][a-z\d+.-]*:|^\/\//i.test(text)) throw refused("it names another host");
  if (/[\\#\s]/.test(text)) throw refused("it holds blanks, backslashes or #");
  const [way = "", ...rest] = text.split("?");
  const below = way.replace(/^\/?services\/apexrest(?=\/|$)/i, "").replace(/^\/|\/$/g, "");
  if (/^services(?:\/|$)/i.test(below)) throw refused("it is not below /services/apexrest/");
  if (below === "") throw refused("it names no class");
  const query = [...new URLSearchParams(rest.join("?"))];
  return { segments: below.split("/").map(segmentOf), query };
}
