import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { LineSplitter } from "../../src/mcp/stdio/lines.ts";

/** One tool call as the agent made it. */
export interface RecordedCall {
  tool: string;
  arguments: string;
  answer: string;
  isError: boolean;
}

/** What messages of MCP hold, as far as the recording looks at them. */
interface Message {
  id?: string | number;
  method?: string;
  params?: { name?: string; arguments?: unknown; _meta?: Record<string, unknown> };
  result?: { content?: { text?: string }[]; isError?: boolean };
  error?: { message?: string };
}

export interface ServerCommand {
  command: string;
  args: readonly string[];
  env: Record<string, string>;
  cwd: string;
  /** For a command as it is typed. */
  shell?: boolean;
}

const mostBytes = 64_000_000;
const ownId = (count: number) => `evaluation-${count}`;

/** A server that an agent has connected to; it outlives the agent. */
export class RecordedSession {
  readonly calls: RecordedCall[] = [];
  /** What `onAnswer` threw. */
  broke: unknown;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #socket: Socket;
  readonly #onAnswer: (text: string) => Promise<void>;
  readonly #asked = new Map<string | number, { tool: string; arguments: string }>();
  readonly #own = new Map<string, (message: Message) => void>();
  #ownCount = 0;
  #meta: Record<string, unknown> | undefined;
  #stderr = "";
  #left = false;
  /** Messages are treated one after the other. */
  #work: Promise<void> = Promise.resolve();

  constructor(
    socket: Socket,
    { command, args, ...options }: ServerCommand,
    onAnswer: (text: string) => Promise<void>,
  ) {
    this.#socket = socket;
    this.#onAnswer = onAnswer;
    this.#child = spawn(command, args, { ...options, stdio: "pipe" });
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-4_000);
    });
    this.#child.stdin.on("error", () => socket.destroy());
    this.#child.on("error", (error) => socket.destroy(error));
    this.#child.on("close", () => socket.end());
    socket.on("error", () => {});
    socket.on("end", () => {
      this.#left = true;
      this.#next(() => this.#letGo());
    });
    this.#eachLine(socket, (line) => this.#fromAgent(line));
    this.#eachLine(this.#child.stdout, (line) => this.#fromServer(line));
  }

  /** The last that the server wrote to its stderr. */
  get stderr(): string {
    return this.#stderr;
  }

  #eachLine(stream: NodeJS.ReadableStream, take: (line: string) => void | Promise<void>): void {
    const splitter = new LineSplitter(mostBytes);
    stream.on("data", (chunk: Buffer) => {
      for (const line of splitter.lines(chunk)) if ("text" in line) this.#next(() => take(line.text));
    });
  }

  #next(work: () => void | Promise<void>): void {
    this.#work = this.#work.then(work);
  }

  #fromAgent(line: string): void {
    const { id, method, params } = messageIn(line);
    if (params?._meta !== undefined) this.#meta = params._meta;
    if (id !== undefined && method === "tools/call")
      this.#asked.set(id, { tool: params?.name ?? "", arguments: JSON.stringify(params?.arguments ?? {}) });
    this.#child.stdin.write(`${line}\n`);
  }

  async #fromServer(line: string): Promise<void> {
    const message = messageIn(line);
    const own = this.#own.get(String(message.id));
    if (own !== undefined && message.method === undefined) return own(message);
    if (message.method !== undefined && message.id !== undefined && !this.#socket.writable)
      return this.#answerAlone(message);
    const asked = message.method === undefined && this.#asked.get(message.id ?? "");
    if (asked) await this.#record(message, asked);
    if (this.#socket.writable) this.#socket.write(`${line}\n`);
    this.#letGo();
  }

  /** Ends the connection of an agent that has left, when it has every answer that it asked for. */
  #letGo(): void {
    if (this.#left && this.#asked.size === 0) this.#socket.end();
  }

  async #record({ id, result, error }: Message, asked: { tool: string; arguments: string }): Promise<void> {
    this.#asked.delete(id ?? "");
    const answer = textOf(result) ?? error?.message ?? "";
    const isError = error !== undefined || result?.isError === true;
    this.calls.push({ ...asked, answer, isError });
    if (isError) return;
    await this.#onAnswer(answer).catch((error: unknown) => {
      this.broke ??= error;
    });
  }

  /** The agent is gone: whoever takes back agrees to it. */
  #answerAlone({ id, method }: Message): void {
    const answer =
      method === "elicitation/create"
        ? { result: { action: "accept", content: { confirm: true } } }
        : { error: { code: -32_601, message: "The client has left." } };
    this.#child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, ...answer })}\n`);
  }

  /** Calls a tool on the agent's own server, in the agent's session. */
  async call(name: string, args: Record<string, unknown>): Promise<{ text: string; isError: boolean }> {
    if (this.#child.exitCode !== null) return { text: "The server has ended.", isError: true };
    const id = ownId(++this.#ownCount);
    const { progressToken: _, ...meta } = this.#meta ?? {};
    const params = { name, arguments: args, ...(this.#meta && { _meta: meta }) };
    const answered = new Promise<Message>((resolve) => this.#own.set(id, resolve));
    this.#child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, method: "tools/call", params })}\n`);
    const message = await Promise.race([answered, sleep(60_000, undefined, { ref: false })]);
    if (message === undefined) return { text: `${name} was not answered within a minute.`, isError: true };
    const isError = message.error !== undefined || message.result?.isError === true;
    return { text: textOf(message.result) ?? message.error?.message ?? "", isError };
  }

  /** Ends the server as a client does, and by force where that does not help. */
  async close(): Promise<void> {
    this.#socket.destroy();
    if (this.#child.exitCode !== null || this.#child.pid === undefined) return;
    const ended = once(this.#child, "close");
    this.#child.stdin.end();
    const forced = setTimeout(() => this.#child.kill("SIGKILL"), 2_000);
    await ended;
    clearTimeout(forced);
  }
}

function messageIn(line: string): Message {
  try {
    return JSON.parse(line);
  } catch {
    // Not for us to judge: it goes on as it is.
    return {};
  }
}

function textOf(result: Message["result"]): string | undefined {
  return result?.content?.map(({ text = "" }) => text).join("\n");
}
