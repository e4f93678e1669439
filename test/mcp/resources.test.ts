import { appendFileSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { matchTemplate } from "../../src/mcp/resources/match.ts";
import { type Connected, type ConnectOptions, connect } from "../connect.ts";
import { notOnWindows } from "../left-out.ts";
import { temporaryFolder } from "../own-folder.ts";
import { call, initialize, initialized, Program } from "../protocol/program.ts";

let org: DemoOrg;
let server: Connected;
const open: Connected[] = [];

async function opened(options: ConnectOptions): Promise<Connected> {
  const connected = await connect({ org, ...options });
  open.push(connected);
  return connected;
}

beforeAll(async () => {
  org = await startDemoOrg();
  server = await opened({});
});

afterAll(async () => {
  for (const { close } of open) await close();
  await org.close();
});

async function read(uri: string, { client } = server): Promise<{ mimeType: string; text: string }> {
  const { contents } = await client.readResource({ uri });
  expect(contents).toHaveLength(1);
  expect(contents[0]).toMatchObject({ uri });
  // Text is all that these resources have.
  return contents[0] as { mimeType: string; text: string };
}

async function refusal(uri: string, from = server): Promise<string> {
  return read(uri, from).then(
    () => "",
    (error: Error) => error.message,
  );
}

async function completed(uri: string, name: string, value: string, from = server): Promise<string[]> {
  const answer = await from.client.complete({
    ref: { type: "ref/resource", uri },
    argument: { name, value },
  });
  return answer.completion.values;
}

async function anId(object: string, where = ""): Promise<string> {
  const { text } = await server.call("executeQuery", { soql: `SELECT Id FROM ${object} ${where} LIMIT 1` });
  return text.split("\n")[2] ?? "";
}

describe.each(["streams", "stateless-streams", "legacy-streams"] as const)("over %s", (over) => {
  test("resources are listed, read and completed, and nothing promises to tell of changes", async () => {
    const { client } = await opened({ over });
    expect(client.getServerCapabilities()).toMatchObject({ completions: {} });
    expect(client.getServerCapabilities()?.resources).not.toMatchObject({ subscribe: true });
    expect(client.getServerCapabilities()?.resources).not.toMatchObject({ listChanged: true });
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual(["salesforce://objects", "ui://salesforce/chart.html"]);
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      "salesforce://objects/{object}",
      "salesforce://records/{object}/{id}",
      "salesforce://reports/{id}",
    ]);
    const { contents } = await client.readResource({ uri: "salesforce://objects/Account" });
    expect(contents[0]).toMatchObject({
      mimeType: "application/json",
      text: expect.stringContaining("Industry"),
    });
    const asked = { ref: { type: "ref/resource" as const, uri: "salesforce://objects/{object}" } };
    const { completion } = await client.complete({ ...asked, argument: { name: "object", value: "accou" } });
    expect(completion.values[0]).toBe("Account");
  });
});

test("each resource holds what the tool behind it answers", async () => {
  const objects = await read("salesforce://objects");
  expect(objects.mimeType).toBe("text/csv");
  expect(objects.text).toBe((await server.call("listAllObjects", { maxRecords: 5_000 })).text);
  const id = await anId("Account");
  const record = await read(`salesforce://records/Account/${id}`);
  expect(record).toMatchObject({ mimeType: "application/json", text: expect.stringContaining(id) });
  const report = await anId("Report", "WHERE Name LIKE '%Stage%'");
  const figures = await read(`salesforce://reports/${report}`);
  expect(figures.mimeType).toBe("text/csv");
  expect(figures.text).toBe((await server.call("getReport", { reportId: report })).text);
});

test("a report is found by its name too, in any case, encoded or not", async () => {
  const [name = ""] = await completed("salesforce://reports/{id}", "id", "pipeline");
  expect(name.toLowerCase()).toContain("pipeline");
  const { text } = await read(`salesforce://reports/${encodeURIComponent(name)}`);
  expect((await read(`salesforce://reports/${name.toUpperCase()}`)).text).toBe(text);
  expect(await refusal("salesforce://reports/Pipelime")).toMatch(/BAD_ARGUMENT: No report has "Pipelime"/);
  const id = await anId("Report");
  expect(await completed("salesforce://reports/{id}", "id", id.slice(0, 10))).toContain(id);
});

