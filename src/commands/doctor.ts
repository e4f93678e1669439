import { type Config, ConfigError, variableOf } from "../config/config.ts";
import { unknownVariables } from "../config/misspelt.ts";
import type { ConfigSources } from "../config/precedence.ts";
import { readConfig } from "../config/read-config.ts";
import { settingSources } from "../config/sources.ts";
import { pageGet } from "../salesforce/rest/sign-in-requests.ts";
import { Transport } from "../salesforce/rest/transport.ts";
import { boundedClient } from "./bounded-client.ts";
import { type Check, checkup, failed, skipped } from "./doctor/checkup.ts";
import {
  ignoredChecks,
  machineSteps,
  nodeCheck,
  settingsOutcome,
  unknownChecks,
} from "./doctor/machine-checks.ts";
import { orgSteps } from "./doctor/org-checks.ts";
import { signInSettings, signInSteps } from "./doctor/sign-in-checks.ts";
import { createRuntime } from "./runtime/runtime.ts";
import { signInsOf } from "./runtime/sign-ins.ts";
import { say } from "./say.ts";

const marks = { ok: "✓", failed: "✗", skipped: "–" } as const;

function lineOf({ name, status, message, remedy }: Check): string {
  const line = `${marks[status]} ${name.padEnd(16)} ${message}${remedy ? ` → ${remedy}` : ""}`;
  return line.replaceAll(/\s*\n\s*/g, " ");
}

/** What no setting can be read from ends the process elsewhere; here each problem is a failure. */
function settingsChecks(sources: ConfigSources): { config?: Config; checks: Check[] } {
  const unknown = unknownChecks(unknownVariables(sources));
  try {
    const config = readConfig(sources);
    const said = { name: "settings", ...settingsOutcome(settingSources(sources)) };
    return { config, checks: [said, ...unknown, ...ignoredChecks(config)] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const remedy =
      "Correct it where it is set: the command line, the client's configuration, the environment or .env.";
    const checks = error.problems.map((problem) => ({ name: "settings", ...failed(problem, remedy) }));
    return {
      checks: [...checks, ...unknown, { name: "everything else", ...skipped("the settings come first") }],
    };
  }
}

async function configuredChecks(config: Config): Promise<Check[]> {
  const runtime = createRuntime(config);
  const transport = new Transport(config);
  try {
    const connection = await runtime.connect();
    const salesforce = boundedClient(connection, config.timeoutSeconds);
    const store = signInsOf(config);
    const parts = { config: connection.config, store, salesforce, look: pageGet(transport) };
    const local = await checkup(machineSteps(config), salesforce);
    const remote = await checkup([...signInSteps(parts), ...orgSteps(config, salesforce)], salesforce);
    const redacted = [...local, ...remote].map((check) => JSON.stringify(check));
    return redacted.map((text): Check => JSON.parse(runtime.secrets.redacted(text)));
  } finally {
    await Promise.all([runtime.close(), transport.close()]);
  }
}

/** Whether nothing is set but, at most, where sign-ins are kept. */
function isNothingSet(sources: ConfigSources): boolean {
  return settingSources(sources).every(({ variable }) => variable === variableOf("keychain"));
}

/**
 * All lines, except where nothing is set and nobody is signed in: every skipped check would only say that again,
 * and so would the line on what is set, the first of `settings`.
 */
function withoutRepeats(
  sources: ConfigSources,
  settings: readonly Check[],
  found: readonly Check[],
): Check[] {
  const isSignedOut = found.some(({ name, status }) => name === signInSettings && status === "failed");
  if (!isSignedOut || !isNothingSet(sources)) return [...settings, ...found];
  return [...settings.slice(1), ...found.filter(({ status }) => status !== "skipped")];
}

/**
 * Checks configuration, sign-in, API access and limits, one line a check with the remedy of each failure.
 * Resolves to the exit code: 0 when nothing failed, else 1.
 */
export async function doctor(sources: ConfigSources, options: { json: boolean }): Promise<number> {
  const { config, checks: settings } = settingsChecks(sources);
  const found = config ? withoutRepeats(sources, settings, await configuredChecks(config)) : settings;
  const checks = [{ name: "program", ...nodeCheck() }, ...found];
  const failures = checks.filter(({ status }) => status === "failed").length;
  if (options.json) say(JSON.stringify({ ok: failures === 0, checks }, undefined, 2));
  else {
    for (const check of checks) say(lineOf(check));
    const sum = failures === 0 ? "Nothing is wrong." : `${failures} of ${checks.length} checks failed.`;
    say(checks.length > 2 ? `\n${sum}` : sum);
  }
  return failures === 0 ? 0 : 1;
}
