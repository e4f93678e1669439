import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { runCommandLine } from "../src/commands/command-line.ts";
import type { Ended, RunOptions } from "./command.ts";
import { program } from "./connect.ts";
import { ownFolder } from "./own-folder.ts";

/** What a command finds in the process that it runs in. */
interface Surroundings {
  argv: string[];
  env: Record<string, string | undefined>;
  cwd: string;
  exit: typeof process.exit;
  streams: Record<"stdin" | "stdout" | "stderr", PropertyDescriptor | undefined>;
}

function surroundings(): Surroundings {
  const streamOf = (name: string) => Object.getOwnPropertyDescriptor(process, name);
  const streams = { stdin: streamOf("stdin"), stdout: streamOf("stdout"), stderr: streamOf("stderr") };
  return { argv: process.argv, env: { ...process.env }, cwd: process.cwd(), exit: process.exit, streams };
}

function enter({ argv, env, cwd, exit, streams }: Surroundings): void {
  process.argv = argv;
  process.exit = exit;
  process.chdir(cwd);
  // In place: what asks the system for a variable looks at those of the process, and at no other object.
  for (const name of Object.keys(process.env)) if (env[name] === undefined) delete process.env[name];
  Object.assign(process.env, env);
  for (const [name, stream] of Object.entries(streams))
    if (stream) Object.defineProperty(process, name, stream);
}

/** Rejects when `exit` is called, which would end this process. */
function exiting(): { exit: () => never; exited: Promise<never> } {
  const error = new Error("What ends its process has to be run by runProgram.");
  let reject: (reason: Error) => void = () => undefined;
  const exited = new Promise<never>((_, rejected) => {
    reject = rejected;
  });
  const exit = () => {
    reject(error);
    throw error;
  };
  return { exit, exited };
}

async function runAlone(args: readonly string[], { env, input = "", cwd }: RunOptions): Promise<Ended> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const said = Promise.all([text(stdout), text(stderr)]);
  const before = surroundings();
  const given = (value: PassThrough) => ({ value, configurable: true, enumerable: true });
  const { exit, exited } = exiting();
  enter({
    argv: [process.execPath, program, ...args],
    env: { ...ownFolder, ...env },
    cwd: cwd ?? import.meta.dirname,
    exit,
    streams: { stdin: given(stdin), stdout: given(stdout), stderr: given(stderr) },
  });
  stdin.end(input);
  const code = await Promise.race([runCommandLine(program), exited]).finally(() => enter(before));
  for (const stream of [stdout, stderr]) stream.end();
  const [out, err] = await said;
  return { code, stdout: out, stderr: err };
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs a command as `runProgram` does, but in this process, which takes a twentieth of the time. Commands that are run
 * at once wait for one another, since each has the process's arguments, variables, folder and streams for itself.
 */
export function runCommand(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const ended = last.then(() => runAlone(args, options));
  last = ended.catch(() => undefined);
  return ended;
}
