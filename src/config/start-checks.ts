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

/** Throws ConfigError when the files folder does not exist. Making it would hide a misspelt path from the user. */
export function checkFilesFolder({ filesDir }: Config): void {
  if (filesDir === undefined || statSync(filesDir, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new ConfigError([`SALESFORCE_FILES_DIR is '${filesDir}', but it takes a folder that exists.`]);
}
