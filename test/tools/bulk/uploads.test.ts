import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { createBulkJob } from "../../../src/tools/bulk/ingest.ts";
import { serverOf } from "../../in-memory-server.ts";
import { call, initialize, initialized, Program } from "../../protocol/program.ts";
import { runCommand } from "../../run-command.ts";
import { until } from "../../until.ts";
import { bulkServer, insertLeads, type JobAnswer, jobOpened, leads, loadedLeads } from "./server.ts";

const server = await bulkServer({ settings: { SALESFORCE_TIMEOUT_SECONDS: "2" } });
const { org } = server;
const insert = insertLeads;
const loaded = (name: string) => loadedLeads(server, name);

afterEach(() => org.faults.clear());

describe("an upload", () => {
  test.each([
    ["the connection closes before the rows are taken", { close: "before" } as const, /^NETWORK: /],
    ["the connection closes before the answer", { close: "after" } as const, /^NETWORK: /],
    [
      "Salesforce refuses the rows",
      { answer: { status: 400, body: '[{"errorCode":"INVALIDBATCH","message":"No."}]' } },
      /^INVALIDBATCH: No\. /,
    ],
  ])("%s: its job is aborted and the error says so", async (name, fault, expected) => {
    org.faults.add({ ...fault, method: "PUT", path: "/batches" });
    const refusal = await server.refusal("createBulkJob", { ...insert, csv: leads(name, 5) });
    expect(refusal).toMatch(expected);
    expect(refusal).toMatch(/Aborted, nothing of it was loaded: 750\w+, data rows 1 to 5\./);
    expect((await server.states()).at(0)).toBe("Aborted");
    expect(await loaded(name)).toBe(0);
  });

  test("a token that expires meanwhile is renewed and the rows go again", async () => {
    const body = '[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]';
    org.faults.add({ method: "PUT", path: "/batches", answer: { status: 401, body } });
    expect((await server.job({ ...insert, csv: leads("Token", 5) })).summary).toBe("5 records inserted");
    expect(await loaded("Token")).toBe(5);
  });

  test("a closing whose answer is lost is looked up, not repeated blindly", async () => {
    org.faults.add({ method: "PATCH", path: "/jobs/ingest", close: "after" });
    expect((await server.job({ ...insert, csv: leads("Closing", 5) })).summary).toBe("5 records inserted");
    expect(await loaded("Closing")).toBe(5);
  });

  test("a file that becomes shorter after it was looked through is told as that", async () => {
    const opening = org.faults.add({ method: "POST", path: "/jobs/ingest", delay: 300 });
    const file = server.file("shrinking.csv", leads("Shrinking", 30_000));
    const refused = server.refusal("createBulkJob", { ...insert, file });
    await until(() => opening.met === 1);
    truncateSync(join(server.folder, file), 700_000);
    expect(await refused).toMatch(/^BAD_ARGUMENT: The file was changed while it was being loaded\. Aborted/);
    expect((await server.states()).at(0)).toBe("Aborted");
  });

  test("cancelling the call aborts what is not closed", async () => {
    org.faults.add({ method: "PUT", path: "/batches", delay: 10_000 });
    const cancelling = new AbortController();
    const opened = jobOpened(server);
    const call = server.client.callTool(
      { name: "createBulkJob", arguments: { ...insert, csv: leads("Cancelled", 5) } },
      { signal: cancelling.signal },
    );
    await opened;
    cancelling.abort("no longer wanted");
    await expect(call).rejects.toThrow();
    await expect.poll(async () => (await server.states()).at(0)).toBe("Aborted");
    expect(await loaded("Cancelled")).toBe(0);
  });
});

describe("what outlasts the wait goes on in the background", () => {
  test("when it fails, getBulkJob says why", async () => {
    org.faults.add({ method: "PUT", path: "/batches", delay: 300, close: "before" });
    const answer = await server.job({ ...insert, csv: leads("Failing", 5), waitSeconds: 0 });
    const { said, answer: later } = await server.failed("getBulkJob", { jobId: answer.jobs[0]?.id });
    expect(said).toMatch(/^Aborted: job 750\w+ is Aborted; 0 of 5 records were processed/);
    expect(later).toMatchObject({
      summary: expect.stringMatching(/^job 750\w+ is Aborted; 0 of 5 records were processed/),
      uploadError: expect.stringContaining("broke off the connection"),
    });
    expect(await loaded("Failing")).toBe(0);
  });

  test("abortBulkJob stops it", async () => {
    org.faults.add({ method: "PUT", path: "/batches", delay: 10_000 });
    const answer = await server.job({ ...insert, csv: leads("Aborting", 5), waitSeconds: 0 });
    const jobId = answer.jobs[0]?.id;
    expect(await server.job({ jobId }, "abortBulkJob")).toMatchObject({
      summary: "aborted",
      state: "Aborted",
    });
    expect((await server.states()).at(0)).toBe("Aborted");
    expect(await server.refusal("abortBulkJob", { jobId })).toMatch(
      /^INVALIDJOBSTATE: [\s\S]*getBulkJob shows/,
    );
    expect(await loaded("Aborting")).toBe(0);
  });
});

