import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, test } from "vitest";
import { chartPng } from "../../src/demo/data/sample-files.ts";
import { PlainHttp } from "../changes/plain-http.ts";
import { connect } from "../connect.ts";
import { filesServer, seeded } from "./files/files-server.ts";

const server = await filesServer();
const get = (path: string, more: Record<string, unknown> = {}) =>
  server.call("getResource", { path, ...more });
const json = (path: string, more: Record<string, unknown> = {}) =>
  server.json("getResource", { path, ...more });

const { listviews } = await json("sobjects/Account/listviews");
const view = String(listviews[0].resultsUrl);
const below = `/sobjects/Account/listviews/${listviews[0].id}`;

describe("a list view's results", () => {
  test("are rows, with the id that goes on from each", async () => {
    const { text } = await get(view, { query: { limit: 50 } });
    const [first, header, ...rows] = text.split("\n");
    expect(first).toBe('# returned=40 label="All Accounts"');
    expect(header).toBe("Id,Name,Type,Industry,Phone,BillingCity,Owner.Alias");
    expect(rows[0]).toMatch(/^001\w{15},Atlas Freight,,Retail,\+1 555 0126,Austin,jamilaur$/);
    const raw = JSON.stringify(await new PlainHttp(server.org).ask(`${below}/results?limit=50`));
    expect(encode(text).length).toBeLessThan(encode(raw).length / 3);
  });

  test("go on where they ended, with no row lost and none twice", async () => {
    const ids: string[] = [];
    let path: string | undefined = `${view}?limit=15`;
    while (path !== undefined) {
      const { text }: { text: string } = await get(path);
      ids.push(...(text.match(/^001\w{15}/gm) ?? []));
      path = /nextPageUrl="([^"]+)"/.exec(text)?.[1];
    }
    expect(ids).toHaveLength(40);
    expect(new Set(ids).size).toBe(40);
  });

  test("are saved whole, page by page", async () => {
    expect(await json(view, { saveTo: "view.csv" })).toMatchObject({ rows: 40 });
    expect(server.read("view.csv").toString().split("\n")).toHaveLength(42);
    expect(await json(view, { saveTo: "view.json", query: { limit: 7 } })).toMatchObject({ rows: 40 });
    expect(JSON.parse(server.read("view.json").toString())[39]).toHaveProperty("Name");
  });
});

test("JSON comes without attributes and nulls", async () => {
  const { text } = await get("query", {
    query: { q: "SELECT Id, Name, Fax, Owner.Name FROM Account LIMIT 2" },
  });
  expect(text).not.toMatch(/attributes|null/);
  expect(JSON.parse(text)).toMatchObject({ totalSize: 2, done: true });
  const account = await json(`sobjects/Account/${seeded.account}`);
  expect(account).toMatchObject({ Id: seeded.account, Name: "Aurora Analytics" });
  expect(account).not.toHaveProperty("attributes");
  expect(account).not.toHaveProperty("Fax");
});

