import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../../src/demo/org.ts";
import { TurnQueue } from "../../../src/mcp/stages/rate.ts";
import { connect } from "../../connect.ts";

let org: DemoOrg;

beforeAll(async () => {
  org = await startDemoOrg();
});

beforeEach(() => org.resetCounters());
afterEach(() => org.faults.clear());
afterAll(() => org.close());

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("rate limit", () => {
  const calls = async (server: Awaited<ReturnType<typeof connect>>, times: number) =>
    Promise.all(Array.from({ length: times }, () => server.call("listApiVersions")));

  test("a minute's calls go at once, the next wait for their turn", async () => {
    const server = await connect({ org, settings: { SALESFORCE_RATE_LIMIT: "60" } });
    const started = Date.now();
    expect((await calls(server, 62)).filter(({ isError }) => isError)).toEqual([]);
    // Two over the limit, one a second: no earlier, however quick the machine.
    expect(Date.now() - started).toBeGreaterThan(1_900);
    await server.close();
  });

  test("a turn that would not come in time is refused at once, and says when to come again", async () => {
    const server = await connect({
      org,
      settings: { SALESFORCE_RATE_LIMIT: "2", SALESFORCE_TIMEOUT_SECONDS: "5" },
    });
    expect((await calls(server, 2)).every(({ isError }) => !isError)).toBe(true);
    org.resetCounters();
    const { text, isError } = await server.call("getUserInfo");
    expect(isError).toBe(true);
    expect(text).toMatch(/^RATE_LIMITED: .*2 tool calls a minute.*\nHint: Try again in (?:2\d|30) seconds/);
    // What is refused for another reason takes no turn.
    expect((await server.call("getUserInfo", { nonsense: 1 })).text).toMatch(/^BAD_ARGUMENT/);
    expect(org.counters()).toEqual({});
    await server.close();
  });

  test("time in the queue counts against the time limit", async () => {
    const settings = { SALESFORCE_RATE_LIMIT: "60", SALESFORCE_TIMEOUT_SECONDS: "2" };
    const server = await connect({ org, settings });
    await calls(server, 60);
    org.faults.add({ path: "/limits", delay: 60_000 });
    expect((await server.call("getOrganizationLimits")).text).toMatch(/^TIMEOUT/);
    await server.close();
  });

  describe("turns", () => {
    beforeEach(() => {
      vi.useFakeTimers();
      return () => vi.useRealTimers();
    });

    interface Caller {
      at: number;
      leavesAfter: number | undefined;
    }
    const callers = fc.array(
      fc.record({
        at: fc.integer({ min: 0, max: 200_000 }),
        leavesAfter: fc.option(fc.integer({ min: 0, max: 60_000 }), { nil: undefined }),
      }),
      { maxLength: 40 },
    );

    /** When each caller got its turn; undefined for those that left before. */
    async function turnsOf(perMinute: number, arrivals: Caller[]): Promise<(number | undefined)[]> {
      const queue = new TurnQueue(perMinute);
      const begin = performance.now();
      const turns = arrivals.map(async ({ at, leavesAfter }) => {
        await wait(at);
        const leaving = new AbortController();
        if (leavesAfter !== undefined) setTimeout(() => leaving.abort(new Error("left")), leavesAfter);
        try {
          await queue.take(leaving.signal);
          return performance.now() - begin;
        } catch {
          return undefined;
        }
      });
      await vi.advanceTimersByTimeAsync(10_000_000);
      return Promise.all(turns);
    }

    test("never more than a minute's calls and what the time since has brought; first come, first served", async () => {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 10 }), callers, async (perMinute, unsorted) => {
          const arrivals = unsorted.sort((a, b) => a.at - b.at);
          const turns = await turnsOf(perMinute, arrivals);
          const served = turns.filter((turn) => turn !== undefined);
          expect(served).toEqual([...served].sort((a, b) => a - b));
          for (const [first, from] of served.entries())
            for (const [count, to] of served.slice(first).entries())
              expect(count + 1).toBeLessThanOrEqual(
                perMinute + ((to - from + 1) * perMinute) / 60_000 + 1e-6,
              );
          const stayed = arrivals.filter(({ leavesAfter }) => leavesAfter === undefined).length;
          expect(served.length).toBeGreaterThanOrEqual(stayed);
        }),
        { numRuns: 60 },
      );
    });

    test("whoever leaves lets the others move up", async () => {
      const arrivals = [0, 1, 2, 3].map((at) => ({ at, leavesAfter: at === 1 ? 1_000 : undefined }));
      const turns = await turnsOf(1, arrivals);
      expect(turns.map((turn) => turn && Math.round(turn / 60_000))).toEqual([0, undefined, 1, 2]);
    });
  });
});

