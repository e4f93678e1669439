import { sameName } from "../../spelling.ts";
import { cached } from "../metadata/describe.ts";
import type { Salesforce } from "../rest/client.ts";
import { SalesforceError } from "../rest/errors.ts";
import { path } from "../rest/paths.ts";
import { type ActionKind, type ActionName, actionKinds, quickActionName } from "./kinds.ts";

/** An action as a list shows it. */
export interface ListedAction {
  /** `Account.New_Contact` for a quick action of an object. */
  name: string;
  kind: ActionKind;
  label: string;
  /** Of a quick action: `Create`, `Update`, `LogACall`. */
  type?: string;
}

interface Entry {
  name: string;
  label: string;
  type: string;
}

const listPaths = {
  standard: "/actions/standard",
  flow: "/actions/custom/flow",
  apex: "/actions/custom/apex",
} as const;

/** An org without one of these kinds has no such list. */
function noneAt(error: unknown): { actions: Entry[] } {
  if (error instanceof SalesforceError && error.status === 404) return { actions: [] };
  throw error;
}

async function invocable(
  salesforce: Salesforce,
  kind: Exclude<ActionKind, "quickAction">,
): Promise<ListedAction[]> {
  const { actions } = await cached<{ actions: Entry[] }>(salesforce, listPaths[kind]).catch(noneAt);
  return actions.map(({ name, label }) => ({ name, kind, label }));
}

/** Global quick actions, or those that are offered on an object, the global ones among them. */
async function quick(salesforce: Salesforce, object: string | undefined): Promise<ListedAction[]> {
  const at = object === undefined ? "/quickActions" : path`/sobjects/${object}/quickActions`;
  const entries = await cached<Entry[]>(salesforce, at);
  return entries.map(({ name, label, type }) => ({ name, kind: "quickAction", label, type }));
}

/** The actions of some kinds, in the order of the kinds; quick actions are the global ones, or those of `object`. */
export async function actionsOf(
  salesforce: Salesforce,
  { kind, object }: Pick<ActionName, "kind" | "object">,
): Promise<ListedAction[]> {
  const kinds = kind === undefined ? actionKinds : [kind];
  const lists = await Promise.all(
    kinds.map((each) => (each === "quickAction" ? quick(salesforce, object) : invocable(salesforce, each))),
  );
  return lists.flat();
}

/** Every action of the org that the user may see, quick actions of all objects among them. */
export async function everyAction(salesforce: Salesforce, object?: string): Promise<ListedAction[]> {
  const [known, { actions }] = await Promise.all([
    actionsOf(salesforce, { object }),
    cached<{ actions: Entry[] }>(salesforce, "/actions/custom/quickAction").catch(noneAt),
  ]);
  const ofObjects = actions.filter(({ name }) => !known.some((each) => sameName(each.name, name)));
  return [...known, ...ofObjects.map(({ name, label }) => ({ name, kind: "quickAction" as const, label }))];
}

/** Whether a listed action has this name; one of an object may be named without it. */
export function isNamed(listed: ListedAction, wanted: ActionName): boolean {
  if (sameName(listed.name, wanted.name)) return true;
  if (listed.kind !== "quickAction") return false;
  const [own, other] = [quickActionName(listed), quickActionName(wanted)];
  return (
    sameName(own.name, other.name) && (own.object === undefined || sameName(own.object, other.object ?? ""))
  );
}
