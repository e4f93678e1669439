import { type ReportDefinition, reports, reportWithId } from "../../analytics/definitions.ts";
import { reportFacts } from "../../analytics/facts.ts";
import { changedBy, extendedMetadata, reportMetadata, typeMetadata } from "../../analytics/metadata.ts";
import { ApiError } from "../../errors.ts";
import type { ApiRequest, ApiResponse, Org, Route } from "../../handler.ts";
import { numberedId, to18 } from "../../store/ids.ts";

interface Instance {
  id: string;
  reportId: string;
  requestDate: string;
  result: Record<string, unknown>;
}

const instances = new WeakMap<Org, Map<string, Instance>>();

function instancesOf(org: Org): Map<string, Instance> {
  const found = instances.get(org) ?? new Map<string, Instance>();
  instances.set(org, found);
  return found;
}

function attributesOf({ id, name }: ReportDefinition, version: number): Record<string, unknown> {
  const url = `/services/data/v${version}.0/analytics/reports/${id}`;
  return {
    describeUrl: `${url}/describe`,
    instancesUrl: `${url}/instances`,
    reportId: id,
    reportName: name,
    type: "Report",
  };
}

function reportOf({ params }: ApiRequest): ReportDefinition {
  const found = reportWithId(params["id"] ?? "");
  if (found) return found;
  throw new ApiError(404, "NOT_FOUND", "The data you’re trying to access is unavailable.");
}

/** A report's result, in Salesforce's shape. */
export function runReport(
  org: Org,
  userId: string,
  report: ReportDefinition,
  options: { version: number; details: boolean },
): Record<string, unknown> {
  org.count("report.run");
  return {
    attributes: attributesOf(report, options.version),
    hasDetailRows: options.details,
    ...reportFacts(org, userId, report, options.details),
    reportExtendedMetadata: extendedMetadata(report),
    reportMetadata: reportMetadata(report),
  };
}

function run(request: ApiRequest, org: Org): ApiResponse {
  const report = changedBy(reportOf(request), request.body);
  const details = request.query.get("includeDetails") === "true";
  return { status: 200, body: runReport(org, request.userId, report, { version: request.version, details }) };
}

function describe(request: ApiRequest, { schema }: Org): ApiResponse {
  const report = reportOf(request);
  const body = {
    attributes: attributesOf(report, request.version),
    reportExtendedMetadata: extendedMetadata(report),
    reportMetadata: reportMetadata(report),
    reportTypeMetadata: typeMetadata(report, schema),
  };
  return { status: 200, body };
}

function list({ version }: ApiRequest): ApiResponse {
  const body = reports.map((report) => {
    const { describeUrl, instancesUrl } = attributesOf(report, version);
    return {
      describeUrl,
      id: report.id,
      instancesUrl,
      name: report.name,
      url: `/services/data/v${version}.0/analytics/reports/${report.id}`,
    };
  });
  return { status: 200, body };
}

function instanceJson(
  { id, reportId, requestDate }: Instance,
  status: string,
  version: number,
): Record<string, unknown> {
  const completionDate = status === "Success" ? requestDate : null;
  return {
    completionDate,
    hasDetailRows: true,
    id,
    queryable: false,
    requestDate,
    status,
    url: `/services/data/v${version}.0/analytics/reports/${reportId}/instances/${id}`,
  };
}

function start(request: ApiRequest, org: Org): ApiResponse {
  const report = changedBy(reportOf(request), request.body);
  const result = runReport(org, request.userId, report, {
    version: request.version,
    details: request.query.get("includeDetails") === "true",
  });
  const kept = instancesOf(org);
  const instance = {
    id: numberedId("0LG", kept.size + 1),
    reportId: report.id,
    requestDate: new Date(org.now()).toISOString().replace(/\.\d+/, ""),
    result,
  };
  kept.set(instance.id, instance);
  return { status: 200, body: instanceJson(instance, "New", request.version) };
}

function instanceResult(request: ApiRequest, org: Org): ApiResponse {
  const instance = instancesOf(org).get(to18(request.params["instance"] ?? "") ?? "");
  if (!instance) throw new ApiError(404, "NOT_FOUND", "The data you’re trying to access is unavailable.");
  const attributes = { ...instanceJson(instance, "Success", request.version), type: "ReportInstance" };
  return { status: 200, body: { ...instance.result, attributes } };
}

function listInstances(request: ApiRequest, org: Org): ApiResponse {
  const report = reportOf(request);
  const own = [...instancesOf(org).values()].filter(({ reportId }) => reportId === report.id);
  return { status: 200, body: own.map((instance) => instanceJson(instance, "Success", request.version)) };
}

export const routes: readonly Route[] = [
  { method: "GET", pattern: "/analytics/reports", handler: list },
  { method: "GET", pattern: "/analytics/reports/:id", handler: run },
  { method: "POST", pattern: "/analytics/reports/:id", handler: run },
  { method: "GET", pattern: "/analytics/reports/:id/describe", handler: describe },
  { method: "GET", pattern: "/analytics/reports/:id/instances", handler: listInstances },
  { method: "POST", pattern: "/analytics/reports/:id/instances", handler: start },
  { method: "GET", pattern: "/analytics/reports/:id/instances/:instance", handler: instanceResult },
];
