import { ToolError } from "../../errors.ts";
import type { ReportDescribe } from "../../salesforce/reports/answers.ts";

/** Throws BAD_ARGUMENT for a report of several blocks. */
export function refuseJoined({ reportMetadata }: ReportDescribe): void {
  if (!/MULTI_BLOCK/i.test(reportMetadata.reportFormat)) return;
  const hint =
    "Its blocks' data can be had with executeQuery, or from a tabular, summary or matrix report; listReports shows each report's format.";
  throw new ToolError(
    "BAD_ARGUMENT",
    `reportId: '${reportMetadata.name}' is a joined report, which Salesforce's API does not run in full.`,
    hint,
  );
}
