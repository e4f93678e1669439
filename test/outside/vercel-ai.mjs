// Vercel's AI SDK: its client, and every schema as it goes to a model.
import { assert, count, counted, start } from "./server.mjs";

export const packages = ["ai", "@ai-sdk/mcp"];

export async function check({ load }) {
  const { createMCPClient } = await load("@ai-sdk/mcp");
  const { Experimental_StdioMCPTransport: StdioTransport } = await load("@ai-sdk/mcp/mcp-stdio");
  const { asSchema } = await load("ai");
  const client = await createMCPClient({ transport: new StdioTransport(start) });
  const tools = Object.entries(await client.tools());
  for (const [name, { inputSchema }] of tools)
    assert((await asSchema(inputSchema).jsonSchema).type === "object", `${name}'s schema is no object`);
  const query = tools.find(([name]) => name === "executeQuery")[1];
  const call = { toolCallId: "1", messages: [] };
  const { content } = await query.execute(count, call);
  assert(content[0].text === counted, "executeQuery does not answer as it should");
  const { isError } = await query.execute({ soql: "SELECT Nmae FROM Account" }, call);
  assert(isError === true, "an error is none");
  await client.close();
  return `${tools.length} tools, a call, an error`;
}
