// What a call costs beside the same request made raw: one row through stdio, many rows into a file, many calls at once.
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  bundled,
  demoOrgProcess,
  LineClient,
  median,
  memoryOf,
  milliseconds,
  program,
  row,
  signedIn,
  timeBound,
  timed,
} from "./measure.mjs";

/** Answers GETs with parsed JSON, by undici alone. */
async function rawClient(settings) {
  const api = await signedIn(settings);
  const get = async (path) => (await api("GET", path)).body.json();
  return { get, query: (soql) => get(`/query?q=${encodeURIComponent(soql)}`) };
}

const signIn = `
const { SALESFORCE_LOGIN_URL: url, ...settings } = process.env;
const form = new URLSearchParams({
  grant_type: "refresh_token",
  client_id: settings.SALESFORCE_CLIENT_ID,
  refresh_token: settings.SALESFORCE_REFRESH_TOKEN,
});
const signIn = await request(url + "/services/oauth2/token", {
  method: "POST",
  body: form.toString(),
  headers: { "content-type": "application/x-www-form-urlencoded" },
});
const { access_token } = await signIn.body.json();
const headers = { authorization: "Bearer " + access_token };
async function answer(soql) {
  const { body } = await request(url + "/services/data/v68.0/query?q=" + encodeURIComponent(soql), { headers });
  const { records } = await body.json();
  return { content: [{ type: "text", text: JSON.stringify(records) }] };
}`;

/** The least that a server of the same SDK can do for a query: no check, no guard, no table. */
const leastSource = `
import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { request } from "undici";
import { z } from "zod";
${signIn}
serveStdio(() => {
  const server = new McpServer({ name: "least", version: "1.0.0" });
  const inputSchema = z.object({ soql: z.string() });
  const tool = { description: "Runs a query", inputSchema };
  server.registerTool("executeQuery", tool, ({ soql }) => answer(soql));
  return server;
});`;

/** Passes each line on, with no SDK: what it adds is what any program between client and org adds. */
const relaySource = `
import { createInterface } from "node:readline";
import { request } from "undici";
${signIn}
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) continue;
  const result = method === "tools/call" ? await answer(params.arguments.soql) : {};
  process.stdout.write(JSON.stringify({ jsonrpc: "2.0", id, result }) + "\\n");
}`;

async function oneRow(raw, client, least, relay) {
  const soql = "SELECT Id, Name FROM Account LIMIT 1";
  const times = { times: 1_000, warmUp: 300 };
  const query = (server) => () => server.call("executeQuery", { soql });
  const [alone, through, leastThrough, relayed, roundTrip] = await timed(
    [() => raw.query(soql), query(client), query(least), query(relay), () => client.ask("ping")],
    times,
  );
  return [
    row("one-row query through stdio", milliseconds(through)),
    row("— the same GET by undici", milliseconds(alone), {}),
    row("— added", `${(through - alone).toFixed(2)} ms`, timeBound(through - alone, 0.35, "ms")),
    row(
      "— added by the least that a server of the same SDK can do",
      `${(leastThrough - alone).toFixed(2)} ms`,
    ),
    row("— added by what passes lines on without an SDK", `${(relayed - alone).toFixed(2)} ms`),
    row("— an MCP round trip that does nothing (ping)", milliseconds(roundTrip)),
  ];
}

const manyRows = (count) =>
  `SELECT Id, Subject, Status, Priority, ActivityDate, WhatId, OwnerId FROM Task LIMIT ${count}`;

async function pages(raw, soql) {
  let page = await raw.query(soql);
  let rows = page.records.length;
  while (!page.done) {
    page = await raw.get(page.nextRecordsUrl);
    rows += page.records.length;
  }
  return rows;
}

