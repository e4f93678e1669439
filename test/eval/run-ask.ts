import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { csvRows } from "../tools/csv-rows.ts";
import { type Agent, CannotDo, type Task } from "./agent.ts";
import type { Ask } from "./ask-file.ts";
import { differences, withChanges } from "./difference.ts";
import { judged } from "./judge.ts";
import { declines } from "./naming.ts";
import { OrgUnderTest, type Snapshot, today } from "./org-under-test.ts";
import type { RecordedSession } from "./recorded-session.ts";
import { Recorder } from "./recorder.ts";
import type { StartOf } from "./servers.ts";
import { filled, type Values } from "./values.ts";
import { WorkingFolder } from "./working-folder.ts";

export interface Outcome {
  ask: string;
  group: string;
  trap: boolean;
  /** `refused`: wrong, but nothing was changed and the text says so; `cannot`: the server has no tool for it. */
  result: "right" | "wrong" | "refused" | "cannot";
  why: string[];
  calls: number;
  /** Of arguments and of answers. */
  charactersIn: number;
  charactersOut: number;
  /** Of both, by o200k_base. */
  tokens: number;
  errors: number;
  /** Errors of asks that ended right. */
  recovered: number;
  /** Of what was changed: whether `undoChange` brought the org back to its beginning, or why that cannot be. */
  undone: "nothing to undo" | "exactly" | "not exactly" | "cannot be undone" | "no such tool";
  undoWhy: string[];
  seconds: number;
  text: string;
}

/** The org before the agent, and what others made of it meanwhile. */
class Scene {
  readonly ask: Ask;
  readonly org: OrgUnderTest;
  readonly values: Values = {};
  #before: Snapshot = new Map();
  #happened = false;

  constructor(ask: Ask, org: OrgUnderTest) {
    this.ask = ask;
    this.org = org;
  }

  async prepare(): Promise<void> {
    const { given = [], facts = {} } = this.ask;
    for (const write of given) await this.org.write([write], this.values);
    for (const [name, soql] of Object.entries(facts))
      this.values[name] = await this.org.find(soql, this.values);
    this.#before = this.org.snapshot();
  }

