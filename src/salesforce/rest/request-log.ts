/** Takes lines about requests, by SALESFORCE_LOG_LEVEL; without a taker no line is made. */
export interface RequestLog {
  /** Sign-ins and retries. */
  info?: (line: string) => void;
  /** Every request. */
  debug?: (line: string) => void;
}

export interface LoggedRequest {
  method: string;
  /** May hold a query, ids and other values, none of which are shown. */
  path: string;
  /** `HTTP 200`, or what the network said. */
  outcome: string;
  milliseconds: number;
  requestId?: string | undefined;
  /** How often the same was tried before. */
  retries: number;
}

/** What may follow an object's name and is no record of it. */
const partsOfObjects = new Set([
  "describe",
  "listviews",
  "quickActions",
  "deleted",
  "updated",
  "namedLayouts",
]);

/** A path with `…` for what names a record or comes from one; of an object its name and its own parts stay. */
export function pathWithoutValues(path: string): string {
  const [bare = ""] = path.replace(/^[a-z]+:\/\/[^/]*/i, "").split("?");
  const segments = bare.split("/");
  const object = segments.indexOf("sobjects");
  const free = segments.indexOf("apexrest");
  const shown = segments.map((segment, index) => {
    if (free !== -1 && index > free) return "…";
    if (object !== -1 && index > object + 1 && !partsOfObjects.has(segment)) return "…";
    return segment.length >= 15 && /\d/.test(segment) ? "…" : segment;
  });
  return shown.join("/").slice(0, 300);
}

/** One line of the log. */
export function requestLine({
  method,
  path,
  outcome,
  milliseconds,
  requestId,
  retries,
}: LoggedRequest): string {
  const again = retries > 0 ? [`retry ${retries}`] : [];
  const id = requestId === undefined ? [] : [`request ${requestId}`];
  return [`${method} ${pathWithoutValues(path)}`, outcome, `${milliseconds} ms`, ...id, ...again].join(" · ");
}
