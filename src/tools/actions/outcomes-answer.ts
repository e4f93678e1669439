import type { JsonObject } from "../../json-object.ts";
import type { Outcome } from "../../salesforce/actions/run.ts";
import { joinedErrors } from "../../salesforce/rest/errors.ts";
import { Failed } from "../../tool/results.ts";
import type { ToolContext } from "../../tool/tool.ts";

/** How outcomes are told. */
interface Telling {
  /** What stands at the head of the answer. */
  about: JsonObject;
  /** How many were asked for. */
  asked: number;
  /** `input`, `request`. */
  unit: string;
  /** `succeeded`. */
  done: string;
  /** What a success gave. */
  shown(outcome: Outcome, index: number): JsonObject;
  /** The arguments of a call that would meet one failure alone, for its hint. */
  hintArguments(index: number): JsonObject;
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** Failures first, each with its place counted from 1, and a hint. */
async function failuresOf(
  outcomes: readonly Outcome[],
  { unit, hintArguments }: Telling,
  { hint }: ToolContext,
): Promise<JsonObject[]> {
  const failed = outcomes.flatMap((outcome, index) => (outcome.success ? [] : [{ outcome, index }]));
  return Promise.all(
    failed.map(async ({ outcome: { errors, answer }, index }) => {
      const [first] = errors;
      const advice = first && (await hint(first, hintArguments(index)));
      return { [unit]: index + 1, ...joinedErrors(errors, answer), ...(advice && { hint: advice }) };
    }),
  );
}

function summaryOf(failed: number, asked: number, { unit, done }: Telling): string {
  if (failed === 0) return `${counted(asked, unit)} ${done}`;
  const kept = "of what failed nothing was kept";
  if (failed === asked)
    return asked === 1
      ? "it failed, and nothing of it was kept"
      : `all ${asked} ${unit}s failed, and nothing was kept`;
  return `${failed} of ${counted(asked, unit)} failed, ${asked - failed} ${done}; ${kept}`;
}

/** What became of each thing that was asked: failures first, then the successes in their order. */
export async function outcomesAnswer(
  outcomes: readonly Outcome[],
  telling: Telling,
  context: ToolContext,
): Promise<unknown> {
  const { about, asked, unit, shown } = telling;
  const failed = await failuresOf(outcomes, telling, context);
  const good = outcomes.flatMap((outcome, index) =>
    outcome.success ? [{ [unit]: index + 1, ...shown(outcome, index) }] : [],
  );
  if (outcomes.length !== asked) {
    const problem = `${counted(asked, unit)} went to Salesforce and ${counted(outcomes.length, "result")} came back, so it is not known what became of the rest`;
    return new Failed({ summary: problem, ...about, failed, results: good }, "UNEXPECTED_RESPONSE", problem);
  }
  const [only] = outcomes;
  if (asked === 1 && only?.success) return { ...about, success: true, ...shown(only, 0) };
  const summary = summaryOf(failed.length, asked, telling);
  const value = {
    summary,
    ...(failed.length > 0 && { failed }),
    ...about,
    ...(good.length > 0 && { results: good }),
  };
  if (good.length > 0) return value;
  const { code, message } = joinedErrors(outcomes[0]?.errors ?? [], outcomes[0]?.answer);
  return new Failed(value, code, message);
}
