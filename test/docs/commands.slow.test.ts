import { describe, expect, test } from "vitest";
import { notOnWindows } from "../left-out.ts";
import { pageRuns, sessions } from "./page-commands.ts";

// The commands of the sign-in page are run by commands.test.ts.
const others = sessions.filter(({ file }) => file !== "docs/sign-in.md");

describe("the commands", notOnWindows, () => {
  test.each(others)("of $file run, one after the other", ({ lines }) => pageRuns(lines), 60_000);
});

test("one page alone is left to commands.test.ts", () => {
  expect(others).toHaveLength(sessions.length - 1);
});
