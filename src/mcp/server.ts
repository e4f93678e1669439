import { Server, type ServerContext } from "@modelcontextprotocol/server";
import type { LazyToolset, Progress } from "../tool/tool.ts";
import { visible } from "./answers/visible.ts";
import { type Call, type CallResult, newCall, type Runtime } from "./call.ts";
import { capabilitiesOf, clientOf, type Pipe, showsPages } from "./client-capabilities.ts";
import { serveCompletions } from "./completions.ts";
import { confirmerOf } from "./confirmer.ts";
import { pipeline, refusal } from "./pipeline.ts";
import { serveResources } from "./resources/serve.ts";
import { linksTo } from "./saved-files.ts";
import type { Served } from "./served.ts";
import { identityOf } from "./stdio/greeting.ts";
import { listedTool } from "./tool-list/listed-tools.ts";
import { noTool, OfferedTools } from "./tool-list/offered-tools.ts";

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

/** Version ff and ids of zeros alone are what the recommendation calls invalid. */
const traceparentForm = /^(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/;

/** The W3C Trace Context that a client sends along, where it has that form. */
function traceparentOf({ mcpReq }: ServerContext): string | undefined {
  const given = mcpReq._meta?.["traceparent"];
  const fits = typeof given === "string" && traceparentForm.test(given);
  return fits ? given : undefined;
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
export function createServer(
  toolsets: Record<string, LazyToolset>,
  runtime: Runtime,
  version: string,
  pipe: Pipe = { shared: false },
): Server {
  const { config } = runtime;
  const tools = new OfferedTools(toolsets, config);
  const { serverInfo, capabilities, instructions } = identityOf(config, version);
  const server = new Server(serverInfo, {
    capabilities,
    instructions,
    // Ours are checked in the pipeline; the SDK's validator costs a quarter of the start.
    jsonSchemaValidator: {
      getValidator: () => (input) => ({ valid: true, data: input as never, errorMessage: undefined }),
    },
  });
  server.setRequestHandler("tools/list", async () => ({
    tools: [...(await tools.all())].map(([name, tool]) => listedTool(name, tool, config)),
  }));
  const part = (context: ServerContext) => ({
    runtime,
    signal: context.mcpReq.signal,
    progress: progressOf(context),
    confirmer: confirmerOf(server, context, pipe),
    client: clientOf(server, context, pipe),
    traceparent: traceparentOf(context),
    showsPages: showsPages(capabilitiesOf(server, context, pipe)),
  });
  const served: Served = {
    tools,
    runtime,
    send: (context, call) => pipeline(newCall({ ...part(context), ...call })),
    refuse: (context, call, error) => refusal(error)(newCall({ ...part(context), ...call, tool: noTool })),
  };
  server.setRequestHandler("tools/call", async ({ params: { name, arguments: args = {} } }, context) => {
    const tool = await tools.get(name);
    const result = await (tool
      ? served.send(context, { name, tool, args })
      : served.refuse(context, { name, args }, await tools.whyNot(name)));
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
