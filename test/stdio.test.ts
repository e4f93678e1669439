import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../src/demo/org.ts";
import { runProgram } from "./command.ts";
import { connect, program } from "./connect.ts";
import { temporaryFolder } from "./own-folder.ts";
import { call, initialize, initialized, Program } from "./protocol/program.ts";
import { runCommand } from "./run-command.ts";
import { until } from "./until.ts";

let org: DemoOrg;

beforeAll(async () => {
  org = await startDemoOrg();
});

afterAll(() => org.close());

describe("the built program over stdio", () => {
  test.each(["stdio", "legacy-stdio"] as const)(
    "a client by %s lists tools, reads and writes",
    async (over) => {
      const server = await connect({ org, over });
      const { tools } = await server.client.listTools();
      expect(tools.length).toBeGreaterThanOrEqual(18);
      const { text } = await server.call("createRecord", {
        object: "Account",
        record: { Name: `By ${over}` },
      });
      const { id } = JSON.parse(text);
      expect(
        (await server.call("executeQuery", { soql: `SELECT Name FROM Account WHERE Id = '${id}'` })).text,
      ).toContain(`By ${over}`);
      await server.close();
    },
  );

  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s ends it with 0 within a second, whatever is in flight",
    async (signal) => {
      const asked = org.faults.add({ path: "/limits", delay: 30_000 });
      const server = new Program({ ...org.settings });
      server.send(initialize(), initialized, call(1, "getOrganizationLimits"));
      await until(() => asked.met > 0);
      const started = Date.now();
      server.child.kill(signal);
      expect(await server.exit).toEqual([0, null]);
      expect(Date.now() - started).toBeLessThan(1_500);
    },
  );

  test("stdout carries protocol messages and nothing else", async () => {
    const { stdout, code } = await runProgram(["--demo"], {
      input: `not json\n${JSON.stringify(initialize())}\n{"jsonrpc":"2.0"\n`,
    });
    expect(code).toBe(0);
    for (const line of stdout.split("\n").filter(Boolean))
      expect(JSON.parse(line)).toHaveProperty("jsonrpc", "2.0");
  });

  test("without settings it lists its tools, and a call says what is missing", async () => {
    const server = await connect({ org, over: "stdio", signIn: () => ({}) });
    expect((await server.client.listTools()).tools.length).toBeGreaterThanOrEqual(18);
    expect((await server.call("getUserInfo")).text).toMatch(/^NOT_CONFIGURED: /);
    await server.close();
  });
});

