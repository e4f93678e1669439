import { PassThrough } from "node:stream";
import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/client";
import { createRuntime } from "../src/commands/runtime/runtime.ts";
import type { Config } from "../src/config/config.ts";
import { readConfig } from "../src/config/read-config.ts";
import { createServer } from "../src/mcp/server.ts";
import { serveStreams } from "../src/mcp/stdio/transport.ts";
import { toolsets } from "../src/tools/index.ts";
import { knownNames } from "../src/tools/names.ts";
import { ownFolder } from "./own-folder.ts";

export { InMemoryTransport } from "@modelcontextprotocol/server";

/** The settings of this environment, in a folder of their own unless told otherwise. */
export function configOf(env: Record<string, string>, demo = false): Config {
  return readConfig({ flags: {}, env: { ...ownFolder, ...env }, dotenv: {}, demo, known: knownNames });
}

/** The real server in this process, with the settings of this environment; `logged` is what it says on stderr elsewhere. */
export function serverOf(env: Record<string, string>) {
  const logged: string[] = [];
  const runtime = createRuntime(configOf(env), (line) => logged.push(line));
  return { server: createServer(toolsets, runtime, "0.0.0"), runtime, logged };
}

/**
 * The client's end of the server's own transport, one message a line, in this process: every generation of client
 * and protocol speaks to what the program serves, without the start of a program for each.
 */
export class StreamTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly logged: string[] = [];
  readonly #input = new PassThrough();
  readonly #output = new PassThrough({ encoding: "utf8" });
  readonly #end: () => Promise<unknown>;

  constructor(env: Record<string, string>) {
    const log = (line: string) => this.logged.push(line);
    const runtime = createRuntime(configOf(env), log);
    const streams = { input: this.#input, output: this.#output, early: undefined, log };
    const handle = serveStreams({ toolsets, runtime, version: "0.0.0", ...streams });
    this.#end = () => Promise.all([handle.close(), runtime.close()]);
  }

  async start(): Promise<void> {
    let rest = "";
    this.#output.on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.onmessage?.(JSON.parse(line));
    });
  }

  async send(message: JSONRPCMessage): Promise<void> {
    this.#input.write(`${JSON.stringify(message)}\n`);
  }

  async close(): Promise<void> {
    this.#input.end();
    await this.#end();
    this.onclose?.();
  }
}
