// The MCP project's own inspector, from the command line.
import { assert, count, counted, run, start } from "./server.mjs";

export const packages = ["@modelcontextprotocol/inspector"];

export async function check({ bin, path }) {
  const ask = async (method, ...args) => {
    const given = ["--cli", start.command, ...start.args, "--method", method, ...args];
    return JSON.parse((await run(bin("mcp-inspector"), given, { path })).stdout);
  };
  const { tools } = await ask("tools/list");
  const { content } = await ask(
    "tools/call",
    "--tool-name",
    "executeQuery",
    "--tool-arg",
    `soql=${count.soql}`,
  );
  assert(content[0].text === counted, `executeQuery answered ${content[0].text}`);
  const { resourceTemplates } = await ask("resources/templates/list");
  const { contents } = await ask("resources/read", "--uri", "salesforce://objects/Account");
  assert(contents[0].text.includes("Industry"), "the resource holds no fields");
  const { prompts } = await ask("prompts/list");
  const { messages } = await ask("prompts/get", "--prompt-name", "pipeline_review");
  assert(messages[0].content.text.includes("Stages, in order"), "the prompt has no facts");
  return `${tools.length} tools, ${resourceTemplates.length} templates, ${prompts.length} prompts; a call, a resource and a prompt`;
}
