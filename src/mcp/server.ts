import { inputRequired, Server, type ServerContext } from "@modelcontextprotocol/server";
import * as z from "zod";
import type { Config } from "../config.ts";
import type { Effect, Tool, Toolset } from "../tool.ts";
import type { Call, Confirmer, Runtime } from "./call.ts";
import { identityOf } from "./greeting.ts";
import { pipeline } from "./pipeline.ts";

/** The tools these settings offer, in the order of the definitions. */
export function offeredTools(toolsets: Record<string, Toolset>, config: Config): Map<string, Tool> {
  const entries = Object.entries(toolsets).flatMap(([toolset, { tools }]) =>
    Object.entries(tools).map(([name, tool]) => ({ toolset, name, tool })),
  );
  const narrowed = config.toolsets !== undefined || config.tools !== undefined;
  const wanted = entries.filter(
    ({ toolset, name }) => !narrowed || config.toolsets?.includes(toolset) || config.tools?.includes(name),
  );
  const allowed = wanted.filter(({ tool }) => !config.readOnly || canRead(tool));
  return new Map(allowed.map(({ name, tool }) => [name, tool]));
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

/** One tool as tools/list shows it. */
export function listedTool(name: string, tool: Tool, config: Config) {
  const { $schema: _, ...inputSchema } = z.toJSONSchema(tool.input.strict(), { io: "input" });
  const effect = tool.effect === "mixed" && config.readOnly ? "read" : tool.effect;
  return {
    name,
    title: tool.title,
    description: tool.description,
    // A z.object always makes a schema of this type.
    inputSchema: inputSchema as { type: "object" },
    annotations: { ...hintsOf[effect], openWorldHint: true },
    ...(tool.alwaysLoad && { _meta: { "anthropic/alwaysLoad": true } }),
  };
}

const confirmation = {
  type: "object" as const,
  properties: { confirm: { type: "boolean" as const, title: "Do it" } },
  required: ["confirm"],
};

/** Asks through the SDK, which serves both protocol eras with one value; see DESIGN, MCP traps. */
function confirmerOf(server: Server, context: ServerContext): Confirmer {
  // The SDK's type does not name the envelope's keys; what a client sends there is checked by its use.
  const envelope = context.mcpReq.envelope as
    | Record<string, { elicitation?: object } | undefined>
    | undefined;
  const capabilities =
    envelope?.["io.modelcontextprotocol/clientCapabilities"] ?? server.getClientCapabilities();
  return {
    canAsk: capabilities?.elicitation !== undefined,
    answer: () => {
      // The client's own words, so every part is checked before it is used.
      const given = context.mcpReq.inputResponses?.["confirm"] as
        | { action?: unknown; content?: { confirm?: unknown } }
        | undefined;
      if (!given) return undefined;
      const action = given.action === "accept" || given.action === "decline" ? given.action : "cancel";
      return {
        state: context.mcpReq.requestState<string>(),
        action,
        confirmed: given.content?.confirm === true,
      };
    },
    ask: (message, state) =>
      inputRequired({
        requestState: state,
        inputRequests: { confirm: inputRequired.elicit({ message, requestedSchema: confirmation }) },
      }),
  };
}

function progressOf(context: ServerContext): Call["progress"] {
  const progressToken = context.mcpReq._meta?.progressToken;
  let last = -1;
  return (step) => {
    if (progressToken === undefined || step.progress <= last) return;
    last = step.progress;
    // A client that is gone learns nothing more; the call ends by its signal.
    context.mcpReq
      .notify({ method: "notifications/progress", params: { progressToken, ...step } })
      .catch(() => undefined);
  };
}

function newCall(
  name: string,
  tool: Tool,
  args: Record<string, unknown>,
  runtime: Runtime,
  server: Server,
  context: ServerContext,
): Call {
  const trace = { apiCalls: 0, requestIds: [], retries: 0 };
  return {
    name,
    tool,
    args,
    actions: [],
    runtime,
    trace,
    signal: context.mcpReq.signal,
    async salesforce() {
      const connection = await runtime.connect();
      return connection.bind({ signal: this.signal, trace });
    },
    progress: progressOf(context),
    confirmer: confirmerOf(server, context),
  };
}

function unknownTool(name: string, tools: ReadonlyMap<string, Tool>, config: Config) {
  const code = config.readOnly ? "READ_ONLY" : "BAD_ARGUMENT";
  const reason = config.readOnly
    ? "is not offered by this server, which is read-only"
    : "is no tool of this server";
  return {
    content: [
      {
        type: "text" as const,
        text: `${code}: ${name} ${reason}.\nHint: Tools: ${[...tools.keys()].join(", ")}.`,
      },
    ],
    isError: true,
  };
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
  server.setRequestHandler("tools/call", async ({ params }, context) => {
    const tool = tools.get(params.name);
    if (!tool) return unknownTool(params.name, tools, config);
    const call = newCall(params.name, tool, params.arguments ?? {}, runtime, server, context);
    const result = await pipeline(call);
    if (result.inputRequired !== undefined) return result.inputRequired as never;
    return { content: [{ type: "text", text: result.text }], ...(result.isError && { isError: true }) };
  });
  return server;
}
