import { dirname } from "node:path";
import { closest, didYouMean } from "../spelling.ts";
import {
  type Config,
  ConfigError,
  completeFlows,
  type Setting,
  type SettingName,
  settingNames,
  settings,
  variableOf,
} from "./config.ts";
import type { Given } from "./given.ts";
import type { KnownNames } from "./narrowing.ts";
import { type ConfigSources, settle } from "./precedence.ts";
import { proxyOf } from "./proxy.ts";
import { withSecretFiles } from "./secret-files.ts";
import { configFolderOf, stateFolderOf, usualAuditFile } from "./user-folders.ts";

const longestQuoted = 60;

/** The host of what was meant as an address, whatever else stands there; undefined where none can be told. */
function hostIn(text: string): string | undefined {
  const [authority = ""] = text
    .trim()
    .replace(/^[a-z][a-z\d+.-]*:\/+/i, "")
    .split(/[/?#\\\s]/);
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  return /^(?:localhost|\[::1\]|(?:[a-z\d-]{1,63}\.)+[a-z\d-]{1,24})(?::\d{1,5})?$/i.test(host)
    ? host
    : undefined;
}

/** In place of what may be a secret. */
const hiddenText = "a text that is not shown here";

/** What a setting was given, as an error may show it: never a text that could be a secret put in the wrong place. */
function gotOf({ secret, private: hidden, address }: Setting, text: string): string {
  if (secret || hidden) return hiddenText;
  if (address) {
    const host = hostIn(text);
    return host === undefined ? hiddenText : `an address at ${host}`;
  }
  return text.length > longestQuoted ? `a text of ${text.length} characters` : `'${text}'`;
}

/** The setting as the user knows it: its variable, or the flag that was given with the variable in parentheses. */
function namedAs(name: SettingName, from: Given["from"] | undefined): string {
  const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return from === "command line" ? `${flag} (${variableOf(name)})` : variableOf(name);
}

function parseSetting(name: SettingName, { text, from }: Given, problems: string[]): unknown {
  const setting: Setting = settings[name];
  const parsed = setting.schema.safeParse(text);
  if (parsed.success) return parsed.data;
  const got = gotOf(setting, text);
  const takes = parsed.error.issues[0]?.message ?? "is not valid";
  problems.push(`${namedAs(name, from)} is ${got}, but it ${takes}.`);
  return undefined;
}

function checkTogether(config: Config, problems: string[]): void {
  const flows = completeFlows(config);
  if (config.authFlow === undefined && flows.length > 1) {
    const message = `complete settings of ${flows.length} sign-ins are given (${flows.join(", ")})`;
    problems.push(`SALESFORCE_AUTH_FLOW is not set, but ${message}: name the one to use.`);
  }
  if (config.production && config.demo)
    problems.push("--demo is refused in production mode (SALESFORCE_PRODUCTION).");
  if (config.privateKey && config.privateKeyFile)
    problems.push("SALESFORCE_PRIVATE_KEY and SALESFORCE_PRIVATE_KEY_FILE are both set: keep one.");
}

function checkNames(
  config: Config,
  given: ReadonlyMap<SettingName, Given>,
  known: KnownNames | undefined,
  problems: string[],
): void {
  for (const kind of ["toolsets", "tools"] as const) {
    const names = known?.[kind] ?? [];
    const unknown = (config[kind] ?? []).filter((name) => !names.includes(name));
    if (unknown.length === 0) continue;
    const meant = closest(
      unknown[0] ?? "",
      names.map((name) => ({ name })),
      1,
    );
    const got = gotOf(settings[kind], unknown.join(","));
    problems.push(
      `${namedAs(kind, given.get(kind)?.from)} is ${got}, but it takes ${names.join(", ")}.${didYouMean(meant, "after")}`,
    );
  }
}

/** Production mode: confirmation is at least destructive, and the audit is on. */
function inProduction(config: Config, env: Record<string, string | undefined>): Config {
  const usual = usualAuditFile(env);
  const confirm = config.confirm === "never" ? "destructive" : config.confirm;
  return {
    ...config,
    confirm,
    ...(config.auditLog === undefined && { auditLog: usual, auditFolder: dirname(usual) }),
  };
}

/** The settings that count, parsed. Malformed ones become problems. */
function parsedFrom(given: ReadonlyMap<SettingName, Given>, problems: string[]): Record<string, unknown> {
  const entries = settingNames.flatMap((name): [string, unknown][] => {
    const { default: fallback }: Setting = settings[name];
    const found =
      given.get(name) ??
      (fallback === undefined ? undefined : { text: fallback, from: "environment" as const });
    return found === undefined ? [] : [[name, parseSetting(name, found, problems)]];
  });
  return Object.fromEntries(entries);
}

/**
 * Reads the settings, by the precedence that `settle` knows; an empty string is unset. Throws ConfigError that
 * names every malformed one.
 */
export function readConfig(sources: ConfigSources): Config {
  const { env, demo = false, known } = sources;
  const problems: string[] = [];
  const { given, ignored } = settle(sources, problems);
  const proxy = proxyOf(env, problems);
  // Each key was parsed by the schema that Config takes its type from.
  const parsed = {
    ...parsedFrom(given, problems),
    demo,
    ...(given.get("allowedActions")?.onlyNarrows && { actionsOnlyNarrow: true }),
    ...(proxy && { proxy }),
    configFolder: configFolderOf(env),
    stateFolder: stateFolderOf(env),
    startedAs: sources.startedAs ?? "salesforce-rest-mcp",
    ignored,
  } as Config;
  const config = withSecretFiles(parsed, problems);
  if (problems.length === 0) checkTogether(config, problems);
  if (problems.length === 0) checkNames(config, given, known, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return config.production ? inProduction(config, env) : config;
}
