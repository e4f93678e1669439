import { Server, type ServerContext } from "@modelcontextprotocol/server";
import * as z from "zod";
import type { Config } from "../config/config.ts";
import { ToolError } from "../errors.ts";
import type { Effect } from "../guard/action.ts";
import type { Progress, Tool, Toolset } from "../tool/tool.ts";
import { type Call, type CallResult, newCall, type Runtime } from "./call.ts";
import { serveCompletions } from "./completions.ts";
import { confirmerOf } from "./confirmer.ts";
import { hasFiles, withoutFileArguments } from "./files-folder.ts";
import { pipeline, refusal } from "./pipeline.ts";
import { serveResources } from "./resources/serve.ts";
import { linksTo } from "./saved-files.ts";
import type { Served } from "./served.ts";
import { identityOf } from "./stdio/greeting.ts";
import { visible } from "./visible.ts";

/** The tools these settings offer, in the order of the definitions. */
export function offeredTools(toolsets: Record<string, Toolset>, config: Config): Map<string, Tool> {
  const entries = Object.entries(toolsets).flatMap(([toolset, { tools }]) =>
    Object.entries(tools).map(([name, tool]) => ({ toolset, name, tool })),
  );
  const narrowed = config.toolsets !== undefined || config.tools !== undefined;
  const wanted = entries.filter(
    ({ toolset, name }) => !narrowed || config.toolsets?.includes(toolset) || config.tools?.includes(name),
  );
  const allowed = wanted.filter(
    ({ tool }) => (!config.readOnly || canRead(tool)) && whatItLacks("", tool, config) === undefined,
  );
  return new Map(allowed.map(({ name, tool }) => [name, tool]));
}

/** Why a tool would be of no use by these settings, and which of them it needs; undefined for one that has all. */
function whatItLacks(name: string, tool: Tool, config: Config): ToolError | undefined {
  if (tool.needsFiles && !hasFiles(config)) {
    const advice = "The user must set SALESFORCE_FILES_DIR to the one folder that files may be in.";
    return new ToolError("FILE_REFUSED", `${name} needs a files folder, and none is set.`, advice);
  }
  if (tool.needsChanges && config.undo === "off") {
    const advice = "With session or keep in its place, changes from then on can be taken back.";
    const message = `${name} is not offered by this server: SALESFORCE_UNDO is off, so no change is kept.`;
    return new ToolError("BAD_ARGUMENT", message, advice);
  }
  return undefined;
}

/** In read-only mode a tool is offered when some call of it only reads. */
function canRead(tool: Tool): boolean {
  return tool.effect === "read" || (tool.effect === "mixed" && tool.readsToo === true);
}

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

function shownMessage({ message }: Progress): { message?: string } {
  return message === undefined ? {} : { message: visible(message) };
}

function progressOf(context: ServerContext): Call["progress"] {
  const progressToken = context.mcpReq._meta?.progressToken;
  let last = -1;
  return (step) => {
    if (progressToken === undefined || step.progress <= last) return;
    last = step.progress;
    // The notification fails when the client has gone; the call itself is ended by its signal.
    context.mcpReq
      .notify({ method: "notifications/progress", params: { progressToken, ...step, ...shownMessage(step) } })
      .catch(() => undefined);
  };
}

/** The name that a client gives itself, in the envelope of each call or once at its beginning. */
function clientOf(server: Server, context: ServerContext): string {
  // The SDK's type does not name the envelope's keys; what a client sends there is checked by its use.
  const envelope = context.mcpReq.envelope as Record<string, { name?: unknown } | undefined> | undefined;
  const info = envelope?.["io.modelcontextprotocol/clientInfo"] ?? server.getClientVersion();
  return typeof info?.name === "string" && info.name !== "" ? info.name : "unknown";
}

/** Stands for the tool in the audit when a call names a tool that does not exist. */
export const noTool: Tool = {
  title: "",
  description: "",
  effect: "mixed",
  input: z.object({}),
  run: () => Promise.reject(new Error("there is no such tool")),
};

/** Why a tool of this name is not offered: READ_ONLY, or BAD_ARGUMENT with what is. */
export function notOffered(name: string, toolsets: Record<string, Toolset>, config: Config): ToolError {
  const hint = `Tools: ${[...offeredTools(toolsets, config).keys()].join(", ")}.`;
  const called = name.slice(0, 200);
  const known = Object.values(toolsets).flatMap(({ tools }) => Object.entries(tools));
  const tool = known.find(([own]) => own === name)?.[1];
  if (!tool) return new ToolError("BAD_ARGUMENT", `${called} is no tool of this server.`, hint);
  if (config.readOnly && !canRead(tool))
    return new ToolError("READ_ONLY", `${called} is not offered by this server, which is read-only.`, hint);
  const lack = whatItLacks(called, tool, config);
  if (lack !== undefined) return lack;
  const settings = "SALESFORCE_TOOLSETS and SALESFORCE_TOOLS";
  return new ToolError("BAD_ARGUMENT", `${called} is not among the tools that ${settings} offer.`, hint);
}

function shown(
  { text, isError, image, inputRequired, saved = [] }: CallResult,
  revision: string | undefined,
) {
  // What asks the client is the SDK's own value, made in confirmer.ts.
  if (inputRequired !== undefined) return inputRequired as never;
  const pictures = image ? [{ type: "image" as const, ...image }] : [];
  const content = [{ type: "text" as const, text }, ...pictures, ...linksTo(saved, revision)];
  return { content, ...(isError && { isError: true }) };
}

/** An MCP server that offers these tools. Cheap, since some clients start two of them. */
export function createServer(toolsets: Record<string, Toolset>, runtime: Runtime, version: string): Server {
  const { config } = runtime;
  const tools = offeredTools(toolsets, config);
  const { serverInfo, capabilities, instructions } = identityOf(config, version);
  const server = new Server(serverInfo, {
    capabilities,
    instructions,
    // Ours are checked in the pipeline; the SDK's validator costs a quarter of the start.
    jsonSchemaValidator: {
      getValidator: () => (input) => ({ valid: true, data: input as never, errorMessage: undefined }),
    },
  });
  server.setRequestHandler("tools/list", () => ({
    tools: [...tools].map(([name, tool]) => listedTool(name, tool, config)),
  }));
  const part = (context: ServerContext) => ({
    runtime,
    signal: context.mcpReq.signal,
    progress: progressOf(context),
    confirmer: confirmerOf(server, context),
    client: clientOf(server, context),
  });
  const served: Served = {
    tools,
    runtime,
    send: (context, call) => pipeline(newCall({ ...part(context), ...call })),
    refuse: (context, call, error) => refusal(error)(newCall({ ...part(context), ...call, tool: noTool })),
  };
  server.setRequestHandler("tools/call", async ({ params: { name, arguments: args = {} } }, context) => {
    const tool = tools.get(name);
    const result = await (tool
      ? served.send(context, { name, tool, args })
      : served.refuse(context, { name, args }, notOffered(name, toolsets, config)));
    return shown(result, server.getNegotiatedProtocolVersion());
  });
  serveResources(server, served);
  serveCompletions(server, served);
  const prompts = () => import("./prompts/serve.ts");
  server.setRequestHandler("prompts/list", async () => (await prompts()).listPrompts(served));
  server.setRequestHandler("prompts/get", async ({ params }, context) =>
    (await prompts()).getPrompt(params, served, context),
  );
  return server;
}
