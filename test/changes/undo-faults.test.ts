import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Connected, connect } from "../connect.ts";
import { csvRows } from "../tools/csv-rows.ts";
import { PlainHttp } from "./plain-http.ts";

let server: Connected;
let http: PlainHttp;

beforeAll(async () => {
  server = await connect();
  http = new PlainHttp(server.org);
});

afterEach(() => server.org.faults.clear());

afterAll(() => server.close());

async function called(name: string, args: Record<string, unknown>) {
  const { text, isError } = await server.call(name, args);
  expect(isError, text).toBe(false);
  return JSON.parse(text);
}

async function newest() {
  return csvRows((await server.call("listChanges", { maxRecords: 1 })).text)[0] ?? {};
}

const phoneOf = async (id: string) =>
  (await http.query(`SELECT Phone FROM Account WHERE Id = '${id}'`)).map(({ Phone }) => Phone);
const named = (name: string) => http.query(`SELECT Id FROM Account WHERE Name = '${name}'`);
const account = (name: string) => http.create("Account", { Name: name, Phone: "before" });

describe("a write whose connection is lost", () => {
  test.each([
    ["before it is done", "before", "before"],
    ["after it is done", "after", "now"],
  ] as const)("%s is told as one of unknown fate, and never taken back", async (_, close, phone) => {
    const id = await account(`Lost ${close}`);
    server.org.faults.add({ method: "PATCH", path: `/sobjects/Account/${id}`, close });
    const lost = await server.call("updateRecord", { object: "Account", id, record: { Phone: "now" } });
    expect(lost.isError).toBe(true);
    expect(lost.text).toMatch(/may or may not/);
    expect(await phoneOf(id)).toEqual([phone]);
    const { change, canUndo, reason } = await newest();
    expect({ canUndo, reason }).toEqual({
      canUndo: "false",
      reason: "the answer was lost, so nobody knows whether it was made",
    });
    const undone = await server.call("undoChange", { change });
    expect(undone.isError).toBe(true);
    expect(undone.text).toContain("nobody knows whether it was made");
    expect(await phoneOf(id)).toEqual([phone]);
  });

  test("and that created is not created twice", async () => {
    server.org.faults.add({ method: "POST", path: "/sobjects/Account", close: "after" });
    const lost = await server.call("createRecord", { object: "Account", record: { Name: "Lost new" } });
    expect(lost.text).toMatch(/may or may not/);
    expect(await named("Lost new")).toHaveLength(1);
    expect(await newest()).toMatchObject({ operation: "create", records: "0", canUndo: "false" });
  });
});

describe("a look before the write that is refused", () => {
  test.each([403, 404])(
    "with %i lets the write through and says that it cannot be undone",
    async (status) => {
      const id = await account(`Refused ${status}`);
      const body = JSON.stringify([{ errorCode: "X", message: "no" }]);
      server.org.faults.add({ method: "GET", path: "/query", answer: { status, body } });
      const record = { Phone: "now" };
      const written = await called("updateRecord", { object: "Account", id, record });
      expect(written).toMatchObject({
        canUndo: false,
        reason: "its fields could not be read before they were changed",
      });
      const undone = await server.call("undoChange", { change: written.change });
      expect(undone.isError).toBe(true);
      expect(undone.text).toContain("its fields could not be read before they were changed");
      expect(await phoneOf(id)).toEqual(["now"]);
    },
  );

  test("of an upsert never makes an old record a new one", async () => {
    const id = await http.create("Account", { Name: "Keyed", Phone: "before", External_Id__c: "KEYED" });
    const answer = { status: 404, body: JSON.stringify([{ errorCode: "NOT_FOUND", message: "no" }]) };
    server.org.faults.add({ method: "GET", path: "/External_Id__c/KEYED", answer });
    const key = { object: "Account", externalIdField: "External_Id__c", externalId: "KEYED" };
    const { change } = await called("upsertRecord", { ...key, record: { Phone: "now" } });
    const undone = await server.call("undoChange", { change });
    expect(undone.isError, undone.text).toBe(true);
    expect(await phoneOf(id)).toEqual(["now"]);
  });

  test("whose connection is lost once is tried again", async () => {
    const id = await account("Tried again");
    server.org.faults.add({ method: "GET", path: "/query", close: "before" });
    const { change } = await called("updateRecord", { object: "Account", id, record: { Phone: "now" } });
    await called("undoChange", { change });
    expect(await phoneOf(id)).toEqual(["before"]);
  });
});

