import { didYouMean, distance } from "../spelling.ts";
import { type SettingName, settingNames, variableOf } from "./config.ts";
import type { Origin } from "./given.ts";
import type { ConfigSources } from "./precedence.ts";

/** A variable that is named like a setting and is none. */
export interface UnknownVariable {
  variable: string;
  from: Origin;
  /** The setting's variable that was probably meant; not there where nothing is near. */
  meant?: string;
  /** Whether what was meant is about safety, so that the variable would protect nothing, in silence. */
  safety: boolean;
}

const prefix = "SALESFORCE_";

/** Printed by the command demo-org for whoever steers that org; no setting. */
const printedByDemoOrg = "SALESFORCE_DEMO_CONTROL_KEY";

const safetyNames: readonly SettingName[] = [
  "readOnly",
  "production",
  "confirm",
  "toolsets",
  "tools",
  "allowedObjects",
  "deniedObjects",
  "allowedActions",
  "rateLimit",
  "apiReservePercent",
  "auditLog",
  "auditDetail",
  "undo",
];

const safetyVariables = safetyNames.map(variableOf);
const settingVariables: readonly string[] = settingNames.map(variableOf);

/** Words that only the settings about what may be touched have in their names. */
const listWords = new Set(["OBJECTS", "ACTIONS"]);

function wordsOf(variable: string): string[] {
  return variable
    .toUpperCase()
    .slice(prefix.length)
    .split("_")
    .filter((word) => word !== "");
}

/** The words with one of them left out, in every way. */
function without(words: readonly string[]): string[][] {
  return words.map((_, left) => words.filter((__, index) => index !== left));
}

/** Up to two letters off; a short word that differs so much must at least begin alike. */
function isNearlySpelt(a: string, b: string): boolean {
  const far = distance(a, b);
  return far <= 1 || (far === 2 && (b.length > 5 || a[0] === b[0]));
}

/** Whether one word stands for another of the same meaning: DENY for DENIED, or anything beside OBJECTS. */
function hasWordExchanged(written: readonly string[], meant: readonly string[]): boolean {
  if (written.length !== meant.length) return false;
  const others = written.flatMap((word, index) =>
    word === meant[index] ? [] : [[word, meant[index] ?? ""] as const],
  );
  const [pair] = others;
  if (others.length !== 1 || !pair) return false;
  const sameStart = pair[0].slice(0, 3) === pair[1].slice(0, 3);
  return sameStart || meant.some((word) => listWords.has(word) && word !== pair[1]);
}

/** The same letters without `_`, two letters off, or a word too many, too few or exchanged. */
function looksLike(variable: string, setting: string): boolean {
  const [written, meant] = [wordsOf(variable), wordsOf(setting)];
  const whole = meant.join("");
  if (isNearlySpelt(written.join(""), whole)) return true;
  const tooMany = without(written).some(
    (words) => distance(words.join(""), whole) <= (whole.length > 5 ? 1 : 0),
  );
  const tooFew = meant.length > 1 && without(meant).some((words) => words.join("") === written.join(""));
  return tooMany || tooFew || hasWordExchanged(written, meant);
}

/** The nearest of these variables by spelling alone. */
function nearest(variable: string, variables: readonly string[]): string | undefined {
  const written = wordsOf(variable).join("");
  const found = variables
    .filter((setting) => looksLike(variable, setting))
    .map((setting) => ({ setting, far: distance(written, wordsOf(setting).join("")) }))
    .sort((a, b) => a.far - b.far);
  return found[0]?.setting;
}

function unknown(variable: string, from: Origin): UnknownVariable {
  const safety = nearest(variable, safetyVariables);
  const meant = safety ?? nearest(variable, settingVariables);
  return { variable, from, ...(meant !== undefined && { meant }), safety: safety !== undefined };
}

/** The variables with a value that are named like a setting and are none, by name. */
export function unknownVariables({
  env,
  dotenv,
  envFile,
}: Pick<ConfigSources, "env" | "dotenv" | "envFile">): UnknownVariable[] {
  const known = new Set([...settingVariables, printedByDemoOrg]);
  // On Windows the names of variables are compared without case.
  const isKnown = (variable: string) =>
    known.has(process.platform === "win32" ? variable.toUpperCase() : variable);
  const given: [Record<string, string | undefined>, Origin][] = [
    [dotenv, envFile ? "--env-file" : ".env"],
    [env, "environment"],
  ];
  const found = new Map<string, UnknownVariable>();
  for (const [variables, from] of given)
    for (const [variable, text] of Object.entries(variables))
      if (/^salesforce_/i.test(variable) && text && !isKnown(variable) && !found.has(variable))
        found.set(variable, unknown(variable, from));
  return [...found.values()].sort((a, b) => a.variable.localeCompare(b.variable));
}

/** What is wrong with it, without a full stop. */
export function problemOf({ variable, from, safety }: UnknownVariable): string {
  const file = from === ".env" ? " in .env" : " in the file that --env-file names";
  const what = `${variable}${from === "environment" ? "" : file} is no setting`;
  return `${what} and ${safety ? "protects nothing" : "has no effect"}`;
}

/** What to do about it, as a sentence; undefined for a harmless variable that no setting is like. */
export function remedyOf({ meant, safety }: UnknownVariable): string | undefined {
  if (meant === undefined) return undefined;
  return safety ? `Write ${meant}, or take it away.` : didYouMean([meant], "alone");
}
