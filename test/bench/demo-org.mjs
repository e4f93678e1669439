// The demo org by itself: its start in a fresh process, a query, and rows by the file.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import {
  demoOrgProcess,
  median,
  megabytes,
  memoryOf,
  milliseconds,
  root,
  row,
  signedIn,
  timeBound,
  timed,
} from "./measure.mjs";

const starts = 15;

/** Milliseconds that startDemoOrg takes in a process that did nothing before but load it. */
function startTime() {
  const library = pathToFileURL(join(root, "dist/demo.js")).href;
  const script = `
    const { startDemoOrg } = await import(${JSON.stringify(library)});
    const started = performance.now();
    const org = await startDemoOrg();
    console.log(performance.now() - started);
    await org.stop();`;
  const time = () =>
    Number(execFileSync(process.execPath, ["--input-type=module", "-e", script], { env: {} }));
  return median(Array.from({ length: starts }, time));
}

/** So many accounts, about 100 bytes each, with commas, quotes and line breaks. */
function accountsCsv(count) {
  const lines = ["Name,External_Id__c,Phone,AnnualRevenue,Description\n"];
  for (let index = 0; index < count; index++)
    lines.push(
      `"Company, ${index}",bench-${index},+1 555 ${index},${index * 10},"First line of ${index}\nand a ""second"" line"\n`,
    );
  return Buffer.from(lines.join(""));
}

/** Loads a file into an org of its own; seconds from the first request to JobComplete, and the peak of its memory. */
async function load(count) {
  const org = await demoOrgProcess();
  const api = await signedIn(org.settings);
  const csv = accountsCsv(count);
  const started = performance.now();
  const description = { object: "Account", operation: "insert", lineEnding: "LF" };
  const { id } = await (await api("POST", "/jobs/ingest", JSON.stringify(description))).body.json();
  await (await api("PUT", `/jobs/ingest/${id}/batches`, csv, "text/csv")).body.dump();
  await (await api("PATCH", `/jobs/ingest/${id}`, '{"state":"UploadComplete"}')).body.dump();
  let job = {};
  for (; !["JobComplete", "Failed"].includes(job.state); await delay(20))
    job = await (await api("GET", `/jobs/ingest/${id}`)).body.json();
  const seconds = (performance.now() - started) / 1_000;
  if (job.state !== "JobComplete" || job.numberRecordsProcessed !== count || job.numberRecordsFailed > 0)
    throw new Error(`The load ended with ${JSON.stringify(job)}`);
  const peak = memoryOf(org.pid)?.peak;
  org.close();
  return { seconds, peak, bytes: csv.length };
}

async function loadRows(count, mostSeconds, mostMegabytes) {
  const { seconds, peak, bytes } = await load(count);
  const what = `demo org: ${count.toLocaleString("en")} rows (${megabytes(bytes)}) inserted by bulk`;
  return [
    row(what, `${seconds.toFixed(1)} s`, timeBound(seconds, mostSeconds, "s")),
    ...(peak === undefined
      ? []
      : [
          row(`${what}: peak of its memory`, megabytes(peak), {
            value: peak / 1e6,
            most: mostMegabytes,
            unit: "MB",
          }),
        ]),
  ];
}

/** The rows of the table for the demo org. */
export async function demoOrg() {
  const start = startTime();
  const org = await demoOrgProcess();
  const api = await signedIn(org.settings);
  const soql = encodeURIComponent("SELECT Id, Name FROM Account LIMIT 1");
  const [query] = await timed([async () => (await api("GET", `/query?q=${soql}`)).body.json()]);
  org.close();
  return [
    row("demo org: start in a fresh process", milliseconds(start), timeBound(start, 110, "ms")),
    row("demo org: query over HTTP", milliseconds(query), timeBound(query, 1, "ms")),
    ...(await loadRows(200_000, 10, 260)),
    ...(await loadRows(1_000_000, 60, 400)),
  ];
}
