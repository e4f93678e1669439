import { rmSync } from "node:fs";

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

/** Whether this process has it removed. */
export function isOfThisProcess(path: string): boolean {
  return going.has(path);
}
