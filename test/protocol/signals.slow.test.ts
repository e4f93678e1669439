import { readdirSync } from "node:fs";
import { describe, expect, type TestContext, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { Command } from "../command.ts";
import { settingsOfFolder, temporaryFolder } from "../own-folder.ts";
import { until } from "../until.ts";
import { call, initialize, initialized, Program } from "./program.ts";

/** A second is promised, and test/outside/container.mjs holds it; beside other tests a machine may be slow. */
const mostMilliseconds = 5_000;
const signals = ["SIGTERM", "SIGINT"] as const;
const write = { object: "Account", record: { Name: "Written" } };

/** Each test sets faults. */
async function ownOrg({ onTestFinished }: Pick<TestContext, "onTestFinished">): Promise<DemoOrg> {
  const own = await startDemoOrg();
  onTestFinished(() => own.close());
  return own;
}

/** Milliseconds until what was sent this signal has ended, and how it ended. */
async function ended<T>(
  child: { kill(signal: NodeJS.Signals): boolean },
  signal: NodeJS.Signals,
  end: Promise<T>,
) {
  const started = performance.now();
  child.kill(signal);
  const how = await end;
  return { how, milliseconds: performance.now() - started };
}

const logLines = (stderr: string) => stderr.split("\n").filter((line) => line.startsWith("{"));
const claimsIn = (folder: string) =>
  readdirSync(folder, { recursive: true }).filter((name) => String(name).includes("claim."));

describe("a signal ends a server at once and well", () => {
  const asks = { SALESFORCE_CONFIRM: "writes" };
  test.for(
    signals.flatMap((signal) => [
      { signal, during: "a call", path: "/limits", tool: "getOrganizationLimits", args: {}, settings: {} },
      { signal, during: "the sign-in", path: "/oauth2/token", tool: "getUserInfo", args: {}, settings: {} },
      { signal, during: "a question", path: "never", tool: "createRecord", args: write, settings: asks },
    ]),
  )("$signal during $during", async ({ signal, path, tool, args, settings }, context) => {
    const own = await ownOrg(context);
    const fault = own.faults.add({ path, delay: 60_000 });
    const folder = temporaryFolder();
    const all = { ...own.settings, ...settingsOfFolder(folder), ...settings, SALESFORCE_LOG_LEVEL: "info" };
    const program = new Program(all);
    const begin = initialize();
    const params = { ...begin.params, capabilities: { elicitation: {} } };
    program.send({ ...begin, params }, initialized, call(1, tool, args));
    await until(
      () => fault.met > 0 || program.messages.some(({ method }) => method === "elicitation/create"),
    );
    const { how, milliseconds } = await ended(program.child, signal, program.exit);
    expect(how).toEqual([0, null]);
    expect(milliseconds).toBeLessThan(mostMilliseconds);
    expect(program.stray).toEqual([]);
    for (const message of program.messages) expect(message.jsonrpc).toBe("2.0");
    expect(program.answersTo(1).length).toBeLessThanOrEqual(1);
    expect(logLines(program.stderr)).toHaveLength(1);
    expect(claimsIn(folder)).toEqual([]);
  });

  test.for(signals)("%s right after its start, before it can look", async (signal) => {
    const program = new Program({});
    const { how, milliseconds } = await ended(program.child, signal, program.exit);
    expect([
      [0, null],
      [null, signal],
    ]).toContainEqual(how);
    expect(milliseconds).toBeLessThan(mostMilliseconds);
    expect([program.messages, program.stray]).toEqual([[], []]);
  });
});

describe("a signal ends a command, whatever it waits for", () => {
  test.for(
    signals.flatMap((signal) => [
      { signal, args: ["call", "getUserInfo"] },
      { signal, args: ["doctor", "--json"] },
      { signal, args: ["snapshot", "copy", "--objects", "Account"] },
    ]),
  )("$signal, $args", async ({ signal, args }, context) => {
    const own = await ownOrg(context);
    const fault = own.faults.add({ path: "/oauth2/token", delay: 60_000 });
    const folder = temporaryFolder();
    const command = new Command(args, { ...own.settings, ...settingsOfFolder(folder) }, folder);
    await until(() => fault.met > 0);
    const { how, milliseconds } = await ended(command.child, signal, command.ended);
    expect(how.code).toBe(signal === "SIGTERM" ? 143 : 130);
    expect(milliseconds).toBeLessThan(mostMilliseconds);
    expect(claimsIn(folder)).toEqual([]);
  });
});
