// 20,000 mixed calls from four clients at once (SOAK_CALLS: so many), a fault in one of twenty, tokens that expire:
// every call is answered once, nothing is written twice, and memory does not grow.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  connected,
  demoOrgProcess,
  imageFlags,
  median,
  megabytes,
  memoryOf,
  row,
  textOf,
} from "./measure.mjs";

/** What runs for long runs in the image; without its flags V8 lets garbage pile up for as long as there is memory. */
const flags = imageFlags();
const clients = 4;
const usualCalls = 20_000;
const all = Number(process.env.SOAK_CALLS ?? usualCalls);
const callsEach = all / clients;
const mostGrowth = all > usualCalls ? 8 : 5;
const atOnce = 5;
const callsAFault = 20;
const callsAToken = 500;
/** Times that memory is looked at. */
const samples = 40;

const json = (errorCode, message) => JSON.stringify([{ errorCode, message }]);
const path = "/services/data/v";
const faults = [
  { close: "before" },
  { close: "after" },
  { half: true },
  { delay: 100 },
  { answer: { status: 503, body: "<html>Service Not Available</html>" } },
  { answer: { status: 420 } },
  { answer: { status: 500, body: json("UNKNOWN_EXCEPTION", "boom") } },
  { answer: { status: 400, body: json("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access") } },
  { answer: { status: 403, body: json("REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests Limit exceeded.") } },
].map((fault) => ({ ...fault, path }));

/** One client's calls in turn: reads, writes, requests of several operations. */
class Caller {
  ids = [];
  tally = { answered: 0, failed: 0, created: 0, unknown: 0, strange: [] };

  constructor(number, { client, pid, close }) {
    Object.assign(this, { number, client, pid, close });
    client.onerror = (error) => this.tally.strange.push(error.message);
  }

  async call(name, args) {
    const result = await this.client.callTool({ name, arguments: args });
    const text = textOf(result);
    this.tally.answered++;
    if (result.isError) this.tally.failed++;
    if (result.isError && /may or may not/.test(text)) this.tally.unknown++;
    return { text, isError: result.isError === true };
  }

  async create(index) {
    const record = { Name: `Soak ${this.number}.${index}`, Industry: "Energy" };
    const { text, isError } = await this.call("createRecord", { object: "Account", record });
    if (isError) return;
    this.tally.created++;
    this.ids.push(JSON.parse(text).id);
  }

  step(index) {
    const id = this.ids.at(-1);
    const ways = [
      () => this.create(index),
      () => this.call("executeQuery", { soql: "SELECT Id, Name, Owner.Name FROM Account LIMIT 50" }),
      () =>
        this.call("executeQuery", {
          soql: "SELECT StageName, SUM(Amount) FROM Opportunity GROUP BY StageName",
        }),
      () => this.call("describeObject", { object: "Contact" }),
      () => this.call("executeSearch", { term: "north", objects: [{ name: "Account" }] }),
      () => this.call("getOrganizationLimits", {}),
      ...(id
        ? [
            () => this.call("getRecord", { object: "Account", id }),
            () => this.call("updateRecord", { object: "Account", id, record: { Phone: String(index) } }),
          ]
        : []),
      () =>
        this.call("executeBatch", {
          batchRequests: [
            { method: "GET", url: "limits" },
            { method: "GET", url: "query?q=SELECT COUNT() FROM Lead" },
          ],
        }),
      () => this.call("executeQuery", { soql: "SELECT Nonsense FROM Account" }),
    ];
    return ways[index % ways.length]();
  }
}

async function run(callers, org, watch) {
  let calls = 0;
  const aSample = (callers.length * callsEach) / samples;
  const worker = async (caller, first) => {
    for (let index = first; index < callsEach; index += atOnce) {
      const number = ++calls;
      if (number % callsAFault === 0)
        await org.control("faults", faults[(number / callsAFault) % faults.length]);
      if (number % callsAToken === 0) await org.control("expire-tokens");
      if (number % aSample === 0) await watch(number / aSample);
      await caller.step(index);
    }
  };
  await Promise.all(
    callers.flatMap((caller) => Array.from({ length: atOnce }, (_, first) => worker(caller, first))),
  );
}

