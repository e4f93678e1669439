import fs, { linkSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { connect, program } from "../connect.ts";
import { ownFolder, temporaryFolder } from "../own-folder.ts";
import { call, initialize, initialized, Program } from "../protocol/program.ts";
import { until } from "../until.ts";

const folder = temporaryFolder();
const outside = temporaryFolder();
const server = await connect({ settings: { SALESFORCE_FILES_DIR: folder } });
const { org } = server;

afterEach(() => org.faults.clear());
afterAll(() => server.close());

const load = (file: string) => server.call("createBulkJob", { object: "Account", operation: "insert", file });
const save = (saveTo: string) =>
  server.call("executeQuery", { soql: "SELECT Id, Name FROM Account", saveTo });

describe("nothing outside the folder is read or written", () => {
  beforeAll(() => {
    writeFileSync(join(outside, "secret.csv"), "Name\nSecret\n");
    symlinkSync(join(outside, "secret.csv"), join(folder, "link.csv"));
    symlinkSync(outside, join(folder, "way-out"));
    mkdirSync(join(folder, "below"));
  });

  const names = [
    "../x.csv",
    "below/../../x.csv",
    "/etc/passwd.csv",
    join(outside, "secret.csv"),
    "x.csv:hidden",
    "below/x:y.csv",
    "nul.csv",
    "COM1",
    "com¹.csv",
    "conin$",
    "aux .csv",
    "a\0.csv",
  ];

  test.each(["link.csv", "way-out/secret.csv", "way-out", ".", ...names])("reading %j", async (name) => {
    org.resetCounters();
    const { text, isError } = await load(name);
    expect(isError).toBe(true);
    expect(text).toMatch(/^FILE_REFUSED: /);
    expect(text).not.toContain("Secret");
    expect(org.counters()["bulk.ingest"]).toBeUndefined();
  });

  test.each(["way-out/new.csv", "link.csv", ...names.map((name) => `${name}.csv`)])(
    "writing %j",
    async (name) => {
      const { text, isError } = await save(name);
      expect(isError).toBe(true);
      expect(text).toMatch(/^FILE_REFUSED: /);
      expect(readdirSync(outside)).toEqual(["secret.csv"]);
    },
  );

  test("what lies inside is found by a relative, an absolute and a linked way", async () => {
    writeFileSync(join(folder, "below", "in.csv"), "Name\nInside\n");
    symlinkSync(join(folder, "below"), join(folder, "way-in"));
    for (const name of ["below/in.csv", "./below/in.csv", join(folder, "below/in.csv"), "way-in/in.csv"])
      expect(await load(name)).toMatchObject({ isError: false });
  });
});

test("a file system that refuses hard links gets its file all the same, and nothing is overwritten", async () => {
  const { link } = fs.promises;
  fs.promises.link = () => Promise.reject(Object.assign(new Error("no links"), { code: "EOPNOTSUPP" }));
  syncBuiltinESMExports();
  try {
    expect(await save("exfat.csv")).toMatchObject({ isError: false });
    const again = await save("exfat.csv");
    expect(again.text).toMatch(/^FILE_REFUSED: exfat\.csv exists already/);
  } finally {
    fs.promises.link = link;
    syncBuiltinESMExports();
  }
  expect(readdirSync(folder).filter((name) => name.includes("exfat"))).toEqual(["exfat.csv"]);
  expect(() => linkSync(join(folder, "exfat.csv"), join(folder, "linked.csv"))).not.toThrow();
});

describe("a server that ends in the middle of saveTo", () => {
  const leavings = (at: string) => readdirSync(at).filter((name) => name.endsWith(".part"));

  async function saving(at: string, tool: string): Promise<Program> {
    const program = new Program({ ...org.settings, SALESFORCE_FILES_DIR: at });
    const path = tool === "executeQuery" ? /query\/01g/ : /results/;
    org.faults.add({ path, delay: 60_000 });
    program.send(
      initialize(),
      initialized,
      call(1, tool, { soql: "SELECT Id, Subject FROM Task", saveTo: "half.csv" }),
    );
    await until(() => leavings(at).length > 0);
    return program;
  }

  test.each(["executeQuery", "createBulkQuery"])("%s by EOF or a signal leaves no file", async (tool) => {
    const hows = ["EOF", "SIGTERM", "SIGINT"] as const;
    const left = hows.map(async (how) => {
      const at = temporaryFolder();
      const program = await saving(at, tool);
      if (how === "EOF") program.child.stdin.end();
      else program.child.kill(how);
      expect(await program.exit).toEqual([0, null]);
      expect(readdirSync(at)).toEqual([]);
    });
    await Promise.all(left);
  });

  test("killed, it leaves a file that the next one removes as it starts", async () => {
    const at = temporaryFolder();
    const killed = await saving(at, "executeQuery");
    killed.child.kill("SIGKILL");
    await killed.exit;
    expect(leavings(at)).toHaveLength(1);
    const next = new Program({ ...org.settings, SALESFORCE_FILES_DIR: at });
    next.send(initialize(), initialized);
    await until(() => leavings(at).length === 0);
    expect(await next.end()).toEqual([0, null]);
  });
});

test.skipIf(process.platform === "win32").each(["executeQuery", "createBulkQuery"])(
  "%s: a file that the system lets grow no further is refused, and none is left",
  async (tool) => {
    const at = temporaryFolder();
    const client = new Client({ name: "test", version: "1" });
    await client.connect(
      new StdioClientTransport({
        command: "sh",
        args: ["-c", 'ulimit -f 40; exec "$0" "$1"', process.execPath, program],
        env: { ...ownFolder, ...org.settings, SALESFORCE_FILES_DIR: at },
        stderr: "ignore",
      }),
    );
    const args = { soql: "SELECT Id, Subject, CreatedDate FROM Task", saveTo: "large.csv" };
    const { content, isError } = await client.callTool({ name: tool, arguments: args });
    expect(isError).toBe(true);
    expect(content).toMatchObject([
      { text: expect.stringMatching(/^FILE_REFUSED: large\.csv cannot be written \(EFBIG\)/) },
    ]);
    expect(readdirSync(at)).toEqual([]);
    await client.close();
  },
);
