import type { Server, ServerContext } from "@modelcontextprotocol/server";

/** What of a client's capabilities is looked at. */
interface Capabilities {
  elicitation?: { form?: object | undefined; url?: object | undefined } | undefined;
  extensions?: Record<string, unknown> | undefined;
}

/** What a client can do, which it says in the envelope of each call or once at its beginning. */
export function capabilitiesOf(server: Server, context: ServerContext): Capabilities | undefined {
  // The SDK's type does not name the envelope's keys; what a client sends there is checked by its use.
  const envelope = context.mcpReq.envelope as Record<string, Capabilities | undefined> | undefined;
  return envelope?.["io.modelcontextprotocol/clientCapabilities"] ?? server.getClientCapabilities();
}

/** Whether a client shows the page of a tool (MCP Apps), as its `io.modelcontextprotocol/ui` extension says. */
export function showsPages(capabilities: Capabilities | undefined): boolean {
  const ui = capabilities?.extensions?.["io.modelcontextprotocol/ui"];
  const { mimeTypes } = (ui ?? {}) as { mimeTypes?: unknown };
  return Array.isArray(mimeTypes) && mimeTypes.includes("text/html;profile=mcp-app");
}
