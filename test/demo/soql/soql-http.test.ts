import { afterAll, expect, test } from "vitest";
import { startDemoOrg } from "../../../src/demo/org.ts";
import { allCases } from "./cases/all-cases.ts";
import { comparable } from "./random/comparable.ts";
import { dataOf, type Page, type Plain, plain } from "./random/plain-data.ts";
import { countsRows } from "./soql-org.ts";

const demo = await startDemoOrg({ now: () => Date.UTC(2026, 10, 24, 9) });
const authorization = `Bearer ${demo.oauth.issue()}`;

afterAll(() => demo.close());

function get(path: string): Promise<Response> {
  return fetch(`${demo.instanceUrl}${path}`, { headers: { authorization } });
}

function query(soql: string, resource = "query"): Promise<Response> {
  return get(`/services/data/v68.0/${resource}?q=${encodeURIComponent(soql)}`);
}

/** The records of all pages. */
async function recordsOf(soql: string): Promise<Plain[] | number> {
  const response = await query(soql);
  expect(response.status).toBe(200);
  let page = (await response.json()) as Page;
  if (countsRows(soql)) return page.totalSize;
  const found = [...page.records];
  while (page.nextRecordsUrl) {
    page = (await (await get(page.nextRecordsUrl)).json()) as Page;
    found.push(...page.records);
  }
  expect({ done: page.done, totalSize: page.totalSize }).toEqual({ done: true, totalSize: found.length });
  return found.map(plain);
}

test("every fourth statement answers the same over HTTP", async () => {
  const data = dataOf(demo.org);
  const some = Object.values(allCases)
    .flat()
    .filter((_, index) => index % 4 === 0);
  expect(some.length).toBeGreaterThan(100);
  for (const [soql, expected] of some)
    expect(comparable(soql, await recordsOf(soql)), soql).toEqual(comparable(soql, expected(data)));
});

test("records, parents and children have their attributes, and the keys stand as they were asked for", async () => {
  const response = await query(
    "SELECT Phone, Name, Owner.Name, Id, (SELECT LastName FROM Contacts LIMIT 1) FROM Account WHERE Name = 'Ember Robotics'",
  );
  const { records } = (await response.json()) as Page;
  const url = expect.stringMatching(/^\/services\/data\/v68\.0\/sobjects\/(Account|User|Contact)\/\w{18}$/);
  expect(records).toEqual([
    {
      attributes: { type: "Account", url },
      Phone: expect.toSatisfy((phone) => phone === null || typeof phone === "string"),
      Name: "Ember Robotics",
      Owner: { attributes: { type: "User", url }, Name: expect.any(String) },
      Id: expect.stringMatching(/^001\w{15}$/),
      Contacts: {
        totalSize: 1,
        done: true,
        records: [{ attributes: { type: "Contact", url }, LastName: expect.any(String) }],
      },
    },
  ]);
  expect(Object.keys(records[0] ?? {})).toEqual(["attributes", "Phone", "Name", "Owner", "Id", "Contacts"]);
});

test("AggregateResults have no url, polymorphic parents are Names, and TYPEOF tells the object", async () => {
  const attributes = async (soql: string) => {
    const { records } = (await (await query(soql)).json()) as Page;
    return records[0];
  };
  expect(await attributes("SELECT COUNT(Id) FROM Account")).toEqual({
    attributes: { type: "AggregateResult" },
    expr0: 40,
  });
  const url = expect.stringContaining("/sobjects/Account/001");
  expect(await attributes("SELECT What.Name FROM Task WHERE What.Type = 'Account' LIMIT 1")).toMatchObject({
    What: { attributes: { type: "Name", url } },
  });
  const typeOf =
    "SELECT TYPEOF What WHEN Account THEN Name END FROM Task WHERE What.Type = 'Account' LIMIT 1";
  expect(await attributes(typeOf)).toMatchObject({ What: { attributes: { type: "Account", url } } });
});

test("queryAll has deleted rows, query has not", async () => {
  const { Id } = demo.org.store.get(`SELECT "Id" FROM "Lead" LIMIT 1`) ?? {};
  const path = `/services/data/v68.0/sobjects/Lead/${Id}`;
  const deleted = await fetch(`${demo.instanceUrl}${path}`, { method: "DELETE", headers: { authorization } });
  expect(deleted.status).toBe(204);
  const soql = `SELECT Id, IsDeleted FROM Lead WHERE Id = '${Id}'`;
  expect(((await (await query(soql)).json()) as Page).records).toEqual([]);
  const { records } = (await (await query(soql, "queryAll")).json()) as Page;
  expect(records.map(plain)).toEqual([{ Id, IsDeleted: true }]);
});

test("a refusal is a 400 with the code and the place", async () => {
  const response = await query("SELECT Id FROM Account WHERE Foo = 1");
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual([
    {
      errorCode: "INVALID_FIELD",
      message: expect.stringMatching(
        /^\nSELECT Id FROM Account WHERE Foo = 1\n {29}\^\nERROR at Row:1:Column:30\nNo such column 'Foo'/,
      ),
    },
  ]);
});

test("FOR VIEW and FOR REFERENCE note when a row was looked at, and change nothing else", async () => {
  const dates = async () => {
    const soql =
      "SELECT LastViewedDate, LastReferencedDate, LastModifiedDate, SystemModstamp FROM Contact WHERE LastName = 'Doyle' LIMIT 1";
    const { records } = (await (await query(soql)).json()) as Page;
    return plain(records[0] ?? {});
  };
  const before = await dates();
  const now = "2026-11-24T09:00:00.000+0000";
  await query("SELECT Id FROM Contact WHERE LastName = 'Doyle' FOR REFERENCE");
  expect(await dates()).toEqual({ ...before, LastViewedDate: null, LastReferencedDate: now });
  await query("SELECT Id FROM Contact WHERE LastName = 'Doyle' FOR VIEW");
  expect(await dates()).toEqual({ ...before, LastViewedDate: now, LastReferencedDate: now });
});
