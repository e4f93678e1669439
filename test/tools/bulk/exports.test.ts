import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterEach, describe, expect, type TestContext, test } from "vitest";
import type { Fault } from "../../../src/demo/http/faults.ts";
import { connect } from "../../connect.ts";
import { temporaryFolder } from "../../own-folder.ts";
import { startRawOrg } from "../../raw-org.ts";
import { type BulkServer, bulkServer } from "./server.ts";

const orgOptions = { settings: { bulkMilliseconds: 5, bulkPageRows: 700 } };
const server = await bulkServer({ orgOptions });
const settings = server.org.org.settings;

afterEach(() => {
  server.org.faults.clear();
  settings.bulkMilliseconds = 5;
});

const allTasks = "SELECT Id, Subject, Owner.Name FROM Task";

/** What the query API says about the same rows, in the order of the id. */
async function expectedTasks(server: BulkServer, ending: string): Promise<string> {
  const name = `expected.${ending}`;
  await server.call("executeQuery", { soql: `${allTasks} ORDER BY Id`, saveTo: name });
  return server.read(name);
}

const byId = (rows: Record<string, string>[]) =>
  [...rows].sort((a, b) => ((a["Id"] ?? "") < (b["Id"] ?? "") ? -1 : 1));

describe("createBulkQuery", () => {
  test("answers the first rows; getBulkJobResults goes on with the cursor, each row once", async () => {
    let { text } = await server.call("createBulkQuery", { soql: allTasks });
    expect(text).toMatch(/^# totalSize=2500 returned=200 nextCursor=\w+ jobId=750\w+ state=JobComplete\n/);
    const rows: string[] = [];
    for (;;) {
      const [first = "", , ...lines] = text.split("\n");
      rows.push(...lines);
      const cursor = /nextCursor=(\w+)/.exec(first)?.[1];
      if (!cursor) break;
      ({ text } = await server.call("getBulkJobResults", { cursor, maxRecords: 999 }));
    }
    expect(rows).toHaveLength(2_500);
    expect(new Set(rows.map((row) => row.split(",")[0]))).toHaveProperty("size", 2_500);
  });

  test.each<[string, Fault]>([
    ["is broken off", { close: "before" }],
    ["meets a pause of Salesforce", { answer: { status: 503, body: "<html>" } }],
  ])("a query whose beginning %s is begun again, like any read", async (_, fault) => {
    server.org.faults.add({ method: "POST", path: "/jobs/query", ...fault });
    const { text, isError } = await server.call("createBulkQuery", {
      soql: "SELECT Id FROM Account LIMIT 1",
    });
    expect(isError, text).toBe(false);
  });

  test("long rows that do not fit into one answer are left for the cursor", async () => {
    const records = Array.from({ length: 60 }, (_, index) => ({
      Name: `Long ${String(index).padStart(2, "0")}`,
      Description: "x".repeat(2_000),
    }));
    await server.job({ object: "Account", operation: "insert", records });
    const names: string[] = [];
    let { text } = await server.call("createBulkQuery", {
      soql: "SELECT Name, Description FROM Account WHERE Name LIKE 'Long %'",
    });
    for (;;) {
      expect(text.length).toBeLessThanOrEqual(40_000);
      const [first = "", , ...lines] = text.split("\n");
      names.push(...lines.map((line) => line.split(",")[0] ?? ""));
      const cursor = /nextCursor=(\w+)/.exec(first)?.[1];
      if (!cursor) break;
      ({ text } = await server.call("getBulkJobResults", { cursor }));
    }
    expect(names.sort()).toEqual(records.map(({ Name }) => Name));
  });

  test("numbers, booleans and parents are in .json as the query API answers them", async () => {
    const soql =
      "SELECT Id, Name, Amount, Probability, IsWon, Description, Account.Name, Account.AnnualRevenue, Owner.Name FROM Opportunity";
    await server.call("createBulkQuery", { soql, saveTo: "typed.json" });
    await server.call("executeQuery", { soql, saveTo: "plain.json" });
    const [typed, plain] = ["typed.json", "plain.json"].map((name) => byId(JSON.parse(server.read(name))));
    expect(typed).toEqual(plain);
    const { text } = await server.call("createBulkQuery", { soql });
    const row = parse(text.split("\n").slice(1).join("\n"), { columns: true }) as Record<string, string>[];
    const first = plain?.find(({ Id }) => Id === row[0]?.["Id"]) as Record<string, unknown> | undefined;
    expect(row[0]).toMatchObject({
      Amount: String(first?.["Amount"] ?? ""),
      IsWon: String(first?.["IsWon"]),
    });
  });

  test("no row at all is a file with a header", async () => {
    await server.call("createBulkQuery", {
      soql: "SELECT Id, Name FROM Account WHERE Name = 'nobody'",
      saveTo: "none.csv",
    });
    expect(server.read("none.csv")).toBe('"Id","Name"\n');
  });

  test("includeDeleted finds what is in the recycle bin", async () => {
    const { text } = await server.call("createRecord", { object: "Account", record: { Name: "Binned" } });
    await server.call("deleteRecord", { object: "Account", id: JSON.parse(text).id });
    const soql = "SELECT Id FROM Account WHERE Name = 'Binned'";
    expect((await server.call("createBulkQuery", { soql })).text).toContain("totalSize=0");
    expect((await server.call("createBulkQuery", { soql, includeDeleted: true })).text).toContain(
      "totalSize=1",
    );
  });

  test("a job that takes longer than the wait goes on; getBulkJob tells how it ends", async () => {
    settings.bulkMilliseconds = 300;
    const { text } = await server.call("createBulkQuery", {
      soql: allTasks,
      saveTo: "later.csv",
      waitSeconds: 0,
    });
    const answer = JSON.parse(text);
    expect(answer).toMatchObject({ summary: "not finished; Salesforce goes on", saving: { rowsWritten: 0 } });
    const later = JSON.parse((await server.call("getBulkJob", { jobId: answer.id })).text);
    expect(later).toMatchObject({
      state: "JobComplete",
      rows: 2_500,
      savedTo: expect.stringContaining("later.csv"),
    });
    expect(server.read("later.csv").split("\n")).toHaveLength(2_502);
  });

  test("what Salesforce refuses, or what exists, is a clear error and no file", async () => {
    expect(
      await server.refusal("createBulkQuery", { soql: "SELECT COUNT(Id) FROM Task", saveTo: "no.csv" }),
    ).toMatch(/^FEATURENOTENABLED: [\s\S]*Use executeQuery/);
    const compound = "SELECT Name, BillingAddress FROM Account";
    expect(await server.refusal("createBulkQuery", { soql: compound })).toMatch(
      /^API_ERROR: [\s\S]*Hint: BillingAddress is used by its parts: BillingStreet, BillingCity,/,
    );
    expect(await server.refusal("createBulkQuery", { soql: "SELECT Nmae FROM Account" })).toMatch(
      /^INVALID_FIELD: [\s\S]*Did you mean Name/,
    );
    expect(await server.refusal("createBulkQuery", { soql: allTasks, saveTo: "no.txt" })).toMatch(
      /^BAD_ARGUMENT: saveTo/,
    );
    server.file("there.csv", "x");
    expect(await server.refusal("createBulkQuery", { soql: allTasks, saveTo: "there.csv" })).toMatch(
      /^FILE_REFUSED: there.csv exists already/,
    );
    expect(readdirSync(server.folder).filter((name) => name.includes("no."))).toEqual([]);
  });
});

/** These are asked for again and again, all of them at once: each has an org of its own. */
describe.concurrent("pages that break off", () => {
  const ownServer = ({ onTestFinished }: Pick<TestContext, "onTestFinished">) =>
    bulkServer({ orgOptions }, onTestFinished);

  test.for<[string, (text: string) => Record<string, string>[]]>([
    ["csv", (text) => parse(text, { columns: true })],
    ["json", (text) => JSON.parse(text)],
    [
      "jsonl",
      (text) =>
        text
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line)),
    ],
  ])("saveTo writes every row to .%s, over pages that break off", async ([ending, read], context) => {
    const server = await ownServer(context);
    server.org.faults.add({ path: /results.*locator/, half: true, times: 3 });
    server.org.faults.add({ path: /results/, close: "after" });
    server.org.resetCounters();
    const { text, isError } = await server.call("createBulkQuery", {
      soql: allTasks,
      saveTo: `tasks.${ending}`,
    });
    expect(isError, text).toBe(false);
    const answer = JSON.parse(text);
    expect(answer).toMatchObject({
      summary: "the query is complete: 2500 rows",
      rows: 2_500,
      state: "JobComplete",
    });
    expect(answer.preview.length).toBeGreaterThan(0);
    // Four pages, and four times one that broke off.
    expect(server.org.counters()["GET /jobs/query/:id/results"]).toBe(8);
    expect(byId(read(server.read(`tasks.${ending}`)))).toEqual(
      byId(read(await expectedTasks(server, ending))),
    );
  });

  test("pages that never come whole are an error in the end, and no file", async (context) => {
    const server = await ownServer(context);
    server.org.faults.add({ path: /results/, half: true, times: 20 });
    const refused = await server.refusal("createBulkQuery", { soql: allTasks, saveTo: "broken.csv" });
    expect(refused).toMatch(/^NETWORK: [\s\S]*can still be saved by getBulkJobResults/);
    expect(readdirSync(server.folder).filter((name) => name.includes("broken"))).toEqual([]);
  });
});

