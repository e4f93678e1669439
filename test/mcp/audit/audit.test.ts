import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SignIns } from "../../../src/auth/store.ts";
import { type DemoOrg, startDemoOrg } from "../../../src/demo/org.ts";
import { dashboardIds, reportIds } from "../../../src/demo/store/fixed-ids.ts";
import { AuditFile } from "../../../src/mcp/audit/file.ts";
import { Command } from "../../command.ts";
import { type ConnectOptions, connect } from "../../connect.ts";
import { ownFolder, temporaryFolder } from "../../own-folder.ts";
import { runCommand } from "../../run-command.ts";

let org: DemoOrg;
let folder: string;
let file: string;

beforeAll(async () => {
  org = await startDemoOrg();
});

beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder, "audit.jsonl");
  org.resetCounters();
});

afterAll(() => org.close());

type Line = Record<string, unknown>;

function linesOf(path = file): Line[] {
  const text = readFileSync(path, "utf8");
  expect(text === "" || text.endsWith("\n")).toBe(true);
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

function audited(settings: Record<string, string> = {}, options: ConnectOptions = {}) {
  return connect({ org, settings: { SALESFORCE_AUDIT_LOG: file, ...settings }, ...options });
}

const create = { object: "Account", record: { Name: "Audited" } };

describe("one line a call", () => {
  test("says what was done to what, and what it cost", async () => {
    const server = await audited();
    const { id } = JSON.parse((await server.call("createRecord", create)).text);
    await server.call("updateRecord", { object: "Account", id, record: { Phone: "1" } });
    const soql = "SELECT Id FROM Contact WHERE AccountId IN (SELECT Id FROM Account) LIMIT 1";
    await server.call("executeQuery", { soql });
    await server.call("deleteRecord", { object: "Account", id });
    await server.close();
    const lines = linesOf();
    expect(
      lines.map(({ tool, effect, object, ids, outcome }) => [tool, effect, object, ids, outcome]),
    ).toEqual([
      ["createRecord", "create", "Account", [id], "ok"],
      ["updateRecord", "update", "Account", [id], "ok"],
      ["executeQuery", "read", "Contact,Account", undefined, "ok"],
      ["deleteRecord", "delete", "Account", [id], "ok"],
    ]);
    for (const line of lines) {
      expect(new Date(String(line["time"])).toISOString()).toBe(line["time"]);
      // Before an update its fields are read.
      const requests = line["tool"] === "updateRecord" ? 2 : 1;
      expect(line).toMatchObject({ apiCalls: requests, org: new URL(org.instanceUrl).host });
      expect(line["milliseconds"]).toBeGreaterThanOrEqual(0);
      expect(line["requestIds"]).toHaveLength(requests);
      expect(line).not.toHaveProperty("arguments");
      expect(line).not.toHaveProperty("result");
    }
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("composite and collections name every object, the gravest effect and the new ids", async () => {
    const server = await audited();
    const { text } = await server.call("executeCollection", {
      operation: "create",
      object: "Lead",
      records: [
        { LastName: "One", Company: "C" },
        { LastName: "Two", Company: "C" },
      ],
    });
    const { ids } = JSON.parse(text);
    const compositeRequest = [
      { method: "POST", url: "sobjects/Account", referenceId: "made", body: { Name: "In a part" } },
      { method: "DELETE", url: `sobjects/Lead/${ids[0]}`, referenceId: "gone" },
    ];
    const composite = JSON.parse((await server.call("executeComposite", { compositeRequest })).text);
    await server.close();
    expect(linesOf()).toMatchObject([
      { effect: "create", object: "Lead", ids },
      { effect: "delete", object: "Account,Lead", ids: [ids[0], composite.results.made.id] },
    ]);
  });

  test("statements name children and parents, records the parents of their fields", async () => {
    const server = await audited();
    const statements = [
      "SELECT Id, Owner.Name, (SELECT Id, Account.Parent.Name FROM Contacts) FROM Account LIMIT 1",
      "SELECT a.Owner.Name, c.Id FROM Account a, a.Contacts c LIMIT 1",
      "SELECT TYPEOF What WHEN Opportunity THEN Name END FROM Task LIMIT 1",
    ];
    for (const soql of statements) await server.call("executeQuery", { soql });
    await server.call("executeSearch", {
      sosl: "FIND {ab} RETURNING Case(Id WHERE Contact.Name = 'x'), Lead",
    });
    const [, id] = (await server.call("executeQuery", { soql: "SELECT Id FROM Contact LIMIT 1" })).text
      .split("\n")
      .slice(-2);
    await server.call("getRecord", { object: "Contact", id, fields: ["Id", "Account.Owner.Name"] });
    await server.close();
    const objects = linesOf().map(({ object }) => String(object).split(","));
    expect(objects).toEqual([
      ["Account", "Account.Contacts", "Account.Contacts.Account.Parent", "Account.Owner"],
      ["Account", "Account.Contacts", "Account.Owner"],
      ["Task", "Task.What", "Opportunity"],
      ["Case", "Case.Contact", "Lead"],
      ["Contact"],
      ["Contact", "Contact.Account.Owner"],
    ]);
  });

  test("reports and dashboards stand there with their id and with what they show", async () => {
    const server = await audited();
    await server.call("getReport", { reportId: reportIds.pipelineByStage });
    await server.call("getDashboard", { dashboardId: dashboardIds.sales });
    await server.call("describeReport", { reportId: reportIds.contactDirectory });
    await server.close();
    expect(linesOf()).toMatchObject([
      { tool: "getReport", effect: "read", ids: [reportIds.pipelineByStage], object: "Report,Opportunity" },
      {
        tool: "getDashboard",
        ids: [dashboardIds.sales],
        object: expect.stringMatching(/^Dashboard,.*Opportunity/),
      },
      { ids: [reportIds.contactDirectory], object: "Report,Contact" },
    ]);
  });

  test("a request whose resource is not known leaves the ids of its address", async () => {
    const server = await audited();
    const id = "001000000000001AAA";
    await server.call("executeBatch", {
      batchRequests: [{ method: "POST", url: `connect/files/${id}/shares` }],
    });
    await server.close();
    expect(linesOf()).toMatchObject([{ effect: "create", ids: [id] }]);
  });

  test.each(["memory", "stateless-streams", "legacy-streams"] as const)(
    "the user once a sign-in told it, and the client, by %s",
    async (over) => {
      const server = await audited({}, { over });
      await server.call("executeQuery", { soql: "SELECT Id FROM Account LIMIT 1" });
      await server.close();
      const given = await audited(
        {},
        {
          over,
          signIn: (demo) => demo.accessTokenSettings(),
        },
      );
      await given.call("executeQuery", { soql: "SELECT Id FROM Account LIMIT 1" });
      await given.close();
      const [told, untold] = linesOf();
      expect(told).toMatchObject({ user: expect.stringMatching(/^005\w{15}$/), client: "test" });
      expect(untold).toMatchObject({ client: "test", outcome: "ok" });
      expect(untold).not.toHaveProperty("user");
      expect(told).not.toHaveProperty("profile");
    },
  );

  test("the stored sign-in that was used, and the terminal as a client", async () => {
    const { SALESFORCE_REFRESH_TOKEN: refreshToken, ...app } = org.settings;
    const configFolder = join(folder, "config");
    await new SignIns(join(configFolder, "salesforce-rest-mcp")).save("second", {
      loginUrl: app.SALESFORCE_LOGIN_URL,
      clientId: app.SALESFORCE_CLIENT_ID,
      clientSecret: app.SALESFORCE_CLIENT_SECRET,
      refreshToken,
    });
    const env = {
      XDG_CONFIG_HOME: configFolder,
      SALESFORCE_AUDIT_LOG: file,
      SALESFORCE_PROFILE: "second",
      SALESFORCE_AUTH_FLOW: "stored",
    };
    await runCommand(["call", "getUserInfo"], { env });
    expect(linesOf()).toMatchObject([{ tool: "getUserInfo", profile: "second", client: "call" }]);
  });

  test("errors and refusals stand there with their code", async () => {
    const server = await audited({ SALESFORCE_READ_ONLY: "true" });
    await server.call("executeQuery", { soql: "SELECT Nmae FROM Account" });
    await server.call("executeQuery", { statement: "SELECT" });
    await server.call("deleteRecord", { object: "Account", id: "001000000000001" });
    await server.call("executeBatch", { batchRequests: [{ method: "DELETE", url: "sobjects/Account/001" }] });
    await server.call("dropEverything", { object: "Account" });
    await server.close();
    expect(
      linesOf().map(({ tool, outcome, errorCode, apiCalls }) => [tool, outcome, errorCode, apiCalls]),
    ).toEqual([
      // The hint has looked at the object's fields.
      ["executeQuery", "error", "INVALID_FIELD", 2],
      ["executeQuery", "refused", "BAD_ARGUMENT", 0],
      ["deleteRecord", "refused", "READ_ONLY", 0],
      ["executeBatch", "refused", "READ_ONLY", 0],
      ["dropEverything", "refused", "BAD_ARGUMENT", 0],
    ]);
  });

  test.each(["memory", "stateless-streams"] as const)(
    "a confirmation by %s is part of its call",
    async (over) => {
      const server = await audited(
        { SALESFORCE_CONFIRM: "writes" },
        {
          over,
          elicit: (question) =>
            question.includes("Audited")
              ? { action: "accept", content: { confirm: true } }
              : { action: "decline" },
        },
      );
      await server.call("createRecord", create);
      await server.call("createRecord", { object: "Account", record: { Name: "Other" } });
      await server.close();
      expect(linesOf()).toMatchObject([
        { tool: "createRecord", outcome: "ok", confirmed: true },
        { tool: "createRecord", outcome: "refused", errorCode: "NOT_CONFIRMED", apiCalls: 0 },
      ]);
    },
  );

  test("full: arguments and result, with what is invisible shown", async () => {
    const server = await audited({ SALESFORCE_AUDIT_DETAIL: "full" });
    const args = { object: "Account", record: { Name: "Hid\u202Eden" } };
    const { text } = await server.call("createRecord", args);
    await server.close();
    expect(readFileSync(file, "utf8")).toContain("Hid\\u202Eden");
    expect(linesOf()).toMatchObject([{ arguments: args, result: text }]);
  });
});

describe("the file", () => {
  test("several servers write at once and no line is lost or mixed", async () => {
    const servers = await Promise.all([1, 2, 3].map(() => audited({}, { over: "stdio" })));
    const calls = servers.flatMap((server) =>
      Array.from({ length: 20 }, () => server.call("executeQuery", { soql: "SELECT COUNT() FROM Case" })),
    );
    await Promise.all(calls);
    await Promise.all(servers.map((server) => server.close()));
    expect(linesOf()).toHaveLength(60);
  });

  test("is put aside when it is full, and nothing is lost", () => {
    const [first, second] = [1, 2].map(() => new AuditFile(file, { rotateBytes: 1_000 }));
    for (let number = 0; number < 200; number++)
      (number % 2 === 0 ? first : second)?.append(`${JSON.stringify({ time: "", number })}\n`);
    const files = readdirSync(folder);
    expect(files.length).toBeGreaterThan(1);
    expect(files.every((name) => !name.endsWith(".lock"))).toBe(true);
    for (const name of files) expect(statSync(join(folder, name)).size).toBeLessThan(1_100);
    const numbers = files.flatMap((name) => linesOf(join(folder, name)).map(({ number }) => Number(number)));
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, number) => number));
  });

  test.each([
    ["a minute ago", 60, true],
    ["a minute ahead, by a clock that was set back", -60, true],
    ["just so", 0, false],
  ])("is put aside though a lock lies there, touched last %s: %#", (_, seconds, aside) => {
    const full = new AuditFile(file, { rotateBytes: 10 });
    full.append('{"time":"1"}\n');
    const lock = `${file}.lock`;
    writeFileSync(lock, "");
    const touched = Date.now() / 1_000 - seconds;
    utimesSync(lock, touched, touched);
    full.append('{"time":"2"}\n');
    full.append('{"time":"3"}\n');
    expect(readFileSync(file, "utf8").includes('"2"')).toBe(!aside);
    expect(readdirSync(folder).some((name) => name.endsWith(".lock"))).toBe(!aside);
  });

  test.each([
    ["an hour ago", 3_600, false],
    ["two days ago", 2 * 86_400, true],
    ["two days ahead, by a clock that was set back", -2 * 86_400, true],
  ])("takes up the journal of another machine's process, touched last %s: %#", async (_, seconds, taken) => {
    const journal = `${file}.elsewhere-4711-7-00000000.open`;
    writeFileSync(journal, '{"time":"2026-01-01T00:00:00.000Z","outcome":"unknown"}\n');
    const touched = Date.now() / 1_000 - seconds;
    utimesSync(journal, touched, touched);
    const server = await audited({ SALESFORCE_PRODUCTION: "true" });
    await server.call("createRecord", create);
    await server.close();
    expect(linesOf().map(({ outcome }) => outcome)).toEqual(taken ? ["unknown", "ok"] : ["ok"]);
    expect(readdirSync(folder).some((name) => name.endsWith(".open"))).toBe(!taken);
  });

  test("that others could read is closed to them", () => {
    writeFileSync(file, "");
    chmodSync(file, 0o644);
    new AuditFile(file).append("{}\n");
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("is no symbolic link, no device and no folder", () => {
    const link = join(folder, "link.jsonl");
    symlinkSync(file, link);
    for (const path of [link, "/dev/null", folder])
      expect(() => new AuditFile(path).append("{}\n")).toThrow();
    expect(readdirSync(folder)).toEqual(["link.jsonl"]);
  });
});

describe("when it cannot be written", () => {
  const unwritable = () => {
    writeFileSync(join(folder, "plain"), "");
    return { SALESFORCE_AUDIT_LOG: join(folder, "plain", "audit.jsonl") };
  };
  const production = { SALESFORCE_PRODUCTION: "true" };
  const created = () => org.counters()["created.Account"] ?? 0;

  test("production: a write is refused before anything is sent, a read as well, and both say so", async () => {
    const server = await audited({ ...unwritable(), ...production });
    const write = await server.call("createRecord", create);
    const read = await server.call("executeQuery", { soql: "SELECT Id FROM Account LIMIT 1" });
    await server.close();
    for (const { text, isError } of [write, read]) {
      expect(isError).toBe(true);
      expect(text).toMatch(/^AUDIT_FAILED: .*neither writes nor reads\. Nothing was sent\.\nHint: /);
    }
    expect(org.counters()).toEqual({});
  });

  test("production: works again when it can be, and what was refused is recorded then", async () => {
    const settings = unwritable();
    const server = await audited({ ...settings, ...production });
    expect((await server.call("createRecord", create)).text).toMatch(/^AUDIT_FAILED/);
    rmSync(join(folder, "plain"));
    mkdirSync(join(folder, "plain"));
    expect((await server.call("createRecord", create)).isError).toBe(false);
    await server.close();
    expect(linesOf(settings.SALESFORCE_AUDIT_LOG)).toMatchObject([
      { outcome: "refused", errorCode: "AUDIT_FAILED" },
      { outcome: "ok" },
    ]);
    expect(created()).toBe(1);
  });

  test("otherwise: the call goes on", async () => {
    const server = await audited(unwritable());
    expect((await server.call("createRecord", create)).isError).toBe(false);
    expect((await server.call("createRecord", create)).isError).toBe(false);
    await server.close();
    expect(created()).toBe(2);
    expect(server.logged).toEqual([expect.stringMatching(/^the audit file .+ cannot be written/)]);
  });
});

describe("production mode", () => {
  const production = { SALESFORCE_PRODUCTION: "true" };

  test("records without being told to, in the user's state folder", async () => {
    const server = await connect({ org, settings: { ...production, XDG_STATE_HOME: folder } });
    await server.call("createRecord", create);
    await server.close();
    expect(linesOf(join(folder, "salesforce-rest-mcp", "audit.jsonl"))).toMatchObject([
      { tool: "createRecord" },
    ]);
    expect(statSync(join(folder, "salesforce-rest-mcp")).mode & 0o777).toBe(0o700);
  });

  test("confirms what deletes, even when told never to", async () => {
    const server = await audited({ ...production, SALESFORCE_CONFIRM: "never" });
    const { text } = await server.call("deleteRecord", { object: "Account", id: "001000000000001AAA" });
    await server.close();
    expect(text).toMatch(/^NOT_CONFIRMED/);
    expect(text).not.toContain("SALESFORCE_CONFIRM");
    expect(org.counters()).toEqual({});
  });

  test("a write whose process is killed is recorded by the next process, once", async () => {
    org.faults.add({ method: "POST", path: "/sobjects/Account", delay: 20_000 });
    const server = await audited(production, { over: "stdio" });
    void server.call("createRecord", create).catch(() => undefined);
    const journal = () => readdirSync(folder).find((name) => name.endsWith(".open"));
    await expect.poll(() => org.counters()["http.POST"] ?? 0, { timeout: 10_000 }).toBeGreaterThanOrEqual(2);
    const pid = Number(/-(\d+)-[0-9a-f]{8}\.open$/.exec(journal() ?? "")?.[1]);
    process.kill(pid, "SIGKILL");
    await server.close().catch(() => undefined);
    expect(journal()).toContain(hostname().replaceAll(/[^\w.]/g, "_"));
    for (let round = 0; round < 2; round++) {
      const next = await audited(production);
      await next.call("createRecord", create);
      await next.close();
    }
    expect(linesOf().map(({ outcome }) => outcome)).toEqual(["unknown", "ok", "ok"]);
    expect(journal()).toBeUndefined();
  });

  test("a signal while a write is under way: its line says that its fate is unknown", async () => {
    org.faults.add({ method: "POST", path: "/sobjects/Account", delay: 20_000 });
    const env = { ...ownFolder, ...org.settings, ...production, SALESFORCE_AUDIT_LOG: file };
    const { child, ended } = new Command(["call", "createRecord", JSON.stringify(create)], env);
    await expect.poll(() => org.counters()["http.POST"] ?? 0, { timeout: 10_000 }).toBeGreaterThanOrEqual(2);
    child.kill("SIGINT");
    await ended;
    expect(linesOf()).toMatchObject([{ tool: "createRecord", outcome: "unknown", errorCode: "CANCELLED" }]);
    expect(readdirSync(folder)).toEqual(["audit.jsonl"]);
  });
});
