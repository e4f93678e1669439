import { isObject, type JsonObject } from "../../json-object.ts";
import type { SecretInput, ServerEntry } from "./entry.ts";

/** What setup puts into a configuration. */
export interface Addition {
  /** The key of the object that holds the servers. */
  serversKey: string;
  /** The server's own key in it. */
  name: string;
  entry: ServerEntry;
  inputs: readonly SecretInput[];
}

/** A format of configuration files: edits text and leaves alone all that it does not have to change. */
export interface ConfigText {
  /** The servers by name. Throws UnreadableConfig. */
  servers(text: string, serversKey: string): Record<string, unknown>;
  /** The text with the entry in it, new or in place of the one of the same name. Throws UnreadableConfig. */
  withServer(text: string, addition: Addition): string;
  /** The entry alone, as it is to be pasted into an empty file. */
  alone(addition: Addition): string;
}

/** The file is not what its client can read, or is written in a way that cannot be edited safely. */
export class UnreadableConfig extends Error {}

/** Line and column, both from 1, of an offset. */
export function placeOf(text: string, offset: number): string {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
  return `line ${lines.length}, column ${(lines.at(-1) ?? "").length + 1}`;
}

/** The line ends that a text uses. */
export function lineEndOf(text: string): "\r\n" | "\n" {
  return /\r\n/.test(text) ? "\r\n" : "\n";
}

/** An object of servers, or undefined when it is something else. */
export function serversIn(config: JsonObject, serversKey: string): JsonObject | undefined {
  const servers = config[serversKey] ?? {};
  return isObject(servers) ? servers : undefined;
}