test("a job that Salesforce fails is an error that says what was processed", async () => {
  org.org.settings.bulkMilliseconds = 400;
  const answer = await server.job({ ...insert, csv: leads("Doomed", 5), waitSeconds: 0 });
  const jobId = answer.jobs[0]?.id;
  await expect.poll(async () => (await server.states()).at(0)).not.toBe("Open");
  await server.call("abortBulkJob", { jobId });
  org.org.settings.bulkMilliseconds = 20;
  const { answer: later } = await server.failed("getBulkJob", { jobId });
  expect(later).toMatchObject({
    summary: expect.stringMatching(
      /^job 750\w+ is Aborted; 0 of 5 records were processed; what was processed stays$/,
    ),
    next: expect.stringContaining('"kind":"unprocessed"'),
  });
});

describe("more than one job can take", () => {
  /** The tool with a smaller limit than 100 MB, in the same process and on the same org. */
  async function load(csv: string, mostBytes: number, waitSeconds = 20) {
    const { runtime } = serverOf({ ...org.settings, SALESFORCE_FILES_DIR: server.folder });
    const { signal } = new AbortController();
    const salesforce = (await runtime.connect()).bind({
      signal,
      trace: { apiCalls: 0, requestIds: [] },
    });
    const { files, cursors, background, changes } = runtime;
    const context = {
      salesforce,
      signal,
      files,
      cursors,
      background,
      changes,
      progress: () => undefined,
      timeoutMilliseconds: 30_000,
      denies: undefined,
      allows: () => true,
      showsPages: false,
      hint: async () => undefined,
    };
    writeFileSync(join(server.folder, "parts.csv"), csv);
    try {
      const args = { object: "Lead", operation: "insert", file: "parts.csv", waitSeconds } as const;
      // A load that succeeds answers a plain value.
      return (await createBulkJob(args, context, mostBytes)) as JobAnswer;
    } finally {
      await runtime.close();
    }
  }

  test("becomes several jobs, each with the header; quoted line breaks are not cut; every row once", async () => {
    const csv = leads("Parts", 1_000);
    const answer = await load(csv, Math.ceil(csv.length / 2.6));
    expect(answer.summary).toBe("1000 records inserted");
    expect(answer.jobs).toHaveLength(3);
    expect(answer.jobs.reduce((sum, { rows = 0 }) => sum + rows, 0)).toBe(1_000);
    const soql = "SELECT Company FROM Lead WHERE LastName = 'Parts'";
    await server.call("executeQuery", { soql, saveTo: "companies.json" });
    const companies = JSON.parse(server.read("companies.json")).map(
      ({ Company }: { Company: string }) => Company,
    );
    expect(new Set(companies)).toEqual(
      new Set(Array.from({ length: 1_000 }, (_, index) => `Line ${index}\nof a value, quoted`)),
    );
    expect(companies).toHaveLength(1_000);
  });

  test("when one upload fails, what is closed goes on, the rest is aborted, and the error names the rows", async () => {
    org.faults.add({ method: "PUT", path: /750DE\w+\/batches/, delay: 1 });
    org.faults.add({ method: "PUT", path: "/batches", close: "before" });
    const csv = leads("Second", 30);
    const failure = await load(csv, Math.ceil(csv.length / 2.6)).then(
      () => "",
      (error: Error) => error.message,
    );
    expect(failure).toMatch(
      /Uploaded before and going on: 750\w+, data rows 1 to \d+\. Aborted, nothing of it was loaded: 750\w+, data rows \d+ to \d+; 750\w+, data rows \d+ to 30\.$/,
    );
    const last = Number(/going on: 750\w+, data rows 1 to (\d+)/.exec(failure)?.[1]);
    await expect.poll(() => loaded("Second")).toBe(last);
    expect((await server.states()).slice(0, 3).sort()).toEqual(["Aborted", "Aborted", "JobComplete"]);
  });
});

describe("a process that ends aborts what is open within its second", () => {
  test.each(["stdin", "SIGTERM", "SIGINT"] as const)("%s", async (how) => {
    org.faults.add({ method: "PUT", path: "/batches", delay: 10_000 });
    const other = new Program({ ...org.settings });
    const args = { ...insert, csv: leads(how, 5), waitSeconds: 0 };
    other.send(initialize(), initialized, call(1, "createBulkJob", args));
    const { result } = await other.answer(1);
    expect(result.content[0].text).toContain("the upload goes on in the background");
    const started = Date.now();
    if (how === "stdin") other.child.stdin.end();
    else other.child.kill(how);
    expect(await other.exit).toEqual([0, null]);
    expect(Date.now() - started).toBeLessThan(1_500);
    expect((await server.states()).at(0)).toBe("Aborted");
    expect(await loaded(how)).toBe(0);
  });
});

describe("the command line", () => {
  const run = (args: Record<string, unknown>) =>
    runCommand(["call", "createBulkJob", JSON.stringify(args)], { env: { ...org.settings } });

  test("does not end before an upload in the background is done", async () => {
    org.faults.add({ method: "PUT", path: "/batches", delay: 700 });
    const { code, stdout, stderr } = await run({ ...insert, csv: leads("Line", 5), waitSeconds: 0 });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ jobs: [{ state: "Open" }] });
    expect(stderr).toContain("Waiting for what goes on in the background");
    await expect.poll(() => loaded("Line")).toBe(5);
  });

  test("says when it failed", async () => {
    org.faults.add({ method: "PUT", path: "/batches", delay: 500, close: "before" });
    const { code, stderr } = await run({ ...insert, csv: leads("LineFails", 5), waitSeconds: 0 });
    expect(code).toBe(1);
    expect(stderr).toMatch(/NETWORK: [\s\S]*Aborted, nothing of it was loaded/);
  });
});
