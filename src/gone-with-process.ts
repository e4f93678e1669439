import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Files and folders that are removed when the process ends, however little time it has left then. */
const going = new Set<string>();

function removeAll(): void {
  for (const path of going) rmSync(path, { recursive: true, force: true });
}

/** Has this file or folder removed when the process ends; call what it returns once it is to stay, or is gone. */
export function goesWithProcess(path: string): () => void {
  // One listener for all: Node warns about more than ten.
  if (going.size === 0) process.once("exit", removeAll);
  going.add(path);
  return () => {
    going.delete(path);
    if (going.size === 0) process.off("exit", removeAll);
  };
}

/** A new empty temporary folder. It goes with the process, or earlier by `remove`. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "salesforce-rest-mcp-"));
  const forget = goesWithProcess(path);
  const remove = () => {
    rmSync(path, { recursive: true, force: true });
    forget();
  };
  return { path, remove };
}

/** Whether this process has it removed. */
export function isOfThisProcess(path: string): boolean {
  return going.has(path);
}
