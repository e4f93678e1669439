import type { Toolset } from "../tool/tool.ts";
import { actions } from "./actions.ts";
import { bulk } from "./bulk.ts";
import { changes } from "./changes.ts";
import { composite } from "./composite.ts";
import { files } from "./files.ts";
import { metadata } from "./metadata.ts";
import { query } from "./query.ts";
import { records } from "./records.ts";
import { reports } from "./reports.ts";

/** Every toolset by its name in SALESFORCE_TOOLSETS, in the order that clients see. */
export const toolsets: Record<string, Toolset> = {
  records,
  query,
  composite,
  bulk,
  metadata,
  reports,
  files,
  actions,
  changes,
};
