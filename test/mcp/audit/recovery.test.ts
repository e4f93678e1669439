import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { processSpace } from "../../../src/files/process-space.ts";
import { AuditFile } from "../../../src/mcp/audit/file.ts";
import { connect } from "../../connect.ts";
import { temporaryFolder } from "../../own-folder.ts";

let folder: string;
let file: string;

beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder, "audit.jsonl");
});

function linesOf(path = file): unknown[] {
  return readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

test("a lock that a killed process left behind keeps no full file from being put aside", () => {
  const audit = new AuditFile(file, { rotateBytes: 100 });
  writeFileSync(`${file}.lock`, "");
  const minuteAgo = Date.now() / 1_000 - 60;
  utimesSync(`${file}.lock`, minuteAgo, minuteAgo);
  for (let number = 0; number < 20; number++) audit.append(`${JSON.stringify({ time: "", number })}\n`);
  expect(readdirSync(folder).length).toBeGreaterThan(1);
  expect(existsSync(`${file}.lock`)).toBe(false);
});

test("a lock of now is another process's, and the line is written all the same", () => {
  const audit = new AuditFile(file, { rotateBytes: 10 });
  writeFileSync(`${file}.lock`, "");
  for (let number = 0; number < 5; number++) audit.append(`${JSON.stringify({ time: "", number })}\n`);
  expect(readdirSync(folder).sort()).toEqual(["audit.jsonl", "audit.jsonl.lock"]);
  expect(linesOf()).toHaveLength(5);
});

test("a line that was torn, by whatever process, is closed before the next", () => {
  writeFileSync(file, '{"time":"","number":1}\n{"time":"","number":2,"too');
  const audit = new AuditFile(file);
  audit.append('{"time":"","number":3}\n');
  audit.append('{"time":"","number":4}\n');
  expect(readFileSync(file, "utf8")).toBe(
    '{"time":"","number":1}\n{"time":"","number":2,"too\n{"time":"","number":3}\n{"time":"","number":4}\n',
  );
});

const host = hostname().replaceAll(/[^\w.]/g, "_");
const left = { time: new Date(0).toISOString(), tool: "deleteRecord", effect: "delete", outcome: "unknown" };

/** What a process leaves, or has, that writes a record and has not heard of it. */
function open(space: string, pid: number, minutesAgo = 0): string {
  const path = `${file}.${host}-${space}-${pid}-0badcafe.open`;
  writeFileSync(path, `${JSON.stringify(left)}\n`);
  const then = Date.now() / 1_000 - minutesAgo * 60;
  utimesSync(path, then, then);
  return basename(path);
}

test("writes that a former process with this process's own number left open are recorded", async () => {
  // In a container that is started again each process is number 1.
  open(processSpace, process.pid);
  const settings = { SALESFORCE_PRODUCTION: "true", SALESFORCE_AUDIT_LOG: file };
  const server = await connect({ settings });
  await server.call("createRecord", { object: "Account", record: { Name: "Next" } });
  await server.close();
  expect(linesOf()).toMatchObject([left, { tool: "createRecord", outcome: "ok" }]);
  expect(readdirSync(folder)).toEqual(["audit.jsonl"]);
});

describe("of another container with this host's name, whose processes cannot be seen", () => {
  const another = "4711";
  const settings = () => ({ SALESFORCE_PRODUCTION: "true", SALESFORCE_AUDIT_LOG: file });
  const write = { object: "Account", record: { Name: "Next" } };

  test("what is under way is left alone, whatever its number", async () => {
    const names = [open(another, process.pid, 9)];
    const server = await connect({ settings: settings() });
    await server.call("createRecord", write);
    await server.close();
    expect(linesOf()).toMatchObject([{ tool: "createRecord", outcome: "ok" }]);
    expect(readdirSync(folder)).toEqual(["audit.jsonl", ...names]);
  });

  test("what nobody has touched for ten minutes is recorded", async () => {
    open(another, process.ppid, 11);
    const server = await connect({ settings: settings() });
    await server.call("createRecord", write);
    await server.close();
    expect(linesOf()).toMatchObject([left, { tool: "createRecord", outcome: "ok" }]);
    expect(readdirSync(folder)).toEqual(["audit.jsonl"]);
  });

  test("a process shows that it lives, and goes on looking for what the dead left", async () => {
    vi.useFakeTimers({ toFake: ["setInterval"] });
    const server = await connect({ settings: settings() });
    await server.call("createRecord", write);
    const [own = ""] = readdirSync(folder).filter((name) => name.endsWith(".open"));
    const long = Date.now() / 1_000 - 3_600;
    utimesSync(join(folder, own), long, long);
    open(another, process.pid, 11);
    vi.advanceTimersByTime(60_000);
    vi.useRealTimers();
    expect(linesOf()).toMatchObject([{ tool: "createRecord", outcome: "ok" }, left]);
    expect(statSync(join(folder, own)).mtimeMs).toBeGreaterThan(Date.now() - 60_000);
    await server.close();
    expect(readdirSync(folder)).toEqual(["audit.jsonl"]);
  });
});
