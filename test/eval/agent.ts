import { spawn } from "node:child_process";
import type { Ask } from "./ask-file.ts";
import type { McpServers } from "./recorder.ts";
import type { WorkingFolder } from "./working-folder.ts";

/** What an agent is given. */
export interface Task {
  ask: Ask;
  /** What the person says, with the day before it. */
  text: string;
  config: McpServers;
  /** A file that holds it. */
  configFile: string;
  folder: WorkingFolder;
}

/** Does what a person asks and resolves to the final text; throws `CannotDo` where the server has no tool for it. */
export type Agent = (task: Task) => Promise<string>;

export class CannotDo extends Error {}

function quotedForShell(text: string): string {
  return process.platform === "win32"
    ? `"${text.replaceAll('"', '""')}"`
    : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Ends the command and what it started. */
function end(pid: number | undefined): void {
  try {
    // A group of its own, see `detached`.
    if (pid !== undefined) process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

/**
 * A command as it is typed. The ask is its standard input, or stands where `{ask}` does; `{config}` is the path of a
 * file with `mcpServers`. What it prints is its final text.
 */
export function agentByCommand(command: string, mostSeconds: number): Agent {
  return ({ text, configFile, folder }) => {
    const places: Record<string, string> = { "{ask}": text, "{config}": configFile };
    // They are quoted here, whether they stand in quotes there or not.
    const line = command.replaceAll(/(["']?)(\{(?:ask|config)\})\1/g, (_, _quote, place: string) =>
      quotedForShell(places[place] ?? ""),
    );
    return new Promise((resolve, reject) => {
      const child = spawn(line, {
        cwd: folder.work,
        shell: true,
        detached: process.platform !== "win32",
        stdio: ["pipe", "pipe", "inherit"],
      });
      const stop = () => end(child.pid);
      process.once("exit", stop);
      const timer = setTimeout(stop, mostSeconds * 1_000);
      let said = "";
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
        said += chunk;
      });
      // A command that does not read it may have ended.
      child.stdin.on("error", () => {}).end(command.includes("{ask}") ? "" : `${text}\n`);
      child.on("error", reject).on("close", () => {
        clearTimeout(timer);
        process.off("exit", stop);
        resolve(said.trim());
      });
    });
  };
}
