import * as z from "zod";
import type { Config } from "../../config/config.ts";
import type { Effect } from "../../guard/action.ts";
import type { Tool, Toolset } from "../../tool/tool.ts";
import { hasFiles, withoutFileArguments } from "../files-folder.ts";
import { offeredTools } from "./offered-tools.ts";
import { listForm } from "./tool-choice.ts";

const hintsOf: Record<
  Effect | "mixed",
  { readOnlyHint: boolean; destructiveHint: boolean; idempotentHint: boolean }
> = {
  read: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
  create: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
  update: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
  delete: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
  mixed: { readOnlyHint: false, destructiveHint: true, idempotentHint: false },
};

/** Takes out of a tool's schema what the pipeline checks anyway, since every word of the list costs a model tokens. */
function withoutTrifles({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  delete jsonSchema.propertyNames;
  if (jsonSchema.minLength === 1) delete jsonSchema.minLength;
  if (jsonSchema.minItems === 1) delete jsonSchema.minItems;
  // `format: "date"` says the same as the long pattern.
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
}

/** What only some clients know of: which tools to show at once, and the page that shows a tool's answers. */
function metaOf({ alwaysLoad, page }: Tool): { _meta?: Record<string, unknown> } {
  if (!alwaysLoad && page === undefined) return {};
  return {
    _meta: {
      ...(alwaysLoad && { "anthropic/alwaysLoad": true }),
      ...(page !== undefined && { ui: { resourceUri: page } }),
    },
  };
}

/** One tool as tools/list shows it. */
export function listedTool(name: string, tool: Tool, config: Pick<Config, "readOnly" | "demo" | "filesDir">) {
  const { $schema: _, ...inputSchema } = z.toJSONSchema(tool.input.strict(), {
    io: "input",
    override: withoutTrifles,
  });
  const files = hasFiles(config);
  const effect = tool.effect === "mixed" && config.readOnly ? "read" : tool.effect;
  return {
    name,
    title: tool.title,
    description:
      files && tool.filesDescription ? `${tool.description} ${tool.filesDescription}` : tool.description,
    // A z.object always makes a schema of this type.
    inputSchema: (files ? inputSchema : withoutFileArguments(inputSchema)) as { type: "object" },
    annotations: { ...hintsOf[effect], openWorldHint: true },
    ...metaOf(tool),
  };
}

/** Everything that decides the form of tools/list, in all its combinations. */
const combinations = [true, false].flatMap((readOnly) =>
  [true, false].flatMap((demo) => (["off", "session"] as const).map((undo) => ({ readOnly, demo, undo }))),
);

/**
 * tools/list in each of its forms, for the build, which has no settings of its own: by the form's name, one tool a line, its toolset, its name and
 * the JSON that shows it, with tabs between. Read from a file, an answer needs neither zod nor the tools.
 */
export function toolLists(toolsets: Record<string, Toolset>, config: Config): Map<string, string> {
  const toolsetOf = new Map(
    Object.entries(toolsets).flatMap(([toolset, { tools }]) =>
      Object.keys(tools).map((name) => [name, toolset] as const),
    ),
  );
  return new Map(
    combinations.map((combination) => {
      const form = { ...config, ...combination };
      const lines = [...offeredTools(toolsets, form)].map(([name, tool]) =>
        [toolsetOf.get(name), name, JSON.stringify(listedTool(name, tool, form))].join("\t"),
      );
      return [listForm(form), `${lines.join("\n")}\n`];
    }),
  );
}