test("objects complete by name and by label, and by nothing where nothing is known", async () => {
  const of = (value: string) => completed("salesforce://records/{object}/{id}", "object", value);
  expect(await of("opportunity")).toContain("OpportunityLineItem");
  expect(await of("Opportunity Prod")).toEqual(["OpportunityLineItem"]);
  expect((await of("")).length).toBeLessThanOrEqual(100);
  expect(await of("no such thing")).toEqual([]);
  expect(await completed("salesforce://records/{object}/{id}", "id", "001")).toEqual([]);
  expect(await completed("salesforce://nothing/{object}", "object", "a")).toEqual([]);
  for (const part of ["toString", "constructor", "__proto__"])
    expect(await completed("salesforce://objects/{object}", part, "a")).toEqual([]);
});

test("what cannot be read says why, in the form of every error", async () => {
  expect(await refusal("salesforce://objects/Acount")).toMatch(/NOT_FOUND: [\s\S]*Did you mean Account/);
  expect(await refusal("salesforce://records/Account/12")).toMatch(/BAD_ARGUMENT: id: takes an id/);
  expect(await refusal("salesforce://objects/../limits")).toContain("BAD_ARGUMENT");
  expect(await refusal("salesforce://objects/%2e%2e")).toContain("BAD_ARGUMENT");
  expect(await refusal("salesforce://contacts")).toMatch(
    /BAD_ARGUMENT: salesforce:\/\/contacts is no resource[\s\S]*Hint: Resources: salesforce:\/\/objects,/,
  );
  const missing = await refusal("salesforce://records/Account/001000000000000AAA");
  expect(missing).toMatch(/NOT_FOUND: .*\n[\s\S]*HTTP 404/);
});

test("object lists, the audit and the choice of tools hold for resources", async () => {
  const log = join(temporaryFolder(), "audit.jsonl");
  const guarded = await opened({
    settings: {
      SALESFORCE_DENIED_OBJECTS: "Contact",
      SALESFORCE_AUDIT_LOG: log,
      SALESFORCE_TOOLS: "listAllObjects,getRecord",
    },
  });
  const id = await anId("Contact");
  expect(await refusal(`salesforce://records/Contact/${id}`, guarded)).toMatch(/DENIED_OBJECT/);
  expect((await read("salesforce://objects", guarded)).text).not.toMatch(/^Contact,/m);
  expect(await completed("salesforce://records/{object}/{id}", "object", "Contact", guarded)).not.toContain(
    "Contact",
  );
  const { resourceTemplates } = await guarded.client.listResourceTemplates();
  expect(resourceTemplates.map(({ name }) => name)).toEqual(["record"]);
  expect(await refusal("salesforce://objects/Account", guarded)).toContain("is no resource");
  const lines = readFileSync(log, "utf8").trim().split("\n");
  expect(lines.map((line) => JSON.parse(line)).map(({ tool, outcome }) => [tool, outcome])).toEqual([
    ["salesforce://records/{object}/{id}", "refused"],
    ["salesforce://objects", "ok"],
    ["completions:objects", "ok"],
    ["resources/read", "refused"],
  ]);
});

test("without a sign-in reading says what is missing, and completing says nothing", async () => {
  const lost = await opened({ signIn: () => ({}) });
  expect(await refusal("salesforce://objects", lost)).toContain("NOT_CONFIGURED");
  expect(await refusal("salesforce://reports/Pipeline", lost)).toContain("NOT_CONFIGURED");
  expect(await completed("salesforce://objects/{object}", "object", "Acc", lost)).toEqual([]);
});

