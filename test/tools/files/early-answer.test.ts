import { readdirSync, readlinkSync } from "node:fs";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { serverOnALine } from "./line.ts";

const refusal = '[{"errorCode":"TOO_LARGE","message":"Less, please."}]';
const answer = `HTTP/1.1 413 Too Large\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n${refusal}`;

/** Answers without saying how long the answer is and without reading on, as gateways do, and resets the connection. */
async function refuse(socket: Socket): Promise<void> {
  socket.pause();
  // By then the line is full, and the sender waits.
  await sleep(100);
  socket.write(answer);
  await sleep(50);
  socket.resetAndDestroy();
}

/** As behind a gateway that takes no uploads. */
const server = await serverOnALine((here, there) => {
  here.on("close", () => there.destroy());
  here.on("data", (data: Buffer) => {
    if (!/^(?:PUT|POST) \S*(?:batches|ContentVersion) /.test(data.toString("latin1")))
      return there.write(data);
    there.unpipe(here);
    here.removeAllListeners("data");
    return refuse(here);
  });
});

/** What this process has open; one that was closed meanwhile cannot be read. */
function openFiles(): string[] {
  const numbers = readdirSync("/proc/self/fd");
  return numbers.flatMap((number) => {
    try {
      return [readlinkSync(`/proc/self/fd/${number}`)];
    } catch {
      return [];
    }
  });
}

const megabytes = 12;
const rows = `LastName,Company,Description\n${`One,Two,${"x".repeat(1_000)}\n`.repeat(megabytes * 1_000)}`;

// Only Linux says by name what a process has open. Node 26 ends a process that forgets an open file.
test.skipIf(process.platform !== "linux").each([
  ["uploadFile", { file: "rows.csv" }],
  ["createBulkJob", { file: "rows.csv", object: "Lead", operation: "insert" }],
])("a file whose upload is refused in the middle is closed: %s", async (tool, args) => {
  server.file("rows.csv", rows);
  const { text } = await server.call(tool, args);
  expect(text).toContain("TOO_LARGE: Less, please.");
  const left = () => openFiles().filter((path) => path.startsWith(server.folder));
  // The garbage collector would close it too, but later.
  await expect.poll(left, { timeout: 1_000 }).toEqual([]);
});
