// Codex connects to the entry that `setup` writes, and lists what it offers. It needs no account for that.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { assert, emptyFolder, program, run } from "./server.mjs";

export const packages = ["@openai/codex"];

/** What Codex's app server answers to one request behind its greeting. */
async function asked(codex, request) {
  const send = (message) => codex.stdin.write(`${JSON.stringify(message)}\n`);
  send({
    id: 1,
    method: "initialize",
    params: { clientInfo: { name: "outside", title: "outside", version: "1" } },
  });
  for await (const line of createInterface({ input: codex.stdout })) {
    const message = JSON.parse(line);
    if (message.id === 1) {
      send({ method: "initialized" });
      send({ id: 2, ...request });
    }
    if (message.id === 2) return message.result;
  }
  throw new Error("Codex ended without an answer");
}

export async function check({ bin, path }) {
  const HOME = emptyFolder();
  await run(process.execPath, [program, "setup", "codex", "--demo"], { path, env: { HOME } });
  const env = { PATH: path, HOME };
  const codex = spawn(bin("codex"), ["app-server"], { env, cwd: HOME, stdio: ["pipe", "pipe", "ignore"] });
  try {
    const { data } = await asked(codex, { method: "mcpServerStatus/list", params: {} });
    const found = data.find(({ name }) => name === "salesforce");
    const tools = Object.keys(found?.tools ?? {});
    assert(tools.includes("executeQuery"), `Codex says: ${JSON.stringify(data).slice(0, 500)}`);
    return `connects to setup's entry: ${tools.length} tools, ${found.resourceTemplates?.length ?? 0} templates`;
  } finally {
    codex.kill();
  }
}
