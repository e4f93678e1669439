import { copyFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { parse as parseToml } from "smol-toml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { root } from "../generated-file.ts";
import { notOnWindows } from "../left-out.ts";
import { settingsOfFolder, temporaryFolder } from "../own-folder.ts";
import { markdownFiles, readPage } from "./markdown.ts";
import { run } from "./run.ts";

interface Otherwise {
  why: string;
  /** What is run in its place; nothing unless given. */
  instead?: (org: DemoOrg) => string;
}

const anotherTest = "a test of its own runs it, or it runs all tests and so this one";

const fetched = "npx fetches a gateway; npm run test:outside starts both";
const withCli = "needs the Salesforce CLI; its tests have a stand-in";

/** Commands that cannot be run here as a reader runs them, by their text without its comment. */
const otherwise: Record<string, Otherwise> = {
  "git clone <this repository> salesforce-rest-mcp && cd salesforce-rest-mcp": {
    why: "needs the project's address; the commands behind it are run in a copy",
  },
  "npm ci && npm run demo": { why: "npm ci asks a registry", instead: () => "npm run demo" },
  "export SALESFORCE_CLIENT_ID=…": {
    why: "stands for the reader's own app; the demo org's is taken",
    instead: (org) =>
      Object.entries(org.settings)
        .map(([name, value]) => `export ${name}='${value}'`)
        .join("; "),
  },
  "export SALESFORCE_LOGIN_URL=https://test.salesforce.com": { why: "needs a real org" },
  "node dist/main.js login": { why: "needs a person at a browser; test/auth/login.test.ts has one" },
  "SALESFORCE_SERVER_NAME=salesforce-read SALESFORCE_FILES_DIR=/srv/read SALESFORCE_READ_ONLY=true \\": {
    why: fetched,
  },
  "npx mcp-proxy --host 127.0.0.1 --port 8081 --server stream -- npx -y salesforce-rest-mcp": {
    why: fetched,
  },
  "SALESFORCE_SERVER_NAME=salesforce-write SALESFORCE_FILES_DIR=/srv/write SALESFORCE_CONFIRM=destructive \\":
    { why: fetched },
  'npx supergateway --port 8082 --outputTransport streamableHttp --stateful --stdio "npx -y salesforce-rest-mcp"':
    { why: fetched },
  "sf org login web --alias my-sandbox": { why: withCli },
  "node dist/main.js doctor --sf-org my-sandbox": { why: withCli },
  "node dist/main.js setup claude-code --sf-org my-sandbox": { why: withCli },
  "npm ci && npm test": { why: anotherTest },
  "npm run check": { why: anotherTest },
};

function commandOf(line: string): string {
  return line.replace(/\s+#\s.*$/, "").trim();
}

const pages = markdownFiles.map(readPage);
const sessions = pages
  .map(({ file, blocks }) => ({ file, text: blocks.filter(({ language }) => language === "sh") }))
  .filter(({ text }) => text.length > 0)
  .map(({ file, text }) => ({ file, lines: text.flatMap((block) => block.text.trimEnd().split("\n")) }));

/** A folder that looks to a command like a built clone. */
function builtCopy(): string {
  const folder = temporaryFolder();
  copyFileSync(join(root, "package.json"), join(folder, "package.json"));
  for (const name of ["dist", "node_modules"]) symlinkSync(join(root, name), join(folder, name));
  return folder;
}

/** One shell for all commands of a page, which ends at the first that fails and says which. */
function runAll(lines: readonly string[]): ReturnType<typeof run> {
  const HOME = temporaryFolder();
  const script = ["set -eEuo pipefail", `trap 'echo "failed: $BASH_COMMAND" >&2' ERR`, ...lines].join("\n");
  return run("bash", ["-c", script], { HOME, ...settingsOfFolder(HOME) }, builtCopy());
}

describe("the commands", notOnWindows, () => {
  let org: DemoOrg;

  beforeAll(async () => {
    org = await startDemoOrg();
  });

  afterAll(() => org.close());

  test.each(sessions)(
    "of $file run, one after the other",
    async ({ lines }) => {
      const known = lines.map((line) => {
        const other = otherwise[commandOf(line)];
        return other ? (other.instead?.(org) ?? "") : line;
      });
      const { code, output } = await runAll(known);
      expect(code, output).toBe(0);
    },
    60_000,
  );
});

test("what is not run as it stands is there", () => {
  const all = new Set(sessions.flatMap(({ lines }) => lines.map(commandOf)));
  expect(Object.keys(otherwise).filter((command) => !all.has(command))).toEqual([]);
});

test("there are commands to run", () => {
  const left = sessions.flatMap(({ lines }) => lines.map(commandOf)).filter((line) => !(line in otherwise));
  expect(left.length).toBeGreaterThan(10);
});

test.each(pages)("the scripts that $file names are in package.json", ({ text }) => {
  const named = [...text.matchAll(/\bnpm run ([\w:]+)/g)].map(([, name = ""]) => name);
  expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
});

test.each(pages)("every block of $file says what it is, and configuration can be read", ({ blocks }) => {
  for (const { language, text, line } of blocks) {
    expect(["sh", "text", "json", "toml", "yaml", "ts", "diff"], `line ${line}`).toContain(language);
    if (language === "json") JSON.parse(text);
    if (language === "toml") parseToml(text);
  }
});
