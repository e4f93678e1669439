// The program in the Dockerfile's image, as docs/gateways.md says that it can be run: nothing writable but what is
// mounted, secrets from files, ended by a signal. No container engine is needed, but the right to unshare mounts.
import { execFile } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { container, firstProcess, rootFileSystem, secrets, volume, whyNot } from "./root-fs.mjs";
import { assert, count, counted, startOrg } from "./server.mjs";

export const packages = [];

const mostMilliseconds = 1_000;

const path = process.env.PATH;

async function connected(image, env, options) {
  const client = new Client({ name: "outside", version: "1" });
  const { command, args } = container(image, options);
  const transport = new StdioClientTransport({
    command,
    args,
    env: { PATH: path, ...env },
    stderr: "ignore",
  });
  await client.connect(transport);
  const call = async (name, args) => (await client.callTool({ name, arguments: args })).content[0].text;
  const pid = firstProcess(transport.pid);
  return { client, call, pid, close: () => client.close() };
}

/** doctor ends with 0, and each of its lines is one of the JSON that it prints. */
async function healthy(image, env, options) {
  const { command, args } = container(image, { ...options, args: ["doctor", "--json"] });
  const { stdout } = await promisify(execFile)(command, args, { env: { PATH: path, ...env } });
  JSON.parse(stdout);
  return "doctor --json is content";
}

async function working(image, env, options, folders) {
  const { client, call, pid, close } = await connected(image, env, options);
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  assert(/^NSpid:\s+\d+\s+1$/m.test(status), "it is not the first process of its namespace");
  assert(
    /^Uid:\s+1000\s/m.test(status) && /^CapEff:\s+0+$/m.test(status),
    "it has more rights than it needs",
  );
  const { tools } = await client.listTools();
  assert(tools.length > 40, `${tools.length} tools are listed`);
  const text = await call("executeQuery", count);
  assert(text === counted, `the query answered ${text}`);
  const { change } = JSON.parse(await call("createRecord", { object: "Account", record: { Name: "Kept" } }));
  await call("executeQuery", { soql: "SELECT Id FROM Task", saveTo: "tasks.csv" });
  assert(statSync(join(folders.files, "tasks.csv")).uid === 1_000, "the file belongs to somebody else");
  await close();
  const later = await connected(image, env, options);
  const undone = await later.call("undoChange", { change });
  await later.close();
  assert(undone.includes('"undone":1') || undone.includes(change), `undoChange answered ${undone}`);
  const lines = readFileSync(join(folders.state, "audit.jsonl"), "utf8").trim().split("\n");
  assert(lines.length === 4 && lines.every((line) => JSON.parse(line).outcome === "ok"), lines.join("\n"));
  return "writes, saves a file, audits and takes back what another container has changed";
}

/** Two at once with one host name, as in a pod, each the first process of its own: neither takes the other for dead. */
async function siblings(image, env, options, { folders, org }) {
  const production = { ...env, SALESFORCE_PRODUCTION: "true", SALESFORCE_AUDIT_LOG: "/state/siblings.jsonl" };
  const first = await connected(image, production, options);
  await first.call("executeQuery", count);
  await org.steer("faults", { path: "/jobs/query/", delay: 3_000 });
  await org.steer("faults", { method: "POST", path: "/sobjects/Account", delay: 3_000 });
  const saving = first.call("createBulkQuery", { soql: "SELECT Id FROM Task", saveTo: "siblings.csv" });
  const writing = first.call("createRecord", { object: "Account", record: { Name: "First" } });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const second = await connected(image, production, options);
  await second.call("createRecord", { object: "Account", record: { Name: "Second" } });
  const saved = await saving;
  await writing;
  await Promise.all([first.close(), second.close()]);
  assert(saved.includes('"savedTo":"/files/siblings.csv"'), `the first one's file: ${saved}`);
  const lines = readFileSync(join(folders.state, "siblings.jsonl"), "utf8").trim().split("\n");
  assert(lines.length === 4 && lines.every((line) => JSON.parse(line).outcome === "ok"), lines.join("\n"));
  return "two of one host name share files and audit";
}

const tasks = "SELECT Id, Subject, Status, Priority, ActivityDate, WhatId, OwnerId FROM Task LIMIT 2000";
/** What a busy server is asked in turn. */
const busy = [
  ["executeQuery", { soql: tasks, maxRecords: 2_000 }],
  ["createRecord", { object: "Lead", record: { LastName: "Busy", Company: "Busy" } }],
  ["executeQuery", { soql: "SELECT Id, Name, Owner.Name FROM Account LIMIT 50" }],
  ["describeObject", { object: "Contact" }],
];
const busyCalls = 800;
const callsASecond = 20;
const mostMegabytes = 120;

