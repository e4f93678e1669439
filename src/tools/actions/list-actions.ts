import { ToolError } from "../../errors.ts";
import { actionsOf, type ListedAction } from "../../salesforce/actions/catalog.ts";
import {
  type ActionDescription,
  describeAction,
  parameterText,
  quickFacts,
  quickWords,
} from "../../salesforce/actions/description.ts";
import type { Salesforce } from "../../salesforce/rest/client.ts";
import { Rows } from "../../tool/results.ts";
import type { ToolContext } from "../../tool/tool.ts";
import { actionNamed } from "./action-named.ts";
import type { ListActionsArguments } from "./arguments.ts";

/** Actions whose purpose one answer tells, since each takes a request. */
const mostDescribed = 25;

function matches(text: string): (action: ListedAction) => boolean {
  const words = text
    .toLowerCase()
    .replaceAll(/[\s_]+/g, " ")
    .trim();
  return ({ name, label }) =>
    [name, label].some((own) =>
      own
        .toLowerCase()
        .replaceAll(/[\s_]+/g, " ")
        .includes(words),
    );
}

/** What an action is for; undefined where it is not told, which fails no list. */
async function purposeOf(salesforce: Salesforce, action: ListedAction): Promise<string | undefined> {
  try {
    // What a quick action does is known before the fields of its object are.
    if (action.kind === "quickAction") return quickWords(await quickFacts(salesforce, action));
    const { description } = await describeAction(salesforce, action);
    return description || undefined;
  } catch (error) {
    if (salesforce.signal.aborted) throw error;
    return action.type === undefined ? undefined : quickWords({ type: action.type, target: undefined });
  }
}

async function rowsOf(salesforce: Salesforce, actions: readonly ListedAction[]) {
  const purposes = await Promise.all(
    actions.slice(0, mostDescribed).map((action) => purposeOf(salesforce, action)),
  );
  return actions.map(({ name, kind, label }, index) => ({ name, kind, label, for: purposes[index] ?? null }));
}

function parametersOf(parameters: ActionDescription["inputs"]): Record<string, string> {
  return Object.fromEntries(parameters.map((parameter) => [parameter.name, parameterText(parameter)]));
}

function described({ name, kind, label, description, inputs, outputs, quick }: ActionDescription): object {
  const isQuick = quick !== undefined;
  return {
    name,
    kind,
    label,
    ...(description !== "" && { for: description }),
    inputs: parametersOf(inputs),
    ...(!isQuick && { outputs: parametersOf(outputs) }),
  };
}

/** A quick action shows the fields of the object that it changes. */
function refuseHidden({ name, quick }: ActionDescription, allows: ToolContext["allows"]): void {
  const target = quick?.target;
  if (target === undefined || allows(target)) return;
  throw new ToolError(
    "DENIED_OBJECT",
    `${name} changes ${target}, which the object lists of this server do not let through.`,
    "Only the person who runs the server can change the lists.",
  );
}

/** The actions that match as rows, or with `name` what one of them takes and gives. */
export async function listActions(
  args: ListActionsArguments,
  { salesforce, allows }: ToolContext,
): Promise<unknown> {
  const { name, search } = args;
  if (name !== undefined) {
    const action = await actionNamed(salesforce, { ...args, name });
    const description = await describeAction(salesforce, action);
    refuseHidden(description, allows);
    return described(description);
  }
  const all = await actionsOf(salesforce, args);
  const found = search === undefined ? all : all.filter(matches(search));
  return new Rows({
    records: await rowsOf(salesforce, found),
    columns: ["name", "kind", "label", "for"],
    format: "csv",
    totalSize: found.length,
    cutHint: "more actions match; narrow by search or kind",
    ...(found.length > mostDescribed && {
      notes: {
        note: `the first ${mostDescribed} say what they are for; narrow by search to see it of others`,
      },
    }),
  });
}
