import { existsSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { closest, didYouMean } from "../spelling.ts";
import { signInsOf } from "./runtime/sign-ins.ts";
import { complain, say } from "./say.ts";
import { type Client, type ClientName, clients, isClientName, type Machine } from "./setup/clients.ts";
import { readConfigFile, replaceConfigFile } from "./setup/config-file.ts";
import { type Addition, type ConfigText, UnreadableConfig } from "./setup/config-text.ts";
import {
  type EntrySources,
  entryFor,
  isOurs,
  type Program,
  type ServerEntry,
  secretVariables,
} from "./setup/entry.ts";
import { mergedEntry } from "./setup/merged-entry.ts";
import { entryNotes, fileNotes } from "./setup/notes.ts";

export interface SetupOptions {
  /** What stands behind `setup` on the command line. */
  args: readonly string[];
  print: boolean;
  program: Program;
  machine: Omit<Machine, "exists">;
  sources: Omit<EntrySources, "stored">;
}

/** One client, this program and the settings: what an entry is made of. */
interface Setup {
  client: Client;
  name: ClientName;
  program: Program;
  machine: Machine;
  sources: EntrySources;
}

const suggestedKey = "salesforce";
/** The key of our entry where another server has the suggested one. */
const otherKey = "salesforce-rest-mcp";

/** The client that was probably meant, as a question. */
function meant(name: string): string {
  const names = Object.keys(clients).map((client) => ({ name: client }));
  return didYouMean(closest(name, names, 1), "after");
}

function usage(problem: string): number {
  complain(`${problem}\nUsage: setup CLIENT [--print]   (${Object.keys(clients).join(", ")})`);
  return 2;
}

async function configTextOf(client: Client): Promise<ConfigText> {
  if (client.format === "toml") return (await import("./setup/toml-config.ts")).tomlConfig;
  return (await import("./setup/json-config.ts")).jsonConfig({ plain: client.plainJson ?? false });
}

/** The entry with a placeholder for every secret: what may be shown. */
function shown(entry: ServerEntry, { asksForSecrets }: Client): ServerEntry {
  if (!entry.env || asksForSecrets) return entry;
  const env = Object.entries(entry.env).map(([variable, text]) => [
    variable,
    secretVariables.has(variable) ? `<${variable}>` : text,
  ]);
  return { ...entry, env: Object.fromEntries(env) };
}

/** Cursor's install link (https://cursor.com/docs/mcp/install-links). */
function installLink(name: string, entry: ServerEntry): string {
  const json = JSON.stringify(entry);
  // Spaces to a length that needs no = in base64, which link handlers decode in different ways.
  const padding = " ".repeat((3 - (Buffer.byteLength(json) % 3)) % 3);
  const config = encodeURIComponent(Buffer.from(json + padding).toString("base64"));
  return `cursor://anysphere.cursor-deeplink/mcp/install?name=${name}&config=${config}`;
}

/** The entry as it would stand in the file, merged with the one that is there. */
async function printEntry(setup: Setup): Promise<number> {
  const { client, machine } = setup;
  const file = await readConfigFile(client.file(machine));
  const configText = await configTextOf(client);
  const addition = additionTo(configText.servers(file.text, client.serversKey), setup);
  const { name, entry } = addition;
  process.stdout.write(configText.alone({ ...addition, entry: shown(entry, client) }));
  complain(`For ${client.title}, in ${client.file(machine)}`);
  if (setup.name === "cursor") complain(`Or open this link: ${installLink(name, shown(entry, client))}`);
  for (const note of entryNotes(setup, entry, "printed")) complain(note);
  return 0;
}

/** Where our entry goes among these servers, and what it will be there. Another server's entry stays. */
function additionTo(servers: Record<string, unknown>, setup: Setup): Addition {
  const { client, program, machine, sources } = setup;
  const { entry, inputs } = entryFor(client, program, machine.platform, sources);
  const name = [suggestedKey, otherKey].find(
    (key) => servers[key] === undefined || isOurs(servers[key], program),
  );
  if (name === undefined)
    throw new UnreadableConfig(`\`${suggestedKey}\` and \`${otherKey}\` are other servers there; rename one`);
  return {
    serversKey: client.serversKey,
    name,
    entry: mergedEntry(servers[name], entry, program, sources),
    inputs,
  };
}

function partsOf(entry: unknown): Partial<ServerEntry> {
  // Either we made this entry, or isOurs has checked its shape.
  return entry as Partial<ServerEntry>;
}

function commandOf(entry: unknown): string {
  const { command, args } = partsOf(entry);
  return [command, ...(args ?? [])].join(" ");
}

/** What became of the entry, in lines. */
function changes(before: unknown, { name, entry }: Addition, path: string): string[] {
  if (before === undefined) return [`Added \`${name}\` to ${path}`, `  It runs: ${commandOf(entry)}`];
  const flagsGone = partsOf(before).args?.filter(
    (word) => word.startsWith("--") && !entry.args.includes(word),
  );
  const gone = Object.keys(partsOf(before).env ?? {}).filter(
    (variable) => !Object.hasOwn(entry.env ?? {}, variable),
  );
  return [
    `Changed \`${name}\` in ${path}`,
    `  It runs: ${commandOf(entry)}`,
    ...(commandOf(before) === commandOf(entry) ? [] : [`  It ran:  ${commandOf(before)}`]),
    ...(flagsGone?.length ? [`  Taken off: ${flagsGone.join(", ")}`] : []),
    ...(gone.length > 0 ? [`  No longer in its env: ${gone.join(", ")}`] : []),
    ...(gone.some((variable) => secretVariables.has(variable))
      ? ["  The copy still holds the secrets; delete it once all is well."]
      : []),
  ];
}

async function writeEntry(setup: Setup): Promise<number> {
  const { client, machine } = setup;
  const file = await readConfigFile(client.file(machine));
  const configText = await configTextOf(client);
  const servers = configText.servers(file.text, client.serversKey);
  const addition = additionTo(servers, setup);
  const before = servers[addition.name];
  if (isDeepStrictEqual(before, addition.entry)) {
    say(`\`${addition.name}\` in ${file.path} is already as it should be; nothing was changed.`);
  } else {
    const text = configText.withServer(file.text, addition);
    const secret = !isDeepStrictEqual(shown(addition.entry, client), addition.entry);
    const backup = await replaceConfigFile(file, { text, secret }, new Date());
    for (const line of changes(before, addition, file.path)) say(line);
    if (backup) say(`  The file as it was: ${backup}`);
    say(client.next);
  }
  if (setup.name === "cursor")
    say(`The same as a link: ${installLink(addition.name, shown(addition.entry, client))}`);
  if (addition.name === otherKey && servers[suggestedKey] !== undefined)
    say(
      `Note: the file has another server called \`${suggestedKey}\`, which was left as it is. Your assistant will see the tools of both.`,
    );
  const notes = [...entryNotes(setup, addition.entry, "written"), ...(await fileNotes(client, file))];
  for (const note of notes) say(note);
  return 0;
}

function failure(error: unknown, path: string): number {
  if (error instanceof UnreadableConfig) {
    complain(`${path} was not changed: ${error.message}.`);
    complain(
      "Correct that place in the file and run setup again, or paste what `setup CLIENT --print` shows into it.",
    );
    return 1;
  }
  if (error instanceof Error && "syscall" in error) {
    complain(`${path} cannot be read or written: ${error.message}.`);
    return 1;
  }
  throw error;
}

/** Writes the entry of this server into a client's configuration, or prints it. Resolves to the exit code. */
export async function setup({ args, print, program, machine, sources }: SetupOptions): Promise<number> {
  const [name, ...others] = args;
  if (!isClientName(name))
    return usage(name ? `There is no client ${name}.${meant(name)}` : "setup takes a client.");
  if (others.length > 0) return usage(`setup takes one client at a time: leave out ${others.join(" ")}.`);
  const signIns = signInsOf(sources.config);
  const stored = (await signIns.place(sources.config.profile)) !== undefined;
  const plan: Setup = {
    name,
    client: clients[name],
    program,
    machine: { ...machine, exists: existsSync },
    sources: { ...sources, stored },
  };
  return (print ? printEntry : writeEntry)(plan).catch((error: unknown) =>
    failure(error, plan.client.file(plan.machine)),
  );
}
