import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { type JSONRPCMessage, parseJSONRPCMessage, type Transport } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { parseJson } from "../../json-numbers.ts";
import { isObject } from "../../json-object.ts";
import type { LazyToolset } from "../../tool/tool.ts";
import type { Runtime } from "../call.ts";
import type { Pipe } from "../client-capabilities.ts";
import { createServer } from "../server.ts";
import type { EarlyAnswers } from "./greeting.ts";
import { idOfLongLine, type Line, LineSplitter } from "./lines.ts";

/** One message may hold 5 MB of records or CSV, which JSON may write at twice the length. */
const mostMessageBytes = 16 * 1024 * 1024;

const invalidRequest = -32_600;

/** A request of the era in which each says by itself what its client can. */
function isStateless({ params }: { params?: unknown }): boolean {
  const meta = isObject(params) ? params["_meta"] : undefined;
  return isObject(meta) && "io.modelcontextprotocol/clientCapabilities" in meta;
}

function isId(id: unknown): id is string | number {
  return typeof id === "string" || Number.isSafeInteger(id);
}

/**
 * One message a line, as the SDK's own transport has it, but that one line never costs the session: a request
 * that is malformed or too long is answered with an error, a batch (2025-03-26) request by request.
 */
class LineTransport implements Transport, Pipe {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  shared = false;
  #begun = false;
  readonly #input: Readable;
  readonly #output: Writable;
  readonly #splitter = new LineSplitter(mostMessageBytes);
  /** Of an initialize request that has been answered already. */
  #greeted: string | number | undefined;
  /** Of other requests that have. */
  readonly #answered: Set<string | number>;
  #draining: Promise<unknown> | undefined;
  #closed = false;

  constructor(input: Readable, output: Writable, early: StdioOptions["early"]) {
    this.#input = input;
    this.#output = output;
    this.#greeted = early?.greeted;
    this.#answered = new Set(early?.answered);
  }

  async start(): Promise<void> {
    this.#input.on("data", this.#read);
    for (const event of ["end", "close"]) this.#input.on(event, this.#end);
    this.#output.on("error", this.#end);
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#closed) throw new Error("The client is gone.");
    if (this.#greeted !== undefined && !("method" in message) && message.id === this.#greeted) {
      this.#greeted = undefined;
      return;
    }
    if (this.#output.write(`${JSON.stringify(message)}\n`)) return;
    // A single listener serves all answers that wait for the client to read.
    this.#draining ??= once(this.#output, "drain").finally(() => {
      this.#draining = undefined;
    });
    await this.#draining;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#input.off("data", this.#read);
    this.#input.pause();
    this.onclose?.();
  }

  /** After the end what has been read is still answered, if that takes no waiting. */
  readonly #end = () => setImmediate(() => void this.close());

  readonly #read = (chunk: Buffer) => {
    for (const line of this.#splitter.lines(chunk)) this.#take(line);
  };

  #take(line: Line): void {
    if (!("text" in line)) {
      this.#refuse(idOfLongLine(line), "The message is longer than 16 MB; give large data by file.");
      return;
    }
    const text = line.text.trim();
    if (text === "") return;
    let value: unknown;
    try {
      value = parseJson(text);
    } catch {
      this.onerror?.(new Error("A line that is no JSON was ignored."));
      return;
    }
    for (const message of Array.isArray(value) ? value : [value]) this.#deliver(message);
  }

  #deliver(value: unknown): void {
    let message: JSONRPCMessage;
    try {
      message = parseJSONRPCMessage(value);
    } catch {
      // What cannot be read may be the client's answer to a request of ours, and answers get no reply.
      const id = isObject(value) && !("result" in value) && !("error" in value) ? value["id"] : undefined;
      this.#refuse(id, "This is no valid JSON-RPC 2.0 request.");
      return;
    }
    if ("method" in message) this.#watch(message);
    if ("id" in message && "method" in message && this.#answered.delete(message.id)) return;
    this.onmessage?.(message);
  }

  /** Whoever initializes is the only client, until another one does or speaks as clients do that never initialize. */
  #watch(message: { method: string; params?: unknown }): void {
    const begins = message.method === "initialize";
    if (this.#begun && (begins || isStateless(message))) this.shared = true;
    this.#begun ||= begins;
  }

  #refuse(id: unknown, message: string): void {
    this.onerror?.(new Error(message));
    if (!isId(id)) return;
    const error = { code: invalidRequest, message };
    this.send({ jsonrpc: "2.0", id, error }).catch((reason) => this.onerror?.(reason));
  }
}

export interface StdioOptions {
  toolsets: Record<string, LazyToolset>;
  runtime: Runtime;
  version: string;
  input: Readable;
  output: Writable;
  /** What was answered before this was loaded. */
  early: Pick<EarlyAnswers, "greeted" | "answered"> | undefined;
  log(text: string): void;
}

/** Serves MCP over two streams, one message a line. */
export function serveStreams({ toolsets, runtime, version, input, output, early, log }: StdioOptions) {
  const transport = new LineTransport(input, output, early);
  // In the era without sessions each call says whose it is, and its question goes back as its own answer.
  const pipeOf = (era: "legacy" | "modern"): Pipe => (era === "modern" ? { shared: false } : transport);
  return serveStdio(({ era }) => createServer(toolsets, runtime, version, pipeOf(era)), {
    transport,
    onerror: (error) => {
      if (runtime.config.logLevel !== "error")
        log(runtime.secrets.redacted(`salesforce-rest-mcp: ${error.message}`));
    },
  });
}
