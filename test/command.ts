import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { Readable, Writable } from "node:stream";
import { program } from "./connect.ts";
import { ownFolder } from "./own-folder.ts";
import { until } from "./until.ts";

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  await new Promise((done) => server.close(done));
  return port;
}

/** A callback URL on a free port. */
export async function freeRedirectUrl(): Promise<string> {
  return `http://localhost:${await freePort()}/OauthRedirect`;
}

/** A command while it runs. */
export class Running {
  readonly stdin: Writable;
  readonly ended: Promise<Ended>;
  #stdout = "";
  #stderr = "";

  /** `code` comes when everything has been said. */
  constructor(
    streams: { stdin: Writable; stdout: Readable; stderr: Readable },
    code: Promise<number | null>,
  ) {
    this.stdin = streams.stdin;
    streams.stdout.on("data", (chunk) => {
      this.#stdout += chunk;
    });
    streams.stderr.on("data", (chunk) => {
      this.#stderr += chunk;
    });
    this.ended = code.then((code) => ({ code, stdout: this.#stdout, stderr: this.#stderr }));
  }

  /** Resolves with what the pattern finds on either output; throws when the command ends without it. */
  async says(pattern: RegExp): Promise<string> {
    let ended = false;
    const end = () => {
      ended = true;
    };
    void this.ended.then(end, end);
    const find = () => pattern.exec(this.#stdout + this.#stderr);
    await until(() => ended || find() !== null);
    const found = find();
    if (found) return found[1] ?? found[0];
    throw new Error(`ended without ${pattern}: ${this.#stdout}${this.#stderr}`);
  }

  /** The address that `login` shows to its user. */
  address(): Promise<string> {
    return this.says(/^(http\S+authorize\S+)$/m);
  }
}

/** A command of the built program, as a user runs it in a terminal; in a folder of its own unless told otherwise. */
export class Command extends Running {
  readonly child: ChildProcessWithoutNullStreams;

  constructor(args: readonly string[], env: Record<string, string> = {}, cwd = import.meta.dirname) {
    const child = spawn(process.execPath, [program, ...args], { env: { ...ownFolder, ...env }, cwd });
    super(
      child,
      once(child, "close").then(([code]) => code),
    );
    this.child = child;
  }
}

export interface RunOptions {
  env?: Record<string, string>;
  input?: string;
  cwd?: string;
}

/** Runs the built program to its end, in an environment of its own. */
export function runProgram(args: readonly string[], { env, input, cwd }: RunOptions = {}): Promise<Ended> {
  const { child, ended } = new Command(args, env, cwd);
  child.stdin.end(input ?? "");
  return ended;
}

/** Where the demo org's page sends the browser after the person's decision. */
export async function decided(address: string, decision: "allow" | "deny"): Promise<string> {
  const page = await (await fetch(address)).text();
  const form = new URLSearchParams({ decision });
  for (const [, name = "", value = ""] of page.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g))
    form.set(name, value.replaceAll("&amp;", "&"));
  const action = new URL(/action="([^"]+)"/.exec(page)?.[1] ?? "", address);
  const answer = await fetch(action, { method: "POST", body: form, redirect: "manual" });
  return answer.headers.get("location") ?? "";
}

/** Someone in front of a browser. Each visit resolves to the text of the page that it ends on. */
export interface Person {
  decides(address: string, decision: "allow" | "deny"): Promise<string>;
  /** In another browser, with cookies of its own. */
  visitsElsewhere(address: string): Promise<string>;
}

export const withoutBrowser: Person = {
  decides: async (address, decision) => withoutBrowser.visitsElsewhere(await decided(address, decision)),
  visitsElsewhere: async (address) => (await fetch(address)).text(),
};
