import { completeFlows, variableOf } from "../../config/config.ts";
import { isObject } from "../../json-object.ts";
import {
  type EntrySources,
  flagOf,
  type Program,
  type ServerEntry,
  signInVariables,
  signsIn,
  startsThis,
  usesStored,
} from "./entry.ts";
import { argumentsOf, type EntryFlags, entryFlags, flagsIn, signInFlags } from "./entry-flags.ts";

function textsOf(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === "string"),
  );
}

/** The arguments behind the word that starts this program. */
function ownArguments(entry: Record<string, unknown>, program: Program): string[] {
  const args = (Array.isArray(entry["args"]) ? entry["args"] : []).filter((word) => typeof word === "string");
  return args.slice(args.findIndex((word) => startsThis(word, program)) + 1);
}

/** Whether this run itself says who signs in, beyond a stored sign-in that is simply there. */
function saysWhoSignsIn({ flags, config }: EntrySources): boolean {
  return signInFlags.some((name) => flags[name]) || completeFlows(config).length > 0;
}

/** The flags of the entry as it was that still hold. */
function keptFlags(before: EntryFlags, sources: EntrySources): EntryFlags {
  const replaced = new Set<keyof EntryFlags>([
    ...sources.removed,
    ...(saysWhoSignsIn(sources) ? signInFlags : []),
    // Whoever has signed in since no longer wants the demo org.
    ...(usesStored(sources) ? (["demo"] as const) : []),
  ]);
  return Object.fromEntries(
    Object.entries(before).filter(([name]) => !replaced.has(name as keyof EntryFlags)),
  );
}

/** The variables that flags of this run take the place of, or that it takes off. */
function replacedVariables({ flags, removed }: EntrySources): Set<string> {
  const names = entryFlags.filter((name) => flags[name] || removed.includes(name));
  // The entries of an object literal have its own keys.
  const settings = Object.entries(flagOf) as [keyof typeof flagOf, keyof EntryFlags][];
  return new Set(settings.filter(([, flag]) => names.includes(flag)).map(([name]) => variableOf(name)));
}

/**
 * Our entry as it shall stand after an older one of ours: flags, keys and variables stay unless this run says
 * otherwise, but of two sign-ins only the new one does.
 */
export function mergedEntry(
  existing: unknown,
  fresh: ServerEntry,
  program: Program,
  sources: EntrySources,
): ServerEntry {
  if (!isObject(existing)) return fresh;
  const before = flagsIn(ownArguments(existing, program));
  const now = flagsIn(ownArguments(fresh, program));
  const launch = fresh.args.slice(0, fresh.args.length - ownArguments(fresh, program).length);
  const { env: oldEnv, command: _command, args: _args, ...others } = existing;
  const replaced = replacedVariables(sources);
  const kept = Object.entries(textsOf(oldEnv)).filter(
    ([variable]) => !(signsIn(sources) && signInVariables.has(variable)) && !replaced.has(variable),
  );
  const { env: freshEnv, ...rest } = fresh;
  const env = { ...Object.fromEntries(kept), ...freshEnv };
  const args = [
    ...launch,
    ...argumentsOf({ ...keptFlags(before.flags, sources), ...now.flags }),
    ...before.others,
  ];
  return { ...rest, ...others, args, ...(Object.keys(env).length > 0 && { env }) };
}
