import { execFile, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pages } from "../../src/commands/help-pages.ts";
import { startedAs } from "../../src/config/started-as.ts";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { knownNames } from "../../src/tools/names.ts";
import { Command, runProgram } from "../command.ts";
import { program } from "../connect.ts";
import { onlyWhere } from "../left-out.ts";
import { ownFolder, temporaryFolder } from "../own-folder.ts";
import { runCommand } from "../run-command.ts";

const run = promisify(execFile);
/** A pseudo-terminal by util-linux; elsewhere the tests that need one are left out. */
const terminal = "script";
const hasTerminal = spawnSync(terminal, ["--version"]).stdout?.toString().includes("util-linux") ?? false;

describe("help", () => {
  test.each(Object.keys(pages).filter((name) => name !== "serve"))(
    "of %s is a page of its own, however it is asked for",
    async (name) => {
      const [page, same] = await Promise.all([runCommand(["help", name]), runCommand([name, "--help"])]);
      expect(page).toMatchObject({ code: 0, stderr: "" });
      if (name !== "help") expect(same.stdout).toBe(page.stdout);
      expect((await runCommand(["--demo", "help", name])).stdout).toBe(page.stdout);
      const [prose = ""] = page.stdout.split(/^(?:Keep|Examples)/m);
      expect(prose).toMatch(new RegExp(`^salesforce-rest-mcp ${name}`));
      for (const line of prose.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
    },
  );

  test("of an option names its setting, and of nothing what was meant", async () => {
    expect((await runCommand(["help", "--toolsets"])).stdout).toMatch(
      /^--toolsets LIST\n[\s\S]*SALESFORCE_TOOLSETS/,
    );
    const { code, stderr } = await runCommand(["help", "docter"]);
    expect(code).toBe(2);
    expect(stderr).toContain("There is no command docter. Did you mean doctor?");
  });

  test("lists every command within 80 columns, and is printed to a pipe", async () => {
    const { stdout } = await runCommand(["--help"]);
    for (const { usage } of Object.values(pages)) expect(stdout).toContain(`  ${usage}`);
    for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80 + program.length);
  });
});

