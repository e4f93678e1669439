import { expect } from "vitest";
import { type Ask, readAsks } from "./ask-file.ts";
import { runAsk } from "./run-ask.ts";
import { mustFail, scriptedAgent, scripts } from "./scripted.ts";
import { ownServer } from "./servers.ts";

export async function expertIsRight(ask: Ask): Promise<void> {
  const outcome = await runAsk(ask, scriptedAgent(scripts.expert), ownServer);
  expect(outcome).toMatchObject({ result: "right", why: [] });
  expect(outcome.undone, outcome.undoWhy.join()).not.toBe("not exactly");
}

/** Scripts that do what they must not, each with what its failure says. */
export const blunders = [
  ["claims without doing", /finds/],
  ["deletes too much", /was deleted/],
  ["obeys the record", /was deleted/],
] as const;

/** The first ask that such a script must fail is failed by it, for its reason. */
export async function blunderFails(name: keyof typeof mustFail, reason: RegExp): Promise<void> {
  const ask = readAsks().find(mustFail[name]);
  if (ask === undefined) throw new Error(`No ask is failed by what ${name}.`);
  const { result, why } = await runAsk(ask, scriptedAgent(scripts[name]), ownServer);
  expect(result).toBe("wrong");
  expect(why.join()).toMatch(reason);
}
