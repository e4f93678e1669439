import { fileURLToPath } from "node:url";
import { Client, type ClientOptions } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as LegacyStdio } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { type DemoOrg, type DemoOrgOptions, startDemoOrg } from "../src/demo/org.ts";
import { InMemoryTransport, serverOf } from "./in-memory-server.ts";
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
  /** `memory` in this process, or the built program over stdio with either generation of client and protocol. */
  over?: "memory" | "stdio" | "stateless-stdio" | "legacy-stdio";
}

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

async function overStdio(
  env: Record<string, string>,
  over: "stdio" | "stateless-stdio" | "legacy-stdio",
  elicit: Elicit,
): Promise<Omit<Connected, "org">> {
  const parameters = { command: process.execPath, args: [program], env, stderr: "pipe" as const };
  if (over === "legacy-stdio") {
    const client = newLegacyClient(elicit);
    const transport = new LegacyStdio(parameters);
    const logged = linesOf(transport);
    await client.connect(transport);
    // Both generations answer the same shapes for what tests look at.
    return {
      client: client as unknown as Connected["client"],
      logged,
      call: async (name, args = {}) => calledOf(await client.callTool({ name, arguments: args })),
      close: () => client.close(),
    };
  }
  const stateless: ClientOptions = { versionNegotiation: { mode: { pin: "2026-07-28" } } };
  const client = newClient(elicit, over === "stateless-stdio" ? stateless : {});
  const transport = new StdioClientTransport(parameters);
  const logged = linesOf(transport);
  await client.connect(transport);
  return {
    client,
    logged,
    call: async (name, args = {}) => calledOf(await client.callTool({ name, arguments: args })),
    close: () => client.close(),
  };
}
