// What a call costs beside the same request made raw: one row through stdio, many rows into a file, many calls at once.
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  demoOrgProcess,
  LineClient,
  median,
  memoryOf,
  milliseconds,
  program,
  row,
  signedIn,
  timed,
} from "./measure.mjs";

/** Answers GETs with parsed JSON, by undici alone. */
async function rawClient(settings) {
  const api = await signedIn(settings);
  const get = async (path) => (await api("GET", path)).body.json();
  return { get, query: (soql) => get(`/query?q=${encodeURIComponent(soql)}`) };
}

async function oneRow(raw, client) {
  const soql = "SELECT Id, Name FROM Account LIMIT 1";
  const times = { times: 1_000, warmUp: 300 };
  const [alone, through, roundTrip] = await timed(
    [() => raw.query(soql), () => client.call("executeQuery", { soql }), () => client.ask("ping")],
    times,
  );
  return [
    row("one-row query through stdio", milliseconds(through)),
    row("— the same GET by undici", milliseconds(alone), {}),
    row("— added", `${(through - alone).toFixed(2)} ms`, { value: through - alone, most: 0.35, unit: "ms" }),
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

async function readyClient(settings) {
  const client = new LineClient([process.execPath, program], settings);
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
  const rows = await oneRow(raw, client);
  await moreTasks(client, folder, 50_000);
  rows.push(...(await toFile(raw, client, 5_000, { times: 15, warmUp: 5 })));
  rows.push(...(await largeToFile(raw, client, 50_000)));
  rows.push(...(await inParallel(settings)));
  client.close();
  org.close();
  rmSync(folder, { recursive: true, force: true });
  return rows;
}
