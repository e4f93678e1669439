import { readdirSync } from "node:fs";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { connect } from "../connect.ts";
import { ownFolder, temporaryFolder } from "../own-folder.ts";
import { startRawOrg } from "../raw-org.ts";
import { bulkServer } from "./bulk/server.ts";

const server = await bulkServer();
const { faults } = server.org;

afterEach(() => faults.clear());

const often = { times: Number.POSITIVE_INFINITY };
const leadsBack = /^UNEXPECTED_RESPONSE: Salesforce's answer leads back to a page that was read already/;
const soql = "SELECT Id FROM Account";
const page = (records: object[]) =>
  JSON.stringify({ totalSize: 9, done: false, nextRecordsUrl: "/services/data/v66.0/query/01gX-2", records });

describe("a page that leads back to one that was read ends in an error, and leaves no file", () => {
  test.each([
    ["saveTo", { saveTo: "endless.csv" }],
    ["the rows of one answer", { maxRecords: 10_000 }],
  ])("executeQuery with %s", async (_, args) => {
    for (const records of [[], [{ Id: "001DE0000000001YAA" }]]) {
      faults.add({ path: "/query/01g", answer: { status: 200, body: page(records) }, ...often });
      faults.add({ path: "/query?", answer: { status: 200, body: page(records) } });
      expect(await server.refusal("executeQuery", { soql, ...args })).toMatch(leadsBack);
      faults.clear();
    }
  });

  test("child rows", async () => {
    const children = { totalSize: 9, done: false, nextRecordsUrl: "/services/data/v66.0/query/01gC-2" };
    const body = JSON.stringify({
      totalSize: 1,
      done: true,
      records: [{ Id: "001DE0000000001YAA", Contacts: { ...children, records: [] } }],
    });
    faults.add({ path: "/query?", answer: { status: 200, body } });
    faults.add({
      path: "/query/01gC",
      answer: { status: 200, body: JSON.stringify({ ...children, records: [] }) },
      ...often,
    });
    const statement = "SELECT Id, (SELECT Id FROM Contacts) FROM Account";
    expect(await server.refusal("executeQuery", { soql: statement })).toMatch(leadsBack);
  });

  test.each(["endless.csv", "endless.json", undefined])(
    "results of a bulk query, saveTo %s",
    async (saveTo) => {
      const answer = {
        status: 200,
        body: '"Id"\n"001DE0000000001YAA"\n',
        headers: { "sforce-locator": "MTIz", "sforce-numberofrecords": "1" },
      };
      faults.add({ path: "/results", answer, ...often });
      expect(await server.refusal("createBulkQuery", { soql, saveTo })).toMatch(leadsBack);
    },
  );

  test("the list of bulk jobs", async () => {
    const list = (nextRecordsUrl: string) => JSON.stringify({ done: false, records: [], nextRecordsUrl });
    const body = list("/services/data/v66.0/jobs/query?queryLocator=a%2Bb%3D%3D");
    faults.add({ path: "/jobs/query", answer: { status: 200, body }, ...often });
    expect(await server.refusal("listBulkJobs", { kind: "query" })).toMatch(leadsBack);
  });

  afterAll(() => expect(readdirSync(server.folder)).toEqual([]));
});

test("the locator of a list of jobs is sent as Salesforce meant it", async () => {
  const asked: string[] = [];
  const org = await startRawOrg(({ url }) => {
    asked.push(url);
    const nextRecordsUrl = "/services/data/v66.0/jobs/query?queryLocator=a%2Bb%3D%3D";
    const first = !url.includes("queryLocator");
    return JSON.stringify({ done: !first, records: [], ...(first && { nextRecordsUrl }) });
  });
  const raw = await connect({ signIn: () => ({ ...ownFolder, ...org.settings }) });
  const { isError, text } = await raw.call("listBulkJobs", { kind: "query" });
  expect(isError, text).toBe(false);
  const sent = new URL(asked.at(-1) ?? "", "http://host").searchParams;
  expect(sent.get("queryLocator")).toBe("a+b==");
  await raw.close();
  await org.close();
});

test("pages without rows, however many, are no progress", async () => {
  let pages = 0;
  const org = await startRawOrg(() => {
    const nextRecordsUrl = `/services/data/v66.0/query/01gX-${++pages}`;
    return JSON.stringify({ totalSize: 9, done: false, nextRecordsUrl, records: [] });
  });
  const folder = temporaryFolder();
  const settings = { SALESFORCE_TIMEOUT_SECONDS: "1", SALESFORCE_FILES_DIR: folder };
  const raw = await connect({ signIn: () => ({ ...ownFolder, ...org.settings }), settings });
  const { text } = await raw.call("executeQuery", { soql, saveTo: "endless.csv" });
  expect(text).toMatch(/^TIMEOUT: /);
  expect(pages).toBeGreaterThan(2);
  expect(readdirSync(folder)).toEqual([]);
  await raw.close();
  await org.close();
});

test("pages of child rows are progress, each of them", async () => {
  const next = (page: number) =>
    page < 4 ? { nextRecordsUrl: `/services/data/v66.0/query/01gC-${page}` } : {};
  const children = (page: number) => ({
    totalSize: 5,
    done: page === 4,
    ...next(page),
    records: [{ Id: `003DE0000000${page}01YAA` }],
  });
  const parent = { Id: "001DE0000000001YAA", Contacts: children(0) };
  const first = JSON.stringify({ totalSize: 1, done: true, records: [parent] });
  faults.add({ path: "/query?", answer: { status: 200, body: first } });
  for (const page of [0, 1, 2, 3])
    faults.add({
      path: `/query/01gC-${page}`,
      delay: 400,
      answer: { status: 200, body: JSON.stringify(children(page + 1)) },
    });
  const folder = temporaryFolder();
  const settings = { SALESFORCE_TIMEOUT_SECONDS: "1", SALESFORCE_FILES_DIR: folder };
  const hurried = await connect({ org: server.org, settings });
  const statement = "SELECT Id, (SELECT Id FROM Contacts) FROM Account";
  const { text, isError } = await hurried.call("executeQuery", { soql: statement, saveTo: "all.json" });
  await hurried.close();
  expect(isError, text).toBe(false);
  expect(JSON.parse(text).preview.join("")).toContain("003DE0000000401YAA");
});
