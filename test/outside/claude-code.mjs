// Claude Code connects to the entry that `setup` writes, and takes the plugin. It needs no account for that.
import { dirname, join } from "node:path";
import { assert, emptyFolder, program, run } from "./server.mjs";

export const packages = ["@anthropic-ai/claude-code"];

export async function check({ bin, path }) {
  const env = {
    HOME: emptyFolder(),
    DISABLE_AUTOUPDATER: "1",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
  };
  await run(process.execPath, [program, "setup", "claude-code", "--demo"], { path, env });
  const { said } = await run(bin("claude"), ["mcp", "list"], { path, env });
  assert(/salesforce: .*Connected/.test(said), `claude mcp list says: ${said}`);
  const root = join(dirname(program), "..");
  for (const folder of [join(root, "plugin"), root]) {
    const validated = await run(bin("claude"), ["plugin", "validate", folder], { path, env });
    assert(/Validation passed/.test(validated.said), validated.said);
  }
  return "connects to setup's entry; the plugin and its marketplace are valid";
}
