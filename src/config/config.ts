import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
import * as z from "zod";
import { type ProxySettings, proxyOf } from "./proxy.ts";
import { isRedirectUrl, salesforceUrl } from "./urls.ts";
import { configFolderOf, usualAuditFile } from "./user-folders.ts";

// Compiling a parser for each schema costs more at the start than it saves over a few hundred calls.
z.config({ jitless: true });

const authFlows = ["refresh-token", "jwt-bearer", "client-credentials", "access-token", "stored"] as const;
export type AuthFlow = (typeof authFlows)[number];

/** Problems with settings, one a line; secrets are never in it. Ends the process with exit code 2. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

const flag = z
  .enum(["true", "false", "1", "0"], { error: "takes true or false" })
  .transform((text) => text === "true" || text === "1");

function integer(least: number, most: number) {
  const message = `takes a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d+$/, message)
    .transform(Number)
    .refine((number) => number >= least && number <= most, message);
}

const list = z
  .string()
  .transform((text) =>
    text
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== ""),
  )
  .refine((names) => names.length > 0, { error: "takes names separated by commas", abort: true });

/** What goes into a request's header or form; line breaks and quotes around it come from copying. */
const token = z.string().regex(/^[!#-&(-~]+$/, "takes the bare value, without spaces, line breaks or quotes");

const pem = z.string().includes("-----BEGIN ", {
  error: "takes a private key as PEM text (-----BEGIN PRIVATE KEY-----…)",
});

const objectNames = list.refine(
  (names) => names.every((name) => /^[A-Za-z]\w*\*?$/.test(name) || name === "*"),
  "takes object API names separated by commas, e.g. Account,Contact,Invoice__c or Invoice*",
);

interface SettingOptions {
  secret?: true;
  default?: string;
}

/** One setting, as docs/settings.md, .env.example and the reader see it. */
export interface Setting extends SettingOptions {
  schema: z.ZodType;
  description: string;
}

function setting<T extends z.ZodType, Options extends SettingOptions = Record<never, never>>(
  schema: T,
  description: string,
  options?: Options,
): { schema: T; description: string } & Options {
  // Without options there is nothing to add, which is what the default type says.
  return { schema, description, ...(options as Options) };
}

/**
 * Every setting, in the order docs/settings.md shows them: the environment variable is `SALESFORCE_` with the
 * key in capitals. Its table and .env.example are made from this.
 */
export const settings = {
  loginUrl: setting(
    salesforceUrl,
    "where tokens come from: https://test.salesforce.com for a sandbox, or a My Domain URL",
    { default: "https://login.salesforce.com" },
  ),
  clientId: setting(token, "consumer key of the External Client App or Connected App"),
  clientSecret: setting(token, "its consumer secret, where the app asks for one", { secret: true }),
  refreshToken: setting(token, "refresh token: signs in by the refresh-token flow", { secret: true }),
  username: setting(z.string(), "user to sign in as by the JWT bearer flow"),
  privateKey: setting(
    pem,
    "private key of the JWT bearer flow, as PEM text; a literal \\n stands for a line break",
    { secret: true },
  ),
  privateKeyFile: setting(z.string(), "or the file that holds that key"),
  privateKeyPassphrase: setting(z.string(), "passphrase of an encrypted private key", { secret: true }),
  jwtAudience: setting(salesforceUrl, "audience of the JWT; found from the login URL unless given"),
  accessToken: setting(token, "a ready session, e.g. from sf org display; needs SALESFORCE_INSTANCE_URL", {
    secret: true,
  }),
  instanceUrl: setting(salesforceUrl, "the org's own URL, for a ready session"),
  authFlow: setting(
    z.enum(authFlows, { error: `takes one of ${authFlows.join(", ")}` }),
    "which sign-in to use when the settings allow several: refresh-token, jwt-bearer, client-credentials, access-token or stored",
  ),
  profile: setting(
    z.string().regex(/^[\w.-]{1,64}$/, "takes letters, digits, dots, dashes and underscores"),
    "which stored sign-in to use",
    { default: "default" },
  ),
  redirectUrl: setting(
    z.string().refine(isRedirectUrl, "takes http://localhost:PORT/PATH"),
    "where login waits for the browser; must be one of the app's callback URLs, letter for letter",
    { default: "http://localhost:1717/OauthRedirect" },
  ),
  keychain: setting(flag, "false: sign-ins are stored in a file even where there is a system keychain", {
    default: "true",
  }),
  apiVersion: setting(
    z.string().regex(/^\d{2,3}\.0$/, "takes a version such as 66.0"),
    "REST API version; the newest the org offers, capped at the newest tested, unless given",
  ),
  timeoutSeconds: setting(
    integer(1, 600),
    "limit of one tool call in seconds, 1 to 600; for files and jobs the longest time without progress",
    { default: "30" },
  ),
  readOnly: setting(flag, "true: nothing can be changed", { default: "false" }),
  production: setting(
    flag,
    "true: production mode: confirmation of destructive calls, audit log on, no demo",
    { default: "false" },
  ),
  confirm: setting(
    z.enum(["never", "destructive", "writes"], { error: "takes never, destructive or writes" }),
    "which calls the user must confirm: never, destructive (deletes) or writes; destructive in production mode",
    { default: "never" },
  ),
  toolsets: setting(list, "toolsets to offer, separated by commas; all unless given"),
  tools: setting(list, "single tools to offer, separated by commas; all unless given"),
  allowedObjects: setting(objectNames, "only these objects may be touched; commas, * at the end allowed"),
  deniedObjects: setting(objectNames, "these objects may not be touched; commas, * at the end allowed"),
  rateLimit: setting(
    integer(1, 100_000),
    "tool calls a minute; more wait for their turn; no limit unless given",
  ),
  maxConcurrentRequests: setting(integer(1, 100), "HTTP requests in flight, 1 to 100", { default: "8" }),
  apiReservePercent: setting(
    integer(0, 100),
    "refuse calls when less than this share of the org's daily API requests remains",
    { default: "0" },
  ),
  auditLog: setting(
    z.string().transform((path) => resolve(path.replace(/^~(?=[/\\])/, homedir()))),
    "file that gets one JSON line a tool call, in a folder that exists; off unless given, in production mode audit.jsonl in the user's state folder",
  ),
  auditDetail: setting(
    z.enum(["metadata", "full"], { error: "takes metadata or full" }),
    "metadata, or full with requests and responses",
    { default: "metadata" },
  ),
  filesDir: setting(
    z.string(),
    "the one folder from which files are read and into which results are written; file arguments are refused unless given",
  ),
  undo: setting(
    z.enum(["session", "keep", "off"], { error: "takes session, keep or off" }),
    "whether changes can be taken back: session (as long as the server runs), keep (seven days, in files that only the user can read) or off (nothing is read or kept for it)",
    { default: "session" },
  ),
  logLevel: setting(
    z.enum(["error", "warn", "info", "debug"], { error: "takes error, warn, info or debug" }),
    "error, warn, info or debug, on stderr",
    { default: "warn" },
  ),
} as const;

type Settings = typeof settings;
export type SettingName = keyof Settings;
type Parsed<Name extends SettingName> = z.output<Settings[Name]["schema"]>;
type WithDefault = {
  [Name in SettingName]: Settings[Name] extends { default: string } ? Name : never;
}[SettingName];

/** All settings, parsed; those without a value and a default are left out. */
export type Config = { [Name in WithDefault]: Parsed<Name> } & {
  [Name in Exclude<SettingName, WithDefault>]?: Parsed<Name>;
} & {
  /** Served by the embedded demo org. */
  demo: boolean;
  /** The audit file's folder, when none was named and it is ours to make. */
  auditFolder?: string;
  proxy?: ProxySettings;
  /** Where this user's stored sign-ins are kept. */
  configFolder: string;
};

/** `refreshToken` → `SALESFORCE_REFRESH_TOKEN`. */
export function variableOf(name: SettingName): string {
  return `SALESFORCE_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function isSettingName(name: string): name is SettingName {
  return name in settings;
}

export const settingNames: readonly SettingName[] = Object.keys(settings).filter(isSettingName);

/** A value as a problem may quote it: what a URL can carry of a password or token is left out. */
function quoted(text: string): string {
  const bare = text.replace(/\/\/.*@/s, "//…@").replace(/(:\/\/[^?#]*[?#]).*/s, "$1…");
  return `'${bare.slice(0, 200)}'`;
}

function parseSetting(name: SettingName, text: string, problems: string[]): unknown {
  const { schema, secret }: Setting = settings[name];
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  const got = secret ? "a value" : quoted(text);
  problems.push(
    `${variableOf(name)} is ${got}, but it ${parsed.error.issues[0]?.message ?? "is not valid"}.`,
  );
  return undefined;
}

/** Which flows' settings are complete. */
export function completeFlows(config: Partial<Config>): AuthFlow[] {
  const key = config.privateKey ?? config.privateKeyFile;
  const flows: AuthFlow[] = [];
  if (config.accessToken && config.instanceUrl) flows.push("access-token");
  if (config.refreshToken && config.clientId) flows.push("refresh-token");
  if (config.clientId && config.username && key) flows.push("jwt-bearer");
  if (flows.length === 0 && config.clientId && config.clientSecret && isMyDomain(config.loginUrl)) {
    flows.push("client-credentials");
  }
  return flows;
}

function isMyDomain(loginUrl: string | undefined): boolean {
  const host = loginUrl && new URL(loginUrl).hostname;
  return host !== undefined && host !== "login.salesforce.com" && host !== "test.salesforce.com";
}

const requirements: Record<AuthFlow, readonly SettingName[]> = {
  "refresh-token": ["clientId", "refreshToken"],
  "jwt-bearer": ["clientId", "username", "privateKey"],
  "client-credentials": ["clientId", "clientSecret"],
  "access-token": ["accessToken", "instanceUrl"],
  stored: [],
};

/** The settings that a flow still needs, by variable name. */
export function missingFor(flow: AuthFlow, config: Config): string[] {
  const needs = requirements[flow].filter((name) => config[name] === undefined);
  return needs.filter((name) => name !== "privateKey" || config.privateKeyFile === undefined).map(variableOf);
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

function checkNames(config: Config, known: KnownNames | undefined, problems: string[]): void {
  for (const kind of ["toolsets", "tools"] as const) {
    const names = known?.[kind] ?? [];
    const unknown = (config[kind] ?? []).filter((name) => !names.includes(name));
    if (unknown.length === 0) continue;
    problems.push(`${variableOf(kind)} is '${unknown.join(",")}', but it takes ${names.join(", ")}.`);
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

export interface KnownNames {
  toolsets: readonly string[];
  tools: readonly string[];
}

export interface ConfigSources {
  /** By variable name, from the command line. */
  flags: Record<string, string | undefined>;
  env: Record<string, string | undefined>;
  dotenv: Record<string, string | undefined>;
  demo?: boolean;
  /** Needed when `namesTools`; finding them loads every tool, which a start without such settings need not wait for. */
  known?: KnownNames;
}

/** Claude Desktop hands a bundle's fields that were left empty on as they stand in its manifest (mcpb issue 250). */
function filledIn(text: string | undefined): string | undefined {
  return text?.startsWith("${user_config.") ? undefined : text;
}

type Texts = Pick<ConfigSources, "flags" | "env" | "dotenv">;

/** A setting's text, or undefined when it is not set. */
function textOf(name: SettingName, { flags, env, dotenv }: Texts): string | undefined {
  const variable = variableOf(name);
  return flags[variable] || filledIn(env[variable]) || dotenv[variable] || undefined;
}

/** Whether these settings name toolsets or tools. */
export function namesTools(texts: Texts): boolean {
  return textOf("toolsets", texts) !== undefined || textOf("tools", texts) !== undefined;
}

/**
 * Reads the settings; flag before environment before `.env` before default, an empty string is unset.
 * Throws ConfigError that names every malformed one.
 */
export function readConfig(sources: ConfigSources): Config {
  const { env, demo = false, known } = sources;
  const problems: string[] = [];
  const entries = settingNames.flatMap((name): [string, unknown][] => {
    const { default: fallback }: Setting = settings[name];
    const text = textOf(name, sources) ?? fallback;
    return text === undefined ? [] : [[name, parseSetting(name, text, problems)]];
  });
  const proxy = proxyOf(env, problems);
  // Every key was parsed by its own schema just above.
  const config = {
    ...Object.fromEntries(entries),
    demo,
    ...(proxy && { proxy }),
    configFolder: configFolderOf(env),
  } as Config;
  if (problems.length === 0) checkTogether(config, problems);
  if (problems.length === 0) checkNames(config, known, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return config.production ? inProduction(config, env) : config;
}
