#!/usr/bin/env node
import { readFile } from "node:fs/promises";
import module from "node:module";
import { parseArgs } from "node:util";
import { type Config, ConfigError } from "./config/config.ts";
import { type ConfigSources, namesTools, settle } from "./config/precedence.ts";
import { readConfig } from "./config/read-config.ts";
import { checkFolders, checkVariables } from "./config/start-checks.ts";
import { startedAs } from "./config/started-as.ts";
import { version } from "./version.ts";

const commands = [
  "call",
  "tour",
  "login",
  "logout",
  "doctor",
  "setup",
  "demo-org",
  "snapshot",
  "help",
] as const;
type Command = (typeof commands)[number];

const options = {
  demo: { type: "boolean" },
  "read-only": { type: "boolean" },
  production: { type: "boolean" },
  toolsets: { type: "string" },
  tools: { type: "string" },
  profile: { type: "string" },
  "sf-org": { type: "string" },
  "env-file": { type: "string" },
  port: { type: "string" },
  flow: { type: "string" },
  certificate: { type: "string" },
  load: { type: "string", multiple: true },
  objects: { type: "string" },
  rows: { type: "string" },
  mask: { type: "boolean" },
  list: { type: "boolean" },
  print: { type: "boolean" },
  "no-browser": { type: "boolean" },
  json: { type: "boolean" },
  "no-demo": { type: "boolean" },
  "no-read-only": { type: "boolean" },
  "no-production": { type: "boolean" },
  "no-toolsets": { type: "boolean" },
  "no-tools": { type: "boolean" },
  "no-profile": { type: "boolean" },
  "no-sf-org": { type: "boolean" },
  "no-env-file": { type: "boolean" },
  version: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** Options that one command alone takes. */
const ownOptions = {
  port: "demo-org",
  flow: "demo-org",
  certificate: "demo-org",
  load: "demo-org",
  objects: "snapshot",
  rows: "snapshot",
  mask: "snapshot",
  list: "call",
  print: "setup",
  "no-browser": "login",
  json: "doctor",
  "no-demo": "setup",
  "no-read-only": "setup",
  "no-production": "setup",
  "no-toolsets": "setup",
  "no-tools": "setup",
  "no-profile": "setup",
  "no-sf-org": "setup",
  "no-env-file": "setup",
} as const;

/** The flags of an entry that setup can take off again, each by its name with `no-` before it. */
const removable = [
  "demo",
  "read-only",
  "production",
  "toolsets",
  "tools",
  "profile",
  "sf-org",
  "env-file",
] as const;

class UsageError extends Error {}

/** The name that was probably meant, as a question after a sentence; empty where no name is near. */
async function question(written: string, names: readonly string[]): Promise<string> {
  const { closest, didYouMean } = await import("./spelling.ts");
  const near = closest(
    written.replaceAll("-", ""),
    names.map((name) => ({ name, label: name.replaceAll("-", "") })),
    1,
  );
  const dashes = written.startsWith("-") ? "--" : "";
  return didYouMean(
    near.map((name) => `${dashes}${name}`),
    "after",
  );
}

async function commandLine(argv: readonly string[]) {
  try {
    return parsedArguments(argv);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [, unknown] = /^Unknown option '(-[^']*)'/.exec(message) ?? [];
    if (unknown === undefined) throw new UsageError(message);
    throw new UsageError(`There is no option ${unknown}.${await question(unknown, Object.keys(options))}`);
  }
}

function parsedArguments(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options, allowPositionals: true });
}

type Flags = ReturnType<typeof parsedArguments>["values"];

function flagSettings(flags: Flags): Record<string, string | undefined> {
  return {
    SALESFORCE_READ_ONLY: flags["read-only"] ? "true" : undefined,
    SALESFORCE_PRODUCTION: flags.production ? "true" : undefined,
    SALESFORCE_TOOLSETS: flags.toolsets,
    SALESFORCE_TOOLS: flags.tools,
    SALESFORCE_PROFILE: flags.profile,
    SALESFORCE_SF_ORG: flags["sf-org"],
  };
}

