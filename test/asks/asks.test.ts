import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { conversations } from "../docs/conversations.ts";
import { accountsAndContacts } from "./accounts-and-contacts.ts";
import { actions } from "./actions.ts";
import { type Ask, run, type Took } from "./ask.ts";
import { charactersOfAllAnswers } from "./budget.ts";
import { changes } from "./changes.ts";
import { cleaningUp } from "./cleaning-up.ts";
import { describeAndLimits } from "./describe-and-limits.ts";
import { fromThePages } from "./from-the-pages.ts";
import { loadsAndFiles } from "./loads-and-files.ts";
import { loadsByColumns } from "./loads-by-columns.ts";
import { pipeline } from "./pipeline.ts";
import { placesAndTimes } from "./places-and-times.ts";
import { refusals } from "./refusals.ts";
import { reports } from "./reports.ts";
import { search } from "./search.ts";
import { undoing } from "./undoing.ts";

const topics: Record<string, readonly Ask[]> = {
  pipeline,
  "accounts and contacts": accountsAndContacts,
  changes,
  "loads and files": loadsAndFiles,
  reports,
  "describe and limits": describeAndLimits,
  search,
  "cleaning up": cleaningUp,
  "loads by columns": loadsByColumns,
  "places and times": placesAndTimes,
  undoing,
  actions,
  "from the pages": fromThePages,
  refusals,
};

/** The same day in every run, so that answers have the same length; it goes on, since jobs take their time. */
const noon = Date.UTC(2026, 10, 18, 20);
const started = Date.now();
const now = () => noon + Date.now() - started;

const table: Took[] = [];

function tableText(): string {
  const sum = (key: "calls" | "mistakes" | "charactersIn" | "charactersOut") =>
    table.reduce((total, took) => total + took[key], 0);
  const line = (say: string, figures: readonly (number | string)[]) =>
    [say.slice(0, 76).padEnd(76), ...figures.map((figure) => String(figure).padStart(8))].join(" ");
  return [
    line("ask", ["calls", "mistakes", "in", "out", "right"]),
    ...table.map(({ say, calls, mistakes, charactersIn, charactersOut, right }) =>
      line(say, [calls, mistakes, charactersIn, charactersOut, right ? "yes" : "NO"]),
    ),
    line(`${table.length} asks`, [
      sum("calls"),
      sum("mistakes"),
      sum("charactersIn"),
      sum("charactersOut"),
      `${table.filter(({ right }) => right).length}`,
    ]),
  ].join("\n");
}

for (const [topic, asks] of Object.entries(topics))
  describe(topic, () => {
    let org: DemoOrg;

    beforeAll(async () => {
      org = await startDemoOrg({ now });
    });

    afterAll(() => org.close());

    for (const asked of asks)
      test(asked.say, async () => {
        const took: Took = {
          say: asked.say,
          calls: 0,
          mistakes: 0,
          charactersIn: 0,
          charactersOut: 0,
          right: false,
        };
        table.push(took);
        await run(asked, org, took);
      });
  });

describe("all asks", () => {
  afterAll(() => console.log(tableText()));

  const all = Object.values(topics).flat();

  test("there are sixty and more, each its own", () => {
    expect(new Set(all.map(({ say }) => say)).size).toBe(all.length);
    expect(all.length).toBeGreaterThanOrEqual(60);
  });

  test("every ask of README and docs is among them", () => {
    const said = new Set(all.map(({ say }) => say));
    const documented = Object.values(conversations)
      .flatMap((page) => Object.values(page))
      .flatMap(({ ask }) => ask ?? []);
    expect(documented.filter((ask) => !said.has(ask))).toEqual([]);
    const readme = readFileSync("README.md", "utf8");
    const proposed = [...readme.matchAll(/ask: _([^_]+)_/g)].map(([, ask = ""]) => ask);
    expect(proposed.length).toBeGreaterThan(0);
    expect(proposed.filter((ask) => !said.has(ask))).toEqual([]);
  });

  test("their answers together stay within the budget", ({ skip }) => {
    skip(table.length < all.length, "not all of the asks were run");
    const characters = table.reduce((total, { charactersOut }) => total + charactersOut, 0);
    expect(characters).toBeLessThanOrEqual(charactersOfAllAnswers * 1.03);
    expect(characters).toBeGreaterThanOrEqual(charactersOfAllAnswers * 0.9);
  });
});
