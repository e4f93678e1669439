import { afterAll, beforeAll, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { call, initialize, initialized, Program } from "./program.ts";

let org: DemoOrg;

beforeAll(async () => {
  org = await startDemoOrg();
});

afterAll(() => org.close());

test("a client that closes the log still gets its answers, however much is logged", async () => {
  const program = new Program({ ...org.settings, SALESFORCE_LOG_LEVEL: "debug", SALESFORCE_UNHEARD: "1" });
  program.child.stderr.destroy();
  program.send(initialize(), initialized);
  for (let number = 1; number <= 5; number++) {
    program.send(call(number, "executeQuery", { soql: "SELECT COUNT() FROM Account" }));
    const { result } = await program.answer(number);
    expect(result.content[0].text).toMatch(/^# .*40/);
  }
  expect(await program.end()).toEqual([0, null]);
});
