import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "./own-folder.ts";

const project = join(import.meta.dirname, "..");

/** This process's environment without what tells of the run that it is part of. */
const outside = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^VITEST/.test(name)));

test("a run of tests leaves nothing in the temporary folder", async () => {
  const folder = temporaryFolder();
  const args = ["run", "test/files/whole-file.test.ts", "test/auth/store.test.ts"];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(project, "node_modules/vitest/vitest.mjs"), ...args],
    { cwd: project, env: { ...outside(), NO_COLOR: "1", TMPDIR: folder, TEMP: folder, TMP: folder } },
  );
  expect(stdout).toMatch(/Test Files\s+2 passed/);
  expect(readdirSync(folder)).toEqual([]);
}, 120_000);
