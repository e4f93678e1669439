import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { serverOnALine } from "./line.ts";

/** What has gone over the line to the org. */
let sent: Buffer[] = [];

/** Takes its time after each half million bytes, so that the sender has to wait with what it has in hand. */
async function passSlowly(from: Socket, to: Socket): Promise<void> {
  let since = 0;
  for await (const chunk of from as AsyncIterable<Buffer>) {
    sent.push(chunk);
    to.write(chunk);
    since += chunk.length;
    if (since < 500_000) continue;
    await sleep(20);
    since = 0;
  }
}

const server = await serverOnALine((here, there) => {
  passSlowly(here, there)
    .catch(() => undefined)
    .finally(() => there.destroy());
});

/** What was sent while `work` was done. */
async function sentBy(work: () => Promise<unknown>): Promise<Buffer> {
  sent = [];
  await work();
  return Buffer.concat(sent);
}

// More than what the system takes before a sender has to wait, and sizes around those of what is read at once.
test.each([15_000_000, 1_048_576, 1_048_577, 2_097_153])(
  "a file of %i bytes goes up as it is",
  async (size) => {
    const content = randomBytes(size);
    const file = server.file(`bytes-${size}.bin`, content);
    const all = await sentBy(() => server.json("uploadFile", { file }));
    expect(all.includes(content)).toBe(true);
  },
);

test("rows go up as they are", async () => {
  const line = (row: number) => `Row ${row},${randomBytes(3_000).toString("base64")}`;
  const rows = Array.from({ length: 2_000 }, (_, row) => line(row)).join("\n");
  const file = server.file("rows.csv", `LastName,Description\n${rows}\n`);
  const load = { object: "Lead", operation: "insert", file, waitSeconds: 0 };
  const all = await sentBy(async () => {
    const { jobs } = await server.json("createBulkJob", load);
    // The rows lack a company, so the org need not keep them.
    await server.json("getBulkJob", { jobId: jobs[0].id });
  });
  expect(all.includes(`LastName,Description\n${rows}\n`)).toBe(true);
});
