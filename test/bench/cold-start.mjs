// From spawn to the answer of initialize, and to that of tools/list: this server, a minimal one of the same SDK,
// bare Node and peers, taken in turn in a clean environment.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { installed, median, milliseconds, nodeBinary, program, root, row } from "./measure.mjs";

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

async function buildFloor(folder) {
  const outfile = join(folder, "floor.mjs");
  await build({
    stdin: { contents: floorSource, resolveDir: root, loader: "js" },
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.18",
    minify: true,
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "error",
  });
  return outfile;
}

const line = (message) => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`;
const clientInfo = { name: "bench", version: "1" };
const initialize = line({
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo },
});
const list = line({ method: "notifications/initialized" }) + line({ id: 2, method: "tools/list" });

/** Milliseconds to each answer; for a script that answers nothing, to its end. */
function start([node, ...args], answers) {
  return new Promise((done) => {
    const started = performance.now();
    const child = spawn(node, args, { env: {}, stdio: ["pipe", "pipe", "ignore"] });
    const since = () => performance.now() - started;
    if (!answers) return child.once("exit", () => done([since()]));
    child.once("exit", () => done([Number.NaN, Number.NaN]));
    child.stdin.on("error", () => undefined);
    let text = "";
    let initialized;
    child.stdout.on("data", (chunk) => {
      text += chunk;
      if (initialized === undefined && text.includes('"id":1')) {
        initialized = since();
        child.stdin.write(list);
      }
      if (!text.includes('"id":2') || !text.endsWith("\n")) return;
      done([initialized, since()]);
      child.kill("SIGKILL");
    });
    child.stdin.write(initialize);
    return undefined;
  });
}

async function starts(entries) {
  const times = entries.map(() => []);
  // Taken in turn, so that the machine's mood is shared; the first fills what caches there are.
  for (let round = 0; round <= rounds; round++)
    for (const [index, { command, answers }] of entries.entries()) {
      // A peer that takes seconds, or does not start under this Node, is not asked again and again.
      if (round > 3 && !(times[index][0][0] < 1_000)) continue;
      const taken = await start(command, answers);
      if (round > 0) times[index].push(taken);
    }
  return times.map((values) => [0, 1].map((place) => median(values.map((taken) => taken[place]))));
}

/** How a peer's package is started. */
function peer(name, args = []) {
  const folder = installed(name);
  if (!folder) return undefined;
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const entry = typeof bin === "string" ? bin : Object.values(bin)[0];
  return [join(folder, entry), ...args];
}

async function rowsUnder(node, label, floor, peers) {
  const entries = [
    { command: [node, program], answers: true },
    { command: [node, floor], answers: true },
    { command: [node, "-e", "0"], answers: false },
    ...peers.map(({ command }) => ({ command: [node, ...command], answers: true })),
  ];
  const [[us, usList], [base, baseList], [bare], ...others] = await starts(entries);
  return [
    row(`cold start, spawn to the initialize answer, ${label}`, milliseconds(us)),
    row(`— a minimal server of the same SDK (the floor)`, milliseconds(base), {
      value: us / base,
      most: 1.15,
      unit: "×",
    }),
    row(`— bare node -e 0`, milliseconds(bare)),
    ...others.map(([time], index) => {
      const { name, most } = peers[index];
      if (Number.isNaN(time)) return row(`— ${name}`, "does not start under it");
      return row(
        `— ${name}`,
        milliseconds(time),
        most === undefined ? {} : { value: us / time, most, unit: "×" },
      );
    }),
    row(`spawn to the tools/list answer, ${label}`, milliseconds(usList)),
    row(`— the floor, with its one tool`, milliseconds(baseList)),
    ...others.flatMap(([, time], index) =>
      Number.isNaN(time) ? [] : [row(`— ${peers[index].name}`, milliseconds(time))],
    ),
  ];
}

export async function coldStart() {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const floor = await buildFloor(folder);
  const peers = [
    { name: "@tsmztech/mcp-server-salesforce", command: peer("@tsmztech/mcp-server-salesforce"), most: 0.45 },
    {
      name: "@salesforce/mcp",
      command: peer("@salesforce/mcp", ["--orgs", "DEFAULT_TARGET_ORG", "--toolsets", "data"]),
    },
  ].filter(({ command }) => command !== undefined);
  const here = Number(process.versions.node.split(".")[0]);
  const nodes = [
    [here, process.execPath],
    ...[20, 24].filter((major) => major !== here).map((major) => [major, nodeBinary(major)]),
  ];
  const rows = [];
  for (const [major, node] of nodes)
    if (node) rows.push(...(await rowsUnder(node, `Node ${major}`, floor, peers)));
  rmSync(folder, { recursive: true, force: true });
  return rows;
}
