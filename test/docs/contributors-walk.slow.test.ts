import { execFile } from "node:child_process";
import { readdirSync, readFileSync, symlinkSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { root } from "../generated-file.ts";
import { temporaryFolder } from "../own-folder.ts";
import { apply, examples, newTests } from "./contributors-examples.ts";

const run = promisify(execFile);

const left = new Set([".git", "node_modules", "dist"]);

async function projectCopy(): Promise<string> {
  const copy = temporaryFolder();
  for (const name of readdirSync(root).filter((entry) => !left.has(entry)))
    await cp(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"), "junction");
  return copy;
}

describe("the examples of CONTRIBUTING.md, applied to a copy", () => {
  let copy: string;

  /** A program of node_modules, run in the copy as a contributor would; its output is the error's text. */
  async function inCopy(program: string, args: readonly string[], env: Record<string, string> = {}) {
    const { VITEST: _, ...own } = process.env;
    const all = [join(root, "node_modules", program), ...args];
    await run(process.execPath, all, { cwd: copy, env: { ...own, NO_COLOR: "1", ...env } }).catch(
      (error: unknown) => {
        // What execFile rejects with.
        const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
        throw new Error(`${program} ${args.join(" ")}:\n${stdout.slice(-3_000)}\n${stderr.slice(-1_000)}`);
      },
    );
  }

  const vitest = (args: readonly string[], env: Record<string, string> = {}) =>
    inCopy("vitest/vitest.mjs", ["run", ...args], env);

  beforeAll(async () => {
    copy = await projectCopy();
    for (const block of examples) apply(copy, block);
    await vitest(["test/readme.test.ts"], { UPDATE: "1" });
  }, 120_000);

  test("pass the type check", () => inCopy("typescript/bin/tsc", []), 120_000);

  test("pass lint, format and the search for dead code", async () => {
    await inCopy("@biomejs/biome/bin/biome", ["ci", "."]);
    await inCopy("knip/bin/knip.js", []);
  }, 120_000);

  test("pass their own tests, and those that hold for all", async () => {
    await vitest(["test/imports.test.ts", "test/readme.test.ts", ...newTests]);
    await vitest(["test/tools.test.ts", "-t", "^countRecords "]);
  }, 120_000);

  test("are written into README, the settings and .env.example", () => {
    const read = (name: string) => readFileSync(join(copy, name), "utf8");
    expect(read("README.md")).toContain("| query | `countRecords` | read | Counts the Salesforce records");
    expect(read("docs/settings.md")).toContain("| `SALESFORCE_NOTE` | a sentence of your own");
    expect(read(".env.example")).toContain("# SALESFORCE_NOTE=");
  });
});
