import { spawn } from "node:child_process";
import { once } from "node:events";

interface Run {
  code: number | null;
  output: string;
}

/** Runs any program to its end, in this environment and PATH alone; `output` is all that it prints. */
export async function run(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
  cwd?: string,
): Promise<Run> {
  const own = { PATH: process.env["PATH"], ...env };
  const child = spawn(command, args, { env: own, stdio: ["ignore", "pipe", "pipe"], ...(cwd && { cwd }) });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += chunk;
    });
  const [code] = await once(child, "close");
  return { code, output };
}
