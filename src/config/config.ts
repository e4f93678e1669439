import * as z from "zod";
import type { ProxySettings } from "./proxy.ts";
import { isRedirectUrl, salesforceUrl } from "./urls.ts";
import { absolutePath } from "./user-folders.ts";

// Compiling a parser for each schema costs more at the start than it saves over a few hundred calls.
z.config({ jitless: true });

const authFlows = [
  "refresh-token",
  "jwt-bearer",
  "client-credentials",
  "access-token",
  "sf-cli",
  "stored",
] as const;
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

const actionNames = list.refine(
  (names) => names.every((name) => /^[A-Za-z][\w.\-/]*\*?$/.test(name) || name === "*"),
  "takes names of actions separated by commas, e.g. submit,Plan_Follow_Up,Account.New_Contact,apexrest/projects or My_*",
);

/** A file or folder; `~` is the home folder, and what is relative begins in the working directory. */
const path = z.string().transform(absolutePath);

interface SettingOptions {
  secret?: true;
  /** An address, of which a message shows the host alone. */
  address?: true;
  /** Not secret itself, but where one may have been pasted. */
  private?: true;
  /** Names a file or folder. */
  path?: true;
  /** Decides who signs in, and where: all of these come from one source. */
  signIn?: true;
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
    { default: "https://login.salesforce.com", address: true, signIn: true },
  ),
  clientId: setting(token, "consumer key of the External Client App or Connected App", {
    private: true,
    signIn: true,
  }),
  clientSecret: setting(token, "its consumer secret, where the app asks for one", {
    secret: true,
    signIn: true,
  }),
  clientSecretFile: setting(path, "or the file that holds that secret", { path: true, signIn: true }),
  refreshToken: setting(token, "refresh token: signs in by the refresh-token flow", {
    secret: true,
    signIn: true,
  }),
  refreshTokenFile: setting(path, "or the file that holds that token", { path: true, signIn: true }),
  username: setting(z.string(), "user to sign in as by the JWT bearer flow", { signIn: true }),
  privateKey: setting(
    pem,
    "private key of the JWT bearer flow, as PEM text; a literal \\n stands for a line break",
    { secret: true, signIn: true },
  ),
  privateKeyFile: setting(path, "or the file that holds that key", { path: true, signIn: true }),
  privateKeyPassphrase: setting(z.string(), "passphrase of an encrypted private key", {
    secret: true,
    signIn: true,
  }),
  privateKeyPassphraseFile: setting(path, "or the file that holds that passphrase", {
    path: true,
    signIn: true,
  }),
  jwtAudience: setting(salesforceUrl, "audience of the JWT; found from the login URL unless given", {
    address: true,
    signIn: true,
  }),
  accessToken: setting(token, "a ready session, e.g. from sf org display; needs SALESFORCE_INSTANCE_URL", {
    secret: true,
    signIn: true,
  }),
  instanceUrl: setting(salesforceUrl, "the org's own URL, for a ready session", {
    address: true,
    signIn: true,
  }),
  sfOrg: setting(
    z.string().regex(/^[\w.@+][\w.@+-]{0,254}$/, "takes an alias or user name as sf org list shows it"),
    "alias or user name of an org that the Salesforce CLI (sf) is signed in to; its token is asked of sf",
    { signIn: true },
  ),
  authFlow: setting(
    z.enum(authFlows, { error: `takes one of ${authFlows.join(", ")}` }),
    "which sign-in to use when the settings allow several: refresh-token, jwt-bearer, client-credentials, access-token, sf-cli or stored",
    { signIn: true },
  ),
  profile: setting(
    z.string().regex(/^[\w.-]{1,64}$/, "takes letters, digits, dots, dashes and underscores"),
    "which stored sign-in to use",
    { default: "default", signIn: true },
  ),
  redirectUrl: setting(
    z.string().refine(isRedirectUrl, "takes http://localhost:PORT/PATH"),
    "where login waits for the browser; must be one of the app's callback URLs, letter for letter",
    { default: "http://localhost:1717/OauthRedirect", address: true },
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
  allowedActions: setting(
    actionNames,
    "only these actions may be run (flows, Apex, quick and standard ones, approvals); commas, * at the end allowed",
  ),
  serverName: setting(
    z.string().regex(/^[A-Za-z\d_-]{1,64}$/, "takes up to 64 letters, digits, - and _"),
    "what this server calls itself, to tell several of one application apart",
    { default: "salesforce-rest-mcp" },
  ),
  serverDescription: setting(
    z
      .string()
      .regex(
        /^(?=.*[\p{L}\p{N}])(?:(?!\p{Default_Ignorable_Code_Point})[^\p{C}\p{Zl}\p{Zp}]){1,200}$/u,
        "takes one line of up to 200 visible characters",
      ),
    "which org this server is for, in a line: its title, and the first line that a model reads of it",
  ),
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
    path,
    "file that gets one JSON line a tool call, in a folder that exists; off unless given, in production mode audit.jsonl in the user's state folder",
    { path: true },
  ),
  auditDetail: setting(
    z.enum(["metadata", "full"], { error: "takes metadata or full" }),
    "metadata, or full with requests and responses",
    { default: "metadata" },
  ),
  filesDir: setting(
    path,
    "the one folder from which files are read and into which results are written, which must exist; file arguments are refused unless given",
    { path: true },
  ),
  undo: setting(
    z.enum(["session", "keep", "off"], { error: "takes session, keep or off" }),
    "whether changes can be taken back: session (as long as the server runs), keep (seven days, in files that only the user can read) or off (nothing is read or kept for it)",
    { default: "session" },
  ),
  demoData: setting(
    path,
    "with --demo: a folder as `snapshot` makes it, whose objects and rows stand in place of the built-in company",
    { path: true },
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
  /** Where this user's logs and kept changes lie. */
  stateFolder: string;
  /** How a user starts this program, for remedies: `node dist/main.js`. */
  startedAs: string;
  /** The list of actions is that of a .env alone that may only narrow, so that naming one opens no object list. */
  actionsOnlyNarrow?: true;
  /** Sentences that say which settings do not count, and why; never their values. */
  ignored: readonly string[];
};

