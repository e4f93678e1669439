import type { Readable, Writable } from "node:stream";
import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";
import type { Toolset } from "../tool.ts";
import type { Runtime } from "./call.ts";
import type { Greeting } from "./greeting.ts";
import { createServer } from "./server.ts";

/** One message may hold 5 MB of records or CSV, which JSON may write at twice the length. */
const mostMessageBytes = 16 * 1024 * 1024;

/** Does not send the answer to a request that has been answered already. */
class GreetedTransport extends StdioServerTransport {
  #greeted: string | number | undefined;

  greeted(id: string | number | undefined): void {
    this.#greeted = id;
  }

  override async send(message: Parameters<StdioServerTransport["send"]>[0]): Promise<void> {
    const answers = this.#greeted !== undefined && !("method" in message) && message.id === this.#greeted;
    if (!answers) return super.send(message);
    this.#greeted = undefined;
  }
}

export interface StdioOptions {
  toolsets: Record<string, Toolset>;
  runtime: Runtime;
  version: string;
  input: Readable;
  output: Writable;
  /** What the first request was answered with before this was loaded. */
  greeting: Greeting | undefined;
  log(text: string): void;
}

/** Serves MCP over two streams, one message a line. */
export function serveStreams({ toolsets, runtime, version, input, output, greeting, log }: StdioOptions) {
  const transport = new GreetedTransport(input, output, { maxBufferSize: mostMessageBytes });
  transport.greeted(greeting?.id);
  return serveStdio(() => createServer(toolsets, runtime, version), {
    transport,
    onerror: (error) => {
      if (runtime.config.logLevel !== "error") log(`salesforce-rest-mcp: ${error.message}`);
    },
  });
}
