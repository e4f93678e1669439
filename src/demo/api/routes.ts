import type { Route } from "../handler.ts";
import { routes as versions } from "../versions.ts";
import { routes as approvals } from "./actions/approvals.ts";
import { routes as invocable } from "./actions/invocable.ts";
import { routes as quickActions } from "./actions/quick-actions.ts";
import { routes as dashboards } from "./analytics/dashboards.ts";
import { routes as reports } from "./analytics/reports.ts";
import { routes as bulkIngest } from "./bulk/ingest.ts";
import { routes as bulkQuery } from "./bulk/query.ts";
import { routes as collections } from "./composite/collections.ts";
import { routes as composite } from "./composite/composite.ts";
import { routes as tree } from "./composite/tree.ts";
import { routes as describe } from "./describe.ts";
import { routes as feeds } from "./feeds.ts";
import { routes as layouts } from "./layouts.ts";
import { routes as limits } from "./limits.ts";
import { routes as listViews } from "./list-views.ts";
import { routes as query } from "./query.ts";
import { routes as records } from "./records.ts";
import { routes as search } from "./search.ts";

/** Everything below `/services/data/vNN.N`. */
export const allRoutes: readonly Route[] = [
  ...versions,
  ...query,
  ...search,
  ...describe,
  ...feeds,
  ...layouts,
  ...listViews,
  ...records,
  ...limits,
  ...composite,
  ...collections,
  ...tree,
  ...reports,
  ...dashboards,
  ...bulkIngest,
  ...bulkQuery,
  ...invocable,
  ...approvals,
  ...quickActions,
];
