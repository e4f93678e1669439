import { afterAll, beforeAll, expect, test } from "vitest";
import { type Connected, connect } from "../connect.ts";

let server: Connected;

beforeAll(async () => {
  server = await connect({ settings: { SALESFORCE_UNDO: "off" } });
});

afterAll(() => server.close());

test("what works on kept changes is not offered, what works on records is", async () => {
  const names = (await server.client.listTools()).tools.map(({ name }) => name);
  expect(names).not.toContain("listChanges");
  expect(names).not.toContain("undoChange");
  expect(names).toEqual(expect.arrayContaining(["undeleteRecords", "mergeRecords", "convertLead"]));
});

test.each([
  ["listChanges", {}],
  ["undoChange", { change: "c1" }],
])("%s says which setting took it away", async (name, args) => {
  const { text, isError } = await server.call(name, args);
  expect(isError).toBe(true);
  expect(text).toBe(
    `BAD_ARGUMENT: ${name} is not offered by this server: SALESFORCE_UNDO is off, so no change is kept.\n` +
      "Hint: With session or keep in its place, changes from then on can be taken back.",
  );
});

test("nothing is read before a change, and the answer names none", async () => {
  const created = await server.call("createRecord", { object: "Account", record: { Name: "Off" } });
  expect(created.text).not.toContain("change");
  const { id }: { id: string } = JSON.parse(created.text);
  server.org.resetCounters();
  const { text } = await server.call("updateRecord", { object: "Account", id, record: { Phone: "1" } });
  expect(JSON.parse(text)).toEqual({ id, success: true });
  expect(server.org.counters()).toMatchObject({ "http.PATCH": 1 });
  expect(server.org.counters()["http.GET"]).toBeUndefined();
});
