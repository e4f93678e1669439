import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, type TestContext, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { settingsOfFolder, temporaryFolder } from "../own-folder.ts";
import { until } from "../until.ts";
import { call, initialize, initialized, Program, request } from "./program.ts";

let org: DemoOrg;

beforeAll(async () => {
  org = await startDemoOrg();
});

afterAll(() => org.close());

const contacts = { object: "Contact", operation: "insert", csv: "LastName\nNobody\n" };
const tasks = { soql: "SELECT Id FROM Task" };

/** These tests run at the same time: those that set faults or count requests have an org of their own. */
async function ownOrg({ onTestFinished }: Pick<TestContext, "onTestFinished">): Promise<DemoOrg> {
  const own = await startDemoOrg();
  onTestFinished(() => own.close());
  return own;
}

const start = (args: string[] = [], of = org) => new Program({ ...of.settings }, args);

describe.concurrent("the client closes standard input", () => {
  test.each<[string, string[]]>([
    ["at once", []],
    ["in the middle of the first message", ['{"jsonrpc":"2.0","id":1,"meth']],
    ["after a message without its line's end", [JSON.stringify(initialize())]],
    ["after initialize", [`${JSON.stringify(initialize())}\n`]],
    ["in the middle of a later message", [`${JSON.stringify(initialize())}\n`, '{"jsonrpc"']],
  ])("%s: it ends with 0 and says nothing", async (_, lines) => {
    const program = start();
    program.send(...lines);
    expect(await program.end()).toEqual([0, null]);
    expect(program.stderr).toBe("");
    expect(program.stray).toEqual([]);
  });

  test("with requests that need no org before it: they are answered", async () => {
    const program = start();
    program.send(initialize(), initialized, request(1, "tools/list"), request(2, "ping"));
    expect(await program.end()).toEqual([0, null]);
    expect(program.answersTo("init")).toHaveLength(1);
    expect(program.answersTo(1)).toHaveLength(1);
    expect(program.answersTo(2)).toHaveLength(1);
  });

  test("in the middle of a call: what is in flight is ended, at once", async (context) => {
    const own = await ownOrg(context);
    const program = start([], own);
    own.faults.add({ path: "/limits", delay: 60_000 });
    program.send(initialize(), initialized, call(1, "getOrganizationLimits"));
    await until(() => own.org.counted("http.GET") > 0);
    const started = Date.now();
    expect(await program.end()).toEqual([0, null]);
    expect(Date.now() - started).toBeLessThan(5_000);
    expect(program.answersTo(1)).toHaveLength(0);
  });

  test.for<[string, string, Record<string, unknown>, string]>([
    ["an upload", "createBulkJob", { ...contacts, waitSeconds: 0 }, "POST /jobs/ingest"],
    ["an upload that is waited for", "createBulkJob", contacts, "POST /jobs/ingest"],
    ["a bulk query that is waited for", "createBulkQuery", tasks, "POST /jobs/query"],
    ["an export", "createBulkQuery", { ...tasks, saveTo: "x.csv", waitSeconds: 0 }, "POST /jobs/query"],
  ])(
    "in the middle of %s: its job is aborted and no file is left",
    async ([, tool, args, counter], context) => {
      const own = await ownOrg(context);
      const folder = temporaryFolder();
      own.org.settings.bulkMilliseconds = 60_000;
      own.faults.add({ method: "PUT", path: "/batches", delay: 60_000 });
      const program = new Program({ ...own.settings, SALESFORCE_FILES_DIR: folder });
      program.send(initialize(), initialized, call(1, tool, args));
      await until(() => own.org.counted(counter) > 0);
      // The answer to its creation takes a moment.
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await program.end()).toEqual([0, null]);
      expect(own.counters()[counter.replace("POST", "PATCH").concat("/:id")]).toBe(1);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  test("in the middle of a sign-in: nothing is left that the next process would wait for", async (context) => {
    const own = await ownOrg(context);
    const folder = temporaryFolder();
    own.faults.add({ path: "/oauth2/token", delay: 60_000 });
    const program = new Program({ ...own.settings, ...settingsOfFolder(folder) });
    program.send(initialize(), initialized, call(1, "getUserInfo"));
    const claims = () =>
      readdirSync(folder, { recursive: true }).filter((name) => String(name).includes("claim."));
    await until(() => claims().length > 0);
    expect(await program.end()).toEqual([0, null]);
    expect(claims()).toEqual([]);
  });

  test("while the demo org's files are written: its temporary folder goes along", async () => {
    const folder = temporaryFolder();
    const program = new Program({ TMPDIR: folder }, ["--demo"]);
    program.send(initialize(), initialized);
    for (let id = 0; id < 20; id++)
      program.send(call(id, "executeQuery", { ...tasks, saveTo: `tasks-${id}.csv` }));
    await until(() =>
      readdirSync(folder, { recursive: true }).some((name) => /\.(?:part|csv)$/.test(`${name}`)),
    );
    program.child.kill("SIGTERM");
    expect(await program.exit).toEqual([0, null]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("while the demo org starts", async () => {
    const program = start(["--demo"]);
    program.send(initialize(), initialized, call(1, "getUserInfo"));
    await program.answer("init");
    expect(await program.end()).toEqual([0, null]);
    expect(program.stderr).toBe("");
  });
});

describe.concurrent("the client stops reading standard output", () => {
  test("before it has read anything", async () => {
    const program = start();
    program.child.stdout.destroy();
    program.send(initialize(), initialized, request(1, "tools/list"));
    expect(await program.exit).toEqual([0, null]);
    expect(program.stderr).not.toMatch(/\n\s+at /);
  });

  test("while calls are in flight", async () => {
    const program = start();
    program.send(initialize(), initialized);
    await program.answer("init");
    program.child.stdout.destroy();
    for (let id = 0; id < 50; id++)
      program.send(call(id, "executeQuery", { soql: "SELECT Id, Name FROM Account LIMIT 20" }));
    expect(await program.exit).toEqual([0, null]);
    expect(program.stderr).not.toMatch(/\n\s+at /);
  });
});

test.concurrent("a client that reads slowly gets every answer, and nobody is warned", async () => {
  const program = start();
  program.child.stdout.pause();
  program.send(initialize(), initialized);
  // More than a pipe holds, so that the program must wait for its reader.
  for (let id = 0; id < 40; id++) program.send(request(id, "tools/list"));
  await new Promise((resolve) => setTimeout(resolve, 700));
  program.child.stdout.resume();
  for (let id = 0; id < 40; id++) await program.answer(id);
  expect(program.stderr).toBe("");
  expect(await program.end()).toEqual([0, null]);
});

test.concurrent.each([[["--help"]], [["tour"]], [["call", "--demo", "listAllObjects"]]])(
  "%j: a reader that has seen enough ends it without an error",
  async (args) => {
    const program = start(args);
    program.child.stdout.destroy();
    expect(await program.exit).toEqual([0, null]);
    expect(program.stderr).toBe("");
  },
);
