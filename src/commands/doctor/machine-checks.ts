import { closeSync, mkdirSync } from "node:fs";
import { access, constants, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Config } from "../../config/config.ts";
import type { SettingSource } from "../../config/sources.ts";
import { openPrivate } from "../../mcp/audit/file.ts";
import { version } from "../../version.ts";
import { failed, type Outcome, ok, type Step, skipped } from "./checkup.ts";

const oldestNode = [20, 18, 1];

export function nodeCheck(): Outcome {
  const found = process.versions.node.split(".").map(Number);
  const at = oldestNode.findIndex((number, index) => found[index] !== number);
  const old = at >= 0 && (found[at] ?? 0) < (oldestNode[at] ?? 0);
  const message = `Node.js ${process.versions.node} on ${process.platform} ${process.arch}, salesforce-rest-mcp ${version}`;
  return old ? failed(message, `Install Node.js ${oldestNode.join(".")} or newer.`) : ok(message);
}

export function settingsOutcome(sources: readonly SettingSource[]): Outcome {
  const known = sources.filter((source) => source.known);
  const said = known.map(({ variable, from }) => `${variable} (${from})`).join(", ") || "none are set";
  const others = sources.filter((source) => !source.known).map(({ variable }) => variable);
  return ok(others.length > 0 ? `${said}; unknown and passed over: ${others.join(", ")}` : said);
}

function proxyCheck({ proxy }: Config): Outcome {
  if (!proxy) return skipped("none is set");
  const { httpsProxy, httpProxy, noProxy } = proxy;
  const named = Object.entries({ HTTPS_PROXY: httpsProxy, HTTP_PROXY: httpProxy }).flatMap(([name, url]) =>
    url === undefined ? [] : [`${name} ${new URL(url).host}`],
  );
  return ok(`${named.join(", ")}${noProxy ? `, not for ${noProxy}` : ""}`);
}

/** The folder itself, or the nearest one above it that exists. */
async function nearestFolder(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found || dirname(path) === path ? path : nearestFolder(dirname(path));
}

async function filesFolderCheck({ filesDir, demo }: Config): Promise<Outcome> {
  if (filesDir === undefined && demo) return ok("a temporary one, for the demo org");
  if (filesDir === undefined)
    return skipped("SALESFORCE_FILES_DIR is not set, so file and saveTo are refused");
  const nearest = await nearestFolder(filesDir);
  const remedy = "Make SALESFORCE_FILES_DIR a folder that this user can read and write.";
  if (!(await stat(nearest)).isDirectory()) return failed(`${nearest} is no folder`, remedy);
  const closed = await access(nearest, constants.R_OK | constants.W_OK).catch(() => true);
  if (closed) return failed(`${nearest} cannot be read and written`, remedy);
  return ok(nearest === filesDir ? filesDir : `${filesDir}, which is made when it is first needed`);
}

function auditFileCheck({ auditLog, auditFolder, production }: Config): Outcome {
  if (auditLog === undefined) return skipped("SALESFORCE_AUDIT_LOG is not set, so nothing is recorded");
  try {
    if (auditFolder !== undefined) mkdirSync(auditFolder, { recursive: true, mode: 0o700 });
    closeSync(openPrivate(auditLog));
    return ok(auditLog);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const consequence = production ? "; in production mode no call is run without it" : "";
    return failed(
      `${auditLog} cannot be written (${reason})${consequence}`,
      "Make SALESFORCE_AUDIT_LOG a file in a folder that this user can write.",
    );
  }
}

/** What can be said without the network. */
export function machineSteps(config: Config): Step[] {
  return [
    { name: "proxy", run: () => proxyCheck(config) },
    { name: "files folder", run: () => filesFolderCheck(config) },
    { name: "audit file", run: () => auditFileCheck(config) },
  ];
}
