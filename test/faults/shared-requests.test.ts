import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Fault } from "../../src/demo/http/faults.ts";
import { type Connected, connect } from "../connect.ts";
import { until } from "../until.ts";

let server: Connected;

beforeEach(async () => {
  server = await connect();
});

afterEach(async () => {
  vi.useRealTimers();
  await server.close();
});

const describeAccount = { name: "describeObject", arguments: { object: "Account" } };
const path = "/sobjects/Account/describe";

describe("of two calls that wait for the same answer, the first is cancelled: the second is served", () => {
  const waitedFor: Record<string, Fault & { warm?: string }> = {
    "the API version": { path: /\/services\/data\/$/ },
    "a describe": { path, warm: "listApiVersions" },
    "the token": { path: "/oauth2/token" },
  };

  test.each(Object.entries(waitedFor))("%s", async (_, { warm, ...fault }) => {
    if (warm) await server.call(warm);
    const slow = server.org.faults.add({ ...fault, delay: 400 });
    const leaving = new AbortController();
    const first = server.client.callTool(describeAccount, { signal: leaving.signal });
    const gone = expect(first).rejects.toThrow();
    await until(() => slow.met > 0);
    const second = server.call("describeObject", { object: "Account" });
    // The second call has reached the server when a later one is answered.
    await server.call("getRecord", { nonsense: 1 });
    leaving.abort();
    await gone;
    const { text, isError } = await second;
    expect(isError, text).toBe(false);
    expect(text).toContain("AccountNumber");
    expect(server.org.counters()["token"]).toBe(1);
  });
});

test("a describe that fails is asked for again by the next call", async () => {
  const answer = { status: 403, body: '[{"errorCode":"INSUFFICIENT_ACCESS","message":"no"}]' };
  server.org.faults.add({ path, answer });
  expect((await server.call("describeObject", { object: "Account" })).text).toMatch(/^INSUFFICIENT_ACCESS/);
  expect((await server.call("describeObject", { object: "Account" })).isError).toBe(false);
});

test("a describe is asked for again after a minute, and used again when nothing changed", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const fresh = await server.call("describeObject", { object: "Account" });
  const unchanged = server.org.faults.add({ path, answer: { status: 304 } });
  vi.setSystemTime(Date.now() + 50_000);
  expect(await server.call("describeObject", { object: "Account" })).toEqual(fresh);
  expect(unchanged.met).toBe(0);
  vi.setSystemTime(Date.now() + 11_000);
  expect(await server.call("describeObject", { object: "Account" })).toEqual(fresh);
  expect(unchanged.met).toBe(1);
});
