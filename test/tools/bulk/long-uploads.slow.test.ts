import { describe, expect, type TestContext, test } from "vitest";
import {
  type BulkServer,
  bulkServer,
  insertLeads as insert,
  jobOpened,
  leads,
  loadedLeads,
} from "./server.ts";

/** These wait for what takes its time, with times so short that each needs an org, and the machine, of its own. */
function ownServer({ onTestFinished }: Pick<TestContext, "onTestFinished">, stallSeconds = "2") {
  return bulkServer({ settings: { SALESFORCE_TIMEOUT_SECONDS: stallSeconds } }, onTestFinished);
}

/** The jobs that the org knows, of both kinds. */
async function jobsOf({ call }: Pick<BulkServer, "call">): Promise<{ id: string }[]> {
  const { text } = await call("listBulkJobs", { maxRecords: 4 });
  return [...text.matchAll(/^750\w+/gm)].map(([id]) => ({ id }));
}

describe("what takes its time", () => {
  describe("an upload", () => {
    test("sends progress that grows", async (context) => {
      const server = await ownServer(context, "30");
      const steps: { progress: number }[] = [];
      server.org.org.settings.bulkMilliseconds = 1_500;
      await server.client.callTool(
        { name: "createBulkJob", arguments: { ...insert, csv: leads("Progress", 1_000) } },
        { onprogress: (step) => steps.push(step) },
      );
      expect(steps.length).toBeGreaterThan(1);
      expect(steps.every(({ progress }, index) => progress > (steps[index - 1]?.progress ?? -1))).toBe(true);
      expect(steps.at(-1)).toMatchObject({
        total: 100,
        message: expect.stringContaining("records processed"),
      });
    });

    test("a stalled upload is TIMEOUT and its job is aborted", async (context) => {
      const server = await ownServer(context);
      server.org.faults.add({ method: "PUT", path: "/batches", delay: 10_000 });
      const refusal = await server.refusal("createBulkJob", { ...insert, csv: leads("Stalled", 5) });
      expect(refusal).toMatch(
        /^TIMEOUT: .* made no progress for 2 seconds\. Aborted, nothing of it was loaded/,
      );
      expect((await server.states()).at(0)).toBe("Aborted");
      expect(await loadedLeads(server, "Stalled")).toBe(0);
    });

    test("a file that changes meanwhile is not half one and half the other", async (context) => {
      const server = await ownServer(context);
      server.org.faults.add({ method: "PUT", path: "/batches", delay: 1_000 });
      const file = server.file("changing.csv", leads("Changing", 5));
      const opened = jobOpened(server);
      const call = server.refusal("createBulkJob", { ...insert, file });
      await opened;
      server.file("changing.csv", leads("Changed", 7));
      expect(await call).toMatch(/^BAD_ARGUMENT: The file was changed while it was being loaded\. Aborted/);
      expect((await server.states()).at(0)).toBe("Aborted");
    });

    test("the answer names the job and how far it is; getBulkJob waits for its end", async (context) => {
      const server = await ownServer(context);
      server.org.faults.add({ method: "PUT", path: "/batches", delay: 500 });
      const csv = leads("Background", 5);
      const answer = await server.job({ ...insert, csv, waitSeconds: 0 });
      expect(answer).toMatchObject({
        summary: "the upload goes on in the background",
        upload: { ofBytes: csv.length },
        jobs: [{ state: "Open", rows: 5 }],
        next: expect.stringMatching(/^getBulkJob \{"jobId":"750\w+","waitSeconds":60\} waits on$/),
      });
      const jobId = answer.jobs[0]?.id;
      const now = await server.job({ jobId, waitSeconds: 0 }, "getBulkJob");
      expect(now).toMatchObject({
        summary: "the upload goes on in the background",
        jobs: [{ id: jobId, state: "Open" }],
      });
      expect(await server.job({ jobId }, "getBulkJob")).toMatchObject({
        summary: "5 records inserted",
        jobs: [{ id: jobId, state: "JobComplete", rows: 5, processed: 5 }],
      });
      expect(await loadedLeads(server, "Background")).toBe(5);
    });
  });

  test("abortBulkJob whose answer is lost is looked up", async (context) => {
    const server = await ownServer(context);
    server.org.org.settings.bulkMilliseconds = 60_000;
    const answer = await server.job({ ...insert, csv: leads("Lost", 5), waitSeconds: 1 });
    const jobId = answer.jobs[0]?.id;
    server.org.faults.add({ method: "PATCH", path: "/jobs/ingest", close: "after" });
    expect(await server.job({ jobId }, "abortBulkJob")).toMatchObject({
      summary: "aborted",
      state: "Aborted",
    });
  });

  test("waiting for a slow job is no stall, however short the time without progress", async (context) => {
    const hurried = await ownServer(context, "3");
    hurried.org.org.settings.bulkMilliseconds = 4_500;
    const load = hurried.job({ ...insert, csv: leads("Slow", 5) });
    const soql = "SELECT Id FROM Task";
    const exported = hurried.call("createBulkQuery", { soql, saveTo: "slow.csv" });
    expect((await load).summary).toBe("5 records inserted");
    expect((await exported).text).toContain("the query is complete");
  });

  describe("what is progress and what is none", () => {
    test("asking how far an upload is does not stop the one who waits for it", async (context) => {
      const hurried = await ownServer(context, "3");
      hurried.org.org.settings.bulkMilliseconds = 7_000;
      const opened = jobOpened(hurried);
      const load = hurried.job({ ...insert, csv: leads("Asked", 5) });
      const soql = "SELECT Id FROM Task";
      const exported = hurried.call("createBulkQuery", { soql, saveTo: "asked.csv" });
      await opened;
      for (const { id } of await jobsOf(hurried))
        await hurried.call("getBulkJob", { jobId: id, waitSeconds: 0 });
      expect((await load).summary).toBe("5 records inserted");
      expect((await exported).text).toContain("the query is complete");
    });

    test("the time that Salesforce takes before it answers grows with what it was sent", async (context) => {
      const hurried = await ownServer(context, "1");
      hurried.org.faults.add({ method: "PUT", path: "/batches", delay: 2_500 });
      const csv = leads("Thinking", 12_000);
      expect(csv.length).toBeGreaterThan(400_000);
      expect((await hurried.job({ ...insert, csv })).summary).toBe("12000 records inserted");
    });

    test("the creation of a job that hangs ends the call, which says that one may be open", async (context) => {
      const hurried = await ownServer(context, "1");
      hurried.org.faults.add({ method: "POST", path: "/jobs/ingest", delay: 30_000 });
      const refusal = await hurried.refusal("createBulkJob", { ...insert, csv: leads("Hanging", 5) });
      expect(refusal).toMatch(
        /^TIMEOUT: The upload made no progress for 1 second\. A job without rows may be open: listBulkJobs/,
      );
    });
  });

  test("of loads that have ended only the newest are kept in memory", async (context) => {
    const server = await ownServer(context);
    const ids: (string | undefined)[] = [];
    for (let load = 0; load < 23; load++)
      ids.push((await server.job({ ...insert, csv: leads(`Kept ${load}`, 1) })).jobs[0]?.id);
    const rowsOf = async (jobId: string | undefined) =>
      (await server.job({ jobId }, "getBulkJob")).jobs[0]?.rows;
    expect(await rowsOf(ids.at(-1))).toBe(1);
    expect(await rowsOf(ids[0])).toBeUndefined();
  });
});
