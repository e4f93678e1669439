import type { Config } from "../../config/config.ts";
import { isObject } from "../../json-object.ts";
import { instructionsFor } from "../instructions.ts";

/** What this server says of itself, in either protocol era. */
export function identityOf(config: Config, version: string) {
  const { serverName: name, serverDescription: title } = config;
  return {
    serverInfo: { name, ...(title !== undefined && { title }), version },
    // What is offered is settled at the start, so nobody need be told of changes.
    capabilities: {
      tools: { listChanged: false },
      resources: { listChanged: false, subscribe: false },
      prompts: { listChanged: false },
      completions: {},
    },
    instructions: instructionsFor(config),
  };
}

/** The revisions that begin with initialize; another one is left to the SDK to negotiate. */
export const greetedRevisions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** An initialize request that leaves nothing to decide. */
function isPlainInitialize(
  message: unknown,
): message is { id: string | number; params: { protocolVersion: string } } {
  if (!isObject(message) || message["jsonrpc"] !== "2.0" || message["method"] !== "initialize") return false;
  const { id, params } = message;
  if (typeof id !== "string" && !Number.isSafeInteger(id)) return false;
  if (!isObject(params) || "_meta" in params) return false;
  const { protocolVersion, capabilities, clientInfo } = params;
  return (
    greetedRevisions.some((revision) => revision === protocolVersion) &&
    isObject(capabilities) &&
    Object.values(capabilities).every(isObject) &&
    isObject(clientInfo) &&
    typeof clientInfo["name"] === "string" &&
    typeof clientInfo["version"] === "string"
  );
}

export interface Greeting {
  /** Of the request; the SDK's answer to it is not sent again. */
  id: string | number;
  /** The line that answers it, as the SDK would write it. */
  answer: string;
}

/**
 * The answer to a client's first line when that is a plain initialize request, which then need not wait for the
 * SDK and the tools to be loaded: that takes two thirds of a start. Undefined when the SDK is to answer it.
 */
export function greetingFor(line: string, config: Config, version: string): Greeting | undefined {
  const message = parsed(line);
  if (!isPlainInitialize(message)) return undefined;
  const { serverInfo, capabilities, instructions } = identityOf(config, version);
  const { protocolVersion } = message.params;
  const result = { protocolVersion, capabilities, serverInfo, instructions };
  return { id: message.id, answer: `${JSON.stringify({ result, jsonrpc: "2.0", id: message.id })}\n` };
}