test("with one connection alone, exports that ask for the next page early do not wait for one another for ever", async (context) => {
  const settings = { SALESFORCE_MAX_CONCURRENT_REQUESTS: "1" };
  const { call } = await bulkServer({ orgOptions, settings }, context.onTestFinished);
  const save = (saveTo: string) => call("createBulkQuery", { soql: allTasks, saveTo });
  for (const { text } of await Promise.all(["one.csv", "two.json", "three.jsonl"].map(save)))
    expect(text).toContain("the query is complete: 2500 rows");
});

test("the next page is asked for while a page is still coming", async () => {
  const job = {
    id: "750000000000001AAA",
    operation: "query",
    object: "Account",
    state: "JobComplete",
    apiVersion: 66,
    createdDate: "2026-11-01T00:00:00.000+0000",
  };
  let asked = (): void => undefined;
  const askedForNext = new Promise<void>((resolve) => {
    asked = resolve;
  });
  // What no server does for long: the first page comes to its end only once the second one was asked for.
  async function* slowly() {
    yield '"Id"\n"001000000000001AAA"\n';
    await askedForNext;
    yield '"001000000000002AAA"\n';
  }
  const rows = (body: string | AsyncIterable<string>, locator: string) => ({
    status: 200,
    body,
    headers: { "content-type": "text/csv", "sforce-locator": locator },
  });
  const org = await startRawOrg(({ url }) => {
    if (!url.includes("/results")) return JSON.stringify({ ...job, numberRecordsProcessed: 3 });
    if (!url.includes("locator=")) return rows(slowly(), "MQ");
    asked();
    return rows('"Id"\n"001000000000003AAA"\n', "null");
  });
  const folder = temporaryFolder();
  const { call, close } = await connect({
    signIn: () => org.settings,
    settings: { SALESFORCE_FILES_DIR: folder },
  });
  const { text, isError } = await call("getBulkJobResults", {
    jobId: job.id,
    kind: "query",
    saveTo: "ids.csv",
  });
  expect(isError, text).toBe(false);
  expect(readFileSync(join(folder, "ids.csv"), "utf8").match(/\d(?=AAA)/g)).toEqual(["1", "2", "3"]);
  await close();
  await org.close();
});

