import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Fault } from "../../src/demo/http/faults.ts";
import { type Connected, connect } from "../connect.ts";

let server: Connected;

beforeAll(async () => {
  server = await connect({ settings: { SALESFORCE_TIMEOUT_SECONDS: "3" } });
  await server.call("describeObject", { object: "Account" });
});

afterEach(() => {
  server.org.faults.clear();
  server.org.resetCounters();
});

afterAll(() => server.close());

const html = { status: 503, body: "<html>Service Not Available</html>" };
const lock = {
  status: 400,
  body: '[{"message":"unable to obtain exclusive access","errorCode":"UNABLE_TO_LOCK_ROW"}]',
};
const unavailable = {
  status: 503,
  body: '[{"message":"Server Unavailable","errorCode":"SERVER_UNAVAILABLE"}]',
};
const create = () => server.call("createRecord", { object: "Account", record: { Name: "Once" } });
const created = () => server.org.counters()["created.Account"] ?? 0;

describe("a read gets through what passes", () => {
  test.each<[string, Fault]>([
    ["a closed connection before the work", { close: "before", times: 2 }],
    ["a closed connection after the work", { close: "after" }],
    ["half a body", { half: true }],
    ["an HTML 503", { answer: html }],
    ["a 500", { answer: { status: 500, body: '[{"message":"boom","errorCode":"UNKNOWN_EXCEPTION"}]' } }],
    ["a 420", { answer: { status: 420 } }],
    ["a locked row", { answer: lock }],
    [
      "an expired session",
      {
        answer: {
          status: 401,
          body: '[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]',
        },
      },
    ],
  ])("%s", async (_, fault) => {
    server.org.faults.add({ ...fault, path: "/query" });
    const { text, isError } = await server.call("executeQuery", { soql: "SELECT Id FROM Account LIMIT 1" });
    expect(isError, text).toBe(false);
  });
});

describe("a write is done once or not at all", () => {
  test.each<[string, Fault, number]>([
    ["locked at first", { answer: lock }, 1],
    ["not available at first", { answer: unavailable }, 1],
    [
      "too many at once",
      {
        answer: {
          status: 403,
          body: '[{"message":"ConcurrentRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]',
        },
      },
      1,
    ],
  ])("%s: it goes again, since nothing was done", async (_, fault, times) => {
    server.org.faults.add({ ...fault, method: "POST", path: "/sobjects/Account" });
    expect((await create()).isError).toBe(false);
    expect(created()).toBe(times);
  });

  test.each<[string, Fault, RegExp, number]>([
    [
      "broken off before the work",
      { close: "before" },
      /^NETWORK: [\s\S]*the record may or may not have been created/,
      0,
    ],
    [
      "broken off after the work",
      { close: "after" },
      /^NETWORK: [\s\S]*the record may or may not have been created/,
      1,
    ],
    ["half an answer", { half: true }, /^NETWORK: [\s\S]*may or may not have been created/, 1],
    [
      "an HTML 503",
      { answer: html },
      /^UNEXPECTED_RESPONSE: HTTP 503 with an HTML page[\s\S]*may or may not have been created/,
      0,
    ],
    [
      "too slow",
      { delay: 4_000 },
      /^TIMEOUT: createRecord took longer than 3 seconds\. [\s\S]*may or may not have been created/,
      0,
    ],
    [
      "the daily limit",
      {
        answer: {
          status: 403,
          body: '[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]',
        },
      },
      /^REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded/,
      0,
    ],
  ])("%s: it is never sent again", async (_, fault, expected, done) => {
    server.org.faults.add({ ...fault, method: "POST", path: "/sobjects/Account" });
    const { text, isError } = await create();
    expect(isError).toBe(true);
    expect(text).toMatch(expected);
    expect(text).not.toContain("<html");
    expect(created()).toBe(done);
    expect(server.org.counters()["http.POST"]).toBe(1);
  });
});

test("another host in nextRecordsUrl is not followed", async () => {
  server.org.faults.add({ path: "/query", foreignNextUrl: "https://evil.example" });
  const { text } = await server.call("executeQuery", { soql: "SELECT Id FROM Task", maxRecords: 2_500 });
  expect(text).toMatch(/^UNEXPECTED_RESPONSE: An answer points to another host/);
});

test("a read that takes too long ends in time", async () => {
  server.org.faults.add({ path: "/limits", delay: 60_000 });
  const { text } = await server.call("getOrganizationLimits");
  expect(text).toMatch(/^TIMEOUT: getOrganizationLimits took longer than 3 seconds/);
});
