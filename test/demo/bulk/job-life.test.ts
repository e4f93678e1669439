import { describe, expect, test } from "vitest";
import { bulkOrg } from "./org.ts";

const demo = await bulkOrg();
const { ask, create, json, load, patch, put, refusal, results, resultText, rows, waitFor } = demo;

const insertAccounts = { object: "Account", operation: "insert" };

describe("a job's life", () => {
  test("its data comes once, before it is closed", async () => {
    const id = await create(insertAccounts);
    expect(await refusal(await patch(id, "UploadComplete"))).toContain("400 INVALIDJOBSTATE No data");
    const json = await ask("PUT", `/jobs/ingest/${id}/batches`, "{}", { "content-type": "application/json" });
    expect(await refusal(json)).toContain("415 UNSUPPORTED_MEDIA_TYPE");
    expect((await put(id, "Name\nOnce\n")).status).toBe(201);
    expect(await refusal(await put(id, "Name\nTwice\n"))).toContain("Found multiple contents for job");
    await patch(id, "UploadComplete");
    await waitFor("ingest", id);
    expect(await refusal(await patch(id, "Aborted"))).toBe(
      "400 INVALIDJOBSTATE Aborting already Completed Job not allowed",
    );
    expect(await refusal(await patch(id, "UploadComplete"))).toBe(
      "400 INVALIDJOBSTATE Closing already Completed Job not allowed",
    );
    expect(await rows("SELECT Name FROM Account WHERE Name IN ('Once', 'Twice')")).toHaveLength(1);
  });

  test("aborted jobs keep their rows unprocessed; what is not over cannot be deleted or read", async () => {
    const id = await create(insertAccounts);
    await put(id, "Name\nNever\n");
    expect(await refusal(await ask("DELETE", `/jobs/ingest/${id}`))).toContain("400 API_ERROR");
    expect(await refusal(await ask("GET", `/jobs/ingest/${id}/failedResults`))).toContain("INVALIDJOBSTATE");
    expect(await json(await patch(id, "Aborted"))).toMatchObject({ state: "Aborted" });
    expect(await resultText(id, "unprocessedrecords")).toBe('Name\n"Never"\n');
    expect((await ask("DELETE", `/jobs/ingest/${id}`)).status).toBe(204);
    expect(await refusal(await ask("GET", `/jobs/ingest/${id}`))).toBe(
      "404 NOT_FOUND The requested resource does not exist",
    );
  });

  test("takes its time, goes through every state, and can be stopped on its way", async () => {
    demo.org.org.settings.bulkMilliseconds = 60;
    try {
      const id = await create(insertAccounts);
      await put(id, "Name\nSlow\n");
      expect(await json(await patch(id, "UploadComplete"))).toMatchObject({ state: "UploadComplete" });
      expect(await waitFor("ingest", id, ["InProgress"])).toMatchObject({ numberRecordsFailed: 0 });
      expect(await waitFor("ingest", id, ["JobComplete"])).toMatchObject({ numberRecordsProcessed: 1 });
      const stopped = await create(insertAccounts);
      await put(stopped, "Name\nStopped\n");
      await patch(stopped, "UploadComplete");
      await patch(stopped, "Aborted");
      expect(await waitFor("ingest", stopped)).toMatchObject({ state: "Aborted", numberRecordsProcessed: 0 });
    } finally {
      demo.org.org.settings.bulkMilliseconds = 2;
    }
  });

  test("is listed, and counted in the limits", async () => {
    const { id } = await load(insertAccounts, "Name\nListed\n");
    const listed = expect.objectContaining({ id, object: "Account", jobType: "V2Ingest" });
    expect(await json(await ask("GET", "/jobs/ingest?jobType=V2Ingest"))).toMatchObject({
      done: true,
      records: expect.arrayContaining([listed]),
      nextRecordsUrl: null,
    });
    expect(await json(await ask("GET", "/jobs/ingest?jobType=Classic"))).toMatchObject({ records: [] });
    const limits: Record<string, { Max: number; Remaining: number }> = JSON.parse(
      await (await ask("GET", "/limits")).text(),
    );
    expect(limits["DailyBulkApiBatches"]?.Remaining).toBeLessThan(limits["DailyBulkApiBatches"]?.Max ?? 0);
  });

  test("others are answered while many rows are saved, and an abort keeps those that are in", async () => {
    const id = await create(insertAccounts);
    const lines = Array.from({ length: 20_000 }, (_, index) => `Many ${index}\n`);
    await put(id, `Name\n${lines.join("")}`);
    await patch(id, "UploadComplete");
    const status = await waitFor("ingest", id, ["InProgress"]);
    expect(Number(status["numberRecordsProcessed"])).toBeLessThan(20_000);
    await patch(id, "Aborted");
    const { numberRecordsProcessed: processed } = await waitFor("ingest", id);
    const left = await results(id, "unprocessedrecords");
    expect(Number(processed) + left.length).toBe(20_000);
    const [counted] = await rows("SELECT COUNT(Id) n FROM Account WHERE Name LIKE 'Many %'");
    expect(counted?.["n"]).toBe(processed);
  });
});

test("faults hold for uploads too: nothing is taken before, all of it after", async () => {
  const id = await create(insertAccounts);
  demo.org.faults.add({ path: "/batches", close: "before" });
  await expect(put(id, "Name\nBefore\n")).rejects.toThrow();
  demo.org.faults.add({ path: "/batches", close: "after" });
  await expect(put(id, "Name\nAfter\n")).rejects.toThrow();
  expect(await refusal(await put(id, "Name\nAgain\n"))).toContain("Found multiple contents");
  await patch(id, "UploadComplete");
  await waitFor("ingest", id);
  demo.org.faults.add({ path: "/successfulResults", half: true });
  await expect(resultText(id, "successfulResults")).rejects.toThrow();
  expect(await results(id, "successfulResults")).toMatchObject([{ Name: "After" }]);
});
