// A gateway of others before the server, for as long as it is needed.
import { execFileSync, spawn } from "node:child_process";
import { createServer } from "node:net";
import { start } from "./server.mjs";

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(url) {
  return fetch(url, { method: "POST", body: "{}", headers: { "content-type": "application/json" } }).then(
    () => true,
    () => false,
  );
}

const mcpProxy = (port, args, ...options) => [
  ...["--host", "127.0.0.1", "--port", port, "--server", "stream", ...options, "--"],
  ...args,
];
const supergateway = (port, args, ...options) => [
  ...["--port", port, "--outputTransport", "streamableHttp", "--logLevel", "none", ...options],
  ...["--stdio", args.join(" ")],
];

const recipes = {
  // One process for all sessions.
  "mcp-proxy": (port, args) => mcpProxy(port, args),
  "mcp-proxy in the newest protocol": (port, args) => mcpProxy(port, args, "--upstreamProtocol", "modern"),
  // One process for all requests.
  "mcp-proxy stateless": (port, args) => mcpProxy(port, args, "--stateless"),
  // A process for each session, which lives on for so long when its client goes without a word.
  supergateway: (port, args) => supergateway(port, args, "--stateful", "--sessionTimeout", "600000"),
  // A process for each request.
  "supergateway stateless": (port, args) => supergateway(port, args),
};

export const gatewayNames = Object.keys(recipes);

/** The servers that a gateway has started and that live, by their process's number. */
function serversOf(gateway, args) {
  const lines = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" }).trim().split("\n");
  const all = lines.map((line) => {
    const [, pid, parent, words] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), parent: Number(parent), words };
  });
  const below = (pid) =>
    all.filter(({ parent }) => parent === pid).flatMap((found) => [found, ...below(found.pid)]);
  // A shell that starts one has its words too, behind its own.
  const own = `${start.command} ${args[0]}`;
  return below(gateway.pid).flatMap(({ pid, words }) => (words.startsWith(own) ? [pid] : []));
}

/**
 * Starts a gateway by its recipe; resolves to its address, the servers that it has started, and what ends it with
 * all of them.
 */
export async function open(name, { bin, path }, { args = start.args, env = {} } = {}) {
  const port = String(await freePort());
  const given = recipes[name](port, [start.command, ...args]);
  const options = { env: { PATH: path, HOME: process.env.HOME, ...env }, stdio: "ignore", detached: true };
  const gateway = spawn(bin(name.split(" ")[0]), given, options);
  const url = `http://127.0.0.1:${port}/mcp`;
  for (let tries = 0; !(await answers(url)); tries++) {
    if (tries > 100 || gateway.exitCode !== null) throw new Error(`${name} does not start`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const close = () => process.kill(-gateway.pid);
  return { url, servers: () => serversOf(gateway, args), close };
}
