import { fileURLToPath } from "node:url";
import { Client, type ClientOptions } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as LegacyStdio } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { type DemoOrg, type DemoOrgOptions, startDemoOrg } from "../src/demo/org.ts";
import { InMemoryTransport, StreamTransport, serverOf } from "./in-memory-server.ts";
import { ownFolder } from "./own-folder.ts";

interface Called {
  text: string;
  isError: boolean;
}

export interface Connected {
  org: DemoOrg;
  call(name: string, args?: Record<string, unknown>): Promise<Called>;
  /** The client's own methods that tests use beyond calls. */
  client: Pick<
    Client,
    | "listTools"
    | "callTool"
    | "getInstructions"
    | "getServerVersion"
    | "getServerCapabilities"
    | "listResources"
    | "listResourceTemplates"
    | "readResource"
    | "complete"
    | "listPrompts"
    | "getPrompt"
  >;
  /** What the server has said to whoever runs it, on stderr where it is a process of its own. */
  logged: readonly string[];
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** Environment variables beside those that sign in. */
  settings?: Record<string, string>;
  /** Sign-in settings in place of the refresh token's. */
  signIn?: (org: DemoOrg) => Record<string, string>;
  org?: DemoOrg;
  orgOptions?: DemoOrgOptions;
  /** What the client's user answers to a question; without it the client cannot ask. */
  elicit?: (question: string) => Answered | Promise<Answered>;
  /**
   * `memory` in this process, or over stdio with either generation of client and protocol: as streams in this
   * process, or as those of the built program, for what only a process of its own shows.
   */
  over?: "memory" | Era;
}

type Era = `${"" | "stateless-" | "legacy-"}${"streams" | "stdio"}`;

type Answered = { action: "accept" | "decline" | "cancel"; content?: Record<string, boolean> };

export const program = fileURLToPath(new URL("../dist/main.js", import.meta.url));

function calledOf(result: object): Called {
  // Both generations of client type results differently; the two fields are the same on the wire.
  const { content, isError } = result as { content?: { text?: string }[]; isError?: boolean };
  return { text: String(content?.[0]?.text ?? ""), isError: isError === true };
}

/** A client on a server on a demo org; everything ends with `close`. */
export async function connect(options: ConnectOptions = {}): Promise<Connected> {
  const org = options.org ?? (await startDemoOrg(options.orgOptions));
  const env = { ...ownFolder, ...(options.signIn?.(org) ?? org.settings), ...options.settings };
  const over = options.over ?? "memory";
  const opened =
    over === "memory" ? await inMemory(env, options.elicit) : await overStdio(env, over, options.elicit);
  const close = async () => {
    await opened.close();
    if (!options.org) await org.close();
  };
  return { ...opened, org, close };
}

type Elicit = ConnectOptions["elicit"];

/** A client of the current generation whose user answers questions. */
function newClient(elicit: Elicit, options: ClientOptions = {}): Client {
  const client = new Client(
    { name: "test", version: "1" },
    { ...options, ...(elicit && { capabilities: { elicitation: {} } }) },
  );
  if (elicit) client.setRequestHandler("elicitation/create", ({ params }) => elicit(params.message));
  return client;
}

function newLegacyClient(elicit: Elicit): LegacyClient {
  const client = new LegacyClient(
    { name: "test", version: "1" },
    { ...(elicit && { capabilities: { elicitation: {} } }) },
  );
  if (elicit) client.setRequestHandler(ElicitRequestSchema, ({ params }) => elicit(params.message));
  return client;
}

async function inMemory(env: Record<string, string>, elicit: Elicit): Promise<Omit<Connected, "org">> {
  const [near, far] = InMemoryTransport.createLinkedPair();
  const { server, runtime, logged } = serverOf(env);
  const client = newClient(elicit);
  await Promise.all([server.connect(far), client.connect(near)]);
  return {
    client,
    logged,
    call: async (name, args = {}) => calledOf(await client.callTool({ name, arguments: args })),
    close: async () => {
      await client.close();
      await runtime.close();
    },
  };
}

/** The lines of a process's stderr, as they come. */
function linesOf({ stderr }: Pick<StdioClientTransport, "stderr">): readonly string[] {
  const lines: string[] = [];
  stderr?.on("data", (chunk) => lines.push(...String(chunk).trimEnd().split("\n")));
  return lines;
}

type Transport = StreamTransport | StdioClientTransport | LegacyStdio;

/** A transport to a new server, and what that says on stderr. */
function transportOf(env: Record<string, string>, over: Era): [Transport, readonly string[]] {
  if (over.endsWith("streams")) {
    const transport = new StreamTransport(env);
    return [transport, transport.logged];
  }
  const parameters = { command: process.execPath, args: [program], env, stderr: "pipe" as const };
  const transport = over.startsWith("legacy-")
    ? new LegacyStdio(parameters)
    : new StdioClientTransport(parameters);
  return [transport, linesOf(transport)];
}

/** A client of the generation that this is, which is not connected yet. */
function clientOf(over: Era, elicit: Elicit): Client {
  // Both generations answer the same shapes for what tests look at.
  if (over.startsWith("legacy-")) return newLegacyClient(elicit) as unknown as Client;
  const stateless: ClientOptions = { versionNegotiation: { mode: { pin: "2026-07-28" } } };
  return newClient(elicit, over.startsWith("stateless-") ? stateless : {});
}

async function overStdio(
  env: Record<string, string>,
  over: Era,
  elicit: Elicit,
): Promise<Omit<Connected, "org">> {
  const client = clientOf(over, elicit);
  const [transport, logged] = transportOf(env, over);
  await client.connect(transport);
  return {
    client,
    logged,
    call: async (name, args = {}) => calledOf(await client.callTool({ name, arguments: args })),
    close: () => client.close(),
  };
}
