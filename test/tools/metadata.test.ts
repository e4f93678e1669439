import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Connected, connect } from "../connect.ts";

let server: Connected;

beforeAll(async () => {
  server = await connect();
});

afterAll(() => server.close());

const json = async (tool: string, args: Record<string, unknown> = {}) =>
  JSON.parse((await server.call(tool, args)).text);
const rows = (text: string): Record<string, string>[] =>
  parse(text.slice(text.indexOf("\n") + 1), { columns: true });

test("Account's describe is short and tells what a writer needs", async () => {
  const { text } = await server.call("describeObject", { object: "Account" });
  expect(text.length).toBeLessThanOrEqual(12_000);
  const { required, fields, can } = JSON.parse(text);
  expect(required).toEqual(["Name"]);
  expect(can).toBe("query create update delete search");
  expect(fields.Industry).toMatch(/^picklist\{Agriculture\|/);
  expect(fields.OwnerId).toMatch(/^reference\(User\) as Owner/);
  expect(fields.Name).toContain("required");
  expect(fields.CreatedDate).toContain("read-only");
  expect(fields.External_Id__c).toContain("external id");
});

test("a search that finds no field says so", async () => {
  const { noMatch, fields } = await json("describeObject", { object: "Account", search: "Indstry" });
  expect(fields).toEqual({});
  expect(noMatch).toBe('no field\'s name or label contains "Indstry"; did you mean Industry?');
});

test("unknown names are called out with what may have been meant", async () => {
  const { unknownFields, fields } = await json("describeObject", {
    object: "Account",
    fields: ["Name", "Industy"],
  });
  expect(Object.keys(fields)).toEqual(["Name"]);
  expect(unknownFields).toEqual(["Industy: no such field; did you mean Industry?"]);
  expect((await server.call("describeObject", { object: "Acount" })).text).toMatch(
    /^NOT_FOUND: [\s\S]*Did you mean Account/,
  );
});

test("search, children, record types and every property", async () => {
  const found = await json("describeObject", { object: "Account", search: "billing" });
  expect(Object.keys(found.fields)).toContain("BillingAddress");
  const parts = await json("describeObject", {
    object: "Account",
    include: ["childRelationships", "recordTypes"],
  });
  expect(parts.childRelationships.Contacts).toBe("Contact.AccountId");
  expect(parts.recordTypes).toHaveLength(2);
  const full = await json("describeObject", { object: "Account", fields: ["Industry"], detail: "full" });
  expect(full.fields[0]).toMatchObject({ name: "Industry", type: "picklist" });
});

test("an unchanged describe is not sent again", async () => {
  server.org.resetCounters();
  await server.call("describeObject", { object: "Lead" });
  await server.call("describeObject", { object: "Lead" });
  expect(server.org.counters()["api"]).toBe(1);
});

test("objects are listed, searched and paged", async () => {
  const all = rows((await server.call("listAllObjects")).text);
  expect(all.map(({ name }) => name)).toContain("Project__c");
  const { text } = await server.call("listAllObjects", { kind: "custom" });
  expect(rows(text).map(({ name }) => name)).toEqual(["Project__c"]);
  const first = await server.call("listAllObjects", { maxRecords: 10 });
  const cursor = /nextCursor=(\S+)/.exec(first.text)?.[1];
  const second = await server.call("listAllObjects", { cursor });
  expect([...rows(first.text), ...rows(second.text)].map(({ name }) => name)).toEqual(
    all.slice(0, 20).map(({ name }) => name),
  );
});

test("limits, most used first, with unknown names called out", async () => {
  const all = rows((await server.call("getOrganizationLimits")).text);
  expect(all.map(({ name }) => name)).toContain("PermissionSets.CreateCustom");
  const { text } = await server.call("getOrganizationLimits", { names: ["DailyApiRequests", "Nonsense"] });
  expect(text.split("\n")[0]).toContain("unknownNames=Nonsense");
  expect(Number(rows(text)[0]?.["remaining"])).toBeLessThan(15_000);
  expect((await server.call("getOrganizationLimits", { names: ["DailyApiRequest"] })).text).toMatch(
    /^BAD_ARGUMENT: [\s\S]*Did you mean DailyApiRequests/,
  );
});

test("who is signed in, where, and which versions there are", async () => {
  const who = await json("getUserInfo");
  expect(who).toMatchObject({
    user: { username: "dana@demo.example" },
    organization: { kind: "production" },
    apiVersion: "68.0",
  });
  const { inUse, versions } = await json("listApiVersions");
  expect(inUse).toBe("68.0");
  expect(versions["31.0"]).toBe("Summer ’14");
});

test("a retired API version is said, with the setting that names it", async () => {
  const old = await connect({ settings: { SALESFORCE_API_VERSION: "30.0" } });
  expect((await old.call("describeObject", { object: "Account" })).text).toMatch(
    /^GONE: .*\n.*\nHint: .*leave SALESFORCE_API_VERSION out/,
  );
  await old.close();
});

test.each([
  [{ fields: ["BillingCity"] }, ["BillingCity"]],
  [{ search: "BillingCity" }, ["BillingCity"]],
  [{ fields: ["BillingAddress", "BillingLatitude"] }, ["BillingLatitude", "BillingAddress"]],
])("parts of an address that are asked for by %j are fields of their own", async (args, names) => {
  const { text } = await server.call("describeObject", { object: "Account", ...args });
  const { fields, unknownFields, noMatch } = JSON.parse(text);
  expect(Object.keys(fields).sort()).toEqual([...names].sort());
  expect([unknownFields, noMatch]).toEqual([undefined, undefined]);
  if (fields.BillingCity) expect(fields.BillingCity).toBe("string(40)");
  if (fields.BillingAddress) expect(fields.BillingAddress).toContain("BillingCity(40)");
});