/** `refreshToken` → `SALESFORCE_REFRESH_TOKEN`. */
export function variableOf(name: SettingName): string {
  return `SALESFORCE_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settings, name);
}

export const settingNames: readonly SettingName[] = Object.keys(settings).filter(isSettingName);

/** The settings that decide which flows are complete; any text does. */
type SignInTexts = Partial<
  Record<
    | "accessToken"
    | "instanceUrl"
    | "refreshToken"
    | "clientId"
    | "clientSecret"
    | "username"
    | "privateKey"
    | "privateKeyFile"
    | "sfOrg"
    | "loginUrl",
    string | undefined
  >
>;

/** Which flows' settings are complete. */
export function completeFlows(config: SignInTexts): AuthFlow[] {
  const key = config.privateKey ?? config.privateKeyFile;
  const flows: AuthFlow[] = [];
  if (config.sfOrg) flows.push("sf-cli");
  if (config.accessToken && config.instanceUrl) flows.push("access-token");
  if (config.refreshToken && config.clientId) flows.push("refresh-token");
  if (config.clientId && config.username && key) flows.push("jwt-bearer");
  if (flows.length === 0 && config.clientId && config.clientSecret && isMyDomain(config.loginUrl)) {
    flows.push("client-credentials");
  }
  return flows;
}

export function isMyDomain(loginUrl: string | undefined): boolean {
  const host = URL.canParse(loginUrl ?? "") ? new URL(loginUrl ?? "").hostname : undefined;
  return host !== undefined && host !== "login.salesforce.com" && host !== "test.salesforce.com";
}

const requirements: Record<AuthFlow, readonly SettingName[]> = {
  "refresh-token": ["clientId", "refreshToken"],
  "jwt-bearer": ["clientId", "username", "privateKey"],
  "client-credentials": ["clientId", "clientSecret"],
  "access-token": ["accessToken", "instanceUrl"],
  "sf-cli": ["sfOrg"],
  stored: [],
};

/** The settings that a flow still needs, by variable name. */
export function missingFor(flow: AuthFlow, config: Config): string[] {
  const needs = requirements[flow].filter((name) => config[name] === undefined);
  return needs.filter((name) => name !== "privateKey" || config.privateKeyFile === undefined).map(variableOf);
}
