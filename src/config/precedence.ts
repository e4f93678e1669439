import { existsSync } from "node:fs";
import {
  completeFlows,
  type Setting,
  type SettingName,
  settingNames,
  settings,
  variableOf,
} from "./config.ts";
import { FolderFile } from "./folder-file.ts";
import type { Given, Origin, Settlement, Texts } from "./given.ts";
import type { KnownNames } from "./narrowing.ts";
import { secretFiles } from "./secret-files.ts";
import { configFolderOf, signInFiles } from "./user-folders.ts";

type Variables = Record<string, string | undefined>;

export interface ConfigSources {
  /** By variable name, from the command line. */
  flags: Variables;
  env: Variables;
  /** The settings of .env, or of the file that --env-file names. */
  dotenv: Variables;
  /** Whether --env-file names that file, which is then trusted like the environment. */
  envFile?: boolean;
  demo?: boolean;
  /** How the program was started; its plain name unless given. */
  startedAs?: string;
  /** For `login`, which makes a stored sign-in and so is not bound to one that is there. */
  forLogin?: boolean;
  /** Needed where a setting names tools or toolsets. */
  known?: KnownNames;
}

function optionsOf(name: SettingName): Setting {
  return settings[name];
}

/** Takes a placeholder for no value: Claude Desktop passes `${user_config.…}` on where the user left a field empty (mcpb issue 250). */
function filledIn(text: string | undefined): string | undefined {
  return text?.startsWith("${user_config.") ? undefined : text;
}

function textsOf(variables: Variables, from: Origin): Map<SettingName, Given> {
  return new Map(
    settingNames.flatMap((name) => {
      const text = filledIn(variables[variableOf(name)]);
      return text ? [[name, { text, from }] as const] : [];
    }),
  );
}

/** What flags and environment say. Node copies the file of --env-file into the environment; those values are left to the file. */
function saidBy({ flags, env, dotenv, envFile }: ConfigSources): Texts {
  const ofFile = (name: SettingName, text: string) => envFile && dotenv[variableOf(name)] === text;
  const own = [...textsOf(env, "environment")].filter(([name, { text }]) => !ofFile(name, text));
  return new Map([...own, ...textsOf(flags, "command line")]);
}

function only(texts: Texts, wanted: (name: SettingName) => boolean): Map<SettingName, Given> {
  return new Map([...texts].filter(([name]) => wanted(name)));
}

/** Whether these settings sign in by themselves. */
function signsIn(texts: Texts): boolean {
  if (texts.has("authFlow") || texts.has("profile")) return true;
  const plain = [...texts].map(([name, { text }]) => [name, text]);
  const inFiles = Object.entries(secretFiles).flatMap(([file, name]) =>
    plain.some(([given]) => given === file) ? [[name, "in a file"]] : [],
  );
  return completeFlows(Object.fromEntries([...plain, ...inFiles])).length > 0;
}

function not(is: (name: SettingName) => boolean): (name: SettingName) => boolean {
  return (name) => !is(name);
}

function variablesOf(names: Iterable<SettingName>): string {
  return [...names].map(variableOf).join(", ");
}

/** The settings of `texts` to which `from` gives another value or none. */
function differing(texts: Texts, from: Texts): SettingName[] {
  return [...texts].filter(([name, { text }]) => from.get(name)?.text !== text).map(([name]) => name);
}

/** A file that the user has named: it may say anything, and signs in where flags and environment do not. */
function withNamedFile(said: Texts, file: Texts, isSignIn: (name: SettingName) => boolean): Settlement {
  const [own, other] = [only(said, isSignIn), only(file, isSignIn)];
  const ownFirst = signsIn(own) || (own.size > 0 && !signsIn(other));
  const unused = ownFirst ? differing(other, own) : differing(own, other);
  const [winner, loser] = ownFirst
    ? ["the environment or the command line", "of the file that --env-file names"]
    : ["the file that --env-file names", "of the environment or the command line"];
  return {
    given: new Map([...only(file, not(isSignIn)), ...only(said, not(isSignIn)), ...(ownFirst ? own : other)]),
    ignored:
      unused.length === 0
        ? []
        : [`${variablesOf(unused)} ${loser} do not count, since ${winner} says who signs in.`],
  };
}

/** What signs in beside a .env that merely lies there, in words; undefined when nothing does. */
function otherSignIn(
  sources: ConfigSources,
  said: Texts,
  isSignIn: (name: SettingName) => boolean,
): string | undefined {
  if (only(said, isSignIn).size > 0) return "the environment or the command line says who signs in";
  if (sources.demo) return "the demo org needs no sign-in";
  const profile = settings.profile.default;
  const { file, marker } = signInFiles(configFolderOf(sources.env), profile);
  if (!sources.forLogin && (existsSync(file) || existsSync(marker)))
    return `the stored sign-in '${profile}' is used`;
  return undefined;
}

/**
 * Which settings count, by the precedence of flags, environment, file and default. Sign-in settings come from
 * one source whole. A .env that merely lies in the working directory, which may be somebody else's, names no
 * file outside that folder; it signs in only where nothing else does, and beside that only narrows what is
 * said about safety. Adds to `problems` where nothing would be left of a list.
 */
export function settle(sources: ConfigSources, problems: string[] = []): Settlement {
  const said = saidBy(sources);
  const { envFile = false, forLogin = false } = sources;
  const isSignIn = (name: SettingName) =>
    optionsOf(name).signIn === true && !(forLogin && name === "profile");
  if (envFile) return withNamedFile(said, textsOf(sources.dotenv, "--env-file"), isSignIn);
  const file = textsOf(sources.dotenv, ".env");
  if (file.size === 0) return { given: said, ignored: [] };
  const beside = otherSignIn(sources, said, isSignIn);
  return new FolderFile({ said, file, isSignIn, beside, known: sources.known, problems }).settle();
}
