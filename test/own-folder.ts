import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { goesWithProcess } from "../src/gone-with-process.ts";

/** A new empty folder; it goes with the run, see run-folder.ts, or with a process that is none of a run. */
export function temporaryFolder(): string {
  const path = mkdtempSync(join(tmpdir(), "salesforce-rest-mcp-test-"));
  goesWithProcess(path);
  return path;
}

/**
 * Settings that keep sign-ins and changes out of the home and the keychain of whoever runs the tests, and what a
 * program leaves out of the temporary folder.
 */
export function settingsOfFolder(folder: string) {
  return { XDG_CONFIG_HOME: folder, XDG_STATE_HOME: folder, SALESFORCE_KEYCHAIN: "false", TMPDIR: tmpdir() };
}

/** The same for a whole test file that stores nothing worth keeping apart. */
export const ownFolder = settingsOfFolder(temporaryFolder());