test.each([
  [["docter"], "Did you mean doctor?"],
  [["demo_org"], "Did you mean demo-org?"],
  [["--raed-only"], "There is no option --raed-only. Did you mean --read-only?"],
  [["setup", "cursor", "--prnt"], "Did you mean --print?"],
  [["call", "getRecrod"], "There is no tool getRecrod. Did you mean getRecord?"],
  [["call", "getRecrod", "--help"], "Did you mean getRecord?"],
  [["--toolsets", "qurey"], "--toolsets (SALESFORCE_TOOLSETS) is 'qurey', but it takes"],
  [["--toolsets", "qurey"], "Did you mean query?"],
  [["--tools", "executeQurey"], "Did you mean executeQuery?"],
])("%j says what was probably meant", async (args, expected) => {
  const { code, stdout, stderr } = await runCommand(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(expected);
});

describe("call", () => {
  test("says that a file of the demo org's folder does not stay, and where it would", async () => {
    const query = { soql: "SELECT Name FROM Account LIMIT 2", saveTo: "names.csv" };
    const call = ["call", "--demo", "executeQuery", JSON.stringify(query)];
    expect((await runCommand(call)).stderr).toContain(
      "set SALESFORCE_FILES_DIR to a folder where files stay",
    );
    const folder = temporaryFolder();
    const kept = await runCommand(call, { env: { SALESFORCE_FILES_DIR: folder } });
    expect(kept.stderr).toBe("");
    expect(readFileSync(join(folder, "names.csv"), "utf8").split("\n")).toHaveLength(4);
  });

  test("--list shows the tools that are offered", async () => {
    const { stdout } = await runCommand(["call", "--demo", "--list"]);
    expect(
      stdout
        .split("\n")
        .map((line) => line.split(" ")[0])
        .filter(Boolean),
    ).toEqual(knownNames.tools);
    const narrowed = await runCommand(["call", "--list", "--toolsets", "query", "--tools", "getRecord"]);
    expect(narrowed.stdout).toMatch(
      /^getRecord .*\nexecuteQuery .*\nexecuteQueryAll .*\nexecuteSearch .*\n$/,
    );
  });

  test("TOOL --help shows its arguments", async () => {
    const { stdout } = await runCommand(["call", "getRecord", "--help"]);
    expect(stdout).toMatch(
      /^getRecord: Get a record\n[\s\S]* {2}object \(string\)\n[\s\S]* {2}id \(string, optional\)/,
    );
  });
});

describe("demo-org --flow", () => {
  let org: DemoOrg;
  beforeAll(async () => {
    org = await startDemoOrg();
  });
  afterAll(() => org.close());

  test.each(["refresh-token", "jwt-bearer", "client-credentials", "access-token"])(
    "%s prints settings that sign in",
    async (flow) => {
      const command = new Command(["demo-org", "--flow", flow]);
      const { SALESFORCE_DEMO_CONTROL_KEY: key, ...settings } = JSON.parse(await command.says(/^(\{.*\})$/m));
      expect(key).toMatch(/^\S{32}$/);
      const { stdout } = await runCommand(
        ["call", "executeQuery", '{"soql":"SELECT COUNT() FROM Account"}'],
        { env: settings },
      );
      expect(stdout).toMatch(/^# .*40/);
      command.child.kill();
      expect((await command.ended).code).toBe(0);
    },
  );

  test("another is refused", async () => {
    expect(await runCommand(["demo-org", "--flow", "magic"])).toMatchObject({
      code: 2,
      stderr: "--flow takes one of refresh-token, jwt-bearer, client-credentials, access-token.\n",
    });
  });
});

test(
  "in a terminal without a command it says what it waits for, and in a pipe nothing",
  onlyWhere(hasTerminal, "no util-linux script here to make a pseudo-terminal"),
  async () => {
    const command = `timeout 5 "${process.execPath}" "${program}"`;
    const { stdout } = await run(terminal, ["-qec", command, "/dev/null"], {
      env: { ...process.env, ...ownFolder },
    }).catch((error: { stdout: string }) => error);
    expect(stdout).toContain("waits for an MCP client on standard input. Nobody is signed in yet.");
    expect(stdout).toMatch(/main\.js tour[\s\S]*main\.js login[\s\S]*main\.js setup CLIENT/);
    expect(await runProgram([])).toEqual({ code: 0, stdout: "", stderr: "" });
  },
);

test.each([
  [
    {
      script: "/home/a/repo/dist/main.js",
      file: "/home/a/repo/dist/main.js",
      cwd: "/home/a/repo",
      typed: true,
    },
    "node dist/main.js",
  ],
  [
    {
      script: "/home/a/repo/dist/main.js",
      file: "/home/a/repo/dist/main.js",
      cwd: "/home/a/repo",
      typed: false,
    },
    "node /home/a/repo/dist/main.js",
  ],
  [
    { script: "/home/a b/dist/main.js", file: "/home/a b/dist/main.js", cwd: "/", typed: false },
    'node "/home/a b/dist/main.js"',
  ],
  [
    {
      script: "/home/a/.npm/_npx/1f/node_modules/.bin/salesforce-rest-mcp",
      file: "/home/a/.npm/_npx/1f/node_modules/salesforce-rest-mcp/dist/main.js",
      cwd: "/home/a",
      typed: true,
    },
    "npx -y salesforce-rest-mcp",
  ],
  [
    {
      script: "/usr/local/bin/salesforce-rest-mcp",
      file: "/usr/local/lib/node_modules/salesforce-rest-mcp/dist/main.js",
      cwd: "/home/a",
      typed: true,
    },
    "salesforce-rest-mcp",
  ],
  [
    {
      script: "/home/a/app/node_modules/.bin/salesforce-rest-mcp",
      file: "/home/a/app/node_modules/salesforce-rest-mcp/dist/main.js",
      cwd: "/home/a/app",
      typed: true,
    },
    "npx salesforce-rest-mcp",
  ],
])("%j is started as %s", (start, expected) => {
  expect(startedAs(start)).toBe(expected);
});
