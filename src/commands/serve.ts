import { PassThrough } from "node:stream";
import type { Config } from "../config/config.ts";
import { type Greeting, greetingFor } from "../mcp/stdio/greeting.ts";
import { createRuntime } from "./runtime.ts";

const longestGoodbyeMilliseconds = 900;
/** A client that has sent nothing by then is not waiting for an answer, so loading the rest delays nobody. */
const longestSilenceMilliseconds = 10;
/** Late enough that the client has its first answers. */
const tidyAfterMilliseconds = 300;

/** Answers the client's first line when that can be done without the SDK, for as long as that is not loaded. */
class Greeter {
  /** When the client has spoken, or has been silent for too long. */
  readonly heard: Promise<void>;
  #greeting: Greeting | undefined;
  #stop: () => void = () => undefined;

  constructor(config: Config, version: string) {
    this.heard = new Promise((resolve) => {
      const timer = setTimeout(resolve, longestSilenceMilliseconds);
      const listen = (chunk: Buffer) => {
        clearTimeout(timer);
        const end = chunk.indexOf("\n");
        if (end !== -1) this.#greeting = greetingFor(chunk.toString("utf8", 0, end), config, version);
        if (this.#greeting) process.stdout.write(this.#greeting.answer);
        resolve();
      };
      process.stdin.once("data", listen);
      this.#stop = () => void process.stdin.off("data", listen);
    });
  }

  /** From here on the SDK answers; returns what it need not answer again. */
  leave(): Greeting | undefined {
    this.#stop();
    return this.#greeting;
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
  const [{ serveStreams }, { toolsets }] = await Promise.all([
    import("../mcp/stdio/transport.ts"),
    import("../tools/index.ts"),
  ]);
  const log = (text: string) => process.stderr.write(`${text}\n`);
  const greeting = greeter.leave();
  const handle = serveStreams({ toolsets, runtime, version, input, output: process.stdout, greeting, log });
  closers.push(() => handle.close());
  setTimeout(() => void runtime.tidy(), tidyAfterMilliseconds).unref();
  return new Promise(() => undefined);
}
