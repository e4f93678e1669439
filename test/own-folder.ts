import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new empty folder; it goes with the run, see run-folder.ts. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "salesforce-rest-mcp-test-"));
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
