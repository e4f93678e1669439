import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Connected, connect } from "../../connect.ts";

let server: Connected;
let other: Connected;

beforeAll(async () => {
  server = await connect();
  // Somebody else on the same org.
  other = await connect({ org: server.org });
});

afterAll(async () => {
  await other.close();
  await server.close();
});

async function called(name: string, args: Record<string, unknown>, by = server) {
  const { text, isError } = await by.call(name, args);
  expect(isError, text).toBe(false);
  return JSON.parse(text);
}

async function create(
  record: Record<string, unknown>,
  object = "Account",
): Promise<{ id: string; change: string }> {
  return called("createRecord", { object, record });
}

async function read(id: string, fields: string[], object = "Account") {
  return called("getRecord", { object, id, fields }, other);
}

async function listed(args: Record<string, unknown> = {}): Promise<Record<string, string>[]> {
  const { text } = await server.call("listChanges", args);
  return parse(text.slice(text.indexOf("\n") + 1), { columns: true });
}

describe("a change by a single call", () => {
  test("an update is put back, touched fields only, nulls too", async () => {
    const { id } = await create({ Name: "Undo me", Phone: "1", Industry: null });
    const { change } = await called("updateRecord", {
      object: "Account",
      id,
      record: { Phone: "2", Industry: "Energy" },
    });
    await called("updateRecord", { object: "Account", id, record: { Website: "w.example" } }, other);
    const answer = await called("undoChange", { change });
    expect(answer).toMatchObject({
      summary: "1 put back",
      changes: [change],
      change: expect.stringMatching(/^c\d+$/),
    });
    expect(await read(id, ["Phone", "Industry", "Website"])).toMatchObject({
      Phone: "1",
      Industry: null,
      Website: "w.example",
    });
  });

  test("a created record is deleted, and one that somebody changed since is left alone", async () => {
    const mine = await create({ Name: "Mine" });
    const changed = await create({ Name: "Changed" });
    // Salesforce tells the time of a change in whole seconds.
    await sleep(1_100);
    await called("updateRecord", { object: "Account", id: changed.id, record: { Phone: "9" } }, other);
    expect((await called("undoChange", { change: mine.change })).summary).toBe("1 deleted");
    const { text, isError } = await server.call("undoChange", { change: changed.change });
    expect(isError).toBe(true);
    expect(JSON.parse(text).leftAlone).toMatchObject([
      { id: changed.id, reason: "somebody has changed it since" },
    ]);
    expect((await called("undoChange", { change: changed.change, force: true })).summary).toBe("1 deleted");
  });

  test("a field that somebody changed since is named and left alone, unless forced", async () => {
    const { id } = await create({ Name: "Contested", Phone: "1" });
    const { change } = await called("updateRecord", { object: "Account", id, record: { Phone: "2" } });
    await called("updateRecord", { object: "Account", id, record: { Phone: "3" } }, other);
    const { text, isError } = await server.call("undoChange", { change });
    expect(isError).toBe(true);
    expect(JSON.parse(text).leftAlone).toMatchObject([{ id, fields: { Phone: { now: "3", left: "2" } } }]);
    expect(await read(id, ["Phone"])).toMatchObject({ Phone: "3" });
    await called("undoChange", { change, force: true });
    expect(await read(id, ["Phone"])).toMatchObject({ Phone: "1" });
  });

  test("an undo is a change, and can be undone", async () => {
    const { id } = await create({ Name: "Back and forth", Phone: "1" });
    const { change } = await called("updateRecord", { object: "Account", id, record: { Phone: "2" } });
    const undone = await called("undoChange", { change });
    const redone = await called("undoChange", { change: undone.change });
    expect(await read(id, ["Phone"])).toMatchObject({ Phone: "2" });
    const again = await called("undoChange", { change });
    expect(again.summary).toBe("1 put back");
    expect(await read(id, ["Phone"])).toMatchObject({ Phone: "1" });
    expect(redone.change).not.toBe(undone.change);
  });

  test("the older of two changes to a field is refused with the newer one's id", async () => {
    const { id } = await create({ Name: "Twice", Phone: "1" });
    const first = await called("updateRecord", { object: "Account", id, record: { Phone: "2" } });
    const second = await called("updateRecord", { object: "Account", id, record: { Phone: "3" } });
    const { text, isError } = await server.call("undoChange", { change: first.change });
    expect(isError).toBe(true);
    expect(text).toContain(`${second.change} changed it later`);
    await called("undoChange", { change: second.change });
    await called("undoChange", { change: first.change });
    expect(await read(id, ["Phone"])).toMatchObject({ Phone: "1" });
  });

  test("a preview reads only", async () => {
    const { id } = await create({ Name: "Seen", Phone: "1" });
    const { change } = await called("updateRecord", { object: "Account", id, record: { Phone: "2" } });
    const preview = await called("undoChange", { change, preview: true });
    expect(preview.summary).toBe("nothing was changed; it would be: 1 put back");
    expect(preview.records).toEqual([{ object: "Account", id, would: "put back", fields: { Phone: "1" } }]);
    expect(preview.change).toBeUndefined();
    expect(await read(id, ["Phone"])).toMatchObject({ Phone: "2" });
  });
});

