import type { Config } from "../../config/config.ts";
import { hasFiles } from "../files-folder.ts";

/** Whether the settings that narrow what is offered let a tool through; without them there is none that is not. */
export function isChosen({ toolsets, tools }: Config, toolset: string, name: string): boolean {
  if (toolsets === undefined && tools === undefined) return true;
  return toolsets?.includes(toolset) === true || tools?.includes(name) === true;
}

/** What of the settings decides how tools/list looks, apart from the choice of tools: the name of one of its forms. */
export function listForm(config: Pick<Config, "readOnly" | "undo" | "demo" | "filesDir">): string {
  const parts = [
    config.readOnly ? "reading" : "writing",
    ...(hasFiles(config) ? ["files"] : []),
    ...(config.undo === "off" ? [] : ["undo"]),
  ];
  return parts.join("-");
}
