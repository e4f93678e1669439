// mcp-use, whose client is in its first major version; the second is for servers.
import { assert, count, counted, start } from "./server.mjs";

export const packages = ["mcp-use@1"];

export async function check({ load }) {
  const { MCPClient } = await load("mcp-use/client");
  const client = MCPClient.fromDict({ mcpServers: { salesforce: start } });
  const session = await client.createSession("salesforce");
  const tools = await session.listTools();
  const { content } = await session.callTool("executeQuery", count);
  assert(content[0].text === counted, "executeQuery does not answer as it should");
  await client.closeAllSessions();
  return `${tools.length} tools, a call`;
}
