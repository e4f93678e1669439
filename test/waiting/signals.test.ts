import { expect, test } from "vitest";
import { onAbort, pause, untilAborted, watchedBy, within, withinTime } from "../../src/waiting/signals.ts";

const reason = new Error("enough");
const never = new Promise<never>(() => undefined);
const forever = new AbortController().signal;

test("a wait ends with the promise, or with the signal", async () => {
  expect(await untilAborted(Promise.resolve(1), forever)).toBe(1);
  const controller = new AbortController();
  const waiting = untilAborted(never, controller.signal);
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(untilAborted(never, AbortSignal.abort(reason))).rejects.toBe(reason);
});

test("a pause ends with its time, or with the signal", async () => {
  await pause(1, forever);
  const controller = new AbortController();
  const waiting = pause(60_000, controller.signal);
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
});

test("what comes within a time is taken, else what stands for it", async () => {
  expect(await within(60_000, Promise.resolve("in time"), "late")).toBe("in time");
  expect(await within(1, never, "late")).toBe("late");
  await expect(within(60_000, Promise.reject(reason), "late")).rejects.toBe(reason);
});

test("whether something settled by a time is told, with beats meanwhile", async () => {
  let beats = 0;
  const watching = { signal: forever, milliseconds: 1, beat: () => beats++ };
  const gone = { ...watching, signal: AbortSignal.abort(reason) };
  expect(await watchedBy(Promise.resolve(), Date.now() + 60_000, watching)).toBe(true);
  expect(await watchedBy(never, Date.now() + 100, watching)).toBe(false);
  expect(beats).toBeGreaterThan(0);
  expect(await watchedBy(never, 0, watching)).toBe(false);
  await expect(watchedBy(never, Date.now() + 60_000, gone)).rejects.toBe(reason);
});

test("work gets a signal that is aborted when its time is over", async () => {
  const late = new Error("late");
  const work = (signal: AbortSignal) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  await expect(withinTime(1, late, work)).rejects.toBe(late);
  expect(await withinTime(60_000, late, async () => "done")).toBe("done");
});

test("an abort is acted on once, at once when it was before, and not after the watch has ended", () => {
  let acted = 0;
  const act = () => void acted++;
  onAbort([AbortSignal.abort()], act);
  expect(acted).toBe(1);
  const controller = new AbortController();
  onAbort([controller.signal], act)();
  controller.abort();
  expect(acted).toBe(1);
});