/** What it needs at 20 calls a second. */
async function frugal(image, env, options) {
  const { call, pid, close } = await connected(image, env, options);
  const calls = [];
  for (let index = 0; index < busyCalls; index++) {
    calls.push(call(...busy[index % busy.length]));
    await delay(1_000 / callsASecond);
  }
  const failed = (await Promise.all(calls)).filter((text) => /^[A-Z_]+: /.test(text));
  const megabytes =
    Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1_000;
  assert(failed.length === 0, `of ${busyCalls} calls ${failed.length} failed: ${failed[0]}`);
  assert(megabytes < mostMegabytes, `it took ${megabytes.toFixed(0)} MB`);
  await close();
  return `takes ${megabytes.toFixed(0)} MB at ${callsASecond} calls a second`;
}

/** Nothing at all may be written: it works, and refuses files. */
async function nothingWritable(image, env, options) {
  const { call, close } = await connected(image, env, options);
  const text = await call("createRecord", { object: "Account", record: { Name: "Not kept" } });
  const saved = await call("executeQuery", { ...count, saveTo: "x.csv" });
  await close();
  assert(text.includes('"success":true'), `the write answered ${text}`);
  assert(saved.startsWith("FILE_REFUSED: "), `saveTo answered ${saved}`);
  return "works where nothing can be written";
}

/** A command that waits for its sign-in: the system itself ends no first process by a signal. */
async function commandEnded(image, env, options, { args, org }) {
  await org.steer("faults", { path: "/oauth2/token", delay: 30_000 });
  const { command, args: given } = container(image, { ...options, args });
  const running = execFile(command, given, { env: { PATH: path, ...env } });
  const exit = new Promise((resolve) => running.once("exit", (code) => resolve(code)));
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const started = performance.now();
  process.kill(firstProcess(running.pid), "SIGTERM");
  const code = await exit;
  const milliseconds = Math.round(performance.now() - started);
  await org.steer("clear-faults");
  assert(code === 143, `SIGTERM ended ${args[0]} with ${code}`);
  assert(milliseconds < mostMilliseconds, `SIGTERM ended ${args[0]} after ${milliseconds} ms`);
  return `SIGTERM ends ${args[0]} in ${milliseconds} ms`;
}

/** Milliseconds from the signal until the process has ended, while a call waits for the org; and how it ended. */
async function ended(image, env, options, { signal, org }) {
  await org.steer("faults", { path: "/limits", delay: 30_000 });
  const { command, args } = container(image, options);
  const running = execFile(command, args, { env: { PATH: path, ...env } });
  const exit = new Promise((resolve) => running.once("exit", (code) => resolve(code)));
  const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "o", version: "1" } };
  const send = (message) => running.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  send({ id: 0, method: "initialize", params });
  send({ method: "notifications/initialized" });
  send({ id: 1, method: "tools/call", params: { name: "getOrganizationLimits", arguments: {} } });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const started = performance.now();
  process.kill(firstProcess(running.pid), signal);
  const code = await exit;
  const milliseconds = Math.round(performance.now() - started);
  await org.steer("clear-faults");
  assert(code === 0, `${signal} ended it with ${code}`);
  assert(milliseconds < mostMilliseconds, `${signal} ended it after ${milliseconds} ms`);
  return `${signal} ends it in ${milliseconds} ms`;
}

/** The settings with their secrets in a mounted folder. */
function mounted({ SALESFORCE_REFRESH_TOKEN: token, SALESFORCE_CLIENT_SECRET: secret, ...plain }) {
  const folder = secrets({ "refresh-token": `${token}\n`, "client-secret": `${secret}\n` });
  const env = {
    ...plain,
    SALESFORCE_REFRESH_TOKEN_FILE: "/run/secrets/refresh-token",
    SALESFORCE_CLIENT_SECRET_FILE: "/run/secrets/client-secret",
  };
  return { folder, env };
}

export async function check() {
  const reason = whyNot();
  if (reason !== undefined) return `left out: ${reason}`;
  const org = await startOrg();
  try {
    const { folder, env } = mounted(org.settings);
    const folders = { files: volume(), state: volume() };
    const image = rootFileSystem();
    const bare = { volumes: { "/run/secrets": folder }, readOnly: ["/run/secrets"] };
    const options = {
      ...bare,
      volumes: { ...bare.volumes, "/files": folders.files, "/state": folders.state },
    };
    const kept = {
      ...env,
      SALESFORCE_FILES_DIR: "/files",
      SALESFORCE_AUDIT_LOG: "/state/audit.jsonl",
      SALESFORCE_UNDO: "keep",
      XDG_STATE_HOME: "/state",
      XDG_CONFIG_HOME: "/state",
    };
    const said = [await healthy(image, kept, options), await working(image, kept, options, folders)];
    said.push(await siblings(image, kept, options, { folders, org }));
    said.push(await nothingWritable(image, env, bare));
    said.push(await frugal(image, env, bare));
    for (const signal of ["SIGTERM", "SIGINT"]) said.push(await ended(image, env, bare, { signal, org }));
    for (const args of [
      ["doctor", "--json"],
      ["call", "getUserInfo"],
    ])
      said.push(await commandEnded(image, env, bare, { args, org }));
    const left = readdirSync(folders.files).filter((name) => !name.endsWith(".csv"));
    assert(left.length === 0, `half a file is left: ${left.join(", ")}`);
    return said.join(", ");
  } finally {
    org.close();
  }
}
