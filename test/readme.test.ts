import { expect, test } from "vitest";
import { signInErrors } from "../src/auth/sign-in-errors.ts";
import { type Setting, settings, variableOf } from "../src/config/config.ts";
import { toolsets } from "../src/tools/index.ts";
import { holds } from "./generated-file.ts";

const entries = Object.entries(settings) as [keyof typeof settings, Setting][];

function toolsTable(): string {
  const rows = Object.entries(toolsets).flatMap(([toolset, { tools }]) =>
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

function withBlock(text: string, name: string, content: string): string {
  return text.replace(
    new RegExp(`<!-- ${name} -->[\\s\\S]*<!-- /${name} -->`),
    () => `<!-- ${name} -->\n${content}\n<!-- /${name} -->`,
  );
}

test("every sign-in error is told by its own words, and not by another's before it", () => {
  for (const error of signInErrors)
    expect(signInErrors.find(({ pattern }) => pattern.test(error.says))).toBe(error);
});

test("README's tables equal the definitions", () => {
  const blocks = {
    tools: toolsTable(),
    settings: settingsTable(),
    "sign-in errors": signInErrorsTable(),
  };
  holds("README.md", (current) =>
    Object.entries(blocks).reduce((text, [name, content]) => withBlock(text, name, content), current),
  );
});

test(".env.example equals the definitions", () => {
  holds(".env.example", environmentExample);
});
