import type { LazyToolset, Toolset } from "../tool/tool.ts";

function lazy<Name extends string>(names: readonly Name[], load: () => Promise<Toolset<Name>>): LazyToolset {
  return { names, load };
}

/** Every toolset by its name in SALESFORCE_TOOLSETS, and its tools, in the order that clients see. */
export const toolsets: Record<string, LazyToolset> = {
  records: lazy(
    ["createRecord", "getRecord", "updateRecord", "upsertRecord", "deleteRecord"],
    async () => (await import("./records.ts")).records,
  ),
  query: lazy(
    ["executeQuery", "executeQueryAll", "executeSearch"],
    async () => (await import("./query.ts")).query,
  ),
  composite: lazy(
    ["executeComposite", "executeBatch", "executeCollection"],
    async () => (await import("./composite.ts")).composite,
  ),
  bulk: lazy(
    ["createBulkJob", "createBulkQuery", "getBulkJob", "getBulkJobResults", "abortBulkJob", "listBulkJobs"],
    async () => (await import("./bulk.ts")).bulk,
  ),
  metadata: lazy(
    [
      "listApiVersions",
      "listAllObjects",
      "describeObject",
      "getOrganizationLimits",
      "getUserInfo",
      "getResource",
    ],
    async () => (await import("./metadata.ts")).metadata,
  ),
  reports: lazy(
    ["listReports", "describeReport", "getReport", "listDashboards", "getDashboard", "showChart"],
    async () => (await import("./reports.ts")).reports,
  ),
  files: lazy(
    ["previewFile", "listFiles", "downloadFile", "uploadFile"],
    async () => (await import("./files.ts")).files,
  ),
  actions: lazy(
    ["listActions", "runAction", "processApproval", "callApexRest"],
    async () => (await import("./actions.ts")).actions,
  ),
  changes: lazy(
    ["listChanges", "undoChange", "undeleteRecords", "mergeRecords", "convertLead"],
    async () => (await import("./changes.ts")).changes,
  ),
};
