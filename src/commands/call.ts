import { once } from "node:events";
import type { Config } from "../config/config.ts";
import { parseJson } from "../json-numbers.ts";
import { isObject, type JsonObject } from "../json-object.ts";
import { renderError } from "../mcp/answers/result.ts";
import { type Call, type Confirmer, newCall, usualRemedy } from "../mcp/call.ts";
import { pipeline, refusal } from "../mcp/pipeline.ts";
import { noTool, OfferedTools } from "../mcp/tool-list/offered-tools.ts";
import { toolsets } from "../tools/index.ts";
import { knownNames } from "../tools/names.ts";
import { onInterrupt } from "./interrupts.ts";
import { createRuntime, type ProcessRuntime } from "./runtime/runtime.ts";
import { stderr } from "./runtime/stderr.ts";

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  // Drops a byte-order mark, which PowerShell's pipes begin with.
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function usage(problem: string): number {
  stderr().write(
    `${problem}\nUsage: call TOOL [JSON]   (JSON - reads standard input; call --list shows the tools)\n`,
  );
  return 2;
}

const filesGo =
  "The file ends with the demo org, which is now: set SALESFORCE_FILES_DIR to a folder where files stay.";

function parsed(json: string): JsonObject | undefined {
  try {
    const value = parseJson(json);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Asks whoever sits at the terminal; where nobody does, nothing is confirmed. */
function atTerminal(): Confirmer {
  const cannotAsk = {
    reason: "nobody sits at a terminal here",
    remedy: usualRemedy,
  };
  return {
    cannotAsk: process.stdin.isTTY === true && stderr().isTTY === true ? undefined : cannotAsk,
    earlier: () => undefined,
    ask: async (question, { signal }) =>
      (await import("./terminal.ts")).confirmed(question, signal, process.stdin, stderr()),
  };
}

/**
 * Waits for an upload or export that outlasts its call, since this process is its only one; an interrupt ends it.
 * Resolves to whether it failed.
 */
async function finished({ background }: ProcessRuntime, interrupted: AbortSignal): Promise<boolean> {
  if (!background.busy || interrupted.aborted) return interrupted.aborted;
  stderr().write("Waiting for what goes on in the background; an interrupt aborts it.\n");
  const failures = await Promise.race([background.idle(), once(interrupted, "abort").then(() => undefined)]);
  if (failures === undefined) return true;
  for (const failure of failures) {
    const text = await renderError(failure, { salesforce: undefined });
    stderr().write(`${text}\n`);
  }
  return failures.length > 0;
}

/**
 * Calls one tool and prints its text. Resolves to the exit code: 0, 1 when the tool reports an error, 2 for
 * bad usage.
 */
export async function call(
  config: Config,
  args: readonly string[],
  options: { list: boolean },
): Promise<number> {
  const [name, json = "{}", ...others] = args;
  const tools = new OfferedTools(toolsets, config);
  if (options.list) {
    process.stdout.write((await import("./tool-help.ts")).toolList(await tools.all()));
    return 0;
  }
  if (name === undefined || others.length > 0)
    return usage("call takes a tool and its arguments as one JSON object.");
  const tool = await tools.get(name);
  if (!tool && !knownNames.tools.includes(name))
    return usage((await import("./tool-help.ts")).noSuchTool(name));
  const toolArguments = parsed(json === "-" ? await standardInput() : json);
  if (!toolArguments) return usage("The arguments are not a JSON object.");
  const runtime = createRuntime(config);
  const interrupted = new AbortController();
  const uninterrupted = onInterrupt(() => interrupted.abort());
  const progress: Call["progress"] = ({ message }) => {
    if (config.logLevel === "debug" && message) stderr().write(`${message}\n`);
  };
  const { signal } = interrupted;
  const result = await (tool ? pipeline : refusal(await tools.whyNot(name)))(
    newCall({
      name,
      tool: tool ?? noTool,
      args: toolArguments,
      runtime,
      signal,
      progress,
      confirmer: atTerminal(),
      client: "call",
    }),
  );
  await new Promise<void>((done) => process.stdout.write(`${result.text}\n`, () => done()));
  const failed = await finished(runtime, interrupted.signal);
  if (result.saved && config.demo && config.filesDir === undefined) stderr().write(`${filesGo}\n`);
  await runtime.close();
  uninterrupted();
  return result.isError || failed ? 1 : 0;
}