  /** Others write as soon as an answer holds the text that they wait for. */
  async answered(text: string): Promise<void> {
    const { meanwhile } = this.ask;
    if (this.#happened || !meanwhile || !text.includes(filled(meanwhile.after, this.values))) return;
    this.#happened = true;
    const from = this.org.snapshot();
    await this.org.write(meanwhile.writes, this.values, meanwhile.by);
    this.#before = withChanges(this.#before, from, this.org.snapshot());
  }

  /** What stands otherwise now than without the agent. */
  differences() {
    return differences(this.#before, this.org.snapshot());
  }
}

type Undo = Pick<Outcome, "undone" | "undoWhy">;

/** Why something could not be taken back, by the answer of undoChange. */
function reasonsIn(answer: string): string[] {
  const json = answer.slice(Math.max(0, answer.indexOf("{")));
  try {
    // The shape of undoChange's answer.
    const { cannot = [], failed = [] } = JSON.parse(json) as {
      cannot?: { reason: string }[];
      failed?: { code: string; message: string }[];
    };
    const notPossible = failed.filter(({ code }) => code === "UNDELETE_FAILED");
    return [...cannot.map(({ reason }) => reason), ...notPossible.map(({ message }) => message)];
  } catch {
    return [];
  }
}

/** Takes everything back on one server. Resolves to its answer, or why the server has no such tool. */
async function undoOn(session: RecordedSession, since: string) {
  const { text: list, isError } = await session.call("listChanges", {});
  if (isError) return { noTool: list, answer: "", reasons: [] };
  const rows = list.startsWith("#") ? csvRows(list) : [];
  if (rows.length === 0) return { answer: "", reasons: [] };
  const { text: answer } = await session.call("undoChange", { since });
  const told = rows.flatMap(({ canUndo, reason = "" }) =>
    canUndo === "false" && !reason.startsWith("taken back") ? [reason] : [],
  );
  return { answer, reasons: [...told, ...reasonsIn(answer)] };
}

/** Takes everything back on the servers that the agent used, latest first, and compares. */
async function takenBack(scene: Scene, sessions: readonly RecordedSession[], since: string): Promise<Undo> {
  const undos = [];
  for (const session of sessions.toReversed()) undos.push(await undoOn(session, since));
  const missing = undos.flatMap(({ noTool }) => noTool ?? []);
  if (missing.length > 0) return { undone: "no such tool", undoWhy: missing };
  const left = scene.differences();
  if (left.length === 0) return { undone: "exactly", undoWhy: [] };
  const reasons = new Set(undos.flatMap((undo) => undo.reasons));
  if (reasons.size > 0) return { undone: "cannot be undone", undoWhy: [...reasons] };
  const shown = left.slice(0, 5).map((one) => JSON.stringify(one));
  return { undone: "not exactly", undoWhy: [...shown, ...undos.map(({ answer }) => answer)] };
}

const nothing: Undo = { undone: "nothing to undo", undoWhy: [] };

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function costOf({ calls }: Recorder) {
  const whole = calls.map((call) => call.arguments + call.answer).join("\n");
  return {
    calls: calls.length,
    charactersIn: sum(calls.map((call) => call.arguments.length)),
    charactersOut: sum(calls.map((call) => call.answer.length)),
    tokens: encode(whole, { disallowedSpecial: new Set() }).length,
    errors: calls.filter(({ isError }) => isError).length,
  };
}

interface Said {
  text: string;
  /** Why the agent could not begin, or got stuck. */
  broke?: string;
  cannot?: boolean;
}

async function saidBy(agent: Agent, task: Task): Promise<Said> {
  try {
    return { text: await agent(task) };
  } catch (error) {
    const broke = error instanceof Error ? error.message : String(error);
    return { text: "", broke, cannot: error instanceof CannotDo };
  }
}

async function outcomeOf(
  scene: Scene,
  recorder: Recorder,
  agent: Agent,
  folder: WorkingFolder,
): Promise<Outcome> {
  const { ask, org, values } = scene;
  const configFile = folder.configure(recorder.config);
  const started = performance.now();
  const since = new Date().toISOString();
  const text = `Today is ${today}. ${ask.ask}`;
  const task = { ask, text, config: recorder.config, configFile, folder };
  const { text: said, broke, cannot } = await saidBy(agent, task);
  const seconds = (performance.now() - started) / 1_000;
  for (const session of recorder.sessions) if (session.broke !== undefined) throw session.broke;
  const cost = costOf(recorder);
  const found = scene.differences();
  const judgement = await judged({ ask, text: said, calls: cost.calls, found, values, org, folder });
  const why = broke === undefined ? judgement : [broke, ...judgement];
  const right = why.length === 0;
  const refused = found.length === 0 && declines(said);
  return {
    ask: ask.name,
    group: ask.group,
    trap: ask.trap !== undefined,
    result: cannot ? "cannot" : right ? "right" : refused ? "refused" : "wrong",
    why,
    ...cost,
    recovered: right ? cost.errors : 0,
    ...(found.length === 0 ? nothing : await takenBack(scene, recorder.sessions, since)),
    seconds,
    text: said,
  };
}

/** Gives one ask to an agent on an org of its own, and scores what it made of it. Throws where the ask itself is wrong. */
export async function runAsk(ask: Ask, agent: Agent, start: StartOf): Promise<Outcome> {
  const folder = new WorkingFolder(ask.files);
  const scene = new Scene(ask, await OrgUnderTest.start());
  try {
    await scene.prepare();
    const server = start(scene.org, folder, ask);
    const recorder = await Recorder.start(folder.aside, server, (text) => scene.answered(text));
    try {
      return await outcomeOf(scene, recorder, agent, folder);
    } finally {
      await recorder.close();
    }
  } catch (error) {
    throw new Error(`asks/${ask.name}.json: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  } finally {
    await scene.org.close();
    folder.remove();
  }
}