describe("the command line", () => {
  test("help and version", async () => {
    expect((await runProgram(["--help"])).stdout).toContain("call TOOL [JSON]");
    expect((await runCommand(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each<[string[], Record<string, string>, RegExp]>([
    [["--nonsense"], {}, /nonsense/],
    [["dance"], {}, /There is no command dance/],
    [
      [],
      { SALESFORCE_TIMEOUT_SECONDS: "0" },
      /SALESFORCE_TIMEOUT_SECONDS is '0', but it takes a whole number from 1 to 600/,
    ],
    [
      [],
      { SALESFORCE_LOGIN_URL: "http://example.com" },
      /SALESFORCE_LOGIN_URL is an address at example\.com, but it takes an https/,
    ],
    [["--tools", "executeQuery,nope"], {}, /--tools \(SALESFORCE_TOOLS\) is 'nope'/],
    [["--production", "--demo"], {}, /--demo is refused in production mode/],
    [["logout", "acme"], {}, /leave out acme\. A profile is named by --profile NAME/],
    [["doctor", "please"], {}, /doctor takes options only: leave out please/],
    [["--print"], {}, /--print is an option of setup alone/],
    [["call", "getUserInfo", "--json"], {}, /--json is an option of doctor alone/],
    [
      ["--toolsets", ","],
      {},
      /--toolsets \(SALESFORCE_TOOLSETS\) is ',', but it takes names separated by commas/,
    ],
    [[], { SALESFORCE_DENIED_OBJECTS: " , " }, /SALESFORCE_DENIED_OBJECTS is ' , ', but it takes names/],
  ])("%j with %j ends with 2 and names the setting", async (args, env, expected) => {
    const { code, stderr, stdout } = await runCommand(args, { env });
    expect(code).toBe(2);
    expect(stderr).toMatch(expected);
    expect(stdout).toBe("");
  });

  test.each([
    ["SALESFORCE_ACCESS_TOKEN", "hush hush"],
    ["SALESFORCE_REFRESH_TOKEN", "hush\nhush"],
    ["SALESFORCE_CLIENT_SECRET", '"hush"'],
    ["SALESFORCE_PRIVATE_KEY", "hush"],
    ["SALESFORCE_LOGIN_URL", "https://user:hush@acme.my.salesforce.com"],
    ["SALESFORCE_LOGIN_URL", "http://user:hu/sh@acme.my.salesforce.com"],
    ["SALESFORCE_INSTANCE_URL", "https://acme.my.salesforce.com/secur/frontdoor.jsp?sid=hush"],
  ])("%s that is malformed is refused without a word of it", async (variable, text) => {
    const { code, stderr } = await runCommand([], { env: { [variable]: text } });
    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(`${variable} is .*, but it takes`));
    expect(stderr).not.toMatch(/hu.?sh/);
  });

  test("call takes what PowerShell pipes to it, a byte-order mark first", async () => {
    const input = '\ufeff{"soql":"SELECT COUNT() FROM Case"}';
    const env = { ...org.settings };
    expect((await runCommand(["call", "executeQuery", "-"], { env, input })).code).toBe(0);
  });

  test("call prints the text and ends with 0, 1 or 2", async () => {
    const env = { ...org.settings };
    const soql = JSON.stringify({ soql: "SELECT COUNT() FROM Case" });
    expect(await runCommand(["call", "executeQuery", soql], { env })).toMatchObject({
      code: 0,
      stdout: "# count=80 totalSize=80\n",
    });
    expect((await runProgram(["call", "executeQuery", '{"soql":"SELEKT"}'], { env })).code).toBe(1);
    expect((await runCommand(["call", "executeQuery", "{"], { env })).code).toBe(2);
    expect((await runCommand(["call", "noTool"], { env })).code).toBe(2);
    for (const [flags, text] of [
      [["--read-only"], /^READ_ONLY: createRecord is not offered.*\nHint: Tools: getRecord, /],
      [
        ["--toolsets", "query"],
        /^BAD_ARGUMENT: createRecord is not among the tools that SALESFORCE_TOOLSETS/,
      ],
    ] as const)
      expect(await runCommand(["call", "createRecord", "{}", ...flags], { env })).toMatchObject({
        code: 1,
        stdout: expect.stringMatching(text),
        stderr: "",
      });
  });

  test.each<[string, string[], number, RegExp]>([
    ["doctor", [], 0, /Nothing is wrong/],
    ["setup", ["cursor", "--print"], 0, /"mcpServers"/],
    [
      "snapshot",
      [join(temporaryFolder(), "taken"), "--objects", "Account"],
      0,
      /^\d+ rows of \d+ objects are in/,
    ],
    ["logout", [], 0, /^There is no stored sign-in/],
    ["help", ["call"], 0, /^salesforce-rest-mcp call/],
    ["dance", [], 2, /^$/],
  ])("%s %j ends with its code", async (command, args, code, printed) => {
    const ended = await runProgram([command, ...args], { env: { ...org.settings } });
    expect(ended).toMatchObject({ code, stdout: expect.stringMatching(printed) });
    expect(ended.stderr.includes("There is no command")).toBe(code === 2);
  });

  test("the tour walks through to its end", async () => {
    const { code, stdout } = await runProgram(["tour"]);
    expect(code).toBe(0);
    expect(stdout).toContain("Create a record");
    expect(stdout).toContain("Did you mean Name?");
    expect(stdout).toContain('"status":"Approved"');
  });

  test("nothing of the demo org is loaded against a real org", async () => {
    // Its code by what only it says, whichever chunk the bundler put it in.
    const folder = join(dirname(program), "chunks");
    const own = readdirSync(folder).filter((name) =>
      readFileSync(join(folder, name), "utf8").includes("CREATE VIRTUAL TABLE"),
    );
    expect(own.length).toBeGreaterThan(0);
    const loaded = new RegExp(["node-sqlite3-wasm", ...own].join("|"));
    const query = ["call", "executeQuery", '{"soql":"SELECT Id FROM Account LIMIT 1"}'];
    const real = await runProgram(query, { env: { ...org.settings, NODE_DEBUG: "esm" } });
    expect(real.code).toBe(0);
    expect(real.stderr).not.toMatch(loaded);
    const demo = await runProgram([...query, "--demo"], { env: { NODE_DEBUG: "esm" } });
    expect(demo.code).toBe(0);
    for (const name of own) expect(demo.stderr).toContain(name);
  });
});