test.each([
  ["recent", { limit: 3 }, /^\[\{"Id":/],
  [
    "sobjects/Account/updated",
    { start: "2026-11-20T00:00:00Z", end: new Date().toISOString() },
    /^\{"ids":\[/,
  ],
  [
    "sobjects/Account/deleted",
    { start: "2026-11-20T00:00:00Z", end: new Date().toISOString() },
    /"deletedRecords":\[/,
  ],
  ["sobjects/Account/describe/layouts", {}, /"detailLayoutSections"/],
  ["sobjects/Account/describe/compactLayouts", {}, /"compactLayouts"/],
  ["tooling/query", { q: "SELECT Name FROM ApexClass LIMIT 1" }, /"records":\[\{"Name":/],
  ["/services/data/v66.0/limits", {}, /"DailyApiRequests"/],
  ["v66.0/limits", {}, /"DailyApiRequests"/],
  ["/limits?a=b", {}, /"DailyApiRequests"/],
  ["/", {}, /"sobjects":"\/services\/data/],
  [
    `sobjects/Account/${seeded.account}`,
    { fields: ["Id", "Name"] },
    /^\{"Id":"001\w+","Name":"Aurora Analytics"\}$/,
  ],
])("%s can be read", async (path, query, shown) => {
  const { text, isError } = await get(path, { query });
  expect(isError, text).toBe(false);
  expect(text).toMatch(shown);
});

describe("a page of rows", () => {
  const page = (next: string | undefined, names: string[]) => ({
    status: 200,
    body: JSON.stringify({
      totalSize: 3,
      done: next === undefined,
      ...(next && { nextRecordsUrl: next }),
      records: names.map((Name) => ({ attributes: { type: "Account" }, Name })),
    }),
  });
  const next = "/services/data/v68.0/query/01gDE0000000001-2";
  const soql = { query: { q: "SELECT Name FROM Account" } };

  test("gives the path of the next one, which can be asked for as it is", async () => {
    const { origin } = new URL(server.org.settings["SALESFORCE_LOGIN_URL"] ?? "");
    for (const url of [next, `${origin}${next}`]) {
      server.org.faults.add({ path: "/query?", answer: page(url, ["A", "B"]) });
      server.org.faults.add({ path: next, answer: page(undefined, ["C"]) });
      const first = await json("query", soql);
      expect(first).toEqual({
        totalSize: 3,
        done: false,
        nextRecordsUrl: next,
        records: [{ Name: "A" }, { Name: "B" }],
      });
      expect(await json(first.nextRecordsUrl)).toMatchObject({ done: true, records: [{ Name: "C" }] });
    }
  });

  test("that leads to another host is not followed", async () => {
    server.org.faults.add({ path: "/query?", answer: page(`https://evil.example${next}`, ["A", "B"]) });
    const { nextRecordsUrl } = await json("query", soql);
    expect((await get(nextRecordsUrl)).text).toMatch(/^BAD_ARGUMENT: path: it names another host/);
    server.org.faults.add({ path: "/query?", answer: page(`https://evil.example${next}`, ["A", "B"]) });
    const { text } = await get("query", { ...soql, saveTo: "evil.csv" });
    expect(text).toMatch(/^UNEXPECTED_RESPONSE: An answer points to another host/);
    expect(server.names()).not.toContain("evil.csv");
  });

  test("is saved with all that follow", async () => {
    server.org.faults.add({ path: "/query?", answer: page(next, ["A", "B"]) });
    server.org.faults.add({ path: next, answer: page(undefined, ["C"]) });
    expect(await json("query", { ...soql, saveTo: "pages.jsonl" })).toMatchObject({ rows: 3 });
    expect(server.read("pages.jsonl").toString()).toBe('{"Name":"A"}\n{"Name":"B"}\n{"Name":"C"}\n');
  });

  test("that does not fit names no next one, since that would skip rows", async () => {
    const many = Array.from({ length: 3_000 }, (_, index) => `Name of account ${index}`);
    server.org.faults.add({ path: "/query?", answer: page(next, many) });
    const { text } = await get("query", soql);
    expect(text.length).toBeLessThanOrEqual(40_000);
    expect(text).toMatch(/^\{"notes":\["an answer holds 40,000 characters, so \d+ of 3000 rows are shown"\]/);
    expect(text).not.toContain("nextRecordsUrl");
    expect(text).toContain('"cut":"narrow it by LIMIT');
  });
});

describe("an answer that is too long", () => {
  test("is cut with true totals, and can be saved whole", async () => {
    const { text } = await get("sobjects/Account/describe");
    expect(text.length).toBeLessThanOrEqual(40_000);
    const { cut, fields } = JSON.parse(text);
    const whole = await json("sobjects/Account/describe", { saveTo: "describe.json" });
    const saved = JSON.parse(server.read("describe.json").toString());
    expect(whole.bytes).toBe(server.read("describe.json").length);
    expect(cut[0]).toBe(`fields: ${fields.length} of ${saved.fields.length} shown`);
    expect(cut).toContain("saveTo writes all of it to a file");
  });

  test("names the keys that were left out", async () => {
    const keys = Array.from({ length: 4_000 }, (_, index) => [`key_${index}`, index]);
    const body = JSON.stringify(Object.fromEntries(keys));
    server.org.faults.add({ path: "/limits", answer: { status: 200, body } });
    const { cut, ...shown } = await json("limits");
    const count = Object.keys(shown).length;
    expect(cut[0]).toMatch(
      new RegExp(`^keys: ${count} of 4000 shown \\(without key_${count}, key_${count + 1}, `),
    );
  });
});

describe("what is no JSON", () => {
  test("is shown as text or picture, and saved byte for byte", async () => {
    const blob = `sobjects/ContentVersion/${seeded.oldPrices}/VersionData`;
    expect((await get(blob)).text).toBe(`# path=${blob} bytes=15 encoding=UTF-8\nSensor S1: 110\n`);
    await json(blob, { saveTo: "prices.csv" });
    expect(server.read("prices.csv").toString()).toBe("Sensor S1: 110\n");
    const picture = seeded.picture.replace("069", "068").slice(0, 15);
    const args = { path: `sobjects/ContentVersion/${picture}/VersionData` };
    const { content } = await server.client.callTool({ name: "getResource", arguments: args });
    expect(content[1]).toMatchObject({ type: "image", data: chartPng.toString("base64") });
  });

  test("a web page is no answer, to look at or to save", async () => {
    const html = { status: 200, body: "<html>We are down</html>" };
    server.org.faults.add({ path: "/recent", answer: html, times: 2 });
    expect((await get("recent")).text).toMatch(/^UNEXPECTED_RESPONSE: .*HTML page/);
    expect((await get("recent", { saveTo: "page.json" })).text).toMatch(/^UNEXPECTED_RESPONSE: .*HTML page/);
    expect(server.names()).not.toContain("page.json");
  });

  test("an answer that breaks off is asked for again", async () => {
    const broken = server.org.faults.add({ path: "/recent", half: true });
    expect((await get("recent")).isError).toBe(false);
    expect(broken.met).toBe(1);
  });
});

test("several lists are no rows", async () => {
  const { text } = await get("sobjects/Account/describe", { saveTo: "describe.csv" });
  expect(text).toMatch(/^BAD_ARGUMENT: saveTo: this answer is no list of rows\.\nHint: Save it as \.json\./);
  expect(await json("sobjects/Account/listviews", { saveTo: "views.csv" })).toMatchObject({ rows: 2 });
});

test.each([
  "https://evil.example/services/data/v66.0/limits",
  "//evil.example/limits",
  "../oauth2/userinfo",
  "sobjects/%2e%2e/%2e%2e/apexrest",
  "sobjects/..%2f..%2fapexrest/x",
  "/services/apexrest/DiscountService",
  "/services/data/v66.0/../../apexrest",
  "sobjects\\Account",
  "limits#x",
  "limits?_HttpMethod=DELETE",
  `sobjects/Account/${seeded.account}?a=1%26_HttpMethod=DELETE`,
])("%s is refused before anything is sent", async (path) => {
  const { org } = server;
  const before = org.counters()["api"];
  const { text } = await get(path);
  expect(text).toMatch(/^BAD_ARGUMENT: path: /);
  expect((await get("limits", { query: { "a&_HttpMethod": "DELETE" } })).text).toMatch(/^BAD_ARGUMENT: /);
  expect(org.counters()["api"]).toBe(before);
});

test("parameters take plain values", async () => {
  expect((await get("limits", { query: { a: { b: 1 } } })).text).toMatch(
    /^BAD_ARGUMENT: query: a takes a text/,
  );
});

describe("read-only mode", () => {
  test.each([
    ["connect/communities", false],
    ["support/knowledgeArticles/abc", false],
    ["query?q=SELECT Id FROM Account FOR VIEW", false],
    ["sobjects/Account/describe/layouts", true],
    ["sobjects/Account/listviews", true],
    ["tooling/query?q=SELECT Id FROM ApexClass", true],
  ])("%s: known to only read is %s", async (path, reads) => {
    const narrow = await connect({ org: server.org, settings: { SALESFORCE_READ_ONLY: "true" } });
    const { text } = await narrow.call("getResource", { path });
    if (reads) expect(text).not.toMatch(/^[A-Z_]+: /);
    else expect(text).toMatch(/^READ_ONLY: getResource would update data \(GET .*is not known to only read/);
    await narrow.close();
  });
});

describe("object lists hold", () => {
  const blob = `sobjects/ContentVersion/${seeded.oldPrices}/VersionData`;
  test.each([
    ["sobjects/Account/describe", /^DENIED_OBJECT: Account /],
    [`query?q=${encodeURIComponent("SELECT Account.Name FROM Contact")}`, /^DENIED_OBJECT: Account /],
    [blob, /^DENIED_OBJECT: Account .*linked/],
    [`sobjects/Attachment/${seeded.plan}/Body`, /^DENIED_OBJECT: Account /],
    [`sobjects/ContentVersion/Id/${seeded.oldPrices}/VersionData`, /^DENIED_OBJECT: /],
    ["sobjects/ContentVersion/Key__c/x/VersionData", /^DENIED_OBJECT: .*may touch any object/],
    [`sobjects/ContentDocument/${seeded.prices}/LatestPublishedVersion/VersionData`, /^DENIED_OBJECT: /],
    ["recent", /^DENIED_OBJECT: /],
    ["sobjects/Contact/describe/layouts", undefined],
  ])("%s", async (path, refused) => {
    const narrow = await connect({ org: server.org, settings: { SALESFORCE_DENIED_OBJECTS: "Account" } });
    const { text, isError } = await narrow.call("getResource", { path });
    expect(isError).toBe(refused !== undefined);
    if (refused) expect(text).toMatch(refused);
    const batchRequests = [{ method: "GET", url: path }];
    const batch = await narrow.call("executeBatch", { batchRequests });
    if (refused) expect(batch.text).toMatch(refused);
    await narrow.close();
  });
});
