import { copyFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { root } from "../generated-file.ts";
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
export const otherwise: Record<string, Otherwise> = {
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
  "SALESFORCE_SERVER_NAME=salesforce-read SALESFORCE_FILES_DIR=/srv/read SALESFORCE_READ_ONLY=true SALESFORCE_PROFILE=reader \\":
    {
      why: fetched,
    },
  "npx mcp-proxy --host 127.0.0.1 --port 8081 --server stream -- npx -y salesforce-rest-mcp": {
    why: fetched,
  },
  "SALESFORCE_SERVER_NAME=salesforce-write SALESFORCE_FILES_DIR=/srv/write SALESFORCE_CONFIRM=destructive SALESFORCE_PROFILE=writer \\":
    { why: fetched },
  'npx supergateway --port 8082 --outputTransport streamableHttp --stateful --sessionTimeout 3600000 --stdio "npx -y salesforce-rest-mcp"':
    { why: fetched },
  "sf org login web --alias my-sandbox": { why: withCli },
  "node dist/main.js doctor --sf-org my-sandbox": { why: withCli },
  "node dist/main.js setup claude-code --sf-org my-sandbox": { why: withCli },
  "npm ci && npm test": { why: anotherTest },
  "npm run check": { why: anotherTest },
};

/** A line without its comment. */
export function commandOf(line: string): string {
  return line.replace(/\s+#\s.*$/, "").trim();
}

export const pages = markdownFiles.map(readPage);
/** The commands of each page that has any, in their order. */
export const sessions = pages
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

/** Runs a page's commands against an org, each as it stands or as `otherwise` has it. */
export async function pageRuns(lines: readonly string[]): Promise<void> {
  const org = await startDemoOrg();
  const known = lines.map((line) => {
    const other = otherwise[commandOf(line)];
    return other ? (other.instead?.(org) ?? "") : line;
  });
  const { code, output } = await runAll(known);
  await org.close();
  expect(code, output).toBe(0);
}
