// From spawn to the answers of initialize, of tools/list and of the first query: this server, a minimal one of the
// same SDK, bare Node and peers, taken in turn in a clean environment.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  bundled,
  demoOrgProcess,
  installed,
  LineClient,
  median,
  milliseconds,
  nodeBinary,
  program,
  row,
} from "./measure.mjs";

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

const soql = "SELECT Id, Name FROM Account LIMIT 1";

/**
 * Milliseconds to each answer of a server: initialize, tools/list and, with an org, its first query. One that is only
 * warmed up ends by itself.
 */
async function answerTimes(command, env, { query, warmUp }) {
  const client = new LineClient(command, env);
  const since = () => performance.now() - client.started;
  try {
    await client.initialize();
    const initialized = since();
    await client.ask("tools/list");
    const listed = since();
    if (query) await client.call("executeQuery", { soql });
    return [initialized, listed, since()];
  } catch {
    return [Number.NaN, Number.NaN, Number.NaN];
  } finally {
    if (warmUp) await client.end();
    else client.close();
  }
}

/** Milliseconds to the end of a script that answers nothing. */
async function runTime([command, ...args]) {
  const started = performance.now();
  await once(spawn(command, args, { env: {}, stdio: "ignore" }), "exit");
  return [performance.now() - started];
}

const none = {};

async function starts(entries) {
  const times = entries.map(() => []);
  // Taken in turn, so that the machine's mood is shared; the first fills what caches there are.
  for (let round = 0; round <= rounds; round++)
    for (const [index, { command, answers, env = none }] of entries.entries()) {
      // A peer that takes seconds, or does not start under this Node, is not asked again and again.
      if (round > 3 && !(times[index][0][0] < 1_000)) continue;
      const how = { query: env !== none, warmUp: round === 0 };
      const taken = await (answers ? answerTimes(command, env, how) : runTime(command));
      if (round > 0) times[index].push(taken);
    }
  return times.map((values) => [0, 1, 2].map((place) => median(values.map((taken) => taken[place]))));
}

/** How a peer's package is started. */
function peer(name, args = []) {
  const folder = installed(name);
  if (!folder) return undefined;
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const entry = typeof bin === "string" ? bin : Object.values(bin)[0];
  return [join(folder, entry), ...args];
}

async function rowsUnder(node, label, floor, { peers, org }) {
  const entries = [
    { command: [node, program], answers: true },
    { command: [node, floor], answers: true },
    { command: [node, "-e", "0"], answers: false },
    { command: [node, program], answers: true, env: org.settings },
    ...peers.map(({ command }) => ({ command: [node, ...command], answers: true })),
  ];
  const [[us, usList], [base, baseList], [bare], [, , queried], ...others] = await starts(entries);
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
    row(`— the floor, with its one tool`, milliseconds(baseList), {
      value: usList / baseList,
      most: 0.6,
      unit: "×",
    }),
    ...others.flatMap(([, time], index) =>
      Number.isNaN(time) ? [] : [row(`— ${peers[index].name}`, milliseconds(time))],
    ),
    row(`spawn to the first query's answer, sign-in included, ${label}`, milliseconds(queried)),
    row("— the floor's tools/list", milliseconds(baseList), {
      value: queried / baseList,
      most: 1.35,
      unit: "×",
    }),
  ];
}

export async function coldStart() {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const floor = await bundled("floor", floorSource, folder);
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
  const org = await demoOrgProcess();
  const rows = [];
  for (const [major, node] of nodes)
    if (node) rows.push(...(await rowsUnder(node, `Node ${major}`, floor, { peers, org })));
  org.close();
  rmSync(folder, { recursive: true, force: true });
  return rows;
}
