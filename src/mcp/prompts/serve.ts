import type { GetPromptResult, ListPromptsResult, ServerContext } from "@modelcontextprotocol/server";
import { ToolError } from "../../errors.ts";
import type { CallResult } from "../call.ts";
import { reportIdOf } from "../known-names.ts";
import { requestError } from "../request-error.ts";
import type { Served } from "../served.ts";
import { offeredPrompts, promptTool } from "./definitions.ts";
import type { Prompt, PromptArguments } from "./prompt.ts";

export async function listPrompts({ tools }: Served): Promise<ListPromptsResult> {
  const prompts = [...offeredPrompts(await tools.all())].map(
    ([name, { title, description, arguments: args }]) => ({
      name,
      title,
      description,
      arguments: Object.entries(args).map(([argument, { description, required = false }]) => ({
        name: argument,
        description,
        required,
      })),
    }),
  );
  return { prompts };
}

/** Why the org's facts cannot be had just now, though nothing is wrong with what was asked. */
const withoutFacts = new Set([
  "NOT_CONFIGURED",
  "AUTH_FAILED",
  "NETWORK",
  "TIMEOUT",
  "RATE_LIMITED",
  "API_RESERVE",
]);

/** The text with the org's facts; or, where none can be had, the general one, which says why. */
async function textOf(
  prompt: Prompt,
  args: PromptArguments,
  result: CallResult,
  { tools }: Served,
): Promise<string> {
  if (!result.isError) return result.text;
  if (!withoutFacts.has(result.errorCode ?? "")) throw requestError(result);
  const [reason = ""] = result.text.split("\n");
  const text = await prompt.text(args, { tools: await tools.all(), org: undefined });
  return `${text}\n\nThe org's own facts are missing here, since it could not be asked: ${reason}`;
}

/** The call that reads the org's facts and makes the text. */
async function ask(
  name: string,
  prompt: Prompt,
  args: PromptArguments,
  [served, context]: [Served, ServerContext],
): Promise<CallResult> {
  const given = { ...args };
  if (given["report"] !== undefined) {
    const report = await reportIdOf(given["report"], served, context);
    if ("failure" in report)
      return report.failure instanceof ToolError
        ? served.refuse(context, { name: `prompts:${name}`, args: given }, report.failure)
        : report.failure;
    given["report"] = report.id;
  }
  return served.send(context, {
    name: `prompts:${name}`,
    tool: promptTool(prompt, await served.tools.all()),
    args: given,
  });
}

/** Some clients send an empty text for what the user left out. */
function filled(args: PromptArguments): PromptArguments {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== ""));
}

/** A prompt as a message of the user's. Throws a protocol error whose message is in the form of a tool's errors. */
export async function getPrompt(
  { name, arguments: given = {} }: { name: string; arguments?: PromptArguments | undefined },
  served: Served,
  context: ServerContext,
): Promise<GetPromptResult> {
  const offered = offeredPrompts(await served.tools.all());
  const prompt = offered.get(name);
  if (!prompt) {
    const hint = `Prompts: ${[...offered.keys()].join(", ") || "none with the tools that are offered"}.`;
    const error = new ToolError("BAD_ARGUMENT", `${name.slice(0, 200)} is no prompt of this server.`, hint);
    throw requestError(await served.refuse(context, { name: "prompts/get", args: { name } }, error));
  }
  const args = filled(given);
  const text = await textOf(prompt, args, await ask(name, prompt, args, [served, context]), served);
  return { description: prompt.description, messages: [{ role: "user", content: { type: "text", text } }] };
}
