// Prints the performance table: cold start against a minimal server of the same SDK and against a peer, the
// cost of a call, and the size of tools/list. Ratios are of one run, in a clean environment.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { build } from "esbuild";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { request } from "undici";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const program = join(root, "dist/main.js");
const folder = mkdtempSync(join(tmpdir(), "bench-"));
const rounds = 21;

const floorSource = `
import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";
serveStdio(() => {
  const server = new McpServer({ name: "floor", version: "1.0.0" });
  server.registerTool("one", { description: "One tool", inputSchema: z.object({ text: z.string() }) }, ({ text }) => ({ content: [{ type: "text", text }] }));
  return server;
});`;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function buildFloor() {
  const outfile = join(folder, "floor.mjs");
  const stdin = { contents: floorSource, resolveDir: root, loader: "js" };
  const banner = {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  };
  await build({
    stdin,
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.18",
    minify: true,
    banner,
    logLevel: "error",
  });
  return outfile;
}

/** The peer's entry, or undefined where it cannot be installed. */
function installPeer() {
  const target = join(folder, "peer");
  try {
    execFileSync(
      "npm",
      [
        "install",
        "--prefix",
        target,
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "@tsmztech/mcp-server-salesforce",
      ],
      { stdio: "ignore" },
    );
    return join(target, "node_modules/@tsmztech/mcp-server-salesforce/dist/index.js");
  } catch {
    return undefined;
  }
}

const initialize = `${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "bench", version: "1" } } })}\n`;

/** Milliseconds from spawn to the answer of initialize; for a script without one, to its end. */
function coldStart(args, answers = true) {
  return new Promise((done) => {
    const started = performance.now();
    const child = spawn(process.execPath, args, { env: {}, stdio: ["pipe", "pipe", "ignore"] });
    const finish = () => {
      done(performance.now() - started);
      child.kill("SIGKILL");
    };
    if (answers) child.stdout.once("data", finish);
    else child.once("exit", finish);
    if (answers) child.stdin.write(initialize);
  });
}

async function coldStarts(entries) {
  const times = new Map(entries.map(([name]) => [name, []]));
  // Taken in turn, so that the machine's mood is shared.
  for (let round = 0; round < rounds; round++)
    for (const [name, args, answers] of entries) times.get(name).push(await coldStart(args, answers));
  return new Map([...times].map(([name, values]) => [name, median(values)]));
}

async function demoOrg() {
  const child = spawn(process.execPath, [program, "demo-org"], { stdio: ["ignore", "pipe", "inherit"] });
  const line = await new Promise((done) => child.stdout.once("data", (chunk) => done(String(chunk))));
  return { child, settings: JSON.parse(line) };
}

async function timed(work, times = 300) {
  for (let round = 0; round < 30; round++) await work();
  const values = [];
  for (let round = 0; round < times; round++) {
    const started = performance.now();
    await work();
    values.push(performance.now() - started);
  }
  return median(values);
}

async function rawQuery(settings, soql) {
  const base = settings.SALESFORCE_LOGIN_URL;
  const form = new URLSearchParams({
    grant_type: "refresh_token",
    client_id: settings.SALESFORCE_CLIENT_ID,
    refresh_token: settings.SALESFORCE_REFRESH_TOKEN,
  });
  const token = await request(`${base}/services/oauth2/token`, {
    method: "POST",
    body: form.toString(),
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  const { access_token: accessToken } = await token.body.json();
  const url = `${base}/services/data/v68.0/query?q=${encodeURIComponent(soql)}`;
  return async () =>
    (await request(url, { headers: { authorization: `Bearer ${accessToken}` } })).body.json();
}

async function callCosts() {
  const { child, settings } = await demoOrg();
  const client = new Client({ name: "bench", version: "1" });
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [program], env: settings }),
  );
  const soql = "SELECT Id, Name FROM Account LIMIT 1";
  const raw = await timed(await rawQuery(settings, soql));
  const through = await timed(() => client.callTool({ name: "executeQuery", arguments: { soql } }));
  const { tools } = await client.listTools();
  await client.close();
  child.kill();
  return { raw, through, tokens: encode(JSON.stringify({ tools })).length };
}

const floor = await buildFloor();
const peer = installPeer();
const names = {
  us: "salesforce-rest-mcp",
  floor: "floor (same SDK, one tool)",
  node: "node -e 0",
  peer: "@tsmztech/mcp-server-salesforce",
};
const starts = await coldStarts([
  [names.us, [program], true],
  [names.floor, [floor], true],
  [names.node, ["-e", "0"], false],
  ...(peer ? [[names.peer, [peer], true]] : []),
]);
const { raw, through, tokens } = await callCosts();
rmSync(folder, { recursive: true, force: true });

const us = starts.get(names.us);
const milliseconds = (value) => `${value.toFixed(1)} ms`;
const rows = [
  ["cold start, spawn to the initialize answer", milliseconds(us), ""],
  [
    `cold start of the ${names.floor}`,
    milliseconds(starts.get(names.floor)),
    `${(us / starts.get(names.floor)).toFixed(2)} × (at most 1.3)`,
  ],
  ["bare node -e 0", milliseconds(starts.get(names.node)), ""],
  [
    `cold start of ${names.peer}`,
    peer ? milliseconds(starts.get(names.peer)) : "not installed",
    peer ? `${(us / starts.get(names.peer)).toFixed(2)} × (at most 0.5)` : "",
  ],
  ["one-row query through stdio", milliseconds(through), `adds ${milliseconds(through - raw)} (at most 1.0)`],
  ["the same GET by undici", milliseconds(raw), ""],
  ["tools/list", `${tokens} tokens`, "(at most 6,000)"],
];
console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "CPU"}, medians of ${rounds} starts and 300 calls\n`,
);
console.log("| what | measured | ratio |\n| --- | --- | --- |");
for (const row of rows) console.log(`| ${row.join(" | ")} |`);
