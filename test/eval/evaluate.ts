import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import manifest from "../../package.json" with { type: "json" };
import { type Agent, agentByCommand } from "./agent.ts";
import { type Ask, chosen, readAsks } from "./ask-file.ts";
import { evaluationPage } from "./place.ts";
import { besideTable, compared, complaintsOf, type Report, tableOf } from "./report.ts";
import { type Outcome, runAsk } from "./run-ask.ts";
import { mappings, mustFail, scriptedAgent, scripts } from "./scripted.ts";
import { otherServer, ownServer, type StartOf } from "./servers.ts";

const usage = `npm run eval -- --agent "COMMAND" | --expert | --blunder NAME
  --agent "COMMAND"   gets each ask on stdin, or in place of {ask}; {config} is a file with mcpServers
  --expert            plays each ask's own script, without any model; must be right everywhere
  --blunder NAME      plays a bad agent: ${Object.keys(scripts).slice(1).join(", ")}
  --server "COMMAND"  another MCP server on the same org; with --expert the two side by side
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
const isBlunder = (name: string): name is keyof typeof mustFail => Object.hasOwn(mustFail, name);

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
  return { name, agent: scriptedAgent(scripts[name]) };
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

function baselineIn(file: string): Report {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new BadUsage(
      `--baseline takes a file that --json printed: ${error instanceof Error ? error.message : error}`,
    );
  }
}

const noMove = { lines: [], worse: false };

/** What a script did otherwise than it must. */
function surprises(name: string, asks: readonly Ask[], outcomes: readonly Outcome[]): string[] {
  if (name === "expert")
    return outcomes.flatMap(({ ask, result, undone }) =>
      result === "right" && undone !== "not exactly"
        ? []
        : [`${ask}: the expert must be right, and taken back`],
    );
  if (!isBlunder(name)) return [];
  const failing = new Set(asks.filter(mustFail[name]).map((ask) => ask.name));
  return outcomes.flatMap(({ ask, result }) =>
    failing.has(ask) && result === "right" ? [`${ask}: what ${name} must not be right`] : [],
  );
}

function askedFor(only: string | undefined): Ask[] {
  const all = readAsks();
  try {
    return chosen(all, only);
  } catch (error) {
    throw new BadUsage(error instanceof Error ? error.message : String(error));
  }
}

/** The server's name where its mapping is known: a command may hold this machine's paths. */
function nameOf(command: string | undefined): string {
  if (command === undefined) return manifest.name;
  return mappings.find(({ server }) => command.includes(server))?.server ?? "the other server";
}

/** What another server did right, beside the same asks on this one. */
async function sideBySide(
  name: string,
  outcomes: readonly Outcome[],
  asks: readonly Ask[],
  agent: Agent,
  atOnce: number,
) {
  const right = outcomes.filter(({ result }) => result === "right");
  const done = new Set(right.map(({ ask }) => ask));
  const same = asks.filter((ask) => done.has(ask.name));
  return besideTable({ [name]: right, [manifest.name]: await runAll(same, agent, ownServer, atOnce) });
}

/** With UPDATE=1 the tables of experts stand in the docs. */
function updateDocs(name: string, tables: string): void {
  if (!process.env["UPDATE"]) return;
  const block = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*(<!-- /${name} -->)`);
  const text = readFileSync(evaluationPage, "utf8");
  writeFileSync(
    evaluationPage,
    text.replace(block, (_, open, close) => `${open}${tables}\n${close}`),
  );
}

function show(report: Report, { json, server, baseline }: Options, asks: readonly Ask[]): boolean {
  console.log(json ? JSON.stringify(report, null, 1) : tableOf(report));
  const { lines, worse } = baseline === undefined ? noMove : compared(report, baselineIn(baseline));
  const wrong = server === undefined ? surprises(report.agent, asks, report.runs.flat()) : [];
  for (const line of [...complaintsOf(report), ...lines, ...wrong]) console.error(line);
  return !worse && wrong.length === 0;
}

async function evaluate(given: Options): Promise<boolean> {
  const { name, agent } = agentOf(given);
  const isCommand = given.agent !== undefined;
  const asks = askedFor(given.only);
  if (given.baseline !== undefined) baselineIn(given.baseline);
  const atOnce = wholeNumber("at-once", given["at-once"], isCommand ? 1 : availableParallelism());
  const start = given.server === undefined ? ownServer : otherServer(given.server);
  const runs: Outcome[][] = [];
  for (let run = wholeNumber("runs", given.runs, isCommand ? 3 : 1); run > 0; run--)
    runs.push(await runAll(asks, agent, start, atOnce));
  const server = nameOf(given.server);
  const report = { version: manifest.version, agent: name, server, runs };
  const good = show(report, given, asks);
  if (given.expert && given.server === undefined) updateDocs("expert", tableOf(report));
  if (given.expert && given.server !== undefined && !given.json) {
    const beside = await sideBySide(server, runs.flat(), asks, agent, atOnce);
    console.log(`\n${beside}`);
    updateDocs(
      "other server",
      `${tableOf(report)}\n\nThe asks that came out right there, on both:\n\n${beside}`,
    );
  }
  return good;
}

/** The command line of `npm run eval`. Resolves to the exit code. */
export async function main(): Promise<number> {
  // So that what was started ends too.
  process.once("SIGINT", () => process.exit(130));
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
