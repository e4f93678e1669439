import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { bulkOrg, type Json } from "./org.ts";

const demo = await bulkOrg();
const { ask, exported, json, refusal } = demo;

/** The cells of a file of one column. */
function idsOf(text: string): string[] {
  return parse(text, { from: 2 }).flat();
}

async function page(id: unknown, query = "", version = "66.0") {
  const response = await ask("GET", `/../v${version}/jobs/query/${id}/results${query}`);
  return {
    status: response.status,
    text: await response.text(),
    locator: response.headers.get("sforce-locator"),
    count: Number(response.headers.get("sforce-numberofrecords")),
  };
}

describe("a query job", () => {
  test("gives every row in one page, columns as they were asked for", async () => {
    const status = await exported("SELECT Subject, Id, Who.Name, Account.Name, IsClosed FROM Task");
    expect(status).toMatchObject({
      operation: "query",
      object: "Task",
      state: "JobComplete",
      jobType: "V2Query",
      apiVersion: 66,
      numberRecordsProcessed: 2_500,
      isPkChunkingSupported: true,
    });
    const { text, locator, count } = await page(status["id"]);
    expect({ locator, count }).toEqual({ locator: "null", count: 2_500 });
    expect(text).toMatch(/^"Subject","Id","Who.Name","Account.Name","IsClosed"\n/);
    const rows: Record<string, string>[] = parse(text, { columns: true });
    expect(new Set(rows.map(({ Id }) => Id)).size).toBe(2_500);
    expect(new Set(rows.map(({ IsClosed }) => IsClosed))).toEqual(new Set(["true", "false"]));
  });

  test("gives pages of the size that was asked for, none twice and none lost", async () => {
    const status = await exported("SELECT Id FROM Task");
    const ids: string[] = [];
    const sizes: number[] = [];
    for (let locator = ""; locator !== "null"; ) {
      const next = await page(status["id"], `?maxRecords=900${locator && `&locator=${locator}`}`);
      ids.push(...idsOf(next.text));
      sizes.push(next.count);
      locator = next.locator ?? "null";
    }
    expect(sizes).toEqual([900, 900, 700]);
    expect(new Set(ids).size).toBe(2_500);
    expect((await page(status["id"], "?locator=nonsense")).text).toContain("INVALIDQUERYLOCATOR");
  });

  test("tells the addresses of its pages", async () => {
    demo.org.org.settings.bulkPageRows = 400;
    const status = await exported("SELECT Id FROM Task");
    const first = await json(await ask("GET", `/jobs/query/${status["id"]}/resultPages`));
    const pages = first["resultPages"] as { resultUrl: string }[];
    expect(pages).toHaveLength(5);
    expect(first["done"]).toBe(false);
    const next = String(first["nextRecordsUrl"]).split("/v66.0")[1] ?? "";
    const second = await json(await ask("GET", next));
    expect(second).toMatchObject({ done: true });
    const urls = [...pages, ...(second["resultPages"] as { resultUrl: string }[])];
    const texts = await Promise.all(
      urls.map(async ({ resultUrl }) => (await ask("GET", resultUrl.split("/v66.0")[1] ?? "")).text()),
    );
    expect(texts.flatMap((text) => parse(text, { from: 2 }))).toHaveLength(2_500);
    demo.org.org.settings.bulkPageRows = 50_000;
  });

  test("writes values as Salesforce's files have them", async () => {
    const query =
      "SELECT Name, AnnualRevenue, NumberOfEmployees, CreatedDate, Phone FROM Account WHERE AnnualRevenue > 10000000 LIMIT 1";
    const status = await exported(query, { columnDelimiter: "PIPE", lineEnding: "CRLF" });
    const { text } = await page(status["id"]);
    expect(text).toMatch(
      /^"Name"\|"AnnualRevenue"\|"NumberOfEmployees"\|"CreatedDate"\|"Phone"\r\n"[^|]+"\|"\d\.\d+E[78]"\|"\d*"\|"[\dT:-]+\.000Z"\|"[^|]*"\r\n$/,
    );
  });

  test("keeps the order and number that the query says, and nothing when there is nothing", async () => {
    const ordered = await page((await exported("SELECT Name FROM Account ORDER BY Name DESC LIMIT 3"))["id"]);
    const names = idsOf(ordered.text);
    expect(names).toHaveLength(3);
    expect(names).toEqual([...names].sort().reverse());
    const none = await page((await exported("SELECT Id, Name FROM Account WHERE Name = 'none such'"))["id"]);
    expect(none).toMatchObject({ text: '"Id","Name"\n', count: 0, locator: "null" });
  });

  test("queryAll sees the recycle bin", async () => {
    const count = async (operation: string) =>
      (await exported("SELECT Id FROM Note", { operation }))["numberRecordsProcessed"];
    await demo.load({ object: "Note", operation: "insert" }, "Title,ParentId\n");
    expect(await count("query")).toBe(await count("queryAll"));
    const [{ Id: id } = {}] = await demo.rows("SELECT Id FROM Task LIMIT 1");
    await demo.load({ object: "Task", operation: "delete" }, `Id\n${id}\n`);
    const tasks = async (operation: string) =>
      (await exported("SELECT Id FROM Task", { operation }))["numberRecordsProcessed"];
    expect([await tasks("query"), await tasks("queryAll")]).toEqual([2_499, 2_500]);
  });

  test.each<[string, Json, string]>([
    ["no query", {}, "400 INVALIDJOB InvalidJob : query is required"],
    ["bad SOQL", { query: "SELECT Nope FROM Account" }, "400 INVALID_FIELD"],
    ["an unknown object", { query: "SELECT Id FROM Nope" }, "400 INVALID_TYPE"],
    ["aggregates", { query: "SELECT COUNT(Id) FROM Account" }, "400 "],
    ["grouping", { query: "SELECT Name FROM Account GROUP BY Name" }, "400 "],
    ["an offset", { query: "SELECT Id FROM Account LIMIT 1 OFFSET 1" }, "400 "],
    ["TYPEOF", { query: "SELECT TYPEOF Who WHEN Lead THEN Id END FROM Task" }, "400 "],
    ["child queries", { query: "SELECT Id, (SELECT Id FROM Contacts) FROM Account" }, "400 "],
    [
      "compound fields",
      { query: "SELECT BillingAddress FROM Account" },
      "400 API_ERROR Selecting compound data not supported in Bulk Query",
    ],
    ["an insert", { operation: "insert", query: "SELECT Id FROM Account" }, "400 JSON_PARSER_ERROR"],
  ])("refuses %s", async (_, more, message) => {
    const response = await ask("POST", "/jobs/query", { operation: "query", ...more });
    expect(await refusal(response)).toContain(message);
  });

  test("can be aborted and forgotten; results are for the version that made it, when it is done", async () => {
    demo.org.org.settings.bulkMilliseconds = 5_000;
    const query = "SELECT Id FROM Account";
    const { id } = await json(await ask("POST", "/jobs/query", { operation: "query", query }));
    expect((await page(id)).text).toContain("INVALIDJOBSTATE");
    expect(await json(await ask("PATCH", `/jobs/query/${id}`, { state: "Aborted" }))).toMatchObject({
      state: "Aborted",
    });
    demo.org.org.settings.bulkMilliseconds = 2;
    expect((await ask("DELETE", `/jobs/query/${id}`)).status).toBe(204);
    const done = await exported(query);
    expect((await page(done["id"], "", "67.0")).status).toBe(409);
    const list = await json(await ask("GET", "/jobs/query"));
    expect((list["records"] as Json[]).map((job) => job["id"])).toContain(done["id"]);
    expect(list["records"]).not.toContainEqual(expect.objectContaining({ id }));
  });
});

test("a broken page can be read again", async () => {
  const { id } = await exported("SELECT Id FROM Task");
  demo.org.faults.add({ path: "/results", half: true });
  await expect(page(id)).rejects.toThrow();
  expect((await page(id)).count).toBeGreaterThan(2_000);
});
