import { chmod, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { parse } from "smol-toml";
import { beforeEach, describe, expect, test } from "vitest";
import { SignIns } from "../../src/auth/store.ts";
import { program } from "../connect.ts";
import { ownFolder, temporaryFolder } from "../own-folder.ts";
import { runCommand } from "../run-command.ts";

let home: string;

beforeEach(async () => {
  home = temporaryFolder();
});

const files = {
  "claude-desktop": ".config/Claude/claude_desktop_config.json",
  "claude-code": ".claude.json",
  cursor: ".cursor/mcp.json",
  vscode: ".config/Code/User/mcp.json",
  codex: ".codex/config.toml",
  gemini: ".gemini/settings.json",
  windsurf: ".codeium/windsurf/mcp_config.json",
  copilot: ".copilot/mcp-config.json",
  zed: ".config/zed/settings.json",
  lmstudio: ".lmstudio/mcp.json",
} as const;
type Name = keyof typeof files;
const names = Object.keys(files).filter((name): name is Name => name in files);

interface Entry {
  command: string;
  args: string[];
  env?: Record<string, string>;
}

function fileOf(name: Name): string {
  return join(home, files[name]);
}

/** Runs setup in an empty folder of its own, so that no .env is near. */
function setup(args: string[], env: Record<string, string> = {}) {
  return runCommand(["setup", ...args], {
    env: { HOME: home, XDG_CONFIG_HOME: "", SALESFORCE_KEYCHAIN: "", ...env },
    cwd: home,
  });
}

async function put(name: Name, text: string | Buffer): Promise<void> {
  await mkdir(dirname(fileOf(name)), { recursive: true });
  await writeFile(fileOf(name), text);
}

/** The servers of a client's file, whatever its format. */
function serversOf(text: string): Record<string, Entry> {
  // The shapes are what setup has just written, or the test itself.
  const config = (text.trimStart().startsWith("{") ? JSON.parse(text) : parse(text)) as Record<
    string,
    Record<string, Entry>
  >;
  return (
    config["mcpServers"] ?? config["servers"] ?? config["mcp_servers"] ?? config["context_servers"] ?? {}
  );
}

async function entryIn(name: Name): Promise<Entry> {
  const entry = serversOf(await readFile(fileOf(name), "utf8"))["salesforce"];
  if (!entry) throw new Error(`${name} has no entry`);
  return entry;
}

async function backups(name: Name): Promise<string[]> {
  const all = await readdir(dirname(fileOf(name)));
  return all.filter((file) => file.endsWith(".bak"));
}

async function storeSignIn(profile = "default"): Promise<void> {
  const signIn = { loginUrl: "https://login.salesforce.com", clientId: "stored", refreshToken: "5Aep" };
  await new SignIns(join(home, ".config/salesforce-rest-mcp")).save(profile, signIn);
}

const secrets = {
  SALESFORCE_CLIENT_ID: "3MVG9",
  SALESFORCE_CLIENT_SECRET: "very-secret",
  SALESFORCE_REFRESH_TOKEN: "5Aep861",
};

describe.each(names)("setup %s", (name) => {
  test("writes the file where the client looks, as --print shows it; a second run changes nothing", async () => {
    const printed = await setup([name, "--print", "--demo"]);
    expect(printed.code).toBe(0);
    expect(await readdir(home)).toEqual([]);
    const first = await setup([name, "--demo"]);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toContain(`Added \`salesforce\` to ${fileOf(name)}`);
    expect(await entryIn(name)).toMatchObject({ command: process.execPath, args: [program, "--demo"] });
    expect((await stat(fileOf(name))).mode & 0o777).toBe(0o600);
    const text = await readFile(fileOf(name), "utf8");
    expect(printed.stdout).toBe(text);
    const second = await setup([name, "--demo"]);
    expect(second).toMatchObject({ code: 0, stderr: "" });
    expect(second.stdout).toContain("nothing was changed");
    expect(await readFile(fileOf(name), "utf8")).toBe(text);
    expect(await backups(name)).toEqual([]);
  });

  test("with a stored sign-in no secret is written, whatever the environment holds", async () => {
    await storeSignIn();
    const { stdout } = await setup([name], { ...secrets, SALESFORCE_READ_ONLY: "true" });
    const text = await readFile(fileOf(name), "utf8");
    expect((await entryIn(name)).env).toEqual({ SALESFORCE_READ_ONLY: "true" });
    for (const value of Object.values(secrets)) expect(text + stdout).not.toContain(value);
    expect(stdout).toContain(
      "SALESFORCE_CLIENT_ID, SALESFORCE_CLIENT_SECRET, SALESFORCE_REFRESH_TOKEN stay out",
    );
  });

  test("a broken file stays as it is, and the message says where it is broken", async () => {
    const broken = name === "codex" ? 'model = "x"\n[mcp_servers\n' : '{\n  "mcpServers": {\n    "a" 1\n';
    await put(name, broken);
    const { code, stdout, stderr } = await setup([name]);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain(`${fileOf(name)} was not changed: it is not valid`);
    expect(stderr).toMatch(/at line [23], column \d+: /);
    expect(await readFile(fileOf(name), "utf8")).toBe(broken);
    expect(await backups(name)).toEqual([]);
  });
});

test("what it writes starts a server that answers", async () => {
  await setup(["codex", "--demo", "--read-only", "--toolsets", "query"]);
  const { command, args } = await entryIn("codex");
  const client = new Client({ name: "test", version: "1" });
  await client.connect(new StdioClientTransport({ command, args, env: ownFolder }));
  const { tools } = await client.listTools();
  const result = await client.callTool({
    name: "executeQuery",
    arguments: { soql: "SELECT COUNT() FROM Case" },
  });
  await client.close();
  expect(tools.map((tool) => tool.name)).toEqual(["executeQuery", "executeQueryAll", "executeSearch"]);
  expect(result.content).toMatchObject([{ text: "# count=80 totalSize=80" }]);
});

test("secrets are printed nowhere", async () => {
  const written = await setup(["cursor"], secrets);
  const printed = await setup(["cursor", "--print"], secrets);
  const shown = [written, printed].map(({ stdout, stderr }) => stdout + stderr).join("");
  const links = [...shown.matchAll(/config=(\S+)/g)].map(([, link = ""]) =>
    Buffer.from(decodeURIComponent(link), "base64").toString(),
  );
  for (const secret of ["very-secret", "5Aep861"]) expect(shown + links.join("")).not.toContain(secret);
  expect(printed.stdout).toContain("3MVG9");
});

describe("an existing file", () => {
  test("keeps its other entries, its comments and its form; the old one lies beside it", async () => {
    const before =
      '{\n    // servers\n    "mcpServers": {\n        "other": { "command": "x" } // mine\n    },\n    "z": [1, 2]\n}\n';
    await put("cursor", before);
    await chmod(fileOf("cursor"), 0o640);
    const { stdout } = await setup(["cursor", "--demo"]);
    const after = await readFile(fileOf("cursor"), "utf8");
    const ours = JSON.stringify({ command: process.execPath, args: [program, "--demo"] }, null, 4);
    expect(after).toBe(
      before
        .replace('"x" }', '"x" },')
        .replace("// mine", `// mine\n        "salesforce": ${ours.replaceAll("\n", "\n        ")}`),
    );
    expect((await stat(fileOf("cursor"))).mode & 0o777).toBe(0o640);
    const [backup = ""] = await backups("cursor");
    expect(stdout).toContain(backup);
    expect(await readFile(join(dirname(fileOf("cursor")), backup), "utf8")).toBe(before);
  });

  test("keeps its byte-order mark and its line ends, and says what its client thinks of them", async () => {
    await put("claude-desktop", '\ufeff{\r\n\t// hello\r\n\t"mcpServers": {}\r\n}\r\n');
    const { stdout } = await setup(["claude-desktop", "--demo"]);
    const after = await readFile(fileOf("claude-desktop"), "utf8");
    expect(after.startsWith("\ufeff{\r\n\t// hello\r\n")).toBe(true);
    expect(after.replaceAll("\r\n", "")).not.toContain("\n");
    expect(after).toContain('\r\n\t\t"salesforce": {\r\n\t\t\t"command"');
    expect(stdout).toContain("byte-order mark, an invisible character that Claude Desktop may refuse");
    expect(stdout).toContain("the one at line 2, column 2");
  });

  test("a symbolic link stays one; the file at its end is replaced", async () => {
    const real = join(home, "dotfiles.json");
    await writeFile(real, '{"mcpServers":{"other":{"command":"x"}}}');
    await symlink(real, fileOf("claude-code"));
    expect((await setup(["claude-code", "--demo"])).code).toBe(0);
    expect(await readlink(fileOf("claude-code"))).toBe(real);
    expect(Object.keys(serversOf(await readFile(real, "utf8")))).toEqual(["other", "salesforce"]);
    expect((await readdir(home)).filter((name) => name.endsWith(".bak"))).toHaveLength(1);
  });

  test("another server's entry is left alone", async () => {
    await put("cursor", '{"mcpServers":{"salesforce":{"command":"npx","args":["-y","@other/salesforce"]}}}');
    const { code, stdout } = await setup(["cursor", "--demo"]);
    const servers = serversOf(await readFile(fileOf("cursor"), "utf8"));
    expect(code).toBe(0);
    expect(servers["salesforce"]?.args).toEqual(["-y", "@other/salesforce"]);
    expect(servers["salesforce-rest-mcp"]?.args).toEqual([program, "--demo"]);
    expect(stdout).toContain("another server called `salesforce`, which was left as it is");
    expect((await setup(["cursor", "--demo"])).stdout).toContain("nothing was changed");
  });

  test("our own older entry is brought up to date; what somebody added to it stays", async () => {
    const old = {
      command: "npx",
      args: ["-y", "salesforce-rest-mcp@0.0.1", "--demo"],
      env: { SALESFORCE_READ_ONLY: "true", ...secrets },
      timeout: 9,
    };
    await put("claude-code", JSON.stringify({ mcpServers: { salesforce: old } }));
    await storeSignIn("work");
    const { stdout } = await setup(["claude-code", "--profile", "work"]);
    expect(await entryIn("claude-code")).toEqual({
      type: "stdio",
      command: process.execPath,
      args: [program, "--profile", "work"],
      env: { SALESFORCE_READ_ONLY: "true" },
      timeout: 9,
    });
    expect(stdout).toContain("It ran:  npx -y salesforce-rest-mcp@0.0.1 --demo");
    expect(stdout).toContain(`No longer in its env: ${Object.keys(secrets).join(", ")}`);
    expect(stdout).toContain("The copy still holds the secrets");
  });

  test("without a new sign-in the one of the older entry stays", async () => {
    const env = { ...secrets };
    const old = { command: "npx", args: ["-y", "salesforce-rest-mcp"], env };
    await put("cursor", JSON.stringify({ mcpServers: { salesforce: old } }));
    await setup(["cursor", "--read-only"]);
    expect((await entryIn("cursor")).env).toEqual(env);
  });

  test("bytes that are no UTF-8 are refused", async () => {
    const content = Buffer.from([0xff, 0xfe, 0x7b, 0]);
    await put("claude-desktop", content);
    const { code, stderr } = await setup(["claude-desktop"]);
    expect(code).toBe(1);
    expect(stderr).toContain("it is not UTF-8 text");
    expect(await readFile(fileOf("claude-desktop"))).toEqual(content);
  });

  test("a place that cannot be written is an error that names it", async () => {
    await writeFile(join(home, ".cursor"), "a file where a folder should be");
    const { code, stderr } = await setup(["cursor"]);
    expect(code).toBe(1);
    expect(stderr).toContain(`${fileOf("cursor")} cannot be read or written: `);
  });
});

describe("the settings", () => {
  test("of the environment and .env go into the entry; paths become absolute", async () => {
    await mkdir(join(home, "files"));
    await writeFile(join(home, ".env"), "SALESFORCE_FILES_DIR=files\nSALESFORCE_LOG_LEVEL=debug\n");
    await put("cursor", "{}");
    await chmod(fileOf("cursor"), 0o644);
    const { stdout } = await setup(["cursor"], { ...secrets, SALESFORCE_LOG_LEVEL: "info" });
    expect((await entryIn("cursor")).env).toEqual({
      ...secrets,
      SALESFORCE_FILES_DIR: join(home, "files"),
      SALESFORCE_LOG_LEVEL: "info",
    });
    expect(stdout).toContain("can read (SALESFORCE_CLIENT_SECRET, SALESFORCE_REFRESH_TOKEN)");
    expect(stdout).toContain("login` in a terminal and then the same setup");
    if (process.platform !== "win32") expect((await stat(fileOf("cursor"))).mode & 0o777).toBe(0o600);
  });

  test("VS Code asks for the secrets and keeps them", async () => {
    await setup(["vscode"], secrets);
    const text = await readFile(fileOf("vscode"), "utf8");
    expect((await entryIn("vscode")).env).toEqual({
      SALESFORCE_CLIENT_ID: "3MVG9",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how VS Code names an input
      SALESFORCE_CLIENT_SECRET: "${input:salesforce-client-secret}",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how VS Code names an input
      SALESFORCE_REFRESH_TOKEN: "${input:salesforce-refresh-token}",
    });
    expect(JSON.parse(text).inputs).toMatchObject([
      { type: "promptString", id: "salesforce-client-secret", password: true },
      { type: "promptString", id: "salesforce-refresh-token", password: true },
    ]);
    expect((await setup(["vscode"], secrets)).stdout).toContain("nothing was changed");
  });

  test("that come as flags become arguments, those of --env-file stay in it", async () => {
    await writeFile(join(home, "work.env"), "SALESFORCE_CLIENT_ID=3MVG9\nSALESFORCE_REFRESH_TOKEN=5Aep\n");
    const flags = ["--read-only", "--tools", "executeQuery", "--env-file", "work.env"];
    const { code, stderr } = await setup(["codex", ...flags]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { args, env } = await entryIn("codex");
    expect(args).toEqual([
      program,
      "--read-only",
      "--tools",
      "executeQuery",
      "--env-file",
      join(home, "work.env"),
    ]);
    expect(env).toBeUndefined();
  });

  test("a profile from the environment is all that a stored sign-in leaves of it", async () => {
    await storeSignIn("work");
    await setup(["codex"], { ...secrets, SALESFORCE_PROFILE: "work" });
    expect((await entryIn("codex")).env).toEqual({ SALESFORCE_PROFILE: "work" });
  });

  test("that are missing are no error: login comes next", async () => {
    const { code, stdout } = await setup(["codex", "--profile", "work"]);
    expect(code).toBe(0);
    expect(stdout).toContain("there is no sign-in yet");
    expect(stdout).toContain("login --profile work`");
  });
});

test("Cursor's link holds the entry", async () => {
  const { stderr } = await setup(["cursor", "--print", "--demo"]);
  const [, name, config = ""] =
    /cursor:\/\/anysphere\.cursor-deeplink\/mcp\/install\?name=(\w+)&config=([\w%]+)/.exec(stderr) ?? [];
  expect(name).toBe("salesforce");
  expect(JSON.parse(Buffer.from(config, "base64").toString())).toEqual({
    command: process.execPath,
    args: [program, "--demo"],
  });
});

test.each([
  [[], "setup takes a client."],
  [["emacs"], "There is no client emacs."],
  [["curser"], "There is no client curser. Did you mean cursor?"],
  [["cursor", "vscode"], "leave out vscode"],
  [["cursor", "--toolsets", "nope"], "--toolsets (SALESFORCE_TOOLSETS) is 'nope'"],
])("setup %j ends with 2", async (args, expected) => {
  const { code, stdout, stderr } = await setup(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(expected);
});
