// The Gemini CLI connects to the entry that `setup` writes. It needs no account for that.
import { assert, emptyFolder, program, run } from "./server.mjs";

export const packages = ["@google/gemini-cli"];

export async function check({ bin, path }) {
  const env = { HOME: emptyFolder(), GEMINI_CLI_TRUST_WORKSPACE: "true" };
  await run(process.execPath, [program, "setup", "gemini", "--demo"], { path, env });
  const { said } = await run(bin("gemini"), ["mcp", "list"], { path, env });
  assert(/salesforce: .*Connected/.test(said), `gemini mcp list says: ${said}`);
  return "connects to setup's entry";
}
