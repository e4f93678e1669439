import { located } from "../api/body.ts";
import { ApiError, UnreadableValue } from "../errors.ts";
import type { ApiRequest, ApiResponse, Org, Route } from "../handler.ts";

interface Compiled {
  route: Route;
  segments: readonly string[];
}

/** Routes by number of segments, those with fewer names first, so that `/query` wins over `/:any`. */
export class Router {
  readonly #routes: readonly Compiled[];

  constructor(routes: readonly Route[]) {
    const names = ({ segments }: Compiled) => segments.filter((segment) => segment.startsWith(":")).length;
    this.#routes = routes
      .map((route) => ({ route, segments: partsOf(route.pattern) }))
      .sort((a, b) => names(a) - names(b));
  }

  /** Throws NOT_FOUND for an unknown path and METHOD_NOT_ALLOWED for one of other methods. */
  match(method: string, path: string): { route: Route; params: Record<string, string> } {
    const parts = partsOf(path);
    const wanted = method === "HEAD" ? "GET" : method;
    let otherMethods: string[] = [];
    for (const { route, segments } of this.#routes) {
      const params = paramsOf(segments, parts);
      if (!params) continue;
      if (route.method === wanted) return { route, params };
      otherMethods = [...otherMethods, route.method];
    }
    if (otherMethods.length > 0)
      throw new ApiError(
        405,
        "METHOD_NOT_ALLOWED",
        `HTTP Method '${method}' not allowed. Allowed are ${[...new Set(otherMethods)].join(",")}`,
      );
    throw new ApiError(404, "NOT_FOUND", "The requested resource does not exist");
  }
}

/** `/a/b/` → a, b; `/` has none. */
function partsOf(path: string): string[] {
  return path.replace(/\/$/, "").split("/").slice(1);
}

function paramsOf(segments: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (segments.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index] ?? "";
    if (segment.startsWith(":")) params[segment.slice(1)] = decoded(part);
    else if (segment !== part) return undefined;
  }
  return params;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ApiError(400, "URL_NOT_RESET", "The address is not well-formed");
  }
}

/** An error as the REST API answers it; `body` is the request's, in which an unreadable value is looked for. */
export function errorResponse(error: unknown, body = ""): ApiResponse {
  if (!(error instanceof ApiError)) throw error;
  const { status, errorCode, message, fields, details } =
    error instanceof UnreadableValue ? located(error, body) : error;
  return { status, body: [{ ...details, message, errorCode, ...(fields && { fields }) }] };
}

/** A request that runs inside the org: composite, batch and graph ask this way. */
export function dispatchWith(router: Router, org: () => Org): Org["dispatch"] {
  return (request) => {
    try {
      const { route, params } = router.match(request.method, request.path);
      if (route.raw)
        throw new ApiError(400, "METHOD_NOT_ALLOWED", "This resource cannot be used in a composite request");
      org().count(`${route.method} ${route.pattern}`);
      const full: ApiRequest = { ...request, params };
      // Atomic: a failed handler leaves nothing behind.
      return org().store.savepoint(() => route.handler(full, org()));
    } catch (error) {
      return errorResponse(error, JSON.stringify(request.body ?? null));
    }
  };
}
