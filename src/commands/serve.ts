import { readFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import type { Config } from "../config/config.ts";
import { EarlyAnswers } from "../mcp/stdio/greeting.ts";
import { toolsets } from "../tools/index.ts";
import { createRuntime } from "./runtime/runtime.ts";
import { stderr } from "./runtime/stderr.ts";

const longestGoodbyeMilliseconds = 850;
/** A client that has sent nothing for so long is not waiting for an answer, so loading the rest delays nobody. */
const longestSilenceMilliseconds = 10;
/** A first line that is longer is left to the SDK. */
const mostEarlyCharacters = 100_000;
/** Late enough that the client has its first answers. */
const tidyAfterMilliseconds = 300;

/** tools/list as the build wrote it, in the form of that name. */
function builtList(form: string): string | undefined {
  try {
    return readFileSync(new URL(`../tool-lists/${form}.tsv`, import.meta.url), "utf8");
  } catch {
    return undefined;
  }
}

/** Answers the client's first lines when that can be done without the SDK, for as long as that is not loaded. */
class Greeter {
  /** When the client has its list of tools, asks for more than is known here, or has been silent for too long. */
  readonly heard: Promise<void>;
  readonly #early: EarlyAnswers;
  readonly #decoder = new StringDecoder("utf8");
  #text = "";
  #stop: () => void = () => undefined;

  constructor(config: Config, version: string) {
    this.#early = new EarlyAnswers(config, version, builtList);
    this.heard = new Promise((resolve) => {
      let timer = setTimeout(resolve, longestSilenceMilliseconds);
      const listen = (chunk: Buffer) => {
        clearTimeout(timer);
        if (this.#goesOn(chunk)) timer = setTimeout(resolve, longestSilenceMilliseconds);
        else {
          this.#stop();
          resolve();
        }
      };
      process.stdin.on("data", listen);
      this.#stop = () => void process.stdin.off("data", listen);
    });
  }

  /** Answers the lines that end in this chunk; whether there may be more to answer. */
  #goesOn(chunk: Buffer): boolean {
    const lines = (this.#text + this.#decoder.write(chunk)).split("\n");
    this.#text = lines.pop() ?? "";
    for (const line of lines) {
      const answer = this.#early.answer(line);
      if (answer === undefined) return false;
      process.stdout.write(answer);
    }
    return this.#text.length < mostEarlyCharacters && this.#early.answered.size === 0;
  }

  /** From here on the SDK answers; returns what it need not answer again. */
  leave(): EarlyAnswers {
    this.#stop();
    return this.#early;
  }
}

/** Serves MCP on stdio until stdin ends or a signal comes; then the process ends with 0 within a second. */
export async function serve(config: Config, version: string): Promise<never> {
  const runtime = createRuntime(config);
  if (process.stdin.isTTY)
    void import("./terminal-greeting.ts").then(({ greetTerminal }) => greetTerminal(config));
  const closers = [() => runtime.close()];
  let ended = false;
  const end = () => {
    if (ended) return;
    ended = true;
    setTimeout(() => process.exit(0), longestGoodbyeMilliseconds).unref();
    void Promise.allSettled(closers.map((close) => close())).then(() => process.exit(0));
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, end);
  // stdout fails when the client has gone, so the process can end.
  process.stdout.on("error", end);
  // Buffers what arrives while the rest of the program is loaded.
  const input = process.stdin.pipe(new PassThrough());
  for (const event of ["close", "error"]) process.stdin.on(event, () => input.end());
  // What came before the end is answered first, if that takes no waiting: `echo … | salesforce-rest-mcp`.
  input.on("end", () => setImmediate(end));

  const greeter = new Greeter(config, version);
  await greeter.heard;
  const { serveStreams } = await import("../mcp/stdio/transport.ts");
  const log = (text: string) => stderr().write(`${text}\n`);
  const early = greeter.leave();
  const handle = serveStreams({ toolsets, runtime, version, input, output: process.stdout, early, log });
  closers.push(() => handle.close());
  setTimeout(() => void runtime.tidy(), tidyAfterMilliseconds).unref();
  return new Promise(() => undefined);
}