/** The settings of .env or --env-file; a missing .env is no error, a missing --env-file is. */
async function dotenvSettings(file: string | undefined): Promise<Record<string, string>> {
  const text = await readFile(file ?? ".env", "utf8").catch(() => undefined);
  if (text === undefined && file !== undefined) throw new UsageError(`--env-file: ${file} cannot be read.`);
  if (text === undefined) return {};
  // A CommonJS package: in the bundle only its default is there.
  const { default: dotenv } = await import("dotenv");
  return dotenv.parse(text);
}

function started(typed: boolean): string {
  const script = process.argv[1] ?? import.meta.filename;
  return startedAs({ script, file: import.meta.filename, cwd: process.cwd(), typed });
}

async function sourcesOf(flags: Flags, command?: Command): Promise<ConfigSources> {
  const file = flags["env-file"];
  const sources: ConfigSources = {
    flags: flagSettings(flags),
    env: process.env,
    dotenv: await dotenvSettings(file),
    envFile: file !== undefined,
    demo: flags.demo ?? false,
    forLogin: command === "login",
    startedAs: started(command !== undefined),
  };
  if (!namesTools(sources)) return sources;
  return { ...sources, known: (await import("./tools/names.ts")).knownNames };
}

function warn(text: string): void {
  process.stderr.write(`salesforce-rest-mcp: ${text}\n`);
}

/** The settings of a command that works by them; what of them does not count is said. */
async function settingsOf(
  flags: Flags,
  command?: Command,
): Promise<{ sources: ConfigSources; config: Config }> {
  const sources = await sourcesOf(flags, command);
  const strange = checkVariables(sources);
  const config = readConfig(sources);
  checkFolders(config);
  if (config.logLevel !== "error") for (const sentence of [...strange, ...config.ignored]) warn(sentence);
  return { sources, config };
}

async function runSetup(args: readonly string[], flags: Flags): Promise<number> {
  const [{ setup }, { homedir }, { sources, config }] = await Promise.all([
    import("./commands/setup.ts"),
    import("node:os"),
    settingsOf(flags, "setup"),
  ]);
  return setup({
    args,
    print: flags.print ?? false,
    program: { file: import.meta.filename, node: process.execPath },
    machine: { platform: process.platform, home: homedir(), env: process.env },
    sources: {
      flags,
      removed: removable.filter((name) => flags[`no-${name}`]),
      config,
      env: sources.env,
      given: settle(sources).given,
    },
  });
}

/** Commands that read no settings refuse the misspelt ones of the environment all the same. */
async function runWithoutSettings(command: "demo-org" | "tour", flags: Flags): Promise<number> {
  for (const sentence of checkVariables({ env: process.env, dotenv: {} })) warn(sentence);
  if (command === "tour") return (await import("./commands/tour.ts")).tour(version, started(true));
  const { port, flow, certificate, load } = flags;
  return (await import("./commands/demo-org.ts")).demoOrg({ port, flow, certificate, load });
}

/** The page of a command, an option, a tool of call, or the overview. */
async function printHelp(topic: string | undefined, tool: string | undefined): Promise<number> {
  const width = process.stdout.columns ?? 80;
  if (topic === "call" && tool !== undefined) {
    const { toolHelp, noSuchTool } = await import("./commands/tool-help.ts");
    const text = toolHelp(tool, width, { readOnly: false, demo: true });
    if (text === undefined) throw new UsageError(noSuchTool(tool));
    process.stdout.write(text);
    return 0;
  }
  const { helpPage } = await import("./commands/help.ts");
  const text = helpPage(topic, { width, program: started(true) });
  if (text === undefined)
    throw new UsageError(`There is no command ${topic}.${await question(topic ?? "", commands)}`);
  process.stdout.write(text);
  return 0;
}

