import { homedir } from "node:os";
import { join, resolve } from "node:path";

type Environment = Record<string, string | undefined>;

const name = "salesforce-rest-mcp";

function homeOf(env: Environment): string {
  return env["HOME"] || homedir();
}

/** The absolute path of a setting's text: `~` at its beginning is the home folder. */
export function absolutePath(text: string): string {
  return resolve(text.replace(/^~(?=[/\\]|$)/, homedir()));
}

/** The two files that may stand for a profile's stored sign-in: itself, and the mark of one in the keychain. */
export function signInFiles(folder: string, profile: string): { file: string; marker: string } {
  const start = join(folder, `sign-in.${profile}`);
  return { file: `${start}.json`, marker: `${start}.keychain` };
}

/** Where this system keeps a user's settings: XDG_CONFIG_HOME, ~/Library/Application Support or APPDATA. */
export function configFolderOf(env: Environment): string {
  if (env["XDG_CONFIG_HOME"]) return join(env["XDG_CONFIG_HOME"], name);
  const home = homeOf(env);
  if (process.platform === "win32") return join(env["APPDATA"] || join(home, "AppData", "Roaming"), name);
  return process.platform === "darwin"
    ? join(home, "Library", "Application Support", name)
    : join(home, ".config", name);
}

/** Where this system keeps a user's logs and state: XDG_STATE_HOME, ~/Library/Logs or LOCALAPPDATA. */
export function stateFolderOf(env: Environment): string {
  if (env["XDG_STATE_HOME"]) return join(env["XDG_STATE_HOME"], name);
  const home = homeOf(env);
  if (process.platform === "win32") return join(env["LOCALAPPDATA"] || join(home, "AppData", "Local"), name);
  return process.platform === "darwin"
    ? join(home, "Library", "Logs", name)
    : join(home, ".local", "state", name);
}

/** The audit file of production mode when none is named. */
export function usualAuditFile(env: Environment): string {
  return join(stateFolderOf(env), "audit.jsonl");
}
