import { mkdirSync } from "node:fs";
import { access, constants, stat } from "node:fs/promises";
import type { Config } from "../../config/config.ts";
import { problemOf, remedyOf, type UnknownVariable } from "../../config/misspelt.ts";
import type { SettingSource } from "../../config/sources.ts";
import { AuditFile } from "../../mcp/audit/file.ts";
import { version } from "../../version.ts";
import { type Check, failed, type Outcome, ok, type Step, skipped } from "./checkup.ts";

const oldestNode = [20, 18, 1];

export function nodeCheck(): Outcome {
  const found = process.versions.node.split(".").map(Number);
  const at = oldestNode.findIndex((number, index) => found[index] !== number);
  const old = at >= 0 && (found[at] ?? 0) < (oldestNode[at] ?? 0);
  const message = `Node.js ${process.versions.node} on ${process.platform} ${process.arch}, salesforce-rest-mcp ${version}`;
  return old ? failed(message, `Install Node.js ${oldestNode.join(".")} or newer.`) : ok(message);
}

/** Which settings are set, and where. */
export function settingsOutcome(sources: readonly SettingSource[]): Outcome {
  return ok(sources.map(({ variable, from }) => `${variable} (${from})`).join(", ") || "none are set");
}

/** Variables named like settings that are none: near ones are failures, the rest is only mentioned. */
export function unknownChecks(unknown: readonly UnknownVariable[]): Check[] {
  const isNear = ({ meant, safety }: UnknownVariable) => safety || meant !== undefined;
  const near = unknown.filter(isNear);
  const others = unknown.filter((each) => !isNear(each)).map(({ variable }) => variable);
  return [
    ...near.map((each) => ({ name: "settings", ...failed(problemOf(each), remedyOf(each)) })),
    ...(others.length > 0
      ? [
          {
            name: "settings",
            ...skipped(`${others.join(", ")}: named like settings, but none of this program`),
          },
        ]
      : []),
  ];
}

/** What .env says and is ignored. */
export function ignoredChecks({ ignored }: Config): Check[] {
  return ignored.map((sentence) => ({ name: "settings", ...skipped(sentence) }));
}

function proxyCheck({ proxy }: Config): Outcome {
  if (!proxy) return skipped("none is set");
  const { httpsProxy, httpProxy, noProxy } = proxy;
  const named = Object.entries({ HTTPS_PROXY: httpsProxy, HTTP_PROXY: httpProxy }).flatMap(([name, url]) =>
    url === undefined ? [] : [`${name} ${new URL(url).host}`],
  );
  return ok(`${named.join(", ")}${noProxy ? `, not for ${noProxy}` : ""}`);
}

async function filesFolderCheck({ filesDir, demo }: Config): Promise<Outcome> {
  if (filesDir === undefined && demo) return ok("a temporary one, for the demo org");
  if (filesDir === undefined)
    return skipped("SALESFORCE_FILES_DIR is not set, so file and saveTo are refused");
  const found = await stat(filesDir).catch(() => undefined);
  const remedy = "Make SALESFORCE_FILES_DIR a folder that this user can read and write.";
  if (!found) return failed(`${filesDir} is not there`, remedy);
  if (!found.isDirectory()) return failed(`${filesDir} is no folder`, remedy);
  const closed = await access(filesDir, constants.R_OK | constants.W_OK).catch(() => true);
  return closed ? failed(`${filesDir} cannot be read and written`, remedy) : ok(filesDir);
}

function auditFileCheck({ auditLog, auditFolder, production }: Config): Outcome {
  if (auditLog === undefined) return skipped("SALESFORCE_AUDIT_LOG is not set, so nothing is recorded");
  try {
    if (auditFolder !== undefined) mkdirSync(auditFolder, { recursive: true, mode: 0o700 });
    new AuditFile(auditLog).check();
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

/** The checks that need no network. */
export function machineSteps(config: Config): Step[] {
  return [
    { name: "proxy", run: () => proxyCheck(config) },
    { name: "files folder", run: () => filesFolderCheck(config) },
    { name: "audit file", run: () => auditFileCheck(config) },
  ];
}
