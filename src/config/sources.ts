import { variableOf } from "./config.ts";
import type { Origin } from "./given.ts";
import { type ConfigSources, settle } from "./precedence.ts";

/** A variable that is set, and by what. */
export interface SettingSource {
  variable: string;
  from: Origin;
}

/** Which settings count and what says each, by name; never their values. */
export function settingSources(sources: ConfigSources): SettingSource[] {
  return [...settle(sources).given]
    .map(([name, { from }]) => ({ variable: variableOf(name), from }))
    .sort((a, b) => a.variable.localeCompare(b.variable));
}
