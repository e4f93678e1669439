import type { ApiResponse, Route } from "../handler.ts";

/** When the demo org's schema last changed: it never does while it runs. */
export const schemaChanged = new Date(Date.UTC(2026, 0, 12, 9));

/** A GET of what lasts as long as the schema: 304 for a client that has it already. */
export function lasting(route: Route): Route {
  if (route.method !== "GET" || route.raw) return route;
  return {
    ...route,
    handler(request, org) {
      const answer: ApiResponse = route.handler(request, org);
      const headers = { ...answer.headers, "Last-Modified": schemaChanged.toUTCString() };
      const since = Date.parse(request.headers["if-modified-since"] ?? "");
      return since >= schemaChanged.getTime() ? { status: 304, headers } : { ...answer, headers };
    },
  };
}
