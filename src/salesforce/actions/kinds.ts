/** What can be run, by the name of the resource that lists it. */
export const actionKinds = ["standard", "flow", "apex", "quickAction"] as const;
export type ActionKind = (typeof actionKinds)[number];

/** The standard actions that post, mail or submit and do nothing else. Source: Actions Developer Guide v66. */
const harmless = new Set(["chatterpost", "emailsimple", "submit", "customnotificationaction"]);

/** Which action a call means, as its arguments say it. */
export interface ActionName {
  name: string;
  kind?: ActionKind | undefined;
  /** The object of a quick action. */
  object?: string | undefined;
}

/** Whether a name is that of a standard action whose effect is known. */
export function isKnownStandard({ name, kind = "standard", object }: ActionName): boolean {
  return kind === "standard" && object === undefined && harmless.has(name.toLowerCase());
}

/**
 * The kind that a call can only mean: the one it gives, a quick action where it names an object (`Account.New_Contact` does), and a standard
 * action where the name is one of those whose effect is known.
 */
export function impliedKind(action: ActionName): ActionKind | undefined {
  if (action.kind !== undefined) return action.kind;
  if (action.object !== undefined || action.name.includes(".")) return "quickAction";
  return isKnownStandard(action) ? "standard" : undefined;
}

/** `Account.New_Contact` is the action New_Contact of Account. */
export function quickActionName({ name, object }: ActionName): { name: string; object: string | undefined } {
  const [first = "", second] = name.split(".");
  if (second === undefined) return { name, object };
  return { name: second, object: object ?? first };
}

/** `04i…`, as the ids of work items of approvals begin. */
export function isWorkItem(id: string): boolean {
  return id.startsWith("04i");
}
