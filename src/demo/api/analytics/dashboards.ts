import {
  type DashboardDefinition,
  type DashboardFilterDefinition,
  dashboards,
  reports,
} from "../../analytics/definitions.ts";
import { columnOf } from "../../analytics/report-types.ts";
import { ApiError } from "../../errors.ts";
import type { ApiRequest, ApiResponse, Org, Route } from "../../handler.ts";
import { dateTimeText } from "../../rows/values.ts";
import { to18 } from "../../store/ids.ts";
import { runReport } from "./reports.ts";

/** A dashboard's figures as of its last refresh, for one choice of filter options. */
interface Snapshot {
  at: number;
  results: Record<string, unknown>[];
}

const snapshots = new WeakMap<Org, Map<string, Snapshot>>();
/** How long a refresh takes. */
const refreshMilliseconds = 400;

function snapshotsOf(org: Org): Map<string, Snapshot> {
  const found = snapshots.get(org) ?? new Map<string, Snapshot>();
  snapshots.set(org, found);
  return found;
}

function dashboardOf({ params }: ApiRequest): DashboardDefinition {
  const id = to18(params["id"] ?? "");
  const found = dashboards.find((dashboard) => dashboard.id === id);
  if (found) return found;
  throw new ApiError(404, "NOT_FOUND", "The data you’re trying to access is unavailable.");
}

type Option = DashboardFilterDefinition["options"][number];

/** The options that filter1, filter2 … choose; they take ids and not values. */
function chosenOptions({ query }: ApiRequest, dashboard: DashboardDefinition): (Option | undefined)[] {
  return dashboard.filters.map(({ options }, index) => {
    const id = query.get(`filter${index + 1}`);
    if (!id) return undefined;
    const option = options.find((candidate) => candidate.id === to18(id));
    if (option) return option;
    throw new ApiError(400, "BAD_REQUEST", `filter${index + 1} is not an option of this dashboard's filter`);
  });
}

function takeSnapshot(
  request: ApiRequest,
  org: Org,
  dashboard: DashboardDefinition,
  options: readonly (Option | undefined)[],
): Snapshot {
  const results = dashboard.components.map(({ reportId }) => {
    const report = reports.find(({ id }) => id === reportId);
    if (!report)
      throw new Error(`Dashboard ${dashboard.name} names the report ${reportId}, which does not exist`);
    const added = options.flatMap((option, index) => {
      const column = dashboard.filters[index]?.column ?? "";
      return option && columnOf(report.type, column)
        ? [{ column, operator: option.operation, value: option.value }]
        : [];
    });
    const filtered = { ...report, filters: [...report.filters, ...added] };
    const logic =
      report.booleanFilter && added.length > 0
        ? [`(${report.booleanFilter})`, ...added.map((_, index) => report.filters.length + index + 1)].join(
            " AND ",
          )
        : report.booleanFilter;
    return runReport(
      org,
      request.userId,
      { ...filtered, booleanFilter: logic },
      { version: request.version, details: false },
    );
  });
  return { at: org.now(), results };
}

function keyOf(dashboard: DashboardDefinition, options: readonly (Option | undefined)[]): string {
  return [dashboard.id, ...options.map((option) => option?.id ?? "")].join(" ");
}

function snapshotOf(request: ApiRequest, org: Org, dashboard: DashboardDefinition): Snapshot {
  const options = chosenOptions(request, dashboard);
  const kept = snapshotsOf(org);
  const snapshot = kept.get(keyOf(dashboard, options)) ?? takeSnapshot(request, org, dashboard, options);
  kept.set(keyOf(dashboard, options), snapshot);
  return snapshot;
}

function refreshStatus({ at }: Snapshot, org: Org): string {
  return org.now() - at < refreshMilliseconds && at !== 0 && org.counted("dashboard.refresh") > 0
    ? "RUNNING"
    : "IDLE";
}

function statusUrl({ id }: DashboardDefinition, version: number): string {
  return `/services/data/v${version}.0/analytics/dashboards/${id}/status`;
}

function componentDataOf({ components }: DashboardDefinition, snapshot: Snapshot, org: Org) {
  const status = {
    dataStatus: "DATA",
    errorCode: null,
    errorMessage: null,
    errorSeverity: null,
    refreshDate: dateTimeText(snapshot.at),
    refreshStatus: refreshStatus(snapshot, org),
  };
  return components.map(({ id }, index) => ({
    componentId: id,
    reportResult: snapshot.results[index],
    status,
  }));
}

