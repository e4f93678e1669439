import { spawn } from "node:child_process";
import { once } from "node:events";
import { program } from "./connect.ts";
import { ownFolder } from "./own-folder.ts";

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  env?: Record<string, string>;
  input?: string;
  cwd?: string;
}

/** Runs the built program to its end, in an environment of its own. */
export async function runProgram(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...ownFolder, ...options.env },
    cwd: options.cwd ?? import.meta.dirname,
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  child.stdin.end(options.input ?? "");
  const [code] = await once(child, "close");
  return { code, stdout, stderr };
}
