import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../generated-file.ts";
import { temporaryFolder } from "../own-folder.ts";
import { apply, examples, fileOf, newTests } from "./contributors-examples.ts";

test("there is an example of a tool, a setting and an object, each with its test", () => {
  expect(newTests).toEqual([
    "test/tools/count-records.test.ts",
    "test/mcp/note.test.ts",
    "test/demo/visit.test.ts",
  ]);
});

// contributors-walk.slow.test.ts runs the project's checks on what comes out.
test("the examples of CONTRIBUTING.md fit the files that they change", () => {
  const copy = temporaryFolder();
  for (const file of new Set(examples.map(fileOf))) {
    mkdirSync(join(copy, dirname(file)), { recursive: true });
    if (existsSync(join(root, file))) copyFileSync(join(root, file), join(copy, file));
  }
  for (const block of examples) apply(copy, block);
});
