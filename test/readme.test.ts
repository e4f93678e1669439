import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { signInErrors } from "../src/auth/sign-in-errors.ts";
import { clients } from "../src/commands/setup/clients.ts";
import { type Setting, settings, variableOf } from "../src/config/config.ts";
import { allToolsets } from "./all-toolsets.ts";
import { conversations, conversationsOf } from "./docs/conversations.ts";
import { markdownFiles } from "./docs/markdown.ts";
import { holds, holdsBlocks, root, withBlock } from "./generated-file.ts";

const entries = Object.entries(settings) as [keyof typeof settings, Setting][];

function toolsTable(): string {
  const rows = Object.entries(allToolsets).flatMap(([toolset, { tools }]) =>
    Object.entries(tools).map(
      ([name, { description, effect }]) =>
        `| ${toolset} | \`${name}\` | ${effect} | ${description.split(/(?<=\.)\s/)[0]} |`,
    ),
  );
  return ["| toolset | tool | effect | what it does |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

function settingsTable(): string {
  const rows = entries.map(
    ([name, { description, default: fallback }]) =>
      `| \`${variableOf(name)}\` | ${description.replaceAll("|", "\\|")} | ${fallback ? `\`${fallback}\`` : ""} |`,
  );
  return ["| variable | meaning | default |", "| --- | --- | --- |", ...rows].join("\n");
}

function signInErrorsTable(): string {
  const rows = signInErrors.map(({ says, remedy }) => `| \`${says}\` | ${remedy} |`);
  return ["| Salesforce says | what to do |", "| --- | --- |", ...rows].join("\n");
}

function environmentExample(): string {
  const lines = entries.map(
    ([name, { description, default: fallback }]) =>
      `# ${description}\n${fallback ? `# ${variableOf(name)}=${fallback}` : `# ${variableOf(name)}=`}\n`,
  );
  return `# Settings of salesforce-rest-mcp. Copy this file to .env and take the # away where you set a value.\n\n${lines.join("\n")}`;
}

test("every sign-in error is told by its own words, and not by another's before it", () => {
  for (const error of signInErrors)
    expect(signInErrors.find(({ pattern }) => pattern.test(error.says))).toBe(error);
});

const home = "/home/me";
const linux = { platform: "linux", home, env: {}, exists: () => false } as const;

/** What to type for each client, and what to do then. */
function clientsTable(): string {
  const rows = Object.entries(clients).map(
    ([name, { title, next }]) => `| ${title} | \`node dist/main.js setup ${name}\` | ${next} |`,
  );
  return ["| client | type | then |", "| --- | --- | --- |", ...rows].join("\n");
}

function clientFilesTable(): string {
  const rows = Object.values(clients).map(
    ({ title, file, serversKey }) =>
      `| ${title} | \`${file(linux).replace(home, "~")}\` | \`${serversKey}\` |`,
  );
  return ["| client | file | servers stand under |", "| --- | --- | --- |", ...rows].join("\n");
}

/** The parts of README and docs that are made from definitions. `speed` is written by npm run bench, `round trips` by its own test, what experts reach by npm run eval. */
const generated: Record<string, Record<string, string>> = {
  "README.md": { tools: toolsTable(), clients: clientsTable() },
  "docs/clients.md": { "client files": clientFilesTable() },
  "docs/settings.md": { settings: settingsTable() },
  "docs/sign-in.md": { "sign-in errors": signInErrorsTable() },
};
const writtenElsewhere: Record<string, readonly string[]> = {
  "docs/speed.md": ["speed", "round trips"],
  "docs/evaluation.md": ["expert", "other server"],
};

test.each(Object.entries(generated))("the marked parts of %s equal the definitions", (file, blocks) => {
  holdsBlocks(file, blocks);
});

test.each(Object.keys(conversations))(
  "the conversations of %s are what the demo org answers",
  async (file) => {
    holdsBlocks(file, await conversationsOf(file));
  },
);

test("every marked part of README and docs is made by somebody", () => {
  const made = [...Object.entries(generated), ...Object.entries(conversations)];
  const namesIn = (file: string) => [
    ...made.filter(([name]) => name === file).flatMap(([, blocks]) => Object.keys(blocks)),
    ...(writtenElsewhere[file] ?? []),
  ];
  for (const file of markdownFiles) {
    const names = [...readFileSync(resolve(root, file), "utf8").matchAll(/<!-- (\/?)([\w -]+?) -->/g)];
    const expected = namesIn(file).flatMap((name) => [name, `/${name}`]);
    expect(names.map(([, slash, name]) => `${slash}${name}`).sort(), file).toEqual(expected.sort());
  }
});

test("a marked part that has lost a marker, or has two, is refused", () => {
  const whole = "a\n<!-- x -->\nold\n<!-- /x -->\nb\n";
  expect(withBlock(whole, "x", "new")).toBe("a\n<!-- x -->\nnew\n<!-- /x -->\nb\n");
  const broken = [
    "",
    "<!-- x -->\nold\n",
    "old\n<!-- /x -->\n",
    "\n<!-- /x -->\n<!-- x -->\n",
    whole + whole,
  ];
  for (const text of broken) expect(() => withBlock(text, "x", "new"), text).toThrow("must each stand once");
});

test(".env.example equals the definitions", () => {
  holds(".env.example", environmentExample);
});