describe("API reserve", () => {
  const settings = { SALESFORCE_API_RESERVE_PERCENT: "10" };
  const used = (number: number, times = 1_000) =>
    org.faults.add({ path: /services\/data\/v/, apiUsage: { used: number, max: 15_000 }, times });
  const soql = { soql: "SELECT COUNT() FROM Case" };

  test("is kept from the very first call, and what tells about limits stays usable", async () => {
    used(13_501);
    const server = await connect({ org, settings });
    const { text, isError } = await server.call("createRecord", { object: "Account", record: { Name: "x" } });
    expect(isError).toBe(true);
    expect(text).toMatch(
      /^API_RESERVE: The org has 1499 of its 15000 daily API requests left.*10 %.*\nHint: /,
    );
    expect(org.counters()["created.Account"]).toBeUndefined();
    expect((await server.call("getOrganizationLimits")).isError).toBe(false);
    expect((await server.call("listApiVersions")).isError).toBe(false);
    await server.close();
  });

  test("while enough is left, only the first call asks", async () => {
    used(13_500);
    const server = await connect({ org, settings });
    for (let call = 0; call < 3; call++)
      expect((await server.call("executeQuery", soql)).isError).toBe(false);
    expect(org.counters()["api"]).toBe(4);
    await server.close();
  });

  test("falls while calls go through, and is asked for again when the figure is a minute old", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const server = await connect({ org, settings });
    used(13_400, 2);
    used(14_000);
    expect((await server.call("executeQuery", soql)).isError).toBe(false);
    expect((await server.call("executeQuery", soql)).isError).toBe(false);
    expect((await server.call("executeQuery", soql)).text).toMatch(/^API_RESERVE/);
    const asked = org.counters()["api"];
    expect((await server.call("executeQuery", soql)).text).toMatch(/^API_RESERVE/);
    expect(org.counters()["api"], "a fresh figure is not asked for").toBe(asked);
    org.faults.clear();
    used(5);
    vi.setSystemTime(Date.now() + 61_000);
    const answers = await Promise.all([1, 2, 3].map(() => server.call("executeQuery", soql)));
    expect(answers.every(({ isError }) => !isError)).toBe(true);
    expect(org.counters()["api"], "one question for all that wait").toBe((asked ?? 0) + 4);
    vi.useRealTimers();
    await server.close();
  });

  test("an org that does not say lets calls pass", async () => {
    org.faults.add({ path: "/limits", answer: { status: 403, body: "[]" } });
    const server = await connect({ org, settings });
    expect((await server.call("executeQuery", soql)).isError).toBe(false);
    await server.close();
  });
});

test("no more requests are in flight than the settings allow, and all get their turn", async () => {
  const server = await connect({ org, settings: { SALESFORCE_MAX_CONCURRENT_REQUESTS: "2" } });
  await server.call("getUserInfo");
  org.resetCounters();
  org.faults.add({ path: "/limits", delay: 400, times: 6 });
  const calls = Array.from({ length: 6 }, () => server.call("getOrganizationLimits"));
  const arrived = () => org.counters()["http.GET"] ?? 0;
  await expect.poll(arrived).toBe(2);
  await wait(200);
  expect(arrived()).toBe(2);
  expect((await Promise.all(calls)).every(({ isError }) => !isError)).toBe(true);
  expect(arrived()).toBe(6);
  await server.close();
});