/** Has a server collect all garbage; the bytes that are in use then. */
async function inUse(folder, pid) {
  const file = join(folder, String(pid));
  rmSync(file, { force: true });
  process.kill(pid, "SIGUSR2");
  const written = () => existsSync(file) && readFileSync(file, "utf8").endsWith("\n");
  while (!written()) await delay(20);
  return Number(readFileSync(file, "utf8"));
}

/**
 * The bytes that a server has in use after a fifth of one client's calls and at their end: a process's memory also
 * grows by what V8 has not collected yet. It is a server of its own, since collecting changes the others' memory.
 */
async function inUseOver(org, env) {
  const folder = mkdtempSync(join(tmpdir(), "soak-"));
  const preload = new URL("collect-on-signal.mjs", import.meta.url).href;
  const options = { BENCH_FOLDER: folder, NODE_OPTIONS: `--expose-gc --import=${preload}` };
  const caller = new Caller(clients, await connected({ ...env, ...options }, { flags }));
  const seen = [];
  await run([caller], org, async (sample) => {
    if (sample === samples / 5 || sample === samples) seen.push(await inUse(folder, caller.pid));
  });
  await caller.close();
  rmSync(folder, { recursive: true });
  return seen;
}

function memoryRows(memory, [early, late]) {
  const growth = (median(memory.slice(-8)) - median(memory.slice(8, 16))) / 1e6;
  const kept = (late - early) / 1e6;
  return [
    row("— memory at the end, the largest of the servers", megabytes(median(memory.slice(-8)))),
    row("— its growth after the first fifth", megabytes(growth * 1e6), {
      value: Math.round(growth * 10) / 10,
      most: mostGrowth,
      unit: "MB",
    }),
    row("— what is in use at the end, all garbage collected", megabytes(late)),
    row("— its growth after the first fifth", megabytes(kept * 1e6), {
      value: Math.round(kept * 10) / 10,
      most: mostGrowth,
      unit: "MB",
    }),
  ];
}

export async function soak() {
  const org = await demoOrgProcess();
  await org.control("settings", { dailyApiRequests: 1_000_000 });
  const env = { ...org.settings, SALESFORCE_TIMEOUT_SECONDS: "60" };
  const connections = await Promise.all(Array.from({ length: clients }, () => connected(env, { flags })));
  const callers = connections.map((connection, number) => new Caller(number, connection));
  const memory = [];
  const started = performance.now();
  await run(callers, org, () =>
    memory.push(Math.max(...callers.map(({ pid }) => memoryOf(pid)?.now ?? Number.NaN))),
  );
  const seconds = (performance.now() - started) / 1_000;
  const sum = (key) => callers.reduce((total, { tally }) => total + tally[key], 0);
  const counters = await org.control("counters");
  const twice = await callers[0].client.callTool({
    name: "executeQuery",
    arguments: {
      soql: "SELECT Name FROM Account WHERE Name LIKE 'Soak %' GROUP BY Name HAVING COUNT(Id) > 1",
    },
  });
  const strange = callers.flatMap(({ tally }) => tally.strange);
  for (const { close } of callers) await close();
  const kept = await inUseOver(org, env);
  org.close();
  const made = counters["created.Account"];
  const [created, unknown] = [sum("created"), sum("unknown")];
  const unanswered = all - sum("answered") + strange.length;
  const doubled = Number(/returned=(\d+)/.exec(textOf(twice))?.[1]);
  const unspoken = Math.max(made - created - unknown, created - made, 0);
  return [
    row(
      `soak: ${all} calls from ${clients} clients, a fault in one of ${callsAFault}`,
      `${seconds.toFixed(0)} s`,
    ),
    row("— calls without their one answer", String(unanswered), { value: unanswered, most: 0 }),
    row("— records made twice", String(doubled), { value: doubled, most: 0 }),
    row("— records made that no answer speaks of", String(unspoken), { value: unspoken, most: 0 }),
    row(
      "— calls that failed (wrong on purpose: one in ten)",
      `${sum("failed")}, ${unknown} of them with a fate unknown`,
    ),
    ...memoryRows(memory, kept),
  ];
}
