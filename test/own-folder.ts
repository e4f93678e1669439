import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders: string[] = [];

process.once("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new empty folder; it goes with the process. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "salesforce-rest-mcp-test-"));
  folders.push(folder);
  return folder;
}

/** Settings that keep stored sign-ins out of the home and the keychain of whoever runs the tests. */
export function settingsOfFolder(folder: string) {
  return { XDG_CONFIG_HOME: folder, SALESFORCE_KEYCHAIN: "false" };
}

/** The same for a whole test file that stores nothing worth keeping apart. */
export const ownFolder = settingsOfFolder(temporaryFolder());
