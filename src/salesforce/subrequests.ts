import { ToolError } from "../errors.ts";
import type { Action, Effect } from "../tool.ts";

export interface Subrequest {
  method: string;
  url: string;
}

const effects: Record<string, Effect> = {
  GET: "read",
  HEAD: "read",
  POST: "create",
  PATCH: "update",
  PUT: "update",
  DELETE: "delete",
};

/** GET addresses that change something all the same: anonymous Apex, Apex REST, and whatever is not known to read. */
const readable =
  /^(?:query|queryAll|search|parameterizedSearch|sobjects|limits|recent|composite\/sobjects|analytics|ui-api|quickActions|theme|tabs|support|knowledgeManagement)?(?:[/?]|$)/i;

function refused(at: string, reason: string): ToolError {
  return new ToolError(
    "BAD_ARGUMENT",
    `${at}: ${reason}.`,
    "Write it as sobjects/Account/001…, query?q=…, or /services/data/v66.0/sobjects/….",
  );
}

/** `@{ref.id}` stays as it is while the rest is looked at. */
function withoutReferences(url: string): string {
  return url.replaceAll(/@\{[^}]*\}/g, "REFERENCE");
}

/** Undoes percent-encoding until nothing is left to undo, so that nothing hides in it. */
function fullyDecoded(path: string, at: string): string {
  let text = path;
  for (let round = 0; round < 5; round++) {
    let next: string;
    try {
      next = decodeURIComponent(text);
    } catch {
      throw refused(at, "its percent-encoding is broken");
    }
    if (next === text) return text;
    text = next;
  }
  throw refused(at, "it is encoded too often");
}

function checkUrl(url: string, at: string): void {
  const plain = withoutReferences(url);
  const [path = ""] = plain.split("?");
  const decoded = fullyDecoded(path, at);
  if (/\p{Cc}|\\|#|\s/u.test(decoded))
    throw refused(at, "its path holds blanks, backslashes, # or control characters");
  if (/^\/\/|^[a-z][a-z0-9+.-]*:/i.test(decoded)) throw refused(at, "it names another host");
  if (decoded.split("/").some((part) => part === "..") || decoded.split("/").some((part) => part === "."))
    throw refused(at, "it climbs out of its path");
  if (/\/\//.test(decoded)) throw refused(at, "it has an empty part");
  const query = plain.slice(path.length);
  if (/_HttpMethod/i.test(fullyDecoded(query.replaceAll("+", " "), at)))
    throw refused(at, "_HttpMethod would hide the method");
}

/** The path below the version, and the version when one is given. */
function partsOf(url: string): { version: string | undefined; rest: string } {
  const found = /^\/?(?:services\/data\/)?(?:(v\d{2,3}\.0)\/)?(.*)$/i.exec(url);
  return { version: found?.[1]?.toLowerCase(), rest: found?.[2] ?? url };
}

/**
 * Turns a subrequest's URL, in any of its three spellings, into what the API wants: `version/rest` (batch) or
 * `/services/data/version/rest` (composite). Throws BAD_ARGUMENT for one that could leave the org or its path.
 */
export function subrequestUrl(
  url: string,
  version: string,
  prefix: "" | "/services/data/",
  at: string,
): string {
  checkUrl(url, at);
  // A pasted statement has blanks; in a query they are as good as encoded.
  const parts = partsOf(url.trim().replaceAll(/\s/g, "+"));
  return `${prefix}${parts.version ?? `v${version}`}/${parts.rest}`;
}

/** Refuses headers that would stand for another method. */
export function checkHeaders(headers: Record<string, string> | undefined, at: string): void {
  const hidden = Object.keys(headers ?? {}).find((name) => /method-override|http-method$/i.test(name.trim()));
  if (hidden) throw refused(at, `${hidden} would hide the method`);
}

/** What one subrequest would do: read-only mode, confirmation, object lists and audit look at nothing else. */
export function subrequestAction({ method, url }: Subrequest): Action {
  const { rest } = partsOf(url);
  const [path = "", query = ""] = rest.split("?");
  const known = effects[method.trim().toUpperCase()] ?? "update";
  const effect = known === "read" && !readable.test(path) ? "update" : known;
  const [, object, id] = /^sobjects\/([^/]+)(?:\/([^/]+))?/i.exec(path) ?? [];
  const soql = /^query(?:All)?\/?$/i.test(path) ? new URLSearchParams(query).get("q") : null;
  const upserts = effect === "update" && /^sobjects\/[^/]+\/[^/]+\/[^/]+/i.test(path);
  return {
    effect,
    ...(object !== undefined && { object }),
    ...(id !== undefined && !upserts && { ids: [id] }),
    ...(soql !== null && { soql }),
    words: `${method.toUpperCase()} ${path}`,
  };
}
