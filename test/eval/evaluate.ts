import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import manifest from "../../package.json" with { type: "json" };
import { type Agent, agentByCommand } from "./agent.ts";
import { type Ask, chosen, readAsks } from "./ask-file.ts";
import { ownMapping } from "./mapping.ts";
import { compared, complaintsOf, type Report, tableOf } from "./report.ts";
import { type Outcome, runAsk } from "./run-ask.ts";
import { scriptedAgent, scripts } from "./scripted.ts";
import { otherServer, ownServer, type StartOf } from "./servers.ts";

const usage = `npm run eval -- --agent "COMMAND" | --expert | --blunder NAME
  --agent "COMMAND"   gets each ask on stdin, or in place of {ask}; {config} is a file with mcpServers
  --expert            plays each ask's own script, without any model; must be right everywhere
  --blunder NAME      plays a bad agent: ${Object.keys(scripts).slice(1).join(", ")}
  --server "COMMAND"  another MCP server on the same org
  --runs N            how often each ask is given (3; scripts once)
  --only LIST         names of asks, groups, or the beginning of names with *
  --at-once N         asks at the same time (1; scripts: processors)
  --minutes N         an ask's limit (5)
  --json              prints every outcome as JSON in place of the table
  --baseline FILE     compares with what --json printed earlier; ends with 1 when an ask fell`;

class BadUsage extends Error {}

function options() {
  try {
    return parseArgs({
      options: {
        agent: { type: "string" },
        expert: { type: "boolean" },
        blunder: { type: "string" },
        server: { type: "string" },
        runs: { type: "string" },
        only: { type: "string" },
        "at-once": { type: "string" },
        minutes: { type: "string" },
        json: { type: "boolean" },
        baseline: { type: "string" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new BadUsage(error instanceof Error ? error.message : String(error));
  }
}

type Options = ReturnType<typeof options>;

const isScript = (name: string): name is keyof typeof scripts => Object.hasOwn(scripts, name);

function wholeNumber(flag: string, text: string | undefined, otherwise: number): number {
  const number = Number(text ?? otherwise);
  if (!Number.isInteger(number) || number < 1)
    throw new BadUsage(`--${flag} takes a whole number from 1 on.`);
  return number;
}

function agentOf({ agent, expert, blunder, minutes }: Options): { name: string; agent: Agent } {
  const given = [agent !== undefined, expert === true, blunder !== undefined].filter(Boolean).length;
  if (given !== 1) throw new BadUsage("Give one of --agent, --expert and --blunder.");
  if (agent !== undefined)
    return { name: agent, agent: agentByCommand(agent, wholeNumber("minutes", minutes, 5) * 60) };
  const name = blunder ?? "expert";
  if (!isScript(name))
    throw new BadUsage(`--blunder takes one of ${Object.keys(scripts).slice(1).join(", ")}.`);
  return { name, agent: scriptedAgent(scripts[name], ownMapping) };
}

/** Runs every ask once, so many at the same time; outcomes stand in the asks' order. */
export async function runAll(
  asks: readonly Ask[],
  agent: Agent,
  start: StartOf,
  atOnce: number,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const left = [...asks.entries()];
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      outcomes[next[0]] = await runAsk(next[1], agent, start);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return outcomes;
}

function baselineIn(file: string | undefined): Report | undefined {
  return file === undefined ? undefined : JSON.parse(readFileSync(file, "utf8"));
}

function show(report: Report, { json, expert }: Options, earlier: Report | undefined): boolean {
  console.log(json ? JSON.stringify(report, null, 1) : tableOf(report));
  for (const complaint of complaintsOf(report)) console.error(complaint);
  const { lines, worse } = earlier ? compared(report, earlier) : { lines: [], worse: false };
  for (const moved of lines) console.error(moved);
  const all = report.runs.flat();
  const expertFailed =
    expert === true && all.some(({ result, undone }) => result !== "right" || undone === "not exactly");
  return !worse && !expertFailed;
}

async function evaluate(given: Options): Promise<boolean> {
  const { name, agent } = agentOf(given);
  const isCommand = given.agent !== undefined;
  const asks = chosen(readAsks(), given.only);
  const earlier = baselineIn(given.baseline);
  const atOnce = wholeNumber("at-once", given["at-once"], isCommand ? 1 : availableParallelism());
  const start = given.server === undefined ? ownServer : otherServer(given.server);
  const runs: Outcome[][] = [];
  for (let run = wholeNumber("runs", given.runs, isCommand ? 3 : 1); run > 0; run--)
    runs.push(await runAll(asks, agent, start, atOnce));
  const report = { version: manifest.version, agent: name, server: given.server ?? manifest.name, runs };
  return show(report, given, earlier);
}

/** The command line of `npm run eval`. Resolves to the exit code. */
export async function main(): Promise<number> {
  try {
    const given = options();
    if (given.help) {
      console.log(usage);
      return 0;
    }
    return (await evaluate(given)) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof BadUsage)) throw error;
    console.error(`${error.message}\n${usage}`);
    return 2;
  }
}
