import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
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

test("writes that a former process with this process's own number left open are recorded", async () => {
  // In a container each process is number 1.
  const host = hostname().replaceAll(/[^\w.]/g, "_");
  const left = {
    time: new Date(0).toISOString(),
    tool: "deleteRecord",
    effect: "delete",
    outcome: "unknown",
  };
  writeFileSync(`${file}.${host}-${process.pid}-0badcafe.open`, `${JSON.stringify(left)}\n`);
  const settings = { SALESFORCE_PRODUCTION: "true", SALESFORCE_AUDIT_LOG: file };
  const server = await connect({ settings });
  await server.call("createRecord", { object: "Account", record: { Name: "Next" } });
  await server.close();
  expect(linesOf()).toMatchObject([left, { tool: "createRecord", outcome: "ok" }]);
  expect(readdirSync(folder)).toEqual(["audit.jsonl"]);
});
