import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { filesServer } from "./files-server.ts";

const pieces = 5;
const pause = 700;
const piece = "x".repeat(1_000);
const version = { Title: "slow", FileExtension: "bin", ContentSize: pieces * piece.length };

/** Gives a body piece by piece, and no end to the file whose id ends with B. */
async function drip(url: string, response: ServerResponse): Promise<void> {
  response.writeHead(200, { "content-type": "application/octetstream" });
  const most = url.includes("002B") ? 1 : pieces;
  for (let index = 0; index < most; index++) {
    response.write(piece);
    await sleep(pause);
  }
  if (most === pieces) response.end();
}

/** Takes a body and lets its answer wait. */
async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let bytes = 0;
  for await (const chunk of request) bytes += chunk.length;
  await sleep(pause * pieces);
  const size = { VersionNumber: "1", ContentDocumentId: "069000000000002AAA" };
  Object.assign(version, size, { ContentSize: bytes });
  response.writeHead(201).end('{"id":"068000000000002AAA","success":true,"errors":[]}');
}

/** An org over a slow line. */
const slow = createServer((request, response) => {
  const { url = "", method } = request;
  response.setHeader("content-type", "application/json");
  if (url === "/services/data/") response.end('[{"version":"66.0","url":"/services/data/v66.0","label":""}]');
  else if (url.endsWith("/VersionData")) void drip(url, response);
  else if (method === "POST") void take(request, response);
  else response.end(JSON.stringify(version));
});
await new Promise<void>((resolve) => slow.listen(0, "127.0.0.1", resolve));
// A server that listens on a port has an address of this kind.
const { port } = slow.address() as AddressInfo;
const signIn = () => ({
  SALESFORCE_ACCESS_TOKEN: "x",
  SALESFORCE_INSTANCE_URL: `http://127.0.0.1:${port}`,
});
afterAll(() => {
  slow.closeAllConnections();
  slow.close();
});

const server = await filesServer({ signIn, settings: { SALESFORCE_TIMEOUT_SECONDS: "2" } });

// What a first call loads takes its time on a busy machine.
await server.call("downloadFile", { id: "068000000000002AAA", saveTo: "../refused" });

test.concurrent("a slow download is no stall", async () => {
  const saved = await server.json("downloadFile", { id: "068000000000002AAA", saveTo: "slow.bin" });
  expect(saved).toMatchObject({ bytes: pieces * piece.length });
});

test.concurrent("a download that stalls ends with TIMEOUT and leaves nothing", async () => {
  const { text } = await server.call("downloadFile", { id: "068000000000002BAA", saveTo: "never.bin" });
  expect(text).toMatch(/^TIMEOUT: downloadFile made no progress for 2 seconds/);
  expect(server.names().filter((name) => name.includes("never"))).toEqual([]);
});

test.concurrent("an answer to a large upload may take its time", async () => {
  const file = server.file("large.bin", Buffer.alloc(2_000_000));
  const { text, isError } = await server.call("uploadFile", { file });
  expect(isError, text).toBe(true);
  // The size that this org tells is that of the whole request.
  expect(text).toMatch(/^UNEXPECTED_RESPONSE: 2000000 bytes were sent, and Salesforce holds 2000\d\d\d\./);
});

test.concurrent("one to a small upload may not", async () => {
  const { text } = await server.call("uploadFile", { text: "a", name: "a.txt" });
  expect(text).toMatch(
    /^TIMEOUT: uploadFile made no progress for 2 seconds.* may or may not have been created/,
  );
});
