import { readFile, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { connect } from "../connect.ts";
import { notOnWindows } from "../left-out.ts";
import { temporaryFolder } from "../own-folder.ts";
import { runCommand } from "../run-command.ts";

let org: DemoOrg;
/** Where the stand-in for the Salesforce CLI lies, with what it prints and what it was asked. */
let folder: string;

beforeAll(async () => {
  org = await startDemoOrg();
});

beforeEach(() => {
  folder = temporaryFolder();
});

afterAll(() => org.close());

type Printed = Record<string, { json: unknown; code?: number; before?: string }>;

/** Puts a program `sf` there that prints by its subcommand, and writes down how it was called. */
async function putSf(printed: Printed): Promise<void> {
  await writeFile(join(folder, "printed.json"), JSON.stringify(printed));
  const program = `#!${process.execPath}
const fs = require("node:fs");
const args = process.argv.slice(2);
fs.appendFileSync(${JSON.stringify(join(folder, "asked"))}, args.join(" ") + "\\n");
const printed = JSON.parse(fs.readFileSync(${JSON.stringify(join(folder, "printed.json"))}, "utf8"));
const { json, code = 0, before = "" } = printed[args.slice(0, args.indexOf("--target-org")).join(" ")];
process.stdout.write(before + JSON.stringify(json, null, 2) + "\\n");
process.exitCode = code;
`;
  await writeFile(join(folder, "sf"), program, { mode: 0o755 });
}

const settings = () => ({
  SALESFORCE_SF_ORG: "my-org",
  PATH: [folder, dirname(process.execPath)].join(delimiter),
});
const asked = async () => (await readFile(join(folder, "asked"), "utf8")).trim().split("\n");
const token = () => org.accessTokenSettings().SALESFORCE_ACCESS_TOKEN;
const display = (accessToken: string | undefined) => ({
  status: 0,
  result: {
    id: "00D000000000001AAA",
    accessToken,
    instanceUrl: org.instanceUrl,
    username: "ann@example.com",
  },
  warnings: ["This command will expose sensitive information"],
});
const count = ["call", "executeQuery", '{"soql":"SELECT COUNT() FROM Account"}'];

describe("the Salesforce CLI's sign-in", notOnWindows, () => {
  test("of a CLI that shows the token in org display", async () => {
    await putSf({ "org display": { json: display(token()), before: "Warning: an update is available\n" } });
    const { code, stdout, stderr } = await runCommand(count, { env: settings() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^# .*40/);
    expect(await asked()).toEqual(["org display --target-org my-org --json"]);
  });

  test("of a newer CLI, which shows it by a command of its own", async () => {
    await putSf({
      "org display": { json: display("[REDACTED] Use 'sf org auth show-access-token' to view") },
      "org auth show-access-token": { json: { status: 0, result: { accessToken: token() } } },
    });
    const { stdout } = await runCommand([...count, "--sf-org", "other"], {
      env: { ...settings(), SALESFORCE_SF_ORG: "" },
    });
    expect(stdout).toMatch(/^# .*40/);
    expect(await asked()).toEqual([
      "org display --target-org other --json",
      "org auth show-access-token --target-org other --json",
    ]);
  });

  test("is asked again when the token is rejected, and nothing of it is stored or told", async () => {
    const first = token();
    await putSf({ "org display": { json: display(first) } });
    const log = join(folder, "audit.jsonl");
    const server = await connect({
      org,
      over: "stdio",
      signIn: settings,
      settings: { SALESFORCE_AUDIT_LOG: log, SALESFORCE_AUDIT_DETAIL: "full" },
    });
    expect((await server.call("getUserInfo")).isError).toBe(false);
    expect(await asked()).toHaveLength(1);
    org.oauth.expireAll();
    await putSf({ "org display": { json: display(token()) } });
    // Once for all that wait.
    const names = [
      "getUserInfo",
      "listApiVersions",
      "getOrganizationLimits",
      "listAllObjects",
      "listReports",
    ];
    const answers = await Promise.all(names.map((name) => server.call(name)));
    expect(answers.map(({ isError }) => isError)).toEqual(names.map(() => false));
    expect(await asked()).toHaveLength(2);
    org.oauth.expireAll();
    const { text, isError } = await server.call("getUserInfo");
    expect(isError).toBe(true);
    expect(text).toMatch(
      /^AUTH_FAILED: .*token of the Salesforce CLI for my-org[\s\S]*sf org login web --alias my-org/,
    );
    await server.close();
    expect(await readFile(log, "utf8")).not.toContain(first.slice(20));
  });

  test.each<[string, Printed, RegExp]>([
    [
      "an org that the CLI does not know",
      {
        "org display": {
          code: 2,
          json: {
            status: 2,
            name: "NamedOrgNotFoundError",
            message:
              "Parsing --target-org \n\tNo authorization information found for my-org.\nSee more help with --help",
            actions: ['It looks like you mistyped the username or alias. Did you mean "my-orgs"?'],
          },
        },
      },
      /^AUTH_FAILED: .*\(sf org display: No authorization information found for my-org\.\)\nHint: .*Did you mean "my-orgs"\? In a terminal: sf org login web/,
    ],
    [
      "an instance that is not https",
      {
        "org display": {
          json: { status: 0, result: { accessToken: "a", instanceUrl: "http://evil.example" } },
        },
      },
      /^AUTH_FAILED: .*no instance URL that is https/,
    ],
    [
      "a token that no command shows",
      {
        "org display": { json: { status: 0, result: {} } },
        "org auth show-access-token": { json: { status: 0, result: {} } },
      },
      /^AUTH_FAILED: .*gave no access token/,
    ],
    ["no JSON", { "org display": { json: "oops" } }, /^AUTH_FAILED: .*it printed no result/],
  ])("%s is said", async (_, printed, expected) => {
    await putSf(printed);
    const { code, stdout } = await runCommand(count, { env: settings() });
    expect(code).toBe(1);
    expect(stdout).toMatch(expected);
  });

  test("without the CLI says so", async () => {
    const { stdout } = await runCommand(count, { env: { ...settings(), PATH: folder } });
    expect(stdout).toMatch(/^AUTH_FAILED: .*\(sf\) is not on the PATH[\s\S]*Install it/);
  });

  test("an expired sign-in of the CLI is told in its own words, with the way to renew it", async () => {
    const message = "Error authenticating with the refresh token due to: expired access/refresh token";
    const json = { status: 1, name: "RefreshTokenAuthError", message };
    await putSf({ "org display": { code: 1, json } });
    const { stdout } = await runCommand(count, { env: settings() });
    expect(stdout).toMatch(/^AUTH_FAILED: .*expired access\/refresh token[\s\S]*sf org login web/);
  });

  test("doctor and setup know it", async () => {
    await putSf({ "org display": { json: display(token()) } });
    const doctor = await runCommand(["doctor"], { env: settings() });
    expect(doctor.stdout).toMatch(/^✓ sign-in settings +the Salesforce CLI's sign-in 'my-org'$/m);
    expect(doctor.code, doctor.stdout).toBe(0);
    const { stdout } = await runCommand(["setup", "cursor", "--print", "--sf-org", "my-org"], {
      env: { PATH: folder },
    });
    expect(stdout).toContain('"--sf-org",\n        "my-org"');
  });
});

test.each<[Record<string, string>, RegExp]>([
  [{ SALESFORCE_SF_ORG: "-x" }, /SALESFORCE_SF_ORG is '-x', but it takes an alias/],
  [{ SALESFORCE_SF_ORG: "a & calc" }, /takes an alias/],
  [
    { SALESFORCE_SF_ORG: "a", SALESFORCE_CLIENT_ID: "b", SALESFORCE_REFRESH_TOKEN: "c" },
    /complete settings of 2 sign-ins are given \(sf-cli, refresh-token\)/,
  ],
])("%j is refused at start", async (env, expected) => {
  const { code, stderr } = await runCommand(count, { env });
  expect(code).toBe(2);
  expect(stderr).toMatch(expected);
});
