import { loaded } from "../src/tool/tool.ts";
import { toolsets } from "../src/tools/index.ts";

/** Every toolset with its tools. */
export const allToolsets = await loaded(toolsets);
