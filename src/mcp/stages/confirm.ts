import { createHash, randomBytes } from "node:crypto";
import { ToolError } from "../../errors.ts";
import { type Action, saysObjects } from "../../guard/action.ts";
import { onePer } from "../../one-per.ts";
import { type Call, type Confirmation, type Runtime, type Stage, usualRemedy } from "../call.ts";
import { questionOf } from "../question.ts";

/** How long a person may take. */
const answerMilliseconds = 600_000;
/** Questions that may wait for their answers at once; the oldest make room. */
const mostQuestions = 1_000;

/**
 * The questions that wait for their answers in the era in which a call comes again with the answer. A state is
 * a random name that only this process knows; it stands for one call with just these arguments, lives ten minutes
 * and is taken out by whoever brings it first, so that a replayed or altered answer finds nothing.
 */
class Questions {
  readonly #open = new Map<string, { digest: string; until: number }>();

  issue(digest: string): string {
    const now = Date.now();
    for (const [state, { until }] of this.#open)
      if (until < now || this.#open.size >= mostQuestions) this.#open.delete(state);
    const state = randomBytes(24).toString("base64url");
    this.#open.set(state, { digest, until: now + answerMilliseconds });
    return state;
  }

  /** Whether this state was issued for this call, is fresh, and was not used before. */
  redeem(state: string | undefined, digest: string): boolean {
    const found = state === undefined ? undefined : this.#open.get(state);
    if (state !== undefined) this.#open.delete(state);
    return found !== undefined && found.digest === digest && found.until >= Date.now();
  }
}

const questionsOf = onePer((_: Runtime) => new Questions());

/** The same for the same tool and arguments, in whatever order a client writes the keys. */
function digestOf({ name, args }: Call): string {
  const sorted = JSON.stringify([name, args], (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash("sha256").update(sorted).digest("base64url");
}

/** Whether these settings let this go without a question. What does not say what it does or touches may delete. */
function goesAlone(action: Action, mode: "never" | "destructive" | "writes"): boolean {
  if (mode === "never" || action.effect === "read") return true;
  return mode === "destructive" && action.effect !== "delete" && !action.unforeseen && saysObjects(action);
}

function howToAllow({ runtime, confirmer }: Call): string {
  const { confirm, production } = runtime.config;
  const remedy = confirmer.cannotAsk?.remedy ?? usualRemedy;
  const elsewhere = `${remedy}, or salesforce-rest-mcp call in a terminal`;
  return production && confirm === "destructive"
    ? `${elsewhere}; production mode always asks before anything is deleted.`
    : `${elsewhere}, or let the person who runs the server set SALESFORCE_CONFIRM=${production ? "destructive" : "never"}.`;
}

function notConfirmed(reason: string, hint: string): ToolError {
  return new ToolError("NOT_CONFIRMED", `${reason} Nothing was sent.`, hint);
}

const again = "Call the tool again only if the user asks for it; the user is then asked anew.";

/** The person's answer, or the value with which the call ends to come again with it. */
async function ask(call: Call): Promise<Confirmation | { again: unknown }> {
  const { confirmer, name, runtime, signal, progress } = call;
  const question = await questionOf(call);
  try {
    const newState = () => questionsOf(runtime).issue(digestOf(call));
    return await confirmer.ask(question, { newState, signal, progress, milliseconds: answerMilliseconds });
  } catch (error) {
    if (signal.aborted)
      throw new ToolError("CANCELLED", `${name} was cancelled before the user answered. Nothing was sent.`);
    const reason = error instanceof Error ? error.message : String(error);
    throw notConfirmed(`The client did not get an answer from its user (${reason}).`, howToAllow(call));
  }
}

function checkEarlier(call: Call, state: string | undefined): void {
  if (questionsOf(call.runtime).redeem(state, digestOf(call))) return;
  const reason =
    "This confirmation is not valid: it was used before, is older than ten minutes, or was given for another call.";
  throw notConfirmed(reason, again);
}

const noYes: Record<Confirmation["action"], string> = {
  accept: "The user sent the form without its tick, which is no yes.",
  decline: "The user declined.",
  cancel: "The user did not answer.",
};

/** Lets a person confirm what the call would do before anything is sent. */
export const confirm: Stage = (next) => async (call) => {
  const { confirm: mode } = call.runtime.config;
  // Nothing of it is kept, which the stage of dry runs sees to.
  if (call.dryRun) return next(call);
  if (call.actions?.every((action) => goesAlone(action, mode))) return next(call);
  const { cannotAsk } = call.confirmer;
  if (cannotAsk)
    throw notConfirmed(
      `${call.name} must be confirmed by the user, and ${cannotAsk.reason}.`,
      howToAllow(call),
    );
  const earlier = call.confirmer.earlier();
  if (earlier) checkEarlier(call, earlier.state);
  const answer = earlier ?? (await ask(call));
  if ("again" in answer) return { text: "", isError: false, inputRequired: answer.again };
  if (answer.action !== "accept" || !answer.confirmed) throw notConfirmed(noYes[answer.action], again);
  call.confirmed = true;
  return next(call);
};
