// A gateway of others before the server, for as long as it is needed.
import { spawn } from "node:child_process";
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

const recipes = {
  // A process for each session.
  "mcp-proxy": (port, args) => ["--host", "127.0.0.1", "--port", port, "--server", "stream", "--", ...args],
  "mcp-proxy --stateless": (port, args) => [
    "--host",
    "127.0.0.1",
    "--port",
    port,
    "--server",
    "stream",
    "--stateless",
    "--",
    ...args,
  ],
  supergateway: (port, args) => [
    "--port",
    port,
    "--outputTransport",
    "streamableHttp",
    "--stateful",
    "--logLevel",
    "none",
    "--stdio",
    args.join(" "),
  ],
  // A process for each request.
  "supergateway stateless": (port, args) => [
    "--port",
    port,
    "--outputTransport",
    "streamableHttp",
    "--logLevel",
    "none",
    "--stdio",
    args.join(" "),
  ],
};

export const gatewayNames = Object.keys(recipes);

/** Starts a gateway by its recipe; resolves to its address and what ends it with all that it has started. */
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
  return { url, close: () => process.kill(-gateway.pid) };
}
