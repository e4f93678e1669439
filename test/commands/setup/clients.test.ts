import { expect, test } from "vitest";
import { type ClientName, clients, type Machine } from "../../../src/commands/setup/clients.ts";

function machine(
  platform: NodeJS.Platform,
  home: string,
  env: Record<string, string> = {},
  existing: string[] = [],
): Machine {
  return { platform, home, env, exists: (path) => existing.includes(path) };
}

const linux = machine("linux", "/home/ann");
const mac = machine("darwin", "/Users/ann");
const windows = machine("win32", "C:\\Users\\ann", {
  APPDATA: "D:\\Roaming",
  LOCALAPPDATA: "C:\\Users\\ann\\AppData\\Local",
});
const bare = machine("win32", "C:\\Users\\ann");
const store = "C:\\Users\\ann\\AppData\\Local\\Packages\\Claude_pzs8sxrjxfjjc";
const withStore = { ...windows, exists: (path: string) => path === store };

test.each<[ClientName, Machine, string]>([
  ["claude-desktop", linux, "/home/ann/.config/Claude/claude_desktop_config.json"],
  ["claude-desktop", mac, "/Users/ann/Library/Application Support/Claude/claude_desktop_config.json"],
  ["claude-desktop", windows, "D:\\Roaming\\Claude\\claude_desktop_config.json"],
  ["claude-desktop", bare, "C:\\Users\\ann\\AppData\\Roaming\\Claude\\claude_desktop_config.json"],
  ["claude-desktop", withStore, `${store}\\LocalCache\\Roaming\\Claude\\claude_desktop_config.json`],
  ["claude-code", linux, "/home/ann/.claude.json"],
  ["claude-code", windows, "C:\\Users\\ann\\.claude.json"],
  ["cursor", mac, "/Users/ann/.cursor/mcp.json"],
  ["cursor", windows, "C:\\Users\\ann\\.cursor\\mcp.json"],
  ["vscode", linux, "/home/ann/.config/Code/User/mcp.json"],
  ["vscode", mac, "/Users/ann/Library/Application Support/Code/User/mcp.json"],
  ["vscode", withStore, "D:\\Roaming\\Code\\User\\mcp.json"],
  ["codex", linux, "/home/ann/.codex/config.toml"],
  ["codex", windows, "C:\\Users\\ann\\.codex\\config.toml"],
])("%s on %o keeps %s", (name, on, file) => {
  expect(clients[name].file(on)).toBe(file);
});

test("a client's own variable moves its file", () => {
  const env = { CLAUDE_CONFIG_DIR: "/etc/claude", CODEX_HOME: "/etc/codex" };
  const moved = machine("linux", "/home/ann", env);
  expect(clients["claude-code"].file(moved)).toBe("/etc/claude/.claude.json");
  expect(clients.codex.file(moved)).toBe("/etc/codex/config.toml");
});

test("XDG_CONFIG_HOME moves an Electron application's file where the application has followed it", () => {
  const env = { XDG_CONFIG_HOME: "/xdg" };
  expect(clients.vscode.file(machine("linux", "/home/ann", env, ["/xdg/Code"]))).toBe(
    "/xdg/Code/User/mcp.json",
  );
  expect(clients["claude-desktop"].file(machine("linux", "/home/ann", env, ["/xdg/Code"]))).toBe(
    "/home/ann/.config/Claude/claude_desktop_config.json",
  );
  expect(clients.cursor.file(machine("linux", "/home/ann", env, ["/xdg/Code"]))).toBe(
    "/home/ann/.cursor/mcp.json",
  );
});
