import { groups } from "./ask-file.ts";
import type { Outcome } from "./run-ask.ts";

/** What `--json` prints, and `--baseline` reads. */
export interface Report {
  version: string;
  agent: string;
  server: string;
  runs: Outcome[][];
}

const count = (outcomes: readonly Outcome[], fits: (outcome: Outcome) => boolean) =>
  outcomes.filter(fits).length;
const sum = (
  outcomes: readonly Outcome[],
  key: "calls" | "charactersIn" | "charactersOut" | "tokens" | "errors" | "recovered" | "seconds",
) => outcomes.reduce((total, outcome) => total + outcome[key], 0);
const withPoints = (number: number) => Math.round(number).toLocaleString("en-US");

const columns: Record<string, (outcomes: readonly Outcome[]) => string> = {
  given: ({ length }) => String(length),
  right: (all) => String(count(all, ({ result }) => result === "right")),
  wrong: (all) => String(count(all, ({ result }) => result === "wrong")),
  refused: (all) => String(count(all, ({ result }) => result === "refused")),
  "cannot do": (all) => String(count(all, ({ result }) => result === "cannot")),
  calls: (all) => withPoints(sum(all, "calls")),
  "characters in": (all) => withPoints(sum(all, "charactersIn")),
  "characters out": (all) => withPoints(sum(all, "charactersOut")),
  tokens: (all) => withPoints(sum(all, "tokens")),
  "errors recovered": (all) => `${sum(all, "recovered")} of ${sum(all, "errors")}`,
  "exactly undone": (all) => {
    const exactly = count(all, ({ undone }) => undone === "exactly");
    return `${exactly} of ${exactly + count(all, ({ undone }) => undone === "not exactly")}`;
  },
  "cannot be undone": (all) =>
    String(count(all, ({ undone }) => undone === "cannot be undone" || undone === "no such tool")),
  seconds: (all) => sum(all, "seconds").toFixed(1),
};

function line(name: string, outcomes: readonly Outcome[]): string {
  return `| ${[name, ...Object.values(columns).map((cell) => cell(outcomes))].join(" | ")} |`;
}

const headOf = (first: string): string[] => [
  `| ${first} | ${Object.keys(columns).join(" | ")} |`,
  `| --- |${" ---: |".repeat(Object.keys(columns).length)}`,
];

/** A Markdown table: a line a group over all runs, then a line a run. */
export function tableOf({ runs }: Report): string {
  const all = runs.flat();
  const rows = groups.flatMap((group) => {
    const own = all.filter((outcome) => outcome.group === group);
    return own.length > 0 ? [line(group, own)] : [];
  });
  const traps = all.filter(({ trap }) => trap);
  return [
    ...headOf("asks"),
    ...rows,
    ...(traps.length > 0 ? [line("of these with a trap", traps)] : []),
    ...runs.map((outcomes, place) => line(runs.length > 1 ? `run ${place + 1}` : "all", outcomes)),
  ].join("\n");
}

/** A Markdown table of the same asks on several servers, a line each. */
export function besideTable(servers: Record<string, readonly Outcome[]>): string {
  return [
    ...headOf("server"),
    ...Object.entries(servers).map(([name, outcomes]) => line(name, outcomes)),
  ].join("\n");
}

const rightShare = (report: Report, ask: string): number => {
  const own = report.runs.flat().filter((outcome) => outcome.ask === ask);
  return own.length === 0 ? Number.NaN : count(own, ({ result }) => result === "right") / own.length;
};

/** Asks that came out otherwise than in an earlier report, and whether any of them fell. */
export function compared(now: Report, earlier: Report): { lines: string[]; worse: boolean } {
  const asks = [...new Set(now.runs.flat().map(({ ask }) => ask))];
  const moved = asks.flatMap((ask) => {
    const [before, after] = [rightShare(earlier, ask), rightShare(now, ask)];
    return before === after || Number.isNaN(before) ? [] : [{ ask, before, after }];
  });
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return {
    lines: moved.map(
      ({ ask, before, after }) =>
        `${ask}: right in ${percent(before)} of the runs before, ${percent(after)} now`,
    ),
    worse: moved.some(({ before, after }) => after < before),
  };
}

/** What went wrong, an ask a line, the same in several runs once. */
export function complaintsOf({ runs }: Report): string[] {
  const lines = runs
    .flat()
    .flatMap(({ ask, result, why, undone, undoWhy }) => [
      ...(result === "right" ? [] : [`${ask} (${result}): ${why.join("; ")}`]),
      ...(undone === "not exactly" || undone === "cannot be undone"
        ? [`${ask} (${undone}): ${undoWhy.join("; ")}`]
        : []),
    ]);
  return [...new Set(lines)];
}
