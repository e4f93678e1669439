import type { StartDemoOrg } from "./library-types.ts";
import { startDemoOrg as start } from "./org.ts";

/** What `import { startDemoOrg } from "salesforce-rest-mcp/demo"` gives; see library-types.ts. */
export const startDemoOrg: StartDemoOrg = async ({ load, port } = {}) => {
  const folders = typeof load === "string" ? [load] : load;
  const org = await start({ ...(port !== undefined && { port }), ...(folders && { load: folders }) });
  const { instanceUrl: url, settings, notes } = org;
  return { url, settings, notes, stop: () => org.close() };
};
