import type { ApiRequest, ApiResponse, Org, Route } from "../handler.ts";
import { quoted } from "../store/table.ts";

/** Names and maxima as a developer org has them. */
const maxima: Record<string, number> = {
  ActiveScratchOrgs: 6,
  AnalyticsExternalDataSizeMB: 40960,
  ConcurrentAsyncGetReportInstances: 200,
  ConcurrentEinsteinDataInsightsStoryCreation: 5,
  ConcurrentSyncReportRuns: 20,
  DailyAnalyticsDataflowJobExecutions: 60,
  DailyAsyncApexExecutions: 250000,
  DailyAsyncApexTests: 500,
  DailyBulkApiBatches: 15000,
  DailyBulkV2QueryFileStorageMB: 976562,
  DailyBulkV2QueryJobs: 10000,
  DailyDeliveredPlatformEvents: 10000,
  DailyDurableGenericStreamingApiEvents: 10000,
  DailyDurableStreamingApiEvents: 10000,
  DailyFunctionsApiCallLimit: 235000,
  DailyGenericStreamingApiEvents: 10000,
  DailyScratchOrgs: 12,
  DailyStandardVolumePlatformEvents: 10000,
  DailyStreamingApiEvents: 10000,
  DailyWorkflowEmails: 5,
  DataStorageMB: 5,
  DurableStreamingApiConcurrentClients: 20,
  FileStorageMB: 20,
  HourlyAsyncReportRuns: 1200,
  HourlyDashboardRefreshes: 200,
  HourlyDashboardResults: 5000,
  HourlyDashboardStatuses: 999999999,
  HourlyLongTermIdMapping: 100000,
  HourlyManagedContentPublicRequests: 50000,
  HourlyODataCallout: 1000,
  HourlyPublishedPlatformEvents: 50000,
  HourlyPublishedStandardVolumePlatformEvents: 1000,
  HourlyShortTermIdMapping: 100000,
  HourlySyncReportRuns: 500,
  HourlyTimeBasedWorkflow: 50,
  MassEmail: 10,
  MonthlyEinsteinDiscoveryStoryCreation: 500,
  Package2VersionCreates: 6,
  PrivateConnectOutboundCalloutHourlyLimitMB: 0,
  PublishCallbackUsageInApex: 5250000,
  SingleEmail: 15,
  StreamingApiConcurrentClients: 20,
};

function limits(_: ApiRequest, org: Org): ApiResponse {
  const used: Record<string, number> = {
    DailyApiRequests: org.apiUsage().used,
    HourlySyncReportRuns: org.counted("report.run"),
    HourlyDashboardRefreshes: org.counted("dashboard.refresh"),
    DailyBulkV2QueryJobs: org.counted("bulk.query"),
    DailyBulkApiBatches: org.counted("bulk.batch"),
  };
  const { max: DailyApiRequests } = org.apiUsage();
  const entries = Object.entries({ ...maxima, DailyApiRequests }).map(([name, Max]) => [
    name,
    { Max, Remaining: Math.max(0, Max - (used[name] ?? 0)) },
  ]);
  const permissionSets = { Max: 1500, Remaining: 1498, CreateCustom: { Max: 1000, Remaining: 998 } };
  return { status: 200, body: { ...Object.fromEntries(entries), PermissionSets: permissionSets } };
}

/** `GET /limits/recordCount?sObjects=A,B`; empty objects are left out. */
function recordCount({ query }: ApiRequest, org: Org): ApiResponse {
  const wanted = query.get("sObjects")?.split(",") ?? org.schema.objects.map(({ name }) => name);
  const sObjects = wanted.flatMap((name) => {
    const object = org.schema.object(name.trim());
    const count = object
      ? Number(org.store.get(`SELECT COUNT(*) AS n FROM ${quoted(object.name)}`)?.["n"] ?? 0)
      : 0;
    return object && count > 0 ? [{ count, name: object.name }] : [];
  });
  return { status: 200, body: { sObjects } };
}

export const routes: readonly Route[] = [
  { method: "GET", pattern: "/limits", handler: limits },
  { method: "GET", pattern: "/limits/recordCount", handler: recordCount },
];
