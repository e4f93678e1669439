import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type Config, ConfigError } from "../config/config.ts";
import { type ConfigSources, settle } from "../config/precedence.ts";
import { readConfig } from "../config/read-config.ts";
import { checkFolders, checkVariables } from "../config/start-checks.ts";
import { startedAs } from "../config/started-as.ts";
import { knownNames } from "../tools/names.ts";
import { version } from "../version.ts";
import { toStderr } from "./runtime/log.ts";

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
  const { closest, didYouMean } = await import("../spelling.ts");
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

/** What was typed to start the program. */
interface Typed {
  /** The program's file, after symbolic links. */
  file: string;
  command?: Command;
  /** What stands behind the command. */
  rest: readonly string[];
  flags: Flags;
}

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

function started(file: string, typed: boolean): string {
  const script = process.argv[1] ?? file;
  return startedAs({ script, file, cwd: process.cwd(), typed });
}

async function sourcesOf({ file, command, flags }: Typed): Promise<ConfigSources> {
  const envFile = flags["env-file"];
  return {
    flags: flagSettings(flags),
    env: process.env,
    dotenv: await dotenvSettings(envFile),
    envFile: envFile !== undefined,
    demo: flags.demo ?? false,
    forLogin: command === "login",
    startedAs: started(file, command !== undefined),
    known: knownNames,
  };
}

/** The settings of a command that works by them; what of them does not count is said. */
async function settingsOf(typed: Typed): Promise<{ sources: ConfigSources; config: Config }> {
  const sources = await sourcesOf(typed);
  const strange = checkVariables(sources);
  const config = readConfig(sources);
  checkFolders(config);
  if (config.logLevel !== "error") for (const sentence of [...strange, ...config.ignored]) toStderr(sentence);
  return { sources, config };
}

async function runSetup(typed: Typed): Promise<number> {
  const { file, rest: args, flags } = typed;
  const [{ setup }, { homedir }, { sources, config }] = await Promise.all([
    import("./setup.ts"),
    import("node:os"),
    settingsOf(typed),
  ]);
  return setup({
    args,
    print: flags.print ?? false,
    program: { file, node: process.execPath },
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
async function runWithoutSettings({ file, command, flags }: Typed): Promise<number> {
  for (const sentence of checkVariables({ env: process.env, dotenv: {} })) toStderr(sentence);
  if (command === "tour") return (await import("./tour.ts")).tour(version, started(file, true));
  const { port, flow, certificate, load } = flags;
  return (await import("./demo-org.ts")).demoOrg({ port, flow, certificate, load });
}

/** The page of a command, an option, a tool of call, or the overview. */
async function printHelp(file: string, topic: string | undefined, tool: string | undefined): Promise<number> {
  const width = process.stdout.columns ?? 80;
  if (topic === "call" && tool !== undefined) {
    const { toolHelp, noSuchTool } = await import("./tool-help.ts");
    const text = await toolHelp(tool, width, { readOnly: false, demo: true });
    if (text === undefined) throw new UsageError(noSuchTool(tool));
    process.stdout.write(text);
    return 0;
  }
  const { helpPage } = await import("./help.ts");
  const text = helpPage(topic, { width, program: started(file, true) });
  if (text === undefined)
    throw new UsageError(`There is no command ${topic}.${await question(topic ?? "", commands)}`);
  process.stdout.write(text);
  return 0;
}

async function runCommand(typed: Typed): Promise<number> {
  const { command, rest, flags } = typed;
  if (command === "demo-org" || command === "tour") return runWithoutSettings(typed);
  if (command === "setup") return runSetup(typed);
  if (command === "doctor")
    return (await import("./doctor.ts")).doctor(await sourcesOf(typed), { json: flags.json ?? false });
  const { config } = await settingsOf(typed);
  if (command === "call")
    return (await import("./call.ts")).call(config, rest, { list: flags.list ?? false });
  if (command === "snapshot") {
    const { objects, rows, mask = false } = flags;
    return (await import("./snapshot.ts")).snapshot(config, rest, { objects, rows, mask });
  }
  if (command === "login")
    return (await import("./login.ts")).login(config, { browser: !flags["no-browser"] });
  if (command === "logout") return (await import("./logout.ts")).logout(config);
  return (await import("./serve.ts")).serve(config, version);
}

function isCommand(word: string): word is Command {
  return commands.some((command) => command === word);
}

/** Refuses words and options that the command does not use: ignored, they may have been meant to name another org. */
function refuseUnused({ command, rest, flags }: Typed): void {
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

async function run(file: string, argv: readonly string[]): Promise<number> {
  // In `help --toolsets` the option is what help is asked about, so it must not be parsed as one that is given.
  if (argv[0] === "help") return printHelp(file, argv[1], argv[2]);
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
  if (word === "help") return printHelp(file, rest[0], rest[1]);
  if (flags.help) return printHelp(file, word, rest[0]);
  const typed = { file, rest, flags, ...(word !== undefined && { command: word }) };
  refuseUnused(typed);
  return runCommand(typed);
}

/**
 * Does what the process's arguments say; `file` is the program's, after symbolic links. Resolves to the exit code: that
 * of the command, 2 for what was typed or set wrongly, 1 for any other failure.
 */
export async function runCommandLine(file: string): Promise<number> {
  try {
    return await run(file, process.argv.slice(2));
  } catch (error) {
    const { complain } = await import("./say.ts");
    const expected = error instanceof UsageError || error instanceof ConfigError;
    const text = error instanceof Error ? error.message : String(error);
    complain(`salesforce-rest-mcp: ${text}`, expected ? `See ${started(file, true)} --help.` : undefined);
    return expected ? 2 : 1;
  }
}
