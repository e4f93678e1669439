import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type SettingName, settingNames, variableOf } from "../../src/config/config.ts";
import { unknownVariables } from "../../src/config/misspelt.ts";
import { runCommand } from "../run-command.ts";

const safety: SettingName[] = [
  "readOnly",
  "production",
  "confirm",
  "toolsets",
  "tools",
  "allowedObjects",
  "deniedObjects",
  "allowedActions",
  "rateLimit",
  "apiReservePercent",
  "auditLog",
  "auditDetail",
  "undo",
];
const known = new Set(settingNames.map(variableOf));

function isRefused(variable: string): boolean {
  return unknownVariables({ env: { [variable]: "true" }, dotenv: {} }).some((each) => each.safety);
}

test.each([
  "SALESFORCE_READONLY",
  "SALESFORCE_READ_ONY",
  "SALESFORCE_READ_ONLY_MODE",
  "SALESFORCE_READONLY_MODE",
  "SALESFORCE_READ",
  "salesforce_read_only",
  "SALESFORCE__READ__ONLY",
  "SALESFORCE_PRODUCTON",
  "SALESFORCE_PRODUCTION_MODE",
  "SALESFORCE_CONFIRM_WRITES",
  "SALESFORCE_CONFRIM",
  "SALESFORCE_DENY_OBJECTS",
  "SALESFORCE_DENIEDOBJECTS",
  "SALESFORCE_DENIED_OBJECT",
  "SALESFORCE_ALLOW_OBJECTS",
  "SALESFORCE_BLOCKED_OBJECTS",
  "SALESFORCE_OBJECTS",
  "SALESFORCE_TOOLSET",
  "SALESFORCE_TOOL",
  "SALESFORCE_RATELIMIT",
  "SALESFORCE_RATE",
  "SALESFORCE_RESERVE_PERCENT",
  "SALESFORCE_API_RESERVE",
  "SALESFORCE_AUDIT",
  "SALESFORCE_AUDIT_LOG_FILE",
  "SALESFORCE_UNDOS",
  "SALESFORCE_UNOD",
  "SALESFORCE_UNDO_MODE",
  "SALESFORCE_ALLOW_ACTIONS",
  "SALESFORCE_ALLOWEDACTIONS",
  "SALESFORCE_ACTIONS",
])("%s looks like a setting about safety", (variable) => {
  expect(isRefused(variable)).toBe(true);
});

test.each([
  "SALESFORCE_REFRSH_TOKEN",
  "SALESFORCE_USER",
  "SALESFORCE_PASSWORD",
  "SALESFORCE_SECURITY_TOKEN",
  "SALESFORCE_DOMAIN",
  "SALESFORCE_SANDBOX",
  "SALESFORCE_URL",
  "SALESFORCE_API_KEY",
  "SALESFORCE_ENV",
  "SALESFORCE_ORG_ID",
  "SALESFORCE_DEMO_CONTROL_KEY",
])("%s does not", (variable) => {
  expect(isRefused(variable)).toBe(false);
});

test("no edit of up to two letters, left-out line and further word of a safety setting passes in silence", () => {
  const letter = fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  const swap = fc.record({ at: fc.nat(30), letter, kind: fc.constant("swap") });
  const edit = fc.record({ at: fc.nat(30), letter, kind: fc.constantFrom("drop", "add", "change") });
  const written = fc
    .record({
      name: fc.constantFrom(...safety.map(variableOf)),
      edits: fc.oneof(
        fc.array(edit, { minLength: 1, maxLength: 2 }),
        swap.map((each) => [each]),
      ),
      joined: fc.boolean(),
    })
    .map(({ name, edits, joined }) => {
      const start = "SALESFORCE_";
      let word = name.slice(start.length);
      if (joined) word = word.replaceAll("_", "");
      for (const { at, letter: other, kind } of edits) {
        // The first letter stays: of a short word that begins otherwise nobody can tell.
        const place = 1 + (at % Math.max(1, word.length - 1));
        const [before, here = "", after] = [word.slice(0, place), word[place], word.slice(place + 1)];
        if (kind === "drop") word = before + after;
        if (kind === "add") word = before + other + here + after;
        if (kind === "change") word = before + other + after;
        if (kind === "swap") word = before + (after[0] ?? "") + here + after.slice(1);
      }
      return start + word;
    })
    .filter((variable) => !known.has(variable) && variable.length > "SALESFORCE_".length);
  fc.assert(
    fc.property(written, (variable) => {
      expect(isRefused(variable), variable).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

describe("the commands", () => {
  const misspelt = { SALESFORCE_READONLY: "true" };
  test.each([
    [[]],
    [["call", "getUserInfo"]],
    [["tour"]],
    [["login"]],
    [["logout"]],
    [["setup", "cursor", "--print"]],
    [["demo-org"]],
  ])("%j refuses it", async (args) => {
    const { code, stdout, stderr } = await runCommand(args, { env: misspelt });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(
      "SALESFORCE_READONLY is no setting and protects nothing. Write SALESFORCE_READ_ONLY, or take it away.",
    );
  });

  test("help, version and doctor work, and doctor tells", async () => {
    for (const args of [["--help"], ["--version"]])
      expect(await runCommand(args, { env: misspelt })).toMatchObject({ code: 0, stderr: "" });
    const env = {
      ...misspelt,
      SALESFORCE_REFRSH_TOKEN: "hush",
      SALESFORCE_SANDBOX: "x",
      SALESFORCE_ALLOWED_ACTION: "x",
    };
    const { code, stdout } = await runCommand(["doctor"], { env });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^✗ settings +SALESFORCE_READONLY .*→ Write SALESFORCE_READ_ONLY/m);
    expect(stdout).toMatch(
      /^✗ settings +SALESFORCE_REFRSH_TOKEN .*→ Did you mean SALESFORCE_REFRESH_TOKEN\?/m,
    );
    expect(stdout).toMatch(/^✗ settings +SALESFORCE_ALLOWED_ACTION .*→ Write SALESFORCE_ALLOWED_ACTIONS/m);
    expect(stdout).toMatch(/^– settings +SALESFORCE_SANDBOX: /m);
    expect(stdout).not.toContain("hush");
  });

  test("others are told on stderr, and an empty one is none", async () => {
    const env = { SALESFORCE_REFRSH_TOKEN: "hush", SALESFORCE_SANDBOX: "x", SALESFORCE_READONLY: "" };
    const { stderr } = await runCommand(["call", "getUserInfo"], { env });
    expect(stderr).toContain(
      "SALESFORCE_REFRSH_TOKEN is no setting and has no effect. Did you mean SALESFORCE_REFRESH_TOKEN?",
    );
    expect(stderr).toContain("SALESFORCE_SANDBOX is no setting and has no effect.");
    expect(stderr).not.toMatch(/hush|READONLY/);
  });
});
