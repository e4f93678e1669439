import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { parse as parseToml } from "smol-toml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { program } from "../connect.ts";
import { root } from "../generated-file.ts";
import { notOnWindows } from "../left-out.ts";
import { ownFolder, temporaryFolder } from "../own-folder.ts";
import { run } from "./run.ts";

interface Entry {
  command?: string;
  cmd?: string;
  args: string[];
  env?: Record<string, string>;
}

const readers: Record<string, (text: string) => unknown> = {
  json: JSON.parse,
  toml: parseToml,
  yaml: parseYaml,
};

/** Every part of a configuration that says what to start. */
function entriesIn(value: unknown): Entry[] {
  if (typeof value !== "object" || value === null) return [];
  // What has arguments is an entry in all of these forms.
  if ("args" in value) return [value as Entry];
  return Object.values(value).flatMap(entriesIn);
}

const files = [
  "examples/clients/one-server.json",
  "examples/clients/reading-and-writing.json",
  "examples/clients/vscode.json",
  "examples/clients/codex.toml",
  "examples/gateway/config.yaml",
];
const entries = files.flatMap((file) => {
  const read = readers[file.split(".").at(-1) ?? ""];
  const found = entriesIn(read?.(readFileSync(join(root, file), "utf8")));
  return found.map((entry, index) => ({ file, number: index + 1, entry }));
});

test("each file has an entry, and there are two where two are told of", () => {
  expect(new Set(entries.map(({ file }) => file))).toEqual(new Set(files));
  expect(entries.filter(({ file }) => file.includes("reading-and-writing"))).toHaveLength(2);
});

/** Places of the example's machine, in a folder of this one. */
function movedPlaces(env: Record<string, string>, folder: string): Record<string, string> {
  const moved = Object.entries(env).map(([name, value]) => [
    name,
    value.startsWith("/") ? join(folder, basename(value)) : value,
  ]);
  return Object.fromEntries(moved);
}

test.each(entries)("entry $number of $file starts, and offers tools", async ({ entry }) => {
  const { command, cmd, args, env = {} } = entry;
  expect(command ?? cmd).toBe("npx");
  expect(args.slice(0, 2)).toEqual(["-y", "salesforce-rest-mcp"]);
  const client = new Client({ name: "test", version: "1" });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [program, ...args.slice(2), "--demo"],
    env: { ...ownFolder, ...movedPlaces(env, temporaryFolder()) },
  });
  await client.connect(transport);
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain("executeQuery");
  const reads = args.includes("--read-only") || env["SALESFORCE_READ_ONLY"] === "true";
  expect(tools.some(({ name }) => name === "deleteRecord")).toBe(!reads);
  await client.close();
});

describe("the pipeline's script", notOnWindows, () => {
  let org: DemoOrg;

  beforeAll(async () => {
    org = await startDemoOrg();
  });

  afterAll(() => org.close());

  /** The script as a pipeline runs it: the key in a file, the command by its path. */
  async function exported(folder: string, settings: Record<string, string> = {}) {
    const { SALESFORCE_PRIVATE_KEY, ...signIn } = org.jwtSettings();
    const keyFile = join(temporaryFolder(), "key.pem");
    writeFileSync(keyFile, SALESFORCE_PRIVATE_KEY, { mode: 0o600 });
    const env = { ...signIn, SALESFORCE_PRIVATE_KEY_FILE: keyFile, ...ownFolder, ...settings };
    const command = { SALESFORCE_REST_MCP: `${process.execPath} ${program}` };
    return run("bash", [join(root, "examples/jwt-pipeline/export.sh"), folder], { ...env, ...command });
  }

  test("writes the rows, and fails rather than write over them", async () => {
    const folder = join(temporaryFolder(), "2026-11-28");
    const first = await exported(folder);
    expect(first.code, first.output).toBe(0);
    const lines = readFileSync(join(folder, "opportunities.csv"), "utf8").trim().split("\n");
    expect(lines[0]?.replaceAll('"', "")).toBe("Id,Name,Amount,CloseDate,StageName,OwnerId");
    expect(lines.length).toBeGreaterThan(10);
    expect((await exported(folder)).code).not.toBe(0);
    expect(readFileSync(join(folder, "opportunities.csv"), "utf8").trim().split("\n")).toEqual(lines);
  }, 60_000);

  test("ends with an error when the sign-in is refused", async () => {
    const refused = await exported(temporaryFolder(), { SALESFORCE_USERNAME: "nobody@demo.example" });
    expect(refused.code).not.toBe(0);
  }, 60_000);
});
