// A client of a gateway, over Streamable HTTP.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

/** `elicit` answers questions; without it the client cannot ask. */
export async function connected(url, elicit) {
  const capabilities = elicit ? { elicitation: {} } : {};
  const client = new Client({ name: "outside", version: "1" }, { capabilities });
  if (elicit) client.setRequestHandler("elicitation/create", elicit);
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  return client;
}

export async function textOf(client, name, args, options) {
  const { content } = await client.callTool({ name, arguments: args }, options);
  return content[0].text;
}