async function toFile(raw, client, count, { times, warmUp }) {
  const soql = manyRows(count);
  const rows = await pages(raw, soql);
  if (rows !== count) throw new Error(`There are ${rows} tasks, not ${count}.`);
  let number = 0;
  const save = () => client.call("executeQuery", { soql, saveTo: `rows-${count}-${++number}.csv` });
  const [alone, saved] = await timed([() => pages(raw, soql), save], { times, warmUp });
  return [
    row(`${count.toLocaleString("en")} rows to a CSV file`, milliseconds(saved)),
    row("— paging and parsing them by undici", milliseconds(alone), {
      value: saved / alone,
      most: 1.3,
      unit: "×",
    }),
  ];
}

/** Large files one after the other: what the server holds does not grow with them. */
async function largeToFile(raw, client, count) {
  const before = memoryOf(client.pid);
  const rows = await toFile(raw, client, count, { times: 5, warmUp: 1 });
  const after = memoryOf(client.pid);
  if (before === undefined || after === undefined) return rows;
  const growth = (after.peak - before.peak) / 1e6;
  return [
    ...rows,
    row("— peak of the server's memory above that of the smaller files", `${growth.toFixed(0)} MB`, {
      value: growth,
      most: 40,
      unit: "MB",
    }),
  ];
}

/** Open sockets of a process; undefined where the system does not say. */
function socketsOf(pid) {
  const links = (name) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${name}`)];
    } catch {
      return [];
    }
  };
  try {
    const names = readdirSync(`/proc/${pid}/fd`).flatMap(links);
    return names.filter((name) => name.startsWith("socket:")).length;
  } catch {
    return undefined;
  }
}

async function inParallel(settings) {
  const client = await readyClient(settings);
  const soql = "SELECT Id, Name, Owner.Name FROM Account LIMIT 50";
  // Of a client that has done nothing yet, its pipes alone.
  const own = socketsOf(client.pid);
  const one = async () => {
    const started = performance.now();
    await client.call("executeQuery", { soql });
    return performance.now() - started;
  };
  const taken = [];
  for (let round = 0; round < 11; round++) {
    const times = await Promise.all(Array.from({ length: 100 }, one));
    if (round > 0) taken.push(times.sort((a, b) => a - b));
  }
  const sockets = own === undefined ? undefined : socketsOf(client.pid) - own;
  client.close();
  const [p50, p99] = [49, 98].map((place) => median(taken.map((times) => times[place])));
  const bound = sockets === undefined ? {} : { value: sockets, most: 8 };
  return [
    row("100 calls at the same time: sockets", String(sockets ?? "not told by this system"), bound),
    row("— half of them answered after", milliseconds(p50)),
    row("— 99 of them answered after", milliseconds(p99), { value: p99 / p50, most: 3, unit: "×" }),
  ];
}

async function readyClient(settings, file = program) {
  const client = new LineClient([process.execPath, file], settings);
  await client.initialize();
  return client;
}

/** So many tasks, of which the demo org has a few thousand, that its own need not be counted. */
async function moreTasks(client, folder, count) {
  const lines = Array.from({ length: count }, (_, index) => `Call ${index},Not Started`);
  writeFileSync(join(folder, "tasks.csv"), `Subject,Status\n${lines.join("\n")}\n`);
  await client.call("createBulkJob", {
    object: "Task",
    operation: "insert",
    file: "tasks.csv",
    waitSeconds: 300,
  });
}

export async function calls() {
  const org = await demoOrgProcess();
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const settings = { ...org.settings, SALESFORCE_FILES_DIR: folder };
  const client = await readyClient(settings);
  const raw = await rawClient(org.settings);
  const least = await readyClient(org.settings, await bundled("least", leastSource, folder));
  const relay = await readyClient(org.settings, await bundled("relay", relaySource, folder));
  const rows = await oneRow(raw, client, least, relay);
  for (const server of [least, relay]) server.close();
  await moreTasks(client, folder, 50_000);
  rows.push(...(await toFile(raw, client, 5_000, { times: 15, warmUp: 5 })));
  rows.push(...(await largeToFile(raw, client, 50_000)));
  rows.push(...(await inParallel(settings)));
  client.close();
  org.close();
  rmSync(folder, { recursive: true, force: true });
  return rows;
}
