// What every benchmark uses: medians, a table, peers installed once, the demo org as a process of its own.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { build } from "rolldown";
import { request } from "undici";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const program = join(root, "dist/main.js");
/** Ignored by git; what was installed stays for the next run. */
const cache = join(root, "node_modules/.cache/bench");

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
export const milliseconds = (value) => `${value.toFixed(1)} ms`;
export const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

/** A row of the table: what was measured, and whether it is at most `most` or at least `least` (unit × for ratios). */
export function row(what, measured, { value, most, least, unit = "" } = {}) {
  if (most === undefined && least === undefined) return { what, measured, bound: "", holds: true };
  const holds = least === undefined ? value <= most : value >= least;
  const shown = unit === "×" ? `${value.toFixed(2)} × ` : "";
  return {
    what,
    measured,
    bound: `${shown}(${least === undefined ? `at most ${most}` : `at least ${least}`}${unit && unit !== "×" ? ` ${unit}` : ""})${holds ? "" : " ✗"}`,
    holds,
  };
}

/** Milliseconds in which bare Node starts on the machine that bounds in seconds were set on. */
const startThere = 26.5;
let startHere;

/** Milliseconds in which bare Node starts here. */
function bareStart() {
  const time = () => {
    const started = performance.now();
    execFileSync(process.execPath, ["-e", "0"], { env: {} });
    return performance.now() - started;
  };
  startHere ??= median(Array.from({ length: 11 }, time));
  return startHere;
}

/** A bound in time, as much wider or narrower as this machine is slower or faster than that one. */
export function timeBound(value, most, unit) {
  return { value, most: Number(((most * bareStart()) / startThere).toPrecision(2)), unit };
}

/** Rows as a Markdown table. */
export function table(rows) {
  const lines = rows.map(({ what, measured, bound }) => `| ${what} | ${measured} | ${bound} |`);
  return ["| what | measured | bound |", "| --- | --- | --- |", ...lines].join("\n");
}

/** The folder of an installed package, or undefined where it cannot be had. Scripts are not run. */
export function installed(name, version = "latest") {
  const prefix = join(cache, `${name}@${version}`.replaceAll("/", "+"));
  const folder = join(prefix, "node_modules", name);
  if (existsSync(folder)) return folder;
  mkdirSync(prefix, { recursive: true });
  writeFileSync(join(prefix, "package.json"), "{}");
  try {
    const flags = ["--prefix", prefix, "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"];
    execFileSync("npm", ["install", ...flags, `${name}@${version}`], { stdio: "ignore", timeout: 300_000 });
    return folder;
  } catch {
    return undefined;
  }
}

/** Bundles the text of a module, which imports what a file of the project may, into a folder; returns the file. */
export async function bundled(name, contents, folder) {
  const input = join(cache, `${name}.ts`);
  mkdirSync(cache, { recursive: true });
  writeFileSync(input, contents);
  const names = { entryFileNames: "[name].mjs", chunkFileNames: "[name]-[hash].mjs" };
  await build({
    input,
    platform: "node",
    external: ["node-sqlite3-wasm", "@napi-rs/keyring"],
    checks: { ineffectiveDynamicImport: false },
    output: { dir: folder, format: "esm", minify: true, ...names },
  });
  return join(folder, `${name}.mjs`);
}

/** The binary of another Node version, or undefined where it cannot be had. */
export function nodeBinary(major) {
  const system = process.platform === "win32" ? "win" : process.platform;
  const folder = installed(`node-${system}-${process.arch}`, String(major));
  const binary = folder && join(folder, system === "win" ? "bin/node.exe" : "bin/node");
  return binary && existsSync(binary) ? binary : undefined;
}