test("a saved file comes back as a link beside the whole text, for clients that know links", async () => {
  const args = { soql: "SELECT Name FROM Account", saveTo: "accounts.csv" };
  for (const over of ["stateless-streams", "legacy-streams"] as const) {
    const SALESFORCE_FILES_DIR = temporaryFolder();
    const { client } = await opened({ over, settings: { SALESFORCE_FILES_DIR } });
    const { content } = await client.callTool({ name: "executeQuery", arguments: args });
    expect(content).toEqual([
      { type: "text", text: expect.stringContaining(join(SALESFORCE_FILES_DIR, "accounts.csv")) },
      {
        type: "resource_link",
        uri: expect.stringMatching(/^file:\/\/\/.*\/accounts\.csv$/),
        name: "accounts.csv",
        mimeType: "text/csv",
      },
    ]);
  }
});

test("a client of a revision without links gets the text alone", async () => {
  const program = new Program({ ...org.settings, SALESFORCE_FILES_DIR: temporaryFolder() });
  const args = { soql: "SELECT Name FROM Account", saveTo: "accounts.csv" };
  program.send(initialize("2025-03-26"), initialized, call(1, "executeQuery", args));
  const { content } = (await program.answer(1)).result;
  expect(content).toEqual([{ type: "text", text: expect.stringContaining("accounts.csv") }]);
  expect(await program.end()).toEqual([0, null]);
});

test("a link to a saved file can be followed, and no other file can be read", notOnWindows, async () => {
  const SALESFORCE_FILES_DIR = temporaryFolder();
  writeFileSync(join(SALESFORCE_FILES_DIR, "own.csv"), "Name\nx\n");
  const saving = await opened({ settings: { SALESFORCE_FILES_DIR } });
  const linkTo = async (soql: string, saveTo: string) => {
    const { content } = await saving.client.callTool({ name: "executeQuery", arguments: { soql, saveTo } });
    return content.map((part) => (part.type === "resource_link" ? part.uri : "")).join("");
  };
  const small = await linkTo("SELECT Name FROM Account ORDER BY Name", "accounts.csv");
  expect(await read(small, saving)).toEqual({
    uri: small,
    mimeType: "text/csv",
    text: readFileSync(join(SALESFORCE_FILES_DIR, "accounts.csv"), "utf8"),
  });
  const large = await linkTo("SELECT Name FROM Account", "a b %.jsonl");
  appendFileSync(join(SALESFORCE_FILES_DIR, "a b %.jsonl"), `${"x".repeat(99)}\n`.repeat(12_000));
  const { text } = await read(large, saving);
  const [, told, all] = /^# cut: (\d+) of (\d+) bytes; the whole file is .*a b %\.jsonl\n$/m.exec(text) ?? [];
  expect(Buffer.byteLength(text.slice(0, text.indexOf("# cut")))).toBe(Number(told));
  expect(Number(told)).toBeGreaterThan(999_900);
  expect(Number(all)).toBeGreaterThan(1_200_000);
  for (const other of [
    small.replace("accounts", "own"),
    "file:///etc/passwd",
    `${small}/../own.csv`,
    "file://host/x",
  ])
    expect(await refusal(other, saving), other).toContain("is no resource of this server");
  rmSync(join(SALESFORCE_FILES_DIR, "accounts.csv"));
  symlinkSync("/etc/passwd", join(SALESFORCE_FILES_DIR, "accounts.csv"));
  expect(await refusal(small, saving)).toMatch(/FILE_REFUSED: .*accounts\.csv leads out of the files folder/);
});

test("addresses are matched part by part", () => {
  const records = "salesforce://records/{object}/{id}";
  expect(matchTemplate(records, "salesforce://records/Account/001")).toEqual({
    object: "Account",
    id: "001",
  });
  expect(matchTemplate(records, "salesforce://records/A%20b/c/d%")).toEqual({ object: "A b", id: "c/d%" });
  for (const other of [
    "salesforce://records/Account",
    "salesforce://records//001",
    "Salesforce+//records/a/b",
  ])
    expect(matchTemplate(records, other)).toBeUndefined();
  expect(matchTemplate("salesforce://objects", "salesforce://objects/")).toBeUndefined();
  expect(matchTemplate("salesforce://objects", "salesforce://objects")).toEqual({});
});
