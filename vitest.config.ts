import { defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => ({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/run-folder.ts",
    setupFiles: "test/worker-flags.ts",
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Twice as many as have a processor on the usual small machine, since many tests wait for a time to pass.
    maxWorkers: 4,
    // See test/runs.ts.
    env: { THOROUGH: String(mode === "thorough") },
    reporters: ["default", "./test/left-out-reporter.ts"],
    // Files share what they import: nothing in it is set by a test, and loading it for each takes a fifth of the time.
    isolate: false,
    // What vite makes of each file is kept in node_modules for the next run: it is a tenth of all the processor's time.
    experimental: { fsModuleCache: true },
  },
}));
