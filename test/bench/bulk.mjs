// A million rows in and out through a client, and how fast a file goes up against piping it raw.
import { fork } from "node:child_process";
import { once } from "node:events";
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse";
import { request } from "undici";
import { connected, demoOrgProcess, median, megabytes, memoryOf, row, signedIn, textOf } from "./measure.mjs";

const millionRows = 1_000_000;
const threeJobsBytes = 260_000_000;
/** What the server asks for at once. */
const pageRows = 50_000;
const columns = ["LastName", "Company", "Email", "Description"];

const lastName = (number) => `Row ${String(number).padStart(7, "0")}`;

/** Every tenth value has quotes, commas and a line break in it. */
const description = (number) =>
  number % 10 === 0 ? `Said "${number}",\nand left` : `Nothing of note about number ${number}`;

const company = (number) => `Company ${number % 5_000} of the Benchmark`;

function line(number) {
  const text = description(number).replaceAll('"', '""');
  return `${lastName(number)},${company(number)},row${number}@example.com,"${text}"\n`;
}

/** Writes rows until `enough(rows, bytes)`; returns how many. */
async function generate(path, enough) {
  const file = createWriteStream(path, { highWaterMark: 1 << 20 });
  let [rows, bytes, waiting] = [0, 0, `${columns.join(",")}\n`];
  while (!enough(rows, bytes)) {
    const text = line(++rows);
    bytes += text.length;
    waiting += text;
    if (waiting.length < 1 << 20) continue;
    if (!file.write(waiting)) await once(file, "drain");
    waiting = "";
  }
  file.end(waiting);
  await once(file, "finish");
  return { rows, bytes };
}

async function timed(work) {
  const started = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - started) / 1_000 };
}

async function call(client, name, args) {
  const steps = [];
  const options = { timeout: 900_000, resetTimeoutOnProgress: true, onprogress: (step) => steps.push(step) };
  const { result, seconds } = await timed(() => client.callTool({ name, arguments: args }, options));
  if (result.isError) throw new Error(textOf(result));
  if (!steps.every(({ progress }, index) => index === 0 || progress > steps[index - 1].progress))
    throw new Error("progress did not grow");
  return { answer: JSON.parse(textOf(result)), seconds, steps };
}

/** Throws unless every row is there exactly once, with the values that were written. */
async function compare(path, rows) {
  const seen = new Uint8Array(rows + 1);
  let count = 0;
  for await (const { LastName, Company, Email, Description } of createReadStream(path).pipe(
    parse({ columns: true }),
  )) {
    const number = Number(LastName.slice(4));
    if (seen[number]++) throw new Error(`row ${number} is there twice`);
    if (
      Company !== company(number) ||
      Email !== `row${number}@example.com` ||
      Description !== description(number)
    )
      throw new Error(`row ${number} came back changed`);
    count++;
  }
  if (count !== rows) throw new Error(`${count} of ${rows} rows came back`);
}

async function millionInAndOut(folder) {
  const org = await demoOrgProcess();
  const server = await connected({ ...org.settings, SALESFORCE_FILES_DIR: folder });
  try {
    const { rows, bytes } = await generate(join(folder, "million.csv"), (made) => made === millionRows);
    await call(server.client, "createBulkJob", {
      object: "Lead",
      operation: "insert",
      csv: "LastName,Company\nWarm,Up\n",
    });
    const before = memoryOf(server.pid);
    const target = { object: "Lead", operation: "insert", file: "million.csv", waitSeconds: 3_600 };
    const load = await call(server.client, "createBulkJob", target);
    if (load.answer.summary !== `${rows} records inserted`) throw new Error(load.answer.summary);
    const soql = `SELECT ${columns.join(", ")} FROM Lead WHERE LastName LIKE 'Row %'`;
    const saved = await call(server.client, "createBulkQuery", {
      soql,
      saveTo: "back.csv",
      waitSeconds: 3_600,
    });
    const after = memoryOf(server.pid);
    await compare(join(folder, "back.csv"), rows);
    const growth = before && after && (after.peak - before.now) / 1e6;
    return [
      row(
        `${rows} rows (${megabytes(bytes)}) loaded into the demo org, each there once`,
        `${load.seconds.toFixed(1)} s, ${load.answer.jobs.length} jobs, ${load.steps.length} steps of progress`,
      ),
      row("the same rows exported and compared", `${saved.seconds.toFixed(1)} s`),
      growth === undefined
        ? row("peak memory of the server over both", "not measured on this system")
        : row("peak memory of the server over both, above the start", `${growth.toFixed(0)} MB`, {
            value: growth,
            most: 150,
            unit: "MB",
          }),
    ];
  } finally {
    await server.close();
    org.close();
  }
}

