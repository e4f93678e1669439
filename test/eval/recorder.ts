import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { relay } from "./place.ts";
import { type RecordedCall, RecordedSession, type ServerCommand } from "./recorded-session.ts";

/** What a client is told to start. */
export interface McpServers {
  mcpServers: { salesforce: { command: string; args: string[] } };
}

/** Stands between agent and server: each connection gets a server of its own, which lives until `close`. */
export class Recorder {
  readonly config: McpServers;
  readonly sessions: RecordedSession[] = [];
  readonly #listener: Server;

  private constructor(listener: Server, address: string) {
    this.#listener = listener;
    this.config = { mcpServers: { salesforce: { command: process.execPath, args: [relay, address] } } };
  }

  /** `onAnswer` runs before the agent gets the answer. */
  static async start(
    folder: string,
    server: ServerCommand,
    onAnswer: (text: string) => Promise<void>,
  ): Promise<Recorder> {
    const name = join(folder, "server.sock");
    const address = process.platform === "win32" ? `\\\\.\\pipe\\${name.replaceAll(/[\\/:]/g, "-")}` : name;
    const listener = createServer({ allowHalfOpen: true });
    const recorder = new Recorder(listener, address);
    listener.on("connection", (socket) =>
      recorder.sessions.push(new RecordedSession(socket, server, onAnswer)),
    );
    await new Promise<void>((resolve, reject) => listener.once("error", reject).listen(address, resolve));
    return recorder;
  }

  get calls(): RecordedCall[] {
    return this.sessions.flatMap(({ calls }) => calls);
  }

  async close(): Promise<void> {
    await Promise.all(this.sessions.map((session) => session.close()));
    await new Promise((resolve) => this.#listener.close(resolve));
  }
}
