import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { type Connected, connect, program } from "../connect.ts";
import { ownFolder, temporaryFolder } from "../own-folder.ts";
import { until } from "../until.ts";
import { PlainHttp } from "./plain-http.ts";

let org: DemoOrg;
let http: PlainHttp;
const state = temporaryFolder();
const folder = join(state, "salesforce-rest-mcp");
const settings = { SALESFORCE_UNDO: "keep", XDG_STATE_HOME: state };

beforeAll(async () => {
  org = await startDemoOrg();
  http = new PlainHttp(org);
});

afterAll(() => org.close());

/** Runs some work with a server of its own, which is a process of its own unless told otherwise. */
async function inProcess<T>(
  work: (server: Connected) => Promise<T>,
  over: "stdio" | "memory" = "stdio",
): Promise<T> {
  const server = await connect({ org, settings, over });
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}

async function called(server: Connected, name: string, args: Record<string, unknown>) {
  const { text, isError } = await server.call(name, args);
  expect(isError, text).toBe(false);
  return JSON.parse(text);
}

const rename = (server: Connected, id: string, Name: string) =>
  called(server, "updateRecord", { object: "Account", id, record: { Name } });

async function listed(server: Connected, recordId: string): Promise<Record<string, string>[]> {
  const { text } = await server.call("listChanges", { recordId });
  return parse(text.slice(text.indexOf("\n") + 1), { columns: true });
}

async function nameOf(id: string): Promise<unknown> {
  return (await http.query(`SELECT Name FROM Account WHERE Id = '${id}'`))[0]?.["Name"];
}

const files = () => readdirSync(folder).filter((name) => name.startsWith("changes."));

test("a new process lists and takes back what an older one changed", async () => {
  const id = await http.create("Account", { Name: "Before" });
  const { change } = await inProcess((server) => rename(server, id, "After"));
  expect(change).toMatch(/^c1-[a-z0-9]{4}$/);
  await inProcess(async (server) => {
    expect(await listed(server, id)).toMatchObject([{ change, canUndo: "true", client: "test" }]);
    expect((await called(server, "undoChange", { change })).summary).toBe("1 put back");
  });
  expect(await nameOf(id)).toBe("Before");
  // A third knows that it was taken back.
  await inProcess(async (server) => {
    const rows = await listed(server, id);
    expect(rows.map(({ canUndo }) => canUndo)).toEqual(["true", "false"]);
    expect(rows[1]?.["reason"]).toMatch(/^taken back by c1-[a-z0-9]{4}$/);
  });
});

test("the file is this user's alone, named for the org, and holds no secret", () => {
  const host = new URL(org.instanceUrl).host.replace(":", "_");
  const [name = "", ...more] = files();
  expect(more).toEqual([]);
  expect(name).toContain(host);
  expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  const text = readFileSync(join(folder, name), "utf8");
  expect(text).toContain('"Before"');
  for (const secret of [org.settings.SALESFORCE_REFRESH_TOKEN, org.settings.SALESFORCE_CLIENT_SECRET])
    expect(text).not.toContain(secret);
});

test("of two processes at once, since takes back what is this one's own, and the older change that it names", async () => {
  const [mine, theirs] = [
    await http.create("Account", { Name: "Mine" }),
    await http.create("Account", { Name: "Theirs" }),
  ];
  await inProcess((one) =>
    inProcess(async (other) => {
      const [first, second] = await Promise.all([
        rename(one, mine, "Mine 2"),
        rename(other, theirs, "Theirs 2"),
      ]);
      expect(first.change).not.toBe(second.change);
      const third = await rename(other, theirs, "Theirs 3");
      const named = await called(one, "undoChange", { since: third.change });
      expect(named.changes).toEqual([third.change]);
      expect(await nameOf(theirs)).toBe("Theirs 2");
      expect((await called(one, "undoChange", { since: first.change })).changes).not.toContain(second.change);
      expect(await nameOf(mine)).toBe("Mine 2".slice(0, 4));
      expect(await nameOf(theirs)).toBe("Theirs 3");
    }),
  );
});

test("a process that is killed between a write and its answer leaves a change of unknown fate", async () => {
  const id = await http.create("Account", { Name: "Killed" });
  const client = new Client({ name: "test", version: "1" });
  const env = { ...ownFolder, ...org.settings, ...settings };
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [program],
    env,
    stderr: "ignore",
  });
  await client.connect(transport);
  const fault = org.faults.add({ method: "PATCH", path: id, delay: 3_000 });
  const call = client
    .callTool({ name: "updateRecord", arguments: { object: "Account", id, record: { Name: "Perhaps" } } })
    .catch(() => undefined);
  await until(() => fault.met === 1);
  process.kill(transport.pid ?? 0, "SIGKILL");
  await call;
  await inProcess(async (server) => {
    expect(await listed(server, id)).toMatchObject([
      { canUndo: "false", reason: "the answer was lost, so nobody knows whether it was made" },
    ]);
  });
});

test("changes of another org are neither listed nor taken back", async () => {
  const id = await http.create("Account", { Name: "Here" });
  const { change } = await inProcess((server) => rename(server, id, "There"), "memory");
  const elsewhere = await connect({ settings });
  const { text, isError } = await elsewhere.call("undoChange", { change });
  expect(await listed(elsewhere, id)).toEqual([]);
  await elsewhere.close();
  expect(isError).toBe(true);
  expect(text).toContain("there is no change");
  expect(await nameOf(id)).toBe("There");
});

test("files of more than seven days ago are deleted, torn lines are passed over", async () => {
  const host = new URL(org.instanceUrl).host.replace(":", "_");
  const old = join(folder, `changes.${host}.2026-01-01.jsonl`);
  writeFileSync(old, '{"by":"aaaa"}\n');
  const today = files().find((name) => name.includes(host) && !old.endsWith(name)) ?? "";
  writeFileSync(join(folder, today), '{"by":"aaaa","change":{"id":"c1', { flag: "a" });
  const id = await http.create("Account", { Name: "Torn" });
  const { change } = await inProcess((server) => rename(server, id, "Whole"), "memory");
  await inProcess(async (server) => {
    expect(await listed(server, id)).toMatchObject([{ change }]);
  }, "memory");
  expect(files()).not.toContain(`changes.${host}.2026-01-01.jsonl`);
});
