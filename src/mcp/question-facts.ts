import { type Action, deletedFrom } from "../guard/action.ts";
import { onePer } from "../one-per.ts";
import { newTrace, type Salesforce } from "../salesforce/rest/client.ts";
import type { ToolContext } from "../tool/tool.ts";
import { onAbort, withinTime } from "../waiting/signals.ts";
import type { Call } from "./call.ts";

/** How long a question waits for names; then it is asked without them. */
const namesMilliseconds = 2_000;
const mostNames = 20;

export interface QuestionFacts {
  /** By the first 15 characters of the ids. */
  names: ReadonlyMap<string, string>;
  /** The username that would do it, undefined when it could not be found out. */
  user: string | undefined;
  /** Objects of which Salesforce keeps nothing that is deleted, in lower case. */
  binless: ReadonlySet<string>;
}

/** The ids whose names are asked for, by object; an object that the lists refuse is not asked. */
async function idsByObject(
  actions: readonly Action[],
  allows: ToolContext["allows"],
): Promise<Map<string, string[]>> {
  const { usualObjectOf } = await import("../salesforce/records/names.ts");
  const wanted = new Map<string, string[]>();
  let left = mostNames;
  for (const { effect, object, ids = [] } of actions) {
    if (effect === "read") continue;
    for (const id of ids) {
      const name = object ?? usualObjectOf(id);
      if (left === 0 || name === undefined || !/^\w+$/.test(`${name}${id}`) || !allows(name)) continue;
      wanted.set(name, [...(wanted.get(name) ?? []), id]);
      left--;
    }
  }
  return wanted;
}

const users = onePer((_: object) => ({ name: undefined as string | undefined }));

/** Who is signed in: asked once a connection, and not counted as a request of the call that is asked about. */
async function userOf(salesforce: Salesforce, signal: AbortSignal): Promise<string | undefined> {
  const known = users(salesforce.connection);
  if (known.name === undefined) {
    const asking = salesforce.withScope({ signal, trace: newTrace() });
    const info = await asking.get<{ preferred_username?: unknown }>("/services/oauth2/userinfo");
    const name = info?.preferred_username;
    if (typeof name === "string") known.name = name;
  }
  return known.name;
}

/** What a question can say beyond the call itself, as far as it is found out in time. */
export async function questionFacts(call: Call): Promise<QuestionFacts> {
  const { runtime, trace, actions = [], allows = () => true } = call;
  const facts: { -readonly [Key in keyof QuestionFacts]: QuestionFacts[Key] } = {
    names: new Map(),
    user: undefined,
    binless: new Set(),
  };
  await withinTime(namesMilliseconds, new Error("late"), async (late) => {
    const ending = new AbortController();
    const unwatch = onAbort([late, call.signal], () => ending.abort(new Error("late")));
    const salesforce = (await runtime.connect()).bind({ signal: ending.signal, trace });
    const wanted = await idsByObject(actions, allows);
    const names = async () => {
      if (wanted.size === 0) return;
      const { namesOf } = await import("../salesforce/records/names.ts");
      facts.names = await namesOf(salesforce, wanted);
    };
    const user = async () => {
      facts.user ??= await userOf(salesforce, ending.signal);
    };
    const bins = async () => {
      const { withoutRecycleBin } = await import("../salesforce/metadata/recycle-bin.ts");
      facts.binless = await withoutRecycleBin(salesforce, deletedFrom(actions).filter(allows));
    };
    // The question is asked without these facts; if the org cannot be reached, the call itself will say so.
    await Promise.allSettled([names(), user(), bins()]);
    unwatch();
  });
  return facts;
}