describe("getBulkJobResults", () => {
  test("asks for a query job of this process as such, and for another one by its first kind first", async () => {
    const { text } = await server.call("createBulkQuery", { soql: "SELECT Id FROM Account LIMIT 3" });
    const args = { jobId: /jobId=(\w+)/.exec(text)?.[1], kind: "query" };
    const asked = async (asking: BulkServer["call"]) => {
      server.org.resetCounters();
      expect((await asking("getBulkJobResults", args)).isError).toBe(false);
      const { "GET /jobs/ingest/:id": ingest = 0, "GET /jobs/query/:id": query = 0 } = server.org.counters();
      return { ingest, query };
    };
    expect(await asked(server.call)).toEqual({ ingest: 0, query: 1 });
    const other = await connect({ org: server.org });
    expect(await asked(other.call)).toEqual({ ingest: 1, query: 1 });
    expect(await asked(other.call)).toEqual({ ingest: 0, query: 1 });
    await other.close();
  });

  const insert = { object: "Account", operation: "insert", records: [{ Name: "Fine" }, { Phone: "1" }] };

  test("shows and saves each kind of row", async () => {
    const jobId = (await server.job(insert)).jobs[0]?.id;
    const successful = await server.call("getBulkJobResults", { jobId, kind: "successful" });
    expect(successful.text).toMatch(
      /^# totalSize=1 returned=1 .*\nsf__Id,sf__Created,Name,Phone\n001\w+,true,Fine,$/,
    );
    const failed = await server.call("getBulkJobResults", { jobId, kind: "failed" });
    expect(failed.text).toMatch(
      /^# totalSize=1 returned=1 .*\nsf__Id,sf__Error,Name,Phone\n,.*REQUIRED_FIELD_MISSING/,
    );
    expect((await server.call("getBulkJobResults", { jobId, kind: "unprocessed" })).text).toContain(
      "returned=0",
    );
    await server.job({ jobId, kind: "failed", saveTo: "failed.jsonl" }, "getBulkJobResults");
    expect(JSON.parse(server.read("failed.jsonl"))).toEqual({
      sf__Error: expect.stringMatching(/^REQUIRED_FIELD_MISSING/),
      Phone: "1",
    });
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ["no job", {}, /^BAD_ARGUMENT: jobId: give jobId and kind, or the cursor/],
    ["a job without a kind", { jobId: "750000000000001AAA" }, /give jobId and kind/],
    ["a cursor with a kind", { cursor: "x", kind: "query" }, /give it alone or with maxRecords/],
    ["an unknown cursor", { cursor: "x" }, /^BAD_ARGUMENT: cursor: this cursor has expired/],
    ["an unknown job", { jobId: "750000000000001AAA", kind: "failed" }, /^NOT_FOUND: [\s\S]*listBulkJobs/],
    [
      "no job's id",
      { jobId: "001000000000001AAA", kind: "failed" },
      /^BAD_ARGUMENT: jobId: takes the id of a bulk job/,
    ],
  ])("%s", async (_, args, expected) => {
    expect(await server.refusal("getBulkJobResults", args)).toMatch(expected);
  });

  test("kinds and states that do not fit are named", async () => {
    const jobId = (await server.job(insert)).jobs[0]?.id;
    expect(await server.refusal("getBulkJobResults", { jobId, kind: "query" })).toMatch(
      /its results are successful, failed/,
    );
    settings.bulkMilliseconds = 500;
    const running = (await server.job({ ...insert, waitSeconds: 0 })).jobs[0]?.id;
    expect(await server.refusal("getBulkJobResults", { jobId: running, kind: "failed" })).toMatch(
      /is (?:Open|UploadComplete); results come when it has ended/,
    );
    await server.job({ jobId: running }, "getBulkJob");
  });
});

