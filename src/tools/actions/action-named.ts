import { callOf, ToolError } from "../../errors.ts";
import { actionsOf, everyAction, isNamed, type ListedAction } from "../../salesforce/actions/catalog.ts";
import {
  type ActionKind,
  type ActionName,
  impliedKind,
  quickActionName,
} from "../../salesforce/actions/kinds.ts";
import type { Salesforce } from "../../salesforce/rest/client.ts";
import { closest, didYouMean } from "../../spelling.ts";

function notFound({ name, kind, object }: ActionName, all: readonly ListedAction[]): ToolError {
  const others = all.filter((action) => isNamed(action, { name, object }));
  if (others[0] !== undefined && kind !== undefined)
    return new ToolError(
      "BAD_ARGUMENT",
      `name: there is no action ${name} of the kind ${kind}, but one of the kind ${others.map((other) => other.kind).join(" and ")}.`,
      `Give kind "${others[0].kind}". Nothing was run.`,
    );
  const where = object === undefined ? "" : ` of ${object}`;
  return new ToolError(
    "BAD_ARGUMENT",
    `name: there is no ${kind === undefined ? "" : `${kind} `}action ${name}${where} that the user may see.${didYouMean(closest(name, all), "after")}`,
    `${callOf("listActions", object === undefined ? { search: name.slice(0, 4) } : { object })} lists them; quick actions of an object need object. Nothing was run.`,
  );
}

function several(name: string, found: readonly ListedAction[]): ToolError {
  const kinds = [...new Set(found.map(({ kind }) => kind))];
  return new ToolError(
    "BAD_ARGUMENT",
    `name: ${name} is ${kinds.length} actions: ${found.map((each) => `${each.name} (${each.kind})`).join(", ")}.`,
    `Give kind: ${kinds.map((kind) => `"${kind}"`).join(" or ")}. Nothing was run.`,
  );
}

/** The object whose quick actions may be meant: the one given, or the one that stands in the name. */
function placeOf({ name, kind, object }: ActionName): string | undefined {
  if (kind !== undefined && kind !== "quickAction") return object;
  return name.includes(".") ? quickActionName({ name, object }).object : object;
}

/**
 * The one action that a call means. Throws BAD_ARGUMENT where there is none, or where actions of several kinds have
 * the name and the call does not say which.
 */
export async function actionNamed(
  salesforce: Salesforce,
  { name, kind: given, object: givenObject }: ActionName,
): Promise<ActionName & { kind: ActionKind }> {
  const object = placeOf({ name, kind: given, object: givenObject });
  const kind = given ?? (object === undefined ? undefined : "quickAction");
  const all = await actionsOf(salesforce, { kind, object });
  const found = all.filter((action) => isNamed(action, { name, object }));
  if (new Set(found.map((action) => action.kind)).size > 1) throw several(name, found);
  const [first] = found;
  // Where the name alone says that it is a standard action, nothing else is run under it.
  const implied = impliedKind({ name, kind, object });
  if (first === undefined || (implied !== undefined && first.kind !== implied))
    throw notFound({ name, kind: kind ?? implied, object }, await everyAction(salesforce, object));
  return { name: first.name, kind: first.kind, ...(first.kind === "quickAction" && { object }) };
}
