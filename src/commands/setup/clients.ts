import { posix, win32 } from "node:path";

/** The machine that setup runs on, passed in so that every system's places can be tested on any of them. */
export interface Machine {
  platform: NodeJS.Platform;
  home: string;
  env: Record<string, string | undefined>;
  exists(path: string): boolean;
}

/** A program that starts MCP servers, and how its configuration wants them. */
export interface Client {
  title: string;
  /** The configuration file of all projects of this user. */
  file(machine: Machine): string;
  format: "json" | "toml";
  /** The key under which servers stand in that file. */
  serversKey: string;
  /** What an entry of this client has before `command`. */
  entryStart?: Record<string, string>;
  /** What an entry of this client has at its end. */
  entryEnd?: Record<string, unknown>;
  /** Reads plain JSON: a trailing comma makes it ignore the whole file. */
  plainJson?: true;
  /** Asks for `${input:…}` values itself and keeps them, so that no secret stands in the file. */
  asksForSecrets?: true;
  /** Ends a server that is not up after this many seconds unless told otherwise; npx may have to download first. */
  startupSetting?: { key: string; seconds: number };
  /** What to do once the entry is there. */
  next: string;
}

function pathsOf({ platform }: Machine) {
  return platform === "win32" ? win32 : posix;
}

/** The folder where an Electron application keeps its settings. */
function applicationFolder(machine: Machine, name: string): string {
  const { join } = pathsOf(machine);
  const { platform, home, env } = machine;
  if (platform === "win32") return join(env["APPDATA"] || join(home, "AppData", "Roaming"), name);
  if (platform === "darwin") return join(home, "Library", "Application Support", name);
  // Electron follows XDG_CONFIG_HOME; that it has been there shows that it was set when the client ran.
  const moved = env["XDG_CONFIG_HOME"] && join(env["XDG_CONFIG_HOME"], name);
  return moved && machine.exists(moved) ? moved : join(home, ".config", name);
}

/** The Microsoft Store's build sees a Roaming folder of its own and never reads the usual one. */
function claudeFolder(machine: Machine): string {
  const { join } = pathsOf(machine);
  const { platform, home, env } = machine;
  const local = env["LOCALAPPDATA"] || join(home, "AppData", "Local");
  const store = join(local, "Packages", "Claude_pzs8sxrjxfjjc");
  return platform === "win32" && machine.exists(store)
    ? join(store, "LocalCache", "Roaming", "Claude")
    : applicationFolder(machine, "Claude");
}

/** Zed keeps its settings under ~/.config on macOS too, and on Linux where XDG_CONFIG_HOME says. */
function zedFile(machine: Machine): string {
  const { join } = pathsOf(machine);
  const { platform, home, env } = machine;
  if (platform === "win32") return join(applicationFolder(machine, "Zed"), "settings.json");
  const moved = platform === "linux" && env["XDG_CONFIG_HOME"];
  const usual = join(home, ".config", "zed");
  const folder = moved && machine.exists(join(moved, "zed")) ? join(moved, "zed") : usual;
  return join(folder, "settings.json");
}

export const clients = {
  "claude-desktop": {
    title: "Claude Desktop",
    file: (machine) => pathsOf(machine).join(claudeFolder(machine), "claude_desktop_config.json"),
    format: "json",
    serversKey: "mcpServers",
    plainJson: true,
    next: "Quit Claude Desktop (from its menu; closing the window is not enough) and open it again.",
  },
  "claude-code": {
    title: "Claude Code",
    file: (machine) =>
      pathsOf(machine).join(machine.env["CLAUDE_CONFIG_DIR"] || machine.home, ".claude.json"),
    format: "json",
    serversKey: "mcpServers",
    entryStart: { type: "stdio" },
    plainJson: true,
    next: "Start a new session; /mcp lists the server.",
  },
  cursor: {
    title: "Cursor",
    file: (machine) => pathsOf(machine).join(machine.home, ".cursor", "mcp.json"),
    format: "json",
    serversKey: "mcpServers",
    next: "Switch the server on in Cursor, under Customize → MCPs.",
  },
  vscode: {
    title: "VS Code",
    file: (machine) => pathsOf(machine).join(applicationFolder(machine, "Code"), "User", "mcp.json"),
    format: "json",
    serversKey: "servers",
    entryStart: { type: "stdio" },
    asksForSecrets: true,
    next: "Run the command `MCP: List Servers` and start the server.",
  },
  codex: {
    title: "Codex",
    file: (machine) => {
      const { join } = pathsOf(machine);
      return join(machine.env["CODEX_HOME"] || join(machine.home, ".codex"), "config.toml");
    },
    format: "toml",
    serversKey: "mcp_servers",
    startupSetting: { key: "startup_timeout_sec", seconds: 60 },
    next: "Start a new session; /mcp lists the server.",
  },
  gemini: {
    title: "Gemini CLI",
    file: (machine) => pathsOf(machine).join(machine.home, ".gemini", "settings.json"),
    format: "json",
    serversKey: "mcpServers",
    next: "Start a new session; /mcp lists the server.",
  },
  windsurf: {
    title: "Windsurf",
    file: (machine) => pathsOf(machine).join(machine.home, ".codeium", "windsurf", "mcp_config.json"),
    format: "json",
    serversKey: "mcpServers",
    plainJson: true,
    next: "Refresh the list of MCP servers in Windsurf's settings, under Cascade.",
  },
  copilot: {
    title: "Copilot CLI",
    file: (machine) => pathsOf(machine).join(machine.home, ".copilot", "mcp-config.json"),
    format: "json",
    serversKey: "mcpServers",
    entryStart: { type: "local" },
    entryEnd: { tools: ["*"] },
    plainJson: true,
    next: "Start a new session; /mcp show lists the server.",
  },
  zed: {
    title: "Zed",
    file: zedFile,
    format: "json",
    serversKey: "context_servers",
    entryStart: { source: "custom" },
    next: "Zed starts the server at once; the Agent Panel's settings show it.",
  },
  lmstudio: {
    title: "LM Studio",
    file: (machine) => pathsOf(machine).join(machine.home, ".lmstudio", "mcp.json"),
    format: "json",
    serversKey: "mcpServers",
    plainJson: true,
    next: "Switch the server on in a chat, under Program → Integrations.",
  },
} satisfies Record<string, Client>;

export type ClientName = keyof typeof clients;

export function isClientName(word: string | undefined): word is ClientName {
  return word !== undefined && Object.hasOwn(clients, word);
}
