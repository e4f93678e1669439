import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/run-folder.ts",
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
    reporters: ["default", "./test/left-out-reporter.ts"],
    // Files share what they import: nothing in it is set by a test, and loading it for each takes a fifth of the time.
    isolate: false,
  },
});
