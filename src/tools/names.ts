import type { KnownNames } from "../config/narrowing.ts";
import { toolsets } from "./index.ts";

/** What SALESFORCE_TOOLSETS and SALESFORCE_TOOLS may name. */
export const knownNames: KnownNames = {
  toolsets: Object.keys(toolsets),
  tools: Object.values(toolsets).flatMap(({ names }) => names),
  toolsOf: (toolset) => (Object.hasOwn(toolsets, toolset) ? (toolsets[toolset]?.names ?? []) : []),
};