async function runCommand(
  command: Exclude<Command, "help"> | undefined,
  rest: readonly string[],
  flags: Flags,
): Promise<number> {
  if (command === "demo-org" || command === "tour") return runWithoutSettings(command, flags);
  if (command === "setup") return runSetup(rest, flags);
  if (command === "doctor")
    return (await import("./commands/doctor.ts")).doctor(await sourcesOf(flags, command), {
      json: flags.json ?? false,
    });
  const { config } = await settingsOf(flags, command);
  if (command === "call")
    return (await import("./commands/call.ts")).call(config, rest, { list: flags.list ?? false });
  if (command === "snapshot") {
    const { objects, rows, mask = false } = flags;
    return (await import("./commands/snapshot.ts")).snapshot(config, rest, { objects, rows, mask });
  }
  if (command === "login")
    return (await import("./commands/login.ts")).login(config, { browser: !flags["no-browser"] });
  if (command === "logout") return (await import("./commands/logout.ts")).logout(config);
  return (await import("./commands/serve.ts")).serve(config, version);
}

function isCommand(word: string): word is Command {
  return commands.some((command) => command === word);
}

/** Refuses words and options that the command does not use: ignored, they may have been meant to name another org. */
function refuseUnused(command: Command | undefined, rest: readonly string[], flags: Flags): void {
  if (command !== "call" && command !== "setup" && command !== "snapshot" && rest.length > 0) {
    const way = command === "login" || command === "logout" ? " A profile is named by --profile NAME." : "";
    throw new UsageError(`${command} takes options only: leave out ${rest.join(" ")}.${way}`);
  }
  // The entries of an object literal have its own keys.
  for (const [option, owner] of Object.entries(ownOptions) as [keyof typeof ownOptions, Command][])
    if (flags[option] !== undefined && command !== owner)
      throw new UsageError(`--${option} is an option of ${owner} alone.`);
}

/** A reader that has seen enough (`… | head`) is no error; what serves MCP ends in its own way. */
function endWithReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
}

async function main(): Promise<number> {
  const argv = process.argv.slice(2);
  // In `help --toolsets` the option is what help is asked about, so it must not be parsed as one that is given.
  if (argv[0] === "help") return printHelp(argv[1], argv[2]);
  const { values: flags, positionals } = await commandLine(argv);
  const [word, ...rest] = positionals;
  if (word !== undefined && !isCommand(word))
    throw new UsageError(
      `There is no command ${word}.${await question(word, commands)} Commands: ${commands.join(", ")}.`,
    );
  if (word !== undefined || flags.version || flags.help) endWithReader();
  if (flags.version) {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  if (flags.help) return printHelp(word, rest[0]);
  refuseUnused(word, rest, flags);
  return runCommand(word === "help" ? undefined : word, rest, flags);
}

// Where Node has it (22.8; the types are those of 20), what was compiled once is not compiled again at the next start.
const { enableCompileCache } = module as { enableCompileCache?: () => void };
enableCompileCache?.();

// A client that stops reading the log, or closes it, still gets its answers.
process.stderr.on("error", () => undefined);

/** So long a command may clean up behind a signal. It is more than a server takes, which has an end of its own. */
const longestCleanupMilliseconds = 900;

/**
 * A signal ends the process within a second, whatever it waits for. The system does not see to that: signals do
 * nothing by themselves to the first process of a container, and where they do, nothing would be cleaned up.
 */
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)
  process.on(signal, () => {
    if (process.listenerCount(signal) === 1) process.exit(code);
    setTimeout(() => process.exit(code), longestCleanupMilliseconds).unref();
  });

// stdout belongs to MCP: whatever a library prints goes to stderr.
console.log = console.error;
console.info = console.error;
console.debug = console.error;

main().then(
  (code) => {
    process.exitCode = code;
  },
  async (error: unknown) => {
    const { complain } = await import("./commands/say.ts");
    const expected = error instanceof UsageError || error instanceof ConfigError;
    const text = error instanceof Error ? error.message : String(error);
    complain(`salesforce-rest-mcp: ${text}`, expected ? `See ${started(true)} --help.` : undefined);
    process.exitCode = expected ? 2 : 1;
  },
);
