import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { notOnWindows } from "../left-out.ts";
import { type Agent, agentByCommand } from "./agent.ts";
import { chosen, readAsks } from "./ask-file.ts";
import { blunderFails, blunders, expertIsRight } from "./cases.ts";
import { runAll } from "./evaluate.ts";
import { names } from "./naming.ts";
import { compared, complaintsOf, type Report, tableOf } from "./report.ts";
import { runAsk } from "./run-ask.ts";
import { scriptedAgent, scripts } from "./scripted.ts";
import { ownServer } from "./servers.ts";

const asks = readAsks();

// The others are in eval.slow.test.ts.
test.each(asks.slice(0, 1))("the expert is right at $name, and it can be taken back", expertIsRight);

test.each(blunders.slice(0, 1))("what %s fails where it ought to", blunderFails);

test("neither silence nor a refusal without its reason wins any ask", () => {
  const refusal = scripts["refuses everything"].says();
  for (const text of ["", refusal])
    for (const { name, says } of asks) {
      // What refers to rows is a value of theirs, and no such text holds any.
      const fixed = says.map((one) => (typeof one === "string" ? [one] : one));
      const named = fixed.every((ways) => ways.some((way) => !way.includes("{") && names(text, way)));
      expect(named, `${name}: ${text}`).toBe(false);
    }
});

test(
  "a command gets the ask, its folder and the configuration; what it prints is its text",
  notOnWindows,
  async () => {
    const [ask] = chosen(asks, "phone-of-granite");
    if (ask === undefined) throw new Error("The ask is gone.");
    let seen = "";
    const command = `${JSON.stringify(process.execPath)} -e 'process.stdin.on("data",(text)=>console.log(process.cwd(),String(text),process.argv.slice(1).join()))' {config}`;
    const agent: Agent = async (task) => {
      seen = await agentByCommand(command, 20)(task);
      expect(JSON.parse(readFileSync(task.configFile, "utf8"))).toEqual(task.config);
      expect(readFileSync(join(task.folder.work, ".codex/config.toml"), "utf8")).toContain(
        "[mcp_servers.salesforce]",
      );
      expect(seen).toContain(task.folder.work);
      return seen;
    };
    const outcome = await runAsk(ask, agent, ownServer);
    expect(seen).toContain(ask.ask);
    expect(seen).toContain(".mcp.json");
    expect(outcome).toMatchObject({ result: "wrong", calls: 0, undone: "nothing to undo" });
  },
);

test("two runs are compared ask by ask", async () => {
  const asked = chosen(asks, "who-am-i");
  const reportOf = async (name: "expert" | "does nothing"): Promise<Report> => {
    const runs = [await runAll(asked, scriptedAgent(scripts[name]), ownServer, 1)];
    return { version: "1", agent: name, server: "own", runs };
  };
  const [good, bad] = [await reportOf("expert"), await reportOf("does nothing")];
  expect(compared(bad, good)).toEqual({
    lines: ["who-am-i: right in 100 % of the runs before, 0 % now"],
    worse: true,
  });
  expect(compared(good, bad).worse).toBe(false);
  expect(complaintsOf(good)).toEqual([]);
  expect(complaintsOf(bad).join()).toContain("the final text does not name Dana Demo");
  expect(tableOf(good)).toMatch(/\| look up \| 1 \| 1 \| 0 \|/);
});

test("a word of --only that names nothing is told", () => {
  expect(() => chosen(asks, "lok up")).toThrow("names no ask");
  expect(chosen(asks, "change,who-am-i").map(({ group }) => group)).toContain("look up");
});
