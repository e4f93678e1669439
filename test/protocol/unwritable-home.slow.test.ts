import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startDemoOrg } from "../../src/demo/org.ts";
import { temporaryFolder } from "../own-folder.ts";
import { call, initialize, initialized, Program } from "./program.ts";

const write = { object: "Account", record: { Name: "Homeless" } };
const read = { soql: "SELECT COUNT() FROM Account" };
test.for<[string, Record<string, string>, boolean, RegExp | undefined]>([
  ["takes nothing away", {}, false, undefined],
  [
    "is told of once where changes are to be kept there",
    { SALESFORCE_UNDO: "keep" },
    false,
    /not kept beyond/,
  ],
  ["is told of once where a token must be stored there", {}, true, /new one could not be stored/],
])(
  "a home that nothing can be written into %s",
  async ([, settings, rotateRefreshTokens, told], { onTestFinished }) => {
    const own = await startDemoOrg({ rotateRefreshTokens });
    onTestFinished(() => own.close());
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    const home = { HOME: join(file, "home"), XDG_CONFIG_HOME: "", XDG_STATE_HOME: "" };
    const program = new Program({ ...own.settings, ...settings, ...home });
    program.send(initialize(), initialized, call(1, "executeQuery", read), call(2, "createRecord", write));
    program.send(
      call(3, "createBulkQuery", { soql: "SELECT Id FROM Task" }),
      call(4, "describeObject", { object: "Case" }),
    );
    for (const id of [1, 2, 3, 4]) expect((await program.answer(id)).result.isError).toBeUndefined();
    program.send(call(5, "createRecord", write), call(6, "listChanges"));
    for (const id of [5, 6]) expect((await program.answer(id)).result.isError).toBeUndefined();
    expect(await program.end()).toEqual([0, null]);
    const lines = program.stderr.split("\n").filter((line) => line !== "");
    expect(lines).toEqual(told === undefined ? [] : [expect.stringMatching(told)]);
  },
);
