import { statSync } from "node:fs";
import { type Config, ConfigError } from "./config.ts";
import { problemOf, remedyOf, type UnknownVariable, unknownVariables } from "./misspelt.ts";
import type { ConfigSources } from "./precedence.ts";

function sentence(unknown: UnknownVariable): string {
  const remedy = remedyOf(unknown);
  return `${problemOf(unknown)}.${remedy === undefined ? "" : ` ${remedy}`}`;
}

/**
 * Throws ConfigError for variables that look like settings about safety misspelt: they would protect nothing,
 * in silence. Returns a sentence on each of the others that is no setting.
 */
export function checkVariables(sources: Pick<ConfigSources, "env" | "dotenv" | "envFile">): string[] {
  const unknown = unknownVariables(sources);
  const misspelt = unknown.filter(({ safety }) => safety);
  if (misspelt.length > 0) throw new ConfigError(misspelt.map(sentence));
  return unknown.map(sentence);
}

/** Throws ConfigError for a folder of a setting that does not exist. Making it would hide a misspelt path from the user. */
export function checkFolders({ filesDir, demo, demoData }: Config): void {
  const folders = { SALESFORCE_FILES_DIR: filesDir, SALESFORCE_DEMO_DATA: demo ? demoData : undefined };
  for (const [name, folder] of Object.entries(folders))
    if (folder !== undefined && !statSync(folder, { throwIfNoEntry: false })?.isDirectory())
      throw new ConfigError([`${name} is '${folder}', but it takes a folder that exists.`]);
}
