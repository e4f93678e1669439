import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { confirmed } from "../../src/commands/terminal.ts";

async function answered(typed: string | undefined) {
  const input = new PassThrough();
  const output = new PassThrough({ encoding: "utf8" });
  const answer = confirmed(
    "deleteRecord would delete Account (001).",
    new AbortController().signal,
    input,
    output,
  );
  if (typed === undefined) input.end();
  else input.write(typed);
  return { answer: await answer, shown: String(output.read()) };
}

test.each(["y\n", "Yes\n", " YES \r\n"])("%j is a yes", async (typed) => {
  const { answer, shown } = await answered(typed);
  expect(answer).toEqual({ action: "accept", confirmed: true });
  expect(shown).toBe("deleteRecord would delete Account (001).\nDo it? [y/N] ");
});

test.each(["\n", "n\n", "yess\n", "please do\n", "\u0003\n"])("%j is a no", async (typed) => {
  expect((await answered(typed)).answer).toEqual({ action: "decline", confirmed: false });
});

test("the end of the input is no answer", async () => {
  expect((await answered(undefined)).answer).toEqual({ action: "cancel", confirmed: false });
});

test("a call that is cut off asks no longer", async () => {
  const cutOff = new AbortController();
  const answer = confirmed("Delete?", cutOff.signal, new PassThrough(), new PassThrough());
  cutOff.abort();
  await expect(answer).rejects.toThrow();
});
