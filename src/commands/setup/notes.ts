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
    return [
      `Note: there is no sign-in yet, so no tool can reach Salesforce. Open a terminal and run ${loginCommand(facts)}. Setup need not be run again.`,
    ];
  if (config.demo || !usesStored(sources)) return [];
  if (!stored)
    return [
      `Note: nobody is signed in as profile ${config.profile} yet. Open a terminal and run ${loginCommand(facts)}.`,
    ];
  const unused = [...given.keys()]
    .map(variableOf)
    .filter((variable) => variable !== "SALESFORCE_PROFILE" && signInVariables.has(variable));
  if (unused.length === 0) return [];
  return [
    `Note: the server signs in with what login has stored (profile ${config.profile}), so ${unused.join(", ")} stay out of the file.`,
  ];
}

function secretNotes(facts: Facts, entry: ServerEntry, how: "printed" | "written"): string[] {
  const secrets = Object.keys(entry.env ?? {}).filter((variable) => secretVariables.has(variable));
  if (secrets.length === 0) return [];
  const named = secrets.join(", ");
  if (facts.client.asksForSecrets)
    return [
      `Note: ${facts.client.title} asks for ${named} when it first starts the server, and remembers the answer.`,
    ];
  if (how === "printed")
    return [
      `Note: secrets are not printed. Replace ${secrets.map((variable) => `<${variable}>`).join(", ")} by your own ${secrets.length === 1 ? "value" : "values"} when you paste this.`,
    ];
  return [
    `Note: that file holds secrets which anyone who opens it can read (${named}). To have them out of it, run ${loginCommand(facts)} in a terminal and then the same setup command again.`,
  ];
}

function connectionNotes({ client, sources }: Facts, entry: ServerEntry): string[] {
  if (sources.config.demo) return [];
  // Stored sign-ins lie in this folder, so without the variable the server would look elsewhere.
  const variables = [...connectionVariables, ...(usesStored(sources) ? ["XDG_CONFIG_HOME"] : [])];
  const set = variables.filter((variable) => sources.env[variable] && !entry.env?.[variable]);
  if (set.length === 0) return [];
  return [
    `Note: ${set.join(" and ")} ${set.length === 1 ? "is" : "are"} set in this terminal, and the server may not get ${set.length === 1 ? "it" : "them"} from ${client.title}. If it cannot connect, add ${set.length === 1 ? "it" : "them"} under "env" in the entry.`,
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
      ? [
          `Note: the file begins with a byte-order mark, an invisible character that ${title} may refuse. Open the file in an editor and save it as "UTF-8 without BOM".`,
        ]
      : []),
    ...(comment
      ? [
          `Note: ${title} does not understand comments and ignores the whole file because of the one at ${comment}. Delete that comment.`,
        ]
      : []),
  ];
}
