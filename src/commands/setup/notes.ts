import { variableOf } from "../../config/config.ts";
import type { Client } from "./clients.ts";
import type { ConfigFile } from "./config-file.ts";
import {
  type EntrySources,
  type Program,
  type ServerEntry,
  secretVariables,
  signInVariables,
  signsIn,
  usesStored,
} from "./entry.ts";

/** Variables that change how a server connects, and that most clients do not hand on to it. */
const connectionVariables = ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "NODE_EXTRA_CA_CERTS"] as const;

interface Facts {
  client: Client;
  program: Program;
  sources: EntrySources;
}

function loginCommand({ sources }: Facts): string {
  const { profile, startedAs } = sources.config;
  return `\`${startedAs} login${profile === "default" ? "" : ` --profile ${profile}`}\``;
}

function signInNotes(facts: Facts): string[] {
  const { sources } = facts;
  const { config, stored, given } = sources;
  if (!signsIn(sources))
    return [`Note: there is no sign-in yet. Run ${loginCommand(facts)}; the entry can stay as it is.`];
  if (config.demo || !usesStored(sources)) return [];
  if (!stored)
    return [`Note: nobody is signed in as profile ${config.profile} yet. Run ${loginCommand(facts)}.`];
  const unused = [...given.keys()]
    .map(variableOf)
    .filter((variable) => variable !== "SALESFORCE_PROFILE" && signInVariables.has(variable));
  if (unused.length === 0) return [];
  return [`Note: the stored sign-in of profile ${config.profile} is used; ${unused.join(", ")} stay out.`];
}

function secretNotes(facts: Facts, entry: ServerEntry, how: "printed" | "written"): string[] {
  const secrets = Object.keys(entry.env ?? {}).filter((variable) => secretVariables.has(variable));
  if (secrets.length === 0) return [];
  const named = secrets.join(", ");
  if (facts.client.asksForSecrets)
    return [`Note: ${facts.client.title} asks for ${named} when it starts the server, and keeps it.`];
  if (how === "printed") return [`Note: put your own value in place of ${named}; secrets are not printed.`];
  return [
    `Note: that file holds secrets as plain text (${named}), since there is no stored sign-in. Run ${loginCommand(facts)}, then setup again, and they go.`,
  ];
}

function connectionNotes({ client, sources }: Facts, entry: ServerEntry): string[] {
  if (sources.config.demo) return [];
  // Stored sign-ins are found by it.
  const variables = [...connectionVariables, ...(usesStored(sources) ? ["XDG_CONFIG_HOME"] : [])];
  const set = variables.filter((variable) => sources.env[variable] && !entry.env?.[variable]);
  if (set.length === 0) return [];
  return [
    `Note: here ${set.join(" and ")} is set. Where ${client.title} does not hand it on, add it to the entry's env.`,
  ];
}

/** What a user should know of an entry beyond that it is there. */
export function entryNotes(facts: Facts, entry: ServerEntry, how: "printed" | "written"): string[] {
  return [...signInNotes(facts), ...secretNotes(facts, entry, how), ...connectionNotes(facts, entry)];
}

/** What would keep a client that reads plain JSON from reading its file. */
export async function fileNotes(
  { title, plainJson }: Client,
  { text, hasByteOrderMark }: ConfigFile,
): Promise<string[]> {
  if (!plainJson) return [];
  const { commentIn } = await import("./json-config.ts");
  const comment = commentIn(text);
  return [
    ...(hasByteOrderMark
      ? [`Note: the file begins with a byte-order mark, which ${title} may refuse. Save it as UTF-8 without.`]
      : []),
    ...(comment
      ? [`Note: ${title} reads plain JSON; the comment at ${comment} makes it ignore the file.`]
      : []),
  ];
}