describe("an undo that is interrupted", () => {
  interface Case {
    method: string;
    path: RegExp;
    /** Makes a change, and tells how to see that it was taken back exactly once. */
    make(name: string): Promise<{ change: string; asBefore(): Promise<void> }>;
  }

  const put: Case = {
    method: "PATCH",
    path: /composite\/sobjects/,
    async make(name) {
      const ids = await Promise.all([account(`${name} 1`), account(`${name} 2`)]);
      const args = { operation: "update", object: "Account", ids, record: { Phone: "now" } };
      const { change } = await called("executeCollection", args);
      const asBefore = async () => {
        for (const id of ids) expect(await phoneOf(id)).toEqual(["before"]);
      };
      return { change, asBefore };
    },
  };
  const created: Case = {
    method: "DELETE",
    path: /composite\/sobjects/,
    async make(name) {
      const { change } = await called("createRecord", { object: "Account", record: { Name: name } });
      return { change, asBefore: async () => expect(await named(name)).toEqual([]) };
    },
  };
  const deleted: Case = {
    method: "POST",
    path: /\/services\/Soap\/u/,
    async make(name) {
      const id = await account(name);
      const { change } = await called("deleteRecord", { object: "Account", id });
      return { change, asBefore: async () => expect(await named(name)).toEqual([{ Id: id }]) };
    },
  };

  test.each([
    ["of changed records, before", put, "before"],
    ["of changed records, after", put, "after"],
    ["of a created record, before", created, "before"],
    ["of a created record, after", created, "after"],
    ["of a deleted record, before", deleted, "before"],
    ["of a deleted record, after", deleted, "after"],
  ] as const)("%s its write, goes on when it is repeated", async (say, { method, path, make }, close) => {
    const { change, asBefore } = await make(say);
    const fault = server.org.faults.add({ method, path, close });
    const broken = await server.call("undoChange", { change });
    expect(fault.met).toBe(1);
    // What is not known to be taken back is never said to be.
    expect(broken.text).toMatch(/may or may not|nobody knows/);
    if (close === "after") await asBefore();
    const repeated = await server.call("undoChange", { change });
    expect(repeated.text).not.toMatch(/may or may not/);
    await asBefore();
    const again = await server.call("undoChange", { change });
    expect(JSON.parse(again.text).summary).toBe("there is nothing to take back");
    await asBefore();
  });

  test("between two of its writes, goes on with what is left", async () => {
    const id = await account("Half back");
    const { change: since } = await called("updateRecord", {
      object: "Account",
      id,
      record: { Phone: "now" },
    });
    await called("createRecord", { object: "Account", record: { Name: "Half made" } });
    server.org.faults.add({ method: "DELETE", path: /composite\/sobjects/, close: "before" });
    const broken = await server.call("undoChange", { since });
    expect(broken.text).toMatch(/may or may not|nobody knows/);
    expect(await phoneOf(id)).toEqual(["before"]);
    expect(await named("Half made")).toHaveLength(1);
    // What is as before by now is not written a second time.
    const writes = server.org.faults.add({ method: "PATCH", times: 9 });
    expect((await called("undoChange", { since })).summary).toContain("1 deleted");
    expect(writes.met).toBe(0);
    expect(await named("Half made")).toEqual([]);
    expect(await phoneOf(id)).toEqual(["before"]);
  });
});