/** The demo org in a process of its own: `settings` are its environment variables. */
export async function demoOrgProcess() {
  const child = spawn(process.execPath, [program, "demo-org"], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(child.stdout, "data");
  const settings = JSON.parse(String(line));
  const control = async (path, body) => {
    const answer = await fetch(`${settings.SALESFORCE_LOGIN_URL}/__demo/${path}`, {
      method: "POST",
      headers: { "x-demo-control-key": settings.SALESFORCE_DEMO_CONTROL_KEY },
      body: JSON.stringify(body ?? {}),
    });
    return answer.json();
  };
  return { settings, control, pid: child.pid, close: () => child.kill() };
}

/** Asks the org as a signed-in client, by undici alone: `api(method, path, body, contentType)`. */
export async function signedIn({ SALESFORCE_LOGIN_URL: url, ...settings }) {
  const form = new URLSearchParams({
    grant_type: "refresh_token",
    client_id: settings.SALESFORCE_CLIENT_ID,
    refresh_token: settings.SALESFORCE_REFRESH_TOKEN,
  });
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const answer = await request(`${url}/services/oauth2/token`, {
    method: "POST",
    body: form.toString(),
    headers,
  });
  const { access_token: token } = await answer.body.json();
  return (method, path, body, contentType = "application/json") =>
    request(`${url}${path.startsWith("/services/") ? path : `/services/data/v68.0${path}`}`, {
      method,
      body,
      headers: { authorization: `Bearer ${token}`, ...(body && { "content-type": contentType }) },
    });
}

/** The most memory that a process had and what it has, in bytes; undefined where the system does not say. */
export function memoryOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const bytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) * 1_024;
    return { peak: bytes("VmHWM"), now: bytes("VmRSS") };
  } catch {
    return undefined;
  }
}

const clientInfo = { name: "bench", version: "1" };
const lineOf = (message) => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`;

/**
 * A client that does nothing but write and read lines, so that what is measured is the server: `ask(method, params)`
 * answers the result. `started` is when the process was spawned.
 */
export class LineClient {
  #child;
  #asked = new Map();
  #id = 0;
  #text = "";

  constructor(command, env) {
    this.started = performance.now();
    this.#child = spawn(command[0], command.slice(1), { env, stdio: ["pipe", "pipe", "ignore"] });
    this.pid = this.#child.pid;
    this.#child.stdin.on("error", () => undefined);
    this.#child.stdout.setEncoding("utf8").on("data", (chunk) => this.#take(chunk));
    this.#child.once("exit", () => {
      for (const { reject } of this.#asked.values()) reject(new Error("The server ended."));
    });
  }

  #take(chunk) {
    const lines = (this.#text + chunk).split("\n");
    this.#text = lines.pop();
    for (const line of lines) {
      const { id, result } = JSON.parse(line);
      this.#asked.get(id)?.resolve(result);
      this.#asked.delete(id);
    }
  }

  ask(method, params) {
    const id = ++this.#id;
    const answer = new Promise((resolve, reject) => this.#asked.set(id, { resolve, reject }));
    this.#child.stdin.write(lineOf({ id, method, ...(params && { params }) }));
    return answer;
  }

  async initialize() {
    await this.ask("initialize", { protocolVersion: "2025-06-18", capabilities: {}, clientInfo });
    this.#child.stdin.write(lineOf({ method: "notifications/initialized" }));
  }

  /** The text of a tool's answer; throws it when it is an error. */
  async call(name, args) {
    const result = await this.ask("tools/call", { name, arguments: args });
    if (result.isError) throw new Error(textOf(result));
    return textOf(result);
  }

  close() {
    this.#child.removeAllListeners("exit");
    this.#child.kill("SIGKILL");
  }

  /** Lets it end by itself, as a client does that goes, which is when Node writes what it has compiled; not for long. */
  async end() {
    this.#child.removeAllListeners("exit");
    this.#child.stdin.end();
    await Promise.race([once(this.#child, "exit"), delay(3_000)]);
    this.close();
  }
}

/** What the image gives to Node beside the program. */
export function imageFlags() {
  const [, words] = /^ENTRYPOINT (.+)$/m.exec(readFileSync(join(root, "Dockerfile"), "utf8"));
  return JSON.parse(words).filter((word) => word.startsWith("--"));
}

/** A client connected to this server over stdio; `flags` are Node's. */
export async function connected(env, { flags = [] } = {}) {
  const client = new Client({ name: "bench", version: "1" });
  const transport = new StdioClientTransport({ command: process.execPath, args: [...flags, program], env });
  await client.connect(transport);
  return { client, pid: transport.pid, close: () => client.close() };
}

export function textOf(result) {
  const [first] = result.content;
  return first.text;
}

async function taken(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Median milliseconds of several works, taken in turn so that the machine's mood is shared, after a warm-up. */
export async function timed(works, { times = 300, warmUp = 30 } = {}) {
  const values = works.map(() => []);
  for (let round = -warmUp; round < times; round++)
    for (const [index, work] of works.entries()) {
      const time = await taken(work);
      if (round >= 0) values[index].push(time);
    }
  return values.map(median);
}
