// LangChain's MCP adapters: every tool becomes one of theirs, and calls and errors arrive.
import { assert, count, counted, start } from "./server.mjs";

export const packages = ["@langchain/mcp-adapters", "@langchain/core"];

export async function check({ load }) {
  const { MultiServerMCPClient } = await load("@langchain/mcp-adapters");
  const mcpServers = { salesforce: { transport: "stdio", ...start } };
  // Models refuse a file:// address among what they are sent, so links stay beside the text.
  const client = new MultiServerMCPClient({ mcpServers, outputHandling: { resource_link: "artifact" } });
  const tools = await client.getTools();
  const query = tools.find(({ name }) => name === "executeQuery");
  assert((await query.invoke(count)) === counted, "executeQuery does not answer as it should");
  const saved = await query.invoke({ soql: "SELECT Name FROM Account", saveTo: "accounts.csv" });
  assert(
    typeof saved === "string" && saved.includes("accounts.csv"),
    `saveTo answered ${JSON.stringify(saved)}`,
  );
  const error = await query.invoke({ soql: "SELECT Nmae FROM Account" }).catch(({ message }) => message);
  assert(error.includes("Did you mean Name?"), `an error arrives as ${error}`);
  await client.close();
  return `${tools.length} tools, a call, a saved file, an error`;
}
