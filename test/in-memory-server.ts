import { createRuntime } from "../src/commands/runtime.ts";
import type { Config } from "../src/config/config.ts";
import { readConfig } from "../src/config/read-config.ts";
import { createServer } from "../src/mcp/server.ts";
import { toolsets } from "../src/tools/index.ts";
import { knownNames } from "../src/tools/names.ts";

export { InMemoryTransport } from "@modelcontextprotocol/server";

export function configOf(env: Record<string, string>, demo = false): Config {
  return readConfig({ flags: {}, env, dotenv: {}, demo, known: knownNames });
}

/** The real server in this process, with the settings of this environment; `logged` is what it says on stderr elsewhere. */
export function serverOf(env: Record<string, string>) {
  const logged: string[] = [];
  const runtime = createRuntime(configOf(env), (line) => logged.push(line));
  return { server: createServer(toolsets, runtime, "0.0.0"), runtime, logged };
}
