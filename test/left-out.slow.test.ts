import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "./docs/run.ts";
import { root } from "./generated-file.ts";
import { temporaryFolder } from "./own-folder.ts";

const tests = `import { describe, test } from "vitest";
import { inChromium } from "${join(root, "test/browser.ts")}";
import { onlyWhere } from "${join(root, "test/left-out.ts")}";
describe("in a browser", inChromium, () => { test("a", () => {}); test("b", () => {}); });
test("elsewhere", onlyWhere(false, "the moon is down"), () => {});
test.skip("c", () => {});
test("d", () => {});
`;

/** A run of those tests on a machine without a browser. */
function runTests(env: Record<string, string>, args: readonly string[] = []) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "some.test.ts"), tests);
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  const all = ["run", "--reporter=default", `--reporter=${join(root, "test/left-out-reporter.ts")}`, ...args];
  const own = { NO_COLOR: "1", CHROMIUM_PATH: join(folder, "nothing"), ...env };
  return run(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), ...all], own, folder);
}

test("the last lines of a run say what was left out, and why", async () => {
  const { code, output } = await runTests({});
  const lines = output.trim().split("\n").slice(-3);
  expect(code, output).toBe(0);
  expect(lines[0]).toMatch(
    /^Left out: 2 tests of some\.test\.ts: there is no Chromium here; install it, or .+\.$/,
  );
  expect(lines[1]).toBe("Left out: 1 test of some.test.ts: the moon is down.");
  expect(lines[2]).toBe("Left out: 1 test of some.test.ts: no reason given.");
});

test("what -t does not name is not told of as left out", async () => {
  expect((await runTests({}, ["-t", "d"])).output).not.toContain("Left out");
});

test("with CI=true a missing browser fails the run, and says what to do", async () => {
  const { code, output } = await runTests({ CI: "true" });
  expect(code).toBe(1);
  expect(output).toContain(
    "CI is true, and the tests in a browser find none: install it, or let CHROMIUM_PATH",
  );
});
