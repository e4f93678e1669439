// What a call costs beside the same request made raw: one row through stdio, 5,000 rows into a file.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connected, demoOrgProcess, milliseconds, row, signedIn, textOf, timed } from "./measure.mjs";

/** Answers GETs with parsed JSON, by undici alone. */
async function rawClient(settings) {
  const api = await signedIn(settings);
  const get = async (path) => (await api("GET", path)).body.json();
  return { get, query: (soql) => get(`/query?q=${encodeURIComponent(soql)}`) };
}

async function oneRow(raw, client) {
  const soql = "SELECT Id, Name FROM Account LIMIT 1";
  const times = { times: 1_000, warmUp: 200 };
  const [alone, through, roundTrip] = await timed(
    [
      () => raw.query(soql),
      () => client.callTool({ name: "executeQuery", arguments: { soql } }),
      () => client.ping(),
    ],
    times,
  );
  return [
    row("one-row query through stdio", milliseconds(through)),
    row("— the same GET by undici", milliseconds(alone), {}),
    row("— added", milliseconds(through - alone), { value: through - alone, most: 1, unit: "ms" }),
    row("— an MCP round trip that does nothing (ping)", milliseconds(roundTrip)),
  ];
}

const manyRows = "SELECT Id, Subject, Status, Priority, ActivityDate, WhatId, OwnerId FROM Task LIMIT 5000";

async function pages(raw, soql) {
  let page = await raw.query(soql);
  let rows = page.records.length;
  while (!page.done) {
    page = await raw.get(page.nextRecordsUrl);
    rows += page.records.length;
  }
  return rows;
}

async function toFile(raw, client) {
  const rows = await pages(raw, manyRows);
  let number = 0;
  const save = () => ({ soql: manyRows, saveTo: `rows-${++number}.csv` });
  const [alone, saved] = await timed(
    [() => pages(raw, manyRows), () => client.callTool({ name: "executeQuery", arguments: save() })],
    { times: 15, warmUp: 3 },
  );
  return [
    row(`${rows} rows to a CSV file`, milliseconds(saved)),
    row("— paging and parsing them by undici", milliseconds(alone), {
      value: saved / alone,
      most: 2,
      unit: "×",
    }),
  ];
}

async function moreTasks(client, wanted) {
  const count = async () =>
    Number(
      /totalSize=(\d+)/.exec(
        textOf(
          await client.callTool({ name: "executeQuery", arguments: { soql: "SELECT COUNT() FROM Task" } }),
        ),
      )?.[1],
    );
  for (let left = wanted - (await count()); left > 0; left -= 200) {
    const records = Array.from({ length: Math.min(left, 200) }, (_, index) => ({
      Subject: `Call ${left - index}`,
    }));
    await client.callTool({
      name: "executeCollection",
      arguments: { operation: "create", object: "Task", records },
    });
  }
}

export async function calls() {
  const org = await demoOrgProcess();
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const { client, close } = await connected({ ...org.settings, SALESFORCE_FILES_DIR: folder });
  const raw = await rawClient(org.settings);
  await moreTasks(client, 5_000);
  const rows = [...(await oneRow(raw, client)), ...(await toFile(raw, client))];
  await close();
  org.close();
  rmSync(folder, { recursive: true, force: true });
  return rows;
}
