#!/usr/bin/env node
import module from "node:module";

// Where Node has it (22.8; the types are those of 20), what was compiled once is not compiled again at the next start.
const { enableCompileCache } = module as { enableCompileCache?: () => void };
enableCompileCache?.();

/** So long a command may clean up behind a signal. It is more than a server takes, which has an end of its own. */
const longestCleanupMilliseconds = 900;

/**
 * A signal ends the process within a second, whatever it waits for. The system does not see to that: signals do
 * nothing by themselves to the first process of a container, and where they do, nothing would be cleaned up.
 */
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)
  process.on(signal, () => {
    if (process.listenerCount(signal) === 1) process.exit(code);
    setTimeout(() => process.exit(code), longestCleanupMilliseconds).unref();
  });

// stdout belongs to MCP: whatever a library prints goes to stderr.
console.log = console.error;
console.info = console.error;
console.debug = console.error;

// What is imported at the top would be compiled before anything of this file is done.
const { runCommandLine } = await import("./commands/command-line.ts");
process.exitCode = await runCommandLine(import.meta.filename);
