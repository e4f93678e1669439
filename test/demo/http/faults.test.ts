import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { startDemoOrg } from "../../../src/demo/org.ts";

const demo = await startDemoOrg();
afterAll(() => demo.close());
const { SALESFORCE_ACCESS_TOKEN: token } = demo.accessTokenSettings();

async function control(action: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${demo.instanceUrl}/__demo/${action}`, {
    method: "POST",
    headers: { "x-demo-control-key": demo.controlKey, ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const data = (path: string, init: RequestInit = {}) =>
  fetch(`${demo.instanceUrl}/services/data/v68.0${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  });
const createAccount = (Name: string) =>
  data("/sobjects/Account", { method: "POST", body: JSON.stringify({ Name }) });

async function accountsNamed(name: string): Promise<number> {
  const response = await data(`/query?q=SELECT+COUNT()+FROM+Account+WHERE+Name='${name}'`);
  return ((await response.json()) as { totalSize: number }).totalSize;
}

beforeEach(async () => {
  await control("clear-faults");
  await control("reset-counters");
});

describe("faults over the private path", () => {
  test.each<[string, number, string]>([
    ["<html>Service Not Available</html>", 503, "text/html"],
    [
      '[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"TotalRequests Limit exceeded."}]',
      403,
      "application/json",
    ],
    [
      '[{"errorCode":"UNABLE_TO_LOCK_ROW","message":"unable to obtain exclusive access"}]',
      400,
      "application/json",
    ],
    ["", 420, "application/json"],
  ])("an answer instead of the work: %s", async (body, status, type) => {
    await control("faults", { path: "/sobjects/Account", answer: { status, body } });
    const response = await createAccount("Canned");
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toContain(type);
    expect(await response.text()).toBe(body);
    expect(await accountsNamed("Canned")).toBe(0);
  });

  test("for so many requests of a method whose path matches, and for no others", async () => {
    await control("faults", [
      { method: "GET", pattern: "^/services/data/v68\\.0/limits$", times: 2, answer: { status: 500 } },
    ]);
    expect((await data("/limits/recordCount?sObjects=Account")).status).toBe(200);
    const statuses = [await data("/limits"), await data("/limits"), await data("/limits")];
    expect(statuses.map(({ status }) => status)).toEqual([500, 500, 200]);
  });

  test("a socket that closes before the work leaves nothing behind, one that closes after it does", async () => {
    await control("faults", { path: "/sobjects/Account", close: "before" });
    await expect(createAccount("Closed")).rejects.toThrow();
    expect(await accountsNamed("Closed")).toBe(0);
    await control("faults", { path: "/sobjects/Account", close: "after" });
    await expect(createAccount("Closed")).rejects.toThrow();
    expect(await accountsNamed("Closed")).toBe(1);
    expect((await control("counters")).body["created.Account"]).toBe(1);
  });

  test("half a body, a delay, another host for the next page, few calls left", async () => {
    await control("faults", { path: "/sobjects", half: true });
    const half = await data("/sobjects");
    await expect(half.text()).rejects.toThrow();
    await control("faults", { path: "/limits", delay: 60 });
    const started = performance.now();
    await data("/limits");
    expect(performance.now() - started).toBeGreaterThan(55);
    await control("faults", { path: "/query", foreignNextUrl: "https://evil.example" });
    const page = (await (await data("/query?q=SELECT+Id+FROM+Task")).json()) as { nextRecordsUrl: string };
    expect(page.nextRecordsUrl).toMatch(/^https:\/\/evil\.example\/services\/data\/v68\.0\/query\//);
    await control("faults", { apiUsage: { used: 14_999, max: 15_000 } });
    expect((await data("/limits")).headers.get("sforce-limit-info")).toBe("api-usage=14999/15000");
  });

  test("what it does not understand is refused", async () => {
    expect(await control("nothing")).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining("counters, reset-counters, faults") },
    });
    expect(await control("faults", { paht: "/" })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining("and not paht") },
    });
    expect(await control("expire-tokens", undefined, { origin: "https://evil.example" })).toMatchObject({
      status: 403,
    });
    expect((await data("/limits")).status).toBe(200);
  });
});

test("counters tell what was asked and what was done", async () => {
  await createAccount("Counted");
  await data("/query?q=nonsense");
  expect((await control("counters")).body).toMatchObject({
    "http.POST": 1,
    "http.GET": 1,
    api: 2,
    "created.Account": 1,
  });
  await control("reset-counters");
  expect((await control("counters")).body).toEqual({});
});

test("settings and tokens are switched from outside", async () => {
  expect((await control("settings", { hardDelete: true })).body).toMatchObject({ hardDelete: true });
  expect(demo.org.settings.hardDelete).toBe(true);
  await control("rotate-refresh-tokens");
  expect(demo.oauth.rotate).toBe(true);
  await control("expire-tokens");
  expect((await data("/limits")).status).toBe(401);
});
