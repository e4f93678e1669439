import { expect, test } from "vitest";
import { SharedWork } from "../../src/waiting/shared.ts";

/** Work that ends when the test says so, and notes how often it began and that it was aborted. */
function work() {
  const state = { begun: 0, aborted: false, end: (_: string) => {}, fail: (_: Error) => {} };
  const start = (signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      state.begun++;
      state.end = resolve;
      state.fail = reject;
      signal.addEventListener("abort", () => {
        state.aborted = true;
        reject(signal.reason);
      });
    });
  return { state, start };
}

const gone = new Error("gone");
const forever = new AbortController().signal;

test("all callers get what one run brings", async () => {
  const shared = new SharedWork<string>();
  const { state, start } = work();
  const all = Promise.all([shared.ask(forever, start), shared.ask(forever, start)]);
  state.end("done");
  expect(await all).toEqual(["done", "done"]);
  expect(state.begun).toBe(1);
});

test("a caller that goes leaves the others' work alone, whoever began it", async () => {
  const shared = new SharedWork<string>();
  const { state, start } = work();
  const first = new AbortController();
  const asked = [shared.ask(first.signal, start), shared.ask(forever, start)];
  first.abort(gone);
  await expect(asked[0]).rejects.toBe(gone);
  expect(state.aborted).toBe(false);
  state.end("done");
  expect(await asked[1]).toBe("done");
});

test("when all have gone it is aborted, and the next caller begins anew", async () => {
  const shared = new SharedWork<string>();
  const { state, start } = work();
  const callers = [new AbortController(), new AbortController()];
  const asked = callers.map(({ signal }) => shared.ask(signal, start));
  for (const caller of callers) caller.abort(gone);
  expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(state.aborted).toBe(true);
  const again = shared.ask(forever, start);
  state.end("anew");
  expect(await again).toBe("anew");
  expect(state.begun).toBe(2);
});

test("a failure is everybody's, and not kept", async () => {
  const shared = new SharedWork<string>();
  const { state, start } = work();
  const asked = [shared.ask(forever, start), shared.ask(forever, start)];
  state.fail(new Error("no"));
  expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  const again = shared.ask(forever, start);
  state.end("yes");
  expect(await again).toBe("yes");
});

test("what must not be lost goes on when all have gone, and is joined by the next", async () => {
  const shared = new SharedWork<string>({ toTheEnd: true });
  const { state, start } = work();
  const caller = new AbortController();
  const asked = shared.ask(caller.signal, start);
  caller.abort(gone);
  await expect(asked).rejects.toBe(gone);
  const next = shared.ask(forever, start);
  state.end("kept");
  expect(await next).toBe("kept");
  expect(state).toMatchObject({ begun: 1, aborted: false });
});

test("a caller that has gone already begins nothing", async () => {
  const { state, start } = work();
  await expect(new SharedWork<string>().ask(AbortSignal.abort(gone), start)).rejects.toBe(gone);
  expect(state.begun).toBe(0);
});
