import { array, boolean, assert as check, integer, nat, property, record as shape } from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { firstPage, nextPage } from "../../../src/demo/api/pages.ts";
import { type JsonRecord, keyed } from "../../../src/demo/json.ts";
import { httpOrg } from "../http-org.ts";
import { inProcessOrg } from "../in-process-org.ts";

const { ask, create, demo } = await httpOrg();

interface Page {
  totalSize: number;
  done: boolean;
  nextRecordsUrl?: string;
  records: JsonRecord[];
}

/** A query's page of at least 200 rows; an answer's body is one. */
const query = async (soql: string, batchSize = 200) =>
  (
    await ask("GET", `/query?q=${encodeURIComponent(soql)}`, {
      headers: { "sforce-query-options": `batchSize=${batchSize}` },
    })
  ).body as Page;
const follow = async (url: string | undefined) => (await ask("GET", url ?? "")).body as Page;
/** A child result is a page too. */
const children = (record: JsonRecord | undefined, name: string) => record?.[name] as Page;

const parent = await create("Account", { Name: "AAA Parent" });
for (let start = 0; start < 450; start += 150)
  await ask("POST", "/composite/sobjects", {
    body: {
      records: Array.from({ length: 150 }, (_, index) => ({
        attributes: { type: "Contact" },
        LastName: `Child ${String(start + index).padStart(3, "0")}`,
        AccountId: parent,
      })),
    },
  });
const soql =
  "SELECT Name, (SELECT LastName FROM Contacts ORDER BY LastName) FROM Account WHERE Name >= 'AAA' ORDER BY Name LIMIT 4";

beforeEach(() => {
  demo.org.settings.parentsComeAgain = false;
  demo.org.settings.childRows = 2_000;
});

describe("children count towards the batch size", () => {
  test("a parent's children go on by an address of their own, and other parents come on the next page", async () => {
    const first = await query(soql);
    expect({ ...first, records: first.records.length }).toMatchObject({
      totalSize: 4,
      done: false,
      records: 1,
    });
    const contacts = children(first.records[0], "Contacts");
    expect({ ...contacts, records: contacts.records.length }).toEqual({
      totalSize: 450,
      done: false,
      records: 199,
      nextRecordsUrl: expect.stringMatching(/^\/services\/data\/v68\.0\/query\/0r8\w+-199$/),
    });
    const second = await follow(contacts.nextRecordsUrl);
    const third = await follow(second.nextRecordsUrl);
    expect([second.totalSize, second.done, third.totalSize, third.done]).toEqual([450, false, 450, true]);
    const names = [contacts, second, third].flatMap(({ records }) => records.map(({ LastName }) => LastName));
    expect(names).toEqual(
      Array.from({ length: 450 }, (_, index) => `Child ${String(index).padStart(3, "0")}`),
    );
    const rest = await follow(first.nextRecordsUrl);
    expect(rest.done).toBe(true);
    expect(rest.records).toHaveLength(3);
  });

  test("an org where parents come again shows them with their next children", async () => {
    demo.org.settings.parentsComeAgain = true;
    const pages = [await query(soql)];
    for (let last = pages[0]; last?.nextRecordsUrl; last = pages.at(-1))
      pages.push(await follow(last.nextRecordsUrl));
    const parents = pages.flatMap(({ records }) => records.map(({ Name }) => Name));
    expect(parents.filter((name) => name === "AAA Parent")).toHaveLength(3);
    const names = pages.flatMap(({ records }) =>
      records
        .flatMap((record) => children(record, "Contacts")?.records ?? [])
        .map(({ LastName }) => String(LastName)),
    );
    expect(names.filter((name) => name.startsWith("Child "))).toHaveLength(450);
    expect(new Set(pages.map(({ totalSize }) => totalSize))).toEqual(new Set([4]));
  });

  test("children of children go on too, and pages can be made to hold few", async () => {
    demo.org.settings.childRows = 1;
    const [record] = (
      await query(
        "SELECT Id, (SELECT Id, (SELECT Id FROM Tasks) FROM Opportunities) FROM Account WHERE Id IN (SELECT AccountId FROM Opportunity) LIMIT 1",
        2_000,
      )
    ).records;
    const deals = children(record, "Opportunities");
    expect([deals.records.length, deals.done]).toEqual([1, false]);
    const tasks = children(deals.records[0], "Tasks");
    expect([tasks.records.length, tasks.done]).toEqual([1, false]);
    const more = await follow(tasks.nextRecordsUrl);
    expect(more.records).toHaveLength(tasks.totalSize - 1);
    const nextDeals = await follow(deals.nextRecordsUrl);
    expect(children(nextDeals.records[0], "Tasks").nextRecordsUrl).toMatch(/query\/0r8\w+-1$/);
  });

  test("an address that nobody was given is no page", async () => {
    const { nextRecordsUrl = "" } = await query("SELECT Id FROM Task");
    const answers = [nextRecordsUrl.replace("-200", "-201"), nextRecordsUrl.replace("-200", "-99800")];
    for (const address of answers)
      expect(await ask("GET", address)).toMatchObject({
        status: 400,
        body: [{ errorCode: "INVALID_QUERY_LOCATOR" }],
      });
  });
});

test("no row is lost or doubled, however many children there are", async () => {
  const { org } = await inProcessOrg([], { seeded: false });
  const family = array(nat(9), { maxLength: 12 });
  const setting = shape({
    families: array(family, { maxLength: 8 }),
    batch: integer({ min: 1, max: 12 }),
    again: boolean(),
  });
  let number = 0;
  const row = (more: JsonRecord = {}): JsonRecord => ({ Id: String(number++), ...more });
  const result = (records: JsonRecord[]) =>
    records.length === 0 ? null : { totalSize: records.length, done: true, records };
  const bodyOf = (locator: string): Page =>
    // Asked for by an address that was answered.
    nextPage(
      {
        method: "GET",
        path: "",
        params: { locator },
        version: 68,
        query: new URLSearchParams(),
        headers: {},
        body: undefined,
        userId: "",
      },
      org,
    ).body as Page;
  /** Every row's id by following every address; what the children of a repeated parent show is followed once. */
  function idsOf(page: Page, again: boolean): string[] {
    const own = page.records.flatMap((record) => [
      String(record["Id"]),
      ...Object.values(record).flatMap((value) => {
        const child = keyed(value);
        if (!Array.isArray(child["records"])) return [];
        // It has records, so it is one.
        const inner = child as unknown as Page;
        return idsOf(again ? { ...inner, nextRecordsUrl: "" } : inner, again);
      }),
    ]);
    const next = page.nextRecordsUrl?.split("/").at(-1);
    return next ? [...own, ...idsOf(bodyOf(next), again)] : own;
  }
  await check(
    property(setting, ({ families, batch, again }) => {
      org.settings.parentsComeAgain = again;
      number = 0;
      const records = families.map((counts) =>
        row({
          Kids: result(
            counts.map((count) =>
              row({ Toys: again ? null : result(Array.from({ length: count }, () => row())) }),
            ),
          ),
        }),
      );
      const { body } = firstPage(
        org,
        {
          records,
          totalSize: records.length,
          hasChildren: true,
          aggregate: false,
          objectName: "Account",
          columns: [],
        },
        batch,
        68,
      );
      // A page.
      const ids = idsOf(body as Page, again);
      expect(new Set(ids).size).toBe(number);
      if (!again) expect(ids).toHaveLength(number);
    }),
    { seed: 7, numRuns: 300 },
  );
});
