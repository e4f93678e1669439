import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What the program makes for itself; tests call theirs otherwise. */
const program = /^salesforce-rest-mcp-(?!test-)/;

/**
 * Gives the whole run one temporary folder, which goes with it: workers of tests end without an event, so nothing
 * of theirs can clear up. What the program itself left there fails the run.
 */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "salesforce-rest-mcp-run-"));
  for (const name of ["TMPDIR", "TEMP", "TMP"]) process.env[name] = folder;
  return () => {
    const left = readdirSync(folder).filter((name) => program.test(name));
    rmSync(folder, { recursive: true, force: true });
    if (left.length > 0) throw new Error(`The program left ${left.join(", ")} in the temporary folder.`);
  };
}
