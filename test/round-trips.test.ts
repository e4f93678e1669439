import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../src/demo/org.ts";
import { allToolsets } from "./all-toolsets.ts";
import { connect } from "./connect.ts";
import { holdsBlocks, root } from "./generated-file.ts";
import { temporaryFolder } from "./own-folder.ts";

/** Each answer is held back for so long, so that what is sent meanwhile was not waiting for it. */
const heldMilliseconds = 60;
/** A busy machine may send late what could have been sent before; the fewest of these tries count. */
const tries = 3;
const page = "docs/speed.md";
/** Tools that are looked at at once. */
const together = 6;

interface Held {
  start: number;
  end: number;
}

/** The demo org behind a line on which every answer takes its time. */
class SlowLine {
  readonly #held: Held[] = [];
  readonly #server = createServer((incoming, outgoing) => void this.#pass(incoming, outgoing));
  readonly #org: URL;
  url = "";

  constructor(org: DemoOrg) {
    this.#org = new URL(org.instanceUrl);
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    // A server that listens on a port has an address with one.
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #pass(incoming: IncomingMessage, outgoing: import("node:http").ServerResponse): Promise<void> {
    const held = { start: performance.now(), end: 0 };
    const { method, url, headers } = incoming;
    const { hostname, port } = this.#org;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const passed = send(
        { hostname, port, method, path: url, headers: { ...headers, "accept-encoding": "identity" } },
        resolve,
      );
      passed.on("error", reject);
      incoming.pipe(passed);
    });
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk);
    await sleep(heldMilliseconds);
    // Tokens name the org's own address, which would lead past this line.
    const body = Buffer.concat(chunks).toString("latin1").replaceAll(this.#org.origin, this.url);
    const { "content-length": _, "transfer-encoding": __, ...others } = answer.headers;
    held.end = performance.now();
    this.#held.push(held);
    outgoing.writeHead(answer.statusCode ?? 500, others).end(Buffer.from(body, "latin1"));
  }

  /** How many of the requests since the last time had to wait for one another. */
  inRow(): number {
    let [count, end] = [0, 0];
    for (const held of this.#held.splice(0).sort((one, other) => one.end - other.end))
      if (held.start >= end) [count, end] = [count + 1, held.end];
    return count;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

let org: DemoOrg;
const ids: Record<string, string> = {};

/** What each tool is called with, and some in other ways too; a number tells the first call from the second, so that both can be made. */
const calls: Record<string, (again: number) => Record<string, unknown>> = {
  createRecord: (again) => ({ object: "Account", record: { Name: `Trip ${again}` } }),
  getRecord: () => ({ object: "Account", id: ids["Account"] }),
  updateRecord: (again) => ({ object: "Account", id: ids["Account"], record: { Site: `Trip ${again}` } }),
  upsertRecord: (again) => ({
    object: "Account",
    externalIdField: "External_Id__c",
    externalId: "TRIP",
    record: { Name: `Trip ${again}` },
  }),
  deleteRecord: (again) => ({ object: "Lead", id: ids[`Lead${again}`] }),
  executeQuery: () => ({ soql: "SELECT Id, Owner.Name FROM Account WHERE Industry = 'Energy' LIMIT 3" }),
  "executeQuery with saveTo": (again) => ({
    soql: "SELECT Id, Owner.Name FROM Account",
    saveTo: `trip-${again}.csv`,
  }),
  executeQueryAll: () => ({ soql: "SELECT Id FROM Account LIMIT 3" }),
  executeSearch: () => ({ term: "Granite" }),
  executeComposite: () => ({
    compositeRequest: [
      { method: "PATCH", url: `sobjects/Account/${ids["Account"]}`, referenceId: "a", body: { Site: "x" } },
    ],
  }),
  executeBatch: () => ({ batchRequests: [{ method: "GET", url: "limits" }] }),
  executeCollection: (again) => ({
    operation: "update",
    object: "Account",
    ids: [ids["Account"]],
    record: { Site: `Row ${again}` },
  }),
  createBulkQuery: () => ({ soql: "SELECT Id FROM Account", waitSeconds: 0 }),
  getBulkJob: () => ({ jobId: ids["Job"] }),
  getBulkJobResults: () => ({ jobId: ids["Job"], kind: "query" }),
  listBulkJobs: () => ({}),
  listApiVersions: () => ({}),
  listAllObjects: () => ({ search: "Account" }),
  describeObject: () => ({ object: "Account" }),
  getOrganizationLimits: () => ({}),
  getUserInfo: () => ({}),
  getResource: () => ({ path: "recent" }),
  listReports: () => ({}),
  describeReport: () => ({ reportId: ids["Report"] }),
  getReport: () => ({ reportId: ids["Report"] }),
  "getReport with includeDetails": () => ({ reportId: ids["Report"], includeDetails: true }),
  "getReport with filters": () => ({
    reportId: ids["Report"],
    filters: [{ column: "FIRST_NAME", operator: "notEqual", value: "Trip" }],
  }),
  listDashboards: () => ({}),
  getDashboard: () => ({ dashboardId: ids["Dashboard"] }),
  showChart: () => ({ soql: "SELECT StageName, COUNT(Id) FROM Opportunity GROUP BY StageName" }),
  "showChart of amounts": () => ({
    soql: "SELECT StageName, SUM(Amount) FROM Opportunity GROUP BY StageName",
  }),
  "showChart of a report": () => ({ reportId: ids["Summary"] }),
  "showChart of a dashboard": () => ({ dashboardId: ids["Dashboard"] }),
  listFiles: () => ({ recordId: ids["Account"] }),
  uploadFile: (again) => ({ text: "hello", name: `trip-${again}.txt` }),
  downloadFile: () => ({ id: ids["ContentDocument"] }),
  listActions: () => ({}),
  runAction: () => ({ name: "Plan_Follow_Up", inputs: [{ accountId: ids["Account"] }] }),
  "runAction with kind": () => ({
    name: "Plan_Follow_Up",
    kind: "flow",
    inputs: [{ accountId: ids["Account"] }],
  }),
  processApproval: (again) => ({ action: "Submit", ids: [ids[`Deal${again}`]] }),
  callApexRest: () => ({ method: "GET", path: "projects" }),
  undeleteRecords: (again) => ({ ids: [ids[`Gone${again}`]] }),
  mergeRecords: (again) => ({ object: "Lead", masterId: ids["Master"], duplicateIds: [ids[`Twin${again}`]] }),
  convertLead: (again) => ({ leadId: ids[`Convert${again}`] }),
};

/** Those that ask no org, or whose requests depend on how long a job of Salesforce's takes. */
const leftOut = ["abortBulkJob", "createBulkJob", "listChanges", "previewFile", "undoChange"];

/** `getReport with includeDetails` is a call of getReport. */
function toolOf(way: string): string {
  return way.split(" ")[0] ?? way;
}

function shown(way: string): string {
  return way.replace(toolOf(way), `\`${toolOf(way)}\``);
}

async function inRow(way: string, round: number): Promise<[number, number]> {
  const line = new SlowLine(org);
  await line.open();
  const moved = Object.fromEntries(
    Object.entries(org.settings).map(([name, value]) => [name, value.replace(org.instanceUrl, line.url)]),
  );
  const files = { SALESFORCE_FILES_DIR: temporaryFolder() };
  const server = await connect({ org, signIn: () => moved, settings: files });
  const counts: number[] = [];
  for (const again of [2 * round, 2 * round + 1]) {
    const { text, isError } = await server.call(toolOf(way), calls[way]?.(again));
    expect(isError, `${way}: ${text}`).toBe(false);
    // What a note looks up beside the answer may still be on its way.
    await sleep(2 * heldMilliseconds);
    counts.push(line.inRow());
  }
  await server.close();
  line.close();
  const [first = 0, later = 0] = counts;
  return [first, later];
}

/** What the page says; nothing where it is written anew. */
const told = process.env["UPDATE"] ? "" : readFileSync(resolve(root, page), "utf8");
const rowOf = (way: string, counts: readonly number[]) => `| ${shown(way)} | ${counts.join(" | ")} |`;

/** A try that comes to what the page says is the last one, since fewer of them wait for one another by no accident. */
async function fewest(way: string): Promise<[number, number]> {
  let [first, later] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < tries && !told.includes(rowOf(way, [first, later])); round++) {
    const counts = await inRow(way, round);
    [first, later] = [Math.min(first, counts[0]), Math.min(later, counts[1])];
  }
  return [first, later];
}

beforeAll(async () => {
  org = await startDemoOrg();
  const server = await connect({ org });
  const idOf = async (soql: string) =>
    (await server.call("executeQuery", { soql })).text.split("\n")[2]?.split(",")[0] ?? "";
  for (const object of ["Account", "Report", "Dashboard"])
    ids[object] = await idOf(`SELECT Id FROM ${object} LIMIT 1`);
  ids["Summary"] = await idOf("SELECT Id FROM Report WHERE Format = 'Summary' LIMIT 1");
  ids["ContentDocument"] = await idOf("SELECT Id FROM ContentDocument WHERE FileExtension = 'txt' LIMIT 1");
  ids["ContentDocument"] ||= await idOf("SELECT Id FROM ContentDocument WHERE FileExtension = 'csv' LIMIT 1");
  const created = async (object: string, record: object) =>
    JSON.parse((await server.call("createRecord", { object, record })).text).id;
  const made = (LastName: string) => created("Lead", { LastName, Company: "Trip" });
  ids["Master"] = await made("Master");
  const job = await server.call("createBulkQuery", { soql: "SELECT Id FROM Account LIMIT 3" });
  ids["Job"] = /jobId=(\w+)/.exec(job.text)?.[1] ?? "";
  for (let index = 0; index < 2 * tries; index++) {
    ids[`Lead${index}`] = await made(`Lead ${index}`);
    ids[`Twin${index}`] = await made(`Twin ${index}`);
    ids[`Convert${index}`] = await made(`Convert ${index}`);
    const deal = { Name: `Deal ${index}`, StageName: "Prospecting", CloseDate: "2026-12-31", Amount: 50_000 };
    ids[`Deal${index}`] = await created("Opportunity", deal);
    ids[`Gone${index}`] = await made(`Gone ${index}`);
    await server.call("deleteRecord", { object: "Lead", id: ids[`Gone${index}`] });
  }
  await server.close();
});

afterAll(() => org.close());

test("every tool is looked at, or stands among those that are left out", () => {
  const all = Object.values(allToolsets).flatMap(({ tools }) => Object.keys(tools));
  expect([...new Set(Object.keys(calls).map(toolOf)), ...leftOut].sort()).toEqual(all.sort());
});

test("the requests that wait for one another are those of the page", { timeout: 120_000 }, async () => {
  const ways = Object.keys(calls);
  const rows: string[] = [];
  for (let start = 0; start < ways.length; start += together) {
    const part = ways.slice(start, start + together);
    const counts = await Promise.all(part.map(fewest));
    rows.push(...part.map((way, index) => rowOf(way, counts[index] ?? [])));
  }
  const table = ["| tool | first call | later |", "| --- | --- | --- |", ...rows].join("\n");
  holdsBlocks(page, { "round trips": table });
});
