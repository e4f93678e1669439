import { expect, test } from "vitest";
import { WaitingLine } from "../../src/waiting/waiting-line.ts";

test("whoever leaves by its signal gives its place back, and those behind it move up", async () => {
  const line = new WaitingLine();
  const leaving = new AbortController();
  const stays = new AbortController().signal;
  const entered: string[] = [];
  const enter = (name: string) => () => void entered.push(name);
  const first = line.join(stays).then(enter("first"));
  const gone = line.join(leaving.signal).then(enter("gone"));
  const last = line.join(stays).then(enter("last"));
  const reason = new Error("enough");
  leaving.abort(reason);
  await expect(gone).rejects.toBe(reason);
  expect(line.length).toBe(2);
  expect([line.next(), line.next(), line.next()]).toEqual([true, true, false]);
  await Promise.all([first, last]);
  expect(entered).toEqual(["first", "last"]);
});

test("a signal that is aborted after its caller was called in takes no other caller's place", async () => {
  const line = new WaitingLine();
  const late = new AbortController();
  const called = line.join(late.signal);
  line.next();
  await called;
  const other = line.join(new AbortController().signal);
  late.abort();
  expect(line.length).toBe(1);
  line.next();
  await other;
});
