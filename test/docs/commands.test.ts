import { parse as parseToml } from "smol-toml";
import { describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { notOnWindows } from "../left-out.ts";
import { commandOf, otherwise, pageRuns, pages, sessions } from "./page-commands.ts";

describe("the commands", notOnWindows, () => {
  // The pages with more of them are in commands.slow.test.ts.
  test.each(sessions.filter(({ file }) => file === "docs/sign-in.md"))(
    "of $file run, one after the other",
    ({ lines }) => pageRuns(lines),
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
