import fc from "fast-check";
import { parse, stringify } from "smol-toml";
import { expect, test } from "vitest";
import { tomlConfig } from "../../../src/commands/setup/toml-config.ts";

const entry = { command: "npx", args: ["-y", "salesforce-rest-mcp"], env: { SALESFORCE_PROFILE: "work" } };
const addition = { serversKey: "mcp_servers", name: "salesforce", entry, inputs: [] };
const table = `[mcp_servers.salesforce]
command = "npx"
args = [ "-y", "salesforce-rest-mcp" ]

[mcp_servers.salesforce.env]
SALESFORCE_PROFILE = "work"
`;

function added(text: string): string {
  return tomlConfig.withServer(text, addition);
}

const rest = `# my config
model = "gpt-5"   # the model

[mcp_servers.context7] # docs
command = "npx"
args = [
  "-y", # always
  "@upstash/context7-mcp",
]

[projects."/home/ann/a b"]
trust_level = "trusted" # really
big = 9007199254740993
when = 2026-01-01T00:00:00Z
`;

test("a new entry is a table at the end; all else is as it was", () => {
  expect(added("")).toBe(table);
  expect(added(rest)).toBe(`${rest}\n${table}`);
  expect(added("model = 1")).toBe(`model = 1\n\n${table}`);
  expect(added(rest.replaceAll("\n", "\r\n"))).toBe(`${rest}\n${table}`.replaceAll("\n", "\r\n"));
  expect(added(`mcp_servers.a.command = "x"\n`)).toContain(table);
});

test("an older entry of ours is replaced where it stands", () => {
  const older = `[mcp_servers.salesforce] # ours
command = "node"
args = ["main.js"]

[ mcp_servers . "salesforce" . env ]
# a secret
SALESFORCE_CLIENT_SECRET = "[not.a.header]"
`;
  const tail = `
# speaks of what follows
[[profiles]]
name = "[mcp_servers.salesforce]"
`;
  expect(added(`${rest}\n${older}${tail}`)).toBe(`${rest}\n${table}${tail}`);
  expect(added(`${older}# at the end`)).toBe(`${table}# at the end`);
});

test.each([
  ['mcp_servers = { a = { command = "x" } }\n', "cannot be edited safely"],
  ['mcp_servers.salesforce = { command = "node" }\n', "cannot be edited safely"],
  ['[mcp_servers.salesforce]\ncommand = """\n[like.a.header]\n"""\n', "cannot be edited safely"],
  ["mcp_servers = 1\n", "its `mcp_servers` is not a table"],
  ["[[mcp_servers]]\na = 1\n", "its `mcp_servers` is not a table"],
  ['model = "x"\n[mcp_servers\n', "it is not valid TOML at line 2, column "],
  ["a = 1\na = 2\n", "it is not valid TOML at line 2, column "],
])("%j is refused", (text, expected) => {
  expect(() => added(text)).toThrow(expected);
});

test("any other content stays byte for byte", () => {
  const key = fc.string({ minLength: 1 }).filter((name) => name !== "__proto__" && name.isWellFormed());
  const scalar = fc.oneof(
    fc.string().filter((text) => text.isWellFormed()),
    fc.integer(),
    fc.boolean(),
  );
  const value = fc.oneof(scalar, fc.array(scalar), fc.dictionary(key, scalar));
  const tables = fc.dictionary(
    key.filter((name) => name !== "mcp_servers"),
    value,
  );
  fc.assert(
    fc.property(tables, fc.dictionary(key, fc.dictionary(key, scalar)), (other, servers) => {
      const { salesforce: _, ...others } = servers;
      const text = stringify({ ...other, mcp_servers: others });
      const result = added(text);
      expect(result.startsWith(text)).toBe(true);
      expect(parse(result)).toEqual(parse(`${text}\n\n${table}`));
      expect(added(result)).toBe(result);
    }),
    { numRuns: 200 },
  );
});