/** The pages of a query job, as a real one's are: so many rows as are asked for, with a header each. */
function resultPages() {
  return Array.from({ length: millionRows / pageRows }, (_, page) => {
    const lines = Array.from({ length: pageRows }, (_, index) => line(page * pageRows + index + 1));
    return { bytes: Buffer.from(`${columns.join(",")}\n${lines.join("")}`), rows: pageRows };
  });
}

/** An org in a process of its own that takes jobs, counts what it is sent, and answers query jobs with `pages`. */
async function countingOrg(pages = []) {
  const demo = await demoOrgProcess();
  const api = await signedIn(demo.settings);
  const describe = await api("GET", "/sobjects/Lead/describe");
  const sink = fork(fileURLToPath(new URL("./counting-org.mjs", import.meta.url)), {
    serialization: "advanced",
  });
  sink.send({ describe: await describe.body.text(), pages });
  const [port] = await once(sink, "message");
  demo.close();
  return { url: `http://127.0.0.1:${port}`, close: () => sink.kill() };
}

const settingsFor = ({ url }, folder) => ({
  SALESFORCE_INSTANCE_URL: url,
  SALESFORCE_ACCESS_TOKEN: "counting",
  SALESFORCE_FILES_DIR: folder,
});

async function pipedRaw(url, path) {
  const { body } = await request(`${url}/raw`, { method: "PUT", body: createReadStream(path) });
  await body.dump();
}

async function throughput(folder) {
  const sink = await countingOrg();
  const server = await connected(settingsFor(sink, folder));
  try {
    const path = join(folder, "large.csv");
    const { bytes } = await generate(path, (_, made) => made >= threeJobsBytes);
    const rates = { raw: [], ours: [] };
    let jobs = 0;
    // Taken in turn, so that the machine's mood is shared; the first round only warms up.
    for (let round = 0; round < 4; round++) {
      const raw = await timed(() => pipedRaw(sink.url, path));
      const ours = await call(server.client, "createBulkJob", {
        object: "Lead",
        operation: "insert",
        file: "large.csv",
        waitSeconds: 600,
      });
      jobs = ours.answer.jobs.length;
      if (round === 0) continue;
      rates.raw.push(bytes / raw.seconds);
      rates.ours.push(bytes / ours.seconds);
    }
    if (jobs !== 3) throw new Error(`the file became ${jobs} jobs`);
    const [raw, ours] = [median(rates.raw), median(rates.ours)];
    return [
      row(`a file of ${megabytes(bytes)} becomes`, `${jobs} jobs`),
      row("uploading it to a server that only counts", `${megabytes(ours)}/s`, {
        value: ours / raw,
        least: 0.65,
        unit: "×",
      }),
      row("piping the same file raw by undici", `${megabytes(raw)}/s`),
    ];
  } finally {
    await server.close();
    sink.close();
  }
}

/** Pages one after the other into a file, as they come. */
async function savedRaw(url, path) {
  const file = createWriteStream(path);
  for (let locator = "0"; locator !== "null"; ) {
    const { headers, body } = await request(`${url}/raw/results?locator=${locator}`);
    for await (const chunk of body) if (!file.write(chunk)) await once(file, "drain");
    locator = headers["sforce-locator"];
  }
  file.end();
  await once(file, "close");
}

/** A finished query job's rows, which were made before, into a file. */
async function exportThroughput(folder) {
  const pages = resultPages();
  const bytes = pages.reduce((sum, page) => sum + page.bytes.length, 0);
  const source = await countingOrg(pages);
  const server = await connected(settingsFor(source, folder));
  const times = { raw: [], ours: [] };
  try {
    for (let round = 0; round < 6; round++) {
      const raw = await timed(() => savedRaw(source.url, join(folder, `raw${round}.csv`)));
      const args = { soql: "SELECT LastName FROM Lead", saveTo: `saved${round}.csv`, waitSeconds: 600 };
      const ours = await call(server.client, "createBulkQuery", args);
      if (ours.answer.rows !== millionRows) throw new Error(JSON.stringify(ours.answer));
      if (round === 0) await compare(join(folder, args.saveTo), millionRows);
      for (const name of [`raw${round}.csv`, args.saveTo]) rmSync(join(folder, name));
      if (round === 0) continue;
      times.raw.push(raw.seconds);
      times.ours.push(ours.seconds);
    }
    const [raw, ours] = [median(times.raw), median(times.ours)];
    return [
      row(
        `${millionRows} rows (${megabytes(bytes)}) exported from a server that only sends them`,
        `${ours.toFixed(2)} s`,
        {
          value: raw / ours,
          least: 0.6,
          unit: "×",
        },
      ),
      row("piping the same pages raw by undici into a file", `${raw.toFixed(2)} s`),
    ];
  } finally {
    await server.close();
    source.close();
  }
}

/** Bulk loads and exports. */
export async function bulk() {
  const folder = mkdtempSync(join(tmpdir(), "bench-bulk-"));
  try {
    return [
      ...(await throughput(folder)),
      ...(await exportThroughput(folder)),
      ...(await millionInAndOut(folder)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
