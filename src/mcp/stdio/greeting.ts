import type { Config } from "../../config/config.ts";
import { isObject } from "../../json-object.ts";
import { instructionsFor } from "../instructions.ts";
import { isChosen, listForm } from "../tool-list/tool-choice.ts";

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

/** A request that has been answered before the SDK was there, and the line that answers it. */
interface Answered {
  id: string | number;
  answer: string;
}

/**
 * The answer to a client's first line when that is a plain initialize request, which then need not wait for the
 * SDK and the tools to be loaded: that takes two thirds of a start. Undefined when the SDK is to answer it.
 */
function greetingFor(line: string, config: Config, version: string): Answered | undefined {
  const message = parsed(line);
  if (!isPlainInitialize(message)) return undefined;
  const { serverInfo, capabilities, instructions } = identityOf(config, version);
  const { protocolVersion } = message.params;
  const result = { protocolVersion, capabilities, serverInfo, instructions };
  return { id: message.id, answer: lineOf(message.id, JSON.stringify(result)) };
}

function lineOf(id: string | number, result: string): string {
  return `{"result":${result},"jsonrpc":"2.0","id":${JSON.stringify(id)}}\n`;
}

/** The id of a request for the whole list of tools, or for nothing but an answer. */
function plainRequest(message: unknown): { id: string | number; method: string } | undefined {
  if (!isObject(message) || message["jsonrpc"] !== "2.0") return undefined;
  const { id, method, params = {} } = message;
  if (typeof id !== "string" && !Number.isSafeInteger(id)) return undefined;
  const plain = isObject(params) && Object.keys(params).every((name) => name === "_meta");
  const known = method === "tools/list" || method === "ping";
  // An id that is no text is a whole number here.
  return plain && known ? { id: id as string | number, method } : undefined;
}

/** The tools that these settings choose, of a list as the build wrote it. */
function listFrom(text: string, config: Config): string {
  const tools = text.split("\n").flatMap((line) => {
    const [toolset = "", name = "", ...shown] = line.split("\t");
    return name !== "" && isChosen(config, toolset, name) ? [shown.join("\t")] : [];
  });
  return `{"tools":[${tools.join(",")}]}`;
}

/**
 * Answers the first lines of a client by what the build knows: initialize, then the list of tools and pings. The
 * SDK then gets these lines too, except for what it need not see.
 */
export class EarlyAnswers {
  readonly #config: Config;
  readonly #version: string;
  readonly #list: (form: string) => string | undefined;
  /** The request that began the session; the SDK's answer to it is not sent again. */
  greeted: string | number | undefined;
  /** Requests that the SDK need not see. */
  readonly answered = new Set<string | number>();

  /** `list` is what the build wrote of tools/list in one of its forms; undefined where there is none. */
  constructor(config: Config, version: string, list: (form: string) => string | undefined) {
    this.#config = config;
    this.#version = version;
    this.#list = list;
  }

  /** The line that answers this one, empty for one that wants no answer; undefined when the SDK is to take over. */
  answer(line: string): string | undefined {
    if (this.greeted === undefined) {
      const greeting = greetingFor(line, this.#config, this.#version);
      this.greeted = greeting?.id;
      return greeting?.answer;
    }
    const message = parsed(line);
    if (isObject(message) && message["method"] === "notifications/initialized") return "";
    const request = plainRequest(message);
    const result = request && this.#resultOf(request.method);
    if (request === undefined || result === undefined) return undefined;
    this.answered.add(request.id);
    return lineOf(request.id, result);
  }

  #resultOf(method: string): string | undefined {
    if (method === "ping") return "{}";
    const text = this.#list(listForm(this.#config));
    return text === undefined ? undefined : listFrom(text, this.#config);
  }
}
