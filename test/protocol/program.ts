import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { program } from "../connect.ts";
import { ownFolder } from "../own-folder.ts";

/** A line of stdout, as tests look at it. */
export interface Message {
  jsonrpc?: unknown;
  id?: string | number;
  method?: string;
  // Whatever the server says; tests state what they expect of it.
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape
  params?: any;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape
  result?: any;
  error?: { code: number; message: string };
}

export function initialize(protocolVersion = "2025-06-18", id: string | number = "init"): Message {
  const params = { protocolVersion, capabilities: {}, clientInfo: { name: "test", version: "1" } };
  return { jsonrpc: "2.0", id, method: "initialize", params };
}

export const initialized: Message = { jsonrpc: "2.0", method: "notifications/initialized" };

export function request(id: string | number, method: string, params?: object): Message {
  return { jsonrpc: "2.0", id, method, ...(params && { params }) };
}

export function call(id: string | number, name: string, args: object = {}, meta?: object): Message {
  return request(id, "tools/call", { name, arguments: args, ...(meta && { _meta: meta }) });
}

/** The built program, spoken to line by line, in a folder of its own unless told otherwise. */
export class Program {
  readonly child: ChildProcessWithoutNullStreams;
  readonly messages: Message[] = [];
  /** Lines of stdout that are no JSON. */
  readonly stray: string[] = [];
  stderr = "";
  readonly exit: Promise<unknown[]>;
  readonly #answers = new Map<string | number, Message[]>();
  #rest = "";
  #waiting: (() => void)[] = [];

  constructor(env: Record<string, string> = {}, args: string[] = []) {
    this.child = spawn(process.execPath, [program, ...args], { env: { ...ownFolder, ...env } });
    this.exit = once(this.child, "exit");
    this.child.stdin.on("error", () => undefined);
    this.child.stdout.setEncoding("utf8").on("data", (text: string) => this.#take(text));
    this.child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
  }

  /** Messages as lines, texts as they are. */
  send(...messages: (Message | string)[]): void {
    const lines = messages.map((each) => (typeof each === "string" ? each : `${JSON.stringify(each)}\n`));
    this.child.stdin.write(lines.join(""));
  }

  answersTo(id: string | number): Message[] {
    return this.#answers.get(id) ?? [];
  }

  /** The first answer to a request. */
  async answer(id: string | number): Promise<Message> {
    for (;;) {
      const [found] = this.answersTo(id);
      if (found) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Ends its standard input; resolves to its exit code and signal. */
  async end(): Promise<unknown[]> {
    this.child.stdin.end();
    return this.exit;
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      try {
        this.#note(JSON.parse(line));
      } catch {
        this.stray.push(line);
      }
    }
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #note(message: Message): void {
    this.messages.push(message);
    if (message.id === undefined || message.method !== undefined) return;
    this.#answers.set(message.id, [...this.answersTo(message.id), message]);
  }
}
