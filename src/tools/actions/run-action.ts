import { callOf, ToolError } from "../../errors.ts";
import { isObject, type JsonObject } from "../../json-object.ts";
import { type ActionDescription, describeAction } from "../../salesforce/actions/description.ts";
import { checkedInputs } from "../../salesforce/actions/inputs.ts";
import { mostQuickInputs, type Outcome, runInputs } from "../../salesforce/actions/run.ts";
import type { Salesforce } from "../../salesforce/rest/client.ts";
import type { ToolContext } from "../../tool/tool.ts";
import { actionNamed } from "./action-named.ts";
import type { RunActionArguments } from "./arguments.ts";
import { outcomesAnswer } from "./outcomes-answer.ts";

/** Types of quick actions that make or change one record; others open a page or start something else. */
const foreseenTypes = new Set(["Create", "Update", "LogACall", "Post", "SendEmail"]);

const mostProblems = 8;

function refuseUnforeseen({ name, quick }: ActionDescription): void {
  if (quick === undefined || foreseenTypes.has(quick.type)) return;
  throw new ToolError(
    "BAD_ARGUMENT",
    `name: the quick action ${name} is of the type ${quick.type || "unknown"}, which only a person can use, in the browser.`,
    'A flow behind it can be run by its own name with kind "flow". Nothing was run.',
  );
}

/** Quick actions as Salesforce's own requests write them, `{contextId, record: {…}}`, and with `recordId`. */
function asFields(input: JsonObject, { inputs }: ActionDescription): JsonObject {
  const has = (name: string) => inputs.some((each) => each.name === name);
  const { record, recordId, ...others } = input;
  const inner = typeof record === "object" && record !== null && !Array.isArray(record) && !has("record");
  return {
    ...others,
    ...(inner ? record : "record" in input && { record }),
    ...(recordId !== undefined &&
      (has("recordId") || "contextId" in input ? { recordId } : { contextId: recordId })),
  };
}

/** The inputs as they are sent. Throws BAD_ARGUMENT with all that is wrong with them. */
function inputsFor(args: RunActionArguments, action: ActionDescription): JsonObject[] {
  const isQuick = action.kind === "quickAction";
  if (isQuick && args.inputs.length > mostQuickInputs)
    throw new ToolError(
      "BAD_ARGUMENT",
      `inputs: a quick action takes 1 to ${mostQuickInputs} of them in one request, and these are ${args.inputs.length}.`,
      "Make several calls. Nothing was run.",
    );
  const given = isQuick ? args.inputs.map((input) => asFields(input, action)) : args.inputs;
  const { inputs, problems } = checkedInputs(given, action);
  if (problems.length === 0) return inputs;
  const more = problems.length - mostProblems;
  const lines = [...problems.slice(0, mostProblems), ...(more > 0 ? [`… and ${more} more problems.`] : [])];
  const look = { name: action.name, kind: action.kind };
  throw new ToolError(
    "BAD_ARGUMENT",
    lines.join("\n"),
    `${callOf("listActions", look)} shows what it takes. Nothing was run.`,
  );
}

/** What one run gave, in the words of the action. */
function gave({ kind }: ActionDescription): (outcome: Outcome) => JsonObject {
  return ({ answer }) => {
    if (kind === "quickAction") {
      const { id, ids, created } = answer;
      return { ...(id ? { id } : ids ? { ids } : {}), ...(created === true && { created }) };
    }
    const { outputValues } = answer;
    const gaveSome = isObject(outputValues) && Object.keys(outputValues).length > 0;
    return gaveSome ? { outputs: outputValues } : {};
  };
}

/** What is run, as it says of itself. Where the call names the kind, that is asked beside the lists. */
async function describedAction(
  salesforce: Salesforce,
  { name, kind, object }: RunActionArguments,
): Promise<ActionDescription> {
  // One that is not there is told by the lists; what is answered is kept, and so not asked for again.
  const early = kind && describeAction(salesforce, { name, kind, object }).catch(() => undefined);
  const named = await actionNamed(salesforce, { name, kind, object }).finally(() => early);
  return describeAction(salesforce, named);
}

/** Runs an action once for each set of inputs, checked beforehand by what it says it takes. */
export async function runAction(args: RunActionArguments, context: ToolContext): Promise<unknown> {
  const { salesforce } = context;
  const action = await describedAction(salesforce, args);
  refuseUnforeseen(action);
  const inputs = inputsFor(args, action);
  const outcomes = await runInputs(salesforce, action, inputs);
  return outcomesAnswer(
    outcomes,
    {
      about: { action: action.name, kind: action.kind },
      asked: inputs.length,
      unit: "input",
      done: "succeeded",
      shown: gave(action),
      hintArguments: (index) => ({
        ...(action.quick?.target !== undefined && { object: action.quick.target }),
        record: inputs[index],
      }),
    },
    context,
  );
}
