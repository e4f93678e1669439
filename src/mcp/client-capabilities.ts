import type { Server, ServerContext } from "@modelcontextprotocol/server";

/** What of a client's capabilities is looked at. */
interface Capabilities {
  elicitation?: { form?: object | undefined; url?: object | undefined } | undefined;
  extensions?: Record<string, unknown> | undefined;
}

/** What a server and its client speak over. */
export interface Pipe {
  /**
   * Whether several clients have begun on it, as a gateway makes them. Then what one of them said of itself may be
   * another's, and so may an answer to a question.
   */
  readonly shared: boolean;
}

/** What a client can do, which it says in the envelope of each call or once at its beginning. */
export function capabilitiesOf(server: Server, context: ServerContext, pipe: Pipe): Capabilities | undefined {
  // The SDK's type does not name the envelope's keys; what a client sends there is checked by its use.
  const envelope = context.mcpReq.envelope as Record<string, Capabilities | undefined> | undefined;
  const said = pipe.shared ? undefined : server.getClientCapabilities();
  return envelope?.["io.modelcontextprotocol/clientCapabilities"] ?? said;
}

/** The name that a client gives itself, in the envelope of each call or once at its beginning. */
export function clientOf(server: Server, context: ServerContext, pipe: Pipe): string {
  // The SDK's type does not name the envelope's keys; what a client sends there is checked by its use.
  const envelope = context.mcpReq.envelope as Record<string, { name?: unknown } | undefined> | undefined;
  const said = pipe.shared ? undefined : server.getClientVersion();
  const info = envelope?.["io.modelcontextprotocol/clientInfo"] ?? said;
  return typeof info?.name === "string" && info.name !== "" ? info.name : "unknown";
}

/** Whether a client shows the page of a tool (MCP Apps), as its `io.modelcontextprotocol/ui` extension says. */
export function showsPages(capabilities: Capabilities | undefined): boolean {
  const ui = capabilities?.extensions?.["io.modelcontextprotocol/ui"];
  const { mimeTypes } = (ui ?? {}) as { mimeTypes?: unknown };
  return Array.isArray(mimeTypes) && mimeTypes.includes("text/html;profile=mcp-app");
}
