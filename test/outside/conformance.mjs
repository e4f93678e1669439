// The MCP project's conformance suite, which speaks HTTP, through a gateway. Its other scenarios want tools,
// resources and prompts of its own making.
import { open } from "./gateway.mjs";
import { assert, run } from "./server.mjs";

export const packages = ["@modelcontextprotocol/conformance", "mcp-proxy"];

const scenarios = [
  "server-initialize",
  "ping",
  "completion-complete",
  "tools-list",
  "tools-call-simple-text",
  "tools-call-error",
  "server-sse-multiple-streams",
  "resources-list",
  "prompts-list",
];

export async function check(found) {
  const { url, close } = await open("mcp-proxy", found);
  try {
    for (const scenario of scenarios) {
      const args = ["server", "--url", url, "--scenario", scenario];
      const { said } = await run(found.bin("conformance"), args, { path: found.path });
      assert(/\b0 failed/.test(said), `${scenario}: ${said.slice(-800)}`);
    }
    return `${scenarios.length} scenarios`;
  } finally {
    close();
  }
}
