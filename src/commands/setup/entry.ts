import { resolve } from "node:path";
import {
  type Config,
  completeFlows,
  type Setting,
  type SettingName,
  settingNames,
  settings,
  variableOf,
} from "../../config/config.ts";
import type { Texts } from "../../config/given.ts";
import { absolutePath } from "../../config/user-folders.ts";
import { isObject } from "../../json-object.ts";
import type { Client } from "./clients.ts";
import { argumentsOf, type EntryFlags } from "./entry-flags.ts";

/** A server as it stands in a client's configuration; other keys are the client's own. */
export interface ServerEntry {
  command: string;
  args: string[];
  env?: Record<string, string>;
  [key: string]: unknown;
}

/** What VS Code asks the user for, once, when the server starts. */
export interface SecretInput {
  type: "promptString";
  id: string;
  description: string;
  password: true;
}

/** This very program: the built main.js, and the node that runs it. */
export interface Program {
  file: string;
  node: string;
}

export interface EntrySources {
  flags: EntryFlags;
  config: Config;
  env: Record<string, string | undefined>;
  /** The settings that count, and what says each. */
  given: Texts;
  /** The flags and their settings that are to be taken off an entry that is there. */
  removed: readonly (keyof EntryFlags)[];
  /** Whether the profile has a stored sign-in. */
  stored: boolean;
}

function optionsOf(name: SettingName): Setting {
  return settings[name];
}

/** What signs in; the profile is where a stored sign-in is found, and stays beside it. */
const signInNames: readonly SettingName[] = settingNames.filter(
  (name) => optionsOf(name).signIn && name !== "profile",
);
/** The settings that are flags too. */
export const flagOf: Partial<Record<SettingName, keyof EntryFlags>> = {
  readOnly: "read-only",
  production: "production",
  toolsets: "toolsets",
  tools: "tools",
  profile: "profile",
  sfOrg: "sf-org",
};

/** Every variable that decides who signs in, the profile's included. */
export const signInVariables: ReadonlySet<string> = new Set(
  [...signInNames, "profile" as const].map(variableOf),
);

/** Every variable whose value is a secret. */
export const secretVariables: ReadonlySet<string> = new Set(
  settingNames.filter((name) => optionsOf(name).secret).map(variableOf),
);

/**
 * In npx's own cache, which npx may clear at any time; `npx -y` finds the package again. Anything else is where
 * its user put it.
 */
function isInNpxCache({ file }: Program): boolean {
  return /[\\/]_npx[\\/][^\\/]+[\\/]node_modules[\\/]/.test(file);
}

/** Command and first arguments that start this program on that system. */
export function launchOf(program: Program, platform: NodeJS.Platform): { command: string; args: string[] } {
  if (!isInNpxCache(program)) return { command: program.node, args: [program.file] };
  const npx = ["npx", "-y", "salesforce-rest-mcp"];
  // On Windows npx is a batch file, which only cmd can start.
  const [command = "", ...args] = platform === "win32" ? ["cmd", "/c", ...npx] : npx;
  return { command, args };
}

function flagArguments(flags: EntryFlags): string[] {
  return argumentsOf({
    ...flags,
    // The client starts the server in some other folder.
    "env-file": flags["env-file"] && resolve(flags["env-file"]),
  });
}

/** Whether the profile's stored sign-in is what the server shall use. */
export function usesStored({ stored, config }: EntrySources): boolean {
  return config.authFlow === "stored" || (stored && config.sfOrg === undefined);
}

/** Whether the entry's server can sign in: then an older entry's sign-in must not stay beside it. */
export function signsIn(sources: EntrySources): boolean {
  return sources.config.demo || usesStored(sources) || completeFlows(sources.config).length > 0;
}

/** The settings that a flag, the demo org or the stored sign-in takes the place of. */
function needlessNames(sources: EntrySources): Set<SettingName> {
  const { flags, config } = sources;
  return new Set<SettingName>([
    ...(config.demo || usesStored(sources) ? signInNames : []),
    ...(config.demo ? (["profile", "keychain"] as const) : []),
    ...settingNames.filter((name) => flagOf[name] && flags[flagOf[name]]),
  ]);
}

/** The settings that the entry has to carry, by variable. */
function environmentOf(sources: EntrySources): Record<string, string> {
  const needless = needlessNames(sources);
  const carried = [...sources.given].flatMap(([name, { text, from }]): [string, string][] => {
    if (needless.has(name) || from === "command line") return [];
    // The client starts the server in some other folder.
    const value = optionsOf(name).path ? absolutePath(text) : text;
    // The server reads the file of --env-file itself.
    return from === "--env-file" && value === text ? [] : [[variableOf(name), value]];
  });
  const order = (variable: string) => settingNames.findIndex((name) => variableOf(name) === variable);
  return Object.fromEntries(carried.sort(([a], [b]) => order(a) - order(b)));
}

function inputFor(name: SettingName): SecretInput {
  const id = variableOf(name).toLowerCase().replaceAll("_", "-");
  return {
    type: "promptString",
    id,
    description: `Salesforce: ${settings[name].description}`,
    password: true,
  };
}

/** The entry for a client, and what the client asks the user for in place of secrets, where it can. */
export function entryFor(
  client: Client,
  program: Program,
  platform: NodeJS.Platform,
  sources: EntrySources,
): { entry: ServerEntry; inputs: SecretInput[] } {
  const { command, args } = launchOf(program, platform);
  const env = environmentOf(sources);
  const secrets = settingNames.filter(
    (name) => secretVariables.has(variableOf(name)) && env[variableOf(name)],
  );
  const asked = client.asksForSecrets ? secrets : [];
  for (const name of asked) env[variableOf(name)] = `\${input:${inputFor(name).id}}`;
  const { startupSetting } = client;
  const entry: ServerEntry = {
    ...client.entryStart,
    command,
    args: [...args, ...flagArguments(sources.flags)],
    ...(startupSetting && isInNpxCache(program) && { [startupSetting.key]: startupSetting.seconds }),
    ...(Object.keys(env).length > 0 && { env }),
    ...client.entryEnd,
  };
  return { entry, inputs: asked.map(inputFor) };
}

/** Whether a word of an entry's command starts this server, whatever its version or place. */
export function startsThis(word: string, program: Program): boolean {
  return word === program.file || /^(?!@)(.*[\\/])?salesforce-rest-mcp(@[^\\/]*)?([\\/]|$)/.test(word);
}

/** Whether an existing entry starts this server, whatever its arguments. */
export function isOurs(entry: unknown, program: Program): boolean {
  if (!isObject(entry)) return false;
  const { command, args } = entry;
  const words = [command, ...(Array.isArray(args) ? args : [])].filter((word) => typeof word === "string");
  return words.some((word) => startsThis(word, program));
}