describe("listBulkJobs", () => {
  test("lists both kinds, newest first, and filters", async () => {
    const { text } = await server.call("listBulkJobs", {});
    expect(text.split("\n")[1]).toBe("id,kind,object,operation,state,createdDate,jobType");
    const rows = parse(text.split("\n").slice(1).join("\n"), { columns: true }) as Record<string, string>[];
    expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(["ingest", "query"]));
    const dates = rows.map(({ createdDate }) => createdDate ?? "");
    expect(dates).toEqual([...dates].sort().reverse());
    const some = await server.call("listBulkJobs", {
      kind: "query",
      objects: ["task"],
      states: ["JobComplete"],
    });
    const filtered = parse(some.text.split("\n").slice(1).join("\n"), { columns: true }) as Record<
      string,
      string
    >[];
    expect(filtered.length).toBeGreaterThan(0);
    for (const row of filtered)
      expect(row).toMatchObject({ kind: "query", object: "Task", state: "JobComplete" });
  });

  test("goes on with a cursor", async () => {
    const all = (await server.call("listBulkJobs", {})).text.split("\n").slice(2);
    const first = await server.call("listBulkJobs", { maxRecords: 2 });
    const cursor = /nextCursor=(\w+)/.exec(first.text)?.[1];
    const rest = await server.call("listBulkJobs", { cursor, maxRecords: 1_000 });
    expect([...first.text.split("\n").slice(2), ...rest.text.split("\n").slice(2)]).toEqual(all);
  });
});
