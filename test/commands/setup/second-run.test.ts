import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { SignIns } from "../../../src/auth/store.ts";
import { argumentsOf, flagsIn } from "../../../src/commands/setup/entry-flags.ts";
import { program } from "../../connect.ts";
import { temporaryFolder } from "../../own-folder.ts";
import { runCommand } from "../../run-command.ts";

let home: string;

beforeEach(() => {
  home = temporaryFolder();
});

const file = () => join(home, ".cursor/mcp.json");

function setup(args: string[], env: Record<string, string> = {}) {
  const own = { HOME: home, XDG_CONFIG_HOME: "", SALESFORCE_KEYCHAIN: "" };
  return runCommand(["setup", "cursor", ...args], { env: { ...own, ...env }, cwd: home });
}

async function entry(): Promise<{ args: string[]; env?: Record<string, string> }> {
  return JSON.parse(await readFile(file(), "utf8")).mcpServers.salesforce;
}

async function signIn(profile = "default"): Promise<void> {
  const stored = { loginUrl: "https://login.salesforce.com", clientId: "app", refreshToken: "5Aep" };
  await new SignIns(join(home, ".config/salesforce-rest-mcp")).save(profile, stored);
}

describe("setup that is run again", () => {
  test("keeps flags and settings, and takes more of them", async () => {
    await setup(["--read-only", "--toolsets", "query", "--profile", "work"], {
      SALESFORCE_CONFIRM: "writes",
    });
    await signIn();
    await setup([]);
    await setup(["--production"], { SALESFORCE_RATE_LIMIT: "10" });
    expect((await entry()).args).toEqual([
      program,
      "--read-only",
      "--production",
      "--toolsets",
      "query",
      "--profile",
      "work",
    ]);
    expect((await entry()).env).toEqual({ SALESFORCE_CONFIRM: "writes", SALESFORCE_RATE_LIMIT: "10" });
  });

  test("takes off what it is told to, and says so", async () => {
    await setup(["--read-only", "--toolsets", "query", "--profile", "work"]);
    const { stdout } = await setup(["--no-read-only", "--no-profile"]);
    expect((await entry()).args).toEqual([program, "--toolsets", "query"]);
    expect(stdout).toContain("Taken off: --read-only, --profile");
    await setup([], { SALESFORCE_READ_ONLY: "true" });
    expect((await entry()).env).toEqual({ SALESFORCE_READ_ONLY: "true" });
    expect((await setup(["--no-read-only"])).stdout).toContain("No longer in its env: SALESFORCE_READ_ONLY");
    expect((await entry()).env).toBeUndefined();
  });

  test("of two sign-ins keeps the newer alone", async () => {
    await setup(["--demo", "--read-only"]);
    await setup(["--sf-org", "mine"]);
    expect((await entry()).args).toEqual([program, "--read-only", "--sf-org", "mine"]);
    await setup([], { SALESFORCE_CLIENT_ID: "app", SALESFORCE_REFRESH_TOKEN: "token" });
    expect((await entry()).args).toEqual([program, "--read-only"]);
    expect((await entry()).env).toEqual({ SALESFORCE_CLIENT_ID: "app", SALESFORCE_REFRESH_TOKEN: "token" });
    await setup(["--profile", "work", "--demo", "--no-demo"]);
    await signIn();
    await setup([]);
    expect((await entry()).env).toBeUndefined();
  });

  test("--print shows what the file would hold", async () => {
    await setup(["--read-only"], { SALESFORCE_RATE_LIMIT: "10" });
    const before = await readFile(file(), "utf8");
    const { stdout } = await setup(["--print", "--production"]);
    expect(JSON.parse(stdout).mcpServers.salesforce).toMatchObject({
      args: [program, "--read-only", "--production"],
      env: { SALESFORCE_RATE_LIMIT: "10" },
    });
    expect(await readFile(file(), "utf8")).toBe(before);
  });

  test.each([
    '{\n  "mcpServers": {\n    "other": { "command": "x", "args": ["a",   "b"] }\n  }\n}\n',
    '{\n\t"mcpServers": {\n\t\t"other": {"command":"x"},\n\t},\n}\n',
    '{\n  "mcpServers": {\n    "other": {"command":"x"} // mine\n  }\n}\n',
  ])("leaves another server's entry as it is written: %j", async (text) => {
    await mkdir(dirname(file()));
    await writeFile(file(), text);
    expect((await setup(["--demo"])).code).toBe(0);
    const after = await readFile(file(), "utf8");
    const [line = ""] = text.split("\n").filter((each) => each.includes("other"));
    expect(after).toContain(line.trimEnd().replace(/ ?\/\/ mine|,$/, ""));
  });
});

test("flags are read back from the arguments that they make, and other words stay", () => {
  const name = fc.stringMatching(/^[\w./]{1,10}$/);
  const value = fc.option(name, { nil: undefined });
  const flags = fc.record({
    demo: fc.boolean(),
    "read-only": fc.boolean(),
    production: fc.boolean(),
    toolsets: value,
    tools: value,
    profile: value,
    "sf-org": value,
    "env-file": value,
  });
  fc.assert(
    fc.property(flags, fc.subarray(["--port", "--weird=1", "x"]), (given, strange) => {
      const read = flagsIn([...argumentsOf(given), ...strange]);
      expect(argumentsOf(read.flags)).toEqual(argumentsOf(given));
      expect(read.others).toEqual(strange);
    }),
  );
});
