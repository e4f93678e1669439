import { describe, expect, test } from "vitest";
import { clients } from "../../../src/commands/setup/clients.ts";
import { type EntrySources, entryFor, isOurs, launchOf } from "../../../src/commands/setup/entry.ts";
import { settle } from "../../../src/config/precedence.ts";
import { configOf } from "../../in-memory-server.ts";

const installed = {
  file: "/home/ann/.npm/_npx/1f/node_modules/salesforce-rest-mcp/dist/main.js",
  node: "/usr/bin/node",
};
const clone = { file: "/home/ann/src/salesforce/dist/main.js", node: "/usr/bin/node" };

function sources(
  env: Record<string, string>,
  more: Partial<EntrySources> & { dotenv?: Record<string, string> } = {},
): EntrySources {
  const { flags = {}, dotenv = {}, stored = false } = more;
  const config = configOf({ ...env }, flags.demo);
  const { given } = settle({ flags: {}, env, dotenv, envFile: flags["env-file"] !== undefined });
  return { flags, removed: [], given, stored, env, config };
}

describe("what an entry runs", () => {
  test("npx where the package was installed, in a way that Windows can start", () => {
    expect(launchOf(installed, "linux")).toEqual({ command: "npx", args: ["-y", "salesforce-rest-mcp"] });
    expect(launchOf(installed, "win32")).toEqual({
      command: "cmd",
      args: ["/c", "npx", "-y", "salesforce-rest-mcp"],
    });
  });

  test("this very program where it was cloned and built", () => {
    const launch = { command: "/usr/bin/node", args: [clone.file] };
    expect(launchOf(clone, "linux")).toEqual(launch);
    expect(launchOf(clone, "win32")).toEqual(launch);
  });

  test("Codex is told to wait for npx", () => {
    const { entry } = entryFor(clients.codex, installed, "linux", sources({}));
    expect(entry).toEqual({ command: "npx", args: ["-y", "salesforce-rest-mcp"], startup_timeout_sec: 60 });
    expect(entryFor(clients.codex, clone, "linux", sources({})).entry).not.toHaveProperty(
      "startup_timeout_sec",
    );
  });

  test("all flags, in a fixed order", () => {
    const flags = {
      profile: "work",
      tools: "getRecord",
      toolsets: "query",
      production: true,
      "read-only": true,
      demo: true,
      "env-file": "/etc/work.env",
    };
    const { entry } = entryFor(clients.cursor, installed, "darwin", { ...sources({}), flags });
    expect(entry.args.slice(2)).toEqual([
      "--demo",
      "--read-only",
      "--production",
      "--toolsets",
      "query",
      "--tools",
      "getRecord",
      "--profile",
      "work",
      "--env-file",
      "/etc/work.env",
    ]);
  });
});

describe("the environment of an entry", () => {
  test("leaves out what a flag says and what is empty", () => {
    const given = sources(
      { SALESFORCE_READ_ONLY: "true", SALESFORCE_TOOLS: "getRecord", SALESFORCE_LOG_LEVEL: "" },
      { flags: { tools: "executeQuery" } },
    );
    const { entry } = entryFor(clients.cursor, installed, "linux", given);
    expect(entry.env).toEqual({ SALESFORCE_READ_ONLY: "true" });
  });

  test("leaves out what --env-file holds, but makes its relative paths absolute", () => {
    const dotenv = {
      SALESFORCE_CLIENT_ID: "3MVG9",
      SALESFORCE_FILES_DIR: "files",
      SALESFORCE_PRIVATE_KEY_FILE: "/etc/key.pem",
    };
    const given = sources(
      { ...dotenv, SALESFORCE_TIMEOUT_SECONDS: "60" },
      { dotenv, flags: { "env-file": "work.env" } },
    );
    const { entry } = entryFor(clients.cursor, installed, "linux", given);
    expect(entry.env).toEqual({
      SALESFORCE_FILES_DIR: `${process.cwd()}/files`,
      SALESFORCE_TIMEOUT_SECONDS: "60",
    });
  });

  test("has no sign-in for the demo org or a stored sign-in", () => {
    const env = { SALESFORCE_CLIENT_ID: "3MVG9", SALESFORCE_LOGIN_URL: "https://a.my.salesforce.com" };
    expect(
      entryFor(clients.cursor, installed, "linux", sources(env, { flags: { demo: true } })).entry.env,
    ).toBeUndefined();
    expect(
      entryFor(clients.cursor, installed, "linux", sources(env, { stored: true })).entry.env,
    ).toBeUndefined();
    const asked = sources({ ...env, SALESFORCE_AUTH_FLOW: "stored" });
    expect(entryFor(clients.cursor, installed, "linux", asked).entry.env).toBeUndefined();
  });
});

test.each([
  [true, { command: "npx", args: ["-y", "salesforce-rest-mcp"] }],
  [true, { command: "cmd", args: ["/c", "npx", "-y", "salesforce-rest-mcp@1.2.3", "--demo"] }],
  [true, { command: "C:\\npm\\node_modules\\salesforce-rest-mcp\\bin.cmd" }],
  [true, { command: "node", args: ["/srv/salesforce-rest-mcp/dist/main.js"] }],
  [true, { command: "node", args: [clone.file] }],
  [false, { command: "npx", args: ["-y", "@other/salesforce-rest-mcp"] }],
  [false, { command: "npx", args: ["-y", "salesforce-rest-mcp-extra"] }],
  [false, { command: "node", args: ["/srv/other/dist/main.js"] }],
  [false, { url: "https://example.com/salesforce-rest-mcp" }],
  [false, null],
])("is it ours? %s: %j", (ours, entry) => {
  expect(isOurs(entry, clone)).toBe(ours);
});
