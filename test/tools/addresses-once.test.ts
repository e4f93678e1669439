import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withoutRepeats } from "../../src/salesforce/records/compounds.ts";
import { type Connected, connect } from "../connect.ts";
import { answerIn } from "./answer-in.ts";
import { csvRows } from "./csv-rows.ts";

let server: Connected;
let project = "";
let account = "";

async function answer(name: string, args: Record<string, unknown>): Promise<string> {
  const { text, isError } = await server.call(name, args);
  expect(isError, text).toBe(false);
  return text;
}

beforeAll(async () => {
  server = await connect();
  await answer("createRecord", { object: "Account", record: { Name: "Nowhere" } });
  const find = async (soql: string) => csvRows(await answer("executeQuery", { soql }))[0]?.["Id"] ?? "";
  project = await find("SELECT Id FROM Project__c WHERE Site__Latitude__s != null LIMIT 1");
  account = await find("SELECT Id FROM Account WHERE BillingCity != null LIMIT 1");
});

afterAll(() => server.close());

test("getRecord shows an address and a location as their fields alone", async () => {
  const shownAccount = JSON.parse(await answer("getRecord", { object: "Account", id: account }));
  expect(Object.keys(shownAccount)).toContain("BillingCity");
  expect(Object.keys(shownAccount)).not.toContain("BillingAddress");
  const shownProject = JSON.parse(await answer("getRecord", { object: "Project__c", id: project }));
  expect(Object.keys(shownProject)).toContain("Site__Latitude__s");
  expect(Object.keys(shownProject)).not.toContain("Site__c");
});

test("so does a part of a batch that reads a record", async () => {
  const batchRequests = [{ method: "GET", url: `sobjects/Account/${account}` }];
  const [shown] = Object.values(answerIn(await answer("executeBatch", { batchRequests })).results);
  expect(Object.keys(shown as object)).toContain("BillingCity");
  expect(Object.keys(shown as object)).not.toContain("BillingAddress");
});

const fields = [
  "Street",
  "City",
  "State",
  "PostalCode",
  "Country",
  "Latitude",
  "Longitude",
  "GeocodeAccuracy",
];
const parts = fields.map((name) => `Billing${name}`).join(", ");

test.each(["!=", "="])("rows hold no address beside its fields: BillingCity %s null", async (sign) => {
  const soql = `SELECT Name, BillingAddress, ${parts} FROM Account WHERE BillingCity ${sign} null LIMIT 3`;
  const [header] = (await answer("executeQuery", { soql })).split("\n").slice(1);
  expect(header?.split(",")).toEqual(["Name", ...parts.split(", ")]);
  const { records } = JSON.parse(await answer("executeQuery", { soql, format: "json" }));
  for (const record of records) expect(Object.keys(record)).not.toContain("BillingAddress");
});

test("what has no field of its own beside the address stays in it, in parents too", async () => {
  const soql = `SELECT Account.BillingAddress, Account.BillingCity FROM Contact WHERE Account.BillingCity != null AND Account.BillingStreet != null LIMIT 1`;
  const [row] = csvRows(await answer("executeQuery", { soql }));
  expect(row).toHaveProperty(["Account.BillingAddress.street"]);
  expect(row).not.toHaveProperty(["Account.BillingAddress.city"]);
  expect(row?.["Account.BillingCity"]).not.toBe("");
});

test("an address that is asked for alone is there with its parts", async () => {
  const soql = `SELECT BillingAddress FROM Account WHERE Id = '${account}'`;
  const [row] = csvRows(await answer("executeQuery", { soql }));
  expect(row?.["BillingAddress.city"]).toBeTruthy();
});

const words = [
  "street",
  "city",
  "state",
  "postalCode",
  "country",
  "latitude",
  "longitude",
  "geocodeAccuracy",
];
const titled = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
const spellings: Record<string, (word: string) => string> = {
  BillingAddress: (word) => `Billing${titled(word)}`,
  Address: titled,
  Site__c: (word) => `Site__${titled(word)}__s`,
};

test("no part of an address is lost or shown twice, whichever have fields of their own", () => {
  const part = fc.record({ value: fc.option(fc.string()), own: fc.boolean() });
  const parts = fc.dictionary(fc.constantFrom(...words), part, { minKeys: 1 });
  fc.assert(
    fc.property(parts, fc.constantFrom(...Object.keys(spellings)), (given, name) => {
      const fieldOf = spellings[name] ?? titled;
      const entries = Object.entries(given);
      const fields = entries.filter(([, { own }]) => own).map(([word, { value }]) => [fieldOf(word), value]);
      const whole = Object.fromEntries(entries.map(([word, { value }]) => [word, value]));
      const shown = withoutRepeats({ Id: "1", [name]: whole, ...Object.fromEntries(fields) });
      const left: Record<string, unknown> = Object(shown[name]);
      for (const [word, { value, own }] of entries) {
        if (own) expect(shown[fieldOf(word)]).toBe(value);
        if (value !== null && !own) expect(left[word]).toBe(value);
        if (own) expect(left).not.toHaveProperty(word);
      }
    }),
  );
});
