import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";
import type { Config } from "../config.ts";
import { createServer } from "../mcp/server.ts";
import { toolsets } from "../tools/index.ts";
import { createRuntime } from "./runtime.ts";

/** One message may hold 5 MB of records or CSV, which JSON may write at twice the length. */
const mostMessageBytes = 16 * 1024 * 1024;
const longestGoodbyeMilliseconds = 900;

/** Serves MCP on stdio until stdin ends or a signal comes; then the process ends with 0 within a second. */
export function serve(config: Config, version: string): Promise<never> {
  const runtime = createRuntime(config);
  const transport = new StdioServerTransport(process.stdin, process.stdout, {
    maxBufferSize: mostMessageBytes,
  });
  const log = (text: string) => process.stderr.write(`${text}\n`);
  const handle = serveStdio(() => createServer(toolsets, runtime, version), {
    transport,
    onerror: (error) => {
      if (config.logLevel !== "error") log(`salesforce-rest-mcp: ${error.message}`);
    },
  });
  let ended = false;
  const end = () => {
    if (ended) return;
    ended = true;
    setTimeout(() => process.exit(0), longestGoodbyeMilliseconds).unref();
    void Promise.allSettled([runtime.close(), handle.close()]).then(() => process.exit(0));
  };
  for (const event of ["end", "close", "error"]) process.stdin.on(event, end);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, end);
  // The client is gone; nobody is left to tell.
  process.stdout.on("error", end);
  return new Promise(() => undefined);
}
