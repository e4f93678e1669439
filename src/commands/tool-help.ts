import type { Config } from "../config/config.ts";
import { listedTool } from "../mcp/tool-list/listed-tools.ts";
import { closest, didYouMean } from "../spelling.ts";
import { loaded, type Tool } from "../tool/tool.ts";
import { toolsets } from "../tools/index.ts";
import { knownNames } from "../tools/names.ts";
import { wrapped } from "./help.ts";

/** The tools with their titles, one a line. */
export function toolList(tools: ReadonlyMap<string, Tool>): string {
  const column = Math.max(0, ...[...tools.keys()].map((name) => name.length)) + 2;
  return [...tools].map(([name, { title }]) => `${name.padEnd(column)}${title}\n`).join("");
}

/** A sentence for a name that no tool has. */
export function noSuchTool(name: string): string {
  const names = knownNames.tools;
  const near = closest(
    name,
    names.map((each) => ({ name: each })),
    1,
  );
  return `There is no tool ${name}.${didYouMean(near, "after")} Tools: ${names.join(", ")}.`;
}

interface Property {
  type?: string;
  enum?: unknown[];
  description?: string;
  default?: unknown;
}

function kindOf({ type, enum: values, default: fallback }: Property): string {
  const kind = values ? values.join(" | ") : (type ?? "any");
  return fallback === undefined ? kind : `${kind}, ${JSON.stringify(fallback)} unless given`;
}

/** A tool's description and arguments, or undefined when there is no such tool. */
export async function toolHelp(
  name: string,
  width: number,
  config: Pick<Config, "readOnly" | "demo" | "filesDir">,
): Promise<string | undefined> {
  const all = Object.values(await loaded(toolsets));
  const tool = all.flatMap(({ tools }) => Object.entries(tools)).find(([own]) => own === name)?.[1];
  if (!tool) return undefined;
  // Of any object each property says these of itself.
  const schema = listedTool(name, tool, config).inputSchema as {
    properties?: Record<string, Property>;
    required?: string[];
  };
  const properties = Object.entries(schema.properties ?? {});
  const lines = properties.map(([key, property]) => {
    const optional = schema.required?.includes(key) ? "" : ", optional";
    return `  ${key} (${kindOf(property)}${optional})\n${wrapped(property.description ?? "", width, "      ")}`;
  });
  const given =
    lines.length > 0 ? `Arguments, as one JSON object:\n\n${lines.join("\n")}` : "It takes no arguments.";
  return `${name}: ${tool.title}\n\n${wrapped(tool.description, width)}\n\n${given}\n`;
}
