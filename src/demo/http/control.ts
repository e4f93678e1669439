import type { Org } from "../handler.ts";
import type { Fault, Faults } from "./faults.ts";
import type { OAuth } from "./oauth.ts";

interface Controlled {
  org: Org;
  oauth: OAuth;
  faults: Faults;
  counters: Map<string, number>;
}

/** Runs what a test in another process asks for below `/__demo/`; throws for what it does not understand. */
export type Control = (action: string, body: string) => unknown;

const faultKeys: readonly (keyof Fault | "pattern")[] = [
  "method",
  "path",
  "pattern",
  "times",
  "answer",
  "close",
  "half",
  "delay",
  "foreignNextUrl",
  "apiUsage",
];

/** A fault as JSON has it: `pattern` is the source of a regular expression for the path. */
function faultOf(given: unknown): Fault {
  const entries = Object.entries(
    typeof given === "object" && given !== null ? given : { [String(given)]: 1 },
  );
  const unknown = entries.find(([key]) => !faultKeys.some((known) => known === key));
  if (unknown) throw new Error(`A fault has the keys ${faultKeys.join(", ")}, and not ${unknown[0]}`);
  // Its keys are checked above; what they hold is for the test that adds the fault to get right.
  const { pattern, ...fault } = Object.fromEntries(entries) as Fault & { pattern?: string };
  return pattern === undefined ? fault : { ...fault, path: new RegExp(pattern) };
}

/** The actions by name; each takes the JSON of the request's body, or undefined. */
function actionsOf({
  org,
  oauth,
  faults,
  counters,
}: Controlled): Record<string, (given: unknown) => unknown> {
  return {
    counters: () => Object.fromEntries(counters),
    "reset-counters": () => counters.clear(),
    faults: (given) => {
      for (const fault of (Array.isArray(given) ? given : [given]).map(faultOf)) faults.add(fault);
    },
    "clear-faults": () => faults.clear(),
    "expire-tokens": () => oauth.expireAll(),
    "revoke-refresh-tokens": () => oauth.revokeRefreshTokens(),
    "rotate-refresh-tokens": (given) => {
      oauth.rotate = given !== false;
    },
    settings: (given) => Object.assign(org.settings, given),
  };
}

export function controlWith(controlled: Controlled): Control {
  const actions = actionsOf(controlled);
  return (name, body) => {
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (!action) throw new Error(`Ask for one of ${Object.keys(actions).join(", ")}`);
    return action(body === "" ? undefined : JSON.parse(body));
  };
}
