// The server that is judged, and what holds for all judges.
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const program = join(dirname(fileURLToPath(import.meta.url)), "../../dist/main.js");

/** How a client starts it, on its demo org. */
export const start = { command: process.execPath, args: [program, "--demo"] };

/** A query whose answer is always the same. */
export const count = { soql: "SELECT COUNT() FROM Account" };
export const counted = "# count=40 totalSize=40";

export function assert(holds, otherwise) {
  if (!holds) throw new Error(otherwise);
}

const folders = [];
process.once("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** It goes with the check that made it. */
export function emptyFolder() {
  const folder = mkdtempSync(join(tmpdir(), "salesforce-rest-mcp-outside-"));
  folders.push(folder);
  return folder;
}

/** Runs a program of somebody else's to its end, without the settings of this machine's user. */
export async function run(command, args, { path, env = {}, cwd, code = 0 }) {
  const home = emptyFolder();
  const own = {
    PATH: path,
    HOME: home,
    USERPROFILE: home,
    TMPDIR: tmpdir(),
    NO_COLOR: "1",
    CI: "true",
    ...env,
  };
  const options = { env: own, cwd: cwd ?? home, timeout: 120_000, maxBuffer: 20_000_000 };
  const running = promisify(execFile)(command, args, options);
  // Some of them wait for the end of what a person may type.
  running.child.stdin.end();
  const ended = await running.catch((error) => error);
  const said = `${ended.stdout}\n${ended.stderr}`;
  assert(
    (ended.code ?? 0) === code,
    `${command.split("/").at(-1)} ${args.join(" ")} ended with ${ended.code ?? ended.signal}:\n${said.slice(0, 1_500)}`,
  );
  return { stdout: ended.stdout, said, home };
}

/** A demo org of its own process: the settings that sign in to it, what steers it, and what ends it. */
export async function startOrg(...args) {
  const org = spawn(process.execPath, [program, "demo-org", ...args], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  for await (const line of createInterface({ input: org.stdout })) {
    const { SALESFORCE_DEMO_CONTROL_KEY: key, ...settings } = JSON.parse(line);
    const steer = async (action, body) => {
      const url = `${settings.SALESFORCE_LOGIN_URL}/__demo/${action}`;
      const given = { method: "POST", headers: { "x-demo-control-key": key }, body: JSON.stringify(body) };
      const { ok, status } = await fetch(url, given);
      assert(ok, `the demo org answers ${action} with ${status}`);
    };
    return { settings, steer, close: () => org.kill() };
  }
  throw new Error("the demo org does not start");
}
