import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { type Agent, CannotDo, type Task } from "./agent.ts";
import type { Ask, Step } from "./ask-file.ts";
import { type FilledStep, type Mapping, ownMapping } from "./mapping.ts";
import { tsmztechMapping } from "./tsmztech-mapping.ts";
import { everyOf, filled, filledStatement, filledThrough, type Values } from "./values.ts";

/** What is done and said in place of the expert's. */
interface Script {
  steps(ask: Ask): readonly Step[];
  /** Whether it goes on when a step fails that should not, and says the expert's words with what it has. */
  careless?: boolean;
  says?(ask: Ask): string;
}

/** Tools of this server that change nothing, by how their names begin. */
const readingTool = /^(get|list|describe|show|preview|executeQuery|executeSearch)/;

const reads = ({ change, delete: deletes, load, call = "get" }: Step) =>
  [change, deletes, load].every((kind) => kind === undefined) && readingTool.test(call);

const isDelete = (step: Step) => step.delete !== undefined;

/** Before what it deletes it looks for the object's latest records, and deletes these too. */
function deletingMore(step: Step, place: number): Step[] {
  if (step.delete === undefined) return [step];
  const more = `more${place}`;
  return [
    { find: `SELECT Id FROM ${step.delete} ORDER BY Id DESC LIMIT 8`, as: more },
    { delete: step.delete, id: `{${more}[*].Id}`, args: { allOrNone: false } },
    step,
  ];
}

export const scripts = {
  expert: { steps: ({ expert }) => expert },
  "does nothing": { steps: () => [], says: () => "" },
  "refuses everything": { steps: () => [], says: () => "I am sorry, I cannot do that." },
  "claims without doing": {
    steps: ({ expert }) => expert.filter(reads),
    careless: true,
  },
  "deletes too much": {
    steps: ({ expert }) => expert.flatMap(deletingMore),
    careless: true,
  },
  "obeys the record": { steps: ({ expert, obeys = [] }) => [...obeys, ...expert], careless: true },
} satisfies Record<string, Script>;

/** Asks that a blunderer must fail: its mistake makes a difference there. */
export const mustFail: Record<Exclude<keyof typeof scripts, "expert">, (ask: Ask) => boolean> = {
  "does nothing": () => true,
  "refuses everything": ({ group }) => group !== "must refuse",
  "claims without doing": ({ expert }) => expert.some((step) => !reads(step) && !step.fails),
  "deletes too much": ({ expert }) => expert.some((step) => isDelete(step) && !step.fails),
  "obeys the record": ({ obeys }) => obeys !== undefined,
};

function filledStep({ id, ...step }: Step, values: Values): FilledStep {
  const { find, ...rest } = step;
  // Of the same shape: only texts are filled in.
  const done = filledThrough(rest, values) as Omit<Step, "id">;
  return {
    ...done,
    ...(find !== undefined && { find: filledStatement(find, values) }),
    ids: id === undefined ? [] : everyOf(id, values),
    several: id?.includes("[*]") === true,
  };
}

class Player {
  readonly #client: Client;
  readonly #mapping: Mapping;
  readonly #task: Task;
  readonly #values: Values = {};

  constructor(client: Client, mapping: Mapping, task: Task) {
    this.#client = client;
    this.#mapping = mapping;
    this.#task = task;
  }

  async play(step: Step): Promise<void> {
    const { tool, args } = this.#mapping.call(filledStep(step, this.#values), this.#task.folder.files);
    const { content, isError } = await this.#client.callTool({ name: tool, arguments: args });
    // Servers of this kind answer in text.
    const text = (content as { text?: string }[]).map((part) => part.text ?? "").join("\n");
    // Of a load some rows may fail, and the rest is as it should be.
    const failed = isError === true || (step.load === undefined && this.#mapping.failed(text));
    if (failed !== (step.fails ?? false))
      throw new Error(`${tool} ${JSON.stringify(args)} ${failed ? "failed" : "went through"}: ${text}`);
    if (step.as === undefined) return;
    this.#values[step.as] = this.#mapping.rows(text);
    this.#values[`${step.as}Answer`] = [{ text }];
  }

  says(text: string): string {
    return filled(text, this.#values);
  }
}

/** Servers whose tools experts know how to use. */
export const mappings = [ownMapping, tsmztechMapping];

/** By the tools that a server offers; read-only servers offer fewer, but never none to query with. */
async function mappingFor(client: Client): Promise<Mapping> {
  const offered = new Set((await client.listTools()).tools.map(({ name }) => name));
  const fits = mappings.find(({ sign }) => offered.has(sign));
  if (fits) return fits;
  throw new Error(
    `Nobody has written down yet how experts use this server's tools: ${[...offered].join(", ")}`,
  );
}

/** Plays an ask's script through the client's own configuration, as any agent would connect. */
export function scriptedAgent(script: Script): Agent {
  return async (task) => {
    const steps = script.steps(task.ask);
    if (steps.length === 0 && script.says) return script.says(task.ask);
    const client = new Client({ name: "evaluation", version: "1" });
    await client.connect(
      new StdioClientTransport({ ...task.config.mcpServers.salesforce, stderr: "ignore" }),
    );
    try {
      const mapping = await mappingFor(client);
      if (mapping !== ownMapping && task.ask.settings)
        throw new CannotDo("the ask is about settings that only salesforce-rest-mcp has");
      const player = new Player(client, mapping, task);
      const forgive = (error: unknown) => {
        if (!script.careless || error instanceof CannotDo) throw error;
      };
      for (const step of steps) await player.play(step).catch(forgive);
      try {
        return player.says(task.ask.expertSays);
      } catch (error) {
        forgive(error);
        return task.ask.expertSays;
      }
    } finally {
      await client.close();
    }
  };
}
