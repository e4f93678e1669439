import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify as tomlOf } from "smol-toml";
import type { McpServers } from "./recorder.ts";

/** A place of one ask's own: what the agent sees, and beside it what it does not need to. */
export class WorkingFolder {
  /** Empty but for the clients' configuration and the files folder. */
  readonly work: string;
  /** The server's files folder, inside the agent's. */
  readonly files: string;
  /** For the socket, the server's own state and the like. */
  readonly aside: string;
  readonly #whole: string;

  constructor(files: Record<string, readonly string[]> = {}) {
    this.#whole = mkdtempSync(join(tmpdir(), "salesforce-rest-mcp-test-eval-"));
    this.work = join(this.#whole, "work");
    this.files = join(this.work, "files");
    this.aside = join(this.#whole, "aside");
    for (const folder of [this.work, this.files, this.aside]) mkdirSync(folder);
    for (const [name, lines] of Object.entries(files))
      writeFileSync(join(this.files, name), `${lines.join("\n")}\n`);
  }

  /** Writes what Claude Code, Codex and Gemini read in a project's folder. Returns a file for any other client. */
  configure(config: McpServers): string {
    const json = JSON.stringify(config, null, 2);
    const write = (name: string, text: string) => {
      const path = join(this.work, name);
      writeFileSync(path, text);
      return path;
    };
    for (const folder of [".codex", ".gemini"]) mkdirSync(join(this.work, folder));
    write(".gemini/settings.json", json);
    write(".codex/config.toml", tomlOf({ mcp_servers: config.mcpServers }));
    return write(".mcp.json", json);
  }

  remove(): void {
    rmSync(this.#whole, { recursive: true, force: true });
  }
}
