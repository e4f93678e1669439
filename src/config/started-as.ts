import { basename, relative } from "node:path";

interface Start {
  /** The program as Node was given it, absolute. */
  script: string;
  /** The same after symbolic links. */
  file: string;
  cwd: string;
  /** Whether a person typed a command, in this very folder. */
  typed: boolean;
}

function quoted(path: string): string {
  return /[\s'"&|<>()$`]/.test(path) ? `"${path.replaceAll('"', '\\"')}"` : path;
}

/** The words that start this program as it was started, e.g. `node dist/main.js` or `npx -y salesforce-rest-mcp`. */
export function startedAs({ script, file, cwd, typed }: Start): string {
  if (/[\\/]_npx[\\/]/.test(file)) return "npx -y salesforce-rest-mcp";
  const installed = /[\\/]node_modules[\\/]salesforce-rest-mcp[\\/]/.test(file);
  const below = (path: string) => !relative(cwd, path).startsWith("..");
  if (installed || /^salesforce-rest-mcp/.test(basename(script)))
    return installed && below(file) ? "npx salesforce-rest-mcp" : "salesforce-rest-mcp";
  return `node ${quoted(typed && below(script) ? relative(cwd, script) : script)}`;
}