describe("many records", () => {
  test("everything since a change, over several tools", async () => {
    const before = await create({ Name: "Stays", Phone: "1", Industry: "Energy" });
    const first = await called("updateRecord", { object: "Account", id: before.id, record: { Phone: "2" } });
    const parent = await create({ Name: "Parent" });
    await called("executeCollection", {
      operation: "create",
      object: "Contact",
      records: Array.from({ length: 30 }, (_, index) => ({
        LastName: `Child ${index}`,
        AccountId: parent.id,
      })),
    });
    await called("updateRecord", {
      object: "Account",
      id: before.id,
      record: { Phone: "3", Industry: null },
    });
    const answer = await called("undoChange", { since: first.change });
    expect(answer.summary).toBe("1 put back, 31 deleted");
    expect(await read(before.id, ["Phone", "Industry"])).toMatchObject({ Phone: "1", Industry: "Energy" });
    const { text } = await other.call("executeQuery", {
      soql: `SELECT COUNT() FROM Contact WHERE AccountId = '${parent.id}'`,
    });
    expect(text).toMatch(/totalSize=0/);
  });

  test("each part of a composite is a change", async () => {
    const account = await create({ Name: "Composite", Phone: "1" });
    const answer = await called("executeComposite", {
      compositeRequest: [
        { method: "PATCH", url: `sobjects/Account/${account.id}`, referenceId: "a", body: { Phone: "2" } },
        {
          method: "POST",
          url: "sobjects/Contact",
          referenceId: "b",
          body: { LastName: "C", AccountId: account.id },
        },
        { method: "PATCH", url: "sobjects/Contact/@{b.id}", referenceId: "c", body: { Phone: "7" } },
        { method: "GET", url: "query?q=SELECT Id FROM Account LIMIT 1", referenceId: "d" },
      ],
    });
    expect(answer.results.a).toMatchObject({ status: 204, change: expect.stringMatching(/^c\d+$/) });
    expect(answer.results.b.change).not.toBe(answer.results.a.change);
    expect(answer.results.c).toMatchObject({ canUndo: false });
    expect(answer.results.d.change).toBeUndefined();
    await called("undoChange", { change: answer.results.a.change });
    expect(await read(account.id, ["Phone"])).toMatchObject({ Phone: "1" });
  });

  test("what a composite rolled back is no change", async () => {
    const count = (await listed()).length;
    await server.call("executeComposite", {
      compositeRequest: [
        {
          method: "POST",
          url: "composite/sobjects",
          referenceId: "a",
          body: { records: [{ attributes: { type: "Account" }, Name: "Gone" }] },
        },
        { method: "POST", url: "sobjects/Contact", referenceId: "b", body: { FirstName: "No last name" } },
      ],
    });
    expect((await listed()).length).toBe(count);
  });
});

test("listChanges shows them newest first, with what can be taken back", async () => {
  const { id, change } = await create({ Name: "Listed" });
  const [newest] = await listed({ recordId: id });
  expect(newest).toMatchObject({
    change,
    tool: "createRecord",
    operation: "create",
    object: "Account",
    records: "1",
    canUndo: "true",
    reason: "",
  });
  const undone = await called("undoChange", { change });
  const rows = await listed({ recordId: id });
  expect(rows.map((row) => [row["change"], row["canUndo"], row["reason"]])).toEqual([
    [undone.change, "true", ""],
    [change, "false", `taken back by ${undone.change}`],
  ]);
});

test("an unknown change is refused", async () => {
  const { text, isError } = await server.call("undoChange", { change: "c999" });
  expect(isError).toBe(true);
  expect(text).toMatch(/^BAD_ARGUMENT: change: there is no change "c999"\. Nothing was sent\.\n/);
});

describe("deleted records", () => {
  test("come back with what was deleted along with them", async () => {
    const { id } = await create({ Name: "Bin" });
    const contact = await called("createRecord", {
      object: "Contact",
      record: { LastName: "Along", AccountId: id },
    });
    const { change } = await called("deleteRecord", { object: "Account", id });
    const preview = await called("undoChange", { change, preview: true });
    expect(preview.records).toEqual([{ object: "Account", id, would: "undelete" }]);
    expect((await called("undoChange", { change })).summary).toBe("1 undeleted");
    expect(await read(id, ["Name"])).toMatchObject({ Name: "Bin" });
    expect(await read(contact.id, ["LastName"], "Contact")).toMatchObject({ LastName: "Along" });
  });

  test("a record that was changed and then deleted is as before", async () => {
    const { id } = await create({ Name: "Both", Phone: "1" });
    const first = await called("updateRecord", { object: "Account", id, record: { Phone: "2" } });
    await called("executeCollection", { operation: "delete", object: "Account", ids: [id] });
    const answer = await called("undoChange", { since: first.change });
    expect(answer.summary).toBe("1 undeleted");
    expect(await read(id, ["Phone"])).toMatchObject({ Phone: "1" });
    // And all of it can be taken back in its turn.
    await called("undoChange", { change: answer.change });
    const { text } = await other.call("getRecord", { object: "Account", id });
    expect(text).toMatch(/^ENTITY_IS_DELETED|^NOT_FOUND/);
  });
});