function componentsOf({ components }: DashboardDefinition) {
  return components.map(({ id, title, reportId, visualizationType }, index) => ({
    componentData: index,
    footer: null,
    header: title,
    id,
    properties: {
      aggregates: null,
      autoSelectColumns: false,
      groupings: null,
      maxRows: null,
      sort: null,
      useReportChart: false,
      visualizationType,
    },
    reportId,
    title: null,
    type: "Report",
  }));
}

function filtersOf({ filters }: DashboardDefinition, chosen: readonly (Option | undefined)[]) {
  return filters.map(({ name, options }, index) => ({
    name,
    options: options.map((option) => ({ ...option, startValue: null, endValue: null })),
    selectedOption: chosen[index] ? options.indexOf(chosen[index]) : null,
  }));
}

function read(request: ApiRequest, org: Org): ApiResponse {
  const dashboard = dashboardOf(request);
  const options = chosenOptions(request, dashboard);
  const snapshot = snapshotOf(request, org, dashboard);
  const components = componentsOf(dashboard);
  const dashboardMetadata = {
    attributes: {
      dashboardId: dashboard.id,
      dashboardName: dashboard.name,
      statusUrl: statusUrl(dashboard, request.version),
      type: "Dashboard",
    },
    canChangeRunningUser: false,
    components,
    description: dashboard.description,
    developerName: dashboard.developerName,
    filters: filtersOf(dashboard, options),
    id: dashboard.id,
    layout: { columns: [{ components: components.map((_, index) => index) }] },
    name: dashboard.name,
    runningUser: { displayName: "Dana Demo", id: org.user.id },
  };
  return {
    status: 200,
    body: { componentData: componentDataOf(dashboard, snapshot, org), dashboardMetadata },
  };
}

/** What a dashboard is, without its figures; each part says which columns its filters are on. */
function describe(request: ApiRequest): ApiResponse {
  const dashboard = dashboardOf(request);
  const components = dashboard.components.map(({ id, title, reportId, visualizationType }, index) => {
    const type = reports.find((report) => report.id === reportId)?.type;
    const filterColumns = dashboard.filters.flatMap(({ column }) => {
      const found = type && columnOf(type, column);
      return found ? [{ label: found.label, name: column }] : [];
    });
    const properties = { filterColumns, visualizationType };
    return { componentData: index, footer: null, header: title, id, properties, reportId, type: "Report" };
  });
  const filters = dashboard.filters.map(({ name, options }) => ({ name, options, selectedOption: null }));
  return { status: 200, body: { components, filters, name: dashboard.name } };
}

function refresh(request: ApiRequest, org: Org): ApiResponse {
  const dashboard = dashboardOf(request);
  const options = chosenOptions(request, dashboard);
  org.count("dashboard.refresh");
  snapshotsOf(org).set(keyOf(dashboard, options), takeSnapshot(request, org, dashboard, options));
  return { status: 201, body: { statusUrl: statusUrl(dashboard, request.version) } };
}

function status(request: ApiRequest, org: Org): ApiResponse {
  const dashboard = dashboardOf(request);
  const snapshot = snapshotOf(request, org, dashboard);
  const componentStatus = dashboard.components.map(({ id }) => ({
    componentId: id,
    refreshDate: dateTimeText(snapshot.at),
    refreshStatus: refreshStatus(snapshot, org),
  }));
  return { status: 200, body: { componentStatus } };
}

function list({ version }: ApiRequest): ApiResponse {
  const body = dashboards.map((dashboard) => ({
    id: dashboard.id,
    name: dashboard.name,
    statusUrl: statusUrl(dashboard, version),
    url: `/services/data/v${version}.0/analytics/dashboards/${dashboard.id}`,
  }));
  return { status: 200, body };
}

export const routes: readonly Route[] = [
  { method: "GET", pattern: "/analytics/dashboards", handler: list },
  { method: "GET", pattern: "/analytics/dashboards/:id", handler: read },
  { method: "PUT", pattern: "/analytics/dashboards/:id", handler: refresh },
  { method: "GET", pattern: "/analytics/dashboards/:id/status", handler: status },
  { method: "GET", pattern: "/analytics/dashboards/:id/describe", handler: describe },
];
